//! Converts numbers of the file into the engine's units, and reports those out of range.

use crate::finding::Notes;
use crate::read::At;

/// How many of the engine's score units make 1.
const SCORE_UNITS: f64 = (1u32 << 24) as f64;

/// The number, clamped to the range. A number out of range is reported.
pub(super) fn within(key: &str, number: &At<f64>, least: f64, most: f64, notes: &mut Notes<'_>) -> f64 {
    if !(least..=most).contains(&number.value) {
        let text = format!("`{key}`: expected {least} to {most}, found {}", number.value);
        notes.error(number.place, text, "");
    }
    number.value.clamp(least, most)
}

/// A factor in 1/256, at least 1/256.
pub(super) fn factor(number: f64) -> u16 {
    (number * 256.0).round().clamp(1.0, f64::from(u16::MAX)) as u16
}

/// A probability in score units.
pub(super) fn score(probability: f64) -> u32 {
    (probability * SCORE_UNITS).round() as u32
}

/// A probability, from score units.
pub(crate) fn probability(units: impl Into<f64>) -> f64 {
    units.into() / SCORE_UNITS
}
