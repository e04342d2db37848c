//! Judges one item at one moment: whether it may be shown, why not, and what its score is worth; never compares two.

use crate::model::layout::SCORE_BITS;
use crate::rank::slot::{
    BARS, CLASS_AT, EXCLUDED, FAR, HIDDEN, IN_CART, IN_STOCK, NEAR_SETS, NOT_DEARER, OUT_OF_STOCK, OWNED, SIBLING,
    SOLD_OUT, SUBSTITUTE, Slot,
};

use super::advisor::{Advisor, Matter};
use super::book::Rulebook;
use super::effects::{SetEffect, UNITY, multiplied};
use super::query::{Dropped, Evidence, Kind};
use crate::model::rules::parts::Source;

/// 2^(n/4) in 1/256, from n = −8 on: what a value class multiplies by.
const CLASS_FACTORS: [u32; 16] = [64, 76, 91, 108, 128, 152, 181, 215, 256, 304, 362, 431, 512, 609, 724, 861];

/// Puts into a slot what the rules file knows of its item.
pub(super) fn settle(slot: &mut Slot, book: &Rulebook, item: u32) {
    let traits = book.traits(item);
    slot.flags |= if traits.sold_out { OUT_OF_STOCK } else { 0 } | u16::from(traits.class) << CLASS_AT;
    let sets = book.sets_of.list(item);
    if sets.len() > NEAR_SETS || sets.iter().any(|set| Slot::near(*set).is_none()) {
        slot.sets = [FAR; NEAR_SETS];
    } else {
        slot.sets.iter_mut().zip(sets.iter().filter_map(|set| Slot::near(*set))).for_each(|(name, near)| *name = near);
    }
}

/// What the sets of an item make of it.
pub(super) struct Verdict {
    excluded: Option<u32>,
    added: u32,
    /// The value class's multiplier among it, in 1/256.
    factor: u32,
}

impl Advisor {
    /// Why an item may not be suggested, the strongest reason first. A better version may be a variant, and bought instead.
    pub(super) fn dropped(&self, matter: Matter<'_>, item: u32) -> Option<Dropped> {
        match matter.query.kind {
            Kind::AddOn => self.barred(matter.book, item, 0),
            Kind::Upsell => {
                self.barred(matter.book, item, SIBLING | SUBSTITUTE).or_else(|| self.not_an_upsell(matter, item))
            }
        }
    }

    /// The same of what is pinned: by a rule it may be what would replace the cart's items, dearer than all of these, and a
    /// better version beyond the price step, since so the shop itself names it.
    pub(super) fn pin_dropped(&self, matter: Matter<'_>, item: u32, by_rule: bool) -> Option<Dropped> {
        let is_dearer = self.ranker.slot(item).flags & (SUBSTITUTE | NOT_DEARER) == SUBSTITUTE;
        match matter.query.kind {
            Kind::AddOn if by_rule && is_dearer => self.barred(matter.book, item, SUBSTITUTE),
            _ => self.dropped(matter, item).filter(|why| !by_rule || *why != Dropped::BeyondStep),
        }
    }

    /// The same, some bars forgiven.
    pub(super) fn barred(&self, book: &Rulebook, item: u32, forgiven: u16) -> Option<Dropped> {
        let Slot { flags, .. } = self.ranker.slot(item);
        let bars = (flags & BARS | if self.is_variant(book, item) { SIBLING } else { 0 }) & !forgiven;
        if bars != 0 {
            return Some(of_bars(bars));
        }
        if is_hidden(flags) {
            return Some(if flags & OUT_OF_STOCK == 0 { Dropped::Hidden } else { Dropped::SoldOut });
        }
        self.dropped_by_rule(book, item)
    }

