//! `pairwell train`: orders in, model directory out.

use std::collections::HashSet;
use std::path::PathBuf;

use anyhow::Context;
use pairwell::model::{Card, Parts};
use pairwell_cli::catalog::{self, CatalogItem};
use pairwell_cli::directory::{Contents, publish};
use pairwell_cli::train::train;

use super::orders_args::OrdersArgs;
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
    /// The model directory to write
    #[arg(long, value_name = "DIR")]
    out: PathBuf,
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
    let cards = cards(args.catalog.as_deref())?;
    let (orders, _) = args.orders.read(true, &bar)?;
    let (options, _) = args.training.options(orders.items.len())?;
    let mut parts = train(&orders, &options, &bar);
    hide(&mut parts, &cards);
    bar.finish();
    let contents = Contents {
        parts: &parts,
        cards: &cards,
        orders: orders.len() as u64,
        lines: orders.items.len() as u64,
        training: options,
    };
    let manifest = publish(&args.out, &contents)?;
    let (counts, model) = (manifest.counts, &manifest.model);
    eprintln!(
        "wrote {}: {} items, {} weights, {} bytes",
        args.out.display(),
        counts.items,
        counts.weights,
        model.bytes
    );
    if counts.weights == 0 {
        eprintln!(
            "  no pair of items stands in {} orders or more: suggestions will be the popular items.\n  \
             Give more orders, or lower --min-orders.",
            options.min_orders
        );
    }
    if let Some(catalog) = &manifest.catalog {
        eprintln!("  catalog: {} cards, {} bytes", cards.len(), catalog.bytes);
    }
    Ok(true)
}

/// With a catalog, only what it says can be bought is ever suggested.
fn hide(parts: &mut Parts, cards: &[Card]) {
    if cards.is_empty() {
        return;
    }
    let available: HashSet<&str> = cards.iter().filter(|card| card.available).map(|card| card.sku.as_str()).collect();
    for item in &mut parts.items {
        item.hidden = !available.contains(item.sku.as_str());
    }
    let hidden = parts.items.iter().filter(|item| item.hidden).count();
    if hidden > 0 {
        eprintln!("  {hidden} items are not for sale by the catalog: they count, but are never suggested");
    }
}

fn cards(path: Option<&str>) -> anyhow::Result<Vec<Card>> {
    let Some(path) = path else { return Ok(Vec::new()) };
    let catalog = catalog::read_report(path)?;
    if catalog.duplicates + catalog.bad_rows > 0 {
        eprintln!("{path}: {} SKUs came twice, {} rows had a field left out", catalog.duplicates, catalog.bad_rows);
        for example in &catalog.bad_examples {
            eprintln!("    {example}");
        }
    }
    Ok(catalog.items.iter().map(card).collect())
}

fn card(item: &CatalogItem) -> Card {
    let text = |field: &Option<String>| field.clone().unwrap_or_default();
    // A price that the format cannot hold is no price.
    let price = item.price_minor.and_then(|minor| u32::try_from(minor).ok());
    Card {
        sku: item.sku.clone(),
        title: item.title.clone(),
        url: text(&item.url),
        image: text(&item.image),
        category: text(&item.category),
        brand: text(&item.brand),
        price,
        currency: price.map_or_else(String::new, |_| text(&item.currency)),
        rating: item.rating.map(|stars| (stars.clamp(0.0, 5.0) * 100.0).round() as u16),
        available: item.available,
    }
}
