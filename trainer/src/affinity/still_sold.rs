//! Estimates how likely each item is still sold, from its usual gap between orders and the time since its last; never counts pairs.
//!
//! While it is sold, an item is ordered at random at a rate of its own. It leaves for good at a rate that all items of the shop
//! share. This is the model of Schmittlein, Morrison and Colombo, "Counting Your Customers: Who Are They and What Will They Do
//! Next?" (Management Science 1987), with items in place of customers.

use crate::orders::Orders;

const DAY: f64 = 86_400.0;
/// Less is never said: some come back, out of stock or out of season till then. (Of the items of Online Retail that seem gone by
/// all likelihood, orders of the last fifth hold an eighth as many as before.)
const LEAST: f64 = 0.1;

/// When an item was ordered.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Sold {
    /// The time of its first order, in seconds since 1970.
    pub first: i64,
    /// The time of its last order.
    pub last: i64,
    /// How many of its orders have a time.
    pub orders: u32,
}

impl Sold {
    /// By item; `None` for one of which no order has a time. Empty where orders have none.
    pub fn of(orders: &Orders) -> Vec<Option<Self>> {
        let Some(times) = &orders.times else { return Vec::new() };
        let mut sold: Vec<Option<Self>> = vec![None; orders.skus.len()];
        for (items, &time) in orders.iter().zip(times).filter(|(_, time)| **time != i64::MIN) {
            for &item in items {
                let sold = sold[item as usize].get_or_insert(Self { first: time, last: time, orders: 0 });
                (sold.first, sold.last) = (sold.first.min(time), sold.last.max(time));
                sold.orders += 1;
            }
        }
        sold
    }

    /// Days from its first to its last order.
    fn span(self) -> f64 {
        (self.last - self.first) as f64 / DAY
    }
}

/// For each item, the probability that it is still sold at the time of the newest order, if items are sold for `lifetime` days on
/// average: above 0, at most 1. Empty where orders have no times.
pub fn still_sold(orders: &Orders, lifetime: f64) -> Vec<f64> {
    let sold = Sold::of(orders);
    let known = || sold.iter().flatten();
    let Some(newest) = known().map(|sold| sold.last).max() else { return Vec::new() };
    // The usual days between two orders of an item: what is known of the rate of an item that was ordered once.
    let again: f64 = known().map(|sold| f64::from(sold.orders - 1)).sum();
    let usual = known().map(|sold| sold.span()).sum::<f64>() / again.max(1.0);
    let of_item = |sold: &Option<Sold>| {
        sold.map_or(1.0, |sold| {
            let rate = f64::from(sold.orders) / (sold.span() + usual).max(1.0 / DAY);
            probability(rate, (newest - sold.last) as f64 / DAY, lifetime).max(LEAST)
        })
    };
    sold.iter().map(of_item).collect()
}

/// The probability that an item is still sold. It had `rate` orders a day, its last order was `silent` days ago, and items are sold
/// for `lifetime` days on average.
fn probability(rate: f64, silent: f64, lifetime: f64) -> f64 {
    let leaving = 1.0 / lifetime;
    1.0 / (1.0 + leaving / (rate + leaving) * ((rate + leaving) * silent).exp_m1())
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The same by Bayes' rule: either it is sold and nobody has ordered it, or it left on one of the days before. The slow twin.
    fn slow(rate: f64, silent: f64, lifetime: f64) -> f64 {
        let steps = 200_000;
        let left: f64 = (0..steps)
            .map(|n| (n as f64 + 0.5) / f64::from(steps) * silent)
            .map(|at| (-at / lifetime).exp() / lifetime * (-rate * at).exp())
            .sum::<f64>()
            * silent
            / f64::from(steps);
        let sold = (-silent / lifetime).exp() * (-rate * silent).exp();
        sold / (sold + left)
    }

    #[test]
    fn the_probability_is_that_of_bayes_rule() {
        for (rate, silent, lifetime) in [(1.0, 3.0, 365.0), (0.1, 60.0, 90.0), (0.01, 300.0, 730.0), (2.0, 0.0, 30.0)] {
            let (found, twin) = (probability(rate, silent, lifetime), slow(rate, silent, lifetime));
            assert!((found - twin).abs() < 1e-6, "{found} {twin}");
        }
    }

    fn orders(times: &[(i64, &[u32])], items: usize) -> Orders {
        let mut orders = Orders { skus: (0..items).map(|n| n.to_string()).collect(), ..Orders::default() };
        orders.starts.push(0);
        for (_, items) in times {
            orders.items.extend(*items);
            orders.starts.push(orders.items.len());
            orders.id_crcs.push(0);
            orders.cart_crcs.push(0);
        }
        Orders { times: Some(times.iter().map(|(day, _)| day * 86_400).collect()), ..orders }
    }

    #[test]
    fn an_item_silent_for_long_against_its_own_gap_fades() {
        // 0 is ordered every day to the end, 1 every day for the first half, 2 every 40 days.
        let days: Vec<(i64, Vec<u32>)> = (0..200)
            .map(|day| {
                let wanted = [true, day < 100, day % 40 == 0];
                (day, (0..3).filter(|item| wanted[*item as usize]).collect())
            })
            .collect();
        let days: Vec<(i64, &[u32])> = days.iter().map(|(day, items)| (*day, items.as_slice())).collect();
        let found = still_sold(&orders(&days, 4), 365.0);
        assert!(found[0] == 1.0 && found[1] == LEAST && found[2] > 0.8, "{found:?}");
        assert_eq!(found[3], 1.0, "nothing is known of an item without orders");
        let longer = still_sold(&orders(&days, 4), 3650.0);
        assert!(longer[2] > found[2], "{longer:?}");
    }

    #[test]
    fn without_dates_nothing_fades() {
        let orders = Orders { times: None, ..orders(&[(1, &[0]), (2, &[1])], 2) };
        assert!(still_sold(&orders, 365.0).is_empty());
        let one_day = self::orders(&[(1, &[0]), (1, &[1])], 2);
        assert_eq!(still_sold(&one_day, 365.0), [1.0, 1.0]);
    }
}
