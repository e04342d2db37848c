//! Checks compiled rules for contradictions and for parts without effect, and reports them.

mod compare;
mod impossible;
mod labels;
mod overlap;
mod pins;
mod places;
mod related;
mod rules;
mod shadows;
#[cfg(test)]
mod twin;

use pairwell::rules::parts::Measure;

use crate::compile::build::Build;
use crate::finding::Notes;
use crate::shop::Index;
use overlap::apart;
use rules::Lint;

/// Reports what is wrong within and between rules. `today` is in minutes since 1970-01-01.
pub(crate) fn lint(build: &Build, index: &Index<'_>, today: Option<i64>, notes: &mut Notes<'_>) {
    let lint = Lint::new(build, index);
    let mut pins = pins::Pins::new(&lint);
    for (number, earlier) in lint.first_same().into_iter().enumerate() {
        one_rule(&lint, number, today, notes);
        impossible::check(&lint, number, notes);
        if earlier < number {
            let text = format!("this rule is the same as {}", lint.rule_name(earlier));
            notes.warning(lint.place(number), text, "Remove one of them.");
            continue;
        }
        let view = lint.view(number);
        compare::check(&lint, &view, notes);
        pins.check(&view, notes);
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
