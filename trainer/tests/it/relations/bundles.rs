//! Checks that bundles are sets bought together beyond chance, no rarer than privacy allows, whatever else is in the shop.

use pairwell_cli::orders::Orders;
use pairwell_cli::relations::{BundleOptions, Set, mine};
use proptest::prelude::*;

use super::shop;

const OPTIONS: BundleOptions = BundleOptions { min_support: 5, min_customers: 3, limit: 40 };

/// Orders of this many items, each by another customer.
fn orders(items: u32, baskets: &[Vec<u32>]) -> Orders {
    let mut orders = Orders { skus: (0..items).map(|n| n.to_string()).collect(), starts: vec![0], ..Orders::default() };
    for basket in baskets {
        let mut basket = basket.clone();
        basket.sort_unstable();
        basket.dedup();
        orders.items.extend(basket);
        orders.starts.push(orders.items.len());
        orders.id_crcs.push(0);
        orders.cart_crcs.push(0);
    }
    orders.customers = Some((0..baskets.len() as u32).collect());
    orders
}

fn mined(orders: &Orders) -> Vec<Set> {
    mine(orders, &vec![0; orders.skus.len()], &vec![true; orders.skus.len()], &OPTIONS)
}

/// Numbers that look random: the same on every run.
fn dice(mut state: u64) -> impl FnMut(u64) -> u64 {
    move |sides| {
        state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (state >> 33) % sides
    }
}

/// Orders of popular and rare items by chance alone, of two to eight items.
fn chance(count: usize, items: u64, roll: &mut impl FnMut(u64) -> u64) -> Vec<Vec<u32>> {
    let basket = |_| (0..2 + roll(7)).map(|_| roll(items).min(roll(items)) as u32).collect();
    (0..count).map(basket).collect()
}

#[test]
fn planted_sets_of_two_three_and_four_are_found_whole() {
    let mut roll = dice(5);
    let mut baskets = chance(4000, 60, &mut roll);
    let planted: [&[u32]; 3] = [&[60, 61], &[62, 63, 64], &[65, 66, 67, 68]];
    for n in 0..240 {
        let mut basket = vec![roll(60).min(roll(60)) as u32];
        basket.extend(planted[n % 3]);
        baskets.push(basket);
    }
    // What is planted is bought singly as well.
    baskets.extend((0..600).map(|n| vec![60 + n % 9, roll(60).min(roll(60)) as u32]));
    let sets = mined(&orders(69, &baskets));
    for planted in planted {
        let set = sets.iter().find(|set| set.items == planted);
        assert!(set.is_some_and(|set| set.orders >= 80 && set.lift() > 4.0), "{planted:?} in {sets:?}");
    }
    let strangers: Vec<_> =
        sets.iter().filter(|set| !planted.iter().any(|p| set.items.iter().all(|i| p.contains(i)))).collect();
    assert!(strangers.is_empty(), "{strangers:?}");
}

#[test]
fn a_pair_beside_a_stranger_is_no_set_of_three() {
    let mut roll = dice(8);
    // 0 and 1 always together, 2 in half of all orders whatever else is in them.
    let baskets: Vec<Vec<u32>> = (0..3000)
        .map(|n| {
            let mut basket = vec![3 + roll(40) as u32, 3 + roll(40) as u32];
            if n % 10 == 0 {
                basket.extend([0, 1]);
            }
            if roll(2) == 0 {
                basket.push(2);
            }
            basket
        })
        .collect();
    let sets = mined(&orders(43, &baskets));
    assert_eq!(sets.iter().map(|set| set.items.as_slice()).collect::<Vec<_>>(), [&[0, 1]]);
}

#[test]
fn chance_alone_makes_no_bundles() {
    let found: usize = (1..=20).map(|seed| mined(&orders(60, &chance(3000, 60, &mut dice(seed)))).len()).sum();
    // At 5 % about one in twenty shops may have one.
    assert!(found <= 2, "{found} sets in twenty shops of chance");
}

