//! Applies the merchant's rules to what the model knows; never adds up a weight, never reads a clock.
//!
//! [`RuleParts`] is what a rules file holds, [`Rulebook`] the same indexed for one model, and an [`Advisor`] answers a
//! [`Query`] with [`Pick`]s. What must never be shown is dropped first; then scores are multiplied by what items are worth;
//! then the slate is chosen as a whole.

mod active;
mod advisor;
mod answer;
mod book;
mod bounds;
mod candidates;
mod compiled;
mod context;
mod effects;
mod eligibility;
mod explain;
mod factors;
pub mod facts;
mod few;
#[cfg(not(target_arch = "wasm32"))]
pub mod javascript;
mod lists;
mod offers;
mod query;
mod reasons;
mod slate;
mod sources;
mod totals;
mod variants;
mod wants;
pub mod wire;
mod words;
mod worth;

pub use crate::model::rules::{RuleParts, parts};
pub use advisor::Advisor;
pub use answer::{Evidence, Explanation, Offer, Pick, Pinned};
pub use book::{Rulebook, text_for};
pub use query::{Kind, Line, Query, QueryBuffer};
pub use reasons::{Dropped, Why};
