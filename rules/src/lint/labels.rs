//! Finds benefits and partners that are never shown because an earlier one covers their items.

use std::collections::{BTreeMap, HashMap, HashSet};

use pairwell::rules::parts::Benefit;

use super::related::rarest;
use super::rules::Lint;
use crate::finding::{Notes, Place};

/// Reports benefits that an earlier one always precedes, and items of two partners.
pub(super) fn check(lint: &Lint<'_>, benefits: &[Place], partners: &[Place], notes: &mut Notes<'_>) {
    preceded_benefits(lint, benefits, notes);
    shared_items(lint, partners, notes);
}

fn preceded_benefits(lint: &Lint<'_>, places: &[Place], notes: &mut Notes<'_>) {
    let benefits = &lint.merchant.benefits;
    let mut earlier = Earlier::default();
    for (n, (benefit, place)) in benefits.iter().zip(places).enumerate() {
        let precedes = |other: usize| benefits.get(other).is_some_and(|other| precedes(lint, other, benefit));
        if let Some(first) = earlier.first(lint, benefit, precedes).and_then(|first| places.get(first)) {
            let text = format!("this benefit is never shown: the one of line {} always precedes it", first.line);
            notes.warning(*place, text, "The first one that matches is shown: put specific ones before general ones.");
        }
        earlier.add(lint, n, benefit);
    }
}

/// Whether an earlier benefit is shown wherever a later one could be.
pub(super) fn precedes(lint: &Lint<'_>, earlier: &Benefit, later: &Benefit) -> bool {
    let covers = match (earlier.with, later.with) {
        (None, _) => true,
        (Some(wide), Some(with)) => lint.sets.is_within(with, wide),
        (Some(_), None) => false,
    };
    covers && lint.sets.is_within(later.set, earlier.set)
}

/// Benefits by the items that they are of, and by what they ask for, so that not all are compared with all.
#[derive(Default)]
struct Earlier {
    all: Vec<usize>,
    of_item: HashMap<u32, Vec<usize>>,
    without_condition: Vec<usize>,
    with_item: HashMap<u32, Vec<usize>>,
    seen: HashSet<(u32, Option<u32>)>,
}

impl Earlier {
    fn add(&mut self, lint: &Lint<'_>, number: usize, benefit: &Benefit) {
        // A repeated one is never the first to precede another.
        if !self.seen.insert((benefit.set, benefit.with)) {
            return;
        }
        let enter = |map: &mut HashMap<u32, Vec<usize>>, set: u32| {
            lint.set(set).items.iter().for_each(|item| map.entry(*item).or_default().push(number));
        };
        self.all.push(number);
        enter(&mut self.of_item, benefit.set);
        match benefit.with {
            None => self.without_condition.push(number),
            Some(with) => enter(&mut self.with_item, with),
        }
    }

    /// The first of those that could precede a benefit which does: they hold its rarest item, and ask for nothing or for its rarest condition.
    fn first(&self, lint: &Lint<'_>, benefit: &Benefit, precedes: impl Fn(usize) -> bool) -> Option<usize> {
        let first = |numbers: &[usize]| numbers.iter().copied().find(|number| precedes(*number));
        let holding = rarest(&self.of_item, &lint.set(benefit.set).items).unwrap_or(&self.all);
        let asking = benefit.with.map_or(Some(&[][..]), |with| rarest(&self.with_item, &lint.set(with).items));
        match asking {
            Some(asking) if asking.len() + self.without_condition.len() < holding.len() => {
                first(&self.without_condition).into_iter().chain(first(asking)).min()
            }
            _ => first(holding),
        }
    }
}

fn shared_items(lint: &Lint<'_>, places: &[Place], notes: &mut Notes<'_>) {
    // Whose an item is: the first partner counts.
    let mut owners: HashMap<u32, usize> = HashMap::new();
    let partners = &lint.merchant.partners;
    for (n, (partner, place)) in partners.iter().zip(places).enumerate() {
        // By its owner: the first item that is another partner's.
        let mut shared: BTreeMap<usize, u32> = BTreeMap::new();
        for item in &lint.set(partner.set).items {
            let owner = *owners.entry(*item).or_insert(n);
            if partners[owner].name != partner.name {
                shared.entry(owner).or_insert(*item);
            }
        }
        for (owner, item) in shared {
            let (sku, first) = (lint.sku(item), places.get(owner).map_or(0, |place| place.line));
            let text = format!("{sku:?} already belongs to partner {:?} (line {first})", partners[owner].name);
            notes.warning(*place, text, "The first partner counts: name each item only once.");
        }
    }
}
