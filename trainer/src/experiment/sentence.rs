//! Tells a judged metric in one plain sentence: effect, interval, verdict, outlook; never a figure that was not judged.

use super::alarms::Alarm;
use super::comparison::Interval;
use super::judge::{Judged, Reason, Scale, Verdict};

/// The unit of differences between shares.
pub const POINTS: &str = "percentage points";

/// How a metric is called and counted.
#[derive(Debug, Clone, PartialEq)]
pub struct Metric {
    /// Its name, such as "Revenue per shopper who would have seen the shelf".
    pub name: String,
    /// On which scale it is judged.
    pub scale: Scale,
    /// The unit of absolute figures, such as "EUR"; "" for none.
    pub unit: String,
    /// Whether it decides: net revenue or margin per device. All others explain, and prove no money.
    pub decides: bool,
}

/// The sentence of one metric. An alarm about the split or the join stands in place of every verdict.
pub fn sentence(metric: &Metric, judged: &Judged, alarms: &[Alarm]) -> String {
    if let Some(alarm) = alarms.iter().find(|alarm| alarm.replaces_verdicts()) {
        return format!("{}: no verdict; {}.", metric.name, alarm.sentence());
    }
    format!("{}: {}.", metric.name, said(metric, judged))
}

fn said(metric: &Metric, judged: &Judged) -> String {
    let verdict = verdict(metric, judged);
    match figures(metric, judged) {
        Some(figures) => format!("{figures}; {verdict}"),
        None => format!("{}; {verdict}", counts(judged)),
    }
}

/// Effect and interval on the metric's scale.
fn figures(metric: &Metric, judged: &Judged) -> Option<String> {
    let ends = |figure: &dyn Fn(f64) -> String, (effect, Interval { low, high }): (f64, Interval)| {
        format!("{}, between {} and {}", figure(effect), figure(low), figure(high))
    };
    match metric.scale {
        Scale::Relative => Some(ends(&percent, judged.relative?)),
        Scale::Absolute => Some(ends(&|figure| amount(figure, &metric.unit), judged.absolute?)),
    }
}

/// Devices and buyers, where nothing else can be said honestly.
fn counts(judged: &Judged) -> String {
    let ([a, b], [bought, bought_with]) = (judged.look.devices, judged.look.buyers);
    format!("{bought} of {a} devices bought without the shelf and {bought_with} of {b} with it")
}

fn verdict(metric: &Metric, judged: &Judged) -> String {
    let shown = match judged.verdict {
        Verdict::Higher if metric.decides => "better",
        Verdict::Lower if metric.decides => "worse",
        Verdict::Higher => "higher, which explains and proves no money",
        Verdict::Lower => "lower, which explains and proves no money",
        Verdict::CannotTell(reason) => return cannot_tell(reason, judged),
    };
    shown.to_owned()
}

fn cannot_tell(reason: Reason, judged: &Judged) -> String {
    match (reason, judged.by_week) {
        (Reason::NoFullWeek, _) => "cannot tell yet: the first full week is not over".to_owned(),
        (Reason::FewBuyers, _) => "cannot tell yet: each arm needs 25 buyers".to_owned(),
        (Reason::NoRelativeEffect, _) => "cannot tell: a value of 0 or less has no relative effect".to_owned(),
        (Reason::Undecided, Some(week)) => format!("cannot tell yet; at this pace by week {week}"),
        (Reason::Undecided, None) => "cannot tell yet; at this pace not by the end or within two years".to_owned(),
        (Reason::NotEnded, _) => "cannot tell yet: the one look is at the end that was fixed beforehand".to_owned(),
        (Reason::Over, _) => format!("cannot tell, and the experiment ended with week {}", judged.look.full_weeks),
    }
}

/// A share with its sign, in percent with one decimal.
fn percent(share: f64) -> String {
    format!("{} %", signed(100.0 * share, 1))
}

fn amount(figure: f64, unit: &str) -> String {
    if unit == POINTS {
        return format!("{} {POINTS}", signed(100.0 * figure, 1));
    }
    format!("{} {unit}", signed(figure, 2)).trim_end().to_owned()
}

/// A number with its sign; a real minus, and none before 0.
fn signed(figure: f64, decimals: usize) -> String {
    let size = format!("{:.decimals$}", figure.abs());
    let zero = size.chars().all(|c| "0.".contains(c));
    match figure {
        _ if zero => size,
        figure if figure < 0.0 => format!("−{size}"),
        _ => format!("+{size}"),
    }
}
