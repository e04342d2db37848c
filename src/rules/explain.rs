//! Tells how an item came to its place, and which bundles the cart has begun; never changes an answer.

use crate::model::Model;

use super::advisor::{Advisor, Matter, class_factor};
use super::ask::{Ask, Dropped, Explanation, Offer};
use super::book::Rulebook;

impl Advisor {
    /// Everything that went into an item's place, or into its having none.
    pub fn explain(&mut self, model: &Model, book: &Rulebook, ask: &Ask<'_>, item: u32) -> Explanation {
        let matter = Matter { model, book, ask };
        self.begin(matter);
        let position = self.choose(matter).iter().position(|chosen| chosen.item == item);
        let explanation = Explanation { position, ..self.parts_of(matter, item) };
        self.end();
        explanation
    }

    fn parts_of(&self, matter: Matter<'_>, item: u32) -> Explanation {
        let Matter { model, book, ask } = matter;
        let cart = self.ranker().cart();
        let mut parts: Vec<(u32, i32)> = cart.iter().map(|from| (*from, model.weight(*from, item))).collect();
        parts.retain(|(_, units)| *units > 0);
        parts.sort_unstable_by_key(|(from, units)| (-units, *from));
        let effect = |set: &u32| self.moment().effects.get(*set as usize).copied();
        let added = book.sets_of.list(item).iter().filter_map(effect).filter(|effect| effect.added > 0);
        let mut factors = Vec::new();
        self.factors(matter, item, |rule, factor| factors.push((rule, factor)));
        let silent = self.moment().silent || self.moment().most == Some(0) || ask.limit == 0;
        Explanation {
            prior: model.prior(item),
            parts,
            added: added.filter_map(|effect| Some((effect.mover?, effect.added))).collect(),
            class_factor: class_factor(book, item),
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
        let mut offers = Vec::new();
        for (bundle, offered) in (0u32..).zip(book.bundles()) {
            let is_in_cart = |item: &u32| self.ranker().cart().contains(item);
            let missing: Vec<u32> = offered.items.iter().copied().filter(|item| !is_in_cart(item)).collect();
            let begun = missing.len() < offered.items.len();
            // A bundle may well hold a variant or a dearer choice: only what cannot or must not be sold stops it.
            let stops = |item: &u32| {
                let dropped = self.dropped(matter, *item);
                dropped.is_some_and(|why| !matches!(why, Dropped::Sibling | Dropped::Substitute | Dropped::Rests))
            };
            if begun && !missing.iter().any(stops) && !self.moment().silent {
                offers.push(Offer { bundle, missing });
            }
        }
        self.end();
        let merchants = book.parts().said.bundles.len() as u32;
        offers.sort_by_key(|offer| (offer.bundle >= merchants, offer.missing.len(), offer.bundle));
        offers
    }
}
