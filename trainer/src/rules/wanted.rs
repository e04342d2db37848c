//! Adds items to a model that rules name and no order contains: services, new products. The catalog must have them.

use std::collections::HashSet;

use pairwell::model::{ItemRow, Parts, layout};

use crate::catalog::CatalogItem;

/// Adds the named items that are in the catalog and not in the model; returns how many.
pub fn add_wanted(parts: &mut Parts, named: &[String], catalog: &[CatalogItem]) -> usize {
    let known: HashSet<&str> = catalog.iter().map(|item| item.sku.as_str()).collect();
    let modelled: HashSet<&str> = parts.items.iter().map(|item| item.sku.as_str()).collect();
    let new = |sku: &&String| {
        let fits = (1..=layout::MAX_SKU).contains(&sku.len());
        fits && known.contains(sku.as_str()) && !modelled.contains(sku.as_str())
    };
    // Without orders they have no neighbours; only rules can suggest them.
    let row = |sku: &String| ItemRow { sku: sku.clone(), ..ItemRow::default() };
    let rows: Vec<ItemRow> = named.iter().filter(new).map(row).collect();
    let added = rows.len();
    parts.items.extend(rows);
    added
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_the_catalog_has_and_the_model_lacks_is_added() {
        let item = |sku: &str| CatalogItem { sku: sku.into(), ..CatalogItem::default() };
        let mut parts = Parts { items: vec![ItemRow { sku: "a".into(), ..ItemRow::default() }], ..Parts::default() };
        let named = ["a", "warranty", "typo"].map(String::from);
        assert_eq!(add_wanted(&mut parts, &named, &[item("a"), item("warranty")]), 1);
        assert_eq!(parts.items.iter().map(|item| item.sku.as_str()).collect::<Vec<_>>(), ["a", "warranty"]);
    }
}
