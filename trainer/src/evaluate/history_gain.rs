//! Measures what the shopper's history adds to the hit rate, on orders of returning customers.

use super::accuracy::hit_rate;
use super::bootstrap::{Interval, rate_difference};
use super::holdout::{Carts, Holdout};
use super::ranks::Ranks;
use crate::affinity::measure::Fitted;

/// What history adds, over the cases whose customers have ordered before.
#[derive(Debug, Clone, PartialEq, serde::Serialize, serde::Deserialize)]
pub struct HistoryGain {
    /// How many cases.
    #[serde(rename = "trials")]
    pub cases: usize,
    /// Beside the cart.
    pub cart: WithHistory,
    /// With an empty cart, against the popular items.
    pub home: WithHistory,
}

/// Hit rates at 10 over the same cases.
#[derive(Debug, Clone, Copy, PartialEq, serde::Serialize, serde::Deserialize)]
pub struct WithHistory {
    /// Without the shopper's history.
    pub without: Interval,
    /// With it.
    pub with: Interval,
    /// How much higher it is with history.
    pub difference: Interval,
}

impl HistoryGain {
    /// Ranks with and without history; `None` where no customer has ordered before.
    pub fn of(holdout: &Holdout, fitted: &dyn Fitted) -> Option<Self> {
        let holdout = holdout.clone().returning();
        let cases = holdout.cases.len();
        let measured = |holdout: &Holdout| WithHistory::of(holdout, fitted);
        (cases > 0).then(|| Self {
            cases,
            cart: measured(&holdout),
            home: measured(&holdout.clone().carts(Carts::First(0))),
        })
    }
}

impl WithHistory {
    fn of(holdout: &Holdout, fitted: &dyn Fitted) -> Self {
        let (without, with) = (Ranks::of(holdout, fitted, &|_| ()), Ranks::with_history(holdout, fitted, &|_| ()));
        let difference = rate_difference(with.hit_values(), without.hit_values());
        Self { without: hit_rate(&without), with: hit_rate(&with), difference }
    }
}

impl std::fmt::Display for WithHistory {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let Self { without, with, difference: Interval { value, low, high } } = self;
        write!(f, "{:.4} with, {:.4} without: {value:+.4} ({low:+.4} to {high:+.4})", with.value, without.value)
    }
}

impl std::fmt::Display for HistoryGain {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let Self { cases, cart, home } = self;
        write!(
            f,
            "HR@10 with and without the shopper's history, on {cases} orders of returning customers\n  \
             beside the cart: {cart}\n  with an empty cart: {home}"
        )
    }
}
