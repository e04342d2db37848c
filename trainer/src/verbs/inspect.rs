//! `pairwell inspect`: prints a model directory as text or JSON.

use std::io::Write;
use std::path::PathBuf;

use pairwell::model::{Model, layout, section_lengths};
use pairwell::rules::RuleParts;
use pairwell_cli::directory::{self, Manifest, OpenModel};
use pairwell_cli::terminal::Out;
use serde::Serialize;

use super::{named_item, print_json};
use crate::Outcome;

/// Show what a model contains
#[derive(clap::Args)]
pub struct Args {
    /// Model directory
    directory: PathBuf,
    /// Show the prior and neighbours of one item
    #[arg(long, value_name = "SKU")]
    item: Option<String>,
    /// Show all items
    #[arg(long, conflicts_with = "item")]
    all: bool,
    /// Print JSON
    #[arg(long)]
    json: bool,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Summary<'a> {
    manifest: &'a Manifest,
    sections: Vec<(String, usize)>,
    bits_per_weight: f64,
    items_with_neighbours: usize,
    bought_once: usize,
    #[serde(skip_serializing_if = "Option::is_none")]
    rules: Option<Rules<'a>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    items: Option<Vec<Item<'a>>>,
}

/// The rules file: numbers of relations, and the names of the rules.
#[derive(Serialize)]
struct Rules<'a> {
    curated: usize,
    substitutes: usize,
    mined_bundles: usize,
    bundles: usize,
    benefits: usize,
    names: Vec<&'a str>,
}

#[derive(Serialize)]
struct Item<'a> {
    sku: &'a str,
    prior: f64,
    neighbours: Vec<Neighbour<'a>>,
}

#[derive(Serialize)]
struct Neighbour<'a> {
    sku: &'a str,
    weight: f64,
}

pub fn run(args: &Args) -> Outcome {
    let opened = directory::open(&args.directory)?;
    let items = match &args.item {
        Some(sku) => Some(vec![described(&opened.model, named_item(&opened.model, sku, &args.directory)?)]),
        None => args.all.then(|| (0..opened.model.items() as u32).map(|i| described(&opened.model, i)).collect()),
    };
    let summary = summary(&opened, items)?;
    match (&summary.items, args.json) {
        (_, true) => print_json(&summary)?,
        (Some(items), false) => print_items(items)?,
        (None, false) => print_summary(&summary)?,
    }
    Ok(true)
}

fn summary<'a>(opened: &'a OpenModel, items: Option<Vec<Item<'a>>>) -> anyhow::Result<Summary<'a>> {
    let sections = section_lengths(&opened.model_bytes)?;
    let rows = sections.iter().find(|s| s.0.as_bytes() == layout::NEIG).map_or(0, |s| s.1);
    let with = |item: &u32| opened.model.neighbours(*item).len() > 0;
    Ok(Summary {
        manifest: &opened.manifest,
        sections,
        bits_per_weight: rows as f64 * 8.0 / opened.model.weights().max(1) as f64,
        rules: opened.rules.as_ref().map(rules),
        bought_once: (0..opened.model.items() as u32).filter(|item| opened.model.is_bought_once(*item)).count(),
        items_with_neighbours: (0..opened.model.items() as u32).filter(with).count(),
        items,
    })
}

fn rules(parts: &RuleParts) -> Rules<'_> {
    let (relations, merchant) = (&parts.relations, &parts.merchant);
    Rules {
        curated: relations.curated.len(),
        substitutes: relations.substitutes.len(),
        mined_bundles: relations.bundles.len(),
        bundles: merchant.bundles.len(),
        benefits: merchant.benefits.len(),
        names: merchant.rules.iter().map(|rule| rule.name.as_str()).collect(),
    }
}

fn described(model: &Model, item: u32) -> Item<'_> {
    let probability = |units: i32| f64::from(units) / f64::from(1 << layout::SCORE_BITS);
    let mut neighbours: Vec<Neighbour<'_>> =
        model.neighbours(item).map(|(n, w)| Neighbour { sku: model.sku(n), weight: probability(w) }).collect();
    neighbours.sort_by(|a, b| b.weight.total_cmp(&a.weight));
    Item { sku: model.sku(item), prior: probability(model.prior(item)), neighbours }
}

fn print_summary(summary: &Summary<'_>) -> anyhow::Result<()> {
    let mut out = Out::new();
    let Manifest { counts, training, model, .. } = summary.manifest;
    writeln!(out, "{}  format {}, written by {}", model.file, summary.manifest.format, summary.manifest.generator)?;
    writeln!(out, "trained   {} orders, {} lines", counts.orders, counts.lines)?;
    writeln!(
        out,
        "          k {}, m {}, lambda {}, alpha {}, pairs in at least {} orders",
        training.k, training.m, training.lambda, training.alpha, training.min_orders
    )?;
    writeln!(
        out,
        "          {} bits per weight before coding, repurchase boost {}, history weight {}",
        training.weight_bits, training.repurchase_boost, training.history_weight
    )?;
    writeln!(
        out,
        "holds     {} items ({} with neighbours, {} bought once), {} weights",
        counts.items, summary.items_with_neighbours, summary.bought_once, counts.weights
    )?;
    writeln!(out, "size      {} bytes, {:.2} bits per weight", model.bytes, summary.bits_per_weight)?;
    for (tag, length) in &summary.sections {
        writeln!(out, "  {tag}  {length:>9} bytes")?;
    }
    if let Some(catalog) = &summary.manifest.catalog {
        writeln!(out, "catalog   {}, {} bytes", catalog.file, catalog.bytes)?;
    }
    if let (Some(entry), Some(rules)) = (&summary.manifest.rules, &summary.rules) {
        writeln!(out, "rules     {}, {} bytes", entry.file, entry.bytes)?;
        writeln!(
            out,
            "  relations {} items with substitutes, {} with curated items, {} bundles",
            rules.substitutes, rules.curated, rules.mined_bundles
        )?;
        writeln!(out, "  merchant  {} benefits, {} bundles", rules.benefits, rules.bundles)?;
        for name in &rules.names {
            writeln!(out, "  rule      {name}")?;
        }
    }
    Ok(out.flush()?)
}

fn print_items(items: &[Item<'_>]) -> anyhow::Result<()> {
    let mut out = Out::new();
    for item in items {
        writeln!(out, "{}  prior {:.5}", item.sku, item.prior)?;
        for neighbour in &item.neighbours {
            writeln!(out, "  {:.5}  {}", neighbour.weight, neighbour.sku)?;
        }
    }
    Ok(out.flush()?)
}
