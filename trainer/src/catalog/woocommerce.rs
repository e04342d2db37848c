//! Handles WooCommerce's product CSV: references by SKU or `id:7`, cross-sells and upsells.

use super::catalog_item::CatalogItem;
use super::columns::Columns;
use csv::ByteRecord;
use std::collections::{HashMap, HashSet};

/// Whether the columns are those of the core exporter.
pub(super) fn recognises(columns: &Columns) -> bool {
    columns.has("id") && columns.has("sku") && columns.has("published") && columns.has("type")
}

/// The products' numbers, by which they refer to one another.
#[derive(Default)]
pub(super) struct Products {
    skus: HashMap<String, String>,
}

impl Products {
    /// The product, under its SKU or, for want of one, its number.
    pub(super) fn adapt(&mut self, item: CatalogItem, columns: &Columns, row: &ByteRecord) -> CatalogItem {
        // Pages and the Store API call an item without a SKU by its bare number; references have `id:` before it.
        let id = columns.raw(row, "id");
        let number = format!("id:{id}");
        let sku = if item.sku.is_empty() { id } else { item.sku };
        self.skus.insert(number.clone(), sku.clone());
        // 1 is published; 0 private, -1 a draft, 2 waiting.
        let published = matches!(columns.raw(row, "published").as_str(), "1" | "");
        // The row of a product with variations lists what these have, and is none of them.
        let is_variable = columns.raw(row, "type").starts_with("variable");
        let options = item.options.into_iter().filter(|_| !is_variable);
        CatalogItem {
            sku,
            options: options.map(|(name, value)| (name, value.replace("\\,", ","))).collect(),
            category: item.category.map(|categories| first_category(&categories)),
            available: item.available && published,
            withdrawn: !published,
            aliases: item.aliases.into_iter().chain([number]).collect(),
            ..item
        }
    }

    /// References by number become SKUs; a product with variations is of one group with them.
    pub(super) fn finish(self, items: &mut [CatalogItem]) {
        let sku = |reference: &String| self.skus.get(reference).unwrap_or(reference).clone();
        for item in items.iter_mut() {
            item.group = item.group.as_ref().map(sku);
            item.cross_sells = item.cross_sells.iter().map(sku).collect();
            item.up_sells = item.up_sells.iter().map(sku).collect();
        }
        inherit(items);
        let parents: HashSet<String> = items.iter().filter_map(|item| item.group.clone()).collect();
        for item in items.iter_mut().filter(|item| item.group.is_none() && parents.contains(&item.sku)) {
            item.group = Some(item.sku.clone());
        }
    }
}

/// A variation's row leaves empty what its product's row says for all of them.
fn inherit(items: &mut [CatalogItem]) {
    let wanted: HashSet<&String> = items.iter().filter_map(|item| item.group.as_ref()).collect();
    let parents = items.iter().filter(|item| wanted.contains(&item.sku));
    let parents: HashMap<String, CatalogItem> = parents.map(|item| (item.sku.clone(), item.clone())).collect();
    for item in items {
        let Some(parent) = item.group.as_ref().and_then(|group| parents.get(group)) else { continue };
        for (own, theirs) in [
            (&mut item.image, &parent.image),
            (&mut item.category, &parent.category),
            (&mut item.brand, &parent.brand),
            (&mut item.description, &parent.description),
            (&mut item.url, &parent.url),
        ] {
            *own = own.take().or_else(|| theirs.clone());
        }
        if item.tags.is_empty() {
            item.tags.clone_from(&parent.tags);
        }
        // A variation of a draft is not sold, though its own row says that it is published.
        item.withdrawn |= parent.withdrawn;
        item.available &= !parent.withdrawn;
    }
}

/// Of `Pots > Clay, Gifts` the first, `Pots > Clay`; a comma within a name has a backslash before it.
fn first_category(categories: &str) -> String {
    let kept = categories.replace("\\,", "\u{0}");
    kept.split(',').next().unwrap_or_default().trim().replace('\u{0}', ",")
}
