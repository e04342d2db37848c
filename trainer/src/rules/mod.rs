//! Stands between the rules compiler and the trainer: what a shop looks like to rules, what they ask of training; never
//! compiles, never reads a file.

mod shop;
mod wanted;

use pairwell_rules::{Training, Worth};

pub use shop::of_catalog;
pub use wanted::add_wanted;

use crate::relations::{By, Money, Overstock};

/// What the merchant wants ranked beside probability.
pub fn money(training: &Training) -> Money {
    let by = match training.value {
        Worth::None => By::Nothing,
        Worth::Price => By::Price,
        Worth::Margin => By::Margin,
        Worth::MarginAfterReturns => By::MarginAfterReturns,
    };
    let overstock = training.overstock.map(|o| Overstock { above: i64::from(o.above), boost: o.boost });
    Money { by, weight: training.weight, overstock }
}
