//! Shows a model's items to the compiler as product cards describe them; never compiles a rule.

use pairwell::model::{Card, Catalog, Model};

use crate::shop::{Shop, ShopItem};

impl Shop {
    /// The shop as a model directory's product cards describe it: without tags, and without items that the model does
    /// not know.
    pub fn of_cards(model: &Model, cards: Option<&Catalog>) -> Self {
        let item = |number: u32| {
            let sku = model.sku(number);
            let card = cards.and_then(|cards| cards.card(sku));
            card.map_or_else(|| ShopItem { sku: sku.to_owned(), ..ShopItem::default() }, described)
        };
        Self { items: (0..model.items() as u32).map(item).collect(), others: Vec::new() }
    }
}

fn described(card: Card) -> ShopItem {
    ShopItem {
        price_minor: card.price.map(i64::from),
        sku: card.sku,
        title: card.title,
        category: card.category,
        brand: card.brand,
        tags: Vec::new(),
        currency: card.currency,
    }
}