    /// What a candidate is worth before sources are told apart; `None` if it may not be shown.
    pub(super) fn judge(&self, matter: Matter<'_>, item: u32, slot: Slot) -> Option<i64> {
        if slot.flags & BARS != 0 || is_hidden(slot.flags) || self.is_variant(matter.book, item) {
            return None;
        }
        let Verdict { excluded, added, mut factor } = self.verdict(matter.book, item, slot);
        let score = plus(slot.sum(), added);
        let required = || self.moment.totals.required.iter().all(|(set, _)| matter.book.is_in(item, *set));
        if excluded.is_some() || score < self.moment.totals.min_score || !required() {
            return None;
        }
        self.price_factors(matter, item, |_, by| factor = multiplied(factor, by));
        Some(times(score, factor))
    }

    /// Whether it is a variant of an item in the cart, or that item.
    fn is_variant(&self, book: &Rulebook, item: u32) -> bool {
        self.groups.have(book.group(item))
    }

    fn verdict(&self, book: &Rulebook, item: u32, slot: Slot) -> Verdict {
        let factor = class_factor((slot.flags >> CLASS_AT) as u8);
        let mut verdict = Verdict { excluded: None, added: 0, factor };
        self.effects(book, item, slot, |effect| {
            verdict.excluded = verdict.excluded.or(effect.excluded());
            verdict.added = verdict.added.saturating_add(effect.added);
            verdict.factor = multiplied(verdict.factor, effect.factor);
        });
        verdict
    }

    fn dropped_by_rule(&self, book: &Rulebook, item: u32) -> Option<Dropped> {
        if let Some(rule) = self.verdict(book, item, self.ranker.slot(item)).excluded {
            return Some(Dropped::ByRule(rule));
        }
        let unmet = self.moment.totals.required.iter().find(|(set, _)| !book.is_in(item, *set));
        unmet.map(|(_, rule)| Dropped::NotRequired(*rule))
    }

    /// What holding rules do to each set of an item.
    fn effects(&self, book: &Rulebook, item: u32, slot: Slot, mut each: impl FnMut(&SetEffect)) {
        self.sets(book, item, slot, |set| {
            if let Some(effect) = self.moment.effects.get(set as usize) {
                each(effect);
            }
        });
    }

    /// The sets of an item, if any set matters now.
    #[inline(always)]
    fn sets(&self, book: &Rulebook, item: u32, slot: Slot, mut each: impl FnMut(u32)) {
        match self.moment.looks_at_sets() {
            true if slot.is_far() => book.sets_of.list(item).iter().for_each(|set| each(*set)),
            true => slot.named().for_each(each),
            false => (),
        }
    }

    /// The engine's score and what rules add, in score units.
    pub(super) fn score(&self, matter: Matter<'_>, item: u32) -> i32 {
        let slot = self.ranker.slot(item);
        plus(slot.sum(), self.verdict(matter.book, item, slot).added)
    }

    /// What an item is ranked by before others stand, in score units. A better version is by how popular it is.
    pub(super) fn worth(&self, matter: Matter<'_>, item: u32) -> i64 {
        let factor = self.factor(matter, item);
        match matter.query.kind {
            Kind::AddOn => times(self.score(matter, item), factor),
            Kind::Upsell => times(matter.model.prior(item).max(1), multiplied(factor, self.likeness(matter, item))),
        }
    }

    /// What the score is multiplied by, in 1/256.
    pub(super) fn factor(&self, matter: Matter<'_>, item: u32) -> u32 {
        let slot = self.ranker.slot(item);
        let mut factor = self.verdict(matter.book, item, slot).factor;
        self.price_factors(matter, item, |_, by| factor = multiplied(factor, by));
        factor
    }

    /// The value class's multiplier, in 1/256.
    #[inline(always)]
    pub(super) fn class_factor(&self, item: u32) -> u32 {
        class_factor((self.ranker.slot(item).flags >> CLASS_AT) as u8)
    }

