//! Tells how an item came to its place, and which bundles the cart has begun; never changes an answer.

use crate::model::Model;
use crate::rank::history;
use crate::rank::slot::{OWNED, RESTS, SIBLING, SUBSTITUTE};
use crate::top::{Scored, Top};

use super::advisor::{Advisor, Matter};
use super::book::Rulebook;
use super::effects::UNITY;
use super::query::{Dropped, Explanation, Kind, Offer, Pinned, Query, Suppression};
use super::select::{Chosen, Room, discounted};
use crate::model::rules::parts::{Bundle, Source};

impl Advisor {
    /// Everything that went into an item's place, or into its having none.
    pub fn explain(&mut self, model: &Model, book: &Rulebook, query: &Query<'_>, item: u32) -> Explanation {
        let matter = Matter { model, book, query };
        self.begin(matter);
        self.choose(matter);
        let position = self.selection.chosen().position(|chosen| chosen.item == item);
        let chosen = position.and_then(|at| self.selection.chosen().nth(at));
        let pin = self.pinned(matter, item, chosen);
        let mut told = Explanation { position, pin, ..self.parts_of(matter, item) };
        told.source = chosen.map_or_else(|| self.source(matter, item), |chosen| chosen.source);
        let before = self.before(matter, item, position);
        let diversity = book.parts.merchant.policy.diversity;
        let is_counted = told.worth > 0 && told.source != Source::Pinned && query.kind == Kind::AddOn;
        let before = if is_counted { before } else { 0 };
        told.diversity = (0..before).fold(1.0, |all, _| all * f64::from(diversity) / f64::from(UNITY));
        told.worth = discounted(told.worth, diversity, before);
        if position.is_none() {
            told.dropped = self.kept_out(matter, item, pin.is_some_and(|pin| pin.rule.is_some()));
        }
        (told.benefit, told.partner) = self.words(book, item);
        self.end();
        told
    }

    /// Why nothing is shown at all, if so.
    pub fn suppression(&mut self, model: &Model, book: &Rulebook, query: &Query<'_>) -> Option<Suppression> {
        let matter = Matter { model, book, query };
        self.begin(matter);
        let suppression = self.suppressed_by(matter);
        self.end();
        suppression
    }

    fn suppressed_by(&self, matter: Matter<'_>) -> Option<Suppression> {
        let signals = &matter.book.parts.merchant.policy.suppress;
        let signal = signals.iter().find(|fact| self.moment.is_fact(matter.book, **fact));
        let rule = || self.moment.totals.most.filter(|(most, _)| *most == 0).map(|(_, rule)| Suppression::Rule(rule));
        let unasked = || (matter.query.limit == 0).then_some(Suppression::Unasked);
        signal.map(|fact| Suppression::Signal(*fact)).or_else(rule).or_else(unasked)
    }

    /// Who pins an item: who put it where it stands, else who would.
    fn pinned(&self, matter: Matter<'_>, item: u32, chosen: Option<Chosen>) -> Option<Pinned> {
        let by = chosen.filter(|chosen| chosen.source == Source::Pinned);
        let is_it = |(_, pinned, rule): &&(u32, u32, u32)| {
            *pinned == item && by.is_none_or(|chosen| chosen.rule == Some(*rule))
        };
        let rule = self.moment.totals.pins.iter().find(is_it);
        let is_curated = || {
            let mut cart = self.ranker.cart().iter();
            self.heeds_curation(matter) && cart.any(|from| matter.book.curated.list(*from).contains(&item))
        };
        match rule {
            Some((position, _, rule)) => Some(Pinned { rule: Some(*rule), position: Some(*position) }),
            None => is_curated().then_some(Pinned { rule: None, position: None }),
        }
    }

    /// How many picks of its category were chosen before an item: pins are before all others.
    fn before(&self, matter: Matter<'_>, item: u32, position: Option<usize>) -> u32 {
        let category = matter.book.category(item);
        if category == 0 || matter.book.is_collected(category) {
            return 0;
        }
        let counts = |(at, chosen): &(usize, Chosen)| {
            let is_earlier = chosen.source == Source::Pinned || position.is_none_or(|position| *at < position);
            is_earlier && matter.book.category(chosen.item) == category && chosen.item != item
        };
        self.selection.chosen().enumerate().filter(counts).count() as u32
    }

