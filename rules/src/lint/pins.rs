//! Checks pins against each other and against caps: positions wanted twice, and more pins than fit.

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::rc::Rc;

use pairwell::rules::parts::{Action, Capped};

use super::compare::MOST;
use super::overlap::Overlap;
use super::places::{Over, Places};
use super::related::{At, Key, Merged, View};
use super::rules::{Lint, RuleAction};
use crate::finding::Notes;

/// How many items a cap counts together, by what it counts.
#[derive(Debug, Default, Clone)]
pub(super) struct Counts {
    by_name: BTreeMap<String, u32>,
    most: u32,
}

/// The checks of pins, rule by rule in their order.
pub(super) struct Pins<'l, 'a> {
    lint: &'l Lint<'a>,
    /// The pins of rules without conditions, of the rules so far.
    places: Places,
    /// How many of those pins are in it.
    placed: usize,
    /// The items that rules without conditions pin, and what caps count among them.
    items: BTreeSet<u32>,
    counts: HashMap<Capped, Rc<Counts>>,
    /// By the number of a rule's conditions: the other items that are pinned whenever it applies, and what caps count with them.
    others: HashMap<usize, Others>,
    /// By the same number: the pins so far.
    with: HashMap<usize, With>,
}

/// The pins of the rules so far that apply whenever some rule does.
#[derive(Default)]
struct With {
    places: Places,
    /// The first rule that is not in it.
    next: usize,
    /// Whether there are pins of rules with conditions.
    some: bool,
}

/// The items that rules with conditions pin whenever some rule applies.
#[derive(Default)]
struct Others {
    items: Vec<u32>,
    counts: HashMap<Capped, Rc<Counts>>,
}

impl<'l, 'a> Pins<'l, 'a> {
    pub(super) fn new(lint: &'l Lint<'a>) -> Self {
        let always = lint.related.actions(Key::AnyPin).map(|pins| pins.always.as_slice()).unwrap_or_default();
        let items = pinned_items(lint, always.iter().copied());
        Self {
            lint,
            places: Places::default(),
            placed: 0,
            items,
            counts: HashMap::new(),
            others: HashMap::new(),
            with: HashMap::new(),
        }
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
        let last = own.iter().filter_map(|pin| pinned(pin.action)).map(|pin| pin.1).max().unwrap_or(0);
        if let Some(limits) = lint.related.actions(Key::AnyMost) {
            let is_late = |limit: &At| is_late(lint, *limit, last);
            // The first of each list are the first of both.
            let lists = [&limits.sometimes[..]];
            let some: Vec<At> = view.always_of(&lists).filter(is_late).take(MOST).collect();
            let always: Vec<At> = limits.always.iter().copied().filter(is_late).take(MOST).collect();
            Merged(vec![&always, &some]).take(MOST).for_each(|limit| late(lint, lint.action(limit), &own, notes));
        }
        self.capped(view, &own, notes);
    }

    /// Reports caps that are exceeded by what is pinned whenever a rule applies.
    fn capped(&mut self, view: &View<'_>, own: &[RuleAction<'_>], notes: &mut Notes<'_>) {
        let (lint, Some(caps)) = (self.lint, self.lint.related.actions(Key::AnyCap)) else { return };
        let (lists, mut left) = ([&caps.sometimes[..]], MOST);
        let (mut always, mut some) = (caps.always.iter().copied().peekable(), view.always_of(&lists).peekable());
        while left > 0 {
            let next = if some.peek().is_some_and(|some| always.peek().is_none_or(|at| some < at)) {
                some.next()
            } else {
                always.next()
            };
            let Some(limit) = next.map(|at| lint.action(at)) else { break };
            let Action::Cap { of, most } = limit.action else { continue };
            left -= beyond(lint, limit, *most, own, &self.counts(view, *of), left, notes);
        }
    }

    /// What a cap counts among whatever is pinned whenever a rule applies.
    fn counts(&mut self, view: &View<'_>, of: Capped) -> Rc<Counts> {
        let (lint, items) = (self.lint, &self.items);
        let base = self.counts.entry(of).or_insert_with(|| Rc::new(counted(lint, of, items.iter().copied())));
        let others = self.others.entry(lint.related.conditions(view.number)).or_insert_with(|| {
            let pins = lint.related.actions(Key::AnyPin).map_or(&[][..], |pins| &pins.sometimes);
            let others = pinned_items(lint, view.always_of(&[pins]));
            Others { items: others.difference(items).copied().collect(), counts: HashMap::new() }
        });
        let Others { items, counts } = others;
        if items.is_empty() {
            return base.clone();
        }
        let with_others = || {
            let mut counts = Counts::clone(base);
            items.iter().for_each(|item| counts.add(lint, of, *item));
            Rc::new(counts)
        };
        counts.entry(of).or_insert_with(with_others).clone()
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
        // Rules of the same conditions go on where the last one ended.
        let with = self.with.entry(lint.related.conditions(number)).or_default();
        let some: Vec<At> = view.always_from(with.next, &[&all.sometimes]).take_while(|at| at.0 < number).collect();
        with.some |= !some.is_empty();
        if with.some {
            let from = all.always.partition_point(|at| at.0 < with.next);
            let new = Merged(vec![&all.always[from..self.placed], &some]);
            new.filter_map(pin).for_each(|pin| with.places.put(pin));
            with.next = number;
        }
        let mut over = Over::new(if with.some { &mut with.places } else { &mut self.places });
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
        if !lint.related.is_shared(number) {
            self.with.remove(&lint.related.conditions(number));
        }
    }
}

