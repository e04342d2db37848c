//! Measures `pairwell report` on ten million events beside DuckDB, which only adds up revenue by arm of events that come twice.

use std::path::Path;
use std::process::Command;

use serde::Deserialize;

use crate::child::{Cost, measured, pairwell, work_directory};
use crate::events::{Log, cached};
use crate::report::{Report, Style, mib, seconds};
use crate::scale::python_with_duckdb;

/// Report on ten million events and their orders, beside DuckDB
#[derive(clap::Args)]
pub struct Args {
    #[command(flatten)]
    style: Style,
    /// Events of the log
    #[arg(long, default_value_t = 10_000_000, value_name = "N")]
    events: u64,
    /// Leave out DuckDB
    #[arg(long)]
    no_peer: bool,
}

const PEER: &str = include_str!("../py/duckdb_report.py");

/// What both find: devices and revenue of control and treatment, in cents.
#[derive(Debug, PartialEq, Eq, Deserialize)]
struct Sums {
    devices: [u64; 2],
    cents: [i64; 2],
}

pub fn run(args: &Args) -> anyhow::Result<bool> {
    let mut report = Report::new("report");
    let directory = work_directory()?;
    let log = cached(args.events, &directory)?;
    let (own, cost) = ours(&log)?;
    let events = format!("{} events ({}), with orders", args.events, mib(std::fs::metadata(&log.events)?.len()));
    report.goal(events, seconds(cost.wall), "≤ 30 s", cost.wall <= 30.0);
    report.note("  processor", seconds(cost.cpu));
    report.goal("  peak memory", mib(cost.peak), "≤ 1 GiB", cost.peak <= 1 << 30);
    if !args.no_peer {
        match python_with_duckdb(&directory) {
            Ok(python) => beside(&log, &directory, &python, (&own, cost), &mut report)?,
            Err(why) => report.note("DuckDB", format!("left out: {why:#}")),
        }
    }
    report.print(args.style)?;
    Ok(report.is_good())
}

/// The whole report on a log.
fn ours(log: &Log) -> anyhow::Result<(Sums, Cost)> {
    let mut command = Command::new(pairwell()?);
    command.arg("report").arg(&log.events).arg("--orders").arg(&log.orders);
    let (json, cost) = measured(command.args(["--planned-devices", "1000000", "--json"]))?;
    let report: serde_json::Value = serde_json::from_str(&json)?;
    let revenue = &report["comparisons"][0]["figures"][0]["arms"];
    let cents = |arm: usize| (100.0 * revenue[arm]["numerator"].as_f64().unwrap_or(f64::NAN)).round() as i64;
    let devices = [0, 1].map(|arm| revenue[arm]["devices"].as_u64().unwrap_or(0));
    Ok((Sums { devices, cents: [cents(0), cents(1)] }, cost))
}

fn beside(log: &Log, directory: &Path, python: &Path, own: (&Sums, Cost), report: &mut Report) -> anyhow::Result<()> {
    let script = directory.join("duckdb_report.py");
    std::fs::write(&script, PEER)?;
    let threads = std::thread::available_parallelism().map_or(1, usize::from);
    let mut command = Command::new(python);
    let (json, theirs) = measured(command.arg(&script).args([&log.events, &log.orders]).arg(threads.to_string()))?;
    let sums: Sums = serde_json::from_str(&json)?;
    let equal = sums == *own.0;
    report.goal("devices and revenue by arm", if equal { "equal" } else { "differ" }, "as DuckDB's", equal);
    let figure = format!("{} against {}", seconds(own.1.cpu), seconds(theirs.cpu));
    report.goal("  processor, all of ours against its sums", figure, "less than DuckDB", own.1.cpu < theirs.cpu);
    report.note("  time and peak memory of DuckDB", format!("{}, {}", seconds(theirs.wall), mib(theirs.peak)));
    Ok(())
}
