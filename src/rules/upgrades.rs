//! Tells whether an item is a better version of the one that is asked about, why not, and what it counts as such; never
//! gathers anything.

use super::advisor::{Advisor, Matter};
use super::effects::UNITY;
use super::query::Dropped;

/// What a better version counts that is bought instead, and one that the shop names, against others, in 1/256.
const INSTEAD: u32 = 4 * UNITY;
const NAMED: u32 = 64 * UNITY;

impl Advisor {
    /// Why an item is no better version of the first line's: it is of another category, not dearer as far as anyone knows, or
    /// beyond the price step. What the shop itself names for an item, of its kind and dearer, it means as a better version,
    /// however dear.
    pub(super) fn not_an_upsell(&self, matter: Matter<'_>, item: u32) -> Option<Dropped> {
        let Some(from) = matter.query.cart.first() else { return Some(Dropped::OtherCategory) };
        let (old, new) = (matter.book.traits(from.item), matter.book.traits(item));
        let (price, dearer) = (u64::from(from.price.unwrap_or(old.price)), u64::from(new.price));
        let most = price * u64::from(matter.book.parts.merchant.policy.upsell_step) / 256;
        if new.category != old.category || new.category == 0 {
            Some(Dropped::OtherCategory)
        } else if price == 0 || dearer <= price {
            Some(Dropped::NotDearer)
        } else if dearer > most && self.likeness(matter, item) < NAMED {
            Some(Dropped::BeyondStep)
        } else {
            None
        }
    }

    /// What a better version counts for being named by the shop or bought instead, in 1/256.
    pub(super) fn likeness(&self, matter: Matter<'_>, item: u32) -> u32 {
        let (book, from) = (matter.book, matter.query.cart.first().map_or(u32::MAX, |from| from.item));
        match item {
            _ if book.curated.list(from).contains(&item) => NAMED,
            _ if book.substitutes.list(from).contains(&item) => INSTEAD,
            _ => UNITY,
        }
    }
}
