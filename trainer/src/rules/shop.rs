//! Describes a model's items to the rules compiler, as the catalog has them.

use std::collections::{HashMap, HashSet};

use pairwell_rules::{Kept, PASS_CATALOG, Sale, Shop, ShopItem};

use crate::catalog::CatalogItem;

/// The shop as its catalog describes it; `skus` are the model's, by item number.
pub fn of_catalog<'a>(skus: impl Iterator<Item = &'a str>, catalog: &[CatalogItem]) -> Shop {
    let known: HashMap<&str, &CatalogItem> = catalog.iter().map(|item| (item.sku.as_str(), item)).collect();
    let mut modelled = HashSet::new();
    let items = skus.map(|sku| {
        modelled.insert(sku);
        known.get(sku).map_or_else(|| bare(sku, !catalog.is_empty()), |item| described(item))
    });
    let items = items.collect();
    let others = catalog.iter().filter(|item| !modelled.contains(item.sku.as_str())).map(described).collect();
    let lacks = catalog.is_empty().then_some(PASS_CATALOG);
    Shop { items, others, lacks, kept: Some(kept(catalog)), ..Shop::default() }
}

fn kept(catalog: &[CatalogItem]) -> Kept {
    let count = |of: fn(&CatalogItem) -> bool| catalog.iter().filter(|item| of(item)).count();
    let loss = |item: &&CatalogItem| {
        item.cost_minor.zip(item.price_minor).is_some_and(|(cost, price)| price > 0 && cost > price)
    };
    Kept {
        prices: count(|item| item.price_minor.is_some()),
        costs: count(|item| item.cost_minor.is_some()),
        losses: catalog.iter().filter(loss).map(|item| item.sku.clone()).collect(),
        stocks: count(|item| item.stock.is_some()),
        curated: count(|item| !item.cross_sells.is_empty() || !item.up_sells.is_empty()),
    }
}

fn sale(item: &CatalogItem) -> Sale {
    match item {
        _ if item.gift_card => Sale::GiftCard,
        _ if item.withdrawn => Sale::Withdrawn,
        _ if !item.is_for_sale() => Sale::Free,
        _ if !item.available => Sale::SoldOut,
        _ => Sale::Open,
    }
}

/// An item that is not in the catalog; if there is a catalog, it is never shown.
fn bare(sku: &str, has_catalog: bool) -> ShopItem {
    let sale = if has_catalog { Sale::Withdrawn } else { Sale::Open };
    ShopItem { sku: sku.to_owned(), sale, ..ShopItem::default() }
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
        group: text(&item.group),
        sale: sale(item),
    }
}
