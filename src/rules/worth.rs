//! Multiplies an item's score by what active rules, its value class and its price say; never decides whether it is shown.

use super::context::Context;
use super::factors::{UNITY, class_factor, multiplied, times};
use super::query::Kind;
use crate::rank::slot::{CLASS_AT, Slot};

/// What an upsell counts that is bought instead, and one that the shop names, against others, in 1/256.
const INSTEAD: u32 = 4 * UNITY;
pub(super) const NAMED: u32 = 64 * UNITY;

/// What the sets of an item do to it.
pub(super) struct OfSets {
    pub(super) excluded: Option<u32>,
    pub(super) added: u32,
    /// The value class's multiplier among it, in 1/256.
    pub(super) factor: u32,
}

/// What all sets of an item do to it together.
pub(super) fn of_sets(context: &Context<'_>, item: u32, slot: Slot) -> OfSets {
    let factor = class_factor((slot.flags >> CLASS_AT) as u8);
    let mut all = OfSets { excluded: None, added: 0, factor };
    sets(context, item, slot, |set| {
        if let Some(effect) = context.active.effects.get(set as usize) {
            all.excluded = all.excluded.or(effect.excluded());
            all.added = all.added.saturating_add(effect.added);
            all.factor = multiplied(all.factor, effect.factor);
        }
    });
    all
}

/// The sets of an item, if any set matters now.
#[inline(always)]
fn sets(context: &Context<'_>, item: u32, slot: Slot, mut each: impl FnMut(u32)) {
    match context.active.looks_at_sets() {
        true if slot.is_far() => context.book.sets_of.list(item).iter().for_each(|set| each(*set)),
        true => slot.named().for_each(each),
        false => (),
    }
}

/// The engine's score and what rules add, in score units.
pub(super) fn score(context: &Context<'_>, item: u32) -> i32 {
    let slot = context.ranker.slot(item);
    plus(slot.sum(), of_sets(context, item, slot).added)
}

/// What an item is ranked by before others stand, in score units. An upsell is ranked by how popular it is.
pub(super) fn of(context: &Context<'_>, item: u32) -> i64 {
    let mut factor = of_sets(context, item, context.ranker.slot(item)).factor;
    price_factors(context, item, |_, by| factor = multiplied(factor, by));
    match context.query.kind {
        Kind::AddOn => times(score(context, item), factor),
        Kind::Upsell => times(context.model.prior(item).max(1), multiplied(factor, likeness(context, item))),
    }
}

/// What an upsell counts for being named by the shop or bought instead, in 1/256.
pub(super) fn likeness(context: &Context<'_>, item: u32) -> u32 {
    let (book, from) = (context.book, context.query.cart.first().map_or(u32::MAX, |from| from.item));
    match item {
        _ if book.curated.has(from, item) => NAMED,
        _ if book.substitutes.has(from, item) => INSTEAD,
        _ => UNITY,
    }
}

/// Each active rule's multiplier for an item's price. An upsell is meant to be dearer: it has none.
#[inline(always)]
pub(super) fn price_factors(context: &Context<'_>, item: u32, mut each: impl FnMut(u32, u32)) {
    let totals = &context.active.totals;
    let are_some = totals.gap.is_some() || totals.proportion.is_some();
    if are_some && context.query.kind == Kind::AddOn {
        some_price_factors(context, item, &mut each);
    }
}

#[inline(never)]
fn some_price_factors(context: &Context<'_>, item: u32, each: &mut dyn FnMut(u32, u32)) {
    let totals = &context.active.totals;
    let price = u64::from(context.book.price(item));
    if let Some((_, _, factor, rule)) = totals.gap.filter(|(from, to, ..)| (*from..=*to).contains(&price)) {
        each(rule, factor);
    }
    if let Some((_, factor, rule)) = totals.proportion.filter(|(above, ..)| price > *above) {
        each(rule, factor);
    }
}

/// What each active rule does to what an item is ranked by: the rule, its multiplier, and what it adds.
pub(super) fn by_rule(context: &Context<'_>, item: u32, each: &mut dyn FnMut(u32, u32, u32)) {
    sets(context, item, context.ranker.slot(item), |set| {
        for (rule, effect) in context.active.effects_on(context.book, set) {
            let added = if context.query.kind == Kind::AddOn { effect.added } else { 0 };
            if effect.factor != UNITY || added > 0 {
                each(rule, effect.factor, added);
            }
        }
    });
    price_factors(context, item, |rule, factor| each(rule, factor, 0));
}

/// The rule that moves an item most: one that adds, else the one whose multiplier is furthest from 1. Of equals the first.
pub(super) fn mover(context: &Context<'_>, item: u32) -> Option<u32> {
    let mut most = None;
    by_rule(context, item, &mut |rule, factor, added| {
        let factor = u64::from(factor.max(1));
        let far = if added > 0 { (1 << 40) + u64::from(added) } else { (factor << 16).max((1 << 32) / factor) };
        most = most.max(Some((far, !rule)));
    });
    most.map(|(_, rule)| !rule)
}

/// A score and what rules add.
pub(super) fn plus(score: i32, added: u32) -> i32 {
    score.saturating_add(added.min(i32::MAX as u32) as i32)
}
