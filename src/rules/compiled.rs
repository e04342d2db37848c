//! Takes a file's rules apart into single actions, and lays these out by what triggers them; never decides which are active.

use super::effects::SetEffect;
use super::lists::Lists;
use crate::model::rules::parts::{Action, Atom, Clause, Measure, MerchantRules, Range, Rule};

/// All rules. One bit for each action: those on sets, then, from a full word on, all others. Half a hundred may be active at
/// once, so that what each asks for and does lies beside what the next does.
///
/// A *truth* is the number of what a rule can ask for: that an item of a set is in the cart, by set, then the facts.
#[derive(Debug, Clone, Default)]
pub(super) struct Compiled {
    /// Of each truth, whether anything asks for it.
    pub(super) referenced: Vec<bool>,
    /// What actions do to sets.
    pub(super) on_sets: Vec<(u32, SetEffect)>,
    /// The rules of these actions.
    set_rules: Vec<u32>,
    /// The actions on each set.
    by_set: Lists,
    /// All other actions, and their rules.
    pub(super) others: Vec<(u32, Action)>,
    /// How many words of bits belong to sets.
    pub(super) set_words: usize,
    /// The actions that a truth triggers.
    triggered: Lists,
    /// One bit an action: whether it needs no trigger.
    pub(super) untriggered: Vec<u32>,
    /// One bit an action: whether it has other conditions beside its trigger.
    pub(super) conditional: Vec<u32>,
    /// These conditions, by action.
    terms: Vec<Terms>,
    clauses: Vec<AtomsOf>,
    /// The truths of the clauses.
    atoms: Vec<u32>,
    ranges: Vec<Range>,
    sets: u32,
    facts: u32,
}

/// Where the clauses and ranges of an action begin and end.
#[derive(Debug, Clone, Copy, Default)]
struct Terms {
    clauses: (u32, u32),
    ranges: (u32, u32),
}

/// A clause beside the trigger.
#[derive(Debug, Clone, Copy, Default)]
struct AtomsOf {
    negated: bool,
    from: u32,
    to: u32,
}

impl Compiled {
    pub(super) fn new(merchant: &MerchantRules) -> Self {
        let mut it = Self { sets: merchant.sets.len() as u32, facts: merchant.facts.len() as u32, ..Self::default() };
        let (mut of_sets, mut of_others) = (Vec::new(), Vec::new());
        for (number, rule) in (0u32..).zip(&merchant.rules) {
            for action in &rule.actions {
                if let Some(effect) = SetEffect::of(action, number) {
                    it.on_sets.push(effect);
                    it.set_rules.push(number);
                    of_sets.push(rule);
                } else {
                    it.others.push((number, action.clone()));
                    of_others.push(rule);
                }
            }
        }
        it.set_words = of_sets.len().div_ceil(32);
        let words = it.set_words + of_others.len().div_ceil(32);
        (it.untriggered, it.conditional) = (vec![0; words], vec![0; words]);
        it.terms = vec![Terms::default(); words * 32];
        let others_from = it.set_words as u32 * 32;
        let mut triggered = Vec::new();
        for (action, rule) in (0u32..).zip(of_sets).chain((others_from..).zip(of_others)) {
            it.add_conditions(action, rule, &mut triggered);
        }
        let on_sets = &it.on_sets;
        it.by_set =
            Lists::of(merchant.sets.len(), &|put| (0..).zip(on_sets).for_each(|(action, (set, _))| put(*set, action)));
        it.referenced = vec![false; merchant.sets.len() + merchant.facts.len()];
        it.triggered =
            Lists::of(it.referenced.len(), &|put| triggered.iter().for_each(|(truth, action)| put(*truth, *action)));
        let benefits = merchant.benefits.iter().filter_map(|benefit| benefit.with);
        let suppression = merchant.policy.suppress.iter().map(|fact| it.sets + fact);
        let triggers = triggered.iter().map(|(truth, _)| *truth);
        for truth in triggers.chain(it.atoms.iter().copied()).chain(benefits).chain(suppression) {
            if let Some(asked) = it.referenced.get_mut(truth as usize) {
                *asked = true;
            }
        }
        it
    }

