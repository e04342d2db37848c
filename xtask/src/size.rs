//! Compares sizes with their budgets: what a shopper downloads, and models of real orders.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context, Result, bail};
use serde_json::Value;

use crate::run::{self, Repo};
use crate::stages::Counts;
use crate::train::{self, Training};
use crate::{build, checks, javascript_engine, package};

/// A measured size, its budget and its aim.
struct Figure {
    what: String,
    actual: f64,
    budget: f64,
    aim: f64,
}

impl Figure {
    fn is_within(&self) -> bool {
        self.actual <= self.budget
    }
}

/// All figures of a run; each counts as a test.
pub(crate) struct Figures {
    figures: Vec<Figure>,
    skipped: usize,
}

impl Figures {
    pub(crate) fn counts(&self) -> Counts {
        let passed = self.figures.iter().filter(|figure| figure.is_within()).count();
        Counts { passed, failed: self.figures.len() - passed, skipped: self.skipped }
    }

    pub(crate) fn verdict(&self) -> Result<()> {
        match self.counts().failed {
            0 => Ok(()),
            over => bail!("{over} of {} figures over budget", self.figures.len()),
        }
    }

    fn print(&self) {
        println!("{:<52} {:>10} {:>10} {:>10}", "", "actual", "budget", "aim");
        for figure in &self.figures {
            let Figure { what, actual, budget, aim } = figure;
            let decimals = if budget.fract() == 0.0 { 0 } else { 2 };
            let verdict = if figure.is_within() { "" } else { "  OVER BUDGET" };
            println!("{what:<52} {actual:>10.decimals$} {budget:>10.decimals$} {aim:>10.decimals$}{verdict}");
        }
    }
}

/// Measures what can be measured on this machine and prints the table.
pub(crate) fn size(repo: &Repo, trainer: &Path) -> Result<Figures> {
    let pkg = build::build(repo)?;
    let mut figures = vec![
        engine(repo, &pkg)?,
        shelf(repo, &pkg)?,
        javascript_engine(repo, &pkg)?,
        sharded_shelf(repo, &pkg)?,
        sharded_engine(repo, &pkg)?,
        addition(repo, &pkg, "<pairwell-bundle>", "define-bundle.js", 5_000.0, 4_000.0)?,
        alone(repo, &pkg, "experiments, where a page has them", &["experiment.js"], 2_900.0, 2_000.0)?,
        alone(repo, &pkg, "and what some experiments need", &EXPERIMENTS, 2_500.0, 2_200.0)?,
    ];
    let mut skipped = 0;
    match (repo.shared("online-retail.csv.gz"), repo.shared("belgian-retail.dat.gz")) {
        (Some(online), Some(belgian)) => figures.extend(models(repo, trainer, &online, &belgian)?),
        _ => {
            println!("models of real orders: skipped, because ../shared has no data sets here");
            skipped += 3;
        }
    }
    let figures = Figures { figures, skipped };
    figures.print();
    Ok(figures)
}

fn engine(repo: &Repo, pkg: &Path) -> Result<Figure> {
    let actual = checks::brotli(repo, &[pkg.join(package::WASM)])?.iter().sum();
    Ok(Figure { what: "engine .wasm, rules in, brotli 11, bytes".to_owned(), actual, budget: 48_000.0, aim: 40_000.0 })
}

/// Loaded only by pages without WebAssembly, in place of the module.
fn javascript_engine(repo: &Repo, pkg: &Path) -> Result<Figure> {
    let actual = checks::brotli(repo, &[pkg.join(javascript_engine::NAME)])?.iter().sum();
    let what = "engine for pages without WebAssembly, brotli 11".to_owned();
    Ok(Figure { what, actual, budget: 60_000.0, aim: 58_000.0 })
}

/// The sum of the files as served: each is compressed separately.
fn shelf(repo: &Repo, pkg: &Path) -> Result<Figure> {
    let graph = package::graph(repo, package::ENTRY)?;
    let what = format!("glue and shim of one shelf ({} files), brotli 11", graph.len());
    Ok(Figure { what, actual: served(repo, pkg, &graph)?, budget: 14_000.0, aim: 12_000.0 })
}

/// The same for a page that loads shards. What rules need is among it: almost every model has some.
fn sharded_shelf(repo: &Repo, pkg: &Path) -> Result<Figure> {
    let graph = package::graph(repo, package::SHARDED_ENTRY)?;
    let what = format!("glue and shim of one sharded shelf ({} files), brotli 11", graph.len());
    Ok(Figure { what, actual: served(repo, pkg, &graph)?, budget: 24_400.0, aim: 22_000.0 })
}

