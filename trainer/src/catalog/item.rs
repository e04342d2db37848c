//! Turns one row of a product export into a [`CatalogItem`].

use super::catalog_item::CatalogItem;
use super::columns::{Columns, Part};
use super::entities::unescaped;
use super::gift_cards::{is_titled_gift_card, names_gift_cards};
use super::money::{currency_beside, minor_units};
use crate::orders::error::Place;
use crate::orders::list::split;
use crate::orders::{Problem, ReadError, numbers};
use crate::terminal::quoted;
use csv::ByteRecord;
use pairwell::model::layout::MAX_SKU;

/// One row on its way to an item.
pub(super) struct Reading<'r> {
    pub(super) path: &'r str,
    pub(super) columns: &'r Columns,
    pub(super) row: &'r ByteRecord,
    pub(super) place: Place,
    /// Fields that could not be read, by column.
    pub(super) trouble: Vec<(String, ReadError)>,
    /// Whether its price is below 0.
    pub(super) below_zero: bool,
}

impl Reading<'_> {
    /// The item, by the columns' usual meanings.
    pub(super) fn item(&mut self) -> CatalogItem {
        let (price_minor, currency) = self.price();
        let stock = self.number(Part::Stock).map(|stock| stock as i64);
        let sku = self.text(Part::Sku);
        let written = self.text(Part::Title);
        let title = self.name(Part::Title);
        CatalogItem {
            // Orders of the same shop may have it as it was written.
            aliases: title.iter().filter(|title| **title != written).map(|_| written.clone()).collect(),
            title: title.unwrap_or_else(|| sku.clone()),
            url: self.some(Part::Url),
            image: self.some(Part::Image).map(|text| first_address(&text)),
            price_minor,
            cost_minor: self.money(Part::Cost, currency.as_deref()),
            currency,
            category: self.name(Part::Category),
            brand: self.name(Part::Brand),
            rating: self.rating(),
            available: self.available(stock),
            withdrawn: is_withdrawn(&self.text(Part::Available)),
            gift_card: self.gift_card(),
            group: self.some(Part::Group),
            options: self.columns.options(self.row),
            tags: self.list(Part::Tags),
            stock,
            description: self.some(Part::Description),
            cross_sells: self.list(Part::CrossSells),
            up_sells: self.list(Part::UpSells),
            sku,
        }
    }

    fn text(&self, part: Part) -> String {
        self.columns.text(self.row, part)
    }

    fn some(&self, part: Part) -> Option<String> {
        Some(self.text(part)).filter(|text| !text.is_empty())
    }

    /// A name that shoppers read.
    fn name(&self, part: Part) -> Option<String> {
        self.some(part).map(|text| unescaped(&text))
    }

    /// `a, b | c` as three; a comma with a backslash before it belongs to its part.
    fn list(&self, part: Part) -> Vec<String> {
        split(&self.text(part), &[',', '|'])
    }

    /// The price that holds now, and its currency, from its own column or from beside the price.
    fn price(&mut self) -> (Option<i64>, Option<String>) {
        let part = if self.some(Part::SalePrice).is_some() { Part::SalePrice } else { Part::Price };
        let currency = self.some(Part::Currency).map(|c| c.to_ascii_uppercase());
        let currency = currency.or_else(|| currency_beside(&self.text(part)));
        let price = self.money(part, currency.as_deref());
        self.below_zero = price.is_some_and(|price| price < 0);
        // Nobody is paid for taking something: it is as if it were free.
        (price.map(|price| price.max(0)), currency)
    }

    fn money(&mut self, part: Part, currency: Option<&str>) -> Option<i64> {
        let text = self.some(part)?;
        let minor = minor_units(&text, currency.unwrap_or_default());
        self.noting(minor, part, "a price")
    }

    fn number(&mut self, part: Part) -> Option<f64> {
        let text = self.some(part)?;
        self.noting(numbers::read(text.as_bytes()), part, "a number")
    }

    fn rating(&mut self) -> Option<f32> {
        let rating = self.number(Part::Rating)? as f32;
        let within = (0.0..=5.0).contains(&rating).then_some(rating);
        self.noting(within, Part::Rating, "0 to 5 stars")
    }

    /// By what the column says; without one, by the stock; without that, yes.
    fn available(&mut self, stock: Option<i64>) -> bool {
        let Some(text) = self.some(Part::Available) else { return stock.is_none_or(|stock| stock > 0) };
        self.noting(yes_or_no(&text), Part::Available, "true or false").unwrap_or(true)
    }

    /// By its own column, by what the shop files it under, or, where the column does not say no, by its title.
    fn gift_card(&self) -> bool {
        let category = self.text(Part::Category);
        let filed = category.rsplit(['>', '/']).next().is_some_and(names_gift_cards);
        let said = yes_or_no(&self.text(Part::GiftCard));
        let titled = said.is_none() && is_titled_gift_card(&self.text(Part::Title));
        said == Some(true) || titled || filed || self.list(Part::Tags).iter().any(|tag| names_gift_cards(tag))
    }

    /// What is wrong with a SKU that no model can hold.
    pub(super) fn too_long(&self) -> (String, ReadError) {
        self.unexpected(Part::Sku, &format!("a SKU of at most {MAX_SKU} bytes"))
    }

    fn noting<T>(&mut self, value: Option<T>, part: Part, expected: &str) -> Option<T> {
        if value.is_none() {
            self.trouble.push(self.unexpected(part, expected));
        }
        value
    }

    fn unexpected(&self, part: Part, expected: &str) -> (String, ReadError) {
        let what = format!("expected {expected}, found {}", quoted(&self.text(part)));
        let error = ReadError::new(Problem::BadRow, self.path, what, "Correct the field or empty it.");
        let column = self.columns.name(part);
        (column.to_owned(), error.at(self.place).in_column(column))
    }
}

/// Of several addresses the first; a comma within one has no blank after it.
fn first_address(text: &str) -> String {
    text.split_once(", ").map_or(text, |(first, _)| first).to_owned()
}

/// Whether a word of an availability column says that it will not come back by itself.
fn is_withdrawn(text: &str) -> bool {
    matches!(last_word(&letters(text)), "discontinued" | "draft" | "archived")
}

fn letters(text: &str) -> String {
    text.to_lowercase().chars().filter(|c| c.is_alphanumeric()).collect()
}

/// schema.org writes availability as an address.
fn last_word(letters: &str) -> &str {
    letters.rsplit("schemaorg").next().unwrap_or(letters)
}

/// What a word in a yes-or-no column means.
pub(super) fn yes_or_no(text: &str) -> Option<bool> {
    match last_word(&letters(text)) {
        yes if YES.contains(&yes) => Some(true),
        no if NO.contains(&no) => Some(false),
        number => number.parse::<f64>().ok().map(|n| n > 0.0),
    }
}

#[rustfmt::skip]
const YES: [&str; 12] = [
    "true", "yes", "y", "t", "instock", "available", "active", "backorder", "preorder", "limitedavailability", "onlineonly",
    "madetoorder",
];
#[rustfmt::skip]
const NO: [&str; 10] =
    ["false", "no", "n", "f", "outofstock", "soldout", "unavailable", "discontinued", "draft", "archived"];
