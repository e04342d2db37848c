//! Makes the report on an experiment: surveys and accounts for all devices, judges, and puts figures in an order that none of them chose.

use anyhow::Result;
use jiff::Timestamp;
use rayon::prelude::*;

use super::book::Book;
use super::definition::Experiment;
use super::device::{Accounts, Rules};
use super::figures::{Effect, Judging};
use super::measure::Measure;
use super::named::Named;
use super::reasons::Why;
use super::report::{
    ArmFigures, BrokenLines, Compared, Left, ListFigures, PlaceFigures, Rates, Report, Sorted, Week, WeekOfArm,
};
use super::survey::{Survey, survey};
use super::tally::{Engaged, Tally};
use super::{DAY, WEEK};
use crate::events::{Broken, Read, Settled};
use crate::experiment::alarms::{Alarm, Counts, THRESHOLD, alarms, sample_ratio, shares_differ};

/// Makes the report.
///
/// # Errors
/// No exposure of the experiment, or figures that cannot be judged.
pub fn report(read: &Read, experiment: Experiment, book: &Book) -> Result<Report> {
    let settled = &read.settled;
    let arms: Vec<&str> = experiment.arms.iter().map(|arm| arm.name.as_str()).collect();
    let named = Named::new(&settled.names, &experiment.name, &arms);
    let survey = survey(settled, &named, arms.len(), experiment.start);
    let rules = Rules { named: &named, survey: &survey, book, window: experiment.window() };
    let tally = account(settled, &rules, arms.len());
    anyhow::ensure!(
        tally.triggered.iter().sum::<u64>() > 0,
        "no device met the shelf in the experiment {:?}: no exposure names it in \"experiments\" with an arm of it\n  Events name: {}.",
        experiment.name,
        super::experiments(&settled.names).into_keys().collect::<Vec<_>>().join(", ")
    );
    let making = Making { experiment: &experiment, survey: &survey, tally: &tally, settled };
    let currency = settled.names.name(survey.currency).to_owned();
    let comparisons = (1..arms.len()).map(|arm| making.compared(arm, &currency, book)).collect::<Result<Vec<_>>>()?;
    Ok(Report {
        days: [day(survey.start), day(survey.end)],
        full_weeks: survey.weeks(experiment.window()).0,
        arms: making.arms(),
        comparisons,
        weeks: making.weeks()?,
        lists: making.lists(),
        places: making.places(),
        left: left(&tally),
        broken: broken(&read.broken),
        conflicting: settled.doubled.other,
        notes: making.notes(book),
        tally: making.sorted(),
        currency,
        experiment,
    })
}

/// All devices, on all threads.
fn account(settled: &Settled, rules: &Rules<'_>, arms: usize) -> Tally {
    // As many sums as threads: those by item are large.
    let share = settled.parts.len().div_ceil(rayon::current_num_threads()).max(1);
    let some = settled.parts.par_chunks(share).map(|parts| {
        let mut accounts = Accounts::new(rules, arms);
        parts.iter().for_each(|part| part.each_device(|device, facts| accounts.add(device, facts)));
        accounts.tally
    });
    some.reduce(|| Tally::new(arms), Tally::merged)
}

struct Making<'m> {
    experiment: &'m Experiment,
    survey: &'m Survey,
    tally: &'m Tally,
    settled: &'m Settled,
}

