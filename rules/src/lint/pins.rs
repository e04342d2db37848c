//! Checks pins against each other and against caps: positions wanted twice, and more pins than fit.

use std::collections::{BTreeMap, HashMap};
use std::rc::Rc;

use pairwell::rules::parts::{Action, Capped};

use super::overlap::Overlap;
use super::places::{Over, Places};
use super::related::{At, Key, Merged, View, is_conditional};
use super::rules::{Lint, RuleAction};
use crate::finding::Notes;

/// How many items a cap counts together, by what it counts.
type Counts = Rc<Vec<(String, u32)>>;

/// The checks of pins, rule by rule in their order.
pub(super) struct Pins<'l, 'a> {
    lint: &'l Lint<'a>,
    /// The pins of rules without conditions, of the rules so far.
    places: Places,
    /// How many of those pins are in it.
    placed: usize,
    /// What caps count among the pins of all rules without conditions.
    counts: HashMap<Capped, Counts>,
}

impl<'l, 'a> Pins<'l, 'a> {
    pub(super) fn new(lint: &'l Lint<'a>) -> Self {
        Self { lint, places: Places::default(), placed: 0, counts: HashMap::new() }
    }

    /// Reports what is wrong with the pins of one rule.
    pub(super) fn check(&mut self, view: &View<'_>, notes: &mut Notes<'_>) {
        let lint = self.lint;
        let is_pin = |one: &RuleAction<'_>| matches!(one.action, Action::Pin { .. });
        let own: Vec<RuleAction<'_>> = lint.actions(view.number).filter(is_pin).collect();
        if own.is_empty() {
            return;
        }
        own.iter().for_each(|pin| taken(lint, view, *pin, notes));
        self.pushed(view, &own, notes);
        for limit in always(lint, view, Key::AnyMost) {
            late(lint, lint.action(limit), &own, notes);
        }
        for limit in always(lint, view, Key::AnyCap) {
            let limit = lint.action(limit);
            let Action::Cap { of, most } = limit.action else { continue };
            let counts = self.counts(view, *of);
            beyond(lint, limit, *most, &own, &counts, notes);
        }
    }

    /// What a cap counts among whatever is pinned whenever a rule applies, by it and by those that apply then too.
    fn counts(&mut self, view: &View<'_>, of: Capped) -> Counts {
        let lint = self.lint;
        let count = || {
            let pins = always(lint, view, Key::AnyPin).into_iter();
            let items: Vec<u32> = pins.filter_map(|at| pinned(lint.action(at).action)).map(|pin| pin.0).collect();
            Rc::new(counted(lint, of, &items))
        };
        if is_conditional(lint.rule(view.number)) {
            return count();
        }
        self.counts.entry(of).or_insert_with(count).clone()
    }

    /// Reports pins whose position is taken by a pin that was moved there.
    fn pushed(&mut self, view: &View<'_>, own: &[RuleAction<'_>], notes: &mut Notes<'_>) {
        let (lint, number) = (self.lint, view.number);
        let Some(all) = lint.related.actions(Key::AnyPin) else { return };
        let pin = |at: At| pinned(lint.action(at).action);
        while let Some(at) = all.always.get(self.placed).filter(|at| at.0 < number) {
            pin(*at).into_iter().for_each(|pin| self.places.put(pin));
            self.placed += 1;
        }
        let with: Vec<At> = view.always_of(&[&all.sometimes]).into_iter().filter(|at| at.0 < number).collect();
        let mut own_places = Places::default();
        let below = if with.is_empty() {
            &mut self.places
        } else {
            Merged(vec![&all.always[..self.placed], &with]).filter_map(pin).for_each(|pin| own_places.put(pin));
            &mut own_places
        };
        let mut over = Over::new(below);
        for one in own {
            let Some(wanted) = pinned(one.action) else { continue };
            let Some(((first, from), at)) = over.put(wanted) else { continue };
            let (first, item) = (lint.sku(first), lint.sku(wanted.0));
            let (position, from, at) = (wanted.1 + 1, from + 1, at + 1);
            let text = format!(
                "position {position} is taken: {first:?}, pinned to {from}, moves there, and {item:?} moves to {at}"
            );
            notes.warning(one.origin.place, text, "Pin each of them to a different position.");
        }
    }
}

pub(super) fn pinned(action: &Action) -> Option<(u32, u32)> {
    if let Action::Pin { item, position } = action { Some((*item, *position)) } else { None }
}

/// The actions of a kind that apply whenever a rule does, in their order.
fn always(lint: &Lint<'_>, view: &View<'_>, key: Key) -> Vec<At> {
    let Some(actions) = lint.related.actions(key) else { return Vec::new() };
    Merged(vec![&actions.always, &view.always_of(&[&actions.sometimes])]).collect()
}

