//! `pairwell train`: trains on orders and writes a model directory with a report, unless the model there is better.

use std::path::{Path, PathBuf};

use anyhow::anyhow;
use hashbrown::{HashMap, HashSet};
use pairwell::model::{Card, Model, Parts};
use pairwell::rules::RuleParts;
use pairwell_cli::affinity::measure::Unfit;
use pairwell_cli::affinity::why_none::why_none;
use pairwell_cli::catalog::CatalogItem;
use pairwell_cli::directory::{self, Contents, Experimental, MANIFEST, Published as Written, WhenSharded, publish};
use pairwell_cli::evaluate::{Gate, GateReport, LearningCurve, Open, Published, Tuned, tune, tune_history};
use pairwell_cli::kin::Newcomers;
use pairwell_cli::orders::{Orders, ReadReport};
use pairwell_cli::rare::{Sold, keep_private};
use pairwell_cli::report::{
    HeldOut, REPORT_HTML, REPORT_JSON, Read, Report, changes, curve_sentences, histogram, newest, page, recency,
    rules_sentence, sentence,
};
use pairwell_cli::rules::add_wanted;
use pairwell_cli::train::{Learned, TrainOptions, train, train_all};
use pairwell_cli::windows::{WINDOWS_JSON, Windows};
use pairwell_rules::wanted_items;

use super::cards::{self, Shop};
use super::experiments_text::ExperimentsText;
use super::orders_args::OrdersArgs;
use super::publishable::{check_codes, objection};
use super::rules_text::RulesText;
use super::ruling::Ruling;
use super::train_args::TrainArgs;
use super::{Threads, print_json};
use crate::Outcome;
use crate::progress::Bar;

/// Train a model on past orders and write a model directory
///
/// Settings that you do not give are tuned on part of the orders. The new model is then compared with popularity and
/// with the model in --out, on orders held out from training. If it is worse, nothing is published (exit code 1).
#[derive(clap::Args)]
pub struct Args {
    /// Product catalog: titles, prices, images and stock
    #[arg(long, value_name = "PATH")]
    catalog: Option<String>,
    /// The merchant's rules (rules.toml)
    #[arg(long, value_name = "FILE")]
    rules: Option<PathBuf>,
    /// The shop's experiments (experiments.toml) [default: those that are published stay]
    #[arg(long, value_name = "FILE")]
    experiments: Option<PathBuf>,
    /// Model directory to write
    #[arg(long, value_name = "DIR")]
    out: PathBuf,
    /// Write the model in shards too, so that a page loads only what its items need
    #[arg(long, value_enum, default_value_t, value_name = "WHEN")]
    shards: Shards,
    /// Publish even if popularity or the model in --out is better
    #[arg(long)]
    force: bool,
    #[command(flatten)]
    threads: Threads,
    /// Print the report as JSON
    #[arg(long)]
    json: bool,
    #[command(flatten, next_help_heading = "Orders")]
    orders: OrdersArgs,
    #[command(flatten, next_help_heading = "Training")]
    training: TrainArgs,
}

/// When to write shards.
#[derive(Clone, Copy, Default, clap::ValueEnum)]
enum Shards {
    /// If ten product views load less by them than by the whole files
    #[default]
    Auto,
    /// Whole files only
    Never,
    /// Whatever they cost
    Always,
}

impl From<Shards> for WhenSharded {
    fn from(when: Shards) -> Self {
        match when {
            Shards::Auto => Self::Auto,
            Shards::Never => Self::Never,
            Shards::Always => Self::Always,
        }
    }
}

