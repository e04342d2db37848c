//! Makes the parity fixtures: 200 questions from the sample orders, and the native engine's answers.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context, Result, bail};
use serde_json::{Value, json};

use crate::run::{self, Repo};
use crate::train::{self, Training};

const CARTS: usize = 200;

/// A model with what the sample's lacks: weights of five bits, and history with much weight.
const OTHER: [&str; 7] = ["--no-tune", "--weight-bits", "5", "--again", "0.3", "--with", "0.7"];

/// Carts with history as JSON lines, and the answers of `pairwell suggest`.
pub(crate) struct Fixtures {
    pub(crate) carts: PathBuf,
    /// Under the model's rules.
    pub(crate) expected: PathBuf,
    /// By the model alone.
    pub(crate) alone: PathBuf,
    /// Another model of the same orders, and its answers.
    pub(crate) other_model: PathBuf,
    pub(crate) other: PathBuf,
    /// Shops made by dice, and the native engine's answers: see tests/it/parity.rs.
    pub(crate) worlds: PathBuf,
}

pub(crate) fn fixtures(repo: &Repo, trainer: &Path, model: &Path, orders: &Path) -> Result<Fixtures> {
    let fixtures = Fixtures::places(&repo.target.join("parity"));
    worlds(repo, &fixtures.worlds)?;
    let training = Training { orders: orders.to_path_buf(), catalog: None, rules: None, arguments: &OTHER };
    train::train(trainer, &training, &fixtures.other_model)?;
    let lines: Vec<_> = questions(&carts(orders)?).iter().map(Value::to_string).collect();
    run::write(&fixtures.carts, lines.join("\n") + "\n")?;
    let asked = [
        (model, &fixtures.expected, None),
        (model, &fixtures.alone, Some("--no-rules")),
        (&fixtures.other_model, &fixtures.other, Some("--no-rules")),
    ];
    for (model, file, how) in asked {
        let mut suggest = Command::new(trainer);
        suggest.arg("suggest").arg(model).arg("--carts").arg(&fixtures.carts).args(how);
        run::write(file, answers(&mut suggest, lines.len())?)?;
    }
    Ok(fixtures)
}

/// The trainer's answers, one line for each of `carts` carts.
fn answers(suggest: &mut Command, carts: usize) -> Result<String> {
    let answers = run::capture(suggest, "the trainer's message above says what it could not read")?;
    let count = answers.lines().count();
    if count != carts {
        bail!("`pairwell suggest --carts` answered {count} of {carts} carts");
    }
    Ok(answers)
}

/// A test of the engine writes them, so that they need no program of their own.
fn worlds(repo: &Repo, directory: &Path) -> Result<()> {
    let mut cargo = repo.cargo(&["test", "--quiet", "--workspace", "--release", "--test", "it", "--", "parity::"]);
    run::capture(cargo.env("PAIRWELL_WORLDS", directory), "the test's message above says what is wrong").map(|_| ())
}

impl Fixtures {
    /// Where they are in a directory.
    fn places(directory: &Path) -> Self {
        let at = |name: &str| directory.join(name);
        Self {
            carts: at("carts.jsonl"),
            expected: at("expected.jsonl"),
            alone: at("expected-alone.jsonl"),
            other_model: at("model"),
            other: at("expected-other.jsonl"),
            worlds: at("worlds"),
        }
    }
}

/// Orders from the whole file, and special carts: empty, unknown SKUs, a SKU twice.
fn carts(orders: &Path) -> Result<Vec<Vec<String>>> {
    let mut carts = spread(baskets(orders)?, CARTS - 4);
    let first = carts.first().context("the sample orders are empty")?.clone();
    let stranger = || "no-such-sku".to_owned();
    carts.push(vec![]);
    carts.push(vec![stranger()]);
    carts.push(first.iter().cloned().chain([stranger()]).collect());
    carts.push(first.iter().chain(&first).cloned().collect());
    Ok(carts)
}

/// The SKUs of each order.
fn baskets(orders: &Path) -> Result<Vec<Vec<String>>> {
    let mut reader = csv::Reader::from_path(orders).with_context(|| format!("cannot read {}", orders.display()))?;
    let columns = reader.headers()?.clone();
    let column = |name| {
        let place = columns.iter().position(|column| column == name);
        place.with_context(|| format!("{} has no column {name}", orders.display()))
    };
    let (order, sku) = (column("order_id")?, column("sku")?);
    let mut baskets: BTreeMap<String, Vec<String>> = BTreeMap::new();
    for row in reader.records() {
        let row = row?;
        baskets.entry(row[order].to_owned()).or_default().push(row[sku].to_owned());
    }
    Ok(baskets.into_values().collect())
}

/// Two carts of three have a history, some of them an empty cart: past orders of other carts, some items twice, or of this one, and
/// items looked at. All have a placement and a time, because the shop's rules use both.
fn questions(carts: &[Vec<String>]) -> Vec<Value> {
    let of = |n: usize| carts.get(n % carts.len().max(1)).cloned().unwrap_or_default();
    let remembered = |(n, cart): (usize, &Vec<String>)| {
        let nothing = vec![];
        let cart = if n % 9 == 1 { &nothing } else { cart };
        let mut question = match n % 3 {
            0 => json!({}),
            1 => json!({ "history": [of(n + 7), of(n + 1), [], of(n + 1)], "seen": of(n + 2) }),
            _ => json!({ "history": [cart, of(n + 5)] }),
        };
        question["cart"] = json!(cart);
        question["now"] = json!(TIMES[n % TIMES.len()]);
        question["placement"] = json!(PLACES[n % PLACES.len()]);
        question
    };
    carts.iter().enumerate().map(remembered).collect()
}

/// Before Christmas, and in summer.
const TIMES: [&str; 2] = ["2026-12-12T10:00", "2027-07-01T18:30"];
const PLACES: [&str; 5] = ["product", "cart", "checkout", "home", "post-purchase"];

fn spread(baskets: Vec<Vec<String>>, wanted: usize) -> Vec<Vec<String>> {
    let step = (baskets.len() / wanted.max(1)).max(1);
    baskets.into_iter().step_by(step).take(wanted).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn questions_come_with_a_memory_and_without_beside_a_cart_and_alone() {
        let carts = vec![vec!["A".to_owned()]; 20];
        let questions = questions(&carts);
        let asked = |n: usize| {
            let known = |key| questions[n].get(key).cloned().unwrap_or_default();
            json!([known("cart"), known("history"), known("seen")])
        };
        assert_eq!(asked(0), json!([["A"], null, null]));
        assert_eq!(asked(1), json!([[], [["A"], ["A"], [], ["A"]], ["A"]]));
        assert_eq!(asked(2), json!([["A"], [["A"], ["A"]], null]));
        assert_eq!(asked(4)[0], json!(["A"]));
        assert_eq!(questions[3]["now"], json!("2027-07-01T18:30"));
        assert_eq!(questions[3]["placement"], json!("home"));
    }

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
