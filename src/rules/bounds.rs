//! Bounds what items can be worth, and finds a threshold that few bounds reach; never says what an item is worth.
//!
//! This is how a handful of candidates is looked at instead of thousands; `docs/pruning.md` says why none is lost.

use super::factors::{UNITY, class_factor};
use crate::rank::slot::{CLASS_AT, FAR, Slot};

/// How much each set at most lifts the scores of its items. Floating point is exact enough for a bound: what is compared
/// with it is taken a little too small.
#[derive(Debug)]
pub(super) struct UpperBounds {
    /// By value class.
    classes: [f32; 16],
    /// By what slots call a set: 0 if it is excluded.
    sets: [f32; 256],
    /// The other way around: what every item's price may lift it by, and a hundred-thousandth more for all that is rounded.
    slack: f32,
    /// Whether any set does.
    looks_at_sets: bool,
    added: f32,
}

impl UpperBounds {
    pub(super) fn new() -> Self {
        let mut classes = [0.0; 16];
        (0u8..).zip(&mut classes).for_each(|(class, lift)| *lift = share(class_factor(class)));
        Self { classes, sets: [1.0; 256], slack: 1.0, looks_at_sets: false, added: 0.0 }
    }

    /// Whether bounds may use factors below 1. A product of factors is clamped at 1/256 at every step. If an item's sets could
    /// bring it below that, a later boost starts from the clamped value, and the bound would be too low.
    pub(super) fn can_bury(least: u32, sets: usize) -> bool {
        let lowest = share(class_factor(0)) * share(least).powi(sets as i32);
        lowest > 2.0 * share(1)
    }

    /// Starts a query: what prices lift by, what far sets lift by, and what is added to scores, at most.
    pub(super) fn begin(&mut self, prices: [u32; 2], far: u32, added: u32) {
        self.looks_at_sets = false;
        self.slack = 0.999_99 / prices.into_iter().map(share).product::<f32>();
        self.added = added as f32;
        self.sets[usize::from(FAR)] = share(far);
    }

    /// Notes what a set lifts by, in 1/256; 0 if it is excluded.
    pub(super) fn set(&mut self, set: u32, factor: u32) {
        self.looks_at_sets = true;
        if let Some(name) = Slot::near(set) {
            self.sets[usize::from(name)] = share(factor);
        }
    }

    /// The least bound of an item that can be worth so much, in score units. A worth of 0 or less is not multiplied: it has
    /// no bound.
    #[inline(always)]
    pub(super) fn threshold(&self, worth: i64) -> f32 {
        if worth > 0 { worth as f32 * self.slack } else { f32::NEG_INFINITY }
    }

    /// What an item cannot be worth more than, its score added up so far.
    #[inline(always)]
    pub(super) fn of(&self, slot: &Slot, score: i32) -> f32 {
        let class = self.classes[usize::from(slot.flags >> CLASS_AT)];
        let lifted = (score as f32 + self.added) * class;
        if !self.looks_at_sets {
            return lifted;
        }
        slot.sets.iter().fold(lifted, |lifted, set| lifted * self.sets[usize::from(*set)])
    }
}

/// What 1/256 are.
fn share(factor: u32) -> f32 {
    factor as f32 / UNITY as f32
}

/// Buckets in all, eight an octave, from two score units up.
const BUCKETS: usize = 256;
/// The highest bits of a float: its octave, and eight steps within it.
const BUCKET_AT: u32 = 20;
/// Those bits of 2, which is added to every bound so that hardly any lies below the first bucket.
const TWO: u32 = 128 << 3;

/// The bounds of all candidates, and how many lie in each bucket: the candidates with the largest bounds are found without
/// sorting.
#[derive(Debug)]
pub(super) struct Buckets {
    bounds: Vec<f32>,
    counts: [u32; BUCKETS],
}

impl Buckets {
    pub(super) fn new() -> Self {
        Self { bounds: Vec::new(), counts: [0; BUCKETS] }
    }

    /// Takes the candidates' bounds, and finds a threshold that at least `wanted` of them reach, and not many more. A bound
    /// below 0, or of 2³³ units, which no probability comes near, may fall into any bucket: then the threshold is a bad one,
    /// and candidates are looked at in vain, but none is lost.
    pub(super) fn fill(&mut self, bounds: impl ExactSizeIterator<Item = f32>, wanted: usize) -> f32 {
        self.bounds.clear();
        self.bounds.extend(bounds);
        self.counts.fill(0);
        for bound in &self.bounds {
            let bits = (bound + 2.0).to_bits() >> BUCKET_AT;
            self.counts[bits as usize % BUCKETS] += 1;
        }
        let mut above = 0;
        let reaches = |count: &u32| {
            above += *count as usize;
            above >= wanted
        };
        match self.counts.iter().rposition(reaches) {
            None | Some(0) => f32::NEG_INFINITY,
            Some(bucket) => f32::from_bits((bucket as u32 + TWO) << BUCKET_AT) - 2.0,
        }
    }

    /// The next candidate, by position, whose bound is at least `least` and below `below`.
    #[inline(always)]
    pub(super) fn next(&self, first: usize, least: f32, below: f32) -> Option<usize> {
        let rest = self.bounds.get(first..)?;
        Some(first + rest.iter().position(|bound| *bound >= least && *bound < below)?)
    }
}
