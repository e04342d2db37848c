//! `pairwell diff`: says what a new model directory suggests otherwise than an old one, and what a returning shopper loads of it.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

use pairwell::rules::{Advisor, Line, Query, RuleParts, Rulebook};
use pairwell_cli::directory::{self, Manifest, OpenModel, ShardsEntry};
use rayon::prelude::*;
use serde::Serialize;

use super::rules_text::many;
use super::{Threads, print, print_json};
use crate::Outcome;

/// Compare the suggestions of two model directories, and what a shopper who has the old one loads of the new one
///
/// Asks both for every item alone in the cart, under their rules.
#[derive(clap::Args)]
pub struct Args {
    /// Model directory that is published
    old: PathBuf,
    /// Model directory that is to replace it
    new: PathBuf,
    /// Suggestions to compare per item
    #[arg(long, default_value_t = 4, value_name = "N")]
    limit: usize,
    #[command(flatten)]
    threads: Threads,
    /// Print JSON
    #[arg(long)]
    json: bool,
}

/// How many changed items are named.
const NAMED: usize = 5;

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Difference {
    items: Items,
    /// Of the items in both, those with the same suggestions in the same order, with the same ones in another order, and with others.
    same: usize,
    reordered: usize,
    changed: usize,
    /// The share of suggestions that both give, over all items.
    shared: f64,
    /// The most popular items with other suggestions.
    most: Vec<Changed>,
    loads: Loads,
}

#[derive(Serialize)]
struct Items {
    old: usize,
    new: usize,
    gone: usize,
}

#[derive(Serialize)]
struct Changed {
    sku: String,
    old: Vec<String>,
    new: Vec<String>,
}

/// Bytes that a page loads, files that a browser has from the old directory left out.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Loads {
    /// With whole files.
    whole: u64,
    /// With shards, a product page: median and 95th percentile over all items; none without shards.
    shards: Option<[u64; 2]>,
    /// Shards that both directories have, and all.
    kept_shards: Option<[usize; 2]>,
}

pub fn run(args: &Args) -> Outcome {
    args.threads.apply()?;
    let (old, new) = (directory::open(&args.old)?, directory::open(&args.new)?);
    let difference = difference(args, &old, &new)?;
    if args.json {
        print_json(&difference)?;
    } else {
        print(&told(&difference))?;
    }
    Ok(true)
}

fn difference(args: &Args, old: &OpenModel, new: &OpenModel) -> anyhow::Result<Difference> {
    let (before, now) = (suggested(old, args.limit)?, suggested(new, args.limit)?);
    let both: Vec<(u32, &Vec<String>, &Vec<String>)> = (0u32..)
        .zip(&now)
        .filter_map(|(item, now)| Some((item, &before[old.model.item(new.model.sku(item))? as usize], now)))
        .collect();
    let common = |one: &[String], other: &[String]| one.iter().filter(|sku| other.contains(sku)).count();
    let (mut same, mut reordered, mut shared, mut all) = (0, 0, 0, 0);
    let mut most = Vec::new();
    for (item, before, now) in &both {
        let equal = common(before, now);
        shared += equal;
        all += before.len().max(now.len());
        match (before == now, equal == now.len() && equal == before.len()) {
            (true, _) => same += 1,
            (false, true) => reordered += 1,
            (false, false) => most.push(*item),
        }
    }
    let changed = most.len();
    let named = most.iter().take(NAMED).map(|item| {
        let sku = new.model.sku(*item);
        let old = old.model.item(sku).map_or_else(Vec::new, |item| before[item as usize].clone());
        Changed { sku: sku.to_owned(), old, new: now[*item as usize].clone() }
    });
    Ok(Difference {
        items: Items { old: before.len(), new: now.len() - both.len(), gone: before.len() - both.len() },
        same,
        reordered,
        changed,
        shared: shared as f64 / all.max(1) as f64,
        most: named.collect(),
        loads: Loads::of(&args.new, &old.manifest, new)?,
    })
}

