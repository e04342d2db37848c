//! `pairwell bundles`: sets of two to four items bought together beyond chance, with what a bundle of them may cost.

use std::collections::{BTreeMap, HashMap};
use std::path::PathBuf;

use anyhow::bail;
use pairwell::model::Catalog;
use pairwell_cli::catalog::CatalogItem;
use pairwell_cli::directory::{self, OpenModel};
use pairwell_cli::orders::Orders;
use pairwell_cli::relations::{BundleOptions, Numbers, Offer, Set, mine, usual};
use serde::Serialize;

use super::bundles_text::{text, toml};
use super::cards;
use super::orders_args::OrdersArgs;
use super::{print, print_json};
use crate::Outcome;
use crate::progress::Bar;

/// Find sets of two to four items that are bought together beyond chance; without --orders, list those in the model
#[derive(clap::Args)]
#[command(after_long_help = "\
How: orders are taken as they are but for the largest hundredth (if these have more than 20 items), and of the items the 4096 most bought. \
Chance fills the places beside a part of the set by popularity; of all ways to split the set, the one that expects the most counts. \
A set is listed if so many orders are less likely than 5 % by chance (Poisson), corrected for every set looked at (Bonferroni), \
if enough different customers bought it, and if its items are on sale and no variants of one another. \
Threes and fours grow from the 1000 best sets one smaller. An item stands in at most three sets of a size.\n\n\
Uplift: of the orders that lack one item of the set, how many would have had it, had their shoppers taken it beyond chance as often \
as all shoppers with the others did. It is an estimate to sort by, from shoppers who were shown nothing; an A/B test tells what a bundle really brings.\n\n\
Discount: the largest that leaves --margin of what is paid, from price and cost of the catalog; both must be with tax or both without.")]
pub struct Args {
    /// The model directory
    directory: PathBuf,
    #[command(flatten)]
    orders: OrdersArgs,
    /// Product catalog, for titles (else the orders' own), prices and what items cost the shop
    #[arg(long, value_name = "PATH")]
    catalog: Option<String>,
    /// The margin that a discount must leave, in percent of what is paid
    #[arg(long, default_value_t = 30.0, value_name = "PERCENT")]
    pub margin: f64,
    /// A set needs so many orders
    #[arg(long, default_value_t = 5, value_name = "N")]
    min_support: u32,
    /// And so many customers, where these are known
    #[arg(long, default_value_t = 3, value_name = "N")]
    min_orders: u32,
    /// At most so many sets
    #[arg(long, default_value_t = 20, value_name = "N")]
    limit: usize,
    /// Print JSON
    #[arg(long, conflicts_with = "toml")]
    json: bool,
    /// Print [[bundle]] tables for rules.toml
    #[arg(long)]
    toml: bool,
}

/// What is printed of a set.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Line {
    pub items: Vec<Item>,
    #[serde(flatten, skip_serializing_if = "Option::is_none")]
    pub found: Option<Found>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub price: Option<i64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub currency: Option<String>,
    /// What the full price leaves, in percent of it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub margin: Option<f64>,
    /// The largest discount that leaves the margin asked for, in percent; none where even the full price leaves less.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub largest_discount: Option<f64>,
}

#[derive(Serialize)]
pub struct Item {
    pub sku: String,
    pub title: String,
}

#[derive(Serialize)]
pub struct Found {
    pub orders: u32,
    pub expected: f64,
    pub lift: f64,
    leverage: f64,
    p: f64,
    pub near: u32,
    pub uplift: f64,
}

pub fn run(args: &Args) -> Outcome {
    if !(0.0..100.0).contains(&args.margin) {
        bail!("--margin {}: expected a percentage, 0 to less than 100", args.margin);
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
        sets.iter().map(|set| line(args, &titles, skus(&orders, set), Some(set))).collect()
    } else {
        held(&opened)?.into_iter().take(args.limit).map(|skus| line(args, &titles, skus, None)).collect()
    };
    if args.json {
        print_json(&lines)?;
    } else if args.toml {
        print(&toml(args, &lines))?;
    } else {
        print(&text(args, &lines))?;
    }
    Ok(!lines.is_empty())
}

