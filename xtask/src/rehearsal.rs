//! Makes the demo's simulated experiment: its events, and what the report says on each day; skips it if it is up to date.

use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context, Result};
use serde_json::{Value, json};

use crate::run::{self, Repo, Stamp};

/// Days on which new devices come, and further ones until the last window has closed.
const ARRIVALS: usize = 28;
const WINDOW: usize = 7;
/// More devices that buy, in percent: what the report has to find.
const PLANTED: u32 = 25;
/// The first moment, in milliseconds since 1970, and a day.
const START: (&str, i64) = ("2026-09-07", 1_788_739_200_000);
const DAY: i64 = 86_400_000;
const REMEDY: &str = "its own message above says why";

/// The folder with `days.json` and `report.html`.
pub(crate) fn rehearse(repo: &Repo, trainer: &Path, model: &Path) -> Result<PathBuf> {
    let (folder, stamp_file) = (repo.target.join("demo/experiment"), repo.target.join("demo/experiment.stamp"));
    let definition = repo.path("sample/experiments.toml");
    let mut stamp = Stamp::default();
    stamp.add("this", include_bytes!("rehearsal.rs"));
    stamp.add("trainer", &run::read(trainer)?);
    stamp.add("definition", &run::read(&definition)?);
    stamp.add_file(model, "pairwell.json")?;
    if stamp.is_in(&stamp_file) && folder.join("days.json").is_file() {
        return Ok(folder);
    }
    run::empty_dir(&folder)?;
    let events = events(trainer, model)?;
    let (log, report) = (repo.target.join("demo/events.jsonl"), repo.target.join("demo/experiment-report"));
    let mut days = Vec::new();
    for (day, end) in (1..).zip(ends(&events)?) {
        run::write(&log, events.get(..end).unwrap_or_default())?;
        let mut command = Command::new(trainer);
        command.arg("report").arg(&log).arg("--experiments").arg(&definition).arg("--json").arg("--out").arg(&report);
        let answer = output(&mut command)?;
        days.push(told(day, &serde_json::from_slice(&answer)?).with_context(|| format!("the report of day {day}"))?);
    }
    let all = json!({ "planted": f64::from(PLANTED) / 100.0, "arrivals": ARRIVALS, "days": days });
    run::write(&folder.join("days.json"), serde_json::to_string(&all)?)?;
    run::write(&folder.join("report.html"), run::read(&report.join("report.html"))?)?;
    run::write(&stamp_file, stamp.hex())?;
    Ok(folder)
}

fn events(trainer: &Path, model: &Path) -> Result<Vec<u8>> {
    let mut command = Command::new(trainer);
    command.arg("rehearse").arg(model).args(["--experiment", "shelf", "--devices", "2000", "--start", START.0]);
    command.args(["--days", &ARRIVALS.to_string(), "--lift", &PLANTED.to_string()]);
    output(&mut command)
}

/// What a command prints; its code may say that nothing is decided yet.
fn output(command: &mut Command) -> Result<Vec<u8>> {
    let name = command.get_program().to_string_lossy().into_owned();
    let answer = command.output().with_context(|| format!("{name} cannot be started"))?;
    let is_well = matches!(answer.status.code(), Some(0 | 1));
    anyhow::ensure!(is_well, "{name}: {}: {}; {REMEDY}", answer.status, String::from_utf8_lossy(&answer.stderr));
    Ok(answer.stdout)
}

/// Where the events end that were received before the end of each day.
fn ends(events: &[u8]) -> Result<Vec<usize>> {
    let mut ends = Vec::new();
    let mut at = 0;
    for line in events.split_inclusive(|byte| *byte == b'\n') {
        let event: Value = serde_json::from_slice(line)?;
        let received = event["received"].as_i64().context("an event without `received`")?;
        while received >= START.1 + (ends.len() as i64 + 1) * DAY {
            ends.push(at);
        }
        at += line.len();
    }
    // Devices of the last day have their windows closed at its end and a day.
    ends.truncate(ARRIVALS + WINDOW);
    ends.push(at);
    Ok(ends)
}

/// What the console shows of a day's report.
fn told(day: usize, report: &Value) -> Result<Value> {
    let compared = report["comparisons"].get(0).context("no comparison")?;
    let figures = compared["figures"].as_array().context("no figures")?;
    let revenue = figures.iter().find(|figure| figure["decides"] == true).context("no figure that decides")?;
    let arm = |arm: &Value| {
        let of = |key: &str| arm[key].clone();
        json!({ "name": of("name"), "triggered": of("triggered"), "counted": of("counted"), "buyers": of("buyers") })
    };
    let arms: Vec<Value> = report["arms"].as_array().context("no arms")?.iter().map(arm).collect();
    let (sentence, verdict, relative) = (&revenue["sentence"], &revenue["verdict"], &revenue["relative"]);
    Ok(json!({ "day": day, "sentence": sentence, "verdict": verdict, "relative": relative, "arms": arms }))
}
