//! Builds the compiler's view of a shop from a model and its product cards.

use pairwell::model::{Card, Catalog, Model};
use pairwell::rules::parts::{ItemRelations, MerchantRules, Traits};

use crate::compile::explore::newcomers;
use crate::compile::numbers::probability;
use crate::shop::{PASS_CATALOG, Sale, Shop, ShopItem};

impl Shop {
    /// The shop as the files of a model directory describe it, without tags and without items outside the model.
    pub fn of_cards(model: &Model, cards: Option<&Catalog>, relations: Option<&ItemRelations>) -> Self {
        let item = |number: u32| {
            let sku = model.sku(number);
            let card = cards.and_then(|cards| cards.card(sku));
            let item = card.map_or_else(|| ShopItem { sku: sku.to_owned(), ..ShopItem::default() }, described);
            let traits =
                relations.and_then(|relations| relations.traits.get(number as usize)).copied().unwrap_or_default();
            ShopItem { group: group(traits), sale: sale(model.is_hidden(number), &item, traits), ..item }
        };
        let items = (0..model.items() as u32).map(item).collect();
        let lacks = Some(PASS_CATALOG);
        Self { items, lacks, ..Self::default() }.of_model(model, relations)
    }

    /// Adds the newcomers that a compiled rules file for the same model knows.
    pub fn with_newcomers_of(self, merchant: &MerchantRules) -> Self {
        Self { newcomers: newcomers(merchant), ..self }
    }

    /// Adds what a model and its rules file know beyond names.
    pub fn of_model(self, model: &Model, relations: Option<&ItemRelations>) -> Self {
        let items = 0..model.items() as u32;
        let lifted =
            |item: u32| model.neighbours(item).map(|(other, weight)| model.prior(other).saturating_add(weight));
        let best = items.clone().map(|item| model.prior(item)).chain(items.flat_map(lifted)).max();
        let substitutes = relations.map(|relations| relations.substitutes.clone()).unwrap_or_default();
        Self { best: best.map(probability), substitutes, ..self }
    }
}

fn group(traits: Traits) -> String {
    if traits.group == 0 { String::new() } else { traits.group.to_string() }
}

/// Hidden items were not for sale when the model was trained, except those that were only sold out.
fn sale(hidden: bool, item: &ShopItem, traits: Traits) -> Sale {
    match (hidden, traits.sold_out) {
        (true, true) => Sale::SoldOut,
        (true, false) if item.price_minor == Some(0) => Sale::Free,
        (true, false) => Sale::Withdrawn,
        (false, _) => Sale::Open,
    }
}

fn described(card: Card) -> ShopItem {
    ShopItem {
        price_minor: card.price.map(i64::from),
        sku: card.sku,
        title: card.title,
        category: card.category,
        brand: card.brand,
        currency: card.currency,
        ..ShopItem::default()
    }
}
