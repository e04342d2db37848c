//! Finds the variant of a product that fits a shopper best: most option values in common with the cart, then with what was bought before.
//!
//! A shirt is one thing to recommend and five things to buy. Which product is shown is decided before; never here.

use super::book::Rulebook;
use super::context::Context;
use super::few::Counts;
use super::query::Query;
use super::worth;
use crate::model::layout::MAX_NEIGHBOURS;

/// What an option value of a cart item counts, against 1 for one of the history: the cart always decides first.
const IN_CART: u32 = 1 << 16;
/// The most items of the history that are looked at: together they count less than one in the cart.
const MOST_PAST: usize = (IN_CART as usize - 1) / MAX_NEIGHBOURS;

/// Counts the option values of the cart's items, and of the items that the shopper bought before.
pub(super) fn count_wanted(wanted: &mut Counts, cart: &[u32], book: &Rulebook, query: &Query<'_>) {
    let mut count = |item: u32, times: u32| book.options(item).iter().for_each(|value| wanted.add(*value, times));
    cart.iter().for_each(|item| count(*item, IN_CART));
    let bought = query.past.iter().filter(|past| past.bought);
    bought.take(MOST_PAST).for_each(|past| count(past.item, 1));
}

/// The variant to show for an item: of those of its product that may stand in its place the one that fits best, of equals the item
/// itself, then the one that is worth most, then the smaller number.
pub(super) fn fitting(context: &Context<'_>, item: u32, may_stand: &dyn Fn(u32) -> bool) -> u32 {
    let book = context.book;
    let fit = |item: u32| {
        let counts = book.options(item).iter().map(|value| context.cart.wanted.of(*value));
        counts.fold(0, u32::wrapping_add)
    };
    // The item itself may be shown, and comes before its equals.
    let mut best = (fit(item), i64::MAX, item);
    for &other in book.by_group.list(book.group(item)) {
        let fits = fit(other);
        if fits < best.0 {
            continue;
        }
        let worth = worth::of(context, other);
        if (fits > best.0 || worth > best.1) && may_stand(other) {
            best = (fits, worth, other);
        }
    }
    best.2
}
