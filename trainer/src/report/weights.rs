//! Counts a model's weights by size; never changes one.

use pairwell::model::{Model, layout};
use serde::{Deserialize, Serialize};

/// The number of weights within an octave.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct Bin {
    /// The octave's lower end, a probability.
    pub from: f64,
    /// How many weights are from there to twice as much.
    pub weights: u64,
}

/// Weights by octave, the smallest first, from the first octave that has any to the last.
pub fn histogram(model: &Model) -> Vec<Bin> {
    let mut octaves = vec![0u64; layout::SCORE_BITS as usize + 1];
    for item in 0..model.items() as u32 {
        for (_, units) in model.neighbours(item) {
            octaves[units.max(1).ilog2() as usize] += 1;
        }
    }
    let first = octaves.iter().position(|n| *n > 0).unwrap_or(0);
    let last = octaves.iter().rposition(|n| *n > 0).map_or(0, |n| n + 1);
    let from = |octave: usize| (octave as f64 - f64::from(layout::SCORE_BITS)).exp2();
    (first..last).map(|octave| Bin { from: from(octave), weights: octaves[octave] }).collect()
}
