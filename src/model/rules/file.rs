//! Turns rule parts into a rules file's bytes and back, checked; never judges whether a rule is wise.

use super::super::Model;
use super::super::container::{self, Container, Section};
use super::super::error::{DecodeError, EncodeError};
use super::super::layout::{
    MAX_BUNDLE, MAX_DISCOUNT, MAX_ITEMS, MAX_NEIGHBOURS, MAX_PINS, RULES_COLLECTED, RULES_HEAD, RULES_MERCHANT,
    RULES_RELATIONS,
};
use super::parts::{
    Action, Atom, Benefit, Bundle, Capped, ItemRelations, Measure, MerchantRules, Near, Rule, RuleParts, Traits,
};
use super::pass::{FromBytes, Pass, ToBytes};
use super::streams;

impl RuleParts {
    /// Writes a rules file.
    ///
    /// # Errors
    /// Names the rule of the format that the parts break, such as a set that is not there.
    pub fn encode(&self) -> Result<Vec<u8>, EncodeError> {
        self.broken_rule().map_or(Ok(()), |rule| Err(EncodeError::BadRules(rule)))?;
        let mut parts = self.clone();
        let (mut head, mut relations, mut merchant) = (ToBytes::default(), ToBytes::default(), ToBytes::default());
        // Writing to memory cannot fail.
        let _ = head.number(&mut parts.model);
        let _ = streams::relations(&mut relations, &mut parts.relations);
        let _ = streams::merchant(&mut merchant, &mut parts.merchant);
        let mut collected = ToBytes::default();
        let _ = collected.ascending(&mut parts.relations.collected);
        let section = |tag, bytes| Section { tag, required: true, bytes };
        let mut sections = vec![
            section(RULES_HEAD, &head.bytes),
            section(RULES_RELATIONS, &relations.bytes),
            section(RULES_MERCHANT, &merchant.bytes),
        ];
        if !parts.relations.collected.is_empty() {
            // Who does not know it shows fewer of a kind, and nothing else.
            sections.push(Section { tag: RULES_COLLECTED, required: false, bytes: &collected.bytes });
        }
        Ok(container::write(&sections))
    }

    /// Reads and checks a whole rules file. Afterwards every number in it leads somewhere.
    ///
    /// # Errors
    /// Says what is wrong with the bytes; see [`DecodeError`]. No sequence of bytes makes it panic.
    pub fn decode(bytes: &[u8]) -> Result<Self, DecodeError> {
        let file = Container::open(bytes, &[RULES_HEAD, RULES_RELATIONS, RULES_MERCHANT])?;
        let mut parts = Self::default();
        whole(file.section(RULES_HEAD)?, |pass| pass.number(&mut parts.model))?;
        whole(file.section(RULES_RELATIONS)?, |pass| streams::relations(pass, &mut parts.relations))?;
        whole(file.section(RULES_MERCHANT)?, |pass| streams::merchant(pass, &mut parts.merchant))?;
        if let Some(section) = file.optional(RULES_COLLECTED) {
            whole(section, |pass| pass.ascending(&mut parts.relations.collected))?;
        }
        parts.broken_rule().map_or(Ok(parts), |rule| Err(DecodeError::Corrupt(rule)))
    }

    /// Checks that the rules were made for a model: rules that name other items than there are were made for another one,
    /// whatever they say.
    ///
    /// # Errors
    /// [`DecodeError::OtherModel`] if they were not.
    pub fn check_model(&self, model: &Model) -> Result<(), DecodeError> {
        let fits = self.model == model.digest() && self.relations.traits.len() == model.items();
        if fits { Ok(()) } else { Err(DecodeError::OtherModel) }
    }

    /// Rules for a model that has none.
    pub fn none(model: &Model) -> Self {
        let relations = ItemRelations { traits: vec![Traits::default(); model.items()], ..ItemRelations::default() };
        Self { model: model.digest(), relations, ..Self::default() }
    }

    /// XXH64 of a rules file's bytes, as its name gives it.
    ///
    /// # Errors
    /// As [`RuleParts::decode`] for the file's frame.
    pub fn digest(bytes: &[u8]) -> Result<u64, DecodeError> {
        Ok(Container::open(bytes, &[RULES_HEAD, RULES_RELATIONS, RULES_MERCHANT])?.digest())
    }

