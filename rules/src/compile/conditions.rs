//! Compiles `when` into clauses and ranges, and reports conditions that never hold.

use pairwell::rules::facts as names;
use pairwell::rules::parts::{Clause, Measure, Range};

use super::build::{Build, Conditions};
use super::locales::{check_locales, check_regions};
use crate::file::{Bounds, Dates, Selector, When};
use crate::finding::{Notes, Place};
use crate::near::nearest;
use crate::read::{At, Words};
use crate::select::{SELECT_SOME, is_blank, price_range, report_unknown_kind, scaled, select};
use crate::shop::Index;

/// The placements of shelves and of the bundle element.
const PLACEMENTS: [&str; 6] = ["product", "cart", "checkout", "post-purchase", "home", "bundle"];

/// The conditions of a rule; `None` if they never hold, which is reported. `hides` says whether the rule hides items.
pub(super) fn of(
    when: Option<&When>,
    hides: bool,
    build: &mut Build,
    index: &Index<'_>,
    notes: &mut Notes<'_>,
) -> Option<Conditions> {
    let mut conditions = Conditions::default();
    let Some(when) = when else { return Some(conditions) };
    let in_cart = cart((when, hides), build, index, notes, &mut conditions);
    let can_hold = facts(when, build, notes, &mut conditions);
    measures(when, build, index, notes, &mut conditions);
    (in_cart && can_hold).then_some(conditions)
}

fn cart(
    (when, hides): (&When, bool),
    build: &mut Build,
    index: &Index<'_>,
    notes: &mut Notes<'_>,
    conditions: &mut Conditions,
) -> bool {
    check_blank(when, notes);
    let with = when.cart.as_ref().map(|selector| cart_with((selector, hides), build, index, notes));
    let without = when.cart_without.as_ref().map(|selector| cart_without((selector, hides), build, index, notes));
    let mut possible = true;
    for (clause, can_hold) in with.into_iter().chain(without) {
        conditions.when.extend(clause);
        possible &= can_hold;
    }
    possible
}

fn check_blank(when: &When, notes: &mut Notes<'_>) {
    let blank = [&when.cart, &when.cart_without].into_iter().flatten().find(|selector| is_blank(selector));
    if let Some(selector) = blank {
        notes.error(selector.place, "this selects no items", SELECT_SOME);
    }
}

/// The clause for `cart`, and whether it can hold; if not, that is reported.
fn cart_with(
    (selector, hides): (&Selector, bool),
    build: &mut Build,
    index: &Index<'_>,
    notes: &mut Notes<'_>,
) -> (Option<Clause>, bool) {
    let selected = select(selector, index, notes);
    if let Some(kind) = selected.unknown_kind {
        report_unknown_kind("cart", kind, hides, selector.place, index, notes);
    } else if selected.items.is_empty() {
        never(selector.place, "no item of the model matches `cart`", notes);
    }
    let can_hold = selected.unknown_kind.is_none() && !selected.items.is_empty();
    (Some(build.in_cart(&selected, false)), can_hold)
}

/// The clause for `cart_without`, none if it always holds, and whether it can hold.
fn cart_without(
    (selector, hides): (&Selector, bool),
    build: &mut Build,
    index: &Index<'_>,
    notes: &mut Notes<'_>,
) -> (Option<Clause>, bool) {
    let selected = select(selector, index, notes);
    if let Some(kind) = selected.unknown_kind {
        report_unknown_kind("cart_without", kind, hides, selector.place, index, notes);
        return (None, false);
    }
    if selected.items.is_empty() {
        let text = "no item of the model matches `cart_without`: this condition always holds";
        notes.warning(selector.place, text, "Select other items, or remove the condition.");
        return (None, true);
    }
    (Some(build.in_cart(&selected, true)), true)
}

fn facts(when: &When, build: &mut Build, notes: &mut Notes<'_>, conditions: &mut Conditions) -> bool {
    when.placement.iter().for_each(|words| check_placements(words, notes));
    when.locale.iter().for_each(|words| check_locales(words, notes));
    when.region.iter().for_each(|words| check_regions(words, notes));
    let mut possible = true;
    for (family, words, canonical) in asked(when) {
        if words.0.is_empty() {
            let what = format!("`{}` is an empty list", family.trim_end_matches([':', '=']));
            never(when.place, &what, notes);
            possible = false;
        }
        let facts = words.0.iter().map(|word| format!("{family}{}", canonical(word)));
        conditions.when.push(build.any_fact(facts));
    }
    possible
}

