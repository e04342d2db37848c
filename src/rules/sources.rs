//! Tells which source an item comes from, and where the merchant's source order puts it; never looks at a score.

use super::context::Context;
use crate::model::rules::parts::Source;

/// An earlier source's candidates stand this many bits above a later one's; no worth reaches so far.
const BITS: u32 = 44;

/// Where an item would come from.
pub(super) fn of(context: &Context<'_>, item: u32) -> Source {
    let category = || context.book.category(item);
    match (context.ranker.slot(item).is_touched(), context.active.totals.sources()) {
        (true, _) => Source::Learned,
        (false, Some(_)) if context.cart.complements.contains(&category()) => Source::Complement,
        _ => Source::Popular,
    }
}

/// How many sources come after this one in the merchant's order, and one more; 0 for all if there is no order, `None` if the
/// order leaves the source out.
pub(super) fn place(context: &Context<'_>, source: Source) -> Option<i64> {
    let Some(order) = context.active.totals.sources() else { return Some(0) };
    let at = order.iter().position(|listed| *listed == source)?;
    Some((order.len() - at) as i64)
}

/// What an item of a source in that place is ahead by.
#[inline(always)]
pub(super) fn lead(place: i64) -> i64 {
    place << BITS
}
