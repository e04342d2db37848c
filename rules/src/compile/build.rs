//! Gathers sets, facts, measures and rules into what the engine reads; never reads the merchant's text.

use std::collections::HashMap;

use pairwell::rules::parts::{Action, Atom, Clause, ItemSet, Measure, MerchantRules, Range, Rule};

use crate::finding::Place;
use crate::select::Selected;

/// Where a rule came from.
#[derive(Debug, Clone)]
pub(crate) struct Origin {
    pub(crate) place: Place,
    /// Whether the merchant wrote it as a rule, or it was made from a setting.
    pub(crate) written: bool,
    /// Where each of its actions came from.
    pub(crate) acts: Vec<Act>,
}

/// Where an action came from, and the items that it names by SKU.
#[derive(Debug, Clone, Default)]
pub(crate) struct Act {
    pub(crate) place: Place,
    pub(crate) named: Vec<u32>,
}

/// When a rule holds.
#[derive(Debug, Clone, Default)]
pub(crate) struct Conditions {
    pub(crate) when: Vec<Clause>,
    pub(crate) ranges: Vec<Range>,
}

/// What is compiled so far, and where it came from.
#[derive(Debug, Default)]
pub(crate) struct Build {
    pub(crate) merchant: MerchantRules,
    /// As many as there are rules.
    pub(crate) origins: Vec<Origin>,
    /// Where each benefit stands.
    pub(crate) benefits: Vec<Place>,
    /// Where each partner stands.
    pub(crate) partners: Vec<Place>,
    facts: HashMap<String, u32>,
    sets: HashMap<Vec<u32>, u32>,
}

impl Build {
    /// The position of a set of items; sets of the same items are one.
    pub(crate) fn set(&mut self, selected: &Selected) -> u32 {
        let next = self.merchant.sets.len() as u32;
        let at = *self.sets.entry(selected.items.clone()).or_insert(next);
        if at == next {
            self.merchant.sets.push(ItemSet { name: selected.name.clone(), items: selected.items.clone() });
        }
        at
    }

    /// The position of a fact such as `placement:cart`. Pages and merchants write names in any case: what the engine compares
    /// without regard to it is one fact here.
    pub(crate) fn fact(&mut self, fact: &str) -> u32 {
        // Languages and countries are spelt as their standards do.
        let spelt = fact.starts_with("locale:") || fact.starts_with("region:");
        let fact = if spelt { fact.to_owned() } else { fact.to_ascii_lowercase() };
        let next = self.merchant.facts.len() as u32;
        let at = *self.facts.entry(fact.clone()).or_insert(next);
        if at == next {
            self.merchant.facts.push(fact);
        }
        at
    }

    /// The number of a measure of the merchant's own.
    pub(crate) fn measure(&mut self, measure: String) -> u32 {
        let known = self.merchant.measures.iter().position(|other| *other == measure);
        let at = known.unwrap_or_else(|| {
            self.merchant.measures.push(measure);
            self.merchant.measures.len() - 1
        });
        Measure::FIXED + at as u32
    }

    /// A condition that asks for one of these facts.
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

    /// A condition that asks for an item of a set in the cart, or for none.
    pub(crate) fn in_cart(&mut self, selected: &Selected, negated: bool) -> Clause {
        Clause { negated, any: vec![Atom::Cart(self.set(selected))] }
    }

    /// Adds a rule, with where it stands and whether the merchant wrote it; of a name that is there already a number is put behind the second.
    pub(crate) fn rule(
        &mut self,
        name: &str,
        conditions: Conditions,
        actions: Vec<(Action, Act)>,
        origin: (Place, bool),
    ) {
        let taken = |name: &str| self.merchant.rules.iter().any(|rule| rule.name == name);
        let mut unique = name.to_owned();
        let mut count = 1;
        while taken(&unique) {
            count += 1;
            unique = format!("{name} ({count})");
        }
        let (actions, acts) = actions.into_iter().unzip();
        let Conditions { when, ranges } = conditions;
        self.merchant.rules.push(Rule { name: unique, when, ranges, actions });
        let (place, written) = origin;
        self.origins.push(Origin { place, written, acts });
    }

    /// Adds a rule made from a setting.
    pub(crate) fn setting(&mut self, name: &str, when: Vec<Clause>, action: Action, place: Place) {
        let act = Act { place, named: Vec::new() };
        self.rule(name, Conditions { when, ranges: Vec::new() }, vec![(action, act)], (place, false));
    }
}
