//! Checks pins against each other and against caps: positions wanted twice, and more pins than fit.

use std::collections::BTreeMap;

use pairwell::rules::parts::{Action, Capped};

use super::overlap::Overlap;
use super::rules::{Lint, RuleAction};
use crate::finding::Notes;

/// Reports what is wrong with the pins of one rule.
pub(super) fn check(lint: &Lint<'_>, number: usize, notes: &mut Notes<'_>) {
    let own: Vec<RuleAction<'_>> =
        lint.actions(number).filter(|one| matches!(one.action, Action::Pin { .. })).collect();
    if own.is_empty() {
        return;
    }
    for pin in &own {
        taken(lint, *pin, notes);
    }
    pushed(lint, number, notes);
    // Whatever is pinned whenever this rule applies, by this rule and by those that apply then too.
    let rules = 0..lint.merchant.rules.len();
    let with = rules.clone().filter(|other| lint.overlap(*other, number) == Overlap::Always);
    let items: Vec<u32> = with.flat_map(|other| lint.actions(other)).filter_map(|one| pinned(one.action)).collect();
    for other in rules.filter(|other| lint.overlap(*other, number) == Overlap::Always) {
        for limit in lint.actions(other) {
            beyond(lint, limit, &own, &items, notes);
        }
    }
}

fn pinned(action: &Action) -> Option<u32> {
    if let Action::Pin { item, .. } = action { Some(*item) } else { None }
}

/// Reports the first earlier pin that wants the same position, or pins the same item.
fn taken(lint: &Lint<'_>, pin: RuleAction<'_>, notes: &mut Notes<'_>) {
    let Action::Pin { item, position } = pin.action else { return };
    for number in 0..=pin.at.0 {
        let overlap = lint.overlap(number, pin.at.0);
        for other in lint.actions(number).filter(|other| other.at < pin.at && overlap != Overlap::Never) {
            let Action::Pin { item: first, position: place } = other.action else { continue };
            let rule = lint.rule_name(number);
            if first == item && overlap == Overlap::Always {
                let text = format!("this has no effect: {:?} is already pinned by {rule}", lint.sku(*item));
                notes.note(pin.origin.place, text, "");
                return;
            } else if place == position && first != item {
                let at = position + 1;
                let (first, item) = (lint.sku(*first), lint.sku(*item));
                let text = format!("position {at} is taken: {rule} pins {first:?} there, and {item:?} follows it");
                let always = overlap == Overlap::Always || lint.overlap(pin.at.0, number) == Overlap::Always;
                let remedy = "Pin one of them to another position.";
                if always {
                    notes.warning(pin.origin.place, text, remedy);
                } else {
                    notes.note(pin.origin.place, format!("sometimes {text}"), remedy);
                }
                return;
            }
        }
    }
}

/// Reports pins whose position is taken by a pin that was moved there.
fn pushed(lint: &Lint<'_>, number: usize, notes: &mut Notes<'_>) {
    // By position: the item there, and the position that it was pinned to.
    let mut places: BTreeMap<u32, (u32, u32)> = BTreeMap::new();
    for other in (0..=number).filter(|other| lint.overlap(*other, number) == Overlap::Always) {
        for pin in lint.actions(other) {
            let Action::Pin { item, position } = *pin.action else { continue };
            if places.values().any(|(placed, _)| *placed == item) {
                continue;
            }
            let at = (position..).find(|at| !places.contains_key(at)).unwrap_or(position);
            let in_the_way = places.get(&position).filter(|(_, wanted)| *wanted != position);
            if let Some((first, wanted)) = in_the_way.filter(|_| other == number) {
                let (first, item) = (lint.sku(*first), lint.sku(item));
                let (position, wanted, at) = (position + 1, wanted + 1, at + 1);
                let text = format!(
                    "position {position} is taken: {first:?}, pinned to {wanted}, moves there, and {item:?} moves to {at}"
                );
                notes.warning(pin.origin.place, text, "Pin each of them to a different position.");
            }
            places.insert(at, (item, position));
        }
    }
}

/// Reports more pins than a cap or `most` allows.
fn beyond(lint: &Lint<'_>, limit: RuleAction<'_>, own: &[RuleAction<'_>], items: &[u32], notes: &mut Notes<'_>) {
    let rule = lint.rule_name(limit.at.0);
    let Some(first) = own.first() else { return };
    match limit.action {
        Action::Cap { of, most } => {
            for (what, count) in counted(lint, *of, items).into_iter().filter(|(_, count)| count > most) {
                let pins = if count == 1 { "item" } else { "items" };
                let is = if count == 1 { "is" } else { "are" };
                let allowed = if *most == 0 { "none".to_owned() } else { most.to_string() };
                let dropped = if count - most == 1 { "the last one is dropped" } else { "the others are dropped" };
                let text = format!("{count} {pins} {what} {is} pinned, but {rule} allows {allowed}: {dropped}");
                notes.warning(first.origin.place, text, "Pin fewer, or raise the cap: caps apply to pins too.");
            }
        }
        Action::Most(most) => {
            let late = |pin: &&RuleAction<'_>| matches!(pin.action, Action::Pin { position, .. } if position >= most);
            if let Some(pin) = own.iter().find(late)
                && *most > 0
            {
                let text = format!("this is pinned after the last position: {rule} allows {most}");
                notes.warning(pin.origin.place, text, "Pin it further ahead, or raise `most`.");
            }
        }
        _ => {}
    }
}

/// How many of these items a cap counts together, by what it counts.
fn counted(lint: &Lint<'_>, of: Capped, items: &[u32]) -> Vec<(String, u32)> {
    let mut counts: BTreeMap<String, u32> = BTreeMap::new();
    let mut distinct = items.to_vec();
    distinct.sort_unstable();
    distinct.dedup();
    for item in distinct {
        let Some(described) = lint.index.described(item) else { continue };
        let what = match of {
            Capped::Category if !described.category.is_empty() => format!("of category {:?}", described.category),
            Capped::Brand if !described.brand.is_empty() => format!("of brand {:?}", described.brand),
            Capped::Set(set) if lint.set(set).items.binary_search(&item).is_ok() => "of the capped set".to_owned(),
            _ => continue,
        };
        *counts.entry(what).or_default() += 1;
    }
    counts.into_iter().collect()
}
