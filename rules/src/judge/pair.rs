//! Judges one action against a stronger one: what contradicts it, what makes it void; never looks at conditions.

use pairwell::rules::parts::Action;

use super::hold::{While, is_within, meet};
use super::{Court, Deed};
use crate::finding::Notes;

/// What the order of resolution says when rules contradict each other.
const ORDER: &str =
    "See the order of resolution; give the two rules conditions that exclude each other, or change one.";

/// Notes what `strong` does to `weak`, while the rule of `weak` holds.
pub(super) fn judge(court: &Court<'_>, strong: Deed<'_>, weak: Deed<'_>, holds: While, notes: &mut Notes<'_>) {
    match strong.action {
        Action::Exclude(set) => excluded(court, strong, weak, *set, holds, notes),
        Action::Require(set) => required(court, strong, weak, *set, holds, notes),
        Action::Boost { .. } => weighed(court, strong, weak, notes),
        Action::MinScore(_) | Action::Most(_) | Action::Fill(_) if holds == While::Always => {
            overruled(court, strong, weak, notes);
        }
        _ => {}
    }
}

/// Says it as loudly as it matters: always so, or only at times. What a setting does at times is what it is for.
fn tell(court: &Court<'_>, strong: Deed<'_>, weak: Deed<'_>, holds: While, what: &str, notes: &mut Notes<'_>) {
    let rule = court.one(strong.at.0);
    match holds {
        While::Always => notes.warning(weak.act.place, format!("{what} {rule}"), ORDER),
        While::Sometimes if strong.written => {
            notes.note(weak.act.place, format!("at times {what} {rule}"), ORDER);
        }
        _ => {}
    }
}

fn excluded(court: &Court<'_>, strong: Deed<'_>, weak: Deed<'_>, by: u32, holds: While, notes: &mut Notes<'_>) {
    let by_set = court.set(by);
    let gone = |item: &u32| by_set.items.binary_search(item).is_ok();
    match weak.action {
        Action::Pin { item, .. } if gone(item) => {
            tell(court, strong, weak, holds, &format!("{:?} is pinned here, but excluded by", court.sku(*item)), notes);
        }
        Action::Boost { set, .. } => {
            if is_within(court.set(*set), by_set) {
                tell(court, strong, weak, holds, "all of these items are excluded by", notes);
            } else if let Some(item) = weak.act.named.iter().find(|item| gone(item)) {
                let what = format!("{:?} is weighed here, but excluded by", court.sku(*item));
                tell(court, strong, weak, holds, &what, notes);
            }
        }
        Action::Require(set) if is_within(court.set(*set), by_set) => {
            tell(court, strong, weak, holds, "nothing can be shown: all that is required here is excluded by", notes);
        }
        Action::Exclude(set) if holds == While::Always && is_within(court.set(*set), by_set) => {
            // Of two that say the same, the later is the void one.
            let mutual = is_within(by_set, court.set(*set)) && court.holds(weak.at.0, strong.at.0) == While::Always;
            if !mutual || strong.at < weak.at {
                void(court, strong, weak, "these items are already excluded by", notes);
            }
        }
        _ => {}
    }
}

fn required(court: &Court<'_>, strong: Deed<'_>, weak: Deed<'_>, by: u32, holds: While, notes: &mut Notes<'_>) {
    let by_set = court.set(by);
    let allowed = |item: &u32| by_set.items.binary_search(item).is_ok();
    match weak.action {
        Action::Pin { item, .. } if !allowed(item) => {
            let what = format!("{:?} is pinned here, but is not among the items required by", court.sku(*item));
            tell(court, strong, weak, holds, &what, notes);
        }
        Action::Boost { set, factor } if *factor > 256 && !meet(court.set(*set), by_set) => {
            tell(court, strong, weak, holds, "none of these items is among those required by", notes);
        }
        Action::Require(set) if strong.at < weak.at && !meet(court.set(*set), by_set) => {
            let what = "nothing can be shown: no item is required here and also by";
            tell(court, strong, weak, holds, what, notes);
        }
        _ => {}
    }
}

/// A boost and a bury of the same items.
fn weighed(court: &Court<'_>, strong: Deed<'_>, weak: Deed<'_>, notes: &mut Notes<'_>) {
    let (Action::Boost { set: a, factor: up }, Action::Boost { set: b, factor: down }) = (strong.action, weak.action)
    else {
        return;
    };
    let against = (*up > 256 && *down < 256) || (*up < 256 && *down > 256);
    if !against || strong.at > weak.at {
        return;
    }
    let rule = court.one(strong.at.0);
    let both = weak.act.named.iter().find(|item| strong.act.named.contains(item));
    let text = match both {
        Some(item) => format!("{:?} is weighed the other way by {rule}", court.sku(*item)),
        None if a == b => format!("these items are weighed the other way by {rule}"),
        None => return,
    };
    notes.warning(weak.act.place, text, "Both count: the factors are multiplied. Take one of the two out.");
}

/// A limit that another one makes void.
fn overruled(court: &Court<'_>, strong: Deed<'_>, weak: Deed<'_>, notes: &mut Notes<'_>) {
    let earlier = strong.at < weak.at;
    match (strong.action, weak.action) {
        (Action::MinScore(a), Action::MinScore(b)) if a > b || a == b && earlier => {
            void(court, strong, weak, "a score at least as high is asked for by", notes);
        }
        (Action::Most(a), Action::Most(b)) if a < b || a == b && earlier => {
            void(court, strong, weak, "no more are shown because of", notes);
        }
        (Action::Fill(_), Action::Fill(_)) if !earlier => {
            void(court, strong, weak, "of several `fill` the last counts: this one is replaced by", notes);
        }
        _ => {}
    }
}

/// Notes that an action changes nothing.
fn void(court: &Court<'_>, strong: Deed<'_>, weak: Deed<'_>, what: &str, notes: &mut Notes<'_>) {
    if weak.written {
        notes.note(weak.act.place, format!("this changes nothing: {what} {}", court.one(strong.at.0)), "");
    }
}
