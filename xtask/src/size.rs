//! Holds the sizes of what a shopper downloads, and of models on real orders, against their budgets; never makes anything smaller.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context, Result, bail};
use regex::Regex;
use serde_json::Value;

use crate::run::{self, Repo};
use crate::stages::Counts;
use crate::train::{self, Training};
use crate::{build, package};

/// Where a shelf's module graph starts.
const ENTRY: &str = "define.js";

/// One measured size beside the most it may be and what it aims at.
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

/// Every figure of a run; each is a test.
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

/// Measures everything that can be measured here and prints the table.
pub(crate) fn size(repo: &Repo, trainer: &Path) -> Result<Figures> {
    let pkg = build::build(repo)?;
    let mut figures = vec![engine(&pkg)?, shelf(&pkg)?];
    let mut skipped = 0;
    match (repo.shared("online-retail.csv.gz"), repo.shared("belgian-retail.dat.gz")) {
        (Some(online), Some(belgian)) => figures.extend(models(repo, trainer, &online, &belgian)?),
        _ => {
            println!("models on real orders: skipped, the data sets of ../shared are not on this machine");
            skipped += 3;
        }
    }
    let figures = Figures { figures, skipped };
    figures.print();
    Ok(figures)
}

fn engine(pkg: &Path) -> Result<Figure> {
    let actual = brotli(&run::read(&pkg.join(package::WASM))?)?;
    Ok(Figure { what: "engine .wasm, brotli 11, bytes".to_owned(), actual, budget: 36_000.0, aim: 30_000.0 })
}

/// Files as served, each compressed on its own as a host does, and summed.
fn shelf(pkg: &Path) -> Result<Figure> {
    let graph = graph(pkg, ENTRY)?;
    if !graph.contains(package::GLUE) {
        bail!("pkg/{ENTRY} does not lead to {}: a shelf without its engine is no shelf", package::GLUE);
    }
    let mut actual = 0.0;
    for name in &graph {
        let bytes = brotli(&run::read(&pkg.join(name))?)?;
        println!("  {bytes:>6} {name}");
        actual += bytes;
    }
    let what = format!("glue and shim of one shelf ({} files), brotli 11", graph.len());
    Ok(Figure { what, actual, budget: 14_000.0, aim: 12_000.0 })
}

/// Every module that `entry` imports, directly or not, itself included; the package is minified, so there are no comments to mislead.
fn graph(pkg: &Path, entry: &str) -> Result<BTreeSet<String>> {
    let import = Regex::new(r#"\b(?:from|import)\s*\(?\s*['"]\./([^'"]+\.js)['"]"#)?;
    let (mut graph, mut open) = (BTreeSet::new(), vec![entry.to_owned()]);
    while let Some(name) = open.pop() {
        let text = String::from_utf8(run::read(&pkg.join(&name))?)?;
        open.extend(
            import.captures_iter(&text).map(|found| found[1].to_owned()).filter(|found| !graph.contains(found)),
        );
        graph.insert(name);
    }
    Ok(graph)
}

/// The size of `content` at brotli quality 11 with its largest usual window, as a CDN compresses static files.
fn brotli(content: &[u8]) -> Result<f64> {
    let mut packed = Vec::new();
    let parameters = brotli::enc::BrotliEncoderParams { quality: 11, lgwin: 22, ..Default::default() };
    brotli::BrotliCompress(&mut &content[..], &mut packed, &parameters).context("cannot compress")?;
    #[expect(clippy::cast_precision_loss, reason = "sizes of files are far below 2^52")]
    Ok(packed.len() as f64)
}

fn models(repo: &Repo, trainer: &Path, online: &Path, belgian: &Path) -> Result<Vec<Figure>> {
    let trained = |name: &str, orders: &Path, arguments: &[&str]| -> Result<PathBuf> {
        let dir = repo.target.join("size").join(name);
        let training = Training { orders: orders.to_path_buf(), catalog: None, arguments };
        train::train(trainer, &training, &dir).map(|()| dir)
    };
    let weight = |name: &str, dir: &Path, budget: f64, aim: f64| -> Result<Figure> {
        let what = format!("{name}, k = 16, bits a kept weight");
        Ok(Figure { what, actual: number(&inspect(trainer, dir)?, "bitsPerWeight")?, budget, aim })
    };
    let shop = trained("online-retail", online, &["--neighbours", "16"])?;
    let bytes = number(&serde_json::from_slice::<Value>(&run::read(&shop.join("pairwell.json"))?)?["model"], "bytes")?;
    let served = Figure {
        what: "Online Retail model as served, bytes".to_owned(),
        actual: bytes,
        budget: 120_000.0,
        aim: 100_000.0,
    };
    let supermarket = trained("belgian-retail", belgian, &["--neighbours", "16", "--format", "basket"])?;
    Ok(vec![served, weight("Online Retail", &shop, 12.5, 12.1)?, weight("Belgian retail", &supermarket, 14.5, 14.4)?])
}

fn inspect(trainer: &Path, dir: &Path) -> Result<Value> {
    let text = run::capture(
        Command::new(trainer).arg("inspect").arg(dir).arg("--json"),
        "the trainer's message above says why",
    )?;
    serde_json::from_str(&text).context("`pairwell inspect --json` printed something that is not JSON")
}

/// The number under `key`, at whatever depth.
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
    fn the_module_graph_follows_every_kind_of_import() {
        let dir = tempfile::tempdir().unwrap();
        let file = |name: &str, text: &str| std::fs::write(dir.path().join(name), text).unwrap();
        file("define.js", "import { A } from './a.js';\n");
        file("a.js", "export{b}from\"./b.js\";import\"./define.js\";");
        file("b.js", "const later = () => import('./c.js');\n");
        file("c.js", "");
        let graph: Vec<_> = graph(dir.path(), "define.js").unwrap().into_iter().collect();
        assert_eq!(graph, ["a.js", "b.js", "c.js", "define.js"]);
    }

    #[test]
    fn a_number_is_found_at_any_depth() {
        let value = serde_json::json!({ "model": { "bitsPerWeight": 12.25 }, "items": 3 });
        assert_eq!(number(&value, "bitsPerWeight").unwrap(), 12.25);
        assert!(number(&value, "bytes").is_err());
    }

    #[test]
    fn compression_is_that_of_the_brotli_tool() {
        assert!(brotli("a shelf, ".repeat(1000).as_bytes()).unwrap() < 40.0);
    }
}
