//! Judges pins against each other and against caps; never looks at scores.

use std::collections::BTreeMap;

use pairwell::rules::parts::{Action, Capped};

use super::hold::While;
use super::{Court, Deed};
use crate::finding::Notes;

/// Notes what is wrong with the pins of one rule.
pub(super) fn judge(court: &Court<'_>, number: usize, notes: &mut Notes<'_>) {
    let own: Vec<Deed<'_>> = court.deeds(number).filter(|deed| matches!(deed.action, Action::Pin { .. })).collect();
    if own.is_empty() {
        return;
    }
    for pin in &own {
        taken(court, *pin, notes);
    }
    pushed(court, number, notes);
    // What is pinned whenever this rule holds: its own, and those of rules that hold then too.
    let rules = 0..court.merchant.rules.len();
    let with = rules.clone().filter(|other| court.holds(*other, number) == While::Always);
    let items: Vec<u32> = with.flat_map(|other| court.deeds(other)).filter_map(|deed| pinned(deed.action)).collect();
    for other in rules.filter(|other| court.holds(*other, number) == While::Always) {
        for limit in court.deeds(other) {
            beyond(court, limit, &own, &items, notes);
        }
    }
}

fn pinned(action: &Action) -> Option<u32> {
    if let Action::Pin { item, .. } = action { Some(*item) } else { None }
}

/// The first other pin, by an earlier rule, on this one's position.
fn taken(court: &Court<'_>, pin: Deed<'_>, notes: &mut Notes<'_>) {
    let Action::Pin { item, position } = pin.action else { return };
    for number in 0..=pin.at.0 {
        let holds = court.holds(number, pin.at.0);
        for other in court.deeds(number).filter(|other| other.at < pin.at && holds != While::Never) {
            let Action::Pin { item: first, position: place } = other.action else { continue };
            let rule = court.one(number);
            if first == item && holds == While::Always {
                let text = format!("this changes nothing: {:?} is pinned already by {rule}", court.sku(*item));
                notes.note(pin.act.place, text, "");
                return;
            } else if place == position && first != item {
                let at = position + 1;
                let text = format!(
                    "position {at} is taken: {rule} pins {:?} there, {:?} follows",
                    court.sku(*first),
                    court.sku(*item)
                );
                let always = holds == While::Always || court.holds(pin.at.0, number) == While::Always;
                let remedy = "Give one of the two another position.";
                if always {
                    notes.warning(pin.act.place, text, remedy);
                } else {
                    notes.note(pin.act.place, format!("at times {text}"), remedy);
                }
                return;
            }
        }
    }
}

/// Pins that an earlier one was pushed in the way of.
fn pushed(court: &Court<'_>, number: usize, notes: &mut Notes<'_>) {
    // By place: what stands there, and where it was wanted.
    let mut places: BTreeMap<u32, (u32, u32)> = BTreeMap::new();
    for other in (0..=number).filter(|other| court.holds(*other, number) == While::Always) {
        for deed in court.deeds(other) {
            let Action::Pin { item, position } = *deed.action else { continue };
            if places.values().any(|(stands, _)| *stands == item) {
                continue;
            }
            let at = (position..).find(|at| !places.contains_key(at)).unwrap_or(position);
            let in_the_way = places.get(&position).filter(|(_, wanted)| *wanted != position);
            if let Some((first, wanted)) = in_the_way.filter(|_| other == number) {
                let (first, item) = (court.sku(*first), court.sku(item));
                let (position, wanted, at) = (position + 1, wanted + 1, at + 1);
                let text = format!(
                    "position {position} is taken: {first:?}, pinned to {wanted}, was pushed there, {item:?} lands on {at}"
                );
                notes.warning(deed.act.place, text, "Give each of them a position of its own.");
            }
            places.insert(at, (item, position));
        }
    }
}

/// More pins than a cap or `most` lets through.
fn beyond(court: &Court<'_>, limit: Deed<'_>, own: &[Deed<'_>], items: &[u32], notes: &mut Notes<'_>) {
    let rule = court.one(limit.at.0);
    let Some(first) = own.first() else { return };
    match limit.action {
        Action::Cap { of, most } => {
            for (what, count) in counted(court, *of, items).into_iter().filter(|(_, count)| count > most) {
                let (are, rest) = if count == 1 { ("item", "is") } else { ("items", "are") };
                let through = if *most == 0 { "none".to_owned() } else { most.to_string() };
                let fall = if count - most == 1 { "the last falls away" } else { "the others fall away" };
                let text = format!("{count} {are} {what} {rest} pinned, but {rule} lets {through} through: {fall}");
                notes.warning(first.act.place, text, "Pin fewer, or raise the cap: it holds against pins too.");
            }
        }
        Action::Most(most) => {
            let late = |deed: &&Deed<'_>| matches!(deed.action, Action::Pin { position, .. } if position >= most);
            if let Some(pin) = own.iter().find(late)
                && *most > 0
            {
                let text = format!("this is pinned behind the last: {rule} lets {most} through");
                notes.warning(pin.act.place, text, "Pin it further ahead, or raise `most`.");
            }
        }
        _ => {}
    }
}

/// How many of these items each cap counts together.
fn counted(court: &Court<'_>, of: Capped, items: &[u32]) -> Vec<(String, u32)> {
    let mut counts: BTreeMap<String, u32> = BTreeMap::new();
    let mut distinct = items.to_vec();
    distinct.sort_unstable();
    distinct.dedup();
    for item in distinct {
        let Some(described) = court.index.described(item) else { continue };
        let what = match of {
            Capped::Category if !described.category.is_empty() => format!("of category {:?}", described.category),
            Capped::Brand if !described.brand.is_empty() => format!("of brand {:?}", described.brand),
            Capped::Set(set) if court.set(set).items.binary_search(&item).is_ok() => "of the capped set".to_owned(),
            _ => continue,
        };
        *counts.entry(what).or_default() += 1;
    }
    counts.into_iter().collect()
}
