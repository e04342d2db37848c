//! Finds the actions and rules that can concern another, by what they do and ask for, so that not all are compared with all.

use std::borrow::Cow;
use std::cell::OnceCell;
use std::collections::{BTreeSet, HashMap};

use pairwell::rules::facts::{ANY_PLAN, LOCALE, PLAN};
use pairwell::rules::parts::{Action, Atom, Clause, MerchantRules, Rule};

use super::overlap::{Overlap, Sets, overlap};

/// An action: the number of its rule, and its number there.
pub(super) type At = (usize, usize);

/// Actions in their order. Those of rules without conditions are apart: such rules apply whenever another does.
#[derive(Debug, Default, Clone)]
pub(super) struct Actions {
    pub(super) always: Vec<At>,
    pub(super) sometimes: Vec<At>,
}

impl Actions {
    fn add(&mut self, at: At, rule: &Rule) {
        if is_conditional(rule) { &mut self.sometimes } else { &mut self.always }.push(at);
    }
}

/// What a kind of action is about, as far as it narrows down which others it can concern.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(super) enum Key {
    /// All that exclude this set.
    Excluded(u32),
    AnyRequirement,
    AnyMinScore,
    AnyMost,
    AnySourceOrder,
    AnyGap,
    AnyCap,
    /// All that boost an item by name, or bury one.
    Named(u32, bool),
    /// All that boost a set, or bury one.
    Weighed(u32, bool),
    PinnedItem(u32),
    PinnedAt(u32),
    AnyPin,
}

/// Rules by what they do and by what they ask for.
pub(super) struct Related<'a> {
    merchant: &'a MerchantRules,
    actions: HashMap<Key, Actions>,
    /// The sets that are excluded anywhere, by item, and all of them.
    excluding: HashMap<u32, Vec<u32>>,
    all_excluding: BTreeSet<u32>,
    /// Rules by what the clause asks for that the fewest rules share.
    asking: HashMap<Atom, Vec<usize>>,
    /// The sets that those clauses ask for, by item.
    asked: HashMap<u32, Vec<u32>>,
    /// Rules with conditions, but none of that kind.
    others: Vec<usize>,
    conditional: Vec<usize>,
    facts: HashMap<&'a str, u32>,
    /// For each rule, the number of its conditions: many rules may share them.
    conditions: Vec<usize>,
    /// By that number: how many rules have them.
    sharing: Vec<usize>,
    /// By that number: the rules with conditions that apply whenever such a rule does.
    always: Vec<OnceCell<Vec<usize>>>,
}

pub(super) fn is_conditional(rule: &Rule) -> bool {
    !rule.when.is_empty() || !rule.ranges.is_empty()
}