    /// Why an item that is not shown is not, in the order in which rules win; `None` if others are worth more.
    fn kept_out(&self, matter: Matter<'_>, item: u32, by_rule: bool) -> Option<Dropped> {
        let room = Room { matter, moment: &self.moment, taken: &self.selection };
        let suppressed = self.suppressed_by(matter).map(Dropped::Suppressed);
        // What is pinned, but has no place as such, is a candidate like others.
        let found = [by_rule, false]
            .into_iter()
            .find_map(|by_rule| self.pin_dropped(matter, item, by_rule).or_else(|| room.lacks(item, by_rule)));
        let found = suppressed.or(found);
        if found.is_some() || matter.query.kind == Kind::Upsell {
            return found;
        }
        let totals = &self.moment.totals;
        if self.score(matter, item) < totals.min_score {
            return Some(Dropped::BelowLeast(totals.min_score_by));
        }
        let unfilled = self.stage(self.source(matter, item)).is_none();
        totals.filled_by.filter(|_| unfilled).map(Dropped::NotFilled)
    }

    fn parts_of(&self, matter: Matter<'_>, item: u32) -> Explanation {
        let Matter { model, book: _, query } = matter;
        let is_upsell = query.kind == Kind::Upsell;
        let cart = if is_upsell { &[] } else { self.ranker.cart() };
        let mut parts = Top::default();
        parts.restart(cart.len());
        let weights = cart.iter().map(|from| Scored::of(*from, model.weight(*from, item)));
        weights.filter(|part| part.score > 0).for_each(|part| parts.offer(part));
        let (mut added, mut factors) = (Vec::new(), Vec::new());
        self.moves(matter, item, &mut |rule, factor, units| {
            if units > 0 {
                added.push((rule, units));
            }
            if factor != UNITY {
                factors.push((rule, factor));
            }
        });
        Explanation {
            prior: if is_upsell { model.prior(item).max(1) } else { model.prior(item) },
            parts: parts.best().iter().map(|part| (part.item, part.score as u32)).collect(),
            history: if is_upsell { 0 } else { history::of(model, cart, query.past, item) },
            added,
            class_factor: self.class_factor(item),
            factors,
            likeness: if is_upsell { self.likeness(matter, item) } else { UNITY },
            worth: self.worth(matter, item),
            ..Explanation::default()
        }
    }

    /// The bundles that the cart has an item of and that can be completed, the merchant's first, those with the
    /// fewest missing items first.
    pub fn offers(&mut self, model: &Model, book: &Rulebook, query: &Query<'_>) -> Vec<Offer> {
        let matter = Matter { model, book, query };
        self.begin(matter);
        let merchants = book.parts().merchant.bundles.len() as u32;
        let mut begun = Top::default();
        begun.restart(book.bundles().count());
        for (number, bundle) in (0u32..).zip(book.bundles()) {
            let missing = self.missing(&bundle.items).count();
            if missing < bundle.items.len() && self.can_be_had(matter, bundle) {
                let relations = i64::from(number >= merchants) << 8;
                begun.offer(Scored { item: number, score: -(relations + missing as i64) });
            }
        }
        let offer = |scored: &Scored| {
            let items = book.bundles().nth(scored.item as usize).map_or(&[][..], |bundle| &bundle.items);
            Offer { bundle: scored.item, missing: self.missing(items).collect() }
        };
        let offers = begun.best().iter().map(offer).collect();
        self.end();
        offers
    }

    fn missing(&self, items: &[u32]) -> impl Iterator<Item = u32> {
        items.iter().copied().filter(|item| !self.ranker.cart().contains(item))
    }

    /// Whether all that is missing of a bundle can be suggested. It may well hold a variant or a dearer choice: only what
    /// cannot or must not be sold stops it.
    fn can_be_had(&self, matter: Matter<'_>, bundle: &Bundle) -> bool {
        let forgiven = SIBLING | SUBSTITUTE | RESTS | OWNED;
        let stops = |item: u32| self.barred(matter.book, item, forgiven).is_some();
        !self.moment.suppressed && !self.missing(&bundle.items).any(stops)
    }
}
