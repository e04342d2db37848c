//! Looks up a shop's items by SKU, category, tag and brand.

use std::collections::{BTreeMap, HashMap};

use pairwell::rules::parts::Near;

/// What to do about unknown names if the command line was given no catalog.
pub const PASS_CATALOG: &str = "Pass the catalog with --catalog.";

/// A shop, with everything that rules refer to.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Shop {
    /// The model's items, by item number.
    pub items: Vec<ShopItem>,
    /// Items of the catalog that are not in the model.
    pub others: Vec<ShopItem>,
    /// The remedy to suggest if no catalog was read. A kind of name that no item has is then unknown, and rules that use it
    /// are reported.
    pub lacks: Option<&'static str>,
    /// What the catalog has for training; `None` without a catalog.
    pub kept: Option<Kept>,
    /// Substitutes, as training found them.
    pub substitutes: Vec<Near>,
    /// Items that hardly any order holds, as training found them, the group that is brought most first.
    pub newcomers: Vec<Newcomers>,
    /// The highest score of any item with one item in the cart, if the model is known.
    pub best: Option<f64>,
}

/// Items that hardly any order holds and that are alike, by their numbers.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Newcomers {
    /// They themselves.
    pub items: Vec<u32>,
    /// What they go with: items that bring them most when they are in the cart.
    pub brought_by: Vec<u32>,
    /// What one of these adds to the probability of one of the items, from 0 to 1.
    pub gain: f64,
}

/// An item, with everything that rules refer to. Unknown fields are empty.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct ShopItem {
    /// The shop's code for it.
    pub sku: String,
    /// The title that shoppers see.
    pub title: String,
    /// The catalog's path, such as `Drinks > Tea`.
    pub category: String,
    /// Maker or brand.
    pub brand: String,
    /// The shop's tags.
    pub tags: Vec<String>,
    /// Price in minor units.
    pub price_minor: Option<i64>,
    /// ISO 4217, upper case.
    pub currency: String,
    /// The product that it is a variant of.
    pub group: String,
    /// Whether it is for sale.
    pub sale: Sale,
}

/// Whether an item is for sale.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Sale {
    /// It is, as far as is known.
    #[default]
    Open,
    /// It is sold out.
    SoldOut,
    /// It is withdrawn, a draft, or not in the catalog.
    Withdrawn,
    /// It is a gift card.
    GiftCard,
    /// Its price is 0 or less.
    Free,
}

impl Sale {
    /// Why it is not shown; `None` if it is shown.
    pub(crate) fn against(self) -> Option<&'static str> {
        match self {
            Self::Open => None,
            Self::SoldOut => Some("is sold out"),
            Self::Withdrawn => Some("is not for sale"),
            Self::GiftCard => Some("is a gift card"),
            Self::Free => Some("has no price above 0"),
        }
    }
}

/// How many of a catalog's items have what training needs.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Kept {
    /// Items with a price.
    pub prices: usize,
    /// Items with a cost.
    pub costs: usize,
    /// Items with a cost above the price.
    pub losses: Vec<String>,
    /// Items with a number in stock.
    pub stocks: usize,
    /// Items with cross-sells or up-sells.
    pub curated: usize,
}

/// Item numbers by name, ascending. Empty if only items outside the model have the name.
type Names<'s> = BTreeMap<String, (&'s str, Vec<u32>)>;

/// A shop with an index of its names.
pub(crate) struct Index<'s> {
    pub(crate) shop: &'s Shop,
    skus: HashMap<&'s str, Option<u32>>,
    pub(crate) categories: Names<'s>,
    pub(crate) tags: Names<'s>,
    pub(crate) brands: Names<'s>,
    /// Decimal places of the shop's currency.
    pub(crate) exponent: u32,
}

impl<'s> Index<'s> {
    pub(crate) fn new(shop: &'s Shop) -> Self {
        let (mut categories, mut tags, mut brands) = (Names::new(), Names::new(), Names::new());
        let mut skus = HashMap::new();
        for (number, item) in numbered(shop) {
            skus.entry(item.sku.as_str()).or_insert(number);
            for path in paths(&item.category) {
                enter(&mut categories, path, number);
            }
            item.tags.iter().for_each(|tag| enter(&mut tags, tag, number));
            enter(&mut brands, &item.brand, number);
        }
        Self { shop, skus, categories, tags, brands, exponent: exponent(shop) }
    }

    /// An item's number; `None` for an unknown SKU, `Some(None)` for an item that only the catalog has.
    pub(crate) fn item(&self, sku: &str) -> Option<Option<u32>> {
        self.skus.get(sku).copied()
    }

    pub(crate) fn skus(&self) -> impl Iterator<Item = &'s str> + '_ {
        self.skus.keys().copied()
    }

    /// The SKU of an item of the model.
    pub(crate) fn sku(&self, item: u32) -> &'s str {
        self.shop.items.get(item as usize).map_or("", |item| item.sku.as_str())
    }

    /// The first of the used kinds of names that is unknown because no catalog was read.
    pub(crate) fn unknown_kind(&self, used: [bool; 4]) -> Option<&'static str> {
        self.shop.lacks?;
        let prices = || self.shop.items.iter().chain(&self.shop.others).any(|item| item.price_minor.is_some());
        let [categories, tags, brands, price] = used;
        [
            ("categories", categories && self.categories.is_empty()),
            ("tags", tags && self.tags.is_empty()),
            ("brands", brands && self.brands.is_empty()),
            ("prices", price && !prices()),
        ]
        .into_iter()
        .find_map(|(kind, unknown)| unknown.then_some(kind))
    }

    /// The item of the model with this number.
    pub(crate) fn described(&self, item: u32) -> Option<&'s ShopItem> {
        self.shop.items.get(item as usize)
    }
}

fn numbered(shop: &Shop) -> impl Iterator<Item = (Option<u32>, &ShopItem)> {
    (0..).map(Some).zip(&shop.items).chain(shop.others.iter().map(|item| (None, item)))
}

fn enter<'s>(names: &mut Names<'s>, name: &'s str, number: Option<u32>) {
    if name.trim().is_empty() {
        return;
    }
    let (_, items) = names.entry(folded(name)).or_insert_with(|| (name.trim(), Vec::new()));
    // An item may have a tag twice.
    items.extend(number.filter(|number| items.last() != Some(number)));
}

/// A name for comparison: in lower case, with one separator in paths.
pub(crate) fn folded(name: &str) -> String {
    name.split(['>', '/']).map(str::trim).collect::<Vec<_>>().join(" > ").to_lowercase()
}

/// `A > B > C` with `A > B` and `A`.
fn paths(category: &str) -> impl Iterator<Item = &str> {
    let ends = category.match_indices(['>', '/']).map(|(at, _)| at).chain([category.len()]);
    ends.filter_map(|end| category.get(..end))
}

/// The decimal places of the most frequent currency.
fn exponent(shop: &Shop) -> u32 {
    let mut counts: BTreeMap<&str, usize> = BTreeMap::new();
    for (_, item) in numbered(shop).filter(|(_, item)| !item.currency.is_empty()) {
        *counts.entry(&item.currency).or_default() += 1;
    }
    let most = counts.into_iter().max_by_key(|(_, count)| *count);
    crate::money::exponent(most.map_or("", |(currency, _)| currency))
}
