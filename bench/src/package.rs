//! What the benchmarks of the npm package share: its place, and the models that it is measured with.

use std::fs;
use std::path::{Path, PathBuf};

use pairwell::model::{ItemRow, Parts};

use crate::child::reference;
use crate::dice::Dice;
use crate::report::{Report, Style};
use crate::train::train;

/// Of a benchmark of the package.
#[derive(clap::Args)]
pub struct Args {
    #[command(flatten)]
    pub style: Style,
    /// The package that `cargo xtask build` makes
    #[arg(long, default_value = "pkg")]
    pub pkg: PathBuf,
}

/// Measures with the file of a made-up model of `items` items, and with a model of real orders if those are at hand.
pub fn for_models(
    items: u32,
    directory: &Path,
    report: &mut Report,
    measure: impl Fn(&str, &[u8], &mut Report) -> anyhow::Result<()>,
) -> anyhow::Result<()> {
    let name = format!("{} 000 items", items / 1000);
    measure(&name, &synthetic(items, 16).encode()?, report)?;
    match reference("online-retail.csv.gz") {
        Err(missing) => report.note("Online Retail", missing),
        Ok(orders) => {
            let out = directory.join("package.model");
            train(&orders, &out)?;
            measure("Online Retail", &model_file(&out)?, report)?;
        }
    }
    Ok(())
}

/// A model with random neighbours: the worst case for memory access.
fn synthetic(items: u32, neighbours: usize) -> Parts {
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
fn model_file(directory: &Path) -> anyhow::Result<Vec<u8>> {
    let manifest: serde_json::Value = serde_json::from_slice(&fs::read(directory.join("pairwell.json"))?)?;
    Ok(fs::read(directory.join(manifest["model"]["file"].as_str().unwrap_or_default()))?)
}
