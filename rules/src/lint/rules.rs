//! Gives the checks access to the compiled rules: their names, places, actions and sets.

use std::fmt;

use pairwell::rules::parts::{Action, ItemSet, MerchantRules, Rule};

use super::overlap::{Overlap, Sets, overlap};
use crate::compile::build::{ActionOrigin, Build, Origin};
use crate::shop::Index;

/// Compiled rules, and the shop they are for.
pub(super) struct Lint<'a> {
    pub(super) merchant: &'a MerchantRules,
    pub(super) sets: Sets<'a>,
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
        Self { merchant: &build.merchant, sets: Sets::new(&build.merchant), origins: &build.origins, index }
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
        let origin = &self.origins[number];
        let actions = self.rule(number).actions.iter().zip(&origin.actions).enumerate();
        actions.map(move |(n, (action, of))| RuleAction {
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

    /// Whether two rules have the same conditions and actions.
    pub(super) fn are_same(&self, one: usize, other: usize) -> bool {
        let (a, b) = (self.rule(one), self.rule(other));
        a.when == b.when && a.ranges == b.ranges && a.actions == b.actions
    }
}
