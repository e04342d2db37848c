//! Reads the product catalog for the verbs, and hides items that it does not sell.

use std::collections::{HashMap, HashSet};
use std::sync::Arc;

use pairwell::model::{Card, Parts};
use pairwell_cli::catalog::{self, Catalog, CatalogItem};
use pairwell_cli::kin::Kinship;
use pairwell_cli::orders::{Orders, ReadError};
use pairwell_cli::terminal::{quoted, short};

use super::rules_text::many;

/// With a catalog, hides every item that is not available in it, gift cards and free items included.
pub fn hide(parts: &mut Parts, catalog: &[CatalogItem]) {
    if catalog.is_empty() {
        return;
    }
    let sold = |item: &&CatalogItem| item.available && item.is_for_sale();
    let available: HashSet<&str> = catalog.iter().filter(sold).map(|item| item.sku.as_str()).collect();
    for item in &mut parts.items {
        item.hidden = !available.contains(item.sku.as_str());
    }
    let hidden = parts.items.iter().filter(|item| item.hidden).count();
    if hidden > 0 {
        say!("  {hidden} items are not for sale in the catalog: they count in training but are never suggested");
    }
}

/// A catalog, as the verbs use it.
#[derive(Default)]
pub struct Shop {
    /// The catalog's items.
    pub items: Vec<CatalogItem>,
    /// Product cards for shoppers.
    pub cards: Vec<Card>,
    /// The SKU of each alias that orders may use.
    pub aliases: HashMap<String, String>,
}

/// Gives each item of the orders its category as its kind, where the catalog has any.
pub fn name_kinds(orders: &mut Orders, items: &[CatalogItem]) {
    let categories: HashMap<&str, &str> =
        items.iter().filter_map(|item| Some((item.sku.as_str(), item.category.as_deref()?))).collect();
    if !categories.is_empty() {
        orders.name_kinds(|sku| categories.get(sku).copied());
    }
    if !items.is_empty() {
        orders.kinship = Some(Arc::new(Kinship::of(items)));
    }
}

/// Which product each SKU is a variant of, where the catalog groups items.
pub fn product_of(items: &[CatalogItem]) -> impl Fn(&str) -> Option<String> {
    let groups: HashMap<String, String> =
        items.iter().filter_map(|item| Some((item.sku.clone(), item.group.clone()?))).collect();
    move |sku| groups.get(sku).cloned()
}

/// Reads a catalog, and what a further column says of its items; says what was odd.
pub fn read_with(path: &str, column: Option<&str>) -> Result<Catalog, ReadError> {
    let catalog = catalog::read_with(path, column).map_err(|mut error| {
        // The reader of orders opens the file and names its own option.
        error.remedy = error.remedy.replace("--orders", "--catalog");
        error
    })?;
    say(path, &catalog);
    Ok(catalog)
}

/// Reads a catalog; empty without one.
pub fn read(path: Option<&str>) -> anyhow::Result<Shop> {
    let Some(path) = path else { return Ok(Shop::default()) };
    let catalog = read_with(path, None)?;
    let (cards, aliases) = (catalog.items.iter().map(card).collect(), catalog::aliases(&catalog.items));
    Ok(Shop { items: catalog.items, cards, aliases })
}

/// Reports oddities of a catalog on standard error.
fn say(path: &str, catalog: &Catalog) {
    let Catalog { duplicates, bad_rows, bad_fields, bad_examples, below_zero, .. } = catalog;
    if *duplicates > 0 {
        say!("{path}: {} more than once: the first row counts", many(*duplicates as usize, "SKU"));
    }
    if *bad_rows > 0 {
        let fields: Vec<String> =
            bad_fields.iter().map(|(column, count)| format!("{} {count}", quoted(column))).collect();
        say!("{path}: {} with an unreadable field: {}", many(*bad_rows as usize, "row"), fields.join(", "));
        bad_examples.iter().for_each(|example| say!("    {example}"));
    }
    if let Some(first) = below_zero.first() {
        let count = many(below_zero.len(), "item");
        say!("{path}: {count} with a negative price, such as {}: taken as 0 and never shown", short(first));
    }
    if let Some(first) = catalog.backorders().next() {
        let count = many(catalog.backorders().count(), "item");
        say!("{path}: {count} available without stock, such as {}: availability wins", short(&first.sku));
    }
}

fn card(item: &CatalogItem) -> Card {
    let text = |field: &Option<String>| field.clone().unwrap_or_default();
    // A price too large for the format is left out.
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
