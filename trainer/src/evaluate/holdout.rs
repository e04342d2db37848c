//! Splits past orders into training orders and test cases that hide one item each; never scores anything.

use std::sync::Arc;

use hashbrown::HashMap;

use super::past_orders::PastOrders;
use crate::orders::Orders;

/// How test orders are chosen.
#[derive(Debug, Clone, Copy, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Split {
    /// The latest ones.
    Time,
    /// By the CRC-32 of their ids, for orders without dates.
    Crc32,
}

impl Split {
    /// By time where the orders have dates, otherwise by their ids.
    pub fn for_orders(orders: &Orders) -> Self {
        if orders.times.is_some() { Self::Time } else { Self::Crc32 }
    }
}

/// How orders are split.
#[derive(Debug, Clone, Copy)]
pub struct HoldoutOptions {
    /// How test orders are chosen.
    pub split: Split,
    /// One order in this many is tested on.
    pub one_in: usize,
    /// Split by time only: orders up to this moment are not tested on.
    pub after: Option<i64>,
    /// Training orders with more distinct items than this are left out; split by time only.
    pub max_train_items: usize,
    /// Test orders with more distinct items than this are left out; split by time only.
    pub max_test_items: usize,
    /// Whether the orders are the training orders of an outer split. Then each id's CRC-32 is mixed first, so that the
    /// bits that put the order into training do not also choose the hidden item.
    pub inner: bool,
    /// Test cases per order, each with another item hidden; the reference makes one.
    pub cases_per_order: usize,
}

impl HoldoutOptions {
    /// The reference protocol.
    pub fn new(split: Split) -> Self {
        Self {
            split,
            one_in: 5,
            after: None,
            max_train_items: 200,
            max_test_items: 100,
            inner: false,
            cases_per_order: 1,
        }
    }

    /// The same for a split within the training orders.
    #[must_use]
    pub fn inner(self) -> Self {
        Self { inner: true, one_in: 5, after: None, cases_per_order: INNER_CASES, ..self }
    }

    /// The places of the items of an order that are hidden, one a test case.
    fn hidden_places(self, id_crc: u32, items: usize) -> impl Iterator<Item = usize> {
        let first = self.chance(id_crc) as usize % items;
        let apart = (items / self.cases_per_order).max(1);
        (0..self.cases_per_order.min(items)).map(move |t| (first + t * apart) % items)
    }

    /// The number that decides about an order.
    fn chance(&self, id_crc: u32) -> u32 {
        // Fibonacci hashing: the high half of the product depends on all bits.
        if self.inner { (u64::from(id_crc).wrapping_mul(0x9e37_79b9_7f4a_7c15) >> 32) as u32 } else { id_crc }
    }
}

/// Which of an order's other items the cart of a test case shows.
#[derive(Debug, Clone, Copy, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Carts {
    /// The first 1 to 8 of them, by the CRC-32 of the letter c and the order's id: carts as shoppers have them.
    Live,
    /// So many of the first.
    First(usize),
    /// All.
    Whole,
}

/// The most items of a live cart.
const LIVE: usize = 8;

/// Stands for an item that is in no training order.
const UNKNOWN: u32 = u32::MAX;

/// Test cases per order in an inner split: three separate settings about as well as three times the orders would.
const INNER_CASES: usize = 3;

/// Training orders and test cases. A clone shares the orders.
#[derive(Clone)]
pub struct Holdout {
    /// The training orders, with items numbered by first appearance among them.
    pub train: Arc<Orders>,
    /// The test cases.
    pub cases: Vec<TestCase>,
    /// The earlier orders of each order's customer, where orders name their customers.
    pub past_orders: Option<Arc<PastOrders>>,
}

/// A test order with one item hidden.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TestCase {
    /// The other items of the order, in its order, by their number in the training orders; `UNKNOWN` for the others.
    others: Arc<[u32]>,
    /// How many of them a live cart shows.
    live: usize,
    /// How many of them the cart shows, known or not.
    pub size: usize,
    /// The hidden item; `None` when it is in no training order.
    pub hidden: Option<u32>,
    /// The order's place among all orders.
    pub order: usize,
}

