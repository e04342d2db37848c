//! Judges compiled rules against each other: which contradict, which can never fire, which change nothing; never changes one.

mod hold;
mod pair;
mod pins;
mod shown;
mod words;

use std::fmt;

use pairwell::rules::parts::{Action, ItemSet, Measure, MerchantRules, Rule};

use crate::compile::build::{Act, Build, Origin};
use crate::finding::Notes;
use crate::shop::Index;
use hold::{Known, While};
use pair::Told;

/// The most that is told of one action: whoever mends these sees the rest.
const MOST_TOLD: usize = 3;

/// Notes what is wrong between rules.
pub(crate) fn judge(build: &Build, index: &Index<'_>, today: Option<i64>, notes: &mut Notes<'_>) {
    let court = Court { merchant: &build.merchant, known: Known::of(&build.merchant), origins: &build.origins, index };
    for number in 0..court.merchant.rules.len() {
        court.alone(number, today, notes);
        shown::judge(&court, number, notes);
        if let Some(earlier) = (0..number).find(|earlier| court.same(*earlier, number)) {
            let text = format!("this rule says the same as {}", court.one(earlier));
            notes.warning(build.origins[number].place, text, "Take one of the two out.");
            continue;
        }
        court.against_others(number, notes);
        pins::judge(&court, number, notes);
    }
    words::judge(&court, &build.benefits, &build.partners, notes);
}

/// What judging needs to know.
struct Court<'a> {
    merchant: &'a MerchantRules,
    known: Known<'a>,
    origins: &'a [Origin],
    index: &'a Index<'a>,
}

/// One action of one rule.
#[derive(Clone, Copy)]
struct Deed<'a> {
    /// Its rule and its position there: earlier ones are smaller.
    at: (usize, usize),
    action: &'a Action,
    act: &'a Act,
    /// Whether the merchant wrote it as a rule.
    written: bool,
}

impl<'a> Court<'a> {
    fn rule(&self, number: usize) -> &'a Rule {
        &self.merchant.rules[number]
    }

    fn set(&self, set: u32) -> &'a ItemSet {
        &self.merchant.sets[set as usize]
    }

    fn deeds(&self, number: usize) -> impl Iterator<Item = Deed<'a>> + use<'a> {
        let origin = &self.origins[number];
        let deeds = self.rule(number).actions.iter().zip(&origin.acts).enumerate();
        deeds.map(move |(n, (action, act))| Deed { at: (number, n), action, act, written: origin.written })
    }

    /// A rule's name and line.
    fn one(&self, number: usize) -> impl fmt::Display + use<'a> {
        let (rule, origin) = (self.rule(number), &self.origins[number]);
        format!("{:?} (line {})", rule.name, origin.place.line)
    }

    fn sku(&self, item: u32) -> &'a str {
        self.index.sku(item)
    }

    /// Whether rule `one` holds while rule `other` does.
    fn holds(&self, one: usize, other: usize) -> While {
        if one == other { While::Always } else { hold::holds(&self.known, self.rule(one), self.rule(other)) }
    }

    fn same(&self, one: usize, other: usize) -> bool {
        let (a, b) = (self.rule(one), self.rule(other));
        a.when == b.when && a.ranges == b.ranges && a.actions == b.actions
    }

    /// What can be said of a rule without looking at others.
    fn alone(&self, number: usize, today: Option<i64>, notes: &mut Notes<'_>) {
        let (rule, place) = (self.rule(number), self.origins[number].place);
        if hold::apart(&self.known, rule, rule) {
            let text = format!("{:?} can never fire: its conditions exclude each other", rule.name);
            notes.warning(place, text, "Correct the conditions, or take the rule out.");
        }
        let dates = rule.ranges.iter().find(|range| range.measure == Measure::Now as u32);
        if let (Some(dates), Some(today)) = (dates, today)
            && dates.to < today
        {
            notes.note(place, format!("{:?} no longer fires: its dates have passed", rule.name), "");
        }
    }

    /// What all rules do to the actions of one: of each action the worst that is found.
    fn against_others(&self, number: usize, notes: &mut Notes<'_>) {
        let others: Vec<(usize, While)> =
            (0..self.merchant.rules.len()).map(|other| (other, self.holds(other, number))).collect();
        for weak in self.deeds(number) {
            let mut told = Told::new();
            for (other, holds) in others.iter().filter(|(_, holds)| *holds != While::Never) {
                for strong in self.deeds(*other).filter(|strong| strong.at != weak.at) {
                    pair::judge(self, strong, weak, *holds, &mut told);
                }
            }
            told.sort_by_key(|(severity, _, _)| *severity);
            for (severity, text, remedy) in told.into_iter().take(MOST_TOLD) {
                notes.add(severity, weak.act.place, text, remedy.to_owned());
            }
        }
    }
}