/// The sets that training found best, as the model's rules file holds them.
fn held(opened: &OpenModel) -> anyhow::Result<Vec<Vec<String>>> {
    let Some(rules) = &opened.rules else {
        bail!("this model has no rules file, so no bundles\n  Train again, or name --orders to look for bundles in.");
    };
    let skus = |items: &Vec<u32>| items.iter().map(|item| opened.model.sku(*item).to_owned()).collect();
    Ok(rules.relations.bundles.iter().map(|bundle| skus(&bundle.items)).collect())
}

fn mined(args: &Args, opened: &OpenModel, orders: &Orders, catalog: &[CatalogItem]) -> Vec<Set> {
    let by_sku = by_sku(catalog);
    let groups = Numbers::of(catalog.iter().map(|item| item.group.as_deref()));
    let group = |sku: &String| groups.number(by_sku.get(sku.as_str()).and_then(|item| item.group.as_deref()));
    let on_sale = |sku: &String| opened.model.item(sku).is_some_and(|item| !opened.model.is_hidden(item));
    let options = BundleOptions { min_support: args.min_support, min_customers: args.min_orders, limit: args.limit };
    let groups: Vec<u32> = orders.skus.iter().map(group).collect();
    mine(orders, &groups, &orders.skus.iter().map(on_sale).collect::<Vec<_>>(), &options)
}

fn by_sku(catalog: &[CatalogItem]) -> HashMap<&str, &CatalogItem> {
    catalog.iter().map(|item| (item.sku.as_str(), item)).collect()
}

fn skus(orders: &Orders, set: &Set) -> Vec<String> {
    set.items.iter().map(|item| orders.skus[*item as usize].clone()).collect()
}

/// Where titles and prices come from: the catalog that is given, else the model's cards, else what orders call items.
struct Titles<'a> {
    cards: Option<&'a Catalog>,
    catalog: HashMap<&'a str, &'a CatalogItem>,
    ordered: BTreeMap<String, String>,
}

impl Titles<'_> {
    fn title(&self, sku: &str) -> String {
        let card = || self.cards.and_then(|cards| cards.card(sku)).map(|card| card.title.to_owned());
        let ordered = || self.ordered.get(sku).cloned();
        let named = |title: &String| !title.is_empty() && title != sku;
        let listed = self.catalog.get(sku).map(|item| item.title.clone()).filter(named);
        listed.or_else(card).filter(named).or_else(ordered).unwrap_or_default()
    }

    fn offer(&self, skus: &[String]) -> Option<Offer> {
        Offer::of(&skus.iter().map(|sku| self.catalog.get(sku.as_str()).copied()).collect::<Vec<_>>())
    }
}

fn line(args: &Args, titles: &Titles<'_>, skus: Vec<String>, set: Option<&Set>) -> Line {
    let offer = titles.offer(&skus);
    let discount = offer.as_ref().and_then(|offer| offer.discount(args.margin / 100.0));
    let found = set.map(|set| Found {
        orders: set.orders,
        expected: set.expected,
        lift: set.lift(),
        leverage: set.leverage(),
        p: set.p,
        near: set.near,
        uplift: set.uplift,
    });
    Line {
        items: skus.into_iter().map(|sku| Item { title: titles.title(&sku), sku }).collect(),
        found,
        price: offer.as_ref().map(|offer| offer.price),
        margin: offer.as_ref().and_then(Offer::margin).map(|share| (share * 1000.0).round() / 10.0),
        currency: offer.map(|offer| offer.currency).filter(|currency| !currency.is_empty()),
        largest_discount: discount.map(|hundredths| f64::from(hundredths) / 100.0),
    }
}

impl Args {
    /// Whether a catalog is given.
    pub fn has_catalog(&self) -> bool {
        self.catalog.is_some()
    }
}