#[test]
fn a_set_of_few_customers_is_none_however_often_they_buy_it() {
    let mut baskets = chance(2000, 60, &mut dice(3));
    baskets.extend(vec![vec![60, 61]; 50]);
    let by = |customers: u32| {
        let mut orders = orders(62, &baskets);
        let of = orders.customers.as_mut().unwrap();
        (2000..2050).for_each(|n| of[n as usize] = 2000 + n % customers);
        mined(&orders).iter().any(|set| set.items == [60, 61])
    };
    assert_eq!((by(2), by(3)), (false, true));
    let mut unknown = orders(62, &baskets);
    unknown.customers = None;
    assert!(mined(&unknown).iter().any(|set| set.items == [60, 61]), "where customers are unknown, orders count");
}

#[test]
fn variants_and_what_is_not_on_sale_are_in_no_set() {
    let mut baskets = chance(2000, 60, &mut dice(3));
    baskets.extend(vec![vec![60, 61, 62]; 50]);
    let orders = orders(63, &baskets);
    let (mut groups, mut wanted) = (vec![0; 63], vec![true; 63]);
    (groups[60], groups[61], wanted[62]) = (1, 1, false);
    assert!(mine(&orders, &groups, &wanted, &OPTIONS).is_empty());
    groups[61] = 2;
    let sets = mine(&orders, &groups, &wanted, &OPTIONS);
    assert_eq!(sets.iter().map(|set| set.items.as_slice()).collect::<Vec<_>>(), [&[60, 61]]);
}

#[test]
fn bundles_of_the_sample_are_its_complements() {
    let shop = shop::sample();
    let truth: serde_json::Value =
        serde_json::from_slice(&std::fs::read(shop::root().join("sample/truth.json")).unwrap()).unwrap();
    let sets = mined(&shop.orders);
    let leads = |a: &str, b: &str| truth["complements"][a].as_array().is_some_and(|to| to.iter().any(|to| to == b));
    // Every item of a set is tied to another one of it.
    let tied = |set: &&Set| {
        let skus = shop.skus(&set.items);
        skus.iter().all(|a| skus.iter().any(|b| leads(a, b) || leads(b, a)))
    };
    let good = sets.iter().filter(tied).count();
    println!("bundles: {} sets, {good} of complements", sets.len());
    assert!(sets.len() >= 30 && good * 10 >= sets.len() * 9, "{good} of {}", sets.len());
    assert!(sets.iter().any(|set| set.items.len() == 3));
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(60))]

    #[test]
    fn a_sets_figures_are_those_of_the_slow_twin(seed in 0u64..1000, many in 30usize..400) {
        let mut roll = dice(seed);
        let mut baskets = chance(many, 12, &mut roll);
        baskets.extend(vec![vec![12, 13, 14]; 20]);
        let orders = orders(15, &baskets);
        for set in mined(&orders) {
            let missing = |order: &[u32]| set.items.iter().filter(|item| !order.contains(item)).count();
            prop_assert_eq!(orders.iter().filter(|order| missing(order) == 0).count(), set.orders as usize);
            prop_assert_eq!(orders.iter().filter(|order| missing(order) == 1).count(), set.near as usize);
            let lines = orders.items.len() as f64;
            for item in &set.items {
                let rest: Vec<u32> = set.items.iter().copied().filter(|other| other != item).collect();
                let with_rest = orders.iter().filter(|order| rest.iter().all(|item| order.contains(item)));
                let room: usize = with_rest.map(|order| order.len() - rest.len()).sum();
                let support = orders.items.iter().filter(|other| *other == item).count();
                prop_assert!(set.expected >= room as f64 * support as f64 / lines - 1e-9);
            }
            prop_assert!((2..=4).contains(&set.items.len()) && set.items.is_sorted() && set.orders >= 5);
            prop_assert!(set.p <= 0.05 && set.uplift <= f64::from(set.near));
        }
    }
}
