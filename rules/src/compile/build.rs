//! Collects sets, facts, measures and rules into what the engine reads.

use std::collections::HashMap;

use pairwell::rules::facts;
use pairwell::rules::parts::{Action, Atom, Clause, ItemSet, Measure, MerchantRules, Range, Rule};

use crate::finding::Place;
use crate::select::Selected;

/// Where a rule comes from.
#[derive(Debug, Clone)]
pub(crate) struct Origin {
    pub(crate) place: Place,
    /// Whether it is a `[[rule]]`; otherwise it was made from a setting.
    pub(crate) written: bool,
    /// Where each of its actions comes from.
    pub(crate) actions: Vec<ActionOrigin>,
}

/// Where an action comes from, and the items that it names by SKU.
#[derive(Debug, Clone, Default)]
pub(crate) struct ActionOrigin {
    pub(crate) place: Place,
    pub(crate) named: Vec<u32>,
}

/// When a rule applies.
#[derive(Debug, Clone, Default)]
pub(crate) struct Conditions {
    pub(crate) when: Vec<Clause>,
    pub(crate) ranges: Vec<Range>,
}

/// The rules compiled so far, and where they come from.
#[derive(Debug, Default)]
pub(crate) struct Build {
    pub(crate) merchant: MerchantRules,
    /// One for each rule.
    pub(crate) origins: Vec<Origin>,
    /// The place of each benefit.
    pub(crate) benefits: Vec<Place>,
    /// The place of each partner.
    pub(crate) partners: Vec<Place>,
    facts: HashMap<String, u32>,
    sets: HashMap<Vec<u32>, u32>,
    measures: HashMap<String, u32>,
    /// The names of the rules, and for those that were repeated the last number that was tried.
    names: HashMap<String, u32>,
}

impl Build {
    /// The number of a set of items. Equal sets share a number.
    pub(crate) fn set(&mut self, selected: &Selected) -> u32 {
        let next = self.merchant.sets.len() as u32;
        let at = *self.sets.entry(selected.items.clone()).or_insert(next);
        if at == next {
            self.merchant.sets.push(ItemSet { name: selected.name.clone(), items: selected.items.clone() });
        }
        at
    }

    /// The number of a fact such as `placement:cart`. The engine ignores the case of names, so names that differ in case are
    /// one fact.
    pub(crate) fn fact(&mut self, fact: &str) -> u32 {
        // Languages and countries keep the spelling of their standards.
        let standard = facts::is_spelled(fact);
        let fact = if standard { fact.to_owned() } else { fact.to_ascii_lowercase() };
        let next = self.merchant.facts.len() as u32;
        let at = *self.facts.entry(fact.clone()).or_insert(next);
        if at == next {
            self.merchant.facts.push(fact);
        }
        at
    }

    /// The number of a measure that the merchant named.
    pub(crate) fn measure(&mut self, measure: String) -> u32 {
        let next = self.merchant.measures.len() as u32;
        let at = *self.measures.entry(measure.clone()).or_insert(next);
        if at == next {
            self.merchant.measures.push(measure);
        }
        Measure::FIXED + at
    }

    /// A condition that requires one of these facts.
    pub(crate) fn any_fact(&mut self, facts: impl IntoIterator<Item = String>) -> Clause {
        let mut any = Vec::new();
        for fact in facts {
            let atom = Atom::Fact(self.fact(&fact));
            if !any.contains(&atom) {
                any.push(atom);
            }
        }
        Clause { negated: false, any }
    }

    /// A condition that requires an item of a set in the cart; negated, none of them.
    pub(crate) fn in_cart(&mut self, selected: &Selected, negated: bool) -> Clause {
        Clause { negated, any: vec![Atom::Cart(self.set(selected))] }
    }

    /// Whether there is a rule of this name.
    pub(crate) fn has_rule(&self, name: &str) -> bool {
        self.names.contains_key(name)
    }

    /// Adds a rule with its place and whether it is a `[[rule]]`. A repeated name gets a number.
    pub(crate) fn rule(
        &mut self,
        name: &str,
        conditions: Conditions,
        actions: Vec<(Action, ActionOrigin)>,
        origin: (Place, bool),
    ) {
        let mut unique = name.to_owned();
        let mut count = self.names.get(name).copied().unwrap_or(1);
        while self.has_rule(&unique) {
            count += 1;
            unique = format!("{name} ({count})");
        }
        self.names.insert(unique.clone(), 1);
        self.names.insert(name.to_owned(), count);
        let (actions, origins) = actions.into_iter().unzip();
        let Conditions { when, ranges } = conditions;
        self.merchant.rules.push(Rule { name: unique, when, ranges, actions });
        let (place, written) = origin;
        self.origins.push(Origin { place, written, actions: origins });
    }

    /// Adds a rule made from a setting.
    pub(crate) fn setting(&mut self, name: &str, when: Vec<Clause>, action: Action, place: Place) {
        let of = ActionOrigin { place, named: Vec::new() };
        self.rule(name, Conditions { when, ranges: Vec::new() }, vec![(action, of)], (place, false));
    }
}