impl Making<'_> {
    fn name(&self, number: u32) -> String {
        self.settled.names.name(number).to_owned()
    }

    fn arm(&self, arm: usize) -> String {
        self.experiment.arms[arm].name.clone()
    }

    fn arms(&self) -> Vec<ArmFigures> {
        let whole: f64 = self.experiment.arms.iter().map(|arm| arm.share).sum();
        let figures = |(at, arm): (usize, &super::definition::Arm)| ArmFigures {
            name: arm.name.clone(),
            share: arm.share / whole,
            assigned: self.survey.assigned[at],
            triggered: self.tally.triggered[at],
            counted: self.tally.cohorts[at].iter().map(|cohort| cohort.devices).sum(),
            buyers: self.tally.cohorts[at].iter().map(|cohort| cohort.buyers).sum(),
        };
        self.experiment.arms.iter().enumerate().map(figures).collect()
    }

    /// The alarms of an arm and the control, and how probable their splits are.
    fn alarms(&self, arm: usize) -> Result<(Vec<Alarm>, [f64; 2])> {
        let both = |counts: &[u64]| [counts[0], counts[arm]];
        let shares = [0, arm].map(|arm| self.experiment.arms[arm].share);
        let unknown = *self.tally.left.of(Why::UnknownArm).last().unwrap_or(&0);
        let counts = Counts {
            shares,
            assigned: both(&self.survey.assigned),
            triggered: both(&self.tally.triggered),
            orders: [0, arm].map(|arm| self.tally.joined[arm][0]),
            joined: [0, arm].map(|arm| self.tally.joined[arm][1]),
            bots: both(&self.tally.bots),
            contaminated: both(&self.tally.shared),
        };
        let mut raised = alarms(&counts)?;
        let assigned = sample_ratio(&[counts.assigned[0], counts.assigned[1], unknown], &[shares[0], shares[1], 0.0])?;
        if unknown > 0 && raised.iter().all(|alarm| alarm.strangers == 0) {
            let what = crate::experiment::alarms::What::Assigned;
            raised.insert(0, Alarm { what, p: assigned.p, strangers: unknown });
        }
        raised.sort_by_key(|alarm| !alarm.replaces_verdicts());
        Ok((raised, [assigned.p, sample_ratio(&counts.triggered, &shares)?.p]))
    }

    fn compared(&self, arm: usize, currency: &str, book: &Book) -> Result<Compared> {
        let (alarms, split_p) = self.alarms(arm)?;
        let replaced = alarms.iter().any(Alarm::replaces_verdicts);
        let judging = Judging::new(self.experiment, self.tally, self.survey, arm, &alarms, currency);
        let told = |measure: &Measure| match measure {
            Measure::Margin => book.has_costs(),
            Measure::Returns | Measure::ReturnRate => book.is_shops(),
            _ => true,
        };
        let mut figures =
            Measure::ALL.into_iter().filter(told).map(|measure| judging.figure(measure)).collect::<Result<Vec<_>>>()?;
        if let Some(Ok(adjusted)) = judging.adjusted()? {
            figures.insert(1, adjusted);
        }
        let revenue = &figures[0];
        let attributed = figures.iter().find(|figure| figure.key == Measure::Attributed.described().key);
        let attributed = attributed.map_or(0.0, |figure| figure.arms[1].numerator);
        let incremental = revenue.absolute.map(|effect| scaled(effect, revenue.arms[1].devices as f64));
        let share = self.tally.triggered[arm] as f64 / self.survey.assigned[arm].max(1) as f64;
        let over_time = if replaced { Vec::new() } else { judging.over_time() };
        Ok(Compared {
            arm: self.arm(arm),
            replaced,
            split_p,
            incremental,
            attributed,
            incremental_by_attributed: incremental
                .filter(|_| attributed > 0.0)
                .map(|effect| effect.estimate / attributed),
            per_assigned: revenue.absolute.map(|effect| scaled(effect, share.min(1.0))),
            with_bots: judging.beside(&self.tally.with_bots).filter(|_| !replaced),
            without_shared: judging.beside(&self.tally.unshared).filter(|_| !replaced),
            over_time,
            figures,
            alarms: alarms.iter().map(Alarm::sentence).collect(),
        })
    }

    fn weeks(&self) -> Result<Vec<Week>> {
        let shares: Vec<f64> = self.experiment.arms.iter().map(|arm| arm.share).collect();
        let count = self.tally.weekly.iter().map(Vec::len).max().unwrap_or(0);
        let week = |week: usize| {
            let triggered: Vec<u64> =
                self.tally.weekly.iter().map(|weeks| weeks.get(week).copied().unwrap_or(0)).collect();
            let of_arm = |arm: usize| {
                let cohort = self.tally.cohorts[arm].get(week).cloned().unwrap_or_default();
                WeekOfArm {
                    triggered: triggered[arm],
                    counted: cohort.devices,
                    buyers: cohort.buyers,
                    revenue: cohort.sums(Measure::Revenue).y() as f64 / 100.0,
                }
            };
            Ok(Week {
                from: day(self.survey.start + week as i64 * WEEK),
                split_p: sample_ratio(&triggered, &shares)?.p,
                arms: (0..shares.len()).map(of_arm).collect(),
            })
        };
        (0..count).map(week).collect()
    }

    fn lists(&self) -> Vec<ListFigures> {
        let figures = |(&(arm, placement, model), engaged): (&super::tally::Where, &Engaged)| ListFigures {
            arm: self.arm(arm.into()),
            placement: self.name(placement),
            model: self.name(model),
            rates: Rates::of(engaged),
        };
        let mut lists: Vec<ListFigures> = self.tally.engaged.iter().map(figures).collect();
        lists.sort_by(|a, b| (&a.placement, &a.model, &a.arm).cmp(&(&b.placement, &b.model, &b.arm)));
        lists
    }

    fn places(&self) -> Vec<PlaceFigures> {
        let arms = self.tally.places.iter().enumerate();
        let figures = arms.flat_map(|(arm, places)| {
            let figure = move |(place, engaged)| PlaceFigures { arm: self.arm(arm), place, rates: Rates::of(engaged) };
            (1..).zip(places).map(figure)
        });
        figures.filter(|figure| figure.rates.views > 0).collect()
    }

    fn notes(&self, book: &Book) -> Vec<String> {
        let mut notes = Vec::new();
        let judging = Judging::new(self.experiment, self.tally, self.survey, 1, &[], "");
        match judging.adjusted() {
            Ok(Some(Err(why))) => notes.push(format!("Revenue is not adjusted by what devices knew before: {why}")),
            Ok(None) => {
                notes.push("Revenue is not adjusted: no exposure tells what its device knew before.".to_owned());
            }
            _ => {}
        }
        for (week, figures) in self.weeks().unwrap_or_default().iter().enumerate() {
            if figures.split_p < THRESHOLD {
                notes.push(format!(
                    "Week {} from {} is not split as planned (p = {:.2e}): was the experiment changed midway?",
                    week + 1,
                    figures.from,
                    figures.split_p
                ));
            }
        }
        let lost = self.tally.left.of(Why::Lost);
        for arm in 1..self.experiment.arms.len() {
            let [lost, came] = [[lost[0], lost[arm]], [self.tally.events[0], self.tally.events[arm]]];
            let p = shares_differ(lost, [0, 1].map(|arm| came[arm] + lost[arm])).unwrap_or(1.0);
            if p < THRESHOLD {
                let share = |arm: usize| 100.0 * lost[arm] as f64 / (came[arm] + lost[arm]).max(1) as f64;
                notes.push(format!(
                    "Events are lost more often in one arm: {:.2} % in {} and {:.2} % in {} (p = {p:.2e}). Look whether both send alike.",
                    share(0),
                    self.arm(0),
                    share(1),
                    self.arm(arm)
                ));
            }
        }
        if let Some(sales) = book.sales() {
            let span = self.survey.start / 1000..=self.survey.end / 1000;
            let dated =
                sales.iter().filter(|(_, sale)| !sale.cancelled && sale.time.is_some_and(|time| span.contains(&time)));
            let (mut all, mut told) = (0_u64, 0_u64);
            for (id, _) in dated {
                all += 1;
                told += u64::from(self.survey.told.contains(id));
            }
            if all > 0 {
                notes.push(format!(
                    "Pages told of {told} of the shop's {all} orders in these days ({:.1} %). Lost at random, the others change no relative effect.",
                    100.0 * told as f64 / all as f64
                ));
            }
            if sales.without_price > 0 {
                notes.push(format!(
                    "{} lines of the shop's orders have no price that could be read: they count nothing.",
                    sales.without_price
                ));
            }
        }
        notes
    }

    /// Names in place of numbers.
    fn sorted(&self) -> Sorted {
        let mut sorted = Sorted::default();
        for (&(at, arm, placement), cohort) in &self.tally.days {
            sorted.days.push((day(at * DAY), self.arm(arm.into()), self.name(placement), cohort.clone()));
        }
        for (&(at, (arm, placement, model)), counts) in &self.tally.lists {
            sorted.lists.push((
                day(at * DAY),
                self.arm(arm.into()),
                [placement, model].map(|name| self.name(name)),
                *counts,
            ));
        }
        for (arm, items) in self.tally.items.iter().enumerate() {
            let told = (0..)
                .zip(items)
                .filter(|(_, engaged)| engaged.clicks.x() > 0 || engaged.units > 0 || engaged.cents != 0);
            sorted.items.extend(told.map(|(item, engaged)| (self.arm(arm), self.name(item), *engaged)));
        }
        sorted.days.sort_by(|a, b| (&a.0, &a.1, &a.2).cmp(&(&b.0, &b.1, &b.2)));
        sorted.lists.sort_by(|a, b| (&a.0, &a.1, &a.2).cmp(&(&b.0, &b.1, &b.2)));
        sorted.items.sort_by(|a, b| (&a.1, &a.0).cmp(&(&b.1, &b.0)));
        sorted
    }
}

