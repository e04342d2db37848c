//! Defines an item of a product catalog.

/// One thing the shop sells, as its catalog describes it.
#[derive(Debug, Default, Clone, PartialEq)]
pub struct CatalogItem {
    /// The shop's code: what orders call it.
    pub sku: String,
    /// What the shopper reads.
    pub title: String,
    /// Its page, as written.
    pub url: Option<String>,
    /// Its picture, as written; the first when there are several.
    pub image: Option<String>,
    /// What it costs now, in the currency's smallest unit.
    pub price_minor: Option<i64>,
    /// ISO 4217, upper case.
    pub currency: Option<String>,
    /// The shop's own category, as written.
    pub category: Option<String>,
    /// Maker or brand.
    pub brand: Option<String>,
    /// Stars, 0 to 5.
    pub rating: Option<f32>,
    /// Whether it can be bought now.
    pub available: bool,
    /// Not for sale however many there are: discontinued, a draft, archived, not published.
    pub withdrawn: bool,
    /// Whether it is a gift card: never suggested.
    pub gift_card: bool,
    /// What variants of one product have in common.
    pub group: Option<String>,
    /// What tells it from the other variants of its product, as the shop writes it: (name, value), such as (`Size`, `M`).
    pub options: Vec<(String, String)>,
    /// The shop's tags.
    pub tags: Vec<String>,
    /// What it costs the shop, in the currency's smallest unit.
    pub cost_minor: Option<i64>,
    /// How many there are.
    pub stock: Option<i64>,
    /// What the shop says of it.
    pub description: Option<String>,
    /// What orders may call it where they have no SKU.
    pub aliases: Vec<String>,
    /// SKUs that the merchant chose to go with it.
    pub cross_sells: Vec<String>,
    /// SKUs that the merchant chose as better ones.
    pub up_sells: Vec<String>,
}

impl CatalogItem {
    /// Whether it may be suggested once there is some of it: in the shop, of a price above 0 where that is known, and no gift card.
    pub fn is_for_sale(&self) -> bool {
        !self.withdrawn && !self.gift_card && self.price_minor.is_none_or(|price| price > 0)
    }
}