impl TestCase {
    /// Hides the item at a place of an order. `live` decides the size of its live cart.
    fn hiding(order: usize, items: &[u32], at: usize, number: &[Option<u32>], live: u32) -> Self {
        let rest = items[..at].iter().chain(&items[at + 1..]);
        let others: Arc<[u32]> = rest.map(|item| number[*item as usize].unwrap_or(UNKNOWN)).collect();
        let live = 1 + live as usize % others.len().clamp(1, LIVE);
        Self { size: others.len(), live, others, hidden: number[items[at] as usize], order }
    }

    /// The items of the cart that the training orders have, by their number there, in the order of the purchase.
    pub fn cart(&self) -> impl Iterator<Item = u32> + Clone + '_ {
        self.others[..self.size].iter().copied().filter(|item| *item != UNKNOWN)
    }

    /// How many of its order's other items a cart shows.
    fn shown(&self, carts: Carts) -> usize {
        match carts {
            Carts::Live => self.live.min(self.others.len()),
            Carts::First(items) => items.min(self.others.len()),
            Carts::Whole => self.others.len(),
        }
    }
}

impl Holdout {
    /// Splits orders.
    pub fn of(orders: &Orders, options: &HoldoutOptions) -> Self {
        let testing = testing(orders, options);
        let by_time = options.split == Split::Time;
        let most = |items: usize| if by_time { items } else { usize::MAX };
        let (max_train, max_test) = (most(options.max_train_items), most(options.max_test_items));
        let learn: Vec<bool> =
            orders.iter().zip(&testing).map(|(items, testing)| !testing && items.len() <= max_train).collect();
        let train = orders.clone().only(&learn);
        let number = renumbering(orders, &train);
        let tested =
            orders.iter().enumerate().filter(|(n, items)| testing[*n] && (2..=max_test).contains(&items.len()));
        let cases = tested.flat_map(|(n, items)| {
            let places = options.hidden_places(orders.id_crcs[n], items.len());
            let live = options.chance(orders.cart_crcs[n]);
            places.map(|at| TestCase::hiding(n, items, at, &number, live)).collect::<Vec<TestCase>>()
        });
        let cases = cases.collect();
        let past_orders = PastOrders::of(orders, &number).map(Arc::new);
        Self { train: Arc::new(train), cases, past_orders }
    }

    /// The same with only the cases whose customers have ordered before.
    #[must_use]
    pub fn returning(mut self) -> Self {
        let past_orders = self.past_orders.as_ref();
        self.cases.retain(|case| past_orders.is_some_and(|past| past.has_any(case.order)));
        self
    }

    /// The same cases with other carts. A holdout is made with whole carts.
    #[must_use]
    pub fn carts(mut self, carts: Carts) -> Self {
        for case in &mut self.cases {
            case.size = case.shown(carts);
        }
        self
    }

    /// How many cases hide an item that is in no training order.
    pub fn unknown(&self) -> usize {
        self.cases.iter().filter(|case| case.hidden.is_none()).count()
    }

    /// The same training orders with at most this many cases, evenly chosen.
    #[must_use]
    pub fn at_most(mut self, cases: usize) -> Self {
        let all = self.cases.len();
        if all > cases {
            self.cases = (0..cases).map(|n| self.cases[n * all / cases].clone()).collect();
        }
        self
    }
}

/// Which orders are tested on.
fn testing(orders: &Orders, options: &HoldoutOptions) -> Vec<bool> {
    match options.split {
        Split::Time => newest(orders, options),
        Split::Crc32 => {
            let one_in = options.one_in.max(2) as u32;
            orders.id_crcs.iter().map(|crc| options.chance(*crc).is_multiple_of(one_in)).collect()
        }
    }
}

/// Marks the newest of `one_in` orders, or those of them after a time.
fn newest(orders: &Orders, options: &HoldoutOptions) -> Vec<bool> {
    let sequence = orders.in_time();
    let cut = orders.len() - orders.len().div_ceil(options.one_in);
    let is_late = |n: u32| match (&orders.times, options.after) {
        (Some(times), Some(after)) => times[n as usize] > after,
        _ => true,
    };
    let mut testing = vec![false; orders.len()];
    for &n in sequence[cut..].iter().filter(|n| is_late(**n)) {
        testing[n as usize] = true;
    }
    testing
}

/// For each item of all orders, its number in the training orders.
fn renumbering(orders: &Orders, train: &Orders) -> Vec<Option<u32>> {
    let numbers: HashMap<&str, u32> = train.skus.iter().map(String::as_str).zip(0..).collect();
    orders.skus.iter().map(|sku| numbers.get(sku.as_str()).copied()).collect()
}
