//! Takes a file's rules apart into single acts, and lays these out by what can set them off; never decides which of them hold.

use super::book::Lists;
use super::effects::SetEffect;
use crate::model::rules::parts::{Action, Atom, Clause, Measure, MerchantRules, Range, Rule};

/// All rules. One bit for each act: what is done to a set, then, from a full word on, what is done otherwise. Half a hundred
/// acts may take place at a moment, so that what each asks for and does lies beside what the next does.
#[derive(Debug, Clone, Default)]
pub(super) struct Compiled {
    /// Of each truth, whether anything asks for it.
    pub(super) asked: Vec<bool>,
    /// What acts do to sets.
    pub(super) on_sets: Vec<(u32, SetEffect)>,
    /// Whose these acts are.
    set_rules: Vec<u32>,
    /// The acts on each set.
    by_set: Lists,
    /// What other acts do, and their rules.
    pub(super) others: Vec<(u32, Action)>,
    /// How many words of bits belong to sets.
    pub(super) set_words: usize,
    /// The acts that a truth can set off.
    triggered: Lists,
    /// One bit an act: whether it asks for nothing to be there.
    pub(super) untriggered: Vec<u32>,
    /// One bit an act: whether more is asked once something has set it off.
    pub(super) unsettled: Vec<u32>,
    /// What more is asked, by act.
    terms: Vec<Terms>,
    clauses: Vec<AtomsOf>,
    /// Truths, what may be so at a moment: that an item of a set is in the cart, by set, then the facts.
    atoms: Vec<u32>,
    ranges: Vec<Range>,
    sets: u32,
    facts: u32,
}

/// Where the clauses and ranges of an act begin and end.
#[derive(Debug, Clone, Copy, Default)]
struct Terms {
    clauses: (u32, u32),
    ranges: (u32, u32),
}

/// A clause that its trigger does not settle.
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
        (it.untriggered, it.unsettled) = (vec![0; words], vec![0; words]);
        it.terms = vec![Terms::default(); words * 32];
        let others_from = it.set_words as u32 * 32;
        let mut triggered = Vec::new();
        for (act, rule) in (0u32..).zip(of_sets).chain((others_from..).zip(of_others)) {
            it.ask(act, rule, &mut triggered);
        }
        let on_sets = &it.on_sets;
        it.by_set =
            Lists::of(merchant.sets.len(), &|put| (0..).zip(on_sets).for_each(|(act, (set, _))| put(*set, act)));
        it.asked = vec![false; merchant.sets.len() + merchant.facts.len()];
        it.triggered = Lists::of(it.asked.len(), &|put| triggered.iter().for_each(|(truth, act)| put(*truth, *act)));
        let benefits = merchant.benefits.iter().filter_map(|benefit| benefit.with);
        let suppression = merchant.policy.suppress.iter().map(|fact| it.sets + fact);
        let settling = triggered.iter().map(|(truth, _)| *truth);
        for truth in settling.chain(it.atoms.iter().copied()).chain(benefits).chain(suppression) {
            if let Some(asked) = it.asked.get_mut(truth as usize) {
                *asked = true;
            }
        }
        it
    }

    /// Notes what an act asks for: what sets it off, as (truth, act), and what else.
    fn ask(&mut self, act: u32, rule: &Rule, triggered: &mut Vec<(u32, u32)>) {
        // The first clause that asks for something to be there: one of its atoms sets the act off, and settles it.
        let trigger = rule.when.iter().position(|clause| !clause.negated);
        let before = (self.clauses.len() as u32, self.ranges.len() as u32);
        for (at, clause) in rule.when.iter().enumerate() {
            match trigger {
                Some(trigger) if trigger == at => {
                    triggered.extend(clause.any.iter().map(|atom| (truth(self.sets, atom), act)));
                }
                _ => self.add(clause),
            }
        }
        self.ranges.extend(&rule.ranges);
        let after = (self.clauses.len() as u32, self.ranges.len() as u32);
        if let Some(terms) = self.terms.get_mut(act as usize) {
            *terms = Terms { clauses: (before.0, after.0), ranges: (before.1, after.1) };
        }
        if before != after {
            raise(&mut self.unsettled, act);
        }
        if trigger.is_none() {
            raise(&mut self.untriggered, act);
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

    /// Takes note of all acts that a truth can set off.
    #[inline(always)]
    pub(super) fn set_off(&self, truth: u32, stirred: &mut [u32]) {
        for act in self.triggered.quick_list(truth) {
            raise(stirred, *act);
        }
    }

    /// Whether an act that something has set off takes place.
    #[inline(always)]
    pub(super) fn holds(&self, act: u32, is_true: impl Fn(u32) -> bool, is_within: impl Fn(&Range) -> bool) -> bool {
        let terms = self.terms.get(act as usize).copied().unwrap_or_default();
        let atoms = |clause: &AtomsOf| part(&self.atoms, (clause.from, clause.to)).iter().any(|atom| is_true(*atom));
        part(&self.ranges, terms.ranges).iter().all(is_within)
            && part(&self.clauses, terms.clauses).iter().all(|clause| atoms(clause) != clause.negated)
    }

    /// The acts on a set that take place, one by one: whose each is, and what it does.
    pub(super) fn acts_on(&self, set: u32, stirred: &[u32]) -> impl Iterator<Item = (u32, &SetEffect)> {
        let takes_place = |act: &u32| stirred.get(*act as usize / 32).is_some_and(|bits| bits >> (act % 32) & 1 == 1);
        let acts = self.by_set.list(set).iter().copied().filter(takes_place);
        acts.filter_map(|act| Some((*self.set_rules.get(act as usize)?, &self.on_sets.get(act as usize)?.1)))
    }

    /// Whether anything asks what the cart costs.
    pub(super) fn asks_value(&self) -> bool {
        let prices = |act: &Action| matches!(act, Action::CloseGap { .. } | Action::PriceSanity { .. });
        self.ranges.iter().any(|range| range.measure == Measure::Value as u32)
            || self.others.iter().any(|(_, act)| prices(act))
    }
}

/// The acts whose bits are set, lowest first, by their numbers among all.
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
