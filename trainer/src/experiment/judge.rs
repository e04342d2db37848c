//! Judges a metric from its looks to better, worse or cannot tell, by the design fixed beforehand; never under 25 buyers an arm.

use anyhow::{Result, ensure};
use serde::Serialize;

use super::ALPHA;
use super::comparison::{Comparison, Interval, Statistic};
use super::numeric::exceeded_with;
use super::outlook;
use super::sequence::Sequence;
use super::weekly;

/// The fewest buyers of each arm before anything is judged: below, no relative interval keeps its promise.
pub const FEWEST_BUYERS: u64 = 25;

/// Which boundary decides. It stands in the experiment's definition and never changes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Design {
    /// Without an end: an always-valid interval, tightest at half the planned devices of both arms.
    OpenEnded {
        /// Devices of both arms that are planned.
        planned_devices: u64,
    },
    /// With an end: a look after every full week, the last after `weeks`. 1.07 × the width of one fixed look instead of 1.56 ×.
    Weekly {
        /// Full weeks.
        weeks: u32,
    },
    /// With an end, and one look at it.
    Fixed {
        /// Full weeks.
        weeks: u32,
    },
}

/// On which scale a metric is judged.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Scale {
    /// Treatment by control: for what is always above 0, such as conversion and revenue.
    Relative,
    /// Treatment less control: for what can be 0 or less, such as margin and refunds.
    Absolute,
}

/// A metric's figures at one time: cumulative, of devices whose window has closed.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct Look {
    /// Full weeks since the experiment began.
    pub full_weeks: u32,
    /// Devices of control and treatment.
    pub devices: [u64; 2],
    /// Devices with at least one order.
    pub buyers: [u64; 2],
    /// The metric in both arms; `None` while an arm has too few devices for one.
    pub comparison: Option<Comparison>,
}

/// What can be said of a metric.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Verdict {
    /// The treatment's value is higher.
    Higher,
    /// The treatment's value is lower.
    Lower,
    /// Neither is shown.
    CannotTell(Reason),
}

/// Why nothing can be said.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Reason {
    /// No full week has passed: days of the week differ.
    NoFullWeek,
    /// An arm has fewer than 25 buyers.
    FewBuyers,
    /// A value is 0 or less, so that there is no relative effect.
    NoRelativeEffect,
    /// The interval holds 0: more devices may tell.
    Undecided,
    /// The interval holds 0, and the last week is over.
    Over,
    /// The one look is still to come.
    NotEnded,
}

/// A metric judged.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Judged {
    /// What can be said.
    pub verdict: Verdict,
    /// The look that the verdict and all figures are of: the first that was beyond its bound, else the last.
    pub look: Look,
    /// Treatment by control, less 1, and its interval. `None` under 25 buyers and on the absolute scale.
    pub relative: Option<(f64, Interval)>,
    /// Treatment less control and its interval, in the metric's units. `None` under 25 buyers.
    pub absolute: Option<(f64, Interval)>,
    /// The always-valid p-value at this look; `None` for weekly bounds, which have none.
    pub p: Option<f64>,
    /// The smallest always-valid p-value of all looks.
    pub smallest_p: Option<f64>,
    /// The full week by which the bound is crossed if effect and pace stay; `None` if decided, or not within two years.
    pub by_week: Option<u32>,
}

/// Judges a metric from its looks, one after each full week; the last may be of today. `arms` counts the control: with more than two,
/// each is compared with the control at 5 % / (arms − 1).
///
/// # Errors
/// No look, fewer than two arms, or for weekly bounds looks that are not those of week 1, 2, 3 …
pub fn judge(design: Design, scale: Scale, arms: u32, looks: &[Look]) -> Result<Judged> {
    ensure!(arms >= 2, "{arms} arms: expected a control and at least one treatment");
    ensure!(!looks.is_empty(), "no look: expected the figures of at least one day");
    let alpha = ALPHA / f64::from(arms - 1);
    match design {
        Design::OpenEnded { planned_devices } => {
            ensure!(planned_devices >= 2, "{planned_devices} planned devices: expected those of both arms together");
            open_ended(&Sequence::new(alpha, planned_devices / 2)?, scale, looks)
        }
        Design::Weekly { weeks } => weekly(alpha, weeks, scale, looks),
        Design::Fixed { weeks } => fixed(alpha, weeks, scale, looks),
    }
}

/// The look after the last week, by the bound of a single one; before, no verdict and no interval.
fn fixed(alpha: f64, weeks: u32, scale: Scale, looks: &[Look]) -> Result<Judged> {
    ensure!(weeks > 0, "an experiment of 0 weeks: expected at least one");
    Ok(match looks.iter().find(|look| look.full_weeks == weeks) {
        Some(look) => at(*look, scale, exceeded_with(alpha / 2.0), Reason::Over),
        None => at(looks[looks.len() - 1], scale, f64::INFINITY, Reason::NotEnded),
    })
}

