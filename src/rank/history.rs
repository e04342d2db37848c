//! Adds the shopper's history to scores; keeps nothing between calls.
//!
//! An item of a past order gains `repurchase boost · (1 + shared) / age`. The shopper's latest order has age 1; `shared` is the
//! number of the order's items that are in the cart. Shoppers buy the same again, and together what they bought together.
//! While the cart is empty, items of the history also add their weights to their neighbours, times `history weight / age`, and
//! so do viewed items. Beside a cart this lowers the hit rate (measured: `docs/history.md`). Training chooses both numbers
//! ([`crate::model::History`]) by what past customers did next. Items that training found nobody to buy twice are not
//! suggested to their owners.

use super::slot::{Slot, raise};
use crate::model::{Model, layout::SCORE_BITS};

/// One item of the history. Items of one order, or of one visit, stand together and have the same age.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Past {
    /// The item; numbers that the model does not know change nothing.
    pub item: u32,
    /// Which of the shopper's orders it was in: 1 for the latest, 2 for the one before. 0 counts as 1.
    pub age: u32,
    /// Whether it was bought, not only looked at.
    pub bought: bool,
}

/// No gain is larger than this, in score units: four times certainty.
const MOST: i64 = 4 << SCORE_BITS;

/// Adds to the scores of a cart what its shopper's history says. All parts are positive and sums saturate, so their order
/// does not matter.
pub(super) fn add(model: &Model, cart: &[u32], past: &[Past], slots: &mut [Slot], touched: &mut Vec<u32>) {
    for order in orders(past) {
        let gain = gain(model, cart, order);
        for (n, Past { item, age, .. }) in order.iter().copied().enumerate() {
            if is_repeated(order, n) {
                continue;
            }
            if gain > 0 {
                raise(slots, touched, item, gain as i32);
            }
            if cart.is_empty() {
                for (neighbour, weight) in model.neighbours(item) {
                    let spoken = spoken(model, weight, age);
                    if spoken > 0 {
                        raise(slots, touched, neighbour, spoken as i32);
                    }
                }
            }
        }
    }
}

/// What the history adds to an item's score, in score units.
pub(crate) fn of(model: &Model, cart: &[u32], past: &[Past], item: u32) -> i64 {
    let order_adds = |order: &[Past]| {
        let gain = gain(model, cart, order);
        let adds = |(n, it): (usize, &Past)| match is_repeated(order, n) {
            true => 0,
            false if it.item == item => gain,
            false if cart.is_empty() => spoken(model, model.weight(it.item, item, 1), it.age),
            false => 0,
        };
        order.iter().enumerate().map(adds).sum::<i64>()
    };
    orders(past).map(order_adds).sum()
}

/// The runs of items of one order.
fn orders(past: &[Past]) -> impl Iterator<Item = &[Past]> {
    past.chunk_by(|a, b| (a.age, a.bought) == (b.age, b.bought))
}

/// What each item of an order gains by being in it.
fn gain(model: &Model, cart: &[u32], order: &[Past]) -> i64 {
    let Some(Past { age, bought: true, .. }) = order.first() else { return 0 };
    let shared = order.iter().enumerate().filter(|(n, it)| cart.contains(&it.item) && !is_repeated(order, *n)).count();
    let gain = i64::from(model.history().repurchase_boost).saturating_mul(1 + shared as i64) / i64::from(*age).max(1);
    gain.min(MOST)
}

/// What an item of an order says for another where the cart is empty, given what it would say in the cart.
#[inline(always)]
fn spoken(model: &Model, weight: i32, age: u32) -> i64 {
    (i64::from(weight) * i64::from(model.history().history_weight)) / (i64::from(age).max(1) << 8)
}

/// Whether an order names an item before its `n`th place too: an item counts once.
fn is_repeated(order: &[Past], n: usize) -> bool {
    let of = |it: &Past| it.item;
    let item = order.get(n).map(of);
    order.iter().take(n).any(|before| Some(before.item) == item)
}
