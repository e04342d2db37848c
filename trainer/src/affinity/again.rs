//! Finds the items that nobody buys twice, by what customers bought later; never weighs.

use hashbrown::HashMap;
use statrs::distribution::{DiscreteCDF, Poisson};

use crate::orders::Orders;

/// So improbable must so few repeats be, if owners bought an item as often as anybody does, before it is held to be
/// bought once: of a thousand items of which none is, one is called so by chance.
const SURE: f64 = 0.001;

/// For each item, whether customers who have bought it buy it surely less often, in their later orders, than anybody does in
/// any order: what lasts, what is learned, what is given once. Empty where the orders name no customers.
///
/// Repeats are held against a Poisson distribution with the mean that there would be if owning an item changed nothing.
pub fn bought_once(orders: &Orders) -> Vec<bool> {
    let Some(customers) = &orders.customers else { return Vec::new() };
    let items = orders.skus.len();
    let (mut support, mut later, mut repeats) = (vec![0u32; items], vec![0u64; items], vec![0u32; items]);
    orders.items.iter().for_each(|item| support[*item as usize] += 1);
    for own in by_customer(orders, customers) {
        let mut first: HashMap<u32, usize> = HashMap::new();
        for (n, order) in own.iter().enumerate() {
            for &item in orders.order(*order as usize) {
                let before = *first.entry(item).or_insert(n);
                repeats[item as usize] += u32::from(before < n);
            }
        }
        first.iter().for_each(|(item, at)| later[*item as usize] += (own.len() - 1 - at) as u64);
    }
    let once = |item: usize| {
        let expected = later[item] as f64 * f64::from(support[item]) / orders.len() as f64;
        Poisson::new(expected).is_ok_and(|chance| chance.cdf(u64::from(repeats[item])) < SURE)
    };
    (0..items).map(once).collect()
}

/// The orders of each known customer who has more than one, in time.
fn by_customer(orders: &Orders, customers: &[u32]) -> Vec<Vec<u32>> {
    let mut known: Vec<u32> = (0..orders.len() as u32).filter(|n| customers[*n as usize] != u32::MAX).collect();
    let time = |n: u32| orders.times.as_ref().map(|times| times[n as usize]);
    known.sort_by_key(|n| (customers[*n as usize], time(*n)));
    let own = known.chunk_by(|a, b| customers[*a as usize] == customers[*b as usize]);
    own.filter(|own| own.len() > 1).map(<[u32]>::to_vec).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A hundred customers, each ordering these baskets one after the other.
    fn orders(baskets: &[&[u32]]) -> Orders {
        let mut orders = Orders { skus: (0..5).map(|n| n.to_string()).collect(), ..Orders::default() };
        orders.starts.push(0);
        let mut customers = Vec::new();
        for customer in 0..100 {
            for basket in baskets {
                orders.items.extend(*basket);
                orders.starts.push(orders.items.len());
                orders.id_crcs.push(0);
                customers.push(customer);
            }
        }
        orders.customers = Some(customers);
        orders
    }

    #[test]
    fn what_is_never_bought_again_is_bought_once() {
        let once = bought_once(&orders(&[&[0, 1], &[1, 2], &[1, 3], &[1, 4]]));
        assert_eq!(once, [true, false, true, true, false], "the last has had no time to be bought again");
    }

    #[test]
    fn nothing_is_said_without_customers_or_from_one_of_them() {
        let mut all = orders(&[&[0, 1], &[1, 2]]);
        all.customers = Some(vec![u32::MAX; all.len()]);
        assert_eq!(bought_once(&all), [false; 5]);
        all.customers = None;
        assert!(bought_once(&all).is_empty());
    }
}