    /// What each rule that holds does to what an item is ranked by: the rule, its multiplier, and what it adds.
    pub(super) fn moves(&self, matter: Matter<'_>, item: u32, each: &mut dyn FnMut(u32, u32, u32)) {
        self.sets(matter.book, item, self.ranker.slot(item), |set| {
            for (rule, effect) in self.moment.acts_on(matter.book, set) {
                let added = if matter.query.kind == Kind::AddOn { effect.added } else { 0 };
                if effect.factor != UNITY || added > 0 {
                    each(rule, effect.factor, added);
                }
            }
        });
        self.price_factors(matter, item, |rule, factor| each(rule, factor, 0));
    }

    /// Each rule's multiplier for an item's price; a better version is meant to be dearer.
    fn price_factors(&self, matter: Matter<'_>, item: u32, mut each: impl FnMut(u32, u32)) {
        let none = self.moment.totals.gap.is_none() && self.moment.totals.proportion.is_none();
        if none || matter.query.kind == Kind::Upsell {
            return;
        }
        let price = u64::from(matter.book.price(item));
        if let Some((_, _, factor, rule)) =
            self.moment.totals.gap.filter(|(from, to, ..)| (*from..=*to).contains(&price))
        {
            each(rule, factor);
        }
        if let Some((_, factor, rule)) = self.moment.totals.proportion.filter(|(above, ..)| price > *above) {
            each(rule, factor);
        }
    }

    /// Where an item would come from.
    pub(super) fn source(&self, matter: Matter<'_>, item: u32) -> Source {
        let category = || matter.book.category(item);
        match (self.ranker.slot(item).is_touched(), self.moment.totals.fill()) {
            (true, _) => Source::Learned,
            (false, Some(_)) if self.complements.contains(&category()) => Source::Complement,
            _ => Source::Popular,
        }
    }

    /// How far ahead of others a source is; `None` if the merchant wants nothing from it.
    pub(super) fn stage(&self, source: Source) -> Option<i64> {
        let Some(fill) = self.moment.totals.fill() else { return Some(0) };
        let at = fill.iter().position(|filled| *filled == source)?;
        Some((fill.len() - at) as i64)
    }

    /// The rule that moves an item most: one that adds, else the one whose multiplier is furthest from 1. Of equals the first.
    pub(super) fn mover(&self, matter: Matter<'_>, item: u32) -> Option<u32> {
        let mut most = None;
        self.moves(matter, item, &mut |rule, factor, added| {
            let factor = u64::from(factor.max(1));
            let far = if added > 0 { (1 << 40) + u64::from(added) } else { (factor << 16).max((1 << 32) / factor) };
            most = most.max(Some((far, !rule)));
        });
        most.map(|(_, rule)| !rule)
    }
}

/// A score times a factor in 1/256; what is not above 0 stays as it is.
#[inline(always)]
pub(super) fn times(score: i32, factor: u32) -> i64 {
    let score = i64::from(score);
    if score > 0 { (score * i64::from(factor)) >> 8 } else { score }
}

/// What a value class multiplies by, in 1/256.
pub(super) fn class_factor(class: u8) -> u32 {
    CLASS_FACTORS.get(usize::from(class)).copied().unwrap_or(UNITY)
}

/// A score and what rules add.
fn plus(score: i32, added: u32) -> i32 {
    score.saturating_add(added.min(i32::MAX as u32) as i32)
}

/// Hidden for good, or sold out as far as anyone knows.
fn is_hidden(flags: u16) -> bool {
    flags & HIDDEN != 0 && flags & (OUT_OF_STOCK | IN_STOCK) != OUT_OF_STOCK | IN_STOCK
}

fn of_bars(state: u16) -> Dropped {
    let reasons = [
        (IN_CART, Dropped::InCart),
        (EXCLUDED, Dropped::Excluded),
        (SOLD_OUT, Dropped::SoldOut),
        (SIBLING, Dropped::Sibling),
        (SUBSTITUTE, Dropped::Substitute),
        (OWNED, Dropped::Owned),
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
