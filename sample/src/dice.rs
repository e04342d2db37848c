//! Draws the same numbers from a seed on every machine, with whole numbers only; never reads a clock.

use rand_chacha::ChaCha8Rng;
use rand_chacha::rand_core::{Rng, SeedableRng};

/// A seeded source of chance.
pub(crate) struct Dice(ChaCha8Rng);

impl Dice {
    /// Dice that give the same numbers for the same seed.
    pub(crate) fn seeded(seed: u64) -> Self {
        Self(ChaCha8Rng::seed_from_u64(seed))
    }

    /// A number from 0 up to, but without, `bound`; 0 when there is no room.
    pub(crate) fn below(&mut self, bound: u32) -> u32 {
        ((u64::from(self.0.next_u32()) * u64::from(bound)) >> 32) as u32
    }

    /// A number from `low` to `high`, both included.
    pub(crate) fn between(&mut self, low: u32, high: u32) -> u32 {
        low + self.below(high.saturating_sub(low) + 1)
    }

    /// True in this many cases of a hundred.
    pub(crate) fn percent(&mut self, percent: u32) -> bool {
        self.below(100) < percent
    }

    /// An index, drawn in proportion to its weight; `None` when all weights are zero.
    pub(crate) fn weighted(&mut self, weights: &[u32]) -> Option<usize> {
        let total = weights.iter().sum();
        let mut left = self.below(total);
        for (index, &weight) in weights.iter().enumerate() {
            if left < weight {
                return Some(index);
            }
            left -= weight;
        }
        None
    }

    /// One of several things.
    pub(crate) fn one_of<'a, T>(&mut self, things: &'a [T]) -> Option<&'a T> {
        things.get(self.below(things.len() as u32) as usize)
    }
}
