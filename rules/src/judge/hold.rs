//! Tells how one rule's conditions stand to another's; never looks at what the rules do.

use pairwell::rules::parts::{Atom, Clause, ItemSet, Rule, Said};

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

/// Whether `one` holds while `other` does, as far as the conditions tell.
pub(super) fn holds(said: &Said, one: &Rule, other: &Rule) -> While {
    if apart(said, one, other) {
        While::Never
    } else if implies(said, other, one) {
        While::Always
    } else {
        While::Sometimes
    }
}

/// Whether two rules, or one rule's own conditions, can never hold at once.
pub(super) fn apart(said: &Said, one: &Rule, other: &Rule) -> bool {
    let clauses = one.when.iter().any(|c| other.when.iter().any(|d| clauses_apart(said, c, d)));
    let ranges = one
        .ranges
        .iter()
        .any(|a| other.ranges.iter().any(|b| a.measure == b.measure && (a.to < b.from || b.to < a.from)));
    clauses || ranges
}

fn implies(said: &Said, one: &Rule, other: &Rule) -> bool {
    let ranges = other
        .ranges
        .iter()
        .all(|wide| one.ranges.iter().any(|a| a.measure == wide.measure && wide.from <= a.from && a.to <= wide.to));
    ranges && other.when.iter().all(|d| one.when.iter().any(|c| clause_implies(said, c, d)))
}

fn clause_implies(said: &Said, one: &Clause, other: &Clause) -> bool {
    match (one.negated, other.negated) {
        (false, false) => covered(said, &one.any, &other.any),
        (true, true) => covered(said, &other.any, &one.any),
        (false, true) => exclusive(said, &one.any, &other.any),
        (true, false) => false,
    }
}

fn clauses_apart(said: &Said, one: &Clause, other: &Clause) -> bool {
    match (one.negated, other.negated) {
        (false, false) => exclusive(said, &one.any, &other.any),
        (false, true) => covered(said, &one.any, &other.any),
        (true, false) => covered(said, &other.any, &one.any),
        (true, true) => false,
    }
}

/// Whether each of these atoms brings one of those.
fn covered(said: &Said, these: &[Atom], those: &[Atom]) -> bool {
    these.iter().all(|one| those.iter().any(|other| brings(said, *one, *other)))
}

fn brings(said: &Said, one: Atom, other: Atom) -> bool {
    match (one, other) {
        (Atom::Cart(a), Atom::Cart(b)) => a == b || is_within(&said.sets[a as usize], &said.sets[b as usize]),
        (Atom::Fact(a), Atom::Fact(b)) => a == b || fact_brings(&said.facts[a as usize], &said.facts[b as usize]),
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
fn exclusive(said: &Said, these: &[Atom], those: &[Atom]) -> bool {
    let fact = |atom: &Atom| match atom {
        Atom::Fact(fact) => said.facts.get(*fact as usize).map(String::as_str),
        Atom::Cart(_) => None,
    };
    let family = these.first().and_then(fact).and_then(single);
    let of_family = |atom: &Atom| fact(atom).and_then(single) == family;
    let meet = |one: &Atom, other: &Atom| brings(said, *one, *other) || brings(said, *other, *one);
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

/// Whether one set's items are all in another.
pub(super) fn is_within(one: &ItemSet, other: &ItemSet) -> bool {
    one.items.len() <= other.items.len() && one.items.iter().all(|item| other.items.binary_search(item).is_ok())
}

/// Whether two sets have an item in common.
pub(super) fn meet(one: &ItemSet, other: &ItemSet) -> bool {
    let (few, many) = if one.items.len() < other.items.len() { (one, other) } else { (other, one) };
    few.items.iter().any(|item| many.items.binary_search(item).is_ok())
}