impl<'a> Related<'a> {
    /// `named` gives the items that an action names by SKU.
    pub(super) fn new<'n>(merchant: &'a MerchantRules, named: impl Fn(At) -> &'n [u32]) -> Self {
        let facts = (0..).zip(&merchant.facts).map(|(number, fact)| (fact.as_str(), number)).collect();
        let mut related = Self {
            merchant,
            actions: HashMap::new(),
            excluding: HashMap::new(),
            all_excluding: BTreeSet::new(),
            asking: HashMap::new(),
            asked: HashMap::new(),
            others: Vec::new(),
            conditional: Vec::new(),
            facts,
            conditions: numbered(&merchant.rules),
            sharing: vec![0; merchant.rules.len()],
            always: Vec::new(),
        };
        for number in &related.conditions {
            related.sharing[*number] += 1;
        }
        related.always = merchant.rules.iter().map(|_| OnceCell::new()).collect();
        for (number, rule) in merchant.rules.iter().enumerate() {
            for (n, action) in rule.actions.iter().enumerate() {
                related.add_action((number, n), rule, action, named((number, n)));
            }
        }
        related.add_conditions();
        let sets = |sets: &mut dyn Iterator<Item = u32>| {
            let mut by_item: HashMap<u32, Vec<u32>> = HashMap::new();
            for set in sets {
                merchant.sets[set as usize].items.iter().for_each(|item| by_item.entry(*item).or_default().push(set));
            }
            by_item
        };
        related.excluding = sets(&mut related.all_excluding.iter().copied());
        let asked: BTreeSet<u32> = related.asking.keys().filter_map(|atom| set_of(*atom)).collect();
        related.asked = sets(&mut asked.into_iter());
        related
    }

    fn add_action(&mut self, at: At, rule: &Rule, action: &Action, named: &[u32]) {
        let keys = match action {
            Action::Exclude(set) => {
                self.all_excluding.insert(*set);
                vec![Key::Excluded(*set)]
            }
            Action::Require(_) => vec![Key::AnyRequirement],
            Action::MinScore(_) => vec![Key::AnyMinScore],
            Action::Most(_) => vec![Key::AnyMost],
            Action::SourceOrder(_) => vec![Key::AnySourceOrder],
            Action::CloseGap { .. } => vec![Key::AnyGap],
            Action::Cap { .. } => vec![Key::AnyCap],
            Action::Boost { set, factor } if *factor != 256 => {
                let named: BTreeSet<u32> = named.iter().copied().collect();
                let names = named.into_iter().map(|item| Key::Named(item, *factor > 256));
                names.chain([Key::Weighed(*set, *factor > 256)]).collect()
            }
            Action::Pin { item, position } => vec![Key::PinnedItem(*item), Key::PinnedAt(*position), Key::AnyPin],
            _ => Vec::new(),
        };
        keys.into_iter().for_each(|key| self.actions.entry(key).or_default().add(at, rule));
    }

    fn add_conditions(&mut self) {
        let rules = self.merchant.rules.iter().enumerate().filter(|(_, rule)| is_conditional(rule));
        let mut common: HashMap<Atom, usize> = HashMap::new();
        let asking = rules.clone().flat_map(|(_, rule)| rule.when.iter().filter(|clause| asks(clause)));
        asking.flat_map(|clause| &clause.any).for_each(|atom| *common.entry(*atom).or_default() += 1);
        let shared = |clause: &&Clause| clause.any.iter().filter_map(|atom| common.get(atom)).sum::<usize>();
        for (number, rule) in rules {
            self.conditional.push(number);
            match rule.when.iter().filter(|clause| asks(clause)).min_by_key(shared) {
                Some(clause) => clause.any.iter().for_each(|atom| self.asking.entry(*atom).or_default().push(number)),
                None => self.others.push(number),
            }
        }
    }

    /// The actions of a kind.
    pub(super) fn actions(&self, key: Key) -> Option<&Actions> {
        self.actions.get(&key)
    }

    /// The excluded sets that hold all of these items.
    pub(super) fn excluding(&self, sets: &Sets<'_>, set: u32) -> Vec<u32> {
        let Some(holding) = rarest(&self.excluding, &self.merchant.sets[set as usize].items) else {
            return self.all_excluding.iter().copied().collect();
        };
        holding.iter().copied().filter(|other| sets.is_within(set, *other)).collect()
    }

    /// The excluded sets that hold this item.
    pub(super) fn excluding_item(&self, item: u32) -> &[u32] {
        self.excluding.get(&item).map(Vec::as_slice).unwrap_or_default()
    }

    /// Whether another rule has the same conditions.
    pub(super) fn is_shared(&self, number: usize) -> bool {
        self.sharing[self.conditions[number]] > 1
    }

    /// The number of a rule's conditions.
    pub(super) fn conditions(&self, number: usize) -> usize {
        self.conditions[number]
    }

    /// The rules with conditions that apply whenever this one does, itself among them, in their order.
    fn always(&self, sets: &Sets<'_>, number: usize) -> Cow<'_, [usize]> {
        let shared = self.always[self.conditions[number]].get_or_init(|| self.always_with(sets, number));
        match shared.binary_search(&number) {
            Err(at) if is_conditional(&self.merchant.rules[number]) => {
                let mut own = shared.clone();
                own.insert(at, number);
                Cow::Owned(own)
            }
            _ => Cow::Borrowed(shared),
        }
    }

    /// The rules with conditions that apply whenever one with the conditions of this one does.
    fn always_with(&self, sets: &Sets<'_>, number: usize) -> Vec<usize> {
        let rule = &self.merchant.rules[number];
        let odd = rule.when.iter().any(|clause| !clause.negated && !asks(clause) || self.asks_for_nothing(clause));
        let mut found: Vec<usize> = if odd { self.conditional.clone() } else { self.others.clone() };
        if !odd {
            for clause in rule.when.iter().filter(|clause| asks(clause)) {
                let wider = clause.any.first().map(|atom| self.wider(sets, *atom)).unwrap_or_default();
                found.extend(wider.into_iter().filter_map(|atom| self.asking.get(&atom)).flatten());
            }
        }
        found.sort_unstable();
        found.dedup();
        let rules = &self.merchant.rules;
        found.retain(|other| overlap(sets, &rules[*other], rule) == Overlap::Always);
        found
    }

    /// Whether a clause asks for an item of a set of none: that implies anything.
    fn asks_for_nothing(&self, clause: &Clause) -> bool {
        let set = |atom: &Atom| set_of(*atom);
        clause.any.iter().filter_map(set).any(|set| self.merchant.sets[set as usize].items.is_empty())
    }

    /// What is asked for anywhere, and is so whenever this is.
    fn wider(&self, sets: &Sets<'_>, atom: Atom) -> Vec<Atom> {
        match atom {
            Atom::Cart(set) => {
                let holding = rarest(&self.asked, &self.merchant.sets[set as usize].items).unwrap_or_default();
                holding.iter().filter(|other| sets.is_within(set, **other)).map(|other| Atom::Cart(*other)).collect()
            }
            Atom::Fact(number) => {
                let fact = self.merchant.facts[number as usize].as_str();
                let languages = fact.match_indices('-').filter(|_| fact.starts_with(LOCALE)).map(|(at, _)| &fact[..at]);
                let any_plan = format!("{PLAN}{ANY_PLAN}");
                let plan = fact.starts_with(PLAN).then_some(any_plan.as_str());
                let brought = languages.chain(plan).filter_map(|fact| self.facts.get(fact)).copied();
                brought.chain([number]).map(Atom::Fact).collect()
            }
        }
    }
}

