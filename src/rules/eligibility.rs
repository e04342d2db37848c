//! Decides whether an item may be shown, and says why not; never compares two items.

use super::context::Context;
use super::factors::{multiplied, times};
use super::query::Kind;
use super::reasons::{Dropped, Why};
use super::sources;
use super::worth::{self, OfSets, plus};
use crate::rank::slot::{
    BLOCKS, EXCLUDED, FREQUENCY_CAP, HIDDEN, IN_CART, IN_STOCK, NOT_DEARER, OUT_OF_STOCK, OWNED, SOLD_OUT, SUBSTITUTE,
    Slot, VARIANT,
};

/// The flags that block an item, the strongest reason first.
const REASONS: [(u16, Why); 7] = [
    (IN_CART, Why::InCart),
    (EXCLUDED, Why::Excluded),
    (SOLD_OUT, Why::SoldOut),
    (VARIANT, Why::Variant),
    (SUBSTITUTE, Why::Substitute),
    (OWNED, Why::Owned),
    (FREQUENCY_CAP, Why::FrequencyCap),
];

/// What a candidate is worth, sources apart; `None` if it may not be shown. Asked for every candidate that is looked at.
pub(super) fn worth_if_eligible(context: &Context<'_>, item: u32, slot: Slot) -> Option<i64> {
    if slot.flags & BLOCKS != 0 || is_hidden(slot.flags) || is_variant(context, item) {
        return None;
    }
    let OfSets { excluded, added, mut factor } = worth::of_sets(context, item, slot);
    let (score, totals) = (plus(slot.sum(), added), &context.active.totals);
    let required = || totals.required.iter().all(|(set, _)| context.book.is_in(item, *set));
    if excluded.is_some() || score < totals.min_score || !required() {
        return None;
    }
    worth::price_factors(context, item, |_, by| factor = multiplied(factor, by));
    Some(times(score, factor))
}

/// Why an item may not be suggested, the strongest reason first. An upsell may be a variant, and bought instead.
pub(super) fn dropped(context: &Context<'_>, item: u32) -> Option<Dropped> {
    match context.query.kind {
        Kind::AddOn => blocked(context, item, 0),
        Kind::Upsell => blocked(context, item, VARIANT | SUBSTITUTE).or_else(|| not_an_upsell(context, item)),
    }
}

/// The same for an item that is pinned. A rule may pin a substitute that is dearer than all cart items it would replace, and
/// an upsell beyond the price step, since the shop itself names it.
pub(super) fn pin_dropped(context: &Context<'_>, item: u32, by_rule: bool) -> Option<Dropped> {
    let is_dearer = context.ranker.slot(item).flags & (SUBSTITUTE | NOT_DEARER) == SUBSTITUTE;
    match context.query.kind {
        Kind::AddOn if by_rule && is_dearer => blocked(context, item, SUBSTITUTE),
        _ => dropped(context, item).filter(|dropped| !by_rule || dropped.why != Why::BeyondStep),
    }
}

/// Why an item is blocked, some flags ignored: by what it is, by the page, or by a rule.
pub(super) fn blocked(context: &Context<'_>, item: u32, ignored: u16) -> Option<Dropped> {
    let slot = context.ranker.slot(item);
    let flags = (slot.flags & BLOCKS | if is_variant(context, item) { VARIANT } else { 0 }) & !ignored;
    let found = REASONS.iter().find(|(flag, _)| flags & flag != 0);
    if let Some((_, why)) = found {
        return Some(why.plain());
    }
    if is_hidden(slot.flags) {
        return Some(if slot.flags & OUT_OF_STOCK == 0 { Why::Hidden } else { Why::SoldOut }.plain());
    }
    if let Some(rule) = worth::of_sets(context, item, slot).excluded {
        return Some(Why::ByRule.by(rule));
    }
    let unmet = context.active.totals.required.iter().find(|(set, _)| !context.book.is_in(item, *set));
    unmet.map(|(_, rule)| Why::NotRequired.by(*rule))
}

/// Why something that may be shown is no candidate all the same: too little speaks for it, or the source order leaves it out.
pub(super) fn left_out(context: &Context<'_>, item: u32) -> Option<Dropped> {
    if context.query.kind == Kind::Upsell {
        return None;
    }
    let totals = &context.active.totals;
    if worth::score(context, item) < totals.min_score {
        return Some(Why::BelowLeast.by(totals.min_score_by));
    }
    let is_left_out = sources::place(context, sources::of(context, item)).is_none();
    totals.sources_by.filter(|_| is_left_out).map(|rule| Why::NotInSourceOrder.by(rule))
}

/// Why an item is not an upsell of the first line's: it is of another category, not dearer as far as anyone knows, or beyond
/// the price step. What the shop itself names for an item, of its category and dearer, is an upsell however dear.
fn not_an_upsell(context: &Context<'_>, item: u32) -> Option<Dropped> {
    let Some(from) = context.query.cart.first() else { return Some(Why::OtherCategory.plain()) };
    let (old, new) = (context.book.traits(from.item), context.book.traits(item));
    let (price, dearer) = (u64::from(from.price.unwrap_or(old.price)), u64::from(new.price));
    let most = price * u64::from(context.book.parts.merchant.policy.upsell_step) / 256;
    let why = if new.category != old.category || new.category == 0 {
        Why::OtherCategory
    } else if price == 0 || dearer <= price {
        Why::NotDearer
    } else if dearer > most && worth::likeness(context, item) < worth::NAMED {
        Why::BeyondStep
    } else {
        return None;
    };
    Some(why.plain())
}

/// Why nothing at all is shown, if so: a signal, a rule, or a page that asks for no picks.
pub(super) fn suppression(context: &Context<'_>) -> Option<Dropped> {
    let signals = &context.book.parts.merchant.policy.suppress;
    let signal = signals.iter().find(|fact| context.active.is_fact(context.book, **fact));
    let rule = || context.active.totals.most.filter(|(most, _)| *most == 0).map(|(_, rule)| Why::ShowsNone.by(rule));
    let unasked = || (context.query.limit == 0).then_some(Why::NoneAsked.plain());
    signal.map(|fact| Why::Signal.about(*fact)).or_else(rule).or_else(unasked)
}

/// Whether it is a variant of an item in the cart, or that item.
fn is_variant(context: &Context<'_>, item: u32) -> bool {
    context.cart.groups.have(context.book.group(item))
}

/// Hidden for good, or sold out as far as anyone knows.
fn is_hidden(flags: u16) -> bool {
    flags & HIDDEN != 0 && flags & (OUT_OF_STOCK | IN_STOCK) != OUT_OF_STOCK | IN_STOCK
}
