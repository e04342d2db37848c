//! Applies what the merchant says to what the model says; never adds up a weight, never reads a clock.
//!
//! [`RuleParts`] is what a rules file holds, [`Rulebook`] the same indexed, and an [`Advisor`] answers an [`Ask`] with
//! [`Pick`]s. What must never be shown is dropped first; then scores are multiplied by what items are worth;
//! then the set is chosen together.

mod advisor;
mod ask;
mod book;
mod compiled;
mod effects;
mod explain;
pub mod flat;
mod gather;
mod groups;
mod judge;
mod lifts;
mod moment;
pub mod parts;
mod select;
mod sieve;
mod totals;
mod upgrades;

pub use advisor::Advisor;
pub use ask::{Ask, Dropped, Evidence, Explanation, Kind, Line, Offer, Pick, Pinned, Question, Silence};
pub use book::{Rulebook, text_for};
pub use parts::RuleParts;
