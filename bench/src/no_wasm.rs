//! Measures the engine for pages without WebAssembly beside the ranker written by hand that it took the place of; never ranks.

use std::fs;
use std::path::Path;
use std::process::Command;

use anyhow::bail;
use pairwell::model::Model;
use serde::Deserialize;

use crate::child::{measured, script, work_directory};
use crate::package::{Args, for_models};
use crate::report::Report;
use crate::rules::rules;

/// The last commit with the ranker written by hand, `www/fallback*.js`.
const TWIN: &str = "6007eb2";
const TWIN_PREFIX: &str = "www/fallback";
const PACKAGE: &str = "javascript-engine.js";
/// How many times as fast ranking is at least.
const GOAL: f64 = 2.0;

/// Medians in microseconds.
#[derive(Deserialize)]
struct Medians {
    size: usize,
    rank: f64,
    #[serde(rename = "rankTwin")]
    rank_twin: f64,
    /// Under 200 rules.
    advise: f64,
    #[serde(rename = "adviseTwin")]
    advise_twin: f64,
}

#[derive(Deserialize)]
struct Output {
    node: String,
    decode: f64,
    #[serde(rename = "decodeTwin")]
    decode_twin: f64,
    answers: Vec<Medians>,
}

pub fn run(args: &Args) -> anyhow::Result<bool> {
    let mut report = Report::new("no-wasm");
    let directory = work_directory()?.join("no-wasm");
    if !args.pkg.join(PACKAGE).exists() {
        report.note("left out", format!("{PACKAGE} is not in {}; cargo xtask build makes it", args.pkg.display()));
    } else if let Err(missing) = write_twin(&directory) {
        report.note("left out", format!("no ranker to compare with: {missing:#}"));
    } else {
        for_models(20_000, &directory, &mut report, |name, bytes, report| {
            compare(name, bytes, args, &directory, report)
        })?;
    }
    report.print(args.style)?;
    Ok(report.is_good())
}

/// Writes the old ranker's modules, from this repository's history.
fn write_twin(directory: &Path) -> anyhow::Result<()> {
    fs::create_dir_all(directory)?;
    let listed = git(&["ls-tree", "--full-tree", "--name-only", TWIN, "www/"])?;
    let modules: Vec<_> = listed.lines().filter(|name| name.starts_with(TWIN_PREFIX)).collect();
    if modules.is_empty() {
        bail!("commit {TWIN} has no {TWIN_PREFIX}*.js");
    }
    fs::write(directory.join("package.json"), "{ \"type\": \"module\" }\n")?;
    for module in modules {
        let text = git(&["show", &format!("{TWIN}:{module}")])?;
        fs::write(directory.join(module.trim_start_matches("www/")), text)?;
    }
    Ok(())
}

fn git(arguments: &[&str]) -> anyhow::Result<String> {
    let output = Command::new("git")
        .arg("-C")
        .arg(env!("CARGO_MANIFEST_DIR"))
        .args(["-c", "core.quotePath=off"])
        .args(arguments)
        .output()?;
    if !output.status.success() {
        bail!("git {}: {}", arguments.join(" "), String::from_utf8_lossy(&output.stderr).trim());
    }
    Ok(String::from_utf8(output.stdout)?)
}

fn compare(name: &str, bytes: &[u8], args: &Args, directory: &Path, report: &mut Report) -> anyhow::Result<()> {
    let model = Model::decode(bytes)?;
    let file = |name: &str| directory.join(name);
    fs::write(file("no-wasm.pw"), bytes)?;
    fs::write(file("no-wasm.rules"), rules(&model).encode()?)?;
    let mut node = script("no-wasm.mjs");
    node.arg(&args.pkg).arg(directory).args(["no-wasm.pw", "no-wasm.rules"].map(file));
    let output: Output = serde_json::from_str(&measured(&mut node)?.0)?;
    report.note(format!("{name}, {} items", model.items()), format!("Node {}", output.node));
    let (ours, twin) = (output.decode / 1000.0, output.decode_twin / 1000.0);
    report.note("  decode", format!("{ours:.1} ms, by hand {twin:.1}: {:.2} × as fast", twin / ours));
    output.answers.iter().for_each(|medians| rows(medians, report));
    Ok(())
}

fn rows(medians: &Medians, report: &mut Report) {
    let Medians { size, rank, rank_twin, advise, advise_twin } = *medians;
    for (what, ours, twin) in [("", rank, rank_twin), (", under 200 rules", advise, advise_twin)] {
        let (what, ratio) = (format!("  cart of {size}{what}"), twin / ours);
        let figure = format!("{ours:.1} µs, by hand {twin:.1}: {ratio:.1} × as fast");
        report.goal(what, figure, format!("≥ {GOAL} ×"), ratio >= GOAL);
    }
}
