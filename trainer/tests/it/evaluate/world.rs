//! Makes small worlds of orders for the tests of this folder; never asserts.

use pairwell_cli::orders::Orders;
use proptest::prelude::*;

/// Orders of items by number; items are called `i0`, `i1` …
pub fn orders(baskets: &[Vec<u32>]) -> Orders {
    let items = baskets.iter().flatten().max().map_or(0, |most| *most as usize + 1);
    let mut orders = Orders { starts: vec![0], ..Orders::default() };
    for (n, basket) in baskets.iter().enumerate() {
        let mut distinct: Vec<u32> = Vec::new();
        basket.iter().for_each(|item| {
            if !distinct.contains(item) {
                distinct.push(*item);
            }
        });
        orders.items.extend(distinct);
        orders.starts.push(orders.items.len());
        orders.id_crcs.push(crc32fast::hash(n.to_string().as_bytes()));
        orders.cart_crcs.push(crc32fast::hash(format!("c{n}").as_bytes()));
    }
    orders.skus = (0..items).map(|item| format!("i{item}")).collect();
    orders
}

/// Up to forty orders of up to nine items, every item in one at least.
pub fn baskets() -> impl Strategy<Value = Vec<Vec<u32>>> {
    (3u32..9).prop_flat_map(|items| {
        let basket = prop::collection::vec(0..items, 1..7);
        prop::collection::vec(basket, 4..40).prop_map(move |mut baskets| {
            baskets.push((0..items).collect());
            baskets
        })
    })
}

/// A stream of numbers that look random: the same on every run.
pub fn dice(mut state: u64) -> impl FnMut(u64) -> u64 {
    move |sides| {
        state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (state >> 33) % sides
    }
}

/// A shop in which items `2n` and `2n + 1` go together, and everything else is chance.
pub fn couples(count: usize, pairs: u64, seed: u64) -> Vec<Vec<u32>> {
    let mut roll = dice(seed);
    (0..count)
        .map(|_| {
            let mut basket = Vec::new();
            for _ in 0..=roll(2) {
                let first = roll(pairs) as u32 * 2;
                basket.push(first);
                if roll(10) < 7 {
                    basket.push(first + 1);
                }
            }
            if roll(3) == 0 {
                basket.push(roll(pairs * 2) as u32);
            }
            basket
        })
        .collect()
}

/// The same orders as a CSV export with dates, one a minute.
pub fn csv(baskets: &[Vec<u32>], customer: impl Fn(usize) -> String) -> String {
    let mut text = String::from("order_id,ordered_at,customer_id,sku\n");
    for (n, basket) in baskets.iter().enumerate() {
        let (day, hour, minute) = (1 + n / 1440 % 28, n / 60 % 24, n % 60);
        for item in basket {
            text += &format!("{n},2025-03-{day:02} {hour:02}:{minute:02}:00,{},i{item}\n", customer(n));
        }
    }
    text
}
