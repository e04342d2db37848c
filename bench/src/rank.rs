//! Measures ranking in Node beside plain JavaScript that does the same work: makes the models, runs the script.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use pairwell::model::{ItemRow, Model, Parts};
use pairwell::rules::parts::{MerchantRules, RuleParts};
use serde::Deserialize;

use crate::child::{measured, reference, work_directory};
use crate::dice::Dice;
use crate::report::{Report, Style};
use crate::rules::rules;
use crate::train::train;

/// Rank carts in Node, beside plain JavaScript on typed arrays
#[derive(clap::Args)]
pub struct Args {
    #[command(flatten)]
    style: Style,
    /// The package that `cargo xtask build` makes
    #[arg(long, default_value = "pkg")]
    pkg: PathBuf,
}

/// Medians in microseconds.
#[derive(Deserialize)]
struct Medians {
    size: usize,
    typed: f64,
    #[serde(rename = "plainTyped")]
    plain_typed: f64,
    text: f64,
    #[serde(rename = "plainText")]
    plain_text: f64,
    /// Under 200 rules.
    ruled: f64,
    /// With an empty rules file.
    unruled: f64,
    /// Under 200 rules, as a page asks.
    #[serde(rename = "ruledText")]
    ruled_text: f64,
}

#[derive(Deserialize)]
struct Output {
    node: String,
    answers: Vec<Medians>,
}

const SCRIPTS: [(&str, &str); 3] = [
    ("rank.mjs", include_str!("../js/rank.mjs")),
    ("plain.mjs", include_str!("../js/plain.mjs")),
    ("turns.mjs", include_str!("../js/turns.mjs")),
];

pub fn run(args: &Args) -> anyhow::Result<bool> {
    let mut report = Report::new("rank");
    if args.pkg.join("pairwell_wasm_bg.wasm").exists() {
        let directory = work_directory()?;
        rank("50 000 items", &synthetic(50_000, 16).encode()?, args, &directory, &mut report)?;
        match reference("online-retail.csv.gz") {
            Err(missing) => report.note("Online Retail", missing),
            Ok(orders) => {
                let out = directory.join("rank.model");
                train(&orders, &out)?;
                rank("Online Retail", &model_file(&out)?, args, &directory, &mut report)?;
            }
        }
    } else {
        report.note("left out", format!("{} is missing; run `cargo xtask build`", args.pkg.display()));
    }
    report.print(args.style)?;
    Ok(report.is_good())
}

fn rank(name: &str, bytes: &[u8], args: &Args, directory: &Path, report: &mut Report) -> anyhow::Result<()> {
    let model = Model::decode(bytes)?;
    let file = |name: &str| directory.join(name);
    fs::write(file("rank.pw"), bytes)?;
    fs::write(file("rank.arrays"), arrays(&model))?;
    let skus: Vec<&str> = (0..model.items() as u32).map(|item| model.sku(item)).collect();
    fs::write(file("rank.skus"), serde_json::to_string(&skus)?)?;
    let rules = rules(&model);
    let empty = RuleParts { merchant: MerchantRules::default(), ..rules.clone() };
    fs::write(file("rank.rules"), rules.encode()?)?;
    fs::write(file("rank.empty"), empty.encode()?)?;
    for (script, text) in SCRIPTS {
        fs::write(file(script), text)?;
    }
    let mut node = Command::new("node");
    node.arg(file("rank.mjs"))
        .arg(&args.pkg)
        .args(["rank.pw", "rank.arrays", "rank.skus", "rank.rules", "rank.empty"].map(file));
    let output: Output = serde_json::from_str(&measured(&mut node)?.0)?;
    report.note(format!("{name}, {} weights", model.weights()), format!("Node {}", output.node));
    output.answers.iter().for_each(|medians| rows(medians, report));
    Ok(())
}

fn rows(medians: &Medians, report: &mut Report) {
    let Medians { size, typed, plain_typed, text, plain_text, ruled, unruled, ruled_text } = *medians;
    let figure = |ours: f64, plain: f64| format!("{ours:.1} µs, plain JavaScript {plain:.1}: {:.2} ×", plain / ours);
    for (what, ours, plain, most) in [("typed", typed, plain_typed, 5.0), ("SKUs to picks", text, plain_text, 20.0)] {
        let (what, figure) = (format!("  cart of {size}, {what}"), figure(ours, plain));
        match size {
            20 => report.goal(what, figure, format!("≤ {most} µs, no slower"), ours <= most && ours <= plain),
            _ => report.note(what, figure),
        }
    }
    let what = format!("  cart of {size}, typed, under 200 rules");
    let figure = format!("{ruled:.1} µs, {:.2} × as without rules", ruled / typed);
    match size {
        20 => report.goal(what, figure, "≤ 1.3 ×".to_owned(), ruled <= 1.3 * typed),
        _ => report.note(what, figure),
    }
    let what = format!("  cart of {size}, typed, under 200 rules");
    report.note(what, format!("{:.2} × as under an empty rules file, {unruled:.1} µs", ruled / unruled));
    let what = format!("  cart of {size}, SKUs to picks, under 200 rules");
    report.note(what, format!("{ruled_text:.1} µs, {:.2} × as without rules", ruled_text / text));
}

/// A model with random neighbours: the worst case for memory access.
pub fn synthetic(items: u32, neighbours: usize) -> Parts {
    let mut dice = Dice::new(1, 0);
    let row = |item: u32| {
        let mut others: Vec<u32> = (0..neighbours).map(|_| dice.below(items)).filter(|other| *other != item).collect();
        others.sort_unstable();
        others.dedup();
        let weights = others.into_iter().map(|other| (other, 0.001 + 0.3 * dice.unit() * dice.unit()));
        let prior = 0.05 / (f64::from(item) + 1.0).sqrt();
        ItemRow { sku: format!("SKU-{:06}", item + 1), prior, neighbours: weights.collect(), ..ItemRow::default() }
    };
    Parts { items: (0..items).map(row).collect(), ..Parts::default() }
}

/// The model's file in a directory.
pub fn model_file(directory: &Path) -> anyhow::Result<Vec<u8>> {
    let manifest: serde_json::Value = serde_json::from_slice(&fs::read(directory.join("pairwell.json"))?)?;
    Ok(fs::read(directory.join(manifest["model"]["file"].as_str().unwrap_or_default()))?)
}

/// The model as plain 32-bit words: items, weights, where rows begin, neighbours, weights, priors.
fn arrays(model: &Model) -> Vec<u8> {
    let items = 0..model.items() as u32;
    let mut starts = vec![0u32];
    let (mut neighbours, mut weights) = (Vec::new(), Vec::new());
    for item in items.clone() {
        for (neighbour, weight) in model.neighbours(item) {
            neighbours.push(neighbour);
            weights.push(weight as u32);
        }
        starts.push(neighbours.len() as u32);
    }
    let counts = [model.items() as u32, neighbours.len() as u32];
    let priors = items.map(|item| model.prior(item) as u32);
    let words = counts.into_iter().chain(starts).chain(neighbours).chain(weights).chain(priors);
    words.flat_map(u32::to_le_bytes).collect()
}