impl Rates {
    fn of(engaged: &Engaged) -> Self {
        let error = |sums| {
            let estimate = crate::experiment::estimate::Estimate::ratio(sums, 1.0).ok()?;
            Some(estimate.squared_error().sqrt())
        };
        Self {
            views: engaged.clicks.x() as u64,
            clicks: engaged.clicks.y() as u64,
            adds: engaged.adds.y() as u64,
            click_error: error(&engaged.clicks),
            add_error: error(&engaged.adds),
            units: engaged.units,
            revenue: engaged.cents as f64 / 100.0,
        }
    }
}

fn scaled(effect: Effect, by: f64) -> Effect {
    Effect { estimate: by * effect.estimate, low: by * effect.low, high: by * effect.high }
}

fn left(tally: &Tally) -> Vec<Left> {
    let left = |why: Why| {
        let (reason, words) = why.words();
        Left { reason, words, counts: tally.left.of(why).to_vec() }
    };
    Why::ALL.into_iter().map(left).filter(|left| left.counts.iter().any(|count| *count > 0)).collect()
}

fn broken(broken: &Broken) -> Vec<BrokenLines> {
    let lines = |(reason, lines, example): (&str, u64, &str)| BrokenLines {
        reason: reason.to_owned(),
        lines,
        example: crate::terminal::short(example),
    };
    broken.reasons().map(lines).collect()
}

/// A day in UTC.
fn day(moment: i64) -> String {
    Timestamp::from_millisecond(moment).map_or_else(|_| String::new(), |moment| moment.strftime("%Y-%m-%d").to_string())
}
