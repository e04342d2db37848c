//! Judges one action against a stronger one: what contradicts it, what makes it void; never looks at conditions.

use pairwell::rules::parts::Action;

use super::hold::While;
use super::{Court, Deed};
use crate::finding::Severity;

/// What the order of resolution says when rules contradict each other.
const ORDER: &str =
    "See the order of resolution; give the two rules conditions that exclude each other, or change one.";

/// What is found of one action, and what to do about it.
pub(super) type Told = Vec<(Severity, String, &'static str)>;

/// Tells what `strong` does to `weak`, while the rule of `weak` holds.
pub(super) fn judge(court: &Court<'_>, strong: Deed<'_>, weak: Deed<'_>, holds: While, told: &mut Told) {
    match strong.action {
        Action::Exclude(set) => excluded(court, strong, weak, *set, holds, told),
        Action::Require(set) => required(court, strong, weak, *set, holds, told),
        Action::Boost { .. } => weighed(court, strong, weak, told),
        Action::MinScore(_) | Action::Most(_) | Action::SourceOrder(_) if holds == While::Always => {
            overruled(court, strong, weak, told);
        }
        Action::CloseGap { .. } if matches!(weak.action, Action::CloseGap { .. }) && strong.at > weak.at => {
            let what = "of several `free_shipping` the last counts: this one gives way to";
            tell(court, strong, holds, what, told);
        }
        _ => {}
    }
}

/// Says it as loudly as it matters: always so, or only at times. What a setting does at times is what it is for.
fn tell(court: &Court<'_>, strong: Deed<'_>, holds: While, what: &str, told: &mut Told) {
    let rule = court.one(strong.at.0);
    match holds {
        While::Always => told.push((Severity::Warning, format!("{what} {rule}"), ORDER)),
        While::Sometimes if strong.written => {
            told.push((Severity::Note, format!("at times {what} {rule}"), ORDER));
        }
        _ => {}
    }
}

fn excluded(court: &Court<'_>, strong: Deed<'_>, weak: Deed<'_>, by: u32, holds: While, told: &mut Told) {
    let by_set = court.set(by);
    let gone = |item: &u32| by_set.items.binary_search(item).is_ok();
    match weak.action {
        Action::Pin { item, .. } if gone(item) => {
            tell(court, strong, holds, &format!("{:?} is pinned here, but excluded by", court.sku(*item)), told);
        }
        Action::Boost { set, .. } => {
            if court.known.is_within(*set, by) {
                tell(court, strong, holds, "all of these items are excluded by", told);
            } else if let Some(item) = weak.act.named.iter().find(|item| gone(item)) {
                let what = format!("{:?} is weighed here, but excluded by", court.sku(*item));
                tell(court, strong, holds, &what, told);
            }
        }
        Action::Require(set) if court.known.is_within(*set, by) => {
            tell(court, strong, holds, "nothing can be shown: all that is required here is excluded by", told);
        }
        Action::Exclude(set) if holds == While::Always && court.known.is_within(*set, by) => {
            // Of two that say the same, the later is the void one.
            let mutual = court.known.is_within(by, *set) && court.holds(weak.at.0, strong.at.0) == While::Always;
            if !mutual || strong.at < weak.at {
                void(court, strong, weak, "these items are already excluded by", told);
            }
        }
        _ => {}
    }
}

fn required(court: &Court<'_>, strong: Deed<'_>, weak: Deed<'_>, by: u32, holds: While, told: &mut Told) {
    let by_set = court.set(by);
    let allowed = |item: &u32| by_set.items.binary_search(item).is_ok();
    match weak.action {
        Action::Pin { item, .. } if !allowed(item) => {
            let what = format!("{:?} is pinned here, but is not among the items required by", court.sku(*item));
            tell(court, strong, holds, &what, told);
        }
        Action::Boost { set, factor } if *factor > 256 && !court.known.meet(*set, by) => {
            tell(court, strong, holds, "none of these items is among those required by", told);
        }
        Action::Require(set) if strong.at < weak.at && !court.known.meet(*set, by) => {
            let what = "nothing can be shown: no item is required here and also by";
            tell(court, strong, holds, what, told);
        }
        _ => {}
    }
}

/// A boost and a bury of the same items.
fn weighed(court: &Court<'_>, strong: Deed<'_>, weak: Deed<'_>, told: &mut Told) {
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
    told.push((Severity::Warning, text, "Both count: the factors are multiplied. Take one of the two out."));
}

/// A limit that another one makes void.
fn overruled(court: &Court<'_>, strong: Deed<'_>, weak: Deed<'_>, told: &mut Told) {
    let earlier = strong.at < weak.at;
    match (strong.action, weak.action) {
        (Action::MinScore(a), Action::MinScore(b)) if a > b || a == b && earlier => {
            void(court, strong, weak, "a score at least as high is asked for by", told);
        }
        (Action::Most(a), Action::Most(b)) if a < b || a == b && earlier => {
            void(court, strong, weak, "no more are shown because of", told);
        }
        (Action::SourceOrder(_), Action::SourceOrder(_)) if !earlier => {
            void(court, strong, weak, "of several `fill` the last counts: this one is replaced by", told);
        }
        _ => {}
    }
}

/// Tells that an action changes nothing.
fn void(court: &Court<'_>, strong: Deed<'_>, weak: Deed<'_>, what: &str, told: &mut Told) {
    if weak.written {
        told.push((Severity::Note, format!("this changes nothing: {what} {}", court.one(strong.at.0)), ""));
    }
}
