//! Takes over what an experiment was defined as, from `experiments.toml` or from flags; never guesses an ending.

use anyhow::{Context, Result, bail, ensure};
use jiff::civil::Date;
use jiff::tz::TimeZone;
use pairwell_rules::experiments;
use serde::Serialize;

use crate::experiment::judge::Design;

/// Days of a window where the definition does not say.
pub const WINDOW_DAYS: u32 = 7;
/// Names of arms that are taken for the control where nothing says which is.
const CONTROLS: [&str; 6] = ["control", "off", "holdout", "hold-out", "none", "without"];

/// An experiment as it was defined before it began.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Experiment {
    /// Its name, as events have it.
    pub name: String,
    /// Its arms, the control first.
    pub arms: Vec<Arm>,
    /// How it ends.
    pub ending: Design,
    /// Days after a device's first exposure in which its orders count.
    pub window_days: u32,
    /// Exposures before this moment do not count, milliseconds since 1970. `None`: from the first on.
    pub start: Option<i64>,
}

/// A share of the devices.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Arm {
    /// Its name, as events have it.
    pub name: String,
    /// Its share, of the sum of all shares.
    pub share: f64,
}

impl Experiment {
    /// An experiment of which only the arms' names are known: shares are taken to be equal.
    ///
    /// # Errors
    /// Fewer than two arms, or no control among them.
    pub fn of_arms(name: &str, arms: &[String], control: Option<&str>, ending: Design) -> Result<Self> {
        let listed = || arms.join(", ");
        ensure!(
            arms.len() >= 2,
            "the experiment {name:?} has {} arms in the events ({}): expected a control and at least one other",
            arms.len(),
            listed()
        );
        let known = |control: &str| arms.iter().any(|arm| arm == control);
        let control = match control {
            Some(control) if known(control) => control.to_owned(),
            Some(control) => bail!("--control {control}: not an arm of {name:?}\n  It has {}.", listed()),
            None => match CONTROLS.into_iter().find(|control| known(control)) {
                Some(control) => control.to_owned(),
                None => bail!("which arm of {name:?} is the control?\n  Say --control with one of: {}.", listed()),
            },
        };
        let mut arms: Vec<Arm> = arms.iter().map(|arm| Arm { name: arm.clone(), share: 1.0 }).collect();
        arms.sort_by_key(|arm| (arm.name != control, arm.name.clone()));
        Ok(Self { name: name.to_owned(), arms, ending, window_days: WINDOW_DAYS, start: None })
    }

    /// The window, milliseconds.
    pub fn window(&self) -> i64 {
        i64::from(self.window_days) * super::DAY
    }
}

/// An experiment as its file defines it, the control first.
///
/// # Errors
/// A value that the reader of the file would have refused.
pub fn of(defined: &experiments::Experiment) -> Result<Experiment> {
    let name = &defined.name;
    let weeks = || defined.weeks.with_context(|| format!("experiment {name:?}: no \"weeks\""));
    let devices = || defined.planned_devices.with_context(|| format!("experiment {name:?}: no \"planned_devices\""));
    let ending = match defined.ending.as_str() {
        "open-ended" => Design::OpenEnded { planned_devices: devices()?.into() },
        "weekly" => Design::Weekly { weeks: weeks()? },
        "fixed" => Design::Fixed { weeks: weeks()? },
        other => {
            bail!("experiment {name:?}: \"ending\" is {other:?}: expected \"open-ended\", \"weekly\" or \"fixed\"")
        }
    };
    let mut arms: Vec<Arm> = defined.arms.iter().map(|arm| Arm { name: arm.name.clone(), share: arm.share }).collect();
    arms.sort_by_key(|arm| arm.name != defined.control);
    let start = defined.start.as_deref().map(midnight).transpose()?;
    Ok(Experiment { name: name.clone(), arms, ending, window_days: defined.window_days, start })
}

fn midnight(day: &str) -> Result<i64> {
    let date: Date =
        day.parse().with_context(|| format!("\"start\" is {day:?}: expected a day such as \"2026-09-01\""))?;
    Ok(date.to_zoned(TimeZone::UTC)?.timestamp().as_millisecond())
}

#[cfg(test)]
mod tests {
    use super::*;

    const FILE: &str = r#"
        [[experiment]]
        name = "autumn"
        control = "off"
        ending = "weekly"
        weeks = 4
        start = "2026-09-01"
        [[experiment.arm]]
        name = "on"
        share = 90
        [[experiment.arm]]
        name = "off"
        share = 10
        shown = false
    "#;

    fn read(text: &str) -> Experiment {
        of(&experiments::read(text, None).experiments.unwrap().experiments[0]).unwrap()
    }

    #[test]
    fn the_control_comes_first_and_the_file_decides_the_ending() {
        let read = read(FILE);
        let arms: Vec<(&str, f64)> = read.arms.iter().map(|arm| (arm.name.as_str(), arm.share)).collect();
        assert_eq!(arms, [("off", 10.0), ("on", 90.0)]);
        assert_eq!((read.ending, read.window_days), (Design::Weekly { weeks: 4 }, WINDOW_DAYS));
        assert_eq!(read.start, Some(1_788_220_800_000));
    }

    #[test]
    fn an_open_end_has_planned_devices() {
        let text = FILE.replace("\"weekly\"", "\"open-ended\"").replace("weeks = 4", "planned_devices = 4000");
        assert_eq!(read(&text).ending, Design::OpenEnded { planned_devices: 4_000 });
    }
}
