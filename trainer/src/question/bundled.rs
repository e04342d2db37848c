//! Tells which bundle a pick completes, as the page does; never ranks.

use hashbrown::HashMap;
use pairwell::model::Model;
use pairwell::rules::parts::Bundle;
use pairwell::rules::{Rulebook, text_for};
use serde::Serialize;

/// The bundles that each item is in.
#[derive(Debug, Default)]
pub struct Bundled<'a> {
    by_item: HashMap<u32, Vec<&'a Bundle>>,
}

/// A bundle as the page names it.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Completed<'a> {
    /// Its name.
    pub name: &'a str,
    /// What shoppers read, in their language; its name if there is none.
    pub label: &'a str,
    /// Percent off.
    pub discount: f64,
    /// All that is in it.
    pub items: Vec<&'a str>,
}

impl<'a> Bundled<'a> {
    /// The bundles of a rules file: the merchant's first, then those found in the orders.
    pub fn of(book: &'a Rulebook) -> Self {
        let mut by_item: HashMap<u32, Vec<&Bundle>> = HashMap::new();
        for bundle in book.bundles() {
            bundle.items.iter().for_each(|item| by_item.entry(*item).or_default().push(bundle));
        }
        Self { by_item }
    }

    /// The first bundle that an item completes, given what is in the cart. That the item may be shown says that the bundle
    /// can be had.
    pub fn completed(
        &self,
        model: &'a Model,
        item: u32,
        is_in_cart: impl Fn(u32) -> bool,
        language: &str,
    ) -> Option<Completed<'a>> {
        let of_item = self.by_item.get(&item)?;
        let bundle = of_item.iter().find(|it| it.items.iter().all(|other| *other == item || is_in_cart(*other)))?;
        let label = text_for(&bundle.labels, language).filter(|label| !label.is_empty());
        Some(Completed {
            name: &bundle.name,
            label: label.unwrap_or(&bundle.name),
            discount: f64::from(bundle.discount) / 100.0,
            items: bundle.items.iter().map(|item| model.sku(*item)).collect(),
        })
    }
}
