//! Maps titles and platform ids to SKUs.

use super::catalog_item::CatalogItem;
use std::collections::HashMap;

/// Other names of items and the SKU that each stands for. A name that two items share stands for the first.
pub fn aliases(items: &[CatalogItem]) -> HashMap<String, String> {
    let mut aliases = HashMap::new();
    for item in items {
        for name in item.aliases.iter().chain([&item.title]).filter(|name| **name != item.sku) {
            aliases.entry(name.clone()).or_insert_with(|| item.sku.clone());
        }
    }
    // A SKU is itself, whatever another item is called, and never the product that it begins with.
    for item in items {
        if item.sku.contains(" - ") {
            aliases.insert(item.sku.clone(), item.sku.clone());
        } else {
            aliases.remove(&item.sku);
        }
    }
    aliases
}
