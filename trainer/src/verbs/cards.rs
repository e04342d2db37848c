//! Reads the product catalog for the verbs that publish it, and hides what it does not sell; never trains.

use std::collections::{HashMap, HashSet};

use pairwell::model::{Card, Parts};
use pairwell_cli::catalog::{self, Catalog, CatalogItem};
use pairwell_cli::orders::Orders;

use super::rules_text::many;

/// With a catalog, only what it says can be bought is ever suggested: no gift cards, nothing free.
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
        eprintln!("  {hidden} items are not for sale by the catalog: they count, but are never suggested");
    }
}

/// What a verb takes from a catalog.
#[derive(Default)]
pub struct Shop {
    /// The catalog's items.
    pub items: Vec<CatalogItem>,
    /// What shoppers see.
    pub cards: Vec<Card>,
    /// What orders may call an item, and its SKU.
    pub aliases: HashMap<String, String>,
}

/// Lets orders know what kind of thing each item is, where a catalog says.
pub fn name_kinds(orders: &mut Orders, items: &[CatalogItem]) {
    let categories: HashMap<&str, &str> =
        items.iter().filter_map(|item| Some((item.sku.as_str(), item.category.as_deref()?))).collect();
    if !categories.is_empty() {
        orders.name_kinds(|sku| categories.get(sku).copied());
    }
}

/// Reads a catalog; empty without one.
pub fn read(path: Option<&str>) -> anyhow::Result<Shop> {
    let Some(path) = path else { return Ok(Shop::default()) };
    let catalog = catalog::read_report(path).map_err(|mut error| {
        // Files are opened as orders are.
        error.remedy = error.remedy.replace("--orders", "--catalog");
        error
    })?;
    say(path, &catalog);
    let (cards, aliases) = (catalog.items.iter().map(card).collect(), catalog::aliases(&catalog.items));
    Ok(Shop { items: catalog.items, cards, aliases })
}

/// Says what was odd about a catalog.
fn say(path: &str, catalog: &Catalog) {
    let Catalog { duplicates, bad_rows, bad_fields, bad_examples, below_zero, .. } = catalog;
    if *duplicates > 0 {
        eprintln!("{path}: {} came twice: the first row counts", many(*duplicates as usize, "SKU"));
    }
    if *bad_rows > 0 {
        let fields: Vec<String> = bad_fields.iter().map(|(column, count)| format!("{column:?} {count}")).collect();
        eprintln!("{path}: {} with a field that was left out: {}", many(*bad_rows as usize, "row"), fields.join(", "));
        bad_examples.iter().for_each(|example| eprintln!("    {example}"));
    }
    if let Some(first) = below_zero.first() {
        let count = many(below_zero.len(), "item");
        eprintln!("{path}: {count} of a price below 0, {first} among them: taken for 0, never shown");
    }
    if let Some(first) = catalog.backorders().next() {
        let count = many(catalog.backorders().count(), "item");
        eprintln!("{path}: {count} sold with no stock, {} among them: what says that it is available wins", first.sku);
    }
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
