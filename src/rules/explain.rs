//! Tells how an item came to its place, and which bundles the cart has begun; never changes an answer.

use crate::model::Model;
use crate::rank::{Scored, Top, taste};

use super::advisor::{Advisor, Matter};
use super::ask::{Ask, Dropped, Explanation, Offer};
use super::book::Rulebook;
use super::parts::Bundle;

impl Advisor {
    /// Everything that went into an item's place, or into its having none.
    pub fn explain(&mut self, model: &Model, book: &Rulebook, ask: &Ask<'_>, item: u32) -> Explanation {
        let matter = Matter { model, book, ask };
        self.begin(matter);
        self.selection = self.choose(matter);
        let position = self.selection.chosen().position(|chosen| chosen.item == item);
        let explanation = Explanation { position, ..self.parts_of(matter, item) };
        self.end();
        explanation
    }

    fn parts_of(&self, matter: Matter<'_>, item: u32) -> Explanation {
        let Matter { model, book, ask } = matter;
        let cart = self.ranker.cart();
        let mut parts = Top::default();
        parts.restart(cart.len());
        let weights = cart.iter().map(|from| Scored::of(*from, model.weight(*from, item)));
        weights.filter(|part| part.score > 0).for_each(|part| parts.offer(part));
        let effect = |set: &u32| self.moment.effects.get(*set as usize).copied();
        let added = book.sets_of.list(item).iter().filter_map(effect).filter(|effect| effect.added > 0);
        let mut factors = Vec::new();
        self.factors(matter, item, |rule, factor| factors.push((rule, factor)));
        let silent = self.moment.silent || self.moment.totals.most == Some(0) || ask.limit == 0;
        Explanation {
            prior: model.prior(item),
            parts: parts.best().iter().map(|part| (part.item, part.score as i32)).collect(),
            taste: taste::of(model, cart, ask.past, item),
            added: added.filter_map(|effect| Some((effect.mover()?, effect.added))).collect(),
            class_factor: self.class_factor(item),
            factors,
            worth: self.worth(matter, item),
            dropped: if silent { Some(Dropped::Silent) } else { self.dropped(matter, item) },
            position: None,
        }
    }

    /// The bundles that the cart has an item of and that can be completed, the merchant's first, those with the
    /// fewest missing items first.
    pub fn offers(&mut self, model: &Model, book: &Rulebook, ask: &Ask<'_>) -> Vec<Offer> {
        let matter = Matter { model, book, ask };
        self.begin(matter);
        let merchants = book.parts().said.bundles.len() as u32;
        let mut begun = Top::default();
        begun.restart(book.bundles().count());
        for (number, bundle) in (0u32..).zip(book.bundles()) {
            let missing = self.missing(&bundle.items).count();
            if missing < bundle.items.len() && self.can_be_had(matter, bundle) {
                let learned = i64::from(number >= merchants) << 8;
                begun.offer(Scored { item: number, score: -(learned + missing as i64) });
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
        let stops = |item: u32| {
            let dropped = self.dropped(matter, item);
            dropped.is_some_and(|why| {
                !matches!(why, Dropped::Sibling | Dropped::Substitute | Dropped::Rests | Dropped::Owned)
            })
        };
        !self.moment.silent && !self.missing(&bundle.items).any(stops)
    }
}