/// For each rule, the number of the first one of the same conditions.
fn numbered(rules: &[Rule]) -> Vec<usize> {
    let mut first: HashMap<String, usize> = HashMap::new();
    let same =
        |(number, rule): (usize, &Rule)| *first.entry(format!("{:?}{:?}", rule.when, rule.ranges)).or_insert(number);
    rules.iter().enumerate().map(same).collect()
}

/// Whether a clause asks for something, instead of ruling it out.
fn asks(clause: &Clause) -> bool {
    !clause.negated && !clause.any.is_empty()
}

fn set_of(atom: Atom) -> Option<u32> {
    if let Atom::Cart(set) = atom { Some(set) } else { None }
}

/// What holds the item that the fewest hold; `None` without items.
pub(super) fn rarest<'s, T>(holders: &'s HashMap<u32, Vec<T>>, items: &[u32]) -> Option<&'s [T]> {
    let holding = items.iter().map(|item| holders.get(item).map(Vec::as_slice).unwrap_or_default());
    holding.min_by_key(|holders| holders.len())
}

/// One rule, in the light of the others.
pub(super) struct View<'l> {
    related: &'l Related<'l>,
    sets: &'l Sets<'l>,
    pub(super) number: usize,
}

impl<'l> View<'l> {
    pub(super) fn new(related: &'l Related<'l>, sets: &'l Sets<'l>, number: usize) -> Self {
        Self { related, sets, number }
    }

    /// Of these actions of rules with conditions, those that apply whenever this rule does, in their order.
    pub(super) fn always_of<'s>(&'s self, lists: &'s [&'s [At]]) -> impl Iterator<Item = At> + 's {
        self.always_from(0, lists)
    }

    /// The same, of this rule and those after it.
    pub(super) fn always_from<'s>(&'s self, first: usize, lists: &'s [&'s [At]]) -> impl Iterator<Item = At> + 's {
        let some = lists.iter().any(|list| !list.is_empty());
        let rules = if some { self.related.always(self.sets, self.number) } else { Cow::Borrowed(&[][..]) };
        (rules.partition_point(|number| *number < first)..rules.len()).flat_map(move |at| {
            let number = rules[at];
            let of_rule = |list: &&'s [At]| {
                let start = list.partition_point(|at| at.0 < number);
                let end = list[start..].partition_point(|at| at.0 == number);
                &list[start..start + end]
            };
            Merged(lists.iter().map(of_rule).filter(|list| !list.is_empty()).collect())
        })
    }
}

/// The actions of several lists in their order, each once.
pub(super) struct Merged<'s>(pub(super) Vec<&'s [At]>);

impl Iterator for Merged<'_> {
    type Item = At;

    fn next(&mut self) -> Option<At> {
        let first = self.0.iter().filter_map(|list| list.first()).min().copied()?;
        for list in &mut self.0 {
            if list.first() == Some(&first) {
                *list = &list[1..];
            }
        }
        Some(first)
    }
}