/// Reports the first earlier pin that wants the same position, or pins the same item.
fn taken(lint: &Lint<'_>, view: &View<'_>, pin: RuleAction<'_>, notes: &mut Notes<'_>) {
    let Some((item, position)) = pinned(pin.action) else { return };
    let same = first_of_item(lint, view, item, pin.at);
    let Some(other) = first_at(lint, position, item, same.unwrap_or(pin.at), pin.at) else {
        if let Some(same) = same {
            let rule = lint.rule_name(same.0);
            let text = format!("this has no effect: {:?} is already pinned by {rule}", lint.sku(item));
            notes.note(pin.origin.place, text, "");
        }
        return;
    };
    let (at, rule) = (position + 1, lint.rule_name(other.0));
    let first = pinned(lint.action(other).action).map_or("", |(first, _)| lint.sku(first));
    let text = format!("position {at} is taken: {rule} pins {first:?} there, and {:?} follows it", lint.sku(item));
    let always =
        lint.overlap(other.0, pin.at.0) == Overlap::Always || lint.overlap(pin.at.0, other.0) == Overlap::Always;
    let remedy = "Pin one of them to another position.";
    if always {
        notes.warning(pin.origin.place, text, remedy);
    } else {
        notes.note(pin.origin.place, format!("sometimes {text}"), remedy);
    }
}

/// The first pin of an item, before this one, that applies whenever this one does.
fn first_of_item(lint: &Lint<'_>, view: &View<'_>, item: u32, pin: At) -> Option<At> {
    let actions = lint.related.actions(Key::PinnedItem(item))?;
    let earlier = &actions.sometimes[..actions.sometimes.partition_point(|at| *at < pin)];
    let without = actions.always.first().copied().filter(|at| *at < pin);
    let with = view.always_of(&[earlier]).first().copied();
    without.into_iter().chain(with).min()
}

/// The first pin of another item to a position, before these, that ever applies when the last one does.
fn first_at(lint: &Lint<'_>, position: u32, item: u32, before: At, pin: At) -> Option<At> {
    let actions = lint.related.actions(Key::PinnedAt(position))?;
    let other = |at: &At| pinned(lint.action(*at).action).is_some_and(|(other, _)| other != item);
    let ever = |at: &At| lint.overlap(at.0, pin.0) != Overlap::Never;
    Merged(vec![&actions.always, &actions.sometimes]).take_while(|at| *at < before).filter(other).find(ever)
}

/// Reports a pin after the last position.
pub(super) fn late(lint: &Lint<'_>, limit: RuleAction<'_>, own: &[RuleAction<'_>], notes: &mut Notes<'_>) {
    let Action::Most(most) = limit.action else { return };
    let late = |pin: &&RuleAction<'_>| pinned(pin.action).is_some_and(|(_, position)| position >= *most);
    if let Some(pin) = own.iter().find(late).filter(|_| *most > 0) {
        let text = format!("this is pinned after the last position: {} allows {most}", lint.rule_name(limit.at.0));
        notes.warning(pin.origin.place, text, "Pin it further ahead, or raise `most`.");
    }
}

/// Reports more pins than a cap allows.
pub(super) fn beyond(
    lint: &Lint<'_>,
    limit: RuleAction<'_>,
    most: u32,
    own: &[RuleAction<'_>],
    counts: &[(String, u32)],
    notes: &mut Notes<'_>,
) {
    let (rule, Some(first)) = (lint.rule_name(limit.at.0), own.first()) else { return };
    for (what, count) in counts.iter().filter(|(_, count)| *count > most) {
        let pins = if *count == 1 { "item" } else { "items" };
        let is = if *count == 1 { "is" } else { "are" };
        let allowed = if most == 0 { "none".to_owned() } else { most.to_string() };
        let dropped = if count - most == 1 { "the last one is dropped" } else { "the others are dropped" };
        let text = format!("{count} {pins} {what} {is} pinned, but {rule} allows {allowed}: {dropped}");
        notes.warning(first.origin.place, text, "Pin fewer, or raise the cap: caps apply to pins too.");
    }
}

/// How many of these items a cap counts together, by what it counts.
pub(super) fn counted(lint: &Lint<'_>, of: Capped, items: &[u32]) -> Vec<(String, u32)> {
    let mut counts: BTreeMap<String, u32> = BTreeMap::new();
    let mut distinct = items.to_vec();
    distinct.sort_unstable();
    distinct.dedup();
    for item in distinct {
        let Some(described) = lint.index.described(item) else { continue };
        let what = match of {
            Capped::Category if !described.category.is_empty() => format!("of category {:?}", described.category),
            Capped::Brand if !described.brand.is_empty() => format!("of brand {:?}", described.brand),
            Capped::Set(set) if lint.sets.holds(set, item) => "of the capped set".to_owned(),
            _ => continue,
        };
        *counts.entry(what).or_default() += 1;
    }
    counts.into_iter().collect()
}
