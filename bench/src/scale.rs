//! Measures training on a large synthetic shop, pair counting beside DuckDB, and growth with size.

use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::Context;

use crate::child::{measured, work_directory};
use crate::count::Counted;
use crate::generate::cached;
use crate::report::{Report, Style, mib, seconds};
use crate::train::train;
use crate::world::Size;

/// Train on 32 million lines, count pairs beside DuckDB, and show how time and memory grow
#[derive(clap::Args)]
pub struct Args {
    #[command(flatten)]
    style: Style,
    /// Leave out DuckDB, which takes minutes
    #[arg(long)]
    no_peer: bool,
    /// Leave out the growth from 1 to 32 million lines and from 5 000 to 200 000 items
    #[arg(long)]
    no_growth: bool,
}

const PEER: &str = include_str!("../py/duckdb_pairs.py");
/// Pairs in fewer orders are left out, in both programs.
const FLOOR: u32 = 3;

pub fn run(args: &Args) -> anyhow::Result<bool> {
    let mut report = Report::new("scale");
    let directory = work_directory()?;
    train_large(&directory, &mut report)?;
    if !args.no_peer {
        match python_with_duckdb(&directory) {
            Ok(python) => beside_duckdb(&directory, &python, &mut report)?,
            Err(why) => report.note("DuckDB", format!("left out: {why:#}")),
        }
    }
    if !args.no_growth {
        growth(&directory, &mut report)?;
    }
    report.print(args.style)?;
    Ok(report.is_good())
}

fn train_large(directory: &Path, report: &mut Report) -> anyhow::Result<()> {
    let cost = train(&cached(Size::L, directory)?, &directory.join("scale.model"))?;
    report.goal("32 M lines, 50 000 items: train", seconds(cost.wall), "≤ 40 s", cost.wall <= 40.0);
    report.note("  processor", seconds(cost.cpu));
    report.goal("  peak memory", mib(cost.peak), "≤ 2 GiB", cost.peak <= 2 << 30);
    Ok(())
}

fn beside_duckdb(directory: &Path, python: &Path, report: &mut Report) -> anyhow::Result<()> {
    same_counts(directory, python, report)?;
    same_sums(directory, python, report)
}

fn same_counts(directory: &Path, python: &Path, report: &mut Report) -> anyhow::Result<()> {
    let small = cached(Size::S, directory)?;
    let (ours, theirs) = (directory.join("pairs-ours.csv"), directory.join("pairs-duckdb.csv"));
    count(&small, FLOOR, Some(&ours))?;
    duckdb(python, directory, &small, Some(&theirs))?;
    let equal = std::fs::read(&ours)? == std::fs::read(&theirs)?;
    report.goal("2 M lines: every pair count", if equal { "equal" } else { "differs" }, "as DuckDB's", equal);
    let guarded = count(&small, 1, None)?.guarded;
    report.goal("  sums without a floor", if guarded { "exact" } else { "wrong" }, "Σ n(n−1)/2", guarded);
    Ok(())
}

fn same_sums(directory: &Path, python: &Path, report: &mut Report) -> anyhow::Result<()> {
    let large = cached(Size::L, directory)?;
    let (own, peer) = (count(&large, FLOOR, None)?, duckdb(python, directory, &large, None)?);
    let equal = own.guarded && (own.pairs, own.together, &own.checksum) == (peer.pairs, peer.together, &peer.checksum);
    let sum = format!("{} pairs, checksum {}", own.pairs, if equal { "equal" } else { "differs" });
    report.goal("32 M lines: pair counts", sum, "as DuckDB's", equal);
    let ratio = peer.count.cpu / own.count.cpu;
    let figure = format!("{} against {}: {ratio:.1} ×", seconds(own.count.cpu), seconds(peer.count.cpu));
    report.goal("  processor, counting", figure, "≥ 7 × less than DuckDB", ratio >= 7.0);
    let (all, both) = (own.read.cpu + own.count.cpu, peer.read.cpu + peer.count.cpu);
    let figure = format!("{} against {}: {:.1} ×", seconds(all), seconds(both), both / all);
    report.note("  processor, reading Parquet and counting", figure);
    let figure = format!("{} against {}", seconds(own.count.wall), seconds(peer.count.wall));
    report.note("  time, counting", figure);
    Ok(())
}

fn count(orders: &Path, floor: u32, out: Option<&Path>) -> anyhow::Result<Counted> {
    let mut command = Command::new(std::env::current_exe()?);
    command.arg("count").arg(orders).args(["--floor", &floor.to_string()]);
    if let Some(out) = out {
        command.arg("--out").arg(out);
    }
    Ok(serde_json::from_str(&measured(&mut command)?.0)?)
}

fn duckdb(python: &Path, directory: &Path, orders: &Path, out: Option<&Path>) -> anyhow::Result<Counted> {
    let script = directory.join("duckdb_pairs.py");
    std::fs::write(&script, PEER)?;
    let threads = std::thread::available_parallelism().map_or(1, usize::from);
    let mut command = Command::new(python);
    command.arg(&script).arg(orders).args([FLOOR.to_string(), threads.to_string()]).args(out);
    Ok(serde_json::from_str(&measured(&mut command)?.0)?)
}

/// A Python with DuckDB: the system's, or a virtual environment made here.
pub fn python_with_duckdb(directory: &Path) -> anyhow::Result<PathBuf> {
    let has =
        |python: &Path| Command::new(python).args(["-c", "import duckdb"]).output().is_ok_and(|o| o.status.success());
    let (system, own) = (PathBuf::from("python3"), directory.join("venv/bin/python"));
    if let Some(python) = [&system, &own].into_iter().find(|python| has(python)) {
        return Ok(python.clone());
    }
    eprintln!("installing DuckDB into {}", directory.join("venv").display());
    measured(Command::new(&system).args(["-m", "venv"]).arg(directory.join("venv")))?;
    measured(Command::new(&own).args(["-m", "pip", "install", "--quiet", "duckdb"])).context("pip install duckdb")?;
    Ok(own)
}

fn growth(directory: &Path, report: &mut Report) -> anyhow::Result<()> {
    let lines = [100_000, 400_000, 1_600_000].map(|orders| Size { orders, ..Size::L });
    let items = [5_000, 20_000, 200_000].map(|items| Size { items, ..Size::L });
    for size in lines.into_iter().chain(items) {
        let cost = train(&cached(size, directory)?, &directory.join("growth.model"))?;
        let what = format!("{} M lines, {} items", size.orders / 100_000, size.items);
        let figure = format!("{}, processor {}, {}", seconds(cost.wall), seconds(cost.cpu), mib(cost.peak));
        report.note(what, figure);
    }
    Ok(())
}
