//! Tells what a shopper's device would remember when an order was made: that customer's orders before it; never who it was.

use pairwell::rank::Past;

use super::bootstrap::{Interval, difference, proportion};
use super::exam::{Exam, in_time};
use super::ranks::Ranks;
use crate::affinity::measure::Fitted;
use crate::orders::Orders;

/// How many orders a device keeps, the latest ones: `www/shopper/history.js` keeps as many.
pub const KEPT_ORDERS: usize = 20;

/// The orders before each order, by the same customer.
pub struct Memory {
    /// For each order the one before it by its customer, plus one; 0 for none.
    before: Vec<u32>,
    /// Where each order's items begin in `items`.
    starts: Vec<usize>,
    /// The items of all orders by their number in the training orders; `u32::MAX` for those that it does not have.
    items: Vec<u32>,
}

impl Memory {
    /// Looks for each customer's orders; `None` where orders name no customers. `number` is each item's number in the
    /// training orders.
    pub fn of(orders: &Orders, number: &[Option<u32>]) -> Option<Self> {
        let customers = orders.customers.as_ref()?;
        let known = customers.iter().filter(|customer| **customer != u32::MAX).max()?;
        let mut latest = vec![0u32; *known as usize + 1];
        let mut before = vec![0; orders.len()];
        for order in in_time(orders) {
            if let Some(latest) = latest.get_mut(customers[order as usize] as usize) {
                before[order as usize] = std::mem::replace(latest, order + 1);
            }
        }
        let items = orders.items.iter().map(|item| number[*item as usize].unwrap_or(u32::MAX)).collect();
        Some(Self { before, starts: orders.starts.clone(), items })
    }

    /// Whether an order's customer has ordered before.
    pub fn knows(&self, order: usize) -> bool {
        self.before[order] > 0
    }

    /// The items of the orders before one, the latest first; appended.
    pub fn before(&self, order: usize, past: &mut Vec<Past>) {
        let mut at = self.before[order];
        for age in 1..=KEPT_ORDERS as u32 {
            let Some(order) = (at as usize).checked_sub(1) else { break };
            let items = &self.items[self.starts[order]..self.starts[order + 1]];
            past.extend(items.iter().map(|item| Past { item: *item, age, bought: true }));
            at = self.before[order];
        }
    }
}

/// What remembering brings, over the trials whose shoppers have ordered before.
#[derive(Debug, Clone, PartialEq, serde::Serialize, serde::Deserialize)]
pub struct Remembering {
    /// How many trials.
    pub trials: usize,
    /// Beside the cart.
    pub cart: Remembered,
    /// Where the cart is empty, against the popular items.
    pub home: Remembered,
}

/// Hit rates at 10 over the same trials.
#[derive(Debug, Clone, Copy, PartialEq, serde::Serialize, serde::Deserialize)]
pub struct Remembered {
    /// Without what the device remembers.
    pub without: Interval,
    /// With it.
    pub with: Interval,
    /// How much higher it is.
    pub difference: Interval,
}

impl Remembering {
    /// Tries a method with and without memory; `None` where nobody is remembered.
    pub fn of(exam: &Exam, fitted: &dyn Fitted) -> Option<Self> {
        let exam = exam.clone().remembered();
        let trials = exam.trials.len();
        let tried = |exam: &Exam| Remembered::of(exam, fitted);
        (trials > 0).then(|| Self { trials, cart: tried(&exam), home: tried(&exam.clone().emptied()) })
    }
}

impl Remembered {
    fn of(exam: &Exam, fitted: &dyn Fitted) -> Self {
        let (without, with) = (Ranks::of(exam, fitted, &|_| ()), Ranks::remembering(exam, fitted, &|_| ()));
        let rate = |ranks: &Ranks| proportion(ranks.hits().filter(|hit| *hit).count(), ranks.ranks.len());
        let hits = |ranks: &Ranks| ranks.hits().map(|hit| f64::from(u8::from(hit))).collect::<Vec<f64>>();
        let difference = difference(hits(&with).into_iter(), hits(&without).into_iter());
        Self { without: rate(&without), with: rate(&with), difference }
    }
}

impl std::fmt::Display for Remembered {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let Self { without, with, difference: Interval { value, low, high } } = self;
        write!(f, "{:.4} against {:.4}: {value:+.4} ({low:+.4} to {high:+.4})", with.value, without.value)
    }
}

impl std::fmt::Display for Remembering {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let Self { trials, cart, home } = self;
        write!(
            f,
            "HR@10 with what a device remembers, on the {trials} orders of shoppers who came back\n  \
             beside the cart: {cart}\n  with an empty cart: {home}"
        )
    }
}
