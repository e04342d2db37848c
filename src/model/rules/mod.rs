//! Holds what a rules file says as plain values, and turns its bytes into them and back; applies no rule.

mod file;
pub mod parts;
pub(super) mod pass;
mod streams;

pub use file::RulesDecoding;
pub use parts::RuleParts;
