//! Finds the bundles that the cart has begun and that can be completed; never chooses a pick.

use super::answer::Offer;
use super::context::Context;
use super::eligibility::blocked;
use crate::rank::slot::{FREQUENCY_CAP, OWNED, SUBSTITUTE, VARIANT};
use crate::top::{Scored, Top};

/// What may block a suggestion, but not a bundle: it may well hold a variant or a dearer choice.
const IGNORED: u16 = VARIANT | SUBSTITUTE | FREQUENCY_CAP | OWNED;

/// The bundles that the cart has an item of, and whose missing items can all be sold: the merchant's first, those with the
/// fewest missing items first.
pub(super) fn begun(context: &Context<'_>) -> Vec<Offer> {
    let book = context.book;
    let merchants = book.parts.merchant.bundles.len() as u32;
    let mut begun = Top::default();
    begun.restart(book.bundles().count());
    for (number, bundle) in (0u32..).zip(book.bundles()) {
        let missing = context.missing(&bundle.items).count();
        if missing < bundle.items.len() && can_be_sold(context, &bundle.items) {
            let learned = i64::from(number >= merchants) << 8;
            begun.offer(Scored::of(number, -(learned + missing as i64)));
        }
    }
    let offer = |begun: &Scored| {
        let items = book.bundle(begun.item).map_or(&[][..], |bundle| &bundle.items);
        Offer { bundle: begun.item, missing: context.missing(items).collect() }
    };
    begun.best().iter().map(offer).collect()
}

fn can_be_sold(context: &Context<'_>, items: &[u32]) -> bool {
    let stops = |item: u32| blocked(context, item, IGNORED).is_some();
    !context.active.suppressed && !context.missing(items).any(stops)
}
