//! Parses the parts of a question that can be written in two ways.

use std::borrow::Cow;
use std::fmt;

use serde::de::{self, Deserializer, MapAccess, SeqAccess, Visitor};
use serde::{Deserialize, Serialize, Serializer};

use super::Sku;

/// One entry of a cart: a SKU, or `{sku, quantity, price, plan}`.
#[derive(Debug, Clone, PartialEq)]
pub struct CartEntry<'a> {
    /// The item.
    pub sku: Sku<'a>,
    /// How many pieces.
    pub quantity: u32,
    /// Price of a piece in minor units.
    pub price: Option<u32>,
    /// The subscription plan it is bought with.
    pub plan: Option<String>,
}

impl<'a> CartEntry<'a> {
    /// One piece of an item.
    pub fn of(sku: impl Into<Cow<'a, str>>) -> Self {
        Self { sku: Sku(sku.into()), quantity: 1, price: None, plan: None }
    }
}

impl Serialize for CartEntry<'_> {
    /// As its SKU: answers list the cart's SKUs.
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        self.sku.serialize(serializer)
    }
}

struct EntryVisitor;

// Written by hand because serde's untagged enums would copy every line: `suggest --carts` reads millions.
impl<'de> Visitor<'de> for EntryVisitor {
    type Value = CartEntry<'de>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a SKU such as \"A\", or {\"sku\":\"A\",\"quantity\":2,\"price\":1999}")
    }

    fn visit_borrowed_str<E: de::Error>(self, sku: &'de str) -> Result<Self::Value, E> {
        Ok(CartEntry::of(sku))
    }

    fn visit_str<E: de::Error>(self, sku: &str) -> Result<Self::Value, E> {
        Ok(CartEntry::of(sku.to_owned()))
    }

    fn visit_map<A: MapAccess<'de>>(self, map: A) -> Result<Self::Value, A::Error> {
        #[derive(Deserialize)]
        struct Line<'a> {
            #[serde(borrow)]
            sku: Sku<'a>,
            quantity: Option<f64>,
            price: Option<f64>,
            plan: Option<String>,
        }
        let line = Line::deserialize(de::value::MapAccessDeserializer::new(map))?;
        let price = line.price.filter(|price| *price >= 0.0).map(|price| price.round() as u32);
        let quantity = line.quantity.map_or(1, |quantity| quantity.max(0.0).round() as u32);
        // An empty name means no plan, as in a page.
        let plan = line.plan.filter(|plan| !plan.is_empty());
        Ok(CartEntry { sku: line.sku, quantity, price, plan })
    }
}

impl<'de: 'a, 'a> Deserialize<'de> for CartEntry<'a> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(EntryVisitor)
    }
}

/// The keys that nearly every question has.
#[derive(Default)]
pub(super) struct Brief<'a> {
    pub(super) cart: Vec<CartEntry<'a>>,
    pub(super) exclude: Vec<Sku<'a>>,
    pub(super) limit: Option<usize>,
    /// Whether there are other keys.
    pub(super) says_more: bool,
}

struct BriefVisitor;

impl<'de> Visitor<'de> for BriefVisitor {
    type Value = Brief<'de>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a JSON object such as {\"cart\":[\"A\",\"B\"]}")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Self::Value, A::Error> {
        let mut cart = None;
        let mut brief = Brief::default();
        while let Some(Sku(key)) = map.next_key()? {
            match &*key {
                "cart" => cart = Some(map.next_value()?),
                "exclude" => brief.exclude = map.next_value()?,
                "limit" => brief.limit = map.next_value()?,
                _ => {
                    brief.says_more = true;
                    map.next_value::<de::IgnoredAny>()?;
                }
            }
        }
        Ok(Brief { cart: cart.ok_or_else(|| de::Error::missing_field("cart"))?, ..brief })
    }
}

impl<'de: 'a, 'a> Deserialize<'de> for Brief<'a> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_map(BriefVisitor)
    }
}

/// One string, or several.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct OneOrMany(pub Vec<String>);

impl<'de> Deserialize<'de> for OneOrMany {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(Texts)
    }
}

/// Reads one string or several.
struct Texts;

impl<'de> Visitor<'de> for Texts {
    type Value = OneOrMany;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a string, or a list of strings")
    }

    fn visit_str<E: de::Error>(self, text: &str) -> Result<Self::Value, E> {
        Ok(OneOrMany(vec![text.to_owned()]))
    }

    fn visit_unit<E: de::Error>(self) -> Result<Self::Value, E> {
        Ok(OneOrMany::default())
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut list: A) -> Result<Self::Value, A::Error> {
        let mut texts = Vec::new();
        while let Some(text) = list.next_element()? {
            texts.push(text);
        }
        Ok(OneOrMany(texts))
    }
}

/// Live stock of an item: a number, or whether there is any.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Stock {
    /// Whether there are any.
    Any(bool),
    /// How many.
    Pieces(f64),
    /// Not known: the model decides.
    Unknown,
}

impl Stock {
    /// Whether it can be bought, if that is known.
    pub fn is_in(self) -> Option<bool> {
        match self {
            Self::Any(any) => Some(any),
            Self::Pieces(pieces) => Some(pieces > 0.0),
            Self::Unknown => None,
        }
    }
}

impl<'de> Deserialize<'de> for Stock {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(Pieces)
    }
}

/// Reads a number, or yes or no.
struct Pieces;

impl Visitor<'_> for Pieces {
    type Value = Stock;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a number, true or false")
    }

    fn visit_bool<E: de::Error>(self, any: bool) -> Result<Self::Value, E> {
        Ok(Stock::Any(any))
    }

    fn visit_f64<E: de::Error>(self, pieces: f64) -> Result<Self::Value, E> {
        Ok(Stock::Pieces(pieces))
    }

    fn visit_i64<E: de::Error>(self, pieces: i64) -> Result<Self::Value, E> {
        Ok(Stock::Pieces(pieces as f64))
    }

    fn visit_u64<E: de::Error>(self, pieces: u64) -> Result<Self::Value, E> {
        Ok(Stock::Pieces(pieces as f64))
    }

    fn visit_unit<E: de::Error>(self) -> Result<Self::Value, E> {
        Ok(Stock::Unknown)
    }
}

/// Reads null as if the key were absent.
pub(super) fn or_nothing<'de, D: Deserializer<'de>, T: Deserialize<'de> + Default>(
    deserializer: D,
) -> Result<T, D::Error> {
    Ok(Option::deserialize(deserializer)?.unwrap_or_default())
}
