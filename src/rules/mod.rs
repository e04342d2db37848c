//! Applies what the merchant says to what the model says; never adds up a weight, never reads a clock.

pub mod parts;

pub use parts::RuleParts;
