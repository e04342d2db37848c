//! Splits past orders into training orders and test cases that hide one item each; never scores anything.

use std::sync::Arc;

use hashbrown::HashMap;

use super::past_orders::PastOrders;
use crate::orders::{Orders, marked_crc};

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
    /// The first ones, up to this number.
    First(usize),
    /// All.
    Whole,
}

/// The most items of a live cart.
const LIVE: usize = 8;

/// Numbers from here are of items that are in no training order, by their place among these.
const STRANGERS: u32 = 1 << 31;
/// An item that nobody knows, not even by its SKU.
const NOBODY: u32 = u32::MAX;
/// One item in this many is new where product pages of new items are tested.
const NEW_ITEMS_ONE_IN: u32 = 10;

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
    /// The SKUs of all items that are in no training order.
    strangers: Arc<[String]>,
}

/// A test order with one item hidden.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TestCase {
    /// The other items of the order, in its order, by their number in the training orders; from `STRANGERS` on for items
    /// that are in none.
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
    fn hiding(order: usize, items: &[u32], at: usize, number: &[u32], live: u32) -> Self {
        let rest = items[..at].iter().chain(&items[at + 1..]);
        let others: Arc<[u32]> = rest.map(|item| number[*item as usize]).collect();
        let live = 1 + live as usize % others.len().clamp(1, LIVE);
        Self { size: others.len(), live, others, hidden: known(number[items[at] as usize]), order }
    }

    /// A new item in the cart; of the order's known items, one is hidden. `None` where the order has not both.
    fn of_new_item(order: usize, items: &[u32], chance: u32, new: &[bool], number: &[u32]) -> Option<Self> {
        let shown = *items.iter().find(|item| new[**item as usize])?;
        let candidates: Vec<u32> = items.iter().filter_map(|item| known(number[*item as usize])).collect();
        let hidden = *candidates.get(chance as usize % candidates.len().max(1))?;
        Some(Self { others: [number[shown as usize]].into(), live: 1, size: 1, hidden: Some(hidden), order })
    }

    /// The items of the cart that the training orders have, by their number there, in the order of the purchase.
    pub fn cart(&self) -> impl Iterator<Item = u32> + Clone + '_ {
        self.others[..self.size].iter().filter_map(|item| known(*item))
    }

    /// The other items of the cart: their places among the strangers.
    fn strangers(&self) -> impl Iterator<Item = usize> + '_ {
        self.others[..self.size].iter().filter(|item| **item >= STRANGERS).map(|item| (item - STRANGERS) as usize)
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
        let (learn, test) = split(orders, options);
        let train = orders.clone().only(&learn);
        let (number, strangers) = numbers(orders, &train);
        let cases = test.into_iter().flat_map(|n| {
            let items = orders.order(n);
            let places = options.hidden_places(orders.id_crcs[n], items.len());
            let live = options.chance(orders.cart_crcs[n]);
            places.map(|at| TestCase::hiding(n, items, at, &number, live)).collect::<Vec<TestCase>>()
        });
        let cases = cases.collect();
        let past_orders = PastOrders::of(orders, &number.iter().copied().map(known).collect::<Vec<_>>()).map(Arc::new);
        Self { train: Arc::new(train), cases, past_orders, strangers }
    }

    /// Splits orders as for the product page of a new item: one item in ten, by the CRC-32 of the letter c and its SKU, is
    /// taken out of the training orders. A test order that has such an item shows its first one alone; an item that the
    /// training orders have is hidden, by the CRC-32 of the order's id.
    pub fn of_new_items(orders: &Orders, options: &HoldoutOptions) -> Self {
        let (learn, test) = split(orders, options);
        let train = orders.clone().only(&learn).without_items(is_new);
        let (number, strangers) = numbers(orders, &train);
        let new: Vec<bool> = orders.skus.iter().map(|sku| is_new(sku)).collect();
        let case =
            |n: usize| TestCase::of_new_item(n, orders.order(n), options.chance(orders.id_crcs[n]), &new, &number);
        let cases = test.into_iter().filter_map(case).collect();
        Self { train: Arc::new(train), cases, past_orders: None, strangers }
    }

    /// The SKUs of a case's cart items that are in no training order, as far as they are known.
    pub fn strangers<'s>(&'s self, case: &'s TestCase) -> impl Iterator<Item = &'s str> + 's {
        case.strangers().filter_map(|place| self.strangers.get(place)).map(String::as_str)
    }

    /// The same cases with one item in the cart that nobody knows.
    #[must_use]
    pub fn with_an_unknown_item(mut self) -> Self {
        let nobody: Arc<[u32]> = [NOBODY].into();
        for case in &mut self.cases {
            (case.others, case.live, case.size) = (nobody.clone(), 1, 1);
        }
        self
    }

    /// The same with only some of the cases.
    #[must_use]
    pub fn only(mut self, wanted: impl Fn(&TestCase) -> bool) -> Self {
        self.cases.retain(wanted);
        self
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

/// Which orders are learned from, and the places of those that are tested on.
fn split(orders: &Orders, options: &HoldoutOptions) -> (Vec<bool>, Vec<usize>) {
    let testing = testing(orders, options);
    let by_time = options.split == Split::Time;
    let most = |items: usize| if by_time { items } else { usize::MAX };
    let (max_train, max_test) = (most(options.max_train_items), most(options.max_test_items));
    let sizes = || orders.iter().map(<[u32]>::len).zip(&testing);
    let learn = sizes().map(|(items, testing)| !testing && items <= max_train).collect();
    let tested =
        |(n, (items, testing)): (usize, (usize, &bool))| (*testing && (2..=max_test).contains(&items)).then_some(n);
    (learn, sizes().enumerate().filter_map(tested).collect())
}

/// For each item of all orders, its number in the training orders, or from `STRANGERS` on; and the SKUs of these.
fn numbers(orders: &Orders, train: &Orders) -> (Vec<u32>, Arc<[String]>) {
    let numbers: HashMap<&str, u32> = train.skus.iter().map(String::as_str).zip(0..).collect();
    let mut strangers = Vec::new();
    let number = |sku: &String| {
        numbers.get(sku.as_str()).copied().unwrap_or_else(|| {
            strangers.push(sku.clone());
            STRANGERS + strangers.len() as u32 - 1
        })
    };
    (orders.skus.iter().map(number).collect(), strangers.into())
}

fn known(number: u32) -> Option<u32> {
    (number < STRANGERS).then_some(number)
}

/// Whether an item is new where product pages of new items are tested.
fn is_new(sku: &str) -> bool {
    marked_crc(sku.as_bytes()).is_multiple_of(NEW_ITEMS_ONE_IN)
}
