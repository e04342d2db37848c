//! Finds what could still change an answer that was made from some shards of a model; never loads anything.
//!
//! All that a cart speaks for lies in the shards of its items. What is left are items that are shown because they are popular, of a
//! category or in a set: these are found in lists by falling prior, block by block, until no later item could be among the picks.

use super::context::Context;
use super::factors::{MOST_CLASS, MOST_FACTOR, UNITY, multiplied};
use super::query::Kind;
use super::slate::Slate;
use super::sources;
use crate::model::rules::parts::Source;
use crate::model::shards::{HeldLists, List, ListKind};

/// The next blocks of the lists that matter. `is_short` says that the items at hand did not fill the set.
#[inline(never)]
pub(super) fn find(context: &Context<'_>, slate: &Slate, is_short: bool, lists: &HeldLists) -> Vec<List> {
    let mut wanted = Vec::new();
    if context.active.suppressed || context.query.limit == 0 {
        return wanted;
    }
    let place = |source| sources::place(context, source);
    let (complement, popular) = (place(Source::Complement), place(Source::Popular));
    let mut ask = |kind: ListKind, number: u32, place: i64| {
        let reach = lists.reach(kind, number);
        wanted.extend(reach.filter(|reach| slate.may_take(place, most_worth(context, reach.floor))).map(|it| it.next));
    };
    if context.query.kind == Kind::Upsell {
        let category = context.query.cart.first().map_or(0, |from| context.book.category(from.item));
        if category > 0 {
            ask(ListKind::Category, lists.whole_category(category), 0);
        }
        return wanted;
    }
    let Some(others) = complement.max(popular) else { return wanted };
    for &set in &context.active.touched {
        if context.active.effects.get(set as usize).is_some_and(|effect| effect.added > 0) {
            ask(ListKind::Set, set, others);
        }
    }
    match context.active.totals.required.first() {
        _ if !is_short => (),
        Some((set, _)) => ask(ListKind::Set, *set, others),
        None => {
            if let Some(place) = complement {
                let categories = context.cart.complements.iter().filter(|category| **category > 0);
                categories.for_each(|it| ask(ListKind::Category, lists.whole_category(*it), place));
            }
            if let Some(place) = popular {
                ask(ListKind::Popular, 0, place);
            }
        }
    }
    wanted
}

/// What no item is worth more than that is not there and has at most this prior, whatever sets it is in.
fn most_worth(context: &Context<'_>, floor: i32) -> i64 {
    let (mut lift, mut added) = (context.active.most_lift, 0i64);
    for effect in context.active.touched.iter().filter_map(|set| context.active.effects.get(*set as usize)) {
        added += i64::from(effect.added);
        if effect.factor > UNITY {
            lift = multiplied(lift, effect.factor).saturating_add(1);
        }
    }
    // A factor at its limit may hide one that a low class takes back.
    let lift = i64::from(if lift < MOST_FACTOR { multiplied(lift, MOST_CLASS).saturating_add(1) } else { MOST_FACTOR });
    ((i64::from(floor).max(0) + added + 1) * lift) >> 8
}
