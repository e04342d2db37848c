//! Tests the judging of experiments: against reference values, in simulated experiments, and by its properties.

mod fixture;
mod formulas;
mod libraries;
mod own;
mod properties;
mod reference;
mod regressions;
mod replayed;
mod simulated;
mod tables;
mod world;

pub use fixture::{COLUMNS, rows};
