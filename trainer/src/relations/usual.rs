//! Leaves out unusually large orders, which say little about what goes together; never renumbers an item.

use crate::orders::Orders;

/// Orders up to this size are always kept.
const ALWAYS: usize = 20;
/// The percentile of order sizes that is kept.
const PERCENT: usize = 99;

/// The orders without the largest 1 %, where these have more than 20 items. One order of a hundred items has as many
/// pairs as five thousand orders of two.
pub fn usual(orders: &Orders) -> Orders {
    let most = largest_usual(orders);
    let mut usual = Orders { skus: orders.skus.clone(), starts: vec![0], ..Orders::default() };
    let mut customers = Vec::new();
    for (n, items) in orders.iter().enumerate().filter(|(_, items)| items.len() <= most) {
        usual.items.extend_from_slice(items);
        usual.starts.push(usual.items.len());
        usual.id_crcs.push(orders.id_crcs[n]);
        usual.cart_crcs.push(orders.cart_crcs[n]);
        customers.extend(orders.customers.as_ref().map(|customers| customers[n]));
    }
    usual.customers = orders.customers.is_some().then_some(customers);
    usual
}

/// The size of the largest order that is kept.
fn largest_usual(orders: &Orders) -> usize {
    let mut sizes: Vec<usize> = orders.iter().map(<[u32]>::len).collect();
    if sizes.is_empty() {
        return ALWAYS;
    }
    let at = (sizes.len() * PERCENT / 100).min(sizes.len() - 1);
    (*sizes.select_nth_unstable(at).1).max(ALWAYS)
}

/// For each item, how many others are in its orders, summed over these.
pub fn company(orders: &Orders) -> Vec<u64> {
    let mut company = vec![0; orders.skus.len()];
    for items in orders.iter() {
        for &item in items {
            company[item as usize] += items.len() as u64 - 1;
        }
    }
    company
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_largest_orders_go_and_numbers_stay() {
        let sizes = (0..200).map(|n| if n == 7 { 60 } else { 1 + n % 3 });
        let mut orders =
            Orders { skus: (0..60).map(|n| n.to_string()).collect(), starts: vec![0], ..Orders::default() };
        for size in sizes {
            orders.items.extend((60 - size as u32)..60);
            orders.starts.push(orders.items.len());
            orders.id_crcs.push(size as u32);
            orders.cart_crcs.push(0);
        }
        orders.customers = Some((0..200).collect());
        let usual = usual(&orders);
        assert_eq!((usual.len(), usual.skus.len()), (199, 60));
        assert!(usual.iter().all(|items| items.len() <= 3 && items.contains(&59)));
        assert!(!usual.customers.unwrap().contains(&7));
    }

    #[test]
    fn in_a_shop_of_small_orders_all_are_usual() {
        assert_eq!(largest_usual(&Orders { starts: vec![0], ..Orders::default() }), 20);
    }
}
