//! Judges the metrics of one arm against the control from the tally's sums; never a figure that is not of whole cohorts.

use anyhow::Result;
use serde::Serialize;

use super::definition::Experiment;
use super::measure::{Form, Measure};
use super::survey::Survey;
use super::tally::{Cohort, Tally};
use crate::experiment::alarms::Alarm;
use crate::experiment::comparison::{Comparison, Interval};
use crate::experiment::cuped::{self, Source};
use crate::experiment::estimate::Estimate;
use crate::experiment::judge::{Design, Judged, Look, Scale, Verdict, judge};
use crate::experiment::sentence::{Metric, POINTS, sentence};
use crate::experiment::sums::Sums;

/// An effect and the ends of its interval.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct Effect {
    /// The estimate.
    pub estimate: f64,
    /// The lower end.
    pub low: f64,
    /// The upper end.
    pub high: f64,
}

impl Effect {
    /// Of an estimate with its interval.
    pub fn of((estimate, Interval { low, high }): (f64, Interval)) -> Self {
        Self { estimate, low, high }
    }
}

/// A metric in one arm.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct Value {
    /// Devices whose window has closed.
    pub devices: u64,
    /// Of these, with an order.
    pub buyers: u64,
    /// What was counted.
    pub numerator: f64,
    /// By what it is divided.
    pub denominator: f64,
    /// The quotient; `None` of nothing.
    pub value: Option<f64>,
}

/// A metric of one arm against the control.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Figure {
    /// A stable word for programs.
    pub key: String,
    /// Its name.
    pub name: String,
    /// What is counted, and by what it is divided.
    pub quotient: [&'static str; 2],
    /// Whether it decides.
    pub decides: bool,
    /// `better`, `worse`, `higher`, `lower`, or `cannot_tell`; `none` where an alarm stands in its place.
    pub verdict: &'static str,
    /// All in a sentence.
    pub sentence: String,
    /// How many full weeks the reported look covers.
    pub full_weeks: u32,
    /// In the control, and in the arm.
    pub arms: [Value; 2],
    /// Treatment by control, less 1.
    pub relative: Option<Effect>,
    /// Treatment less control.
    pub absolute: Option<Effect>,
    /// The always-valid p-value at this look.
    pub p: Option<f64>,
    /// The smallest of all looks.
    pub smallest_p: Option<f64>,
    /// The week by which it may be decided, if effect and pace stay.
    pub by_week: Option<u32>,
}

/// The decider at one look.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Point {
    /// Full weeks.
    pub full_weeks: u32,
    /// Devices of both arms.
    pub devices: u64,
    /// The relative effect and its interval at this look.
    pub relative: Option<Effect>,
}

/// One arm against the control.
pub struct Judging<'j> {
    experiment: &'j Experiment,
    /// By arm and week of first exposure: all devices, or a part of them.
    cohorts: &'j [Vec<Cohort>],
    /// Devices that met the shelf, by arm.
    triggered: Vec<u64>,
    /// Whether its metrics decide. Those of a part of the devices only explain.
    decides: bool,
    arm: usize,
    full_weeks: u32,
    alarms: &'j [Alarm],
    currency: &'j str,
}

impl<'j> Judging<'j> {
    /// Of an arm.
    pub fn new(
        experiment: &'j Experiment,
        tally: &'j Tally,
        survey: &Survey,
        arm: usize,
        alarms: &'j [Alarm],
        currency: &'j str,
    ) -> Self {
        let (full_weeks, _) = survey.weeks(experiment.window());
        let (cohorts, triggered) = (tally.cohorts.as_slice(), tally.triggered.clone());
        Self { experiment, cohorts, triggered, decides: true, arm, full_weeks, alarms, currency }
    }

    /// The same of a part of the devices, whose windows have closed: its metrics explain.
    #[must_use]
    pub fn of_part(self, cohorts: &'j [Vec<Cohort>]) -> Self {
        let triggered = cohorts.iter().map(|weeks| weeks.iter().map(|cohort| cohort.devices).sum()).collect();
        Self { cohorts, triggered, decides: false, ..self }
    }

