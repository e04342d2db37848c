//! Judges experiments, from exact sums per arm to verdicts in a sentence; never reads events or a clock.
//!
//! A device enters once, when its window has closed. Arms are the control, which would have seen the shelf and did not, and the
//! treatment. `docs/experiments.md` explains the methods and why these; each public item names its source.

pub mod alarms;
pub mod comparison;
pub mod cuped;
pub mod estimate;
pub mod fixed;
pub mod interleaving;
pub mod judge;
pub mod logged;
mod numeric;
pub mod outlook;
pub mod power;
pub mod random;
pub mod rehearsal;
pub mod replay;
pub mod sentence;
pub mod sequence;
pub mod sums;
pub mod weekly;

/// What is left to chance: a share of 5 % of experiments without an effect may seem to have one.
pub const ALPHA: f64 = 0.05;
