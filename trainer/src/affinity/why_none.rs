//! Finds out why a model has no weights: looks at the pairs of items that orders hold; never trains.

use crate::orders::Orders;
use hashbrown::{HashMap, HashSet};
use std::fmt;

/// With more pairs than this they are not all counted.
const MOST_PAIRS: usize = 20_000_000;
/// A weight is never kept for fewer orders or customers than this.
const FLOOR: u32 = 2;

/// Why there are no weights.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum WhyNone {
    /// No order has two items.
    SingleItems,
    /// No pair is in enough orders.
    FewOrders {
        /// The pair that most orders have.
        pair: [String; 2],
        /// How many have it.
        orders: u32,
        /// How many are needed.
        needed: u32,
    },
    /// A pair is in enough orders, but no pair was bought by enough customers.
    FewCustomers {
        /// The pair that most customers bought.
        pair: [String; 2],
        /// How many orders have it.
        orders: u32,
        /// How many customers bought it.
        customers: u32,
        /// How many are needed.
        needed: u32,
    },
    /// Pairs are frequent enough, but no more than chance would have them.
    Chance,
}

/// Orders and customers of one pair.
#[derive(Default)]
struct Pair {
    orders: u32,
    customers: HashSet<u32>,
    strangers: u32,
}

impl Pair {
    /// An order of an unknown customer is one of a customer of its own.
    fn people(&self) -> u32 {
        self.customers.len() as u32 + self.strangers
    }
}

/// Why a model of these orders has no weights, at this many orders a pair.
pub fn why_none(orders: &Orders, min_orders: u32) -> WhyNone {
    let needed = min_orders.max(FLOOR);
    let all: usize = orders.iter().map(|items| items.len() * items.len().saturating_sub(1) / 2).sum();
    match all {
        0 => return WhyNone::SingleItems,
        all if all > MOST_PAIRS => return WhyNone::Chance,
        _ => {}
    }
    let pairs = pairs(orders);
    let name = |pair: (u32, u32)| [pair.0, pair.1].map(|item| orders.skus[item as usize].clone());
    let by = |key: fn(&Pair) -> u32| pairs.iter().max_by_key(|(items, pair)| (key(pair), std::cmp::Reverse(**items)));
    let (Some((most, pair)), Some((widest, wide))) = (by(|pair| pair.orders), by(Pair::people)) else {
        return WhyNone::Chance;
    };
    if pair.orders < needed {
        WhyNone::FewOrders { pair: name(*most), orders: pair.orders, needed }
    } else if wide.people() < needed {
        // Of pairs that as few customers bought, the one that most orders have says most.
        let (items, said) = if pair.people() == wide.people() { (most, pair) } else { (widest, wide) };
        WhyNone::FewCustomers { pair: name(*items), orders: said.orders, customers: said.people(), needed }
    } else {
        WhyNone::Chance
    }
}

fn pairs(orders: &Orders) -> HashMap<(u32, u32), Pair> {
    let mut pairs: HashMap<(u32, u32), Pair> = HashMap::new();
    for (n, items) in orders.iter().enumerate() {
        let customer = orders.customers.as_ref().map_or(u32::MAX, |customers| customers[n]);
        for (at, &one) in items.iter().enumerate() {
            for &other in &items[at + 1..] {
                let pair = pairs.entry((one.min(other), one.max(other))).or_default();
                pair.orders += 1;
                if customer == u32::MAX {
                    pair.strangers += 1;
                } else {
                    pair.customers.insert(customer);
                }
            }
        }
    }
    pairs
}

impl fmt::Display for WhyNone {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::SingleItems => write!(
                f,
                "no order has two different items. If orders should have more, the column of the order id may be the wrong one, \
                 or a cell holds several items: see pairwell look"
            ),
            Self::FewOrders { pair: [one, other], orders, needed } => write!(
                f,
                "no two items are together in {needed} orders or more; the most frequent pair, {one} and {other}, is in {orders}. \
                 Give more orders, or lower --min-orders (never below {FLOOR})"
            ),
            Self::FewCustomers { pair: [one, other], orders, customers, needed } => write!(
                f,
                "no two items were bought together by {needed} customers or more; {one} and {other} are together in {orders} orders, \
                 but of {customers} customers. --min-orders also counts customers, never below {FLOOR}"
            ),
            Self::Chance => f.write_str("no two items are together more often than chance would have them"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::{WhyNone, why_none};
    use crate::orders::Orders;

    fn orders(baskets: &[&[u32]], customers: Option<Vec<u32>>) -> Orders {
        let starts = baskets.iter().scan(0, |at, basket| {
            *at += basket.len();
            Some(*at)
        });
        Orders {
            skus: ["A", "B", "C"].map(str::to_owned).to_vec(),
            starts: std::iter::once(0).chain(starts).collect(),
            items: baskets.concat(),
            id_crcs: vec![0; baskets.len()],
            cart_crcs: vec![0; baskets.len()],
            customers,
            ..Orders::default()
        }
    }

    #[test]
    fn the_reason_is_looked_up() {
        let pair = ["A", "B"].map(str::to_owned);
        assert_eq!(why_none(&orders(&[&[0], &[1]], None), 3), WhyNone::SingleItems);
        let few = WhyNone::FewOrders { pair: pair.clone(), orders: 2, needed: 3 };
        assert_eq!(why_none(&orders(&[&[0, 1], &[1, 0], &[2, 0]], None), 3), few);
        let two = orders(&[&[0, 1], &[0, 1], &[0, 1], &[0, 1]], Some(vec![0, 1, 0, 1]));
        assert_eq!(why_none(&two, 3), WhyNone::FewCustomers { pair, orders: 4, customers: 2, needed: 3 });
        assert_eq!(why_none(&orders(&[&[0, 1], &[0, 1]], None), 1), WhyNone::Chance);
    }
}
