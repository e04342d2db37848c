//! Makes the report on an experiment: surveys and accounts for all devices, judges, and puts figures in an order that none of them chose.

use anyhow::Result;
use jiff::Timestamp;
use rayon::prelude::*;

use super::DAY;
use super::book::Book;
use super::definition::Experiment;
use super::device::{Accounts, Rules};
use super::figures::{Effect, Judging};
use super::measure::Measure;
use super::named::Named;
use super::reasons::Why;
use super::report::{ArmFigures, BrokenLines, Compared, Left, Report};
use super::survey::{Survey, survey};
use super::tally::Tally;
use super::visits::median;
use crate::events::{Broken, Read, Settled};
use crate::experiment::alarms::{Alarm, Counts, THRESHOLD, alarms, sample_ratio, shares_differ};

/// Makes the report.
///
/// # Errors
/// No exposure of the experiment, or figures that cannot be judged.
pub fn report(read: &Read, experiment: Experiment, book: &Book, follow_up_days: u32) -> Result<Report> {
    let settled = &read.settled;
    let arms: Vec<&str> = experiment.arms.iter().map(|arm| arm.name.as_str()).collect();
    let named = Named::new(&settled.names, &experiment.name, &arms);
    let survey = survey(settled, &named, arms.len(), experiment.start, book);
    let rules = Rules {
        named: &named,
        survey: &survey,
        book,
        window: experiment.window(),
        follow_up: i64::from(follow_up_days) * DAY,
    };
    let tally = account(settled, &rules, arms.len());
    anyhow::ensure!(
        tally.triggered.iter().sum::<u64>() > 0,
        "no device met the shelf in the experiment {:?}: no exposure names it in \"experiments\" with an arm of it\n  Events name: {}.",
        experiment.name,
        super::experiments(&settled.names).into_keys().collect::<Vec<_>>().join(", ")
    );
    let making = Making { experiment: &experiment, survey: &survey, tally: &tally, settled, book };
    let currency = settled.names.name(survey.currency).to_owned();
    let alarms = (1..arms.len()).map(|arm| making.alarms(arm)).collect::<Result<Vec<_>>>()?;
    let comparisons = (1..arms.len())
        .zip(&alarms)
        .map(|(arm, alarms)| making.compared(arm, alarms, &currency))
        .collect::<Result<Vec<_>>>()?;
    let is_replaced = comparisons.iter().any(|compared| compared.replaced);
    Ok(Report {
        days: [day(survey.start), day(survey.end)],
        full_weeks: survey.weeks(experiment.window()).0,
        arms: making.arms(),
        comparisons,
        placements: making.placements(&alarms, &currency)?,
        items: making.items(is_replaced)?,
        follow_up_days,
        weeks: making.weeks()?,
        lists: making.lists(),
        places: making.places(),
        left: left(&tally),
        broken: broken(&read.broken),
        conflicting: settled.doubled.other,
        notes: making.notes(),
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

pub(super) struct Making<'m> {
    pub(super) experiment: &'m Experiment,
    pub(super) survey: &'m Survey,
    pub(super) tally: &'m Tally,
    pub(super) settled: &'m Settled,
    pub(super) book: &'m Book,
}

impl Making<'_> {
    pub(super) fn name(&self, number: u32) -> String {
        self.settled.names.name(number).to_owned()
    }

    pub(super) fn arm(&self, arm: usize) -> String {
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
            untriggered: self.tally.untriggered[at][0],
            untriggered_buyers: self.tally.untriggered[at][1],
            median_days: median(&self.tally.ages[at]).map(|hours| hours as f64 / 24.0),
            one_visit: (self.tally.triggered[at] > 0)
                .then(|| self.tally.one_visit[at] as f64 / self.tally.triggered[at] as f64),
        };
        self.experiment.arms.iter().enumerate().map(figures).collect()
    }

    /// The alarms of an arm and the control.
    fn alarms(&self, arm: usize) -> Result<Vec<Alarm>> {
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
            untriggered: [0, arm].map(|arm| self.tally.untriggered[arm]),
        };
        let mut raised = alarms(&counts)?;
        let assigned = sample_ratio(&[counts.assigned[0], counts.assigned[1], unknown], &[shares[0], shares[1], 0.0])?;
        if unknown > 0 && raised.iter().all(|alarm| alarm.strangers == 0) {
            let what = crate::experiment::alarms::What::Assigned;
            raised.insert(0, Alarm { what, p: assigned.p, strangers: unknown });
        }
        raised.sort_by_key(|alarm| !alarm.replaces_verdicts());
        Ok(raised)
    }

    /// How probable the splits of assigned and of triggered devices are by chance.
    fn split_p(&self, arm: usize) -> Result<[f64; 2]> {
        let shares = [0, arm].map(|arm| self.experiment.arms[arm].share);
        let p = |devices: &[u64]| anyhow::Ok(sample_ratio(&[devices[0], devices[arm]], &shares)?.p);
        Ok([p(&self.survey.assigned)?, p(&self.tally.triggered)?])
    }

    fn compared(&self, arm: usize, alarms: &[Alarm], currency: &str) -> Result<Compared> {
        let replaced = alarms.iter().any(Alarm::replaces_verdicts);
        let judging = Judging::new(self.experiment, self.tally, self.survey, arm, alarms, currency);
        let mut figures = self.measures().map(|measure| judging.figure(measure)).collect::<Result<Vec<_>>>()?;
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
            split_p: self.split_p(arm)?,
            untriggered_p: self.untriggered_p(arm)?,
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

    /// How probable it is by chance that devices which never met the shelf buy so differently in both arms.
    fn untriggered_p(&self, arm: usize) -> Result<f64> {
        let [[seen, bought], [seen_with, bought_with]] = [0, arm].map(|arm| self.tally.untriggered[arm]);
        shares_differ([bought, bought_with], [seen, seen_with])
    }

    fn notes(&self) -> Vec<String> {
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
        if let Some(sales) = self.book.sales() {
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
pub(super) fn day(moment: i64) -> String {
    Timestamp::from_millisecond(moment).map_or_else(|_| String::new(), |moment| moment.strftime("%Y-%m-%d").to_string())
}
