//! Checks every value of an experiments file that was read, and compiles it into what pages assign by.

use std::collections::{BTreeMap, HashSet};
use std::ops::RangeInclusive;

use super::file::{self, Ending};
use super::{Arm, Experiment, Experiments, Rules, Shuffle, WHOLE, layers};
use crate::finding::{Notes, Place};
use crate::near::{did_you_mean, nearest};
use crate::read::At;

/// The most experiments, and the most arms of one.
const MOST: usize = 100;
const MOST_ARMS: usize = 20;
/// The longest name, so that a tag such as `PRW-experiment-arm` fits in 100 characters.
const LONGEST: usize = 40;

/// The experiments, those that hold devices out first, and the place of each in the text.
pub(super) fn compile(
    file: &file::File,
    published: Option<&Experiments>,
    notes: &mut Notes<'_>,
) -> (Experiments, Vec<Place>) {
    let mut all: Vec<_> = file.experiment.0.iter().map(|one| (experiment(one, notes), one.place)).collect();
    if let Some(one) = file.experiment.0.get(MOST) {
        notes.error(one.place, format!("more than {MOST} experiments"), "Remove those that have ended.");
    }
    let mut names = HashSet::new();
    for one in &file.experiment.0 {
        once(&mut names, &one.name, "experiment", notes);
    }
    for (one, place) in all.iter().filter(|(one, _)| one.holdout).skip(1) {
        notes.error(*place, format!("{:?} is a second hold-out", one.name), "Keep one `holdout = true`.");
    }
    all.sort_by_key(|(one, _)| !one.holdout);
    let (mut experiments, places): (Vec<_>, Vec<_>) = all.into_iter().unzip();
    layers::place(&mut experiments, &places, published, notes);
    let ended = ended(&experiments, published);
    let settings = experiments.iter().flat_map(|one| &one.arms).any(has_settings);
    (Experiments { v: 1, experiments, settings, ended }, places)
}

fn has_settings(arm: &Arm) -> bool {
    let Arm { set, model, rules, shuffle, interleave, .. } = arm;
    !set.is_empty() || model.is_some() || rules.is_some() || shuffle.is_some() || interleave.is_some()
}

/// The names that were published and are not there any more.
fn ended(experiments: &[Experiment], published: Option<&Experiments>) -> Vec<String> {
    let Some(published) = published else { return Vec::new() };
    let before = published.experiments.iter().map(|before| &before.name);
    let gone = before.filter(|name| !experiments.iter().any(|now| now.name == **name));
    let mut ended: Vec<String> = published.ended.iter().chain(gone).cloned().collect();
    ended.sort();
    ended.dedup();
    ended
}

fn experiment(one: &file::Experiment, notes: &mut Notes<'_>) -> Experiment {
    word("name", &one.name, notes);
    if let Some(layer) = &one.layer {
        word("layer", layer, notes);
    }
    let traffic = one.traffic.as_ref().map_or(100.0, |traffic| {
        real("traffic", traffic, 0.01..=100.0, notes);
        traffic.value.clamp(0.01, 100.0)
    });
    let arms = arms(one, notes);
    let holdout = one.holdout.as_ref().is_some_and(|holdout| holdout.value);
    if holdout && arms.iter().any(|arm| arm.name == one.control.value && arm.shown) {
        let remedy = "Give it `shown = false`, or remove `holdout`.";
        notes.error(one.place, format!("the arm {:?} of a hold-out is shown", one.control.value), remedy);
    }
    let (weeks, planned_devices) = ending(one, notes);
    Experiment {
        name: one.name.value.clone(),
        control: one.control.value.clone(),
        ending: ending_word(one.ending).to_owned(),
        weeks,
        planned_devices,
        window_days: one.window_days.as_ref().map_or(7, |days| whole("window_days", days, 1..=90, notes)),
        start: one.start.as_ref().map(|day| date(day, notes)),
        holdout,
        layer: one.layer.as_ref().unwrap_or(&one.name).value.clone(),
        from: 0,
        to: (traffic / 100.0 * WHOLE as f64).round() as u64,
        placements: one.placements.iter().flat_map(|words| &words.0).map(|it| it.value.clone()).collect(),
        arms,
    }
}