    /// Notes an action's conditions: its triggers, as (truth, action), and the others.
    fn add_conditions(&mut self, action: u32, rule: &Rule, triggered: &mut Vec<(u32, u32)>) {
        // The first clause that asks for something to be there: any of its atoms triggers the action, and meets the clause.
        let trigger = rule.when.iter().position(|clause| !clause.negated);
        let before = (self.clauses.len() as u32, self.ranges.len() as u32);
        for (at, clause) in rule.when.iter().enumerate() {
            match trigger {
                Some(trigger) if trigger == at => {
                    triggered.extend(clause.any.iter().map(|atom| (truth(self.sets, atom), action)));
                }
                _ => self.add(clause),
            }
        }
        self.ranges.extend(&rule.ranges);
        let after = (self.clauses.len() as u32, self.ranges.len() as u32);
        if let Some(terms) = self.terms.get_mut(action as usize) {
            *terms = Terms { clauses: (before.0, after.0), ranges: (before.1, after.1) };
        }
        if before != after {
            raise(&mut self.conditional, action);
        }
        if trigger.is_none() {
            raise(&mut self.untriggered, action);
        }
    }

    fn add(&mut self, clause: &Clause) {
        let from = self.atoms.len() as u32;
        self.atoms.extend(clause.any.iter().map(|atom| truth(self.sets, atom)));
        self.clauses.push(AtomsOf { negated: clause.negated, from, to: self.atoms.len() as u32 });
    }

    /// The truth that a fact is; none for a number that is no fact's.
    pub(super) fn fact(&self, fact: u32) -> Option<u32> {
        (fact < self.facts).then(|| self.sets + fact)
    }

    /// Raises the bits of all actions that a truth triggers.
    #[inline(always)]
    pub(super) fn trigger(&self, truth: u32, actions: &mut [u32]) {
        for action in self.triggered.quick_list(truth) {
            raise(actions, *action);
        }
    }

    /// Whether the other conditions of a triggered action hold.
    #[inline(always)]
    pub(super) fn holds(&self, action: u32, is_true: impl Fn(u32) -> bool, is_within: impl Fn(&Range) -> bool) -> bool {
        let terms = self.terms.get(action as usize).copied().unwrap_or_default();
        let atoms = |clause: &AtomsOf| part(&self.atoms, (clause.from, clause.to)).iter().any(|atom| is_true(*atom));
        part(&self.ranges, terms.ranges).iter().all(is_within)
            && part(&self.clauses, terms.clauses).iter().all(|clause| atoms(clause) != clause.negated)
    }

    /// The active effects on a set, one by one, each with its rule.
    pub(super) fn effects_on(&self, set: u32, active: &[u32]) -> impl Iterator<Item = (u32, &SetEffect)> {
        let is_active = |at: &u32| active.get(*at as usize / 32).is_some_and(|bits| bits >> (at % 32) & 1 == 1);
        let actions = self.by_set.list(set).iter().copied().filter(is_active);
        actions.filter_map(|at| Some((*self.set_rules.get(at as usize)?, &self.on_sets.get(at as usize)?.1)))
    }

    /// Whether anything asks what the cart costs.
    pub(super) fn asks_value(&self) -> bool {
        let prices = |action: &Action| matches!(action, Action::CloseGap { .. } | Action::PriceSanity { .. });
        self.ranges.iter().any(|range| range.measure == Measure::Value as u32)
            || self.others.iter().any(|(_, action)| prices(action))
    }
}

/// The numbers of the bits that are set, lowest first.
#[inline(always)]
pub(super) fn raised(bits: &[u32]) -> impl Iterator<Item = u32> {
    (0u32..).step_by(32).zip(bits).flat_map(|(first, bits)| raised_in(first, *bits))
}

/// The same of one word, whose first bit has that number.
#[inline(always)]
pub(super) fn raised_in(first: u32, mut bits: u32) -> impl Iterator<Item = u32> {
    std::iter::from_fn(move || {
        let bit = bits.trailing_zeros();
        (bits != 0).then(|| {
            bits &= bits - 1;
            first + bit
        })
    })
}

#[inline(always)]
fn raise(bits: &mut [u32], bit: u32) {
    if let Some(word) = bits.get_mut(bit as usize / 32) {
        *word |= 1 << (bit % 32);
    }
}

#[inline(always)]
fn part<T>(all: &[T], (from, to): (u32, u32)) -> &[T] {
    all.get(from as usize..to as usize).unwrap_or_default()
}

/// The number of the truth that an atom asks for.
fn truth(sets: u32, atom: &Atom) -> u32 {
    match *atom {
        Atom::Cart(set) => set,
        Atom::Fact(fact) => sets + fact,
    }
}
