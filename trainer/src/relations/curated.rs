//! Reads the shop's own cross-sells and up-sells from the catalog as relations between items.

use std::collections::{HashMap, HashSet};

use pairwell::rules::parts::Near;

use crate::catalog::{CatalogItem, aliases};

/// Most curated items of one item.
const MOST: usize = 63;

/// The shop's curation.
#[derive(Debug, Default, Clone, PartialEq, Eq)]
pub struct Curated {
    /// For each item its curated items, cross-sells before up-sells, in the shop's order; ascending by item.
    pub near: Vec<Near>,
    /// References to items that are in no order or not in the catalog.
    pub unknown: Vec<String>,
}

/// Reads curation off the catalog. `skus` are the model's, by item number.
pub fn curated(skus: &[&str], catalog: &[CatalogItem]) -> Curated {
    let names = Names::of(skus, catalog);
    let mut by_item: HashMap<u32, Vec<u32>> = HashMap::new();
    let mut curated = Curated::default();
    for entry in catalog {
        let others = names.references(entry, &mut curated.unknown);
        for item in names.items_of(entry).into_iter().filter(|_| !others.is_empty()) {
            by_item.entry(item).or_default().extend(&others);
        }
    }
    curated.unknown.sort();
    curated.unknown.dedup();
    curated.near = by_item.into_iter().map(|(item, others)| names.near(item, others)).collect();
    curated.near.retain(|near| !near.others.is_empty());
    curated.near.sort_by_key(|near| near.item);
    curated
}

/// The names of the model's items.
struct Names<'a> {
    items: HashMap<&'a str, u32>,
    aliases: HashMap<String, String>,
    /// Items of a group, those that can be bought first, then the more popular ones.
    groups: HashMap<&'a str, Vec<u32>>,
    group_of: HashMap<u32, &'a str>,
}

impl<'a> Names<'a> {
    fn of(skus: &[&'a str], catalog: &'a [CatalogItem]) -> Self {
        let items: HashMap<&str, u32> = skus.iter().copied().zip(0..).collect();
        let mut groups: HashMap<&str, Vec<(bool, u32)>> = HashMap::new();
        let mut group_of = HashMap::new();
        for entry in catalog {
            if let (Some(group), Some(&item)) = (entry.group.as_deref(), items.get(entry.sku.as_str())) {
                groups.entry(group).or_default().push((!entry.available, item));
                group_of.insert(item, group);
            }
        }
        groups.values_mut().for_each(|members| members.sort_unstable());
        let groups = groups.into_iter().map(|(group, members)| (group, members.into_iter().map(|m| m.1).collect()));
        Self { items, aliases: aliases(catalog), groups: groups.collect(), group_of }
    }

    /// The items that an entry refers to. What is not found goes to `unknown`.
    fn references(&self, entry: &CatalogItem, unknown: &mut Vec<String>) -> Vec<u32> {
        let mut items = Vec::new();
        for reference in entry.cross_sells.iter().chain(&entry.up_sells) {
            match self.find(reference) {
                Some(item) => items.push(item),
                None => unknown.push(reference.clone()),
            }
        }
        items
    }

    /// Finds an item by SKU, by the id of a product with variants, or by an alias.
    fn find(&self, reference: &str) -> Option<u32> {
        let product = |name: &str| self.groups.get(name).and_then(|members| members.first());
        let own = |name: &str| self.items.get(name).or_else(|| product(name)).copied();
        own(reference).or_else(|| self.aliases.get(reference).and_then(|sku| own(sku)))
    }

    /// The items that a catalog entry's curation applies to: itself, or the variants of a product.
    fn items_of(&self, entry: &CatalogItem) -> Vec<u32> {
        match self.items.get(entry.sku.as_str()) {
            Some(&item) => vec![item],
            None => self.groups.get(entry.sku.as_str()).cloned().unwrap_or_default(),
        }
    }

    /// The curated items, without the item itself, its variants and duplicates.
    fn near(&self, item: u32, others: Vec<u32>) -> Near {
        let group = self.group_of.get(&item);
        let mut seen = HashSet::from([item]);
        let sibling = |other: &u32| group.is_some() && self.group_of.get(other) == group;
        let mut others: Vec<u32> = others.into_iter().filter(|other| !sibling(other) && seen.insert(*other)).collect();
        others.truncate(MOST);
        Near { item, others }
    }
}
