//! Holds what the catalog says of the items that events name, category and price; never what was sold.

use std::collections::HashMap;

use crate::catalog::CatalogItem;
use crate::events::Names;

/// What the catalog says of an item.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Good {
    /// A number for its category; 0 if that is not known.
    pub category: u32,
    /// Its price, in the currency's smallest unit.
    pub price: Option<i64>,
}

/// All items, by their number among the names of events.
#[derive(Debug, Default)]
pub struct Goods {
    items: Vec<Good>,
    /// Whether any category is known.
    pub has_categories: bool,
    /// Whether a category and a price of one item are known.
    pub has_prices: bool,
}

impl Goods {
    /// Of those items that events name.
    pub fn new(catalog: &[CatalogItem], names: &Names) -> Self {
        let mut goods = Self { items: vec![Good::default(); names.len()], ..Self::default() };
        let mut categories: HashMap<&str, u32> = HashMap::new();
        for item in catalog {
            let Some(number) = names.find(&item.sku) else { continue };
            let category = item.category.as_deref().map(str::trim).filter(|category| !category.is_empty());
            let next = categories.len() as u32 + 1;
            let category = category.map_or(0, |category| *categories.entry(category).or_insert(next));
            goods.has_categories |= category > 0;
            goods.has_prices |= category > 0 && item.price_minor.is_some();
            goods.items[number as usize] = Good { category, price: item.price_minor };
        }
        goods
    }

    /// What is known of an item.
    pub fn of(&self, item: u32) -> Good {
        self.items.get(item as usize).copied().unwrap_or_default()
    }
}
