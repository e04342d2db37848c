//! Explains how an item came to its place, or why it has none; never changes an answer.

use super::answer::{Explanation, Pinned};
use super::context::Context;
use super::eligibility::{left_out, suppression};
use super::factors::{UNITY, class_factor};
use super::query::Kind;
use super::reasons::Dropped;
use super::slate::{Chosen, Room, Slate, discounted, pins_curation};
use super::{sources, words, worth};
use crate::model::rules::parts::Source;
use crate::rank::history;
use crate::rank::slot::CLASS_AT;
use crate::top::{Scored, Top};

/// Everything that went into an item's place on a slate, or into its having none.
pub(super) fn explanation(context: &Context<'_>, slate: &Slate, item: u32) -> Explanation {
    let position = slate.chosen().position(|chosen| chosen.item == item);
    let chosen = position.and_then(|at| slate.chosen().nth(at));
    let ranked = chosen.map_or(item, |chosen| chosen.ranked);
    let pin = pinned(context, ranked, chosen);
    let mut it = Explanation { position, pin, ..of_score(context, ranked) };
    it.stands_for = ranked;
    it.source = chosen.map_or_else(|| sources::of(context, item), |chosen| chosen.source);
    let diversity = context.book.parts.merchant.policy.diversity;
    let is_counted = it.worth > 0 && it.source != Source::Pinned && context.query.kind == Kind::AddOn;
    let before = if is_counted { before(context, slate, ranked, position) } else { 0 };
    it.diversity = (0..before).fold(1.0, |all, _| all * f64::from(diversity) / f64::from(UNITY));
    it.worth = discounted(it.worth, diversity, before);
    if position.is_none() {
        it.dropped = kept_out(context, slate, item, pin.is_some_and(|pin| pin.rule.is_some()));
    }
    (it.benefit, it.partner) = words::of(context, item);
    it
}

/// Who pins an item: who put it where it stands, else who would.
fn pinned(context: &Context<'_>, item: u32, chosen: Option<Chosen>) -> Option<Pinned> {
    let by = chosen.filter(|chosen| chosen.source == Source::Pinned);
    let is_it =
        |(_, pinned, rule): &&(u32, u32, u32)| *pinned == item && by.is_none_or(|chosen| chosen.rule == Some(*rule));
    let rule = context.active.totals.pins.iter().find(is_it);
    let is_curated = || {
        let mut cart = context.ranker.cart().iter();
        pins_curation(context) && cart.any(|from| context.book.curated.has(*from, item))
    };
    match rule {
        Some((position, _, rule)) => Some(Pinned { rule: Some(*rule), position: Some(*position) }),
        None => is_curated().then_some(Pinned { rule: None, position: None }),
    }
}

/// How many picks of its category were chosen before an item: pins are before all others.
fn before(context: &Context<'_>, slate: &Slate, item: u32, position: Option<usize>) -> u32 {
    let category = context.book.category(item);
    if category == 0 || context.book.is_collected(category) {
        return 0;
    }
    let counts = |(at, chosen): &(usize, Chosen)| {
        let is_earlier = chosen.source == Source::Pinned || position.is_none_or(|position| *at < position);
        is_earlier && context.book.category(chosen.item) == category
    };
    slate.chosen().enumerate().filter(counts).count() as u32
}

/// Why an item that is not shown is not, in the order in which rules win; `None` if others are worth more.
fn kept_out(context: &Context<'_>, slate: &Slate, item: u32, by_rule: bool) -> Option<Dropped> {
    let room = Room { context: *context, taken: slate };
    // What is pinned, but has no place as such, is a candidate like others.
    let bars = || [by_rule, false].into_iter().find_map(|by_rule| room.bars(item, by_rule));
    suppression(context).or_else(bars).or_else(|| left_out(context, item))
}

/// What an item's score is made of, and what multiplies it.
fn of_score(context: &Context<'_>, item: u32) -> Explanation {
    let Context { model, ranker, query, .. } = *context;
    let is_upsell = query.kind == Kind::Upsell;
    let cart = if is_upsell { &[] } else { ranker.cart() };
    let mut parts = Top::default();
    parts.restart(cart.len());
    let weights = cart.iter().map(|from| (*from, model.weight(*from, item, ranker.size())));
    weights.filter(|(_, weight)| *weight > 0).for_each(|(from, weight)| parts.offer(Scored::of(from, weight.into())));
    let (mut added, mut factors) = (Vec::new(), Vec::new());
    worth::by_rule(context, item, &mut |rule, factor, units| {
        if units > 0 {
            added.push((rule, units));
        }
        if factor != UNITY {
            factors.push((rule, factor));
        }
    });
    Explanation {
        prior: if is_upsell { model.prior(item).max(1) } else { model.prior(item) },
        parts: parts.best().iter().map(|part| (part.item, part.units() as u32)).collect(),
        history: if is_upsell { 0 } else { history::of(model, cart, query.past, item) },
        added,
        class_factor: class_factor((ranker.slot(item).flags >> CLASS_AT) as u8),
        factors,
        likeness: if is_upsell { worth::likeness(context, item) } else { UNITY },
        worth: worth::of(context, item),
        ..Explanation::default()
    }
}
