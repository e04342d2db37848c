//! Applies what the merchant says to what the model says; never adds up a weight, never reads a clock.
//!
//! [`RuleParts`] is what a rules file holds, [`Rulebook`] the same indexed, and an [`Advisor`] answers a [`Query`] with
//! [`Pick`]s. What must never be shown is dropped first; then scores are multiplied by what items are worth;
//! then the set is chosen together.

mod advisor;
mod book;
mod compiled;
mod effects;
mod explain;
mod gather;
mod groups;
mod judge;
mod lifts;
mod moment;
mod query;
mod select;
mod sieve;
mod totals;
mod upgrades;
pub mod wire;

pub use crate::model::rules::{RuleParts, parts};
pub use advisor::Advisor;
pub use book::{Rulebook, text_for};
pub use query::{Dropped, Evidence, Explanation, Kind, Line, Offer, Pick, Pinned, Query, QueryBuffer, Suppression};