/// The last look, by a boundary that holds at any time.
fn open_ended(sequence: &Sequence, scale: Scale, looks: &[Look]) -> Result<Judged> {
    let p = |look: &Look| Some(sequence.p_value(statistic(look, scale).ok()?.z(), both(look)));
    let look = looks[looks.len() - 1];
    let mut judged = at(look, scale, sequence.reach(both(&look)), Reason::Undecided);
    judged.p = p(&look);
    judged.smallest_p = looks.iter().filter_map(p).reduce(f64::min);
    if let (Verdict::CannotTell(Reason::Undecided), Ok(found)) = (judged.verdict, statistic(&look, scale)) {
        judged.by_week = outlook::open_ended(sequence, found.z(), both(&look), look.full_weeks);
    }
    Ok(judged)
}

/// Weekly bounds of these looks, their verdict and the outlook.
fn weekly(alpha: f64, weeks: u32, scale: Scale, looks: &[Look]) -> Result<Judged> {
    if looks.len() == 1 && looks[0].full_weeks == 0 {
        return Ok(at(looks[0], scale, f64::INFINITY, Reason::NoFullWeek));
    }
    let in_order = looks.iter().zip(1..).all(|(look, week)| look.full_weeks == week);
    ensure!(in_order, "weekly bounds need the figures after week 1, 2, 3 and so on: a week is missing or out of order");
    let looks = &looks[..looks.len().min(weeks as usize)];
    let devices: Vec<u64> = looks.iter().map(|look| look.devices.iter().sum()).collect();
    let mut judged = by_bounds(&weekly::bounds(alpha, weeks, &devices)?, weeks, scale, looks)?;
    if let (Verdict::CannotTell(Reason::Undecided), Ok(found)) = (judged.verdict, statistic(&judged.look, scale)) {
        judged.by_week = outlook::weekly(alpha, weeks, found.z(), &devices)?;
    }
    Ok(judged)
}

/// Judges weekly looks by bounds that are known, one for each, in standard errors: at the first week beyond its bound, else at the
/// last. Has no outlook. For many metrics of the same devices, whose bounds are the same.
///
/// # Errors
/// No look, or another number of bounds.
pub fn by_bounds(bounds: &[f64], weeks: u32, scale: Scale, looks: &[Look]) -> Result<Judged> {
    ensure!(bounds.len() == looks.len(), "{} bounds for {} looks: expected one each", bounds.len(), looks.len());
    ensure!(!looks.is_empty(), "no look: expected the figures of at least one week");
    let last = if looks.len() >= weeks as usize { Reason::Over } else { Reason::Undecided };
    let judged = |(look, bound): (&Look, &f64)| at(*look, scale, *bound, last);
    let decided = |judged: &Judged| !matches!(judged.verdict, Verdict::CannotTell(_));
    let first = looks.iter().zip(bounds).map(judged).find(decided);
    Ok(first.unwrap_or_else(|| at(looks[looks.len() - 1], scale, bounds[bounds.len() - 1], last)))
}

/// A look, with intervals of `reach` standard errors to each side.
fn at(look: Look, scale: Scale, reach: f64, within: Reason) -> Judged {
    let found = statistic(&look, scale);
    let verdict = match found {
        Err(reason) => Verdict::CannotTell(reason),
        Ok(found) if found.z() > reach => Verdict::Higher,
        Ok(found) if found.z() < -reach => Verdict::Lower,
        Ok(_) => Verdict::CannotTell(within),
    };
    let gated = look.comparison.filter(|_| gate(&look).is_none() && reach.is_finite());
    let relative = |comparison: Comparison| {
        let interval = found.ok()?.interval(reach).map(f64::exp_m1);
        (scale == Scale::Relative).then(|| (comparison.relative(), interval))
    };
    let absolute = |comparison: Comparison| (comparison.difference(), comparison.absolute().interval(reach));
    Judged {
        verdict,
        look,
        relative: gated.and_then(relative),
        absolute: gated.map(absolute),
        p: None,
        smallest_p: None,
        by_week: None,
    }
}

/// The statistic that decides, or why there is none yet.
fn statistic(look: &Look, scale: Scale) -> Result<Statistic, Reason> {
    if let Some(reason) = gate(look) {
        return Err(reason);
    }
    let comparison = look.comparison.ok_or(Reason::FewBuyers)?;
    match scale {
        Scale::Absolute => Ok(comparison.absolute()),
        Scale::Relative => comparison.logarithmic().ok_or(Reason::NoRelativeEffect),
    }
}

/// What keeps a look from being judged at all.
fn gate(look: &Look) -> Option<Reason> {
    match look {
        Look { full_weeks: 0, .. } => Some(Reason::NoFullWeek),
        Look { buyers, .. } if buyers.iter().any(|buyers| *buyers < FEWEST_BUYERS) => Some(Reason::FewBuyers),
        _ => None,
    }
}

fn both(look: &Look) -> f64 {
    look.devices.iter().sum::<u64>() as f64
}

/// The treatment's value less what it would have been without the shelf, over all of its devices: n_B·(m_B − m_A), with the interval
/// of the difference. Attributed revenue is not this: it counts what would have been bought anyway.
pub fn incremental(judged: &Judged) -> Option<(f64, Interval)> {
    let (difference, interval) = judged.absolute?;
    let devices = judged.look.devices[1] as f64;
    Some((devices * difference, interval.map(|end| devices * end)))
}

/// The effect over all assigned devices, if this share of them was triggered: q·τ, what the shop's books show.
pub fn over_all_assigned(effect: (f64, Interval), share: f64) -> (f64, Interval) {
    (share * effect.0, effect.1.map(|end| share * end))
}