    /// A metric, judged.
    ///
    /// # Errors
    /// As [`judge`].
    pub fn figure(&self, measure: Measure) -> Result<Figure> {
        let described = measure.described();
        let looks = self.looks(&|cohorts| compare(measure, cohorts));
        self.told(described.key, described.name, measure, &looks)
    }

    /// Revenue with what devices knew before taken off, or why not; `None` where no device told it.
    ///
    /// # Errors
    /// As [`judge`].
    pub fn adjusted(&self) -> Result<Option<std::result::Result<Figure, String>>> {
        let arms = self.through(usize::MAX);
        if arms.iter().all(|arm| arm.known == 0) {
            return Ok(None);
        }
        let [a, b] = &arms;
        let admitted = cuped::admit(Source::DeviceMemory, [a.known, b.known], [a.devices, b.devices]);
        let adjust = |[a, b]: &[Cohort; 2]| {
            let [a, b] = [a.sums(Measure::Revenue), b.sums(Measure::Revenue)];
            cuped::adjust([&a, &b], 100.0)
                .map(|adjusted| Comparison { control: adjusted.arms[0], treatment: adjusted.arms[1] })
        };
        if let Err(why) = admitted.and_then(|()| adjust(&arms).map(drop)) {
            return Ok(Some(Err(why.to_string())));
        }
        let looks = self.looks(&|arms| adjust(arms).ok());
        let name = "Revenue per shopper, adjusted by what devices knew before";
        Ok(Some(Ok(self.told("revenue_adjusted", name, Measure::Revenue, &looks)?)))
    }

    /// Revenue's relative effect at every look so far.
    pub fn over_time(&self) -> Vec<Point> {
        let looks = self.looks(&|cohorts| compare(Measure::Revenue, cohorts));
        let arms = self.experiment.arms.len() as u32;
        let point = |count: usize| {
            let look = looks[count - 1];
            // Each look is judged as if it were the last.
            let judged = judge(self.experiment.ending, Scale::Relative, arms, &looks[..count]).ok();
            Point {
                full_weeks: look.full_weeks,
                devices: look.devices.iter().sum(),
                relative: judged.and_then(|judged| judged.relative).map(Effect::of),
            }
        };
        (1..=looks.len()).map(point).collect()
    }

    /// The difference of revenue without those devices that a comparison leaves out, relative; or with those that it lets in.
    pub fn beside(&self, sums: &[Sums]) -> Option<f64> {
        let estimate = |arm: usize| Estimate::mean(&sums[arm], 100.0).ok();
        let relative = Comparison { control: estimate(0)?, treatment: estimate(self.arm)? }.relative();
        relative.is_finite().then_some(relative)
    }

    fn told(&self, key: &str, name: &str, measure: Measure, looks: &[Look]) -> Result<Figure> {
        let described = measure.described();
        let judged = judge(self.experiment.ending, described.scale, self.experiment.arms.len() as u32, looks)?;
        let decides = described.decides && self.decides;
        let unit = match described.form {
            _ if described.unit > 1.0 => self.currency,
            Form::Ratio => POINTS,
            Form::Mean => "",
        };
        let metric = Metric { name: name.to_owned(), scale: described.scale, unit: unit.to_owned(), decides };
        let alarmed = self.alarms.iter().any(Alarm::replaces_verdicts);
        let arms = self.arms_at(measure, judged.look.full_weeks, looks.len());
        let sentence = match arms.iter().zip(["the control", "the arm"]).find(|(arm, _)| arm.denominator == 0.0) {
            Some(_) if !alarmed && self.waits() => {
                format!("{name}: no window has closed yet in one of the arms; cannot tell yet.")
            }
            Some((_, which)) if !alarmed => {
                format!("{name}: {which} has no {}, so there is nothing to compare.", described.denominator)
            }
            _ => sentence(&metric, &judged, self.alarms),
        };
        Ok(Figure {
            key: key.to_owned(),
            name: name.to_owned(),
            quotient: [described.numerator, described.denominator],
            decides,
            verdict: if alarmed { "none" } else { word(judged.verdict, decides) },
            sentence,
            full_weeks: judged.look.full_weeks,
            arms: shown(arms, &judged, described.form),
            relative: judged.relative.filter(|_| !alarmed).map(Effect::of),
            absolute: judged.absolute.filter(|_| !alarmed).map(Effect::of),
            p: judged.p.filter(|_| !alarmed),
            smallest_p: judged.smallest_p.filter(|_| !alarmed),
            by_week: judged.by_week,
        })
    }

