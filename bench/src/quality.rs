//! Compares how well methods guess hidden items of the reference sets, with `pairwell evaluate`.

use std::process::Command;

use anyhow::Context;
use serde_json::Value;

use crate::child::{measured, pairwell, reference};
use crate::report::{Report, Style};

/// Hide an item of each order of the reference sets and let each method guess it
#[derive(clap::Args)]
pub struct Args {
    #[command(flatten)]
    style: Style,
    /// Methods, as for `pairwell evaluate --methods` [default: all]
    #[arg(long, value_name = "NAME,…")]
    methods: Option<String>,
}

/// Carts, the key of their figures, and where it is: at the top for whole orders.
const CARTS: [(&str, Option<&str>); 3] =
    [("live carts", Some("liveCart")), ("one item", Some("oneItem")), ("whole orders", None)];

/// A reference set, the options to read it with, and the hits in ten thousand to reach, by kind of carts.
const SETS: [(&str, &str, &[&str], [u32; 3]); 2] = [
    ("Online Retail", "online-retail.csv.gz", &["--products", r"^\d{5}", "--split", "time"], [1860, 1184, 3180]),
    ("Belgian retail", "belgian-retail.dat.gz", &["--format", "basket", "--split", "crc32"], [3117, 3005, 3580]),
];

pub fn run(args: &Args) -> anyhow::Result<bool> {
    let mut report = Report::new("quality");
    for (name, file, reading, goals) in SETS {
        let path = match reference(file) {
            Ok(path) => path,
            Err(missing) => {
                report.note(name, missing);
                continue;
            }
        };
        let mut command = Command::new(pairwell()?);
        command.args(["evaluate", "--json", "--orders"]).arg(path).args(reading);
        command.args(args.methods.iter().flat_map(|methods| ["--methods", methods]));
        let answer: Value = serde_json::from_str(&measured(&mut command)?.0)?;
        for method in answer["methods"].as_array().context("evaluate printed no methods")? {
            for ((carts, key), goal) in CARTS.into_iter().zip(goals) {
                let figures = key.map_or(method, |key| &method[key]);
                add(
                    &mut report,
                    &format!("{name}, {carts}"),
                    method["method"].as_str().unwrap_or_default(),
                    figures,
                    f64::from(goal) / 1e4,
                )?;
            }
        }
    }
    report.print(args.style)?;
    Ok(report.is_good())
}

/// One method's row; ours has a target.
fn add(report: &mut Report, set: &str, method: &str, figures: &Value, goal: f64) -> anyhow::Result<()> {
    let figure = |key: &str| figures[key]["value"].as_f64().with_context(|| format!("evaluate printed no {key}"));
    let hr = figure("hr@10")?;
    let what = format!("{set}, {method}, HR@10 / MRR / NDCG");
    let text = format!("{hr:.4} / {:.4} / {:.4}", figure("mrr@10")?, figure("ndcg@10")?);
    match method {
        "pairwell" => report.goal(what, text, format!("HR@10 ≥ {goal:.4}"), hr >= goal),
        _ => report.note(what, text),
    }
    Ok(())
}
