//! Shows a model's items to the rules compiler as the catalog describes them; never compiles a rule.

use std::collections::{HashMap, HashSet};

use pairwell_rules::{Shop, ShopItem};

use crate::catalog::CatalogItem;

/// The shop as its catalog describes it; `skus` are the model's, by item number.
pub fn of_catalog<'a>(skus: impl Iterator<Item = &'a str>, catalog: &[CatalogItem]) -> Shop {
    let known: HashMap<&str, &CatalogItem> = catalog.iter().map(|item| (item.sku.as_str(), item)).collect();
    let mut modelled = HashSet::new();
    let items = skus.map(|sku| {
        modelled.insert(sku);
        known.get(sku).map_or_else(|| bare(sku), |item| described(item))
    });
    let items = items.collect();
    let others = catalog.iter().filter(|item| !modelled.contains(item.sku.as_str())).map(described).collect();
    Shop { items, others }
}

fn bare(sku: &str) -> ShopItem {
    ShopItem { sku: sku.to_owned(), ..ShopItem::default() }
}

fn described(item: &CatalogItem) -> ShopItem {
    let text = |field: &Option<String>| field.clone().unwrap_or_default();
    ShopItem {
        sku: item.sku.clone(),
        title: item.title.clone(),
        category: text(&item.category),
        brand: text(&item.brand),
        tags: item.tags.clone(),
        price_minor: item.price_minor,
        currency: text(&item.currency),
    }
}
