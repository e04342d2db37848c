//! Judges one item at one moment: whether it may be shown, why not, and what its score is worth; never compares two.

use crate::model::layout::SCORE_BITS;

use super::advisor::{Advisor, Matter};
use super::ask::{Dropped, Evidence};
use super::book::Rulebook;
use super::moment::{UNITY, multiplied};
use super::parts::Source;

/// What is known of an item before its score is: bits of a mark.
pub(super) const IN_CART: u8 = 1;
pub(super) const EXCLUDED: u8 = 2;
pub(super) const SIBLING: u8 = 4;
pub(super) const SUBSTITUTE: u8 = 8;
pub(super) const RESTS: u8 = 16;
pub(super) const SOLD_OUT: u8 = 32;
pub(super) const IN_STOCK: u8 = 64;
pub(super) const OFFERED: u8 = 128;

/// 2^(n/4) in 1/256, from n = −8 on: what a value class multiplies by.
const CLASS_FACTORS: [u32; 16] = [64, 76, 91, 108, 128, 152, 181, 215, 256, 304, 362, 431, 512, 609, 724, 861];

impl Advisor {
    /// Why an item may not be suggested, the strongest reason first.
    pub(super) fn dropped(&self, matter: Matter<'_>, item: u32) -> Option<Dropped> {
        let mark = self.marks.get(item as usize).copied().unwrap_or(IN_CART);
        if mark & !OFFERED & !IN_STOCK != 0 {
            return Some(of_mark(mark));
        }
        if matter.model.is_hidden(item) {
            let sold_out = matter.book.traits(item).sold_out;
            if !(sold_out && mark & IN_STOCK != 0) {
                return Some(if sold_out { Dropped::SoldOut } else { Dropped::Hidden });
            }
        }
        self.dropped_by_rule(matter.book, item)
    }

    fn dropped_by_rule(&self, book: &Rulebook, item: u32) -> Option<Dropped> {
        if self.moment.looks_at_sets() {
            let excluded = |set: &u32| self.moment.effects.get(*set as usize).and_then(|effect| effect.excluded);
            if let Some(rule) = book.sets_of.list(item).iter().find_map(excluded) {
                return Some(Dropped::ByRule(rule));
            }
        }
        let unmet = self.moment.required.iter().find(|(set, _)| !book.is_in(item, *set));
        unmet.map(|(_, rule)| Dropped::NotRequired(*rule))
    }

    /// The engine's score and what rules add, in score units.
    pub(super) fn score(&self, matter: Matter<'_>, item: u32) -> i32 {
        let score = self.ranker.score(item).unwrap_or_else(|| matter.model.prior(item));
        if !self.moment.looks_at_sets() {
            return score;
        }
        let added = |set: &u32| self.moment.effects.get(*set as usize).map_or(0, |effect| effect.added);
        let added = matter.book.sets_of.list(item).iter().map(added).fold(0, u32::saturating_add);
        score.saturating_add(added.min(i32::MAX as u32) as i32)
    }

    /// What an item is ranked by, in score units.
    pub(super) fn worth(&self, matter: Matter<'_>, item: u32) -> i64 {
        times(self.score(matter, item), self.factor(matter, item))
    }

    /// What the score is multiplied by, in 1/256.
    pub(super) fn factor(&self, matter: Matter<'_>, item: u32) -> u32 {
        let mut factor = class_factor(matter.book, item);
        self.factors(matter, item, |_, by| factor = multiplied(factor, by));
        factor
    }

    /// Each rule's multiplier for an item.
    pub(super) fn factors(&self, matter: Matter<'_>, item: u32, mut each: impl FnMut(u32, u32)) {
        if self.moment.looks_at_sets() {
            for set in matter.book.sets_of.list(item) {
                let effect = self.moment.effects.get(*set as usize);
                if let Some((effect, rule)) = effect.and_then(|effect| Some((effect, effect.mover?))) {
                    each(rule, effect.factor);
                }
            }
        }
        if self.moment.gap.is_none() && self.moment.proportion.is_none() {
            return;
        }
        let price = u64::from(matter.book.traits(item).price);
        if let Some((_, _, factor, rule)) = self.moment.gap.filter(|(from, to, ..)| (*from..=*to).contains(&price)) {
            each(rule, factor);
        }
        if let Some((_, factor, rule)) = self.moment.proportion.filter(|(above, ..)| price > *above) {
            each(rule, factor);
        }
    }

    /// Where an item would come from.
    pub(super) fn source(&self, matter: Matter<'_>, item: u32) -> Source {
        let category = || matter.book.traits(item).category;
        match (self.ranker.score(item), &self.moment.fill) {
            (Some(_), _) => Source::Learned,
            (None, Some(_)) if self.complements.contains(&category()) => Source::Complement,
            _ => Source::Popular,
        }
    }

    /// How far ahead of others a source is; `None` if the merchant wants nothing from it.
    pub(super) fn stage(&self, source: Source) -> Option<i64> {
        let Some(fill) = &self.moment.fill else { return Some(0) };
        let at = fill.iter().position(|filled| *filled == source)?;
        Some((fill.len() - at) as i64)
    }

    /// The first rule that moves an item.
    pub(super) fn mover(&self, matter: Matter<'_>, item: u32) -> Option<u32> {
        let mut mover = None;
        self.factors(matter, item, |rule, _| mover = mover.or(Some(rule)));
        mover
    }
}

/// A score times a factor in 1/256; what is not above 0 stays as it is.
pub(super) fn times(score: i32, factor: u32) -> i64 {
    let score = i64::from(score);
    if score > 0 { (score * i64::from(factor)) >> 8 } else { score }
}

pub(super) fn class_factor(book: &Rulebook, item: u32) -> u32 {
    CLASS_FACTORS.get(usize::from(book.traits(item).class)).copied().unwrap_or(UNITY)
}

fn of_mark(mark: u8) -> Dropped {
    let reasons = [
        (IN_CART, Dropped::InCart),
        (EXCLUDED, Dropped::Excluded),
        (SOLD_OUT, Dropped::SoldOut),
        (SIBLING, Dropped::Sibling),
        (SUBSTITUTE, Dropped::Substitute),
    ];
    reasons.into_iter().find(|(bit, _)| mark & bit != 0).map_or(Dropped::Rests, |(_, why)| why)
}

/// The band of the largest weight, in score units of 2⁻²⁴.
pub(super) fn evidence(weight: i32) -> Option<Evidence> {
    let points = (i64::from(weight) * 100) >> SCORE_BITS;
    match points {
        25.. => Some(Evidence::VeryOften),
        8.. => Some(Evidence::Often),
        2.. => Some(Evidence::Sometimes),
        _ => None,
    }
}
