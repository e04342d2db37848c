//! Judges one item at one moment: whether it may be shown, why not, and what its score is worth; never compares two.

use crate::model::Model;
use crate::model::layout::SCORE_BITS;

use super::advisor::{Advisor, Matter};
use super::ask::{Dropped, Evidence};
use super::book::Rulebook;
use super::moment::{UNITY, multiplied};
use super::parts::Source;

/// What is known of an item before its score is, in one number so that one look tells it: bits that this question sets.
pub(super) const IN_CART: u16 = 1;
pub(super) const EXCLUDED: u16 = 2;
pub(super) const SIBLING: u16 = 4;
pub(super) const SUBSTITUTE: u16 = 8;
pub(super) const RESTS: u16 = 16;
pub(super) const SOLD_OUT: u16 = 32;
pub(super) const IN_STOCK: u16 = 64;
pub(super) const OFFERED: u16 = 128;
/// All bits that a question sets.
pub(super) const ASKED: u16 = 255;
/// Bits that bar an item.
const BARS: u16 = IN_CART | EXCLUDED | SIBLING | SUBSTITUTE | RESTS | SOLD_OUT;
/// Bits that the files set: hidden, hidden only for being sold out, in some set; above them the value class.
const HIDDEN: u16 = 256;
const OUT_OF_STOCK: u16 = 512;
const IN_SETS: u16 = 1024;
const CLASS_AT: u32 = 12;

/// 2^(n/4) in 1/256, from n = −8 on: what a value class multiplies by.
const CLASS_FACTORS: [u32; 16] = [64, 76, 91, 108, 128, 152, 181, 215, 256, 304, 362, 431, 512, 609, 724, 861];

/// The bits that the files set for an item.
pub(super) fn standing(model: &Model, book: &Rulebook, item: u32) -> u16 {
    let traits = book.traits(item);
    let bit = |bit: u16, set: bool| if set { bit } else { 0 };
    bit(HIDDEN, model.is_hidden(item))
        | bit(OUT_OF_STOCK, traits.sold_out)
        | bit(IN_SETS, !book.sets_of.list(item).is_empty())
        | u16::from(traits.class) << CLASS_AT
}

impl Advisor {
    fn state(&self, item: u32) -> u16 {
        self.states.get(item as usize).copied().unwrap_or(HIDDEN)
    }

    /// Why an item may not be suggested, the strongest reason first.
    pub(super) fn dropped(&self, matter: Matter<'_>, item: u32) -> Option<Dropped> {
        let state = self.state(item);
        if state & BARS != 0 {
            return Some(of_bars(state));
        }
        if state & HIDDEN != 0 && state & (OUT_OF_STOCK | IN_STOCK) != OUT_OF_STOCK | IN_STOCK {
            return Some(if state & OUT_OF_STOCK == 0 { Dropped::Hidden } else { Dropped::SoldOut });
        }
        self.dropped_by_rule(matter.book, item)
    }

    fn dropped_by_rule(&self, book: &Rulebook, item: u32) -> Option<Dropped> {
        let excluded = |set: &u32| self.moment.effects.get(*set as usize).and_then(|effect| effect.excluded);
        if let Some(rule) = self.sets(book, item).iter().find_map(excluded) {
            return Some(Dropped::ByRule(rule));
        }
        let unmet = self.moment.required.iter().find(|(set, _)| !book.is_in(item, *set));
        unmet.map(|(_, rule)| Dropped::NotRequired(*rule))
    }

    /// The sets of an item, if any set matters now.
    fn sets<'b>(&self, book: &'b Rulebook, item: u32) -> &'b [u32] {
        match self.moment.looks_at_sets() && self.state(item) & IN_SETS != 0 {
            true => book.sets_of.list(item),
            false => &[],
        }
    }

    /// The engine's score and what rules add, in score units.
    pub(super) fn score(&self, matter: Matter<'_>, item: u32) -> i32 {
        let score = self.ranker.score(item).unwrap_or_else(|| matter.model.prior(item));
        if self.moment.most_added == 0 {
            return score;
        }
        let added = |set: &u32| self.moment.effects.get(*set as usize).map_or(0, |effect| effect.added);
        let added = self.sets(matter.book, item).iter().map(added).fold(0, u32::saturating_add);
        score.saturating_add(added.min(i32::MAX as u32) as i32)
    }

    /// What an item is ranked by, in score units.
    pub(super) fn worth(&self, matter: Matter<'_>, item: u32) -> i64 {
        times(self.score(matter, item), self.factor(matter, item))
    }

    /// What the score is multiplied by, in 1/256.
    pub(super) fn factor(&self, matter: Matter<'_>, item: u32) -> u32 {
        let mut factor = self.class_factor(item);
        self.factors(matter, item, |_, by| factor = multiplied(factor, by));
        factor
    }

    /// The value class's multiplier, in 1/256.
    pub(super) fn class_factor(&self, item: u32) -> u32 {
        class_factor((self.state(item) >> CLASS_AT) as u8)
    }

    /// Each rule's multiplier for an item.
    pub(super) fn factors(&self, matter: Matter<'_>, item: u32, mut each: impl FnMut(u32, u32)) {
        for set in self.sets(matter.book, item) {
            let effect = self.moment.effects.get(*set as usize);
            if let Some((effect, rule)) = effect.and_then(|effect| Some((effect, effect.mover?))) {
                each(rule, effect.factor);
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

/// What a value class multiplies by, in 1/256.
pub(super) fn class_factor(class: u8) -> u32 {
    CLASS_FACTORS.get(usize::from(class)).copied().unwrap_or(UNITY)
}

fn of_bars(state: u16) -> Dropped {
    let reasons = [
        (IN_CART, Dropped::InCart),
        (EXCLUDED, Dropped::Excluded),
        (SOLD_OUT, Dropped::SoldOut),
        (SIBLING, Dropped::Sibling),
        (SUBSTITUTE, Dropped::Substitute),
    ];
    reasons.into_iter().find(|(bit, _)| state & bit != 0).map_or(Dropped::Rests, |(_, why)| why)
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
