//! Defines the interface of all methods that score candidates for a cart, ours and the baselines.

use std::sync::OnceLock;

use pairwell::rank::Past;

use super::containing::Containing;
use super::counts::Counts;
use crate::orders::Orders;

/// A method that learns from past orders what goes with a cart. A new one is a file and a row of
/// [`baselines`](super::baseline::baselines); the contract suite then tests it.
pub trait Affinity: Sync {
    /// Its name on the command line and in tables.
    fn name(&self) -> &'static str;

    /// Learns from orders.
    ///
    /// # Errors
    /// When it cannot learn from these orders: why.
    fn fit<'a>(&self, seen: &'a Seen<'a>) -> Result<Box<dyn Fitted + 'a>, Unfit>;
}

/// Why a method cannot learn from some orders.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Unfit(pub String);

impl std::fmt::Display for Unfit {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.0)
    }
}

impl std::error::Error for Unfit {}

/// What an [`Affinity`] has learned; shared by all threads.
pub trait Fitted: Sync {
    /// A scorer for one thread.
    fn scorer(&self) -> Box<dyn Scorer + '_>;

    /// The settings chosen while learning, if any were.
    fn note(&self) -> Option<String> {
        None
    }
}

/// A cart as a method sees it.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Cart<'a> {
    /// Its distinct items that training orders have, by their number there, in any order.
    pub items: &'a [u32],
    /// How many more items it has that no training order has.
    pub unknown: usize,
    /// The SKUs of these, where they are known: a method that has read the catalog may know what they are.
    pub unknown_skus: &'a [&'a str],
}

impl<'a> Cart<'a> {
    /// A cart of known items only.
    pub fn of(items: &'a [u32]) -> Self {
        Self { items, ..Self::default() }
    }
}

/// Scores carts, one after the other.
pub trait Scorer {
    /// Writes the score of every item; larger is better. The scores of the cart's own items do not matter.
    fn score(&mut self, cart: Cart<'_>, scores: &mut [f64]);

    /// Sets the shopper's history for the carts that follow, in the same item numbers. Most methods ignore it.
    fn set_history(&mut self, _past: &[Past]) {}
}

/// Training orders, with counts that several methods share, made on first use.
pub struct Seen<'a> {
    /// The training orders.
    pub orders: &'a Orders,
    counts: OnceLock<Counts>,
    containing: OnceLock<Containing>,
}

impl<'a> Seen<'a> {
    /// Nothing is counted yet.
    pub fn new(orders: &'a Orders) -> Self {
        Self { orders, counts: OnceLock::new(), containing: OnceLock::new() }
    }

    /// How many items there are.
    pub fn items(&self) -> usize {
        self.orders.skus.len()
    }

    /// All pairs, every order with the same weight.
    pub fn counts(&self) -> &Counts {
        self.counts.get_or_init(|| Counts::of(self.orders, &vec![1.0; self.orders.len()], 1))
    }

    /// The orders of each item.
    pub(crate) fn containing(&self) -> &Containing {
        self.containing.get_or_init(|| Containing::of(self.orders))
    }

    /// How many orders contain an item.
    pub(crate) fn support(&self, item: u32) -> f64 {
        self.containing().support(item) as f64
    }
}
