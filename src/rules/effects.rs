//! Adds up what rules do to one set; never knows whether they hold.

use super::factors::{UNITY, multiplied};
use crate::model::rules::parts::{Action, Capped};

/// What holding rules do to one set, or what one rule does: all together are [`SetEffect::with`] one another. Where there is
/// none, numbers of rules and picks are the largest there are, so that the smaller of two is the one that counts.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct SetEffect {
    excluded: u32,
    /// Product of all boosts and buries, in 1/256.
    pub(super) factor: u32,
    /// Score units added.
    pub(super) added: u32,
    /// The most picks, and below it the first rule that says so.
    most: u64,
    /// How many rules do it.
    rules: u32,
}

/// Changes nothing.
pub(super) const NO_EFFECT: SetEffect = SetEffect { excluded: NONE, factor: UNITY, added: 0, most: u64::MAX, rules: 0 };

const NONE: u32 = u32::MAX;

impl SetEffect {
    /// What a rule's action does to a set, if that is what it does.
    pub(super) fn of(action: &Action, rule: u32) -> Option<(u32, Self)> {
        Some(match *action {
            Action::Exclude(set) => (set, Self { excluded: rule, ..NO_EFFECT }),
            Action::Boost { set, factor } => (set, Self { factor: u32::from(factor), ..NO_EFFECT }),
            Action::Add { set, units } => (set, Self { added: units, ..NO_EFFECT }),
            Action::Cap { of: Capped::Set(set), most } => {
                (set, Self { most: u64::from(most) << 32 | u64::from(rule), ..NO_EFFECT })
            }
            _ => return None,
        })
    }

    /// Both together, this one first. Without branches: half a hundred are put together for a question.
    #[inline(always)]
    pub(super) fn with(&self, next: &Self) -> Self {
        Self {
            excluded: self.excluded.min(next.excluded),
            factor: multiplied(self.factor, next.factor),
            added: self.added.saturating_add(next.added),
            most: self.most.min(next.most),
            rules: self.rules.saturating_add(1),
        }
    }

    /// Whether no rule does anything.
    #[inline(always)]
    pub(super) fn is_none(&self) -> bool {
        self.rules == 0
    }

    /// The first rule that excludes the set.
    pub(super) fn excluded(&self) -> Option<u32> {
        (self.excluded != NONE).then_some(self.excluded)
    }

    /// The most picks of the set, and the first rule that says so.
    pub(super) fn most(&self) -> Option<(u32, u32)> {
        (self.most != u64::MAX).then_some(((self.most >> 32) as u32, self.most as u32))
    }
}