fn ending_word(ending: Ending) -> &'static str {
    match ending {
        Ending::OpenEnded => "open-ended",
        Ending::Weekly => "weekly",
        Ending::Fixed => "fixed",
    }
}

/// Weeks or planned devices, as the ending needs them.
fn ending(one: &file::Experiment, notes: &mut Notes<'_>) -> (Option<u32>, Option<u32>) {
    let (needed, useless) = match one.ending {
        Ending::OpenEnded => (("planned_devices", &one.planned_devices), ("weeks", &one.weeks)),
        Ending::Weekly | Ending::Fixed => (("weeks", &one.weeks), ("planned_devices", &one.planned_devices)),
    };
    let ending = ending_word(one.ending);
    if needed.1.is_none() {
        let remedy = format!("Add `{} = …`; `pairwell plan` tells how many.", needed.0);
        notes.error(one.place, format!("ending {ending:?} needs `{}`", needed.0), remedy);
    }
    if let Some(value) = useless.1 {
        notes.error(
            value.place,
            format!("ending {ending:?} has no `{}`", useless.0),
            format!("Remove `{}`.", useless.0),
        );
    }
    let weeks = one.weeks.as_ref().map(|weeks| whole("weeks", weeks, 1..=520, notes));
    let devices = one.planned_devices.as_ref().map(|it| whole("planned_devices", it, 100..=1_000_000_000, notes));
    (weeks, devices)
}

fn arms(one: &file::Experiment, notes: &mut Notes<'_>) -> Vec<Arm> {
    let arms = &one.arm.0;
    if !(2..=MOST_ARMS).contains(&arms.len()) {
        let text = format!("{:?} has {} arms: expected 2 to {MOST_ARMS}", one.name.value, arms.len());
        notes.error(one.place, text, "Add `[[experiment.arm]]`.");
    }
    let mut names = HashSet::new();
    arms.iter().for_each(|arm| once(&mut names, &arm.name, "arm", notes));
    if !names.contains(&one.control.value) {
        let known =
            format!("Its arms: {}.", arms.iter().map(|arm| arm.name.value.as_str()).collect::<Vec<_>>().join(", "));
        let remedy = did_you_mean(nearest(&one.control.value, arms.iter().map(|arm| arm.name.value.as_str())), &known);
        notes.error(one.control.place, format!("`control`: no arm is called {:?}", one.control.value), remedy);
    }
    let shares: Vec<f64> = arms.iter().map(|arm| arm.share.value.max(0.0)).collect();
    let sum: f64 = shares.iter().sum();
    let mut before = 0.0;
    let mut compiled = Vec::new();
    for (arm, share) in arms.iter().zip(shares) {
        before += share;
        let upto = if sum > 0.0 { (before / sum * WHOLE as f64).round() as u64 } else { 0 };
        compiled.push(self::arm(arm, upto, notes));
    }
    // Whatever adding rounds, every device has an arm.
    compiled.iter_mut().rev().take(1).for_each(|last| last.upto = WHOLE);
    compiled
}

fn arm(arm: &file::Arm, upto: u64, notes: &mut Notes<'_>) -> Arm {
    word("name", &arm.name, notes);
    real("share", &arm.share, 1e-6..=1e9, notes);
    let shown = arm.shown.as_ref().is_none_or(|shown| shown.value);
    let lists = [arm.shuffle.as_ref().map(|it| it.place), arm.interleave.as_ref().map(|it| it.place)];
    if let [Some(_), Some(place)] = lists {
        notes.error(place, "an arm cannot both shuffle and interleave", "Make two arms of it.");
    }
    if let (Some(rules), Some(_)) = (&arm.rules, &arm.model) {
        notes.error(
            rules.place,
            "`rules` are for the model of this directory",
            "Apply them in the directory of `model`.",
        );
    }
    let shuffle = arm.shuffle.as_ref().map(|shuffle| {
        real("eps", &shuffle.eps, 0.001..=1.0, notes);
        Shuffle { eps: shuffle.eps.value, candidates: whole("candidates", &shuffle.candidates, 2..=100, notes) }
    });
    Arm {
        name: arm.name.value.clone(),
        share: arm.share.value,
        upto,
        shown,
        set: arm.set.as_ref().map(|set| attributes(set, notes)).unwrap_or_default(),
        model: arm.model.as_ref().map(|model| directory("model", model, notes)),
        rules: arm.rules.as_ref().map(|rules| Rules { source: rules.value.clone(), ..Rules::default() }),
        shuffle,
        interleave: arm.interleave.as_ref().map(|model| directory("interleave", model, notes)),
    }
}

