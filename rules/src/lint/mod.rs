//! Checks compiled rules for contradictions and for parts without effect, and reports them.

mod impossible;
mod labels;
mod overlap;
mod pins;
mod rules;
mod shadows;

use pairwell::rules::parts::Measure;

use crate::compile::build::Build;
use crate::finding::Notes;
use crate::shop::Index;
use overlap::{Overlap, apart};
use rules::Lint;

/// How many findings are reported for one action: they often share a cause.
const MOST_PER_ACTION: usize = 3;

/// Reports what is wrong within and between rules. `today` is in minutes since 1970-01-01.
pub(crate) fn lint(build: &Build, index: &Index<'_>, today: Option<i64>, notes: &mut Notes<'_>) {
    let lint = Lint::new(build, index);
    for number in 0..lint.merchant.rules.len() {
        one_rule(&lint, number, today, notes);
        impossible::check(&lint, number, notes);
        if let Some(earlier) = (0..number).find(|earlier| lint.are_same(*earlier, number)) {
            let text = format!("this rule is the same as {}", lint.rule_name(earlier));
            notes.warning(lint.place(number), text, "Remove one of them.");
            continue;
        }
        other_rules(&lint, number, notes);
        pins::check(&lint, number, notes);
    }
    labels::check(&lint, &build.benefits, &build.partners, notes);
}

/// Reports conditions that never hold, and dates that have passed.
fn one_rule(lint: &Lint<'_>, number: usize, today: Option<i64>, notes: &mut Notes<'_>) {
    let (rule, place) = (lint.rule(number), lint.place(number));
    if apart(&lint.sets, rule, rule) {
        let text = format!("{:?} never applies: its conditions exclude each other", rule.name);
        notes.warning(place, text, "Change the conditions, or remove the rule.");
    }
    let dates = rule.ranges.iter().find(|range| range.measure == Measure::Now as u32);
    if let (Some(dates), Some(today)) = (dates, today)
        && dates.to < today
    {
        notes.note(place, format!("{:?} no longer applies: its dates have passed", rule.name), "");
    }
}

/// Reports what other rules do to the actions of this one, the most serious findings first.
fn other_rules(lint: &Lint<'_>, number: usize, notes: &mut Notes<'_>) {
    let others: Vec<(usize, Overlap)> =
        (0..lint.merchant.rules.len()).map(|other| (other, lint.overlap(other, number))).collect();
    for action in lint.actions(number) {
        let mut shadows = shadows::Shadows::new(lint, action);
        for (other, overlap) in others.iter().filter(|(_, overlap)| *overlap != Overlap::Never) {
            for by in lint.actions(*other).filter(|by| by.at != action.at) {
                shadows.check(by, *overlap);
            }
        }
        for (severity, text, remedy) in shadows.worst().take(MOST_PER_ACTION) {
            notes.add(severity, action.origin.place, text, remedy.to_owned());
        }
    }
}