    fn broken_rule(&self) -> Option<&'static str> {
        let items = self.relations.traits.len();
        let checks = [
            (items <= MAX_ITEMS, "there are more items than the format can number"),
            (self.relations.is_sound(items), "an item relation names something that is not there, or too much"),
            (self.merchant.is_sound(items), "a rule names something that is not there, or is out of bounds"),
        ];
        checks.into_iter().find_map(|(holds, rule)| (!holds).then_some(rule))
    }
}

/// Reads a section to its end.
fn whole(bytes: &[u8], read: impl FnOnce(&mut FromBytes<'_>) -> Option<()>) -> Result<(), DecodeError> {
    let mut pass = FromBytes { rest: bytes };
    match read(&mut pass) {
        Some(()) if pass.rest.is_empty() => Ok(()),
        _ => Err(DecodeError::Corrupt("the rules break off or do not read as rules")),
    }
}

impl ItemRelations {
    fn is_sound(&self, items: usize) -> bool {
        let categories = self.traits.iter().map(|item| item.category).max().unwrap_or(0) as usize;
        let is_category = |category: &u32| (*category as usize) <= categories;
        categories <= items
            && self.traits.iter().all(|item| item.brand as usize <= items && item.group as usize <= items)
            && are_near(&self.curated, items)
            && are_near(&self.substitutes, items)
            && self.complements.len() <= categories + 1
            && self.complements.iter().all(|list| list.len() <= MAX_NEIGHBOURS && list.iter().all(is_category))
            && self.collected.iter().all(is_category)
            && self.bundles.iter().all(|bundle| is_bundle(bundle, items))
    }
}

fn are_near(list: &[Near], items: usize) -> bool {
    // Lists are short: looking through what came before is quicker than sorting, and smaller.
    let sound = |near: &Near| {
        let fresh = |(n, other): (usize, &u32)| !near.others.iter().take(n).any(|before| before == other);
        near.others.len() <= MAX_NEIGHBOURS
            && (near.item as usize) < items
            && near.others.iter().all(|other| (*other as usize) < items && *other != near.item)
            && near.others.iter().enumerate().all(fresh)
    };
    list.iter().all(sound) && list.windows(2).all(|pair| matches!(pair, [a, b] if a.item < b.item))
}

fn is_bundle(bundle: &Bundle, items: usize) -> bool {
    (2..=MAX_BUNDLE).contains(&bundle.items.len())
        && bundle.items.last().is_some_and(|item| (*item as usize) < items)
        && bundle.discount <= MAX_DISCOUNT
}

impl MerchantRules {
    fn is_sound(&self, items: usize) -> bool {
        let is_set = |set: &u32| (*set as usize) < self.sets.len();
        let benefit = |benefit: &Benefit| is_set(&benefit.set) && benefit.with.iter().all(is_set);
        self.sets.iter().all(|set| set.items.last().is_none_or(|item| (*item as usize) < items))
            && self.rules.iter().all(|rule| self.is_rule(rule, items))
            && self.benefits.iter().all(benefit)
            && self.bundles.iter().all(|bundle| is_bundle(bundle, items))
            && self.partners.iter().all(|partner| is_set(&partner.set))
            && self.policy.suppress.iter().all(|fact| (*fact as usize) < self.facts.len())
            && self.policy.diversity <= 256
    }

    fn is_rule(&self, rule: &Rule, items: usize) -> bool {
        let is_set = |set: u32| (set as usize) < self.sets.len();
        let atom = |atom: &Atom| match *atom {
            Atom::Cart(set) => is_set(set),
            Atom::Fact(fact) => (fact as usize) < self.facts.len(),
        };
        let measures = Measure::FIXED as usize + self.measures.len();
        let action = |action: &Action| match *action {
            Action::Exclude(set) | Action::Require(set) | Action::Cap { of: Capped::Set(set), .. } => is_set(set),
            Action::Boost { set, factor } => is_set(set) && factor > 0,
            Action::Add { set, units } => is_set(set) && units <= i32::MAX as u32,
            Action::Pin { item, position } => (item as usize) < items && position < MAX_PINS,
            Action::MinScore(units) => units <= i32::MAX as u32,
            Action::Cap { .. } | Action::Most(_) | Action::SourceOrder(_) => true,
            Action::CloseGap { factor, .. } | Action::PriceSanity { factor, .. } => factor > 0,
        };
        rule.when.iter().all(|clause| clause.any.iter().all(atom))
            && rule.ranges.iter().all(|range| (range.measure as usize) < measures)
            && rule.actions.iter().all(action)
    }
}