pub fn run(args: &Args) -> Outcome {
    args.threads.apply()?;
    args.training.check()?;
    let bar = Bar::new();
    let rules = args.rules.as_deref().map(RulesText::read).transpose()?.unwrap_or_default();
    let Shop { items, cards, aliases } = cards::read(args.catalog.as_deref())?;
    rules.check_wording(&items)?;
    let experiments = ExperimentsText::for_training(args.experiments.as_deref(), &args.out)?;
    let (mut orders, read) = args.orders.read(true, aliases, &bar)?;
    cards::name_kinds(&mut orders, &items);
    check_codes(&orders, &items, args.orders.is_strict())?;
    say_missing(&orders);
    let published = published(&args.out);
    let (options, open) = args.training.options(orders.items.len())?;
    let ruling = Ruling { text: &rules, returned: &read.returned, catalog: &items, min_orders: options.min_orders };
    let mut trained = train_and_compare(&orders, options, open, published.as_ref(), &ruling, &bar)?;
    bar.finish();
    say(&trained);
    for sentence in trained.learning_curve.iter().flat_map(|curve| curve_sentences(curve, read.orders)) {
        say!("  {sentence}");
    }
    let refuse = |trained: &Trained| -> Outcome {
        let model = Model::decode(&trained.parts.encode()?)?;
        print(args, false, &report(&orders, &read, trained, published.as_ref(), &model))?;
        Ok(false)
    };
    if trained.gate.refusal().is_some() && !args.force {
        let out = args.out.display();
        say!("not published: {out} is unchanged\n  Check what was read and dropped, or publish with --force.");
        return refuse(&trained);
    }
    leave_out_rare(&mut trained.parts, &orders, &items, options.min_orders);
    add_wanted(&mut trained.parts, &wanted_items(&rules.text), &items);
    cards::hide(&mut trained.parts, &items);
    let objection = objection(&trained.parts, trained.gate.cases, &orders, options.min_orders, published.as_ref());
    if let Some(objection) = objection.filter(|_| !args.force) {
        say!("not published: {objection}\n  Check what was read with pairwell look, or publish with --force.");
        say!("  {} is unchanged", args.out.display());
        return refuse(&trained);
    }
    let (relations, merchant) = ruling.aloud(&orders, &trained.parts, &trained.newcomers)?;
    let model = Model::decode(&trained.parts.encode()?)?;
    let report = report(&orders, &read, &trained, published.as_ref(), &model);
    let experiments = experimental(experiments, &args.out, &model, &ruling, &orders, &trained)?;
    let contents = Contents {
        experiments,
        parts: &trained.parts,
        cards: &cards,
        relations,
        merchant,
        orders: orders.len() as u64,
        lines: orders.items.len() as u64,
        training: trained.chosen.options,
        shards: args.shards.into(),
        beside: beside(&report, &cards, &orders, &trained.parts, &model)?,
    };
    say_written(&args.out, &publish(&args.out, &contents)?, cards.len(), &orders);
    print(args, true, &report)?;
    Ok(true)
}

/// The experiments, with their arms' rules made for a model.
fn experimental(
    text: Option<ExperimentsText>,
    out: &Path,
    model: &Model,
    ruling: &Ruling<'_>,
    orders: &Orders,
    trained: &Trained,
) -> anyhow::Result<Option<Experimental>> {
    let Some(text) = text else { return Ok(None) };
    let experimental = text.experimental(out, |text| {
        let (relations, merchant) = Ruling { text, ..*ruling }.aloud(orders, &trained.parts, &trained.newcomers)?;
        Ok(RuleParts { model: model.digest(), relations, merchant })
    })?;
    Ok(Some(experimental))
}

/// Says what columns are missing that would make the model better.
fn say_missing(orders: &Orders) {
    if orders.customers.is_none() {
        say!(
            "warning: the orders name no customer, so a pair of one customer counts like a pair of many: see --map customer=COLUMN"
        );
    }
    if orders.times.is_none() {
        say!("note: the orders have no dates, so their order in the file counts, oldest first: see --map time=COLUMN");
    }
}

/// With --json, prints the report and whether the model was published.
fn print(args: &Args, published: bool, report: &Report) -> anyhow::Result<()> {
    if args.json {
        print_json(&serde_json::json!({ "published": published, "directory": args.out, "report": report }))?;
    }
    Ok(())
}

