//! Finds sets of two to four items that are bought together beyond chance, and prices them; never reads a file.
//!
//! Expected by chance: in the orders with a part of the set, the places beside that part are filled by popularity. Of all
//! ways to split the set (one item against the rest, a pair against a pair) the highest expectation counts, so that a
//! set is not beyond chance only because a pair within it is (Webb, "Self-sufficient itemsets", ACM TKDD
//! 2010). How large orders are is part of chance, as in swap randomisation (Gionis et al., ACM TKDD 2007). The
//! probability of that many orders is a Poisson tail, corrected for all sets tested (Bonferroni, a third of
//! the 5 % for each size: Webb, "Layered critical values", Machine Learning 2008).

mod choose;
mod grow;
mod offer;
mod stat;

use crate::orders::Orders;
use grow::Grow;

pub use offer::Offer;

/// Which sets to find.
#[derive(Debug, Clone, Copy)]
pub struct BundleOptions {
    /// Fewest orders with the whole set.
    pub min_support: u32,
    /// Fewest customers with the whole set, where known.
    pub min_customers: u32,
    /// Most sets to return.
    pub limit: usize,
}

/// Items bought together beyond chance.
#[derive(Debug, Clone, PartialEq)]
pub struct Set {
    /// The items, by their number in the orders, ascending.
    pub items: Vec<u32>,
    /// Orders with all of them.
    pub orders: u32,
    /// Orders with all of them expected by chance.
    pub expected: f64,
    /// The probability of that many orders by chance, corrected for all sets tested.
    pub p: f64,
    /// Orders with all of them but one.
    pub near: u32,
    /// How many of those would contain the last item if their shoppers had added it as far beyond chance as all shoppers
    /// with the other items.
    pub uplift: f64,
}

impl Set {
    /// Orders with the set, divided by those expected.
    pub fn lift(&self) -> f64 {
        f64::from(self.orders) / self.expected
    }

    /// Orders with the set, less those expected.
    pub fn leverage(&self) -> f64 {
        f64::from(self.orders) - self.expected
    }
}

/// The sets, best first: pairs, threes and fours in turn, each by uplift. `groups` are by item, 0 for none: no two
/// items of a set are of one group; only `wanted` items are in any.
pub fn mine(orders: &Orders, groups: &[u32], wanted: &[bool], options: &BundleOptions) -> Vec<Set> {
    let mut grow = Grow::new(orders, groups, wanted, options);
    let pairs = grow.pairs();
    let threes = grow.larger(&pairs);
    let fours = grow.larger(&threes);
    choose::choose([pairs, threes, fours].map(|sets| grow.private(sets)), options.limit)
}
