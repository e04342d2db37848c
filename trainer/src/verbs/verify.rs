//! `pairwell verify`: checks every digest, bound and reference of a model directory, and lists the checks.

use std::fs;
use std::path::{Path, PathBuf};

use pairwell::rules::RuleParts;
use pairwell_cli::directory::{self, MANIFEST, OpenModel, Shards, ShardsEntry};
use serde::Serialize;

use super::rules_text::many;
use super::{print, print_json};
use crate::Outcome;

/// Check the files of a model directory
///
/// Checks every size, digest, bound and reference. Exit code 1 if something is wrong.
#[derive(clap::Args)]
pub struct Args {
    /// Model directory
    directory: PathBuf,
    /// Print JSON
    #[arg(long)]
    json: bool,
}

#[derive(Serialize)]
struct Check {
    what: &'static str,
    good: bool,
    found: String,
}

pub fn run(args: &Args) -> Outcome {
    let checks = match directory::open(&args.directory) {
        Ok(opened) => {
            let shards = opened.manifest.shards.as_ref().map(|entry| shards(&args.directory, &opened, entry));
            checks(&opened).into_iter().chain(shards).collect()
        }
        Err(error) => {
            vec![Check { what: "manifest, sizes, digests and bounds", good: false, found: error.to_string() }]
        }
    };
    let good = checks.iter().all(|check| check.good);
    if args.json {
        print_json(&checks)?;
    } else {
        let good = |check: &Check| if check.good { "ok " } else { "BAD" };
        let lines = checks.iter().map(|check| format!("{}  {}: {}\n", good(check), check.what, check.found));
        print(&lines.collect::<String>())?;
    }
    Ok(good)
}

/// The checks that remain for a directory that opens: opening has checked sizes, digests and all bounds.
fn checks(opened: &OpenModel) -> Vec<Check> {
    let (model, manifest) = (&opened.model, &opened.manifest);
    let promised = (manifest.counts.items, manifest.counts.weights);
    let held = (model.items() as u64, model.weights() as u64);
    let mut checks = vec![
        Check { what: "model", good: true, found: format!("{}: digest and bounds are right", manifest.model.file) },
        Check { what: "counts", good: promised == held, found: format!("{} items, {} weights", held.0, held.1) },
    ];
    if let (Some(entry), Some(catalog)) = (&manifest.catalog, &opened.catalog) {
        let without = (0..model.items() as u32).filter(|item| catalog.card(model.sku(*item)).is_none()).count();
        checks.push(Check {
            what: "catalog",
            good: true,
            found: format!("{}: digest and bounds are right", entry.file),
        });
        let found = format!("{without} of {} items have no product card, so no title, image and price", held.0);
        checks.push(Check { what: "references", good: true, found });
    }
    if let (Some(entry), Some(rules)) = (&manifest.rules, &opened.rules) {
        let found = format!("{}: made for this model, {} rules", entry.file, rules.merchant.rules.len());
        checks.push(Check { what: "rules", good: true, found });
    }
    if let (Some(entry), Some(held)) = (&manifest.experiments, &opened.experiments) {
        let found = format!("{}: digest is right, {}", entry.file, many(held.experiments.len(), "experiment"));
        checks.push(Check { what: "experiments", good: true, found });
    }
    checks
}

/// Checks that the shards are those that the whole files come to, byte for byte.
fn shards(directory: &Path, opened: &OpenModel, entry: &ShardsEntry) -> Check {
    let found = match compared(directory, opened, entry) {
        Ok((shards, bytes)) => format!("{shards} shards, {bytes} bytes: they hold what the whole files hold"),
        Err(why) => return Check { what: "shards", good: false, found: why },
    };
    Check { what: "shards", good: true, found }
}

/// How many shards there are, and their bytes; or what is wrong with them.
fn compared(directory: &Path, opened: &OpenModel, entry: &ShardsEntry) -> Result<(u32, u64), String> {
    let remedy = "\n  Copy the whole directory again, or train again.";
    let rules = opened.rules.clone().unwrap_or_else(|| RuleParts::none(&opened.model));
    let expected = Shards::of(&opened.model, &rules, opened.catalog.as_ref()).map_err(|error| error.to_string())?;
    if expected.entry != *entry {
        return Err(format!("{MANIFEST} names other shards than the whole files come to{remedy}"));
    }
    for (name, bytes) in expected.named() {
        match fs::read(directory.join(name)) {
            Ok(held) if held == bytes => (),
            Ok(_) => return Err(format!("{name}: not the bytes that were written{remedy}")),
            Err(error) => return Err(format!("{name}: cannot read: {error}{remedy}")),
        }
    }
    Ok((entry.count, expected.bytes()))
}
