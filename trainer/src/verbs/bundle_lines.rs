//! Describes one bundle for `pairwell bundles`: items, counts, price and largest discount.

use std::collections::{BTreeMap, HashMap};

use pairwell::model::Catalog;
use pairwell_cli::catalog::CatalogItem;
use pairwell_cli::relations::{Offer, Set};
use serde::Serialize;

/// One bundle.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Line {
    pub items: Vec<Item>,
    #[serde(flatten, skip_serializing_if = "Option::is_none")]
    pub found: Option<Found>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub price: Option<i64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub currency: Option<String>,
    /// The margin at the full price, in percent.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub margin: Option<f64>,
    /// The largest discount that leaves the wanted margin, in percent; `None` where the full price leaves less.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub largest_discount: Option<f64>,
}

/// An item, with an empty title where none is known.
#[derive(Serialize)]
pub struct Item {
    pub sku: String,
    pub title: String,
}

/// What was counted in the orders.
#[derive(Serialize)]
pub struct Found {
    pub orders: u32,
    pub expected: f64,
    pub lift: f64,
    leverage: f64,
    p: f64,
    pub near: u32,
    pub uplift: f64,
}

/// Titles and prices: from the given catalog, else the model's cards, else (titles only) the orders.
pub struct Titles<'a> {
    pub cards: Option<&'a Catalog>,
    pub catalog: HashMap<&'a str, &'a CatalogItem>,
    pub ordered: BTreeMap<String, String>,
}

impl Titles<'_> {
    fn title(&self, sku: &str) -> String {
        let card = || self.cards.and_then(|cards| cards.card(sku)).map(|card| card.title.to_owned());
        let ordered = || self.ordered.get(sku).cloned();
        let named = |title: &String| !title.is_empty() && title != sku;
        let listed = self.catalog.get(sku).map(|item| item.title.clone()).filter(named);
        listed.or_else(card).filter(named).or_else(ordered).unwrap_or_default()
    }

    fn offer(&self, skus: &[String]) -> Option<Offer> {
        Offer::of(&skus.iter().map(|sku| self.catalog.get(sku.as_str()).copied()).collect::<Vec<_>>())
    }
}

/// Describes a bundle; `margin` is the percentage that a discount must leave.
pub fn line(margin: f64, titles: &Titles<'_>, skus: Vec<String>, set: Option<&Set>) -> Line {
    let offer = titles.offer(&skus);
    let discount = offer.as_ref().and_then(|offer| offer.discount(margin / 100.0));
    let found = set.map(|set| Found {
        orders: set.orders,
        expected: set.expected,
        lift: set.lift(),
        leverage: set.leverage(),
        p: set.p,
        near: set.near,
        uplift: set.uplift,
    });
    Line {
        items: skus.into_iter().map(|sku| Item { title: titles.title(&sku), sku }).collect(),
        found,
        price: offer.as_ref().map(|offer| offer.price),
        margin: offer.as_ref().and_then(Offer::margin).map(|share| (share * 1000.0).round() / 10.0),
        currency: offer.map(|offer| offer.currency).filter(|currency| !currency.is_empty()),
        largest_discount: discount.map(|hundredths| f64::from(hundredths) / 100.0),
    }
}