/// A family of facts such as `placement:`, the words of which one must hold, and how the engine spells a word.
type Asked<'w> = (String, &'w Words, fn(&str) -> String);

/// The facts that a condition asks for.
fn asked(when: &When) -> impl Iterator<Item = Asked<'_>> {
    let families = [
        (names::PLACEMENT, &when.placement, as_written as fn(&str) -> String),
        (names::SEGMENT, &when.segment, as_written),
        (names::LOCALE, &when.locale, names::locale),
        (names::REGION, &when.region, names::region),
        (names::PLAN, &when.plan, as_written),
    ];
    let named = families
        .into_iter()
        .filter_map(|(family, words, canonical)| words.as_ref().map(|words| (family.to_owned(), words, canonical)));
    let answers = when.answers.iter().flat_map(|answers| &answers.0);
    let answered =
        answers.map(|(question, answers)| (names::answer(&question.value), answers, as_written as fn(&str) -> String));
    named.chain(answered)
}

fn as_written(word: &str) -> String {
    word.to_owned()
}

fn check_placements(words: &Words, notes: &mut Notes<'_>) {
    for word in words.0.iter().filter(|word| !PLACEMENTS.iter().any(|known| known.eq_ignore_ascii_case(word))) {
        let text = format!("{:?} is not a standard placement", word.value);
        match nearest(word, PLACEMENTS) {
            Some(near) => notes.warning(word.place, text, format!("Did you mean {near:?}?")),
            None => notes.note(word.place, text, "It matches if your page sets this `placement`."),
        }
    }
}

fn measures(when: &When, build: &mut Build, index: &Index<'_>, notes: &mut Notes<'_>, conditions: &mut Conditions) {
    let mut add = |measure: u32, (from, to): (i64, i64)| conditions.ranges.push(Range { measure, from, to });
    if let Some(bounds) = &when.value {
        add(Measure::Value as u32, price_range(bounds, index.exponent, notes));
    }
    if let Some(bounds) = &when.size {
        add(Measure::Size as u32, pieces(bounds, notes));
    }
    if let Some(dates) = &when.dates {
        add(Measure::Now as u32, span(dates, notes));
    }
    for (name, bounds) in when.usage.iter().flat_map(|usage| &usage.0) {
        let range = scaled(bounds, notes, |share| (share * f64::from(names::WHOLE_SHARE)).round() as i64);
        add(build.measure(format!("{}{}", names::USAGE, name.value)), range);
    }
}

fn pieces(bounds: &Bounds, notes: &mut Notes<'_>) -> (i64, i64) {
    let whole = |bound: &&At<f64>| bound.value.fract() == 0.0;
    for bound in bounds.from.iter().chain(&bounds.to).filter(|bound| !whole(bound)) {
        notes.error(bound.place, format!("`size`: expected a whole number of pieces, found {}", bound.value), "");
    }
    scaled(bounds, notes, |pieces| pieces as i64)
}

fn span(dates: &Dates, notes: &mut Notes<'_>) -> (i64, i64) {
    let (from, to) = (dates.from.as_ref(), dates.to.as_ref());
    if from.is_none() && to.is_none() {
        notes.error(dates.place, "`dates` needs `from`, `to` or both", "Use { from = 2026-11-24, to = 2026-12-24 }.");
    }
    let range = (from.map_or(0, |from| from.value.first.max(0)), to.map_or(i64::MAX, |to| to.value.last));
    if range.0 > range.1 {
        notes.error(dates.place, "`dates`: `from` is after `to`, so the range is empty", "Swap them.");
    }
    range
}

/// Reports that a rule never applies.
fn never(place: Place, why: &str, notes: &mut Notes<'_>) {
    notes.warning(place, format!("this rule never applies: {why}"), "It is skipped. Correct or remove it.");
}
