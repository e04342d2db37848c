//! Turns probabilities into logarithmic levels and back into whole score units; never uses floats on the way back.

use super::layout::{MAX_LEVEL, SCORE_BITS, STEPS};

/// 2^(24 − n/16) for one octave, rounded: the only table scores are made from, so they are equal on every machine.
const OCTAVE: [i32; STEPS] = [
    16_777_216, 16_065_917, 15_384_775, 14_732_511, 14_107_901, 13_509_772, 12_937_002, 12_388_516, 11_863_283,
    11_360_319, 10_878_679, 10_417_458, 9_975_792, 9_552_851, 9_147_842, 8_760_003,
];

/// The score units of a level: 2^(24 − level/16), rounded down.
pub(super) fn units(level: u8) -> i32 {
    let (octave, step) = (usize::from(level) / STEPS, usize::from(level) % STEPS);
    OCTAVE.get(step).map_or(0, |top| top >> octave)
}

/// The level nearest to a probability, on the logarithmic scale; the last level for anything smaller than it.
pub(super) fn nearest(probability: f64) -> u8 {
    (-probability.log2() * STEPS as f64).round().clamp(0.0, f64::from(MAX_LEVEL)) as u8
}

/// The level that has these units; the last level for what is below all.
pub(super) fn of_units(wanted: i32) -> u8 {
    (0..MAX_LEVEL).find(|level| units(*level) <= wanted).unwrap_or(MAX_LEVEL)
}

/// A score in probability, from its units.
pub(crate) fn probability(units: i32) -> f64 {
    f64::from(units) / f64::from(1 << SCORE_BITS)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_table_is_the_power_of_two_it_says() {
        for (n, value) in OCTAVE.iter().enumerate() {
            let exact = (f64::from(SCORE_BITS) - n as f64 / STEPS as f64).exp2();
            assert_eq!(*value, exact.round() as i32, "step {n}");
        }
    }

    #[test]
    fn every_level_is_nearest_to_its_own_units() {
        for level in 0..=MAX_LEVEL {
            assert_eq!(nearest(probability(units(level))), level);
            assert_eq!(of_units(units(level)), level);
        }
    }

    #[test]
    fn levels_are_within_half_a_step_of_the_probability() {
        for n in 1..1000 {
            let p = f64::from(n) / 1000.0;
            let ratio = probability(units(nearest(p))) / p;
            assert!((ratio.log2() * STEPS as f64).abs() < 0.501, "{p}: {ratio}");
        }
    }
}
