//! Measures `pairwell train` on the reference sets: time, processor seconds and peak memory.

use std::path::Path;
use std::process::Command;

use crate::child::{Cost, measured, pairwell, reference, work_directory};
use crate::report::{Report, Style, mib, seconds};

/// Train on the reference sets: time, processor seconds and peak memory
#[derive(clap::Args)]
pub struct Args {
    #[command(flatten)]
    style: Style,
}

const MEBIBYTE: u64 = 1 << 20;

pub fn run(args: &Args) -> anyhow::Result<bool> {
    let mut report = Report::new("train");
    for (name, file) in [("Online Retail", "online-retail.csv.gz"), ("Belgian retail", "belgian-retail.dat.gz")] {
        match reference(file) {
            Err(missing) => report.note(name, missing),
            Ok(path) => {
                let cost = train(&path, &work_directory()?.join(file).with_extension("model"))?;
                report.goal(format!("{name}, time"), seconds(cost.wall), "≤ 10 s", cost.wall <= 10.0);
                report.note(format!("{name}, processor"), seconds(cost.cpu));
                report.goal(format!("{name}, peak memory"), mib(cost.peak), "≤ 300 MiB", cost.peak <= 300 * MEBIBYTE);
            }
        }
    }
    report.print(args.style)?;
    Ok(report.is_good())
}

/// Trains from one file into a fresh directory.
pub fn train(orders: &Path, out: &Path) -> anyhow::Result<Cost> {
    if out.exists() {
        std::fs::remove_dir_all(out)?;
    }
    let mut command = Command::new(pairwell()?);
    command.arg("train").arg("--orders").arg(orders).arg("--out").arg(out);
    Ok(measured(&mut command)?.1)
}
