//! `pairwell train`: orders in, model directory and report out; an old model that is better stays.

use std::path::{Path, PathBuf};

use anyhow::{Context, anyhow};
use hashbrown::HashMap;
use pairwell::model::{Card, Model, Parts};
use pairwell_cli::directory::{self, Contents, MANIFEST, Manifest, publish};
use pairwell_cli::evaluate::{Judged, Published, judge};
use pairwell_cli::orders::{Orders, ReadReport};
use pairwell_cli::report::{
    HeldOut, REPORT_HTML, REPORT_JSON, Read, Report, changes, histogram, newest, page, said_of_rules, sentence,
};
use pairwell_cli::rules::add_wanted;
use pairwell_rules::wanted_items;

use super::cards::{self, Shop};
use super::orders_args::OrdersArgs;
use super::rules_text::RulesText;
use super::ruling::Ruling;
use super::train_args::TrainArgs;
use crate::Outcome;
use crate::progress::Bar;

/// Train a model directory from past orders
#[derive(clap::Args)]
pub struct Args {
    #[command(flatten)]
    orders: OrdersArgs,
    /// Product catalog: titles, prices and pictures for the shelf
    #[arg(long, value_name = "PATH")]
    catalog: Option<String>,
    /// What the merchant says: rules.toml
    #[arg(long, value_name = "FILE")]
    rules: Option<PathBuf>,
    /// The model directory to write
    #[arg(long, value_name = "DIR")]
    out: PathBuf,
    /// Publish even if popularity or the model in --out is better
    #[arg(long)]
    force: bool,
    #[command(flatten)]
    training: TrainArgs,
    /// Threads to use; all cores without it
    #[arg(long, value_name = "N")]
    threads: Option<usize>,
}

pub fn run(args: &Args) -> Outcome {
    if let Some(threads) = args.threads {
        rayon::ThreadPoolBuilder::new().num_threads(threads).build_global().context("--threads")?;
    }
    let bar = Bar::new();
    let rules = args.rules.as_deref().map(RulesText::read).transpose()?.unwrap_or_default();
    let Shop { items, cards, aliases } = cards::read(args.catalog.as_deref())?;
    rules.check_wording(&items)?;
    let (mut orders, read) = args.orders.read(true, aliases, &bar)?;
    cards::name_kinds(&mut orders, &items);
    let published = published(&args.out);
    let (options, open) = args.training.options(orders.items.len())?;
    let ruling = Ruling { text: &rules, returned: &read.returned, catalog: &items, min_orders: options.min_orders };
    let for_judged = |orders: &Orders, parts: &Parts, model: &Model| ruling.quietly(orders, parts, model);
    let mut judged = judge(&orders, options, open, published.as_ref(), Some(&for_judged), &bar)?;
    bar.finish();
    say(&judged);
    if judged.refusal().is_some() && !args.force {
        let out = args.out.display();
        eprintln!("not published: {out} is as it was\n  Look at what was read and dropped, or publish with --force.");
        return Ok(false);
    }
    add_wanted(&mut judged.parts, &wanted_items(&rules.text), &items);
    cards::hide(&mut judged.parts, &items);
    let (relations, merchant) = ruling.aloud(&orders, &judged.parts)?;
    let bytes = judged.parts.encode()?;
    let report = report(&orders, &read, &judged, published.as_ref(), &Model::decode(&bytes)?);
    let contents = Contents {
        parts: &judged.parts,
        cards: &cards,
        relations,
        merchant,
        orders: orders.len() as u64,
        lines: orders.items.len() as u64,
        training: judged.options,
        beside: files(&report, &cards)?,
    };
    let manifest = publish(&args.out, &contents)?;
    say_written(&args.out, &manifest, cards.len());
    Ok(true)
}