pub(super) fn pinned(action: &Action) -> Option<(u32, u32)> {
    if let Action::Pin { item, position } = action { Some((*item, *position)) } else { None }
}

fn pinned_items(lint: &Lint<'_>, pins: impl Iterator<Item = At>) -> BTreeSet<u32> {
    pins.filter_map(|at| pinned(lint.action(at).action)).map(|pin| pin.0).collect()
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
    let with = view.always_of(&[earlier]).next();
    without.into_iter().chain(with).min()
}

/// The first pin of another item to a position, before these, that ever applies when the last one does.
fn first_at(lint: &Lint<'_>, position: u32, item: u32, before: At, pin: At) -> Option<At> {
    let actions = lint.related.actions(Key::PinnedAt(position))?;
    let other = |at: &At| pinned(lint.action(*at).action).is_some_and(|(other, _)| other != item);
    let ever = |at: &At| lint.overlap(at.0, pin.0) != Overlap::Never;
    Merged(vec![&actions.always, &actions.sometimes]).take_while(|at| *at < before).filter(other).find(ever)
}

/// Whether a limit allows fewer items than this position needs.
fn is_late(lint: &Lint<'_>, limit: At, position: u32) -> bool {
    matches!(lint.action(limit).action, Action::Most(most) if *most > 0 && position >= *most)
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

/// Reports more pins than a cap allows, at most `left` times. Returns how often it did.
pub(super) fn beyond(
    lint: &Lint<'_>,
    limit: RuleAction<'_>,
    most: u32,
    own: &[RuleAction<'_>],
    counts: &Counts,
    left: usize,
    notes: &mut Notes<'_>,
) -> usize {
    let Some(first) = own.first().filter(|_| counts.most > most) else { return 0 };
    let (rule, mut found) = (lint.rule_name(limit.at.0), 0);
    for (what, count) in counts.by_name.iter().filter(|(_, count)| **count > most).take(left) {
        let pins = if *count == 1 { "item" } else { "items" };
        let is = if *count == 1 { "is" } else { "are" };
        let allowed = if most == 0 { "none".to_owned() } else { most.to_string() };
        let dropped = if count - most == 1 { "the last one is dropped" } else { "the others are dropped" };
        let text = format!("{count} {pins} {what} {is} pinned, but {rule} allows {allowed}: {dropped}");
        notes.warning(first.origin.place, text, "Pin fewer, or raise the cap: caps apply to pins too.");
        found += 1;
    }
    found
}

impl Counts {
    fn add(&mut self, lint: &Lint<'_>, of: Capped, item: u32) {
        if let Some(name) = name(lint, of, item) {
            let count = self.by_name.entry(name).or_default();
            *count += 1;
            self.most = self.most.max(*count);
        }
    }
}

/// What a cap counts an item as, if it counts it.
fn name(lint: &Lint<'_>, of: Capped, item: u32) -> Option<String> {
    let described = lint.index.described(item)?;
    match of {
        Capped::Category if !described.category.is_empty() => Some(format!("of category {:?}", described.category)),
        Capped::Brand if !described.brand.is_empty() => Some(format!("of brand {:?}", described.brand)),
        Capped::Set(set) if lint.sets.holds(set, item) => Some("of the capped set".to_owned()),
        _ => None,
    }
}

/// How many of these different items a cap counts together, by what it counts.
pub(super) fn counted(lint: &Lint<'_>, of: Capped, items: impl Iterator<Item = u32>) -> Counts {
    let mut counts = Counts::default();
    items.for_each(|item| counts.add(lint, of, item));
    counts
}
