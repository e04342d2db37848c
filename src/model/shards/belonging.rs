//! Tells which bundles, variants and sets the items of a whole model belong to, by item; never chooses what a shard holds.

use std::collections::{BTreeMap, BTreeSet};

use super::super::rules::parts::{Action, Bundle, ItemRelations, MerchantRules};

/// By item: the learned bundles that it is in.
pub(super) fn bundles_of(bundles: &[Bundle]) -> BTreeMap<u32, Vec<u32>> {
    let mut of: BTreeMap<u32, Vec<u32>> = BTreeMap::new();
    for (number, bundle) in (0..).zip(bundles) {
        bundle.items.iter().for_each(|item| of.entry(*item).or_default().push(number));
    }
    of
}

/// By group of variants, if any of them has option values: its items.
pub(super) fn variants_of(relations: &ItemRelations) -> BTreeMap<u32, Vec<u32>> {
    let mut of: BTreeMap<u32, Vec<u32>> = BTreeMap::new();
    let has_options = |item: u32| relations.options.get(item as usize).is_some_and(|options| !options.is_empty());
    for (item, traits) in (0..).zip(&relations.traits).filter(|(_, traits)| traits.group > 0) {
        of.entry(traits.group).or_default().push(item);
    }
    of.retain(|_, items| items.iter().any(|item| has_options(*item)));
    of
}

/// By item: the merchant's sets that it is in.
pub(super) fn sets_of(merchant: &MerchantRules) -> BTreeMap<u32, Vec<u32>> {
    let mut of: BTreeMap<u32, Vec<u32>> = BTreeMap::new();
    for (number, set) in (0..).zip(&merchant.sets) {
        set.items.iter().for_each(|item| of.entry(*item).or_default().push(number));
    }
    of
}

/// The sets whose items must be found though no cart item speaks for them: rules add to them, or require them.
pub(super) fn listed_sets(merchant: &MerchantRules) -> BTreeSet<u32> {
    let actions = merchant.rules.iter().flat_map(|rule| &rule.actions);
    let set = |action: &Action| match *action {
        Action::Require(set) | Action::Add { set, .. } => Some(set),
        _ => None,
    };
    actions.filter_map(set).collect()
}
