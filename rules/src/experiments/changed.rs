//! Refuses changes of an experiment that is published: its events have come, and an honest verdict needs what was said before them.

use super::{Arm, Experiment, Experiments};
use crate::finding::{Notes, Place};

const REMEDY: &str =
    "Events have come under this name, so it stays as it was. Give the changed experiment another name.";

/// Compares experiments of the same name, and reports every difference. `now` has the place of each experiment in the text.
pub(super) fn refuse((now, places): &(Experiments, Vec<Place>), before: &Experiments, notes: &mut Notes<'_>) {
    for (experiment, place) in now.experiments.iter().zip(places) {
        let name = &experiment.name;
        if before.ended.contains(name) {
            let remedy = "Devices that saw it would count twice. Give the experiment another name.";
            notes.error(*place, format!("the experiment {name:?} has ended"), remedy);
        }
        let Some(was) = before.experiments.iter().find(|before| before.name == *name) else { continue };
        for (key, was, is) in differences(was, experiment) {
            notes.error(*place, format!("{name:?}: `{key}` was {was}, and is now {is}"), REMEDY);
        }
    }
}

fn differences(was: &Experiment, is: &Experiment) -> Vec<(String, String, String)> {
    let mut found: Vec<_> = described(was)
        .into_iter()
        .zip(described(is))
        .filter(|((_, was), (_, is))| was != is)
        .map(|((key, was), (_, is))| (key.to_owned(), was, is))
        .collect();
    let names = |experiment: &Experiment| {
        experiment.arms.iter().map(|arm| format!("{:?}", arm.name)).collect::<Vec<_>>().join(", ")
    };
    if names(was) != names(is) {
        found.push(("arm".to_owned(), names(was), names(is)));
        return found;
    }
    for (was, is) in was.arms.iter().zip(&is.arms) {
        let pairs = described_arm(was).into_iter().zip(described_arm(is));
        let changed = pairs.filter(|((_, was), (_, is))| was != is);
        found.extend(changed.map(|((key, one), (_, other))| (format!("{key}` of the arm `{}", was.name), one, other)));
    }
    found
}

/// All that may not change, but the arms.
fn described(experiment: &Experiment) -> Vec<(&'static str, String)> {
    let Experiment { control, ending, weeks, planned_devices, window_days, start, holdout, layer, placements, .. } =
        experiment;
    let share = (experiment.to - experiment.from) as f64 / super::WHOLE as f64;
    vec![
        ("control", format!("{control:?}")),
        ("ending", format!("{ending:?}")),
        ("weeks", number(*weeks)),
        ("planned_devices", number(*planned_devices)),
        ("window_days", window_days.to_string()),
        ("start", start.clone().unwrap_or_else(|| "not there".to_owned())),
        ("holdout", holdout.to_string()),
        ("layer", format!("{layer:?}")),
        ("traffic", format!("{} %", (share * 1e8).round() / 1e6)),
        ("placements", if placements.is_empty() { "all".to_owned() } else { format!("{placements:?}") }),
    ]
}

fn described_arm(arm: &Arm) -> Vec<(&'static str, String)> {
    let Arm { share, shown, set, model, rules, shuffle, interleave, .. } = arm;
    let word = |word: &Option<String>| word.as_ref().map_or("not there".to_owned(), |word| format!("{word:?}"));
    vec![
        ("share", share.to_string()),
        ("shown", shown.to_string()),
        ("set", format!("{set:?}")),
        ("model", word(model)),
        ("rules", word(&rules.as_ref().map(|rules| rules.source.clone()))),
        ("shuffle", shuffle.map_or("not there".to_owned(), |it| format!("{} of {}", it.eps, it.candidates))),
        ("interleave", word(interleave)),
    ]
}

fn number(number: Option<u32>) -> String {
    number.map_or("not there".to_owned(), |number| number.to_string())
}
