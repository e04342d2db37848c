//! Indexes a rules file so that ranking finds sets and categories by item; never decides anything.

use super::compiled::Compiled;
use super::lists::Lists;
use crate::model::rules::parts::{Bundle, Measure, Near, RuleParts, Traits};
use crate::model::{DecodeError, Model};

/// A checked rules file, indexed.
#[derive(Debug, Clone, Default)]
pub struct Rulebook {
    /// What the file says.
    pub(super) parts: RuleParts,
    /// The sets that an item is in.
    pub(super) sets_of: Lists,
    /// The items of each category; category 0 is left empty.
    pub(super) by_category: Lists,
    /// The variants of each group; group 0 is left empty.
    pub(super) by_group: Lists,
    /// The shop's own curation for each item.
    pub(super) curated: Lists,
    pub(super) substitutes: Lists,
    /// The rules.
    pub(super) compiled: Compiled,
    /// The benefits of each set.
    pub(super) benefits: Lists,
    /// The most sets that one item is in.
    pub(super) most_sets: usize,
    /// Whether anything asks what the cart costs.
    pub(super) asks_value: bool,
}

impl Rulebook {
    /// Indexes a rules file for a model.
    ///
    /// # Errors
    /// [`DecodeError::OtherModel`] if the rules were made for another one.
    pub fn new(model: &Model, parts: RuleParts) -> Result<Self, DecodeError> {
        parts.check_model(model)?;
        Ok(Self::of(parts))
    }

    fn of(parts: RuleParts) -> Self {
        let (relations, merchant) = (&parts.relations, &parts.merchant);
        let items = relations.traits.len();
        let by = |of: fn(&Traits) -> u32| {
            let lists = relations.traits.iter().map(of).max().unwrap_or(0) as usize + 1;
            Lists::of(lists, &|put| {
                let named = (0u32..).zip(relations.traits.iter().map(of)).filter(|(_, number)| *number > 0);
                named.for_each(|(n, number)| put(number, n));
            })
        };
        let near = |list: &[Near]| {
            Lists::of(items, &|put| {
                list.iter().for_each(|near| near.others.iter().for_each(|other| put(near.item, *other)));
            })
        };
        let sets_of = Lists::of(items, &|put| {
            (0u32..).zip(&merchant.sets).for_each(|(n, set)| set.items.iter().for_each(|item| put(*item, n)));
        });
        let benefits = Lists::of(merchant.sets.len(), &|put| {
            (0u32..).zip(&merchant.benefits).for_each(|(n, benefit)| put(benefit.set, n));
        });
        let compiled = Compiled::new(merchant);
        Self {
            by_category: by(|item| item.category),
            by_group: by(|item| item.group),
            curated: near(&relations.curated),
            substitutes: near(&relations.substitutes),
            benefits,
            most_sets: (0..items as u32).map(|item| sets_of.list(item).len()).max().unwrap_or(0),
            asks_value: compiled.asks_value(),
            sets_of,
            compiled,
            parts,
        }
    }

    /// The model that the rules were made for, by digest.
    pub fn model(&self) -> u64 {
        self.parts.model
    }

    /// What the file says.
    pub fn parts(&self) -> &RuleParts {
        &self.parts
    }

    /// The number of a fact, in capitals or not; `None` for one that no rule asks for.
    pub fn fact(&self, name: &str) -> Option<u32> {
        position(&self.parts.merchant.facts, |known| known.eq_ignore_ascii_case(name))
    }

    /// The number of one of the merchant's own measures; `None` for one that no rule asks for.
    pub fn measure(&self, name: &str) -> Option<u32> {
        Some(position(&self.parts.merchant.measures, |known| known == name)? + Measure::FIXED)
    }

    /// All bundles: the merchant's, then those that training found. A bundle is spoken of by its position.
    pub fn bundles(&self) -> impl Iterator<Item = &Bundle> {
        self.parts.merchant.bundles.iter().chain(&self.parts.relations.bundles)
    }

    /// A bundle, by its position among all.
    pub fn bundle(&self, bundle: u32) -> Option<&Bundle> {
        self.bundles().nth(bundle as usize)
    }

    /// An item's price, 0 if unknown.
    #[inline(always)]
    pub(super) fn price(&self, item: u32) -> u32 {
        self.parts.relations.traits.get(item as usize).map_or(0, |item| item.price)
    }

    /// An item's category, 0 for none.
    #[inline(always)]
    pub(super) fn category(&self, item: u32) -> u32 {
        self.parts.relations.traits.get(item as usize).map_or(0, |item| item.category)
    }

    /// What its variants have in common, 0 for none.
    #[inline(always)]
    pub(super) fn group(&self, item: u32) -> u32 {
        self.parts.relations.traits.get(item as usize).map_or(0, |item| item.group)
    }

    /// An item's option values.
    pub(super) fn options(&self, item: u32) -> &[u32] {
        self.parts.relations.options.get(item as usize).map_or(&[], Vec::as_slice)
    }

    /// All that is known of an item.
    #[inline(always)]
    pub(super) fn traits(&self, item: u32) -> Traits {
        self.parts.relations.traits.get(item as usize).copied().unwrap_or_default()
    }

    /// Whether people buy several of a category at once.
    pub(super) fn is_collected(&self, category: u32) -> bool {
        self.parts.relations.collected.binary_search(&category).is_ok()
    }

    pub(super) fn is_in(&self, item: u32, set: u32) -> bool {
        self.parts.merchant.sets.get(set as usize).is_some_and(|set| set.items.binary_search(&item).is_ok())
    }
}

fn position(names: &[String], is_it: impl Fn(&str) -> bool) -> Option<u32> {
    names.iter().position(|known| is_it(known)).map(|at| at as u32)
}

/// The text for a language, in a list of (language, text): of the language, of its first part, of any, or the first.
pub fn text_for<'t>(texts: &'t [(String, String)], language: &str) -> Option<&'t str> {
    let root = language.split(['-', '_']).next().unwrap_or_default();
    let of = |wanted: &str| texts.iter().find(|(language, _)| language.eq_ignore_ascii_case(wanted));
    let found = of(language).or_else(|| of(root)).or_else(|| of("")).or(texts.first());
    found.map(|(_, text)| text.as_str())
}