fn attributes(set: &file::Set, notes: &mut Notes<'_>) -> BTreeMap<String, String> {
    let number = |key: &str, value: &Option<At<u32>>, notes: &mut Notes<'_>| {
        value.as_ref().map(|value| (key.to_owned(), whole(key, value, 1..=100, notes).to_string()))
    };
    let text = |key: &str, value: &Option<At<String>>| value.as_ref().map(|it| (key.to_owned(), it.value.clone()));
    let numbers = [number("limit", &set.limit, notes), number("min", &set.min, notes)];
    let texts = [
        text("placement", &set.placement),
        text("heading", &set.heading),
        set.kind.map(|_| ("kind".to_owned(), "upsell".to_owned())),
    ];
    numbers.into_iter().chain(texts).flatten().collect()
}

/// A name that events, addresses and tags can hold.
fn word(key: &str, name: &At<String>, notes: &mut Notes<'_>) {
    let is_plain = |c: char| c.is_ascii_alphanumeric() || c == '-' || c == '_';
    if name.len() > LONGEST || !name.chars().all(is_plain) {
        let text =
            format!("`{key}`: expected 1 to {LONGEST} letters of a to z, digits, - and _, found {:?}", name.value);
        notes.error(name.place, text, "");
    }
}

/// A directory as pages ask for it. It lies on the same host: a page loads nothing from elsewhere.
fn directory(key: &str, path: &At<String>, notes: &mut Notes<'_>) -> String {
    if path.contains([':', '\\', '?', '#']) || path.starts_with("//") {
        let text =
            format!("`{key}`: expected a directory on the same host such as \"../model-b/\", found {:?}", path.value);
        notes.error(path.place, text, "");
    }
    path.value.clone()
}

fn once(names: &mut HashSet<String>, name: &At<String>, what: &str, notes: &mut Notes<'_>) {
    if !names.insert(name.value.clone()) {
        notes.error(name.place, format!("there is already an {what} named {:?}", name.value), "Give it another name.");
    }
}

fn whole(key: &str, number: &At<u32>, range: RangeInclusive<u32>, notes: &mut Notes<'_>) -> u32 {
    if !range.contains(&number.value) {
        let text = format!("`{key}`: expected {} to {}, found {}", range.start(), range.end(), number.value);
        notes.error(number.place, text, "");
    }
    number.value
}

fn real(key: &str, number: &At<f64>, range: RangeInclusive<f64>, notes: &mut Notes<'_>) {
    if !range.contains(&number.value) {
        let text = format!("`{key}`: expected {} to {}, found {}", range.start(), range.end(), number.value);
        notes.error(number.place, text, "");
    }
}

/// A day of the calendar, as text.
fn date(day: &At<String>, notes: &mut Notes<'_>) -> String {
    let parts: Vec<Option<u32>> = day.split('-').map(|part| part.parse().ok()).collect();
    let lengths: Vec<usize> = day.split('-').map(str::len).collect();
    let is_day = match parts.as_slice() {
        [Some(year), Some(month), Some(of_month)] if lengths == [4, 2, 2] => {
            (1..=days_of(*year, *month)).contains(of_month)
        }
        _ => false,
    };
    if !is_day {
        let text = format!("`start`: expected a day such as \"2026-09-01\", found {:?}", day.value);
        notes.error(day.place, text, "");
    }
    day.value.clone()
}

/// How many days a month has; 0 for what is no month.
fn days_of(year: u32, month: u32) -> u32 {
    let leap = year.is_multiple_of(4) && (!year.is_multiple_of(100) || year.is_multiple_of(400));
    match month {
        2 => 28 + u32::from(leap),
        4 | 6 | 9 | 11 => 30,
        1..=12 => 31,
        _ => 0,
    }
}
