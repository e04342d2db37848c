//! Tells how one rule's conditions stand to another's; never looks at what the rules do.

use pairwell::rules::parts::{Atom, Clause, MerchantRules, Rule};

/// Whether a rule holds while another does.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum While {
    /// Never both.
    Never,
    /// It may or may not.
    Sometimes,
    /// Always.
    Always,
}

/// What is said, and its sets as bits: a large shop's sets are compared very often.
pub(super) struct Known<'a> {
    pub(super) merchant: &'a MerchantRules,
    bits: Vec<Vec<u64>>,
}

impl<'a> Known<'a> {
    pub(super) fn of(merchant: &'a MerchantRules) -> Self {
        let bits = |items: &[u32]| {
            let mut bits = vec![0u64; items.last().map_or(0, |last| *last as usize / 64 + 1)];
            for item in items {
                bits[*item as usize / 64] |= 1 << (item % 64);
            }
            bits
        };
        Self { merchant, bits: merchant.sets.iter().map(|set| bits(&set.items)).collect() }
    }

    /// Whether one set's items are all in another.
    pub(super) fn is_within(&self, one: u32, other: u32) -> bool {
        let (one, other) = (&self.bits[one as usize], &self.bits[other as usize]);
        one.iter().enumerate().all(|(n, word)| word & !other.get(n).copied().unwrap_or(0) == 0)
    }

    /// Whether two sets have an item in common.
    pub(super) fn meet(&self, one: u32, other: u32) -> bool {
        self.bits[one as usize].iter().zip(&self.bits[other as usize]).any(|(a, b)| a & b != 0)
    }
}

/// Whether `one` holds while `other` does, as far as the conditions tell.
pub(super) fn holds(known: &Known<'_>, one: &Rule, other: &Rule) -> While {
    if apart(known, one, other) {
        While::Never
    } else if implies(known, other, one) {
        While::Always
    } else {
        While::Sometimes
    }
}

/// Whether two rules, or one rule's own conditions, can never hold at once.
pub(super) fn apart(known: &Known<'_>, one: &Rule, other: &Rule) -> bool {
    let clauses = one.when.iter().any(|c| other.when.iter().any(|d| clauses_apart(known, c, d)));
    let ranges = one
        .ranges
        .iter()
        .any(|a| other.ranges.iter().any(|b| a.measure == b.measure && (a.to < b.from || b.to < a.from)));
    clauses || ranges
}

fn implies(known: &Known<'_>, one: &Rule, other: &Rule) -> bool {
    let ranges = other
        .ranges
        .iter()
        .all(|wide| one.ranges.iter().any(|a| a.measure == wide.measure && wide.from <= a.from && a.to <= wide.to));
    ranges && other.when.iter().all(|d| one.when.iter().any(|c| clause_implies(known, c, d)))
}

fn clause_implies(known: &Known<'_>, one: &Clause, other: &Clause) -> bool {
    match (one.negated, other.negated) {
        (false, false) => covered(known, &one.any, &other.any),
        (true, true) => covered(known, &other.any, &one.any),
        (false, true) => exclusive(known, &one.any, &other.any),
        (true, false) => false,
    }
}

fn clauses_apart(known: &Known<'_>, one: &Clause, other: &Clause) -> bool {
    match (one.negated, other.negated) {
        (false, false) => exclusive(known, &one.any, &other.any),
        (false, true) => covered(known, &one.any, &other.any),
        (true, false) => covered(known, &other.any, &one.any),
        (true, true) => false,
    }
}

/// Whether each of these atoms brings one of those.
fn covered(known: &Known<'_>, these: &[Atom], those: &[Atom]) -> bool {
    these.iter().all(|one| those.iter().any(|other| brings(known, *one, *other)))
}

fn brings(known: &Known<'_>, one: Atom, other: Atom) -> bool {
    match (one, other) {
        (Atom::Cart(a), Atom::Cart(b)) => a == b || known.is_within(a, b),
        (Atom::Fact(a), Atom::Fact(b)) => {
            a == b || fact_brings(&known.merchant.facts[a as usize], &known.merchant.facts[b as usize])
        }
        _ => false,
    }
}

/// A page that says `locale:de-CH` says `locale:de`; one that says a plan says `plan:any`.
fn fact_brings(one: &str, other: &str) -> bool {
    let wider = |family: &str| one.starts_with(family) && other.starts_with(family);
    let language = wider("locale:") && one.strip_prefix(other).is_some_and(|rest| rest.starts_with('-'));
    language || wider("plan:") && other == "plan:any"
}

/// Whether no page can say one of these and one of those: both ask for values of one thing, and for other ones.
fn exclusive(known: &Known<'_>, these: &[Atom], those: &[Atom]) -> bool {
    let fact = |atom: &Atom| match atom {
        Atom::Fact(fact) => known.merchant.facts.get(*fact as usize).map(String::as_str),
        Atom::Cart(_) => None,
    };
    let family = these.first().and_then(fact).and_then(single);
    let of_family = |atom: &Atom| fact(atom).and_then(single) == family;
    let meet = |one: &Atom, other: &Atom| brings(known, *one, *other) || brings(known, *other, *one);
    family.is_some()
        && !those.is_empty()
        && these.iter().chain(those).all(of_family)
        && !these.iter().any(|one| those.iter().any(|other| meet(one, other)))
}

/// What the fact is one value of, if a page says one value at a time.
fn single(fact: &str) -> Option<&str> {
    let family = fact.split_inclusive(':').next()?;
    match family {
        "placement:" | "region:" | "locale:" => Some(family),
        "answer:" => fact.split_once('=').map(|(question, _)| question),
        _ => None,
    }
}
