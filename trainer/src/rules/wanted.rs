//! Adds items to a model that no order has but rules name: services, new products; never adds one that the catalog lacks.

use std::collections::HashSet;

use pairwell::model::{ItemRow, Parts, layout};

use crate::catalog::CatalogItem;

/// Adds those of the named items that the catalog knows and the model does not; how many these were.
pub fn add_wanted(parts: &mut Parts, named: &[String], catalog: &[CatalogItem]) -> usize {
    let known: HashSet<&str> = catalog.iter().map(|item| item.sku.as_str()).collect();
    let modelled: HashSet<&str> = parts.items.iter().map(|item| item.sku.as_str()).collect();
    let new = |sku: &&String| {
        let fits = (1..=layout::MAX_SKU).contains(&sku.len());
        fits && known.contains(sku.as_str()) && !modelled.contains(sku.as_str())
    };
    // Nobody bought them: they have no neighbours, and only rules bring them up.
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