/// A model trained on all orders, and how it compares.
struct Trained {
    parts: Parts,
    newcomers: Vec<Newcomers>,
    chosen: Tuned,
    gate: GateReport,
    learning_curve: Option<LearningCurve>,
}

/// Chooses settings and trains without the test orders, compares, then trains on all orders.
fn train_and_compare(
    orders: &Orders,
    options: TrainOptions,
    open: Open,
    published: Option<&Published>,
    ruling: &Ruling<'_>,
    bar: &Bar,
) -> Result<Trained, Unfit> {
    let gate = Gate::new(orders, published).with_products(&cards::product_of(ruling.catalog));
    let (chosen, candidate) = candidate(&gate, options, open, bar)?;
    let rules = |orders: &Orders, parts: &Parts, model: &Model| ruling.quietly(orders, parts, model);
    let mut evaluation = gate.evaluate(&candidate, chosen.options.to_string(), &rules)?;
    // On many orders every point is at the curve's end.
    let learning_curve = match gate.large {
        true => None,
        false => LearningCurve::of(&gate.holdout, &candidate, &chosen.options, bar)?,
    };
    drop(candidate);
    let Learned { parts, newcomers } = train_all(orders, &chosen.options, bar);
    if let Some(published) = published {
        evaluation.compare_published(published, orders, &parts)?;
    }
    Ok(Trained { parts, newcomers, chosen, gate: evaluation.finish(), learning_curve })
}

/// Chooses settings and trains without the test orders.
fn candidate(gate: &Gate, options: TrainOptions, open: Open, bar: &Bar) -> Result<(Tuned, Parts), Unfit> {
    let holdout = &gate.holdout;
    // On many orders no inner model is trained for the history settings: the candidate itself serves.
    let inner = Open { history: open.history && !gate.large, ..open };
    let chosen = tune(&holdout.train, &gate.options, options, inner, bar)?;
    let parts = train(&holdout.train, &chosen.options, bar);
    match gate.large && open.history {
        true => tune_history(holdout, chosen.options, parts),
        false => Ok((chosen, parts)),
    }
}

/// What is read of the report of the model in the directory. Its figures may be of an older kind: what they measure is
/// measured again.
#[derive(serde::Deserialize)]
#[serde(rename_all = "camelCase")]
struct LastReport {
    model: String,
    newest_order: Option<i64>,
}

/// The model in the directory, if there is one.
fn published(out: &Path) -> Option<Published> {
    if !out.join(MANIFEST).exists() {
        return None;
    }
    match directory::open(out) {
        Ok(opened) => {
            let report: Option<LastReport> =
                std::fs::read(out.join(REPORT_JSON)).ok().and_then(|bytes| serde_json::from_slice(&bytes).ok());
            // The report may be of another model.
            let report = report.filter(|report| report.model == opened.manifest.model.digest);
            let newest = report.and_then(|report| report.newest_order);
            Some(Published { model: opened.model, orders: opened.manifest.counts.orders, newest })
        }
        Err(error) => {
            say!("{error}\n  The model there will be replaced without a comparison.");
            None
        }
    }
}

fn say(trained: &Trained) {
    let Trained { chosen, gate, .. } = trained;
    say!("trained with {}", chosen.options);
    if !chosen.tries.is_empty() {
        say!("  chosen among {} settings on an inner split", chosen.tries.len());
    }
    if let Some(ours) = gate.methods.first() {
        let (hr, cases) = (ours.headline().hr, gate.cases);
        say!("  HR@10 {:.4} ({:.4}–{:.4}) on live carts of {cases} held-out orders", hr.value, hr.low, hr.high);
        if let Some(one_item) = ours.one_item {
            say!("  {:.4} with one item in the cart, {:.4} with whole orders", one_item.hr.value, ours.whole.hr.value);
        }
    }
    for comparison in &gate.comparisons {
        say!("  {}", sentence(comparison));
    }
    if let Some(gain) = &gate.history_gain {
        say!("  {}", gain.to_string().replace('\n', "\n  "));
    }
    if let (Some(rules), Some(plain)) = (&gate.rules, gate.methods.first()) {
        say!("  {}", rules_sentence(rules, plain));
    }
}

