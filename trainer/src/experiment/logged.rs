//! Weighs logged lists by how likely the logging policy was to show what the new one would; never estimates a value.

use anyhow::{Result, ensure};
use serde::Serialize;

/// How lists were made when the log was written: with probability `epsilon` a uniform permutation of the candidates, else the base
/// order. Stands in the log with every list.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Logging {
    /// Probability of a shuffle, 0 to 1. 0: the log was not randomised.
    pub epsilon: f64,
    /// How many candidates are shuffled.
    pub candidates: u32,
    /// The base order's first items, as many as the list has slots.
    pub base: Vec<u32>,
}

/// One slot of a logged list: what stood there, what the new policy would have put there, and what came of it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub struct Slot {
    /// The item that was shown.
    pub shown: u32,
    /// The item that the new policy shows here.
    pub wanted: u32,
    /// Whether the logging policy could have shown it: it was among the candidates, or is the base order's.
    pub candidate: bool,
    /// Clicks or additions of this slot.
    pub reward: u32,
}

/// A slot as estimators need it: three weights π_e/π_b, 0 where the new policy shows something else.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct Weighted {
    /// Of the item at its slot: right under the position-based model.
    pub item: f64,
    /// Of the list up to the slot.
    pub prefix: f64,
    /// Of the whole list.
    pub list: f64,
    /// Clicks or additions of this slot.
    pub reward: u32,
    /// Whether the log could have held what the new policy shows here.
    pub supported: bool,
}

impl Logging {
    /// Propensity of an item at a slot: (1 − ε)·\[it is the base's\] + ε/M.
    pub fn of_item(&self, slot: usize, item: u32) -> f64 {
        let base = if self.base.get(slot) == Some(&item) { 1.0 - self.epsilon } else { 0.0 };
        base + self.epsilon / f64::from(self.candidates)
    }

    /// Propensity of a list's first items: (1 − ε)·\[they are the base's\] + ε/(M·(M − 1)·…).
    pub fn of_prefix(&self, items: &[u32]) -> f64 {
        let base = if self.base.starts_with(items) { 1.0 - self.epsilon } else { 0.0 };
        let ways = (0..items.len()).fold(1.0, |ways, taken| ways * (f64::from(self.candidates) - taken as f64));
        base + self.epsilon / ways
    }

    /// The weights of one list, for a new policy that shows one item a slot.
    ///
    /// # Errors
    /// A policy that cannot be, or a list of another length than the base order.
    pub fn weigh(&self, slots: &[Slot]) -> Result<Vec<Weighted>> {
        self.check(slots.len())?;
        let shown: Vec<u32> = slots.iter().map(|slot| slot.shown).collect();
        let same = slots.iter().take_while(|slot| slot.shown == slot.wanted).count();
        let weight = |agrees: bool, propensity: f64| if agrees { 1.0 / propensity } else { 0.0 };
        let whole = weight(same == slots.len(), self.of_prefix(&shown));
        let weighted = |(at, slot): (usize, &Slot)| Weighted {
            item: weight(slot.shown == slot.wanted, self.of_item(at, slot.shown)),
            prefix: weight(at < same, self.of_prefix(&shown[..=at])),
            list: whole,
            reward: slot.reward,
            supported: self.base.get(at) == Some(&slot.wanted) && self.epsilon < 1.0
                || self.epsilon > 0.0 && slot.candidate,
        };
        Ok(slots.iter().enumerate().map(weighted).collect())
    }

    fn check(&self, slots: usize) -> Result<()> {
        let (epsilon, candidates, base) = (self.epsilon, self.candidates, self.base.len());
        ensure!((0.0..=1.0).contains(&epsilon), "\"eps\" is {epsilon}: expected a probability from 0 to 1");
        ensure!(base == slots, "the base order has {base} items, the list {slots} slots: expected as many");
        ensure!(candidates as usize >= slots, "{candidates} candidates for {slots} slots: expected at least as many");
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn logging(epsilon: f64) -> Logging {
        Logging { epsilon, candidates: 6, base: vec![3, 1, 4] }
    }

    #[test]
    fn propensities_of_all_lists_add_up_to_1() {
        let logging = logging(0.2);
        let at_slot: f64 = (0..6).map(|item| logging.of_item(1, item)).sum();
        assert!((at_slot - 1.0).abs() < 1e-12);
        let mut whole = 0.0;
        for a in 0..6 {
            for b in (0..6).filter(|b| *b != a) {
                whole += (0..6).filter(|c| ![a, b].contains(c)).map(|c| logging.of_prefix(&[a, b, c])).sum::<f64>();
            }
        }
        assert!((whole - 1.0).abs() < 1e-12, "{whole}");
    }

    #[test]
    fn a_list_is_weighed_by_item_prefix_and_whole() {
        let slot = |shown, wanted| Slot { shown, wanted, candidate: true, reward: 0 };
        let found = logging(0.2).weigh(&[slot(3, 3), slot(1, 5), slot(4, 4)]).unwrap();
        let near = |found: f64, wanted: f64| assert!((found - wanted).abs() < 1e-12, "{found} is not {wanted}");
        near(found[0].item, 1.0 / (0.8 + 0.2 / 6.0));
        near(found[0].prefix, found[0].item);
        assert_eq!((found[1].item, found[1].prefix, found[2].prefix, found[0].list), (0.0, 0.0, 0.0, 0.0));
        near(found[2].item, found[0].item);
    }

    #[test]
    fn without_a_shuffle_only_the_base_order_has_support() {
        let slot = |shown, wanted| Slot { shown, wanted, candidate: true, reward: 0 };
        let slots = [slot(3, 3), slot(1, 5), slot(4, 4)];
        let supported =
            |epsilon| logging(epsilon).weigh(&slots).unwrap().iter().map(|w| w.supported).collect::<Vec<_>>();
        assert_eq!(supported(0.0), [true, false, true]);
        assert_eq!(supported(0.2), [true, true, true]);
    }

    #[test]
    fn policies_that_cannot_be_are_refused() {
        let slots = [Slot { shown: 3, wanted: 3, candidate: true, reward: 0 }];
        assert!(logging(0.2).weigh(&slots).unwrap_err().to_string().contains("3 items, the list 1 slots"));
        assert!(Logging { epsilon: 1.5, candidates: 6, base: vec![3] }.weigh(&slots).is_err());
        assert!(Logging { epsilon: 0.5, candidates: 0, base: vec![3] }.weigh(&slots).is_err());
    }
}