    /// Whether an arm has devices, and the window of each is still open.
    fn waits(&self) -> bool {
        let counted = |arm: usize| self.cohorts[arm].iter().map(|cohort| cohort.devices).sum::<u64>();
        [0, self.arm].into_iter().any(|arm| self.triggered[arm] > 0 && counted(arm) == 0)
    }

    /// The figures after every full week; where one may look at any time, those of today, too.
    fn looks(&self, compare: &dyn Fn(&[Cohort; 2]) -> Option<Comparison>) -> Vec<Look> {
        let look = |full_weeks: u32, through: usize| {
            let arms = self.through(through);
            Look {
                full_weeks,
                devices: [arms[0].devices, arms[1].devices],
                buyers: [arms[0].buyers, arms[1].buyers],
                comparison: compare(&arms),
            }
        };
        let mut looks: Vec<Look> = (1..=self.full_weeks).map(|week| look(week, week as usize)).collect();
        let today = look(self.full_weeks, usize::MAX);
        let open_ended = matches!(self.experiment.ending, Design::OpenEnded { .. });
        if looks.is_empty() || (open_ended && looks.last().is_some_and(|last| last.devices != today.devices)) {
            looks.push(today);
        }
        looks
    }

    /// Control and arm over the first weeks.
    fn through(&self, weeks: usize) -> [Cohort; 2] {
        [0, self.arm].map(|arm| {
            let mut all = Cohort::default();
            self.cohorts[arm].iter().take(weeks).for_each(|cohort| all.merge(cohort));
            all
        })
    }

    /// What was counted in both arms at the reported look.
    fn arms_at(&self, measure: Measure, full_weeks: u32, looks: usize) -> [Value; 2] {
        let is_today = full_weeks == 0 || (full_weeks == self.full_weeks && looks > full_weeks as usize);
        let cohorts = self.through(if is_today { usize::MAX } else { full_weeks as usize });
        let described = measure.described();
        cohorts.map(|cohort| {
            let sums = cohort.sums(measure);
            let denominator = match described.form {
                Form::Mean => cohort.devices as f64,
                Form::Ratio => sums.x() as f64,
            };
            let numerator = sums.y() as f64 / described.unit;
            let value = (denominator > 0.0).then(|| numerator / denominator);
            Value { devices: cohort.devices, buyers: cohort.buyers, numerator, denominator, value }
        })
    }
}

/// The values of an adjusted metric are those that were judged.
fn shown(arms: [Value; 2], judged: &Judged, form: Form) -> [Value; 2] {
    let Some(comparison) = judged.look.comparison.filter(|_| form == Form::Mean) else { return arms };
    let estimates = [comparison.control, comparison.treatment];
    [0, 1].map(|arm| Value { value: Some(estimates[arm].value), numerator: estimates[arm].numerator, ..arms[arm] })
}

/// A metric in both arms; `None` where there is too little for one.
fn compare(measure: Measure, cohorts: &[Cohort; 2]) -> Option<Comparison> {
    Some(Comparison { control: estimate(measure, &cohorts[0])?, treatment: estimate(measure, &cohorts[1])? })
}

/// A metric of some devices; `None` where there is too little for one.
pub(super) fn estimate(measure: Measure, cohort: &Cohort) -> Option<Estimate> {
    let described = measure.described();
    match described.form {
        Form::Mean => Estimate::mean(&cohort.sums(measure), described.unit).ok(),
        Form::Ratio => Estimate::ratio(&cohort.sums(measure), described.unit).ok(),
    }
}

fn word(verdict: Verdict, decides: bool) -> &'static str {
    match (verdict, decides) {
        (Verdict::Higher, true) => "better",
        (Verdict::Lower, true) => "worse",
        (Verdict::Higher, false) => "higher",
        (Verdict::Lower, false) => "lower",
        (Verdict::CannotTell(_), _) => "cannot_tell",
    }
}