/// What is suggested for each item alone.
fn suggested(opened: &OpenModel, limit: usize) -> anyhow::Result<Vec<Vec<String>>> {
    let model = &opened.model;
    let rules = opened.rules.clone().unwrap_or_else(|| RuleParts::none(model));
    let book = Rulebook::new(model, rules)?;
    let suggest = |advisor: &mut Advisor, item: u32| {
        let cart = [Line::of(item)];
        let picks = advisor.picks(model, &book, &Query { cart: &cart, limit, ..Query::default() });
        picks.iter().map(|pick| model.sku(pick.item).to_owned()).collect()
    };
    let items = (0..model.items() as u32).into_par_iter();
    Ok(items.map_init(|| Advisor::new(model, &book), suggest).collect())
}

impl Loads {
    fn of(directory: &Path, old: &Manifest, new: &OpenModel) -> anyhow::Result<Self> {
        let now = &new.manifest;
        let entries = [&now.model].into_iter().chain(&now.rules).chain(&now.catalog);
        let whole = entries.filter(|entry| !old.names(&entry.file)).map(|entry| entry.bytes).sum();
        let Some(shards) = &now.shards else { return Ok(Self { whole, shards: None, kept_shards: None }) };
        let root = if old.names(&shards.root.file) { 0 } else { shards.root.bytes };
        let bytes =
            (0..shards.count).map(|shard| fresh(directory, old, shards, shard)).collect::<Result<Vec<_>, _>>()?;
        let of_item = |item: u32| bytes[shards.place(new.model.sku(item)) as usize];
        let mut views: Vec<u64> = (0..new.model.items() as u32).map(|item| root + of_item(item)).collect();
        views.sort_unstable();
        let at = |share: usize| views.get(views.len().saturating_sub(1) * share / 100).copied().unwrap_or(0);
        let files: BTreeSet<String> = (0..shards.count).flat_map(|shard| files(shards, shard)).collect();
        let kept = files.iter().filter(|file| old.names(file)).count();
        Ok(Self { whole, shards: Some([at(50), at(95)]), kept_shards: Some([kept, files.len()]) })
    }
}

fn files(shards: &ShardsEntry, shard: u32) -> Vec<String> {
    [shards.rows_file(shard), shards.cards_file(shard)].into_iter().flatten().collect()
}

/// Bytes of a shard that the old directory does not have.
fn fresh(directory: &Path, old: &Manifest, shards: &ShardsEntry, shard: u32) -> anyhow::Result<u64> {
    let files = files(shards, shard).into_iter().filter(|file| !old.names(file));
    let length = |file: String| {
        let path = directory.join(file);
        fs::metadata(&path)
            .map(|it| it.len())
            .map_err(|error| anyhow::anyhow!("{}: cannot read: {error}", path.display()))
    };
    files.map(length).sum()
}

fn told(it: &Difference) -> String {
    let items = many(it.same + it.reordered + it.changed, "item");
    let mut text = format!(
        "{items} in both: {} with the same suggestions, {} with the same in another order, {} with others\n",
        it.same, it.reordered, it.changed
    );
    text += &format!("{:.1} % of all suggestions are in both\n", 100.0 * it.shared);
    text += &format!("new: {}; gone: {}\n", many(it.items.new, "item"), many(it.items.gone, "item"));
    for changed in &it.most {
        text += &format!("  {}: {} -> {}\n", changed.sku, changed.old.join(", "), changed.new.join(", "));
    }
    text += &format!("a returning shopper loads {} bytes of whole files", it.loads.whole);
    if let (Some([half, most]), Some([kept, all])) = (it.loads.shards, it.loads.kept_shards) {
        text += &format!(
            ", or {half} on a product page with shards (95 %: {most}); {kept} of {all} shards stay as they are"
        );
    }
    text + "\n"
}
