//! Bounds what an item can be worth at a moment by a few multiplications; never says what it is worth.

use crate::rank::slot::{CLASS_AT, FAR, Slot};

use super::effects::UNITY;
use super::judge::class_factor;

/// How much each set at most lifts the scores of its items. Floating point is exact enough for a bound: what is compared
/// with it is taken a little too small.
#[derive(Debug)]
pub(super) struct Lifts {
    /// By value class.
    classes: [f32; 16],
    /// By what slots call a set: 0 if it is excluded.
    sets: [f32; 256],
    /// The other way around: what every item's price may lift it by, and a hundred-thousandth more for all that is rounded.
    slack: f32,
    /// Whether any set does.
    looks_at_sets: bool,
    added: f32,
    /// What is worth less cannot be among the best.
    pub(super) least: f32,
}

impl Lifts {
    pub(super) fn new() -> Self {
        let mut classes = [0.0; 16];
        (0u8..).zip(&mut classes).for_each(|(class, lift)| *lift = share(class_factor(class)));
        Self { classes, sets: [1.0; 256], slack: 1.0, looks_at_sets: false, added: 0.0, least: f32::NEG_INFINITY }
    }

    /// Whether factors below 1 may be counted on. A product is kept above 1/256 wherever it stands: where so many sets could
    /// bring it below, what lifts it afterwards starts from too little.
    pub(super) fn can_bury(least: u32, sets: usize) -> bool {
        let lowest = share(class_factor(0)) * share(least).powi(sets as i32);
        lowest > 2.0 * share(1)
    }

    /// Starts a moment: what prices lift by, what far sets lift by, and what is added to scores, at most.
    pub(super) fn begin(&mut self, prices: [u32; 2], far: u32, added: u32) {
        self.looks_at_sets = false;
        self.slack = 0.999_99 / prices.into_iter().map(share).product::<f32>();
        self.added = added as f32;
        [self.sets[usize::from(FAR)], self.least] = [share(far), f32::NEG_INFINITY];
    }

    /// Says what a set lifts by, in 1/256; 0 if it is excluded.
    pub(super) fn set(&mut self, set: u32, factor: u32) {
        self.looks_at_sets = true;
        if let Some(name) = Slot::near(set) {
            self.sets[usize::from(name)] = share(factor);
        }
    }

    /// Takes what is worth less than this, in score units, for hopeless. What is worth nothing is not multiplied: no bound
    /// is known below that.
    pub(super) fn ask_for(&mut self, worth: i64) {
        self.least = if worth > 0 { worth as f32 * self.slack } else { f32::NEG_INFINITY };
    }

    /// What an item cannot be worth more than, its score added up so far.
    #[inline(always)]
    pub(super) fn bound(&self, slot: &Slot, score: i32) -> f32 {
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
