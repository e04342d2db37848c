//! Reads what an experiment was defined as, from `experiments.toml` or flags; never guesses an ending.

use anyhow::{Context, Result, bail, ensure};
use jiff::civil::Date;
use jiff::tz::TimeZone;
use serde::Serialize;
use toml::de::{DeTable, DeValue};

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

/// All experiments of a definition file.
///
/// # Errors
/// Text that is no TOML, or an experiment that cannot be; the message names it and the key.
pub fn read(text: &str) -> Result<Vec<Experiment>> {
    let file = DeTable::parse(text).map_err(|error| anyhow::anyhow!("not valid TOML: {error}"))?.into_inner();
    let experiments = tables(&file, "experiment")?;
    ensure!(!experiments.is_empty(), "no [[experiment]]: expected at least one");
    experiments.into_iter().map(experiment).collect()
}

fn experiment(table: &DeTable<'_>) -> Result<Experiment> {
    let name = text(table, "name")?.context("an [[experiment]] without \"name\"")?;
    defined(table, &name).with_context(|| format!("experiment {name:?}"))
}

fn defined(table: &DeTable<'_>, name: &str) -> Result<Experiment> {
    let control = text(table, "control")?
        .context("no \"control\": expected the name of the arm that others are compared with")?;
    let mut arms = tables(table, "arm")?.into_iter().map(arm).collect::<Result<Vec<_>>>()?;
    ensure!(arms.len() >= 2, "{} [[experiment.arm]]: expected at least two", arms.len());
    for (at, arm) in arms.iter().enumerate() {
        ensure!(arms[..at].iter().all(|other| other.name != arm.name), "two arms are called {:?}", arm.name);
    }
    ensure!(
        arms.iter().any(|arm| arm.name == control),
        "\"control\" is {control:?}: expected the name of one of the arms"
    );
    ensure!(arms.iter().any(|arm| arm.share > 0.0), "no arm has a \"share\" above 0");
    arms.sort_by_key(|arm| arm.name != control);
    let window_days = whole(table, "window_days", 1..=90)?.unwrap_or(WINDOW_DAYS.into()) as u32;
    let start = text(table, "start")?.map(|day| midnight(&day)).transpose()?;
    Ok(Experiment { name: name.to_owned(), arms, ending: ending(table)?, window_days, start })
}

fn arm(table: &DeTable<'_>) -> Result<Arm> {
    let name = text(table, "name")?.context("an [[experiment.arm]] without \"name\"")?;
    let share = match table.get("share").map(|value| value.get_ref()) {
        Some(DeValue::Integer(number)) => number.to_string().parse().ok(),
        Some(DeValue::Float(number)) => number.to_string().parse().ok(),
        _ => None,
    };
    let share = share.filter(|share: &f64| share.is_finite() && *share >= 0.0);
    Ok(Arm { share: share.with_context(|| format!("arm {name:?}: \"share\": expected a number of at least 0"))?, name })
}

fn ending(table: &DeTable<'_>) -> Result<Design> {
    let kind = text(table, "ending")?.context("no \"ending\": expected \"open-ended\", \"weekly\" or \"fixed\"")?;
    let weeks = || whole(table, "weeks", 1..=520)?.with_context(|| format!("ending {kind:?} needs \"weeks\""));
    Ok(match kind.as_str() {
        "open-ended" => Design::OpenEnded {
            planned_devices: whole(table, "planned_devices", 2..=1_000_000_000_000)?
                .context("ending \"open-ended\" needs \"planned_devices\": those of all arms together")?,
        },
        "weekly" => Design::Weekly { weeks: weeks()? as u32 },
        "fixed" => Design::Fixed { weeks: weeks()? as u32 },
        other => bail!("\"ending\" is {other:?}: expected \"open-ended\", \"weekly\" or \"fixed\""),
    })
}

fn midnight(day: &str) -> Result<i64> {
    let date: Date =
        day.parse().with_context(|| format!("\"start\" is {day:?}: expected a day such as \"2026-09-01\""))?;
    Ok(date.to_zoned(TimeZone::UTC)?.timestamp().as_millisecond())
}

fn tables<'t>(table: &'t DeTable<'t>, key: &str) -> Result<Vec<&'t DeTable<'t>>> {
    let Some(value) = table.get(key) else { return Ok(Vec::new()) };
    let DeValue::Array(list) = value.get_ref() else { bail!("\"{key}\": expected tables, each under [[{key}]]") };
    let table = |value: &'t toml::Spanned<DeValue<'t>>| match value.get_ref() {
        DeValue::Table(table) => Ok(table),
        _ => bail!("\"{key}\": expected tables, each under [[{key}]]"),
    };
    list.iter().map(table).collect()
}

fn text(table: &DeTable<'_>, key: &str) -> Result<Option<String>> {
    match table.get(key).map(|value| value.get_ref()) {
        None => Ok(None),
        Some(DeValue::String(text)) => Ok(Some(text.to_string())),
        Some(DeValue::Datetime(day)) => Ok(Some(day.to_string())),
        Some(_) => bail!("\"{key}\": expected text in quotes"),
    }
}

fn whole(table: &DeTable<'_>, key: &str, range: std::ops::RangeInclusive<u64>) -> Result<Option<u64>> {
    let number = match table.get(key).map(|value| value.get_ref()) {
        None => return Ok(None),
        Some(DeValue::Integer(number)) => number.to_string().parse::<u64>().ok(),
        Some(_) => None,
    };
    let number = number.filter(|number| range.contains(number));
    let expected = || format!("\"{key}\": expected a whole number from {} to {}", range.start(), range.end());
    Ok(Some(number.with_context(expected)?))
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

    #[test]
    fn the_control_comes_first_and_other_keys_are_passed_over() {
        let read = read(FILE).unwrap();
        assert_eq!(
            read[0].arms.iter().map(|arm| (arm.name.as_str(), arm.share)).collect::<Vec<_>>(),
            [("off", 10.0), ("on", 90.0)]
        );
        assert_eq!((read[0].ending, read[0].window_days), (Design::Weekly { weeks: 4 }, 7));
        assert_eq!(read[0].start, Some(1_788_220_800_000));
    }

    fn check(from: &str, to: &str, said: &str) {
        let error = format!("{:#}", read(&FILE.replace(from, to)).unwrap_err());
        assert!(error.contains(said), "{error}");
    }

    #[test]
    fn what_cannot_be_is_named() {
        check("control = \"off\"", "control = \"of\"", "experiment \"autumn\": \"control\" is \"of\"");
        check("weeks = 4", "", "ending \"weekly\" needs \"weeks\"");
        check("weeks = 4", "weeks = 0", "\"weeks\": expected a whole number from 1 to 520");
        check("\"weekly\"", "\"daily\"", "\"ending\" is \"daily\"");
        check("share = 10", "share = -1", "arm \"off\": \"share\"");
        check("\"on\"", "\"off\"", "two arms are called \"off\"");
        check("2026-09-01", "soon", "\"start\" is \"soon\"");
        check("[[experiment]]", "[experiment]", "\"experiment\": expected tables, each under [[experiment]]");
    }
}
