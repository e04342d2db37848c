//! Collects what training derives for rules, under the model's item numbers.

use std::collections::{BTreeMap, HashMap};

use pairwell::rules::parts::{Bundle, ItemRelations, Near, Traits};

use super::bundles::{BundleOptions, mine};
use super::collected::collected;
use super::complements::complements;
use super::curated::curated;
use super::options::options;
use super::substitutes::substitutes;
use super::titles::Titles;
use super::traits::traits;
use super::usual::usual;
use super::value::{Money, Sold, classes, sold};
use crate::affinity::counts::Counts;
use crate::catalog::CatalogItem;
use crate::orders::Orders;

/// With more lines than this, pairs in a single order are not counted: they matter least and need most memory.
const MANY_LINES: usize = 1_000_000;
/// Most bundles in the rules file.
const BUNDLES: usize = 60;
/// Fewest orders of a bundle.
const BUNDLE_ORDERS: u32 = 5;

/// What is known about a shop.
pub struct Input<'a> {
    /// Past orders.
    pub orders: &'a Orders,
    /// Returned lines by SKU, as the reader counted them.
    pub returned: &'a BTreeMap<String, u32>,
    /// The model's SKUs, by item number.
    pub skus: &'a [&'a str],
    /// The shop's catalog; empty without one.
    pub catalog: &'a [CatalogItem],
    /// Relations in fewer orders, or of fewer customers where known, are ignored.
    pub min_orders: u32,
    /// How value and stock count in ranking.
    pub money: Money,
}

/// The result.
#[derive(Debug, Default)]
pub struct Relations {
    /// For the rules file.
    pub relations: ItemRelations,
    /// The shop's own references to items that the model does not know.
    pub unknown: Vec<String>,
}

/// Derives everything that rules need. Deterministic on any number of threads.
pub fn learn(input: &Input<'_>) -> Relations {
    let usual = usual(input.orders);
    let entries: HashMap<&str, &CatalogItem> = input.catalog.iter().map(|item| (item.sku.as_str(), item)).collect();
    let mut traits = traits(input.skus.iter().copied(), input.catalog);
    let described: Vec<Option<&CatalogItem>> = input.skus.iter().map(|sku| entries.get(sku).copied()).collect();
    for (traits, class) in traits.iter_mut().zip(classes(&described, &sales(input), &input.money)) {
        traits.class = class;
    }
    let curated = curated(input.skus, input.catalog);
    let numbers = Both::of(&usual, input.skus);
    let categories = numbers.spread(&traits, |traits| traits.category);
    let options = options(&described, &traits);
    let mut relations = ItemRelations { curated: curated.near, options, ..ItemRelations::default() };
    if categories.iter().any(|category| *category > 0) {
        let titles = Titles::of(usual.skus.iter().map(|sku| entries.get(sku.as_str()).map_or("", |item| &item.title)));
        relations.substitutes = numbers.near(&substituted(&usual, &categories, &titles));
        relations.complements = complements(&usual, &categories, input.min_orders);
        relations.collected = collected(&usual, &categories, input.min_orders);
    }
    relations.bundles = numbers.bundles(&usual, input, &traits, &described);
    Relations { relations: ItemRelations { traits, ..relations }, unknown: curated.unknown }
}

fn substituted(orders: &Orders, categories: &[u32], titles: &Titles) -> Vec<Vec<u32>> {
    let floor = if orders.items.len() > MANY_LINES { 2 } else { 1 };
    let counts = Counts::of(orders, &vec![1.0; orders.len()], floor);
    substitutes(orders, &counts, categories, titles)
}

/// The items of the model and of the orders, by each other's numbers.
struct Both {
    /// The orders' number of each item of the model.
    ordered: Vec<Option<u32>>,
    /// The model's number of each item of the orders.
    modelled: Vec<Option<u32>>,
}

impl Both {
    fn of(orders: &Orders, skus: &[&str]) -> Self {
        let by_sku: HashMap<&str, u32> = orders.skus.iter().map(String::as_str).zip(0..).collect();
        let ordered: Vec<Option<u32>> = skus.iter().map(|sku| by_sku.get(sku).copied()).collect();
        let mut modelled = vec![None; orders.skus.len()];
        for (n, item) in (0..).zip(&ordered) {
            if let Some(item) = item {
                modelled[*item as usize] = Some(n);
            }
        }
        Self { ordered, modelled }
    }

    /// A trait by the orders' numbers.
    fn spread(&self, traits: &[Traits], of: impl Fn(&Traits) -> u32) -> Vec<u32> {
        let number = |item: &Option<u32>| item.and_then(|item| traits.get(item as usize)).map_or(0, &of);
        self.modelled.iter().map(number).collect()
    }

    /// Relations by the model's numbers.
    fn near(&self, relations: &[Vec<u32>]) -> Vec<Near> {
        let modelled = |item: &u32| self.modelled[*item as usize];
        let of = |(item, ordered): (u32, &Option<u32>)| {
            let others = &relations[(*ordered)? as usize];
            (!others.is_empty()).then(|| Near { item, others: others.iter().filter_map(modelled).collect() })
        };
        (0..).zip(&self.ordered).filter_map(of).collect()
    }

    /// The best bundles of items that the shop sells.
    fn bundles(
        &self,
        orders: &Orders,
        input: &Input<'_>,
        traits: &[Traits],
        entries: &[Option<&CatalogItem>],
    ) -> Vec<Bundle> {
        let groups = self.spread(traits, |traits| traits.group);
        let is_sold = |item: u32| match entries[item as usize] {
            Some(entry) => entry.is_for_sale(),
            None => input.catalog.is_empty(),
        };
        let wanted: Vec<bool> = self.modelled.iter().map(|item| item.is_some_and(is_sold)).collect();
        let options = BundleOptions { min_support: BUNDLE_ORDERS, min_customers: input.min_orders, limit: BUNDLES };
        mine(orders, &groups, &wanted, &options).iter().map(|set| self.bundle(set)).collect()
    }

    fn bundle(&self, set: &super::Set) -> Bundle {
        let mut items: Vec<u32> = set.items.iter().filter_map(|item| self.modelled[*item as usize]).collect();
        items.sort_unstable();
        Bundle { items, ..Bundle::default() }
    }
}

/// How often each item of the model was sold and returned.
fn sales(input: &Input<'_>) -> Vec<Sold> {
    let mut kept: HashMap<&str, u32> = HashMap::new();
    for &item in &input.orders.items {
        *kept.entry(&input.orders.skus[item as usize]).or_default() += 1;
    }
    sold(input.skus, input.skus.iter().map(|sku| kept.get(sku).copied().unwrap_or(0)), input.returned)
}
