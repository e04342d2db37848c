//! `pairwell bundles`: finds sets of two to four items bought together beyond chance, and the discount each allows.

use std::collections::{BTreeMap, HashMap};
use std::path::PathBuf;

use anyhow::bail;
use pairwell_cli::catalog::CatalogItem;
use pairwell_cli::directory::{self, OpenModel};
use pairwell_cli::orders::Orders;
use pairwell_cli::relations::{BundleOptions, Numbers, Set, mine, usual};

use super::bundle_lines::{Line, Titles, line};
use super::bundles_text::{text, toml};
use super::cards;
use super::orders_args::OrdersArgs;
use super::{print, print_json};
use crate::Outcome;
use crate::progress::Bar;

/// Find bundles: sets of two to four items bought together beyond chance
///
/// Without --orders, list the bundles that training put into the model.
#[derive(clap::Args)]
#[command(after_long_help = HOW)]
pub struct Args {
    /// Model directory
    directory: PathBuf,
    /// Product catalog, for titles, prices and costs
    #[arg(long, value_name = "PATH")]
    catalog: Option<String>,
    /// Margin that a discount must leave, in percent of the price
    #[arg(long, default_value_t = 30.0, value_name = "PERCENT")]
    margin: f64,
    /// Fewest orders that contain the whole set
    #[arg(long, default_value_t = 5, value_name = "N")]
    min_support: u32,
    /// Fewest customers of the whole set, if known
    #[arg(long, alias = "min-orders", default_value_t = 3, value_name = "N")]
    min_customers: u32,
    /// Most sets to list
    #[arg(long, default_value_t = 20, value_name = "N")]
    limit: usize,
    /// Print JSON
    #[arg(long, conflicts_with = "toml")]
    json: bool,
    /// Print [[bundle]] tables for rules.toml
    #[arg(long)]
    toml: bool,
    #[command(flatten, next_help_heading = "Orders")]
    orders: OrdersArgs,
}

const HOW: &str = "\
How sets are found: the largest 1 % of orders are left out if they have more than 20 items, and only the 4096 items bought most are considered. \
What chance would give is estimated from popularity, for every way to split the set in two; the highest estimate counts. \
A set is listed if its orders are beyond chance (Poisson test at 5 %, Bonferroni-corrected for all sets tested), \
if enough customers bought it, and if its items are for sale and not variants of each other. \
Sets of three and four grow from the 1000 best sets one item smaller. An item is in at most three sets of each size.\n\n\
Uplift: how many of the orders that lack one item of the set would contain it if those shoppers added it as far beyond chance as \
all shoppers with the other items did. It is an estimate to sort by; an A/B test measures what a bundle really adds.\n\n\
Discount: the largest that leaves --margin, from the catalog's prices and costs. Both must include tax, or neither.";

pub fn run(args: &Args) -> Outcome {
    if !(0.0..100.0).contains(&args.margin) {
        bail!("--margin {}: expected a percentage from 0 to less than 100", args.margin);
    }
    let opened = directory::open(&args.directory)?;
    let shop = cards::read(args.catalog.as_deref())?;
    let catalog = by_sku(&shop.items);
    let mut titles = Titles { cards: opened.catalog.as_ref(), catalog, ordered: BTreeMap::new() };
    let lines: Vec<Line> = if args.orders.is_given() {
        let (orders, report) = args.orders.read_with(true, shop.aliases.clone(), true, &Bar::new())?;
        titles.ordered = report.titles;
        let orders = usual(&orders);
        let sets = mined(args, &opened, &orders, &shop.items);
        sets.iter().map(|set| line(args.margin, &titles, skus(&orders, set), Some(set))).collect()
    } else {
        held(&opened)?.into_iter().take(args.limit).map(|skus| line(args.margin, &titles, skus, None)).collect()
    };
    if args.json {
        print_json(&lines)?;
    } else if args.toml {
        print(&toml(args.margin, &lines))?;
    } else {
        print(&text(args.margin, args.catalog.is_some(), &lines))?;
    }
    Ok(!lines.is_empty())
}

/// The bundles in the model's rules file.
fn held(opened: &OpenModel) -> anyhow::Result<Vec<Vec<String>>> {
    let Some(rules) = &opened.rules else {
        bail!(
            "this model has no bundles: it has no rules file\n  Train again, or give --orders to search for bundles."
        );
    };
    let skus = |items: &Vec<u32>| items.iter().map(|item| opened.model.sku(*item).to_owned()).collect();
    Ok(rules.relations.bundles.iter().map(|bundle| skus(&bundle.items)).collect())
}

fn mined(args: &Args, opened: &OpenModel, orders: &Orders, catalog: &[CatalogItem]) -> Vec<Set> {
    let by_sku = by_sku(catalog);
    let groups = Numbers::of(catalog.iter().map(|item| item.group.as_deref()));
    let group = |sku: &String| groups.number(by_sku.get(sku.as_str()).and_then(|item| item.group.as_deref()));
    let on_sale = |sku: &String| opened.model.item(sku).is_some_and(|item| !opened.model.is_hidden(item));
    let options = BundleOptions { min_support: args.min_support, min_customers: args.min_customers, limit: args.limit };
    let groups: Vec<u32> = orders.skus.iter().map(group).collect();
    mine(orders, &groups, &orders.skus.iter().map(on_sale).collect::<Vec<_>>(), &options)
}

fn by_sku(catalog: &[CatalogItem]) -> HashMap<&str, &CatalogItem> {
    catalog.iter().map(|item| (item.sku.as_str(), item)).collect()
}

fn skus(orders: &Orders, set: &Set) -> Vec<String> {
    set.items.iter().map(|item| orders.skus[*item as usize].clone()).collect()
}
