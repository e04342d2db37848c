//! Says what every system that mails has in common: a customer's suggestions, and how they are written.

use jiff::civil::Date;
use pairwell_rules::exponent;

use super::super::channel::{Item, Refusal, Shape};

/// What a customer is offered.
#[derive(Debug, Clone)]
pub struct Letter<'a> {
    /// The caller's id of the customer.
    pub id: &'a str,
    /// Suggestions, best first.
    pub offered: Vec<Offered<'a>>,
    /// The first day on which one of them is wanted, where that is known.
    pub send_on: Option<Date>,
    /// A link that puts all of them into the cart; empty without the cart's address.
    pub cart_link: String,
}

/// One suggestion.
#[derive(Debug, Clone, Copy)]
pub struct Offered<'a> {
    /// The item.
    pub item: Item<'a>,
    /// Estimated probability.
    pub score: f64,
    /// The day from which it is wanted, where that is known.
    pub due: Option<Date>,
}

impl Offered<'_> {
    /// Its title, or its id where there is no card.
    pub fn title(&self) -> &str {
        self.item.card.map(|card| card.title.as_str()).filter(|title| !title.is_empty()).unwrap_or(self.item.id)
    }

    /// The address of its page; empty without one.
    pub fn url(&self) -> &str {
        self.item.card.map_or("", |card| card.url.as_str())
    }

    /// The address of its picture; empty without one.
    pub fn image(&self) -> &str {
        self.item.card.map_or("", |card| card.image.as_str())
    }

    /// Its price, such as `12.90 EUR`; empty without one.
    pub fn price(&self) -> String {
        let Some((minor, card)) = self.item.card.and_then(|card| Some((card.price?, card))) else {
            return String::new();
        };
        let places = exponent(&card.currency) as usize;
        let unit = 10u32.pow(places as u32);
        match places {
            0 => format!("{minor} {}", card.currency),
            _ => format!("{}.{:0places$} {}", minor / unit, minor % unit, card.currency),
        }
    }
}

/// A system that mails.
pub trait Mailing: Sync {
    /// How its files are built.
    fn shape(&self) -> Shape;

    /// The most suggestions of one customer.
    fn most(&self) -> usize {
        usize::MAX
    }

    /// Whether it takes an item as a suggestion.
    ///
    /// # Errors
    /// Why it would refuse it.
    fn takes(&self, item: &Item<'_>) -> Result<(), Refusal>;

    /// Appends a customer's record.
    fn record(&self, letter: &Letter<'_>, out: &mut Vec<u8>);

    /// Appends what a customer without suggestions gets, so that no earlier ones stay; nothing by default.
    fn without(&self, _id: &str, _out: &mut Vec<u8>) {}
}

#[cfg(test)]
mod tests {
    use pairwell::model::Card;

    use super::*;

    #[test]
    fn prices_have_their_currencys_places() {
        for (price, currency, expected) in [
            (Some(1290), "EUR", "12.90 EUR"),
            (Some(5), "EUR", "0.05 EUR"),
            (Some(1200), "JPY", "1200 JPY"),
            (Some(1250), "KWD", "1.250 KWD"),
            (None, "", ""),
        ] {
            let card = Card { price, currency: currency.into(), ..Card::default() };
            let item = Item { sku: "A", id: "A", card: Some(&card) };
            assert_eq!(Offered { item, score: 0.5, due: None }.price(), expected);
        }
    }
}