/// The model that stands in the directory, if one does.
fn published(out: &Path) -> Option<Published> {
    if !out.join(MANIFEST).exists() {
        return None;
    }
    match directory::open(out) {
        Ok(opened) => {
            let report: Option<Report> =
                std::fs::read(out.join(REPORT_JSON)).ok().and_then(|bytes| serde_json::from_slice(&bytes).ok());
            // A report of another model says nothing about this one.
            let report = report.filter(|report| report.model == opened.manifest.model.digest);
            let newest = report.and_then(|report| report.newest_order);
            Some(Published { model: opened.model, orders: opened.manifest.counts.orders, newest })
        }
        Err(error) => {
            eprintln!("{error}\n  It will be replaced without a comparison.");
            None
        }
    }
}

fn say(judged: &Judged) {
    eprintln!("trained with {}", judged.options);
    if !judged.tries.is_empty() {
        eprintln!("  chosen among {} settings on an inner split", judged.tries.len());
    }
    if let Some(ours) = judged.methods.first() {
        let (hr, trials) = (ours.hr, judged.trials);
        eprintln!("  HR@10 {:.4} ({:.4}–{:.4}) on {trials} orders held out", hr.value, hr.low, hr.high);
    }
    for comparison in &judged.comparisons {
        eprintln!("  {}", sentence(comparison));
    }
    if let Some(remembering) = &judged.remembering {
        eprintln!("  {}", remembering.to_string().replace('\n', "\n  "));
    }
    if let (Some(rules), Some(plain)) = (&judged.rules, judged.methods.first()) {
        eprintln!("  {}", said_of_rules(rules, plain));
    }
}

fn report(orders: &Orders, read: &ReadReport, judged: &Judged, published: Option<&Published>, model: &Model) -> Report {
    let mut support = vec![0u32; orders.skus.len()];
    orders.items.iter().for_each(|item| support[*item as usize] += 1);
    let bought: HashMap<&str, u32> = orders.skus.iter().map(String::as_str).zip(support).collect();
    let bought = |sku: &str| bought.get(sku).copied().unwrap_or(0);
    Report {
        model: format!("{:016x}", model.digest()),
        read: Read::of(read),
        newest_order: newest(orders),
        training: judged.options,
        tried: judged.tries.clone(),
        held_out: HeldOut::of(judged),
        methods: judged.methods.clone(),
        comparisons: judged.comparisons.clone(),
        rules: judged.rules.clone(),
        remembering: judged.remembering.clone(),
        forced: judged.refusal().is_some(),
        weights: histogram(model),
        changes: published.map(|published| changes(&published.model, model, &bought)),
    }
}

/// The report's files, for programs and for people.
fn files(report: &Report, cards: &[Card]) -> anyhow::Result<Vec<(&'static str, Vec<u8>)>> {
    let titles: HashMap<&str, &str> = cards.iter().map(|card| (card.sku.as_str(), card.title.as_str())).collect();
    let html = page(report, &|sku| titles.get(sku).map(|title| (*title).to_owned()))
        .map_err(|error| anyhow!("the report cannot be drawn: {error}"))?;
    let mut json = serde_json::to_vec_pretty(report)?;
    json.push(b'\n');
    Ok(vec![(REPORT_JSON, json), (REPORT_HTML, html.into_bytes())])
}

fn say_written(out: &Path, manifest: &Manifest, cards: usize) {
    let (counts, model) = (manifest.counts, &manifest.model);
    let out = out.display();
    eprintln!("wrote {out}: {} items, {} weights, {} bytes", counts.items, counts.weights, model.bytes);
    if counts.weights == 0 {
        eprintln!(
            "  no pair of items stands in {} orders or more: suggestions will be the popular items.\n  \
             Give more orders, or lower --min-orders.",
            manifest.training.min_orders
        );
    }
    if let Some(catalog) = &manifest.catalog {
        eprintln!("  catalog: {cards} cards, {} bytes", catalog.bytes);
    }
    if let Some(rules) = &manifest.rules {
        eprintln!("  rules: {} bytes", rules.bytes);
    }
    eprintln!("  report: {out}/{REPORT_HTML}");
}
