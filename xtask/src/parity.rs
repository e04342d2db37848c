//! Makes the parity fixtures, 200 carts from the sample orders and the native engine's answers; never compares them.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result, bail};
use serde_json::json;

use crate::run::{self, Repo};

const CARTS: usize = 200;

/// Carts as JSON lines, and what `pairwell suggest` answers to them.
pub(crate) struct Fixtures {
    pub(crate) carts: PathBuf,
    /// Under the model's rules.
    pub(crate) expected: PathBuf,
    /// By the model alone.
    pub(crate) alone: PathBuf,
}

pub(crate) fn fixtures(repo: &Repo, trainer: &Path, model: &Path, orders: &Path) -> Result<Fixtures> {
    let at = |name: &str| repo.target.join("parity").join(name);
    let fixtures =
        Fixtures { carts: at("carts.jsonl"), expected: at("expected.jsonl"), alone: at("expected-alone.jsonl") };
    let lines: Vec<_> = carts(orders)?.iter().map(|cart| json!({ "cart": cart }).to_string()).collect();
    run::write(&fixtures.carts, lines.join("\n") + "\n")?;
    for (file, how) in [(&fixtures.expected, None), (&fixtures.alone, Some("--no-rules"))] {
        let mut suggest = std::process::Command::new(trainer);
        suggest.arg("suggest").arg(model).arg("--carts").arg(&fixtures.carts).args(how);
        let answers = run::capture(&mut suggest, "the trainer's message above says what it could not read")?;
        if answers.lines().count() != lines.len() {
            bail!(
                "`pairwell suggest --carts` answered {} of {} carts; it owes one line each",
                answers.lines().count(),
                lines.len()
            );
        }
        run::write(file, answers)?;
    }
    Ok(fixtures)
}

/// Orders spread over the whole file, and the carts that a shop meets too: empty, unknown SKUs, a SKU twice.
fn carts(orders: &Path) -> Result<Vec<Vec<String>>> {
    let mut reader = csv::Reader::from_path(orders).with_context(|| format!("cannot read {}", orders.display()))?;
    let columns = reader.headers()?.clone();
    let column = |name| {
        columns
            .iter()
            .position(|column| column == name)
            .with_context(|| format!("{} has no column {name}", orders.display()))
    };
    let (order, sku) = (column("order_id")?, column("sku")?);
    let mut baskets: BTreeMap<String, Vec<String>> = BTreeMap::new();
    for row in reader.records() {
        let row = row?;
        baskets.entry(row[order].to_owned()).or_default().push(row[sku].to_owned());
    }
    let mut carts = spread(baskets.into_values().collect(), CARTS - 4);
    let first = carts.first().context("the sample orders hold no order")?.clone();
    let stranger = || "no-such-sku".to_owned();
    carts.push(vec![]);
    carts.push(vec![stranger()]);
    carts.push(first.iter().cloned().chain([stranger()]).collect());
    carts.push(first.iter().chain(&first).cloned().collect());
    Ok(carts)
}

fn spread(baskets: Vec<Vec<String>>, wanted: usize) -> Vec<Vec<String>> {
    let step = (baskets.len() / wanted.max(1)).max(1);
    baskets.into_iter().step_by(step).take(wanted).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn carts_are_spread_over_the_orders_and_include_the_odd_ones() {
        let dir = tempfile::tempdir().unwrap();
        let file = dir.path().join("orders.csv");
        let rows: String = (0..1000).map(|order| format!("o{order:04},A\no{order:04},B{order}\n")).collect();
        std::fs::write(&file, format!("order_id,sku\n{rows}")).unwrap();
        let carts = carts(&file).unwrap();
        assert_eq!(carts.len(), CARTS);
        assert!(carts.iter().any(Vec::is_empty));
        assert!(carts.contains(&vec!["A".to_owned(), "B975".to_owned()]), "the last part of the file is there");
        assert!(carts.last().unwrap().len() == 4, "one cart names its SKUs twice");
    }
}
