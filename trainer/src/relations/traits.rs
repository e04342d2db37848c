//! Numbers the catalog's categories, brands and groups and describes each item by these numbers.

use std::collections::{BTreeMap, HashMap};

use pairwell::rules::parts::Traits;

use crate::catalog::CatalogItem;

/// Names numbered from 1 in alphabetical order; 0 is for none.
#[derive(Debug, Default, Clone)]
pub struct Numbers<'a>(BTreeMap<&'a str, u32>);

impl<'a> Numbers<'a> {
    /// Numbers the distinct names that are not blank.
    pub fn of(names: impl Iterator<Item = Option<&'a str>>) -> Self {
        let mut numbers: BTreeMap<&str, u32> =
            names.flatten().filter(|name| !name.is_empty()).map(|name| (name, 0)).collect();
        for (number, of) in (1..).zip(numbers.values_mut()) {
            *of = number;
        }
        Self(numbers)
    }

    /// A name's number.
    pub fn number(&self, name: Option<&str>) -> u32 {
        name.and_then(|name| self.0.get(name)).copied().unwrap_or(0)
    }

    /// The names, by number less one.
    pub fn names(&self) -> impl Iterator<Item = &'a str> + '_ {
        self.0.keys().copied()
    }
}

/// The traits of a model's items by item number; items that the catalog lacks have none.
pub fn traits<'a>(skus: impl Iterator<Item = &'a str>, catalog: &[CatalogItem]) -> Vec<Traits> {
    let entries: HashMap<&str, &CatalogItem> = catalog.iter().map(|item| (item.sku.as_str(), item)).collect();
    let known: Vec<Option<&CatalogItem>> = skus.map(|sku| entries.get(sku).copied()).collect();
    // Only names of the model's items get a number: a rules file may not hold more names than items.
    let of = |field: fn(&CatalogItem) -> &Option<String>| {
        Numbers::of(known.iter().flatten().map(move |item| field(item).as_deref()))
    };
    let (categories, brands, groups) = (of(|item| &item.category), of(|item| &item.brand), of(|item| &item.group));
    let one = |item: &CatalogItem| Traits {
        category: categories.number(item.category.as_deref()),
        brand: brands.number(item.brand.as_deref()),
        group: groups.number(item.group.as_deref()),
        price: item.price_minor.and_then(|minor| u32::try_from(minor).ok()).unwrap_or(0),
        sold_out: !item.available && item.is_for_sale(),
        ..Traits::default()
    };
    known.iter().map(|item| item.map(one).unwrap_or_default()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn item(sku: &str, category: &str, price: i64) -> CatalogItem {
        let category = Some(category.to_owned());
        CatalogItem { sku: sku.into(), category, price_minor: Some(price), available: true, ..CatalogItem::default() }
    }

    #[test]
    fn names_are_numbered_in_alphabetical_order() {
        let catalog = [item("tea", "Tea", 890), item("pot", "Pots", 3200), item("not-in-the-model", "Apples", 1)];
        let traits = traits(["pot", "unknown", "tea"].into_iter(), &catalog);
        assert_eq!(traits.iter().map(|t| (t.category, t.price)).collect::<Vec<_>>(), [(1, 3200), (0, 0), (2, 890)]);
    }

    #[test]
    fn sold_out_is_not_the_same_as_never_for_sale() {
        let gone = |item: CatalogItem| CatalogItem { available: false, ..item };
        let catalog = [
            gone(item("sold-out", "A", 1)),
            item("here", "A", 1),
            gone(item("free", "A", 0)),
            gone(CatalogItem { gift_card: true, ..item("card", "A", 1) }),
            gone(CatalogItem { withdrawn: true, ..item("draft", "A", 1) }),
        ];
        let traits = traits(catalog.iter().map(|item| item.sku.as_str()), &catalog);
        assert_eq!(traits.iter().map(|t| t.sold_out).collect::<Vec<_>>(), [true, false, false, false, false]);
    }
}
