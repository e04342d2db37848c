//! Lays a file's rules out one after another, by what can set them off; never decides which of them hold.

use super::book::Lists;
use super::parts::{Action, Atom, Clause, Measure, Range, Said};

/// All rules. What is asked of one, and what it does, lies beside what is asked of the next: half a hundred may hold at a
/// time, and lists of lists would be a walk all over memory.
#[derive(Debug, Clone, Default)]
pub(super) struct Compiled {
    /// Where each rule's entries begin: as many as there are rules, and one more.
    starts: Vec<Starts>,
    /// Of each truth, whether anything asks for it.
    pub(super) asked: Vec<bool>,
    clauses: Vec<AtomsOf>,
    /// Truths, what may be so at a moment: that an item of a set is in the cart, by set, then the facts.
    atoms: Vec<u32>,
    ranges: Vec<Range>,
    actions: Vec<Action>,
    /// The rules that can hold only when a truth does.
    triggered: Lists,
    /// The rules that ask for nothing to be there.
    pub(super) untriggered: Vec<u32>,
    sets: u32,
    facts: u32,
}

#[derive(Debug, Clone, Copy, Default)]
struct Starts {
    /// Whether nothing is left to be asked once something has set the rule off.
    is_settled: bool,
    clauses: u32,
    ranges: u32,
    actions: u32,
}

/// A clause that its trigger does not settle.
#[derive(Debug, Clone, Copy, Default)]
struct AtomsOf {
    negated: bool,
    from: u32,
    to: u32,
}

impl Compiled {
    pub(super) fn new(said: &Said) -> Self {
        let (sets, facts) = (said.sets.len() as u32, said.facts.len() as u32);
        let mut it = Self { sets, facts, asked: vec![false; said.sets.len() + said.facts.len()], ..Self::default() };
        let mut triggered = Vec::new();
        for (number, rule) in (0u32..).zip(&said.rules) {
            // The first clause that asks for something to be there: one of its atoms sets the rule off, and settles it.
            let trigger = rule.when.iter().position(|clause| !clause.negated);
            let is_settled = rule.when.len() == usize::from(trigger.is_some()) && rule.ranges.is_empty();
            it.starts.push(it.starts_after(is_settled));
            for (at, clause) in rule.when.iter().enumerate() {
                match trigger {
                    Some(trigger) if trigger == at => {
                        triggered.extend(clause.any.iter().map(|atom| (truth(sets, atom), number)));
                    }
                    _ => it.add(clause),
                }
            }
            if trigger.is_none() {
                it.untriggered.push(number);
            }
            it.ranges.extend(&rule.ranges);
            it.actions.extend(rule.actions.iter().cloned());
        }
        it.starts.push(it.starts_after(false));
        it.triggered = Lists::of(it.asked.len(), &|put| triggered.iter().for_each(|(truth, rule)| put(*truth, *rule)));
        let benefits = said.benefits.iter().filter_map(|benefit| benefit.with);
        let silence = said.policy.silence.iter().map(|fact| sets + fact);
        let settling = triggered.iter().map(|(truth, _)| *truth);
        for truth in settling.chain(it.atoms.iter().copied()).chain(benefits).chain(silence) {
            if let Some(asked) = it.asked.get_mut(truth as usize) {
                *asked = true;
            }
        }
        it
    }

    fn starts_after(&self, is_settled: bool) -> Starts {
        let (clauses, ranges) = (self.clauses.len() as u32, self.ranges.len() as u32);
        Starts { is_settled, clauses, ranges, actions: self.actions.len() as u32 }
    }

    fn add(&mut self, clause: &Clause) {
        let from = self.atoms.len() as u32;
        self.atoms.extend(clause.any.iter().map(|atom| truth(self.sets, atom)));
        self.clauses.push(AtomsOf { negated: clause.negated, from, to: self.atoms.len() as u32 });
    }

    /// How many rules there are.
    pub(super) fn rules(&self) -> usize {
        self.starts.len().saturating_sub(1)
    }

    /// The truth that a fact is; none for a number that is no fact's.
    pub(super) fn fact(&self, fact: u32) -> Option<u32> {
        (fact < self.facts).then_some(self.sets + fact)
    }

    /// The rules that a truth can set off.
    #[inline(always)]
    pub(super) fn set_off_by(&self, truth: u32) -> &[u32] {
        self.triggered.quick_list(truth)
    }

    /// What a rule does, if it holds now that something has set it off.
    #[inline(always)]
    pub(super) fn held(
        &self,
        rule: u32,
        is_true: impl Fn(u32) -> bool,
        is_within: impl Fn(&Range) -> bool,
    ) -> &[Action] {
        let (Some(from), Some(to)) = (self.starts.get(rule as usize), self.starts.get(rule as usize + 1)) else {
            return &[];
        };
        let atoms = |clause: &AtomsOf| part(&self.atoms, clause.from, clause.to).iter().any(|atom| is_true(*atom));
        let clauses = part(&self.clauses, from.clauses, to.clauses);
        let holds = from.is_settled
            || clauses.iter().all(|clause| atoms(clause) != clause.negated)
                && part(&self.ranges, from.ranges, to.ranges).iter().all(is_within);
        if holds { part(&self.actions, from.actions, to.actions) } else { &[] }
    }

    /// Whether anything asks what the cart costs.
    pub(super) fn asks_value(&self) -> bool {
        let prices = |act: &Action| matches!(act, Action::CloseGap { .. } | Action::PriceSanity { .. });
        self.ranges.iter().any(|range| range.measure == Measure::Value as u32) || self.actions.iter().any(prices)
    }
}

fn part<T>(all: &[T], from: u32, to: u32) -> &[T] {
    all.get(from as usize..to as usize).unwrap_or_default()
}

/// The number of the truth that an atom asks for.
fn truth(sets: u32, atom: &Atom) -> u32 {
    match *atom {
        Atom::Cart(set) => set,
        Atom::Fact(fact) => sets + fact,
    }
}
