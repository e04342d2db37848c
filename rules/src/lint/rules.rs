//! Gives the checks access to the compiled rules: their names, places, actions and sets.

use std::collections::HashMap;
use std::fmt;

use pairwell::rules::parts::{Action, ItemSet, MerchantRules, Rule};

use super::overlap::{Overlap, Sets, overlap};
use super::related::{At, Related, View};
use crate::compile::build::{ActionOrigin, Build, Origin};
use crate::shop::Index;

/// Compiled rules, and the shop they are for.
pub(super) struct Lint<'a> {
    pub(super) merchant: &'a MerchantRules,
    pub(super) sets: Sets<'a>,
    pub(super) related: Related<'a>,
    /// The most that any rule adds to a score.
    pub(super) most_added: u32,
    origins: &'a [Origin],
    pub(super) index: &'a Index<'a>,
}

/// One action of one rule.
#[derive(Clone, Copy)]
pub(super) struct RuleAction<'a> {
    /// The number of its rule, and its number there. Earlier actions compare as smaller.
    pub(super) at: (usize, usize),
    pub(super) action: &'a Action,
    pub(super) origin: &'a ActionOrigin,
    /// Whether it comes from a `[[rule]]`, not from a setting.
    pub(super) written: bool,
}

impl<'a> Lint<'a> {
    pub(super) fn new(build: &'a Build, index: &'a Index<'a>) -> Self {
        let Build { merchant, origins, .. } = build;
        let related = Related::new(merchant, |(rule, action)| &origins[rule].actions[action].named);
        let added = merchant.rules.iter().flat_map(|rule| &rule.actions).filter_map(|action| match action {
            Action::Add { units, .. } => Some(*units),
            _ => None,
        });
        let most_added = added.max().unwrap_or(0);
        Self { merchant, sets: Sets::new(merchant), related, most_added, origins, index }
    }

    /// A rule in the light of the others.
    pub(super) fn view(&self, number: usize) -> View<'_> {
        View::new(&self.related, &self.sets, number)
    }

    /// One action.
    pub(super) fn action(&self, at: At) -> RuleAction<'a> {
        let origin = &self.origins[at.0];
        RuleAction {
            at,
            action: &self.rule(at.0).actions[at.1],
            origin: &origin.actions[at.1],
            written: origin.written,
        }
    }

    pub(super) fn rule(&self, number: usize) -> &'a Rule {
        &self.merchant.rules[number]
    }

    pub(super) fn place(&self, number: usize) -> crate::finding::Place {
        self.origins[number].place
    }

    pub(super) fn set(&self, set: u32) -> &'a ItemSet {
        &self.merchant.sets[set as usize]
    }

    pub(super) fn sku(&self, item: u32) -> &'a str {
        self.index.sku(item)
    }

    /// The actions of a rule.
    pub(super) fn actions(&self, number: usize) -> impl Iterator<Item = RuleAction<'a>> + use<'a> {
        let (rule, origin) = (self.rule(number), &self.origins[number]);
        rule.actions.iter().zip(&origin.actions).enumerate().map(move |(n, (action, of))| RuleAction {
            at: (number, n),
            action,
            origin: of,
            written: origin.written,
        })
    }

    /// A rule's name and line.
    pub(super) fn rule_name(&self, number: usize) -> impl fmt::Display + use<'a> {
        format!("{:?} (line {})", self.rule(number).name, self.place(number).line)
    }

    /// How often rule `one` applies while rule `other` does.
    pub(super) fn overlap(&self, one: usize, other: usize) -> Overlap {
        if one == other { Overlap::Always } else { overlap(&self.sets, self.rule(one), self.rule(other)) }
    }

    /// For each rule, the first of the same conditions and actions, which may be itself.
    pub(super) fn first_same(&self) -> Vec<usize> {
        let mut first: HashMap<String, usize> = HashMap::new();
        let same = |(number, rule): (usize, &Rule)| {
            let Rule { name: _, when, ranges, actions } = rule;
            *first.entry(format!("{when:?}{ranges:?}{actions:?}")).or_insert(number)
        };
        self.merchant.rules.iter().enumerate().map(same).collect()
    }
}
