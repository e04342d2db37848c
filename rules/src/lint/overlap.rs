//! Compares the conditions of two rules: whether one applies never, sometimes or always while the other does.

use pairwell::rules::facts;
use pairwell::rules::parts::{Atom, Clause, MerchantRules, Rule};

/// How often a rule applies while another does.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Overlap {
    /// Never.
    Never,
    /// Sometimes, as far as the conditions show.
    Sometimes,
    /// Always.
    Always,
}

/// The sets of items; the large ones as bits too, because they are compared very often.
pub(super) struct Sets<'a> {
    merchant: &'a MerchantRules,
    bits: Vec<Vec<u64>>,
    /// How often an item was looked up: tests count the work instead of measuring time.
    #[cfg(test)]
    pub(super) looks: std::cell::Cell<u64>,
}

/// Smaller sets are searched.
const LARGE: usize = 64;

impl<'a> Sets<'a> {
    pub(super) fn new(merchant: &'a MerchantRules) -> Self {
        let bits = |items: &[u32]| {
            let last = items.last().filter(|_| items.len() > LARGE);
            let mut bits = vec![0u64; last.map_or(0, |last| *last as usize / 64 + 1)];
            for item in items.iter().filter(|_| last.is_some()) {
                bits[*item as usize / 64] |= 1 << (item % 64);
            }
            bits
        };
        Self {
            merchant,
            bits: merchant.sets.iter().map(|set| bits(&set.items)).collect(),
            #[cfg(test)]
            looks: std::cell::Cell::default(),
        }
    }

    /// Whether all items of one set are in another.
    pub(super) fn is_within(&self, one: u32, other: u32) -> bool {
        let (items, others) = (self.items(one), self.items(other));
        one == other || items.len() <= others.len() && items.iter().all(|item| self.holds(other, *item))
    }

    /// Whether two sets have an item in common.
    pub(super) fn meet(&self, one: u32, other: u32) -> bool {
        let (few, many) = if self.items(one).len() < self.items(other).len() { (one, other) } else { (other, one) };
        self.items(few).iter().any(|item| self.holds(many, *item))
    }

    /// Whether a set has an item.
    pub(super) fn holds(&self, set: u32, item: u32) -> bool {
        #[cfg(test)]
        self.looks.set(self.looks.get() + 1);
        let (items, bits) = (self.items(set), &self.bits[set as usize]);
        match bits.is_empty() {
            true => items.binary_search(&item).is_ok(),
            false => bits.get(item as usize / 64).is_some_and(|word| word >> (item % 64) & 1 == 1),
        }
    }

    fn items(&self, set: u32) -> &'a [u32] {
        &self.merchant.sets[set as usize].items
    }
}

/// How often `one` applies while `other` does, as far as the conditions show.
pub(super) fn overlap(sets: &Sets<'_>, one: &Rule, other: &Rule) -> Overlap {
    if apart(sets, one, other) {
        Overlap::Never
    } else if implies(sets, other, one) {
        Overlap::Always
    } else {
        Overlap::Sometimes
    }
}

/// Whether two rules can never apply at once. For one rule, whether its conditions exclude each other.
pub(super) fn apart(sets: &Sets<'_>, one: &Rule, other: &Rule) -> bool {
    let clauses = one.when.iter().any(|c| other.when.iter().any(|d| clauses_apart(sets, c, d)));
    let ranges = one
        .ranges
        .iter()
        .any(|a| other.ranges.iter().any(|b| a.measure == b.measure && (a.to < b.from || b.to < a.from)));
    clauses || ranges
}

fn implies(sets: &Sets<'_>, one: &Rule, other: &Rule) -> bool {
    let ranges = other
        .ranges
        .iter()
        .all(|wide| one.ranges.iter().any(|a| a.measure == wide.measure && wide.from <= a.from && a.to <= wide.to));
    ranges && other.when.iter().all(|d| one.when.iter().any(|c| clause_implies(sets, c, d)))
}

fn clause_implies(sets: &Sets<'_>, one: &Clause, other: &Clause) -> bool {
    match (one.negated, other.negated) {
        (false, false) => all_imply(sets, &one.any, &other.any),
        (true, true) => all_imply(sets, &other.any, &one.any),
        (false, true) => exclusive(sets, &one.any, &other.any),
        (true, false) => false,
    }
}

fn clauses_apart(sets: &Sets<'_>, one: &Clause, other: &Clause) -> bool {
    match (one.negated, other.negated) {
        (false, false) => exclusive(sets, &one.any, &other.any),
        (false, true) => all_imply(sets, &one.any, &other.any),
        (true, false) => all_imply(sets, &other.any, &one.any),
        (true, true) => false,
    }
}

/// Whether each of these atoms implies one of those.
fn all_imply(sets: &Sets<'_>, these: &[Atom], those: &[Atom]) -> bool {
    these.iter().all(|one| those.iter().any(|other| atom_implies(sets, *one, *other)))
}

fn atom_implies(sets: &Sets<'_>, one: Atom, other: Atom) -> bool {
    match (one, other) {
        (Atom::Cart(a), Atom::Cart(b)) => a == b || sets.is_within(a, b),
        (Atom::Fact(a), Atom::Fact(b)) => {
            a == b || facts::brings(&sets.merchant.facts[a as usize], &sets.merchant.facts[b as usize])
        }
        _ => false,
    }
}

/// Whether a page cannot pass one of these and one of those: both are values of one thing that has one value at a time.
fn exclusive(sets: &Sets<'_>, these: &[Atom], those: &[Atom]) -> bool {
    let fact = |atom: &Atom| match atom {
        Atom::Fact(fact) => sets.merchant.facts.get(*fact as usize).map(String::as_str),
        Atom::Cart(_) => None,
    };
    let family = these.first().and_then(fact).and_then(facts::single);
    let of_family = |atom: &Atom| fact(atom).and_then(facts::single) == family;
    let meet = |one: &Atom, other: &Atom| atom_implies(sets, *one, *other) || atom_implies(sets, *other, *one);
    family.is_some()
        && !those.is_empty()
        && these.iter().chain(those).all(of_family)
        && !these.iter().any(|one| those.iter().any(|other| meet(one, other)))
}
