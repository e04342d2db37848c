//! Splits past orders into those to learn from and trials that hide one item each; never scores anything.

use std::sync::Arc;

use hashbrown::HashMap;

use super::memory::Memory;
use crate::orders::Orders;

/// How the orders to test on are chosen.
#[derive(Debug, Clone, Copy, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Split {
    /// The last ones.
    Time,
    /// Those whose id's CRC-32 says so, for orders without dates.
    Crc32,
}

impl Split {
    /// By time where the orders have dates, otherwise by their ids.
    pub fn for_orders(orders: &Orders) -> Self {
        if orders.times.is_some() { Self::Time } else { Self::Crc32 }
    }
}

/// What an examination is made with.
#[derive(Debug, Clone, Copy)]
pub struct ExamOptions {
    /// How test orders are chosen.
    pub split: Split,
    /// One of how many orders is tested on.
    pub one_in: usize,
    /// Split by time only: orders up to this moment are not tested on.
    pub after: Option<i64>,
    /// Orders to learn from that have more distinct items are left out; split by time only.
    pub max_train_items: usize,
    /// Orders to test on that have more distinct items are left out; split by time only.
    pub max_test_items: usize,
    /// Whether the orders are themselves what an earlier split left to learn from: then each id's CRC-32 is mixed
    /// first, so that the chance it was left by does not also say which of its items is hidden.
    pub inner: bool,
    /// Trials made of each order, with different items hidden; the reference makes one.
    pub trials_per_order: usize,
}

impl ExamOptions {
    /// The reference protocol.
    pub fn new(split: Split) -> Self {
        Self {
            split,
            one_in: 5,
            after: None,
            max_train_items: 200,
            max_test_items: 100,
            inner: false,
            trials_per_order: 1,
        }
    }

    /// The same, within the orders that are left to learn from.
    #[must_use]
    pub fn inner(self) -> Self {
        Self { inner: true, one_in: 5, after: None, trials_per_order: INNER_TRIALS, ..self }
    }

    /// The number that decides about an order.
    fn chance(&self, id_crc: u32) -> u32 {
        // Fibonacci hashing: the high half of the product depends on all bits.
        if self.inner { (u64::from(id_crc).wrapping_mul(0x9e37_79b9_7f4a_7c15) >> 32) as u32 } else { id_crc }
    }
}

/// Trials of an order in an inner split: three tell settings apart about as well as three times the orders would.
const INNER_TRIALS: usize = 3;

/// Orders to learn from, and trials. A clone shares the orders.
#[derive(Clone)]
pub struct Exam {
    /// The orders to learn from, with items numbered by first appearance among them.
    pub train: Arc<Orders>,
    /// What is tried.
    pub trials: Vec<Trial>,
    /// What the shoppers' devices would remember, where orders name their customers.
    pub memory: Option<Arc<Memory>>,
}

/// A test order without one of its items.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Trial {
    /// The rest of the order: those of its items that the training orders know, by number there.
    pub cart: Vec<u32>,
    /// How many items the cart has, known or not.
    pub size: usize,
    /// The item to guess; `None` when the training orders never saw it.
    pub hidden: Option<u32>,
    /// Which of the orders it was.
    pub order: usize,
}

impl Exam {
    /// Splits orders.
    pub fn of(orders: &Orders, options: &ExamOptions) -> Self {
        let testing = testing(orders, options);
        let by_time = options.split == Split::Time;
        let max_train = if by_time { options.max_train_items } else { usize::MAX };
        let max_test = if by_time { options.max_test_items } else { usize::MAX };
        let learn: Vec<bool> =
            orders.iter().zip(&testing).map(|(items, testing)| !testing && items.len() <= max_train).collect();
        let train = orders.clone().only(&learn);
        let number = renumbering(orders, &train);
        let tested =
            orders.iter().enumerate().filter(|(n, items)| testing[*n] && (2..=max_test).contains(&items.len()));
        let trials = tested.flat_map(|(n, items)| {
            let first = options.chance(orders.id_crcs[n]) as usize % items.len();
            let apart = (items.len() / options.trials_per_order).max(1);
            let places = (0..options.trials_per_order.min(items.len())).map(move |t| (first + t * apart) % items.len());
            places.map(|at| trial(n, items, at, &number)).collect::<Vec<Trial>>()
        });
        let trials = trials.collect();
        let memory = Memory::of(orders, &number).map(Arc::new);
        Self { train: Arc::new(train), trials, memory }
    }

    /// The same with those trials alone whose shoppers are remembered by an earlier order.
    #[must_use]
    pub fn remembered(mut self) -> Self {
        let memory = self.memory.as_ref();
        self.trials.retain(|trial| memory.is_some_and(|memory| memory.knows(trial.order)));
        self
    }

    /// The same with nothing in the carts, as where a shopper comes to the shop.
    #[must_use]
    pub fn emptied(mut self) -> Self {
        for trial in &mut self.trials {
            (trial.cart, trial.size) = (Vec::new(), 0);
        }
        self
    }

    /// How many trials hide an item that the training orders never saw.
    pub fn unknown(&self) -> usize {
        self.trials.iter().filter(|trial| trial.hidden.is_none()).count()
    }

    /// The same training orders with at most so many trials, evenly chosen.
    #[must_use]
    pub fn at_most(mut self, trials: usize) -> Self {
        let all = self.trials.len();
        if all > trials {
            self.trials = (0..trials).map(|n| self.trials[n * all / trials].clone()).collect();
        }
        self
    }
}

/// Which orders are tested on.
fn testing(orders: &Orders, options: &ExamOptions) -> Vec<bool> {
    match options.split {
        Split::Time => {
            let sequence = in_time(orders);
            let cut = orders.len() - orders.len().div_ceil(options.one_in);
            let late = |n: u32| match (&orders.times, options.after) {
                (Some(times), Some(after)) => times[n as usize] > after,
                _ => true,
            };
            let mut testing = vec![false; orders.len()];
            for &n in sequence[cut..].iter().filter(|n| late(**n)) {
                testing[n as usize] = true;
            }
            testing
        }
        Split::Crc32 => {
            let one_in = options.one_in.max(2) as u32;
            orders.id_crcs.iter().map(|crc| options.chance(*crc).is_multiple_of(one_in)).collect()
        }
    }
}

/// The orders by time, in file order where they have none or have the same.
pub(super) fn in_time(orders: &Orders) -> Vec<u32> {
    let mut sequence: Vec<u32> = (0..orders.len() as u32).collect();
    if let Some(times) = &orders.times {
        sequence.sort_by_key(|n| times[*n as usize]);
    }
    sequence
}

/// For each item of all orders its number among the training orders.
fn renumbering(orders: &Orders, train: &Orders) -> Vec<Option<u32>> {
    let numbers: HashMap<&str, u32> = train.skus.iter().map(String::as_str).zip(0..).collect();
    orders.skus.iter().map(|sku| numbers.get(sku.as_str()).copied()).collect()
}

fn trial(order: usize, items: &[u32], at: usize, number: &[Option<u32>]) -> Trial {
    let rest = items[..at].iter().chain(&items[at + 1..]);
    Trial {
        cart: rest.filter_map(|item| number[*item as usize]).collect(),
        size: items.len() - 1,
        hidden: number[items[at] as usize],
        order,
    }
}
