//! Measures ranking in Node beside plain JavaScript that does the same work: makes the models, runs the script.

use std::fs;
use std::path::Path;

use pairwell::model::Model;
use pairwell::rules::parts::{MerchantRules, RuleParts};
use serde::Deserialize;

use crate::child::{measured, script, work_directory};
use crate::package::{Args, for_models};
use crate::report::Report;
use crate::rules::rules;

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

pub fn run(args: &Args) -> anyhow::Result<bool> {
    let mut report = Report::new("rank");
    if args.pkg.join("pairwell_wasm_bg.wasm").exists() {
        let directory = work_directory()?;
        for_models(50_000, &directory, &mut report, |name, bytes, report| rank(name, bytes, args, &directory, report))?;
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
    write_rules(&model, directory)?;
    let mut node = script("rank.mjs");
    node.arg(&args.pkg).args(["rank.pw", "rank.arrays", "rank.skus", "rank.rules", "rank.empty"].map(file));
    let output: Output = serde_json::from_str(&measured(&mut node)?.0)?;
    report.note(format!("{name}, {} weights", model.weights()), format!("Node {}", output.node));
    output.answers.iter().for_each(|medians| rows(medians, report));
    Ok(())
}

/// Writes 200 rules, and a rules file without any.
fn write_rules(model: &Model, directory: &Path) -> anyhow::Result<()> {
    let rules = rules(model);
    let empty = RuleParts { merchant: MerchantRules::default(), ..rules.clone() };
    fs::write(directory.join("rank.rules"), rules.encode()?)?;
    Ok(fs::write(directory.join("rank.empty"), empty.encode()?)?)
}

fn rows(medians: &Medians, report: &mut Report) {
    let Medians { size, typed, plain_typed, text, plain_text, .. } = *medians;
    let figure = |ours: f64, plain: f64| format!("{ours:.1} µs, plain JavaScript {plain:.1}: {:.2} ×", plain / ours);
    for (what, ours, plain, most) in [("typed", typed, plain_typed, 5.0), ("SKUs to picks", text, plain_text, 20.0)] {
        let (what, figure) = (format!("  cart of {size}, {what}"), figure(ours, plain));
        match size {
            20 => report.goal(what, figure, format!("≤ {most} µs, no slower"), ours <= most && ours <= plain),
            _ => report.note(what, figure),
        }
    }
    ruled_rows(medians, report);
}

fn ruled_rows(medians: &Medians, report: &mut Report) {
    let Medians { size, typed, text, ruled, unruled, ruled_text, .. } = *medians;
    let what = format!("  cart of {size}, typed, under 200 rules");
    let figure = format!("{ruled:.1} µs, {:.2} × as without rules", ruled / typed);
    match size {
        20 => report.goal(&what, figure, "≤ 1.3 ×".to_owned(), ruled <= 1.3 * typed),
        _ => report.note(&what, figure),
    }
    report.note(what, format!("{:.2} × as under an empty rules file, {unruled:.1} µs", ruled / unruled));
    let what = format!("  cart of {size}, SKUs to picks, under 200 rules");
    report.note(what, format!("{ruled_text:.1} µs, {:.2} × as without rules", ruled_text / text));
}

/// The model as plain 32-bit words: items, weights, half of a whole order, where rows begin, neighbours, weights, tilts, priors.
fn arrays(model: &Model) -> Vec<u8> {
    let items = 0..model.items() as u32;
    let mut starts = vec![0u32];
    let (mut neighbours, mut weights, mut tilts) = (Vec::new(), Vec::new(), Vec::new());
    for item in items.clone() {
        for (neighbour, weight, tilt) in model.kept(item) {
            neighbours.push(neighbour);
            weights.push(weight as u32);
            tilts.push(i32::from(tilt) as u32);
        }
        starts.push(neighbours.len() as u32);
    }
    let counts = [model.items() as u32, neighbours.len() as u32, model.tilts().half.into()];
    let priors = items.map(|item| model.prior(item) as u32);
    let words = counts.into_iter().chain(starts).chain(neighbours).chain(weights).chain(tilts).chain(priors);
    words.flat_map(u32::to_le_bytes).collect()
}