fn report(
    orders: &Orders,
    read: &ReadReport,
    trained: &Trained,
    published: Option<&Published>,
    model: &Model,
) -> Report {
    let Trained { chosen, gate, learning_curve, .. } = trained;
    let bought = bought(orders);
    let bought = |sku: &str| bought.get(sku).copied().unwrap_or(0);
    Report {
        model: format!("{:016x}", model.digest()),
        read: Read::of(read),
        newest_order: newest(orders),
        training: chosen.options,
        tried: chosen.tries.clone(),
        held_out: HeldOut::of(gate),
        methods: gate.methods.clone(),
        comparisons: gate.comparisons.clone(),
        rules: gate.rules.clone(),
        history_gain: gate.history_gain.clone(),
        learning_curve: learning_curve.clone(),
        recency: recency(orders, &chosen.options),
        forced: gate.refusal().is_some(),
        weights: histogram(model),
        changes: published.map(|published| changes(&published.model, model, &bought)),
    }
}

/// In how many orders each item is.
fn bought(orders: &Orders) -> HashMap<&str, u32> {
    orders.skus.iter().map(String::as_str).zip(orders.support()).collect()
}

/// Leaves what only a few orders say out of the model, and says so.
fn leave_out_rare(parts: &mut Parts, orders: &Orders, catalog: &[CatalogItem], min_orders: u32) {
    let (bought, known) = (bought(orders), catalog.iter().map(|item| item.sku.as_str()).collect::<HashSet<_>>());
    let orders = |sku: &str| bought.get(sku).copied().unwrap_or(0);
    let left_out = keep_private(parts, &Sold { orders: &orders, in_catalog: &|sku| known.contains(sku), min_orders });
    if left_out > 0 {
        say!(
            "  {left_out} items in fewer than {min_orders} orders are not in the catalog: they count in training but are left out of the model"
        );
    }
}

/// What stands beside the model and no page loads: the report, and when add-ons are wanted.
fn beside(
    report: &Report,
    cards: &[Card],
    orders: &Orders,
    parts: &Parts,
    model: &Model,
) -> anyhow::Result<Vec<(&'static str, Vec<u8>)>> {
    let mut beside = files(report, cards)?;
    let windows = Windows::learn(orders, parts, model.digest());
    beside.push((WINDOWS_JSON, serde_json::to_vec(&windows)?));
    Ok(beside)
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

fn say_written(out: &Path, written: &Written, cards: usize, orders: &Orders) {
    let manifest = &written.manifest;
    let (counts, model) = (manifest.counts, &manifest.model);
    let out = out.display();
    say!("wrote {out}: {} items, {} weights, {} bytes", counts.items, counts.weights, model.bytes);
    if counts.weights == 0 {
        say!("  suggestions will be the popular items: {}", why_none(orders, manifest.training.min_orders));
    }
    if let Some(catalog) = &manifest.catalog {
        say!("  catalog: {cards} cards, {} bytes", catalog.bytes);
    }
    if let Some(rules) = &manifest.rules {
        say!("  rules: {} bytes", rules.bytes);
    }
    if let (Some(view), Some(shards)) = (&written.view, &manifest.shards) {
        let ([first, most], [next, _]) = (view.first, view.next);
        say!("  shards: {}; a product page loads {first} bytes (95 %: {most}), the next one {next}", shards.count);
        say!("  whole files: {} bytes, which pages with define.js load", written.whole);
    }
    say!("  report: {out}/{REPORT_HTML}");
}
