//! Ranks the hidden items of a holdout by one method with live carts, one-item carts and whole orders; never averages.

use super::holdout::{Carts, Holdout};
use super::ranks::Ranks;
use crate::affinity::measure::Fitted;

/// How one method ranked the same hidden items, by what the carts show of their orders.
#[derive(Debug, Clone, PartialEq)]
pub struct Measured {
    /// The first 1 to 8 items: the headline.
    pub live: Ranks,
    /// The first item alone, as on a product page.
    pub one_item: Ranks,
    /// All items but the hidden one.
    pub whole: Ranks,
}

impl Measured {
    /// How often every test case is ranked.
    pub const TIMES: usize = 3;

    /// Ranks by a method's scores; calls `done` with the number of cases just ranked.
    pub fn of(holdout: &Holdout, fitted: &dyn Fitted, done: &(dyn Fn(u64) + Sync)) -> Self {
        let ranks = |carts| Ranks::of(&holdout.clone().carts(carts), fitted, done);
        Self { live: ranks(Carts::Live), one_item: ranks(Carts::First(1)), whole: ranks(Carts::Whole) }
    }
}