fn sharded_engine(repo: &Repo, pkg: &Path) -> Result<Figure> {
    let actual = checks::brotli(repo, &[pkg.join(package::SHARDS_WASM)])?.iter().sum();
    Ok(Figure {
        what: "engine with shards .wasm, brotli 11, bytes".to_owned(),
        actual,
        budget: 51_500.0,
        aim: 48_000.0,
    })
}

/// What a page loads besides a shelf when it uses this entry.
fn addition(repo: &Repo, pkg: &Path, what: &str, entry: &str, budget: f64, aim: f64) -> Result<Figure> {
    let shelf = package::graph(repo, package::ENTRY)?;
    let own: BTreeSet<_> = package::graph(repo, entry)?.difference(&shelf).cloned().collect();
    Ok(Figure {
        what: format!("{what} ({} files), brotli 11", own.len()),
        actual: served(repo, pkg, &own)?,
        budget,
        aim,
    })
}

/// What pages load late if their experiments need it: settings of arms, arms from elsewhere, Google Analytics, orders.
const EXPERIMENTS: [&str; 4] = ["experiment/apply.js", "experiment/given.js", "experiment/ga4.js", "order.js"];

/// Files that pages load late, without what they share with others.
fn alone(repo: &Repo, pkg: &Path, what: &str, names: &[&str], budget: f64, aim: f64) -> Result<Figure> {
    let names: BTreeSet<_> = names.iter().map(|name| (*name).to_owned()).collect();
    let actual = served(repo, pkg, &names)?;
    Ok(Figure { what: format!("{what} ({} files), brotli 11", names.len()), actual, budget, aim })
}

fn served(repo: &Repo, pkg: &Path, names: &BTreeSet<String>) -> Result<f64> {
    let files: Vec<_> = names.iter().map(|name| pkg.join(name)).collect();
    let sizes = checks::brotli(repo, &files)?;
    names.iter().zip(&sizes).for_each(|(name, bytes)| println!("  {bytes:>6} {name}"));
    Ok(sizes.iter().sum())
}

fn models(repo: &Repo, trainer: &Path, online: &Path, belgian: &Path) -> Result<Vec<Figure>> {
    let weight = |name: &str, dir: &Path, budget: f64, aim: f64| -> Result<Figure> {
        let what = format!("{name}, k = 16, bits a kept weight");
        Ok(Figure { what, actual: number(&inspect(trainer, dir)?, "bitsPerWeight")?, budget, aim })
    };
    let shop = online_retail(repo, trainer, online)?;
    let bytes = number(&serde_json::from_slice::<Value>(&run::read(&shop.join("pairwell.json"))?)?["model"], "bytes")?;
    let served = Figure {
        what: "Online Retail model as served, bytes".to_owned(),
        actual: bytes,
        budget: 120_000.0,
        aim: 100_000.0,
    };
    let supermarket = trained(repo, trainer, "belgian-retail", belgian, &["--neighbours", "16", "--format", "basket"])?;
    Ok(vec![served, weight("Online Retail", &shop, 12.5, 12.1)?, weight("Belgian retail", &supermarket, 14.5, 14.4)?])
}

/// The model of Online Retail, which the browser tests use too: trained once for both.
pub(crate) fn online_retail(repo: &Repo, trainer: &Path, orders: &Path) -> Result<PathBuf> {
    trained(repo, trainer, "online-retail", orders, &["--neighbours", "16"])
}

fn trained(repo: &Repo, trainer: &Path, name: &str, orders: &Path, arguments: &[&str]) -> Result<PathBuf> {
    let dir = repo.target.join("size").join(name);
    let training = Training { orders: orders.to_path_buf(), catalog: None, rules: None, arguments };
    train::train(trainer, &training, &dir).map(|()| dir)
}

fn inspect(trainer: &Path, dir: &Path) -> Result<Value> {
    let text = run::capture(
        Command::new(trainer).arg("inspect").arg(dir).arg("--json"),
        "the trainer's message above says why",
    )?;
    serde_json::from_str(&text).context("`pairwell inspect --json` printed something that is not JSON")
}

/// The number under `key`, at any depth.
fn number(value: &Value, key: &str) -> Result<f64> {
    fn find(value: &Value, key: &str) -> Option<f64> {
        let object = value.as_object()?;
        object.get(key).and_then(Value::as_f64).or_else(|| object.values().find_map(|inner| find(inner, key)))
    }
    find(value, key).with_context(|| format!("the trainer's JSON has no number \"{key}\""))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_number_is_found_at_any_depth() {
        let value = serde_json::json!({ "model": { "bitsPerWeight": 12.25 }, "items": 3 });
        assert_eq!(number(&value, "bitsPerWeight").unwrap(), 12.25);
        assert!(number(&value, "bytes").is_err());
    }
}
