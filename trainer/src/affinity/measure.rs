//! Defines what every way of scoring candidates for a cart can do, ours and the baselines; never scores by itself.

use std::sync::OnceLock;

use pairwell::rank::Past;

use super::containing::Containing;
use super::counts::Counts;
use crate::orders::Orders;

/// A way to learn from past orders what goes with a cart. Adding one is a file and a row of
/// [`baselines`](super::baseline::baselines); the contract suite then holds it to what all of them promise.
pub trait Affinity: Sync {
    /// Its name on the command line and in tables.
    fn name(&self) -> &'static str;

    /// Learns from orders.
    ///
    /// # Errors
    /// Says why it cannot learn from these.
    fn fit<'a>(&self, seen: &'a Seen<'a>) -> Result<Box<dyn Fitted + 'a>, Unfit>;
}

/// Why a measure cannot learn from the orders at hand.
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
    /// One thread's means to score carts.
    fn scorer(&self) -> Box<dyn Scorer + '_>;

    /// What was chosen while learning, when something was.
    fn note(&self) -> Option<String> {
        None
    }

    /// The same before it was rounded for a file, when it was, and the bits that a weight has there.
    fn unrounded(&self) -> Option<(u32, &dyn Fitted)> {
        None
    }
}

/// Scores carts, one after the other.
pub trait Scorer {
    /// Writes the score of every item, larger is better. `cart` holds distinct items by their number in the training
    /// orders, in any order; what the items of the cart score themselves does not matter.
    fn score(&mut self, cart: &[u32], scores: &mut [f64]);

    /// From now on, carts are those of the shopper of whom this is remembered, in the same numbers. Most methods remember
    /// nothing.
    fn remember(&mut self, _past: &[Past]) {}
}

/// Training orders, and what several measures need of them, made once.
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

    /// Every pair there is, all orders alike.
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
