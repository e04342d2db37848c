//! Finds the items that customers do not buy again, from their later orders.

use hashbrown::HashMap;
use statrs::distribution::{DiscreteCDF, Poisson};

use crate::orders::Orders;

/// The significance level: an item counts as bought once if so few repeats are less likely than this for an item that is
/// bought again as often as others. Of a thousand such items, one is misjudged by chance.
const SURE: f64 = 0.001;

/// For each item, whether its buyers do not buy it again. They buy it no more often than anybody does, and
/// significantly less often than they repeat other purchases. Where one item has too few orders, its kind decides.
/// Empty where orders name no customers.
///
/// Repeats are compared with a Poisson distribution whose mean is the shop's usual rate of repeats.
pub fn bought_once(orders: &Orders) -> Vec<bool> {
    if orders.customers.is_none() {
        return Vec::new();
    }
    let all = Later::of(orders);
    let usual = all.iter().map(|it| it.repeats).sum::<f64>() / all.iter().map(|it| it.later).sum::<f64>().max(1.0);
    let mut kinds: HashMap<u32, Later> = HashMap::new();
    let kind = |item: usize| orders.kinds.as_ref().map(|kinds| kinds[item]).filter(|kind| *kind != u32::MAX);
    for (item, its) in all.iter().enumerate() {
        if let Some(kind) = kind(item) {
            kinds.entry(kind).or_default().add(its);
        }
    }
    let of_kind = |item: usize| kind(item).and_then(|kind| kinds.get(&kind)).is_some_and(|it| it.are_few(usual));
    let once = |(item, it): (usize, &Later)| it.are_few(usual) || (it.repeats <= it.by_chance && of_kind(item));
    all.iter().enumerate().map(once).collect()
}

/// An item, or a kind, in the later orders of its buyers.
#[derive(Debug, Clone, Copy, Default)]
struct Later {
    /// Later orders of its buyers.
    later: f64,
    /// Those of them that contain it again.
    repeats: f64,
    /// How many would contain it if having bought it changed nothing.
    by_chance: f64,
}

impl Later {
    /// For each item.
    fn of(orders: &Orders) -> Vec<Self> {
        let mut all = vec![Self::default(); orders.skus.len()];
        orders.each_customer(|own| {
            let mut first: HashMap<u32, usize> = HashMap::new();
            for (n, order) in own.iter().enumerate() {
                for &item in orders.order(*order as usize) {
                    let before = *first.entry(item).or_insert(n);
                    all[item as usize].repeats += f64::from(u8::from(before < n));
                }
            }
            first.iter().for_each(|(item, at)| all[*item as usize].later += (own.len() - 1 - at) as f64);
        });
        for (it, support) in all.iter_mut().zip(orders.support()) {
            it.by_chance = it.later * f64::from(support) / orders.len() as f64;
        }
        all
    }

    fn add(&mut self, other: &Self) {
        self.later += other.later;
        self.repeats += other.repeats;
        self.by_chance += other.by_chance;
    }

    /// Whether it is bought again no more often than by chance, and significantly less often than usual.
    fn are_few(&self, usual: f64) -> bool {
        let few = Poisson::new(self.later * usual).is_ok_and(|chance| chance.cdf(self.repeats as u64) < SURE);
        self.repeats <= self.by_chance && few
    }
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
                orders.cart_crcs.push(0);
                customers.push(customer);
            }
        }
        orders.customers = Some(customers);
        orders
    }

    #[test]
    fn items_that_are_never_bought_again_are_bought_once() {
        let once = bought_once(&orders(&[&[0, 1], &[1, 2], &[1, 3], &[1, 4]]));
        assert_eq!(once, [true, false, true, true, false], "the last item had no time to be bought again");
    }

    #[test]
    fn without_any_repeats_no_item_is_bought_once() {
        assert_eq!(bought_once(&orders(&[&[0], &[1], &[2], &[3]])), [false; 5]);
    }

    #[test]
    fn a_kind_tells_where_an_item_cannot() {
        let mut all = orders(&[&[0, 1], &[1, 2], &[1, 3], &[1, 4]]);
        // One customer in all bought the last item early enough to repeat it, and did not.
        (all.items[0], all.items[7]) = (4, 3);
        assert!(!bought_once(&all)[4]);
        all.kinds = Some(vec![7, u32::MAX, 7, 7, 7]);
        assert_eq!(bought_once(&all), [true, false, true, true, true]);
        all.kinds = Some(vec![7, 9, 7, 7, 9]);
        assert!(!bought_once(&all)[4], "its kind is bought again");
    }

    #[test]
    fn without_customers_or_with_one_nothing_is_known() {
        let mut all = orders(&[&[0, 1], &[1, 2]]);
        all.customers = Some(vec![u32::MAX; all.len()]);
        assert_eq!(bought_once(&all), [false; 5]);
        all.customers = None;
        assert!(bought_once(&all).is_empty());
    }
}
