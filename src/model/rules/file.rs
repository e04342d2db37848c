//! Turns rule parts into a rules file's bytes and back, checked.

use std::borrow::Cow;

use super::super::Model;
use super::super::container::{self, Container, Section};
use super::super::error::{DecodeError, EncodeError};
use super::super::layout::{
    MAX_BUNDLE, MAX_DISCOUNT, MAX_ITEMS, MAX_NEIGHBOURS, MAX_PINS, RULES_COLLECTED, RULES_HEAD, RULES_MERCHANT,
    RULES_OPTIONS, RULES_RELATIONS,
};
use super::parts::{
    Action, Atom, Benefit, Bundle, Capped, ItemRelations, Measure, MerchantRules, Near, Rule, RuleParts, Traits,
};
use super::pass::{FromBytes, Pass, Place, ToBytes};
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
        let _ =
            (0..streams::RELATIONS).try_for_each(|part| streams::relations(&mut relations, part, &mut parts.relations));
        let _ = (0..streams::MERCHANT).try_for_each(|part| streams::merchant(&mut merchant, part, &mut parts.merchant));
        let (mut collected, mut options) = (ToBytes::default(), ToBytes::default());
        let _ = collected.ascending(&mut parts.relations.collected);
        let _ = streams::lists(&mut options, &mut parts.relations.options);
        let section = |tag, bytes| Section { tag, required: true, bytes };
        let mut sections = vec![
            section(RULES_HEAD, &head.bytes),
            section(RULES_RELATIONS, &relations.bytes),
            section(RULES_MERCHANT, &merchant.bytes),
        ];
        if !parts.relations.collected.is_empty() {
            // An engine that does not know this section only shows fewer items of a category.
            sections.push(Section { tag: RULES_COLLECTED, required: false, bytes: &collected.bytes });
        }
        if !parts.relations.options.is_empty() {
            // One that does not know this one shows the most bought variant.
            sections.push(Section { tag: RULES_OPTIONS, required: false, bytes: &options.bytes });
        }
        Ok(container::write(&sections))
    }

    /// Reads and checks a whole rules file. Afterwards every number in it leads somewhere.
    ///
    /// # Errors
    /// Says what is wrong with the bytes; see [`DecodeError`]. No sequence of bytes makes it panic.
    pub fn decode(bytes: &[u8]) -> Result<Self, DecodeError> {
        let mut decoding = RulesDecoding::new(bytes)?;
        loop {
            if let Some(parts) = decoding.step(usize::MAX)? {
                return Ok(parts);
            }
        }
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
        Ok(Container::checked(bytes, &[RULES_HEAD, RULES_RELATIONS, RULES_MERCHANT])?.digest())
    }

    /// The first rule of the format that the parts break.
    fn broken_rule(&self) -> Option<&'static str> {
        (0..CHECKS).find_map(|check| self.breaks(check))
    }

    /// What one of the checks finds. They are apart because each takes a while.
    fn breaks(&self, check: usize) -> Option<&'static str> {
        let items = self.relations.traits.len();
        let (holds, rule) = match check {
            0 => (items <= MAX_ITEMS, "there are more items than the format can number"),
            1 => {
                let rule = "an item relation names something that is not there, or too much";
                (self.relations.is_sound(items), rule)
            }
            _ => (self.merchant.is_sound(items), "a rule names something that is not there, or is out of bounds"),
        };
        (!holds).then_some(rule)
    }
}

/// How many checks [`RuleParts::breaks`] knows.
const CHECKS: usize = 3;

/// A rules file on its way to rule parts, read a little at a time where there is something else to do in between.
#[derive(Debug)]
pub struct RulesDecoding<'a> {
    file: Container<'a>,
    parts: RuleParts,
    /// What is being read: the frame, a section one behind its place in `READ`, or then a check.
    stage: usize,
    /// The part of the section that is being read.
    part: usize,
    /// Where that stands in the section.
    place: Place,
}

/// The sections in the order that they are read in, and how many parts each has.
const READ: [([u8; 4], usize); 5] = [
    (RULES_HEAD, 1),
    (RULES_RELATIONS, streams::RELATIONS),
    (RULES_MERCHANT, streams::MERCHANT),
    (RULES_COLLECTED, 1),
    (RULES_OPTIONS, 1),
];
/// How many of these, from the first, a file must have.
const REQUIRED: usize = 3;

impl<'a> RulesDecoding<'a> {
    /// Begins with a rules file's bytes; checks no more than that they look like one.
    ///
    /// # Errors
    /// As [`RuleParts::decode`], which may say more than this.
    pub fn new(bytes: impl Into<Cow<'a, [u8]>>) -> Result<Self, DecodeError> {
        let file = Container::open(bytes.into())?;
        Ok(Self { file, parts: RuleParts::default(), stage: 0, part: 0, place: Place::default() })
    }

    /// Reads for up to `work` units, at least one: the checked parts, once they are whole. A unit is about an entry of a list.
    ///
    /// # Errors
    /// As [`RuleParts::decode`]; what is read after an error, or after the parts, is void.
    pub fn step(&mut self, work: usize) -> Result<Option<RuleParts>, DecodeError> {
        let mut work = work.max(1);
        while work > 0 {
            let done = match (self.stage.checked_sub(1), READ.get(self.stage.wrapping_sub(1))) {
                (None, _) => self.file.check(&mut work, &[RULES_HEAD, RULES_RELATIONS, RULES_MERCHANT])?,
                (Some(REQUIRED..), Some((tag, _))) if self.file.optional(*tag).is_none() => true,
                (_, Some((tag, parts))) => self.section(*tag, *parts, &mut work)?,
                (Some(check), None) => {
                    // A check takes what there is.
                    work = 0;
                    match self.parts.breaks(check - READ.len()) {
                        Some(rule) => return Err(DecodeError::Corrupt(rule)),
                        None if check + 1 == READ.len() + CHECKS => {
                            return Ok(Some(std::mem::take(&mut self.parts)));
                        }
                        None => true,
                    }
                }
            };
            self.stage += usize::from(done);
        }
        Ok(None)
    }

    /// Reads parts of a section, to its end or as far as the work goes; whether the end is reached.
    fn section(&mut self, tag: [u8; 4], parts: usize, work: &mut usize) -> Result<bool, DecodeError> {
        let bytes = self.file.section(tag)?;
        let mut pass = FromBytes::resume(bytes, self.place, *work);
        let read = (self.part..parts).try_for_each(|part| {
            match tag {
                RULES_HEAD => pass.number(&mut self.parts.model)?,
                RULES_RELATIONS => streams::relations(&mut pass, part, &mut self.parts.relations)?,
                RULES_MERCHANT => streams::merchant(&mut pass, part, &mut self.parts.merchant)?,
                RULES_COLLECTED => pass.ascending(&mut self.parts.relations.collected)?,
                _ => streams::lists(&mut pass, &mut self.parts.relations.options)?,
            }
            self.part = part + 1;
            pass.end_part()
        });
        (self.place, *work) = (pass.place(bytes), pass.work());
        match read {
            Some(()) if pass.is_at_end() => {
                (self.part, self.place) = (0, Place::default());
                Ok(true)
            }
            None if *work == 0 => Ok(false),
            _ => Err(DecodeError::Corrupt("the rules are unreadable")),
        }
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
            && self.complements.iter().flatten().all(is_category)
            && self.collected.iter().all(is_category)
            && self.options.len() <= items
            && self.complements.iter().chain(&self.options).all(|list| list.len() <= MAX_NEIGHBOURS)
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
