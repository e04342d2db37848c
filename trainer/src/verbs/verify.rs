//! `pairwell verify`: checks every digest, bound and reference of a model directory, and lists the checks.

use std::path::PathBuf;

use pairwell_cli::directory::{self, OpenModel};
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
        Ok(opened) => checks(&opened),
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
