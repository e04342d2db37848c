//! Measures how many carts per second `pairwell suggest --carts` answers on one core.

use std::fs::File;
use std::io::{BufWriter, Write};
use std::path::Path;
use std::process::Command;

use pairwell_cli::orders::{Orders, Quiet, ReadOptions, read};
use serde_json::json;

use crate::child::{Cost, measured, pairwell, reference, work_directory};
use crate::report::{Report, Style};
use crate::train::train;

/// Answer carts made of Online Retail's orders, on one thread
#[derive(clap::Args)]
pub struct Args {
    #[command(flatten)]
    style: Style,
    /// How many carts to answer
    #[arg(long, default_value_t = 400_000)]
    carts: usize,
    /// How often to measure; the best run counts, because other programs can only slow it down
    #[arg(long, default_value_t = 3)]
    times: usize,
}

pub fn run(args: &Args) -> anyhow::Result<bool> {
    let mut report = Report::new("suggest");
    match reference("online-retail.csv.gz") {
        Err(missing) => report.note("Online Retail", missing),
        Ok(path) => answer(args, &path, &mut report)?,
    }
    report.print(args.style)?;
    Ok(report.is_good())
}

fn answer(args: &Args, path: &Path, report: &mut Report) -> anyhow::Result<()> {
    let directory = work_directory()?;
    let (model, carts) = (directory.join("suggest.model"), directory.join("carts.jsonl"));
    train(path, &model)?;
    let (orders, _) = read(&[path.display().to_string()], &ReadOptions::default(), &Quiet)?;
    let mean = write_carts(&orders, args.carts, &carts)?;
    let mut costs: Vec<Cost> = Vec::new();
    for _ in 0..args.times.max(1) {
        let mut command = Command::new(pairwell()?);
        command.arg("suggest").arg(&model).arg("--carts").arg(&carts).args(["--threads", "1"]);
        costs.push(measured(&mut command)?.1);
    }
    let least = costs.iter().map(|cost| cost.cpu).fold(f64::INFINITY, f64::min);
    let rate = args.carts as f64 / least;
    report.note("carts", format!("{}, {mean:.1} items on average", args.carts));
    report.goal("carts a second and core", format!("{rate:.0}"), "≥ 100 000", rate >= 100_000.0);
    report.note("a cart", format!("{:.1} µs", 1e6 / rate));
    Ok(())
}

/// Whole orders as carts, over and over; their mean size.
fn write_carts(orders: &Orders, count: usize, path: &Path) -> anyhow::Result<f64> {
    let mut out = BufWriter::new(File::create(path)?);
    let mut items = 0;
    for order in orders.iter().cycle().take(count) {
        let skus: Vec<&String> = order.iter().map(|item| &orders.skus[*item as usize]).collect();
        items += skus.len();
        writeln!(out, "{}", json!({ "cart": skus }))?;
    }
    out.flush()?;
    Ok(items as f64 / count as f64)
}
