//! Connects the rules compiler with the trainer: describes the shop to the compiler, and its requests to training.

mod shop;
mod wanted;

use pairwell_rules::{Training, Worth};

pub use shop::of_catalog;
pub use wanted::add_wanted;

use crate::relations::{By, Money, Overstock};

/// How the merchant's rules let value and stock count.
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
