//! Reads a page's question as JSON and translates it into the numbers of a model and its rules; never ranks.
//!
//! It has the shape that `pw.suggest({…})` takes in a page: a line of `suggest --carts`, or the value of `--context`.

mod bundled;
mod context;
mod entry;

use std::borrow::Cow;
use std::collections::BTreeMap;

use anyhow::{Context as _, bail};
use serde::{Deserialize, Serialize};

use crate::terminal::short;

pub use bundled::Completed;
pub use context::{Asked, Words};
pub use entry::{CartEntry, OneOrMany, Stock};

/// A SKU, borrowed from the line unless it is written with escapes.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize, Serialize)]
pub struct Sku<'a>(#[serde(borrow)] pub Cow<'a, str>);

/// A question as JSON. Everything but the cart is optional.
#[derive(Debug, Default)]
pub struct Question<'a> {
    /// SKUs, or lines with quantity, price and plan.
    pub cart: Vec<CartEntry<'a>>,
    /// SKUs not to suggest.
    pub exclude: Vec<Sku<'a>>,
    /// Most suggestions.
    pub limit: Option<usize>,
    /// The other facts of the page, if any.
    pub context: Option<Context>,
}

impl<'a> Question<'a> {
    /// Reads a question. Most have only a cart; other keys are read in a second pass.
    ///
    /// # Errors
    /// When it is not JSON, has no cart, or a value has the wrong type.
    pub fn read(json: &'a [u8]) -> Result<Self, serde_json::Error> {
        let entry::Brief { cart, exclude, limit, says_more } = serde_json::from_slice(json)?;
        let context = if says_more { Some(serde_json::from_slice(json)?) } else { None };
        Ok(Self { cart, exclude, limit, context })
    }
}

/// The facts of a page, beside the cart.
#[derive(Debug, Clone, Default, PartialEq, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub struct Context {
    /// `product`, `cart`, `checkout`, `post-purchase` or `home`.
    pub placement: Option<String>,
    /// `upsell` for better versions of the first item; `upgrade` is its old name.
    pub kind: Option<String>,
    /// The shop's name for this customer's segment.
    pub segment: OneOrMany,
    /// Quiz answers, by question.
    #[serde(deserialize_with = "entry::or_nothing")]
    pub answers: BTreeMap<String, OneOrMany>,
    /// Such as `de-CH`.
    pub locale: Option<String>,
    /// Such as `CH`.
    pub region: OneOrMany,
    /// The shopper's permissions, such as `age-18`.
    pub permissions: OneOrMany,
    /// Signals that suppress suggestions, such as `complaint`.
    pub signals: OneOrMany,
    /// Shares used up, 0 to 1, by name.
    #[serde(deserialize_with = "entry::or_nothing")]
    pub usage: BTreeMap<String, f64>,
    /// A number from 0 to below 1, drawn at random for a page view: below the shop's share, a newcomer has the last place.
    pub draw: Option<f64>,
    /// Live stock: a number, or whether there is any.
    #[serde(deserialize_with = "entry::or_nothing")]
    pub stock: BTreeMap<String, Stock>,
    /// How often an item was shown without a click.
    #[serde(deserialize_with = "entry::or_nothing")]
    pub shown: BTreeMap<String, u32>,
    /// The shopper's past orders, the latest last.
    #[serde(deserialize_with = "entry::or_nothing")]
    pub history: Vec<OneOrMany>,
    /// Items the shopper has looked at, the latest last.
    #[serde(deserialize_with = "entry::or_nothing")]
    pub seen: Vec<String>,
    /// The shopper's local time, such as `2026-11-24T10:00`. Without it no rule with dates holds.
    pub now: Option<String>,
}

/// The keys of a page's facts.
const KEYS: [&str; 15] = [
    "placement",
    "kind",
    "segment",
    "answers",
    "locale",
    "region",
    "permissions",
    "signals",
    "usage",
    "draw",
    "stock",
    "shown",
    "history",
    "seen",
    "now",
];

impl Context {
    /// Reads the value of `--context`; no facts without it.
    ///
    /// # Errors
    /// When it is not JSON of this shape, or has an unknown key.
    pub fn read(json: Option<&str>) -> anyhow::Result<Self> {
        let Some(json) = json else { return Ok(Self::default()) };
        let read = |json| {
            let keys: BTreeMap<String, serde::de::IgnoredAny> = serde_json::from_str(json)?;
            Ok::<_, serde_json::Error>((keys, serde_json::from_str(json)?))
        };
        let (keys, context) = read(json).with_context(|| {
            format!("--context {}: expected JSON such as {{\"placement\":\"cart\",\"region\":\"CH\"}}", short(json))
        })?;
        match keys.into_keys().find(|key| !KEYS.contains(&key.as_str())) {
            Some(key) => bail!("--context: unknown key {key:?}\n  {}", remedy(&key)),
            None => Ok(context),
        }
    }
}

fn remedy(key: &str) -> String {
    if matches!(key, "cart" | "limit" | "exclude") {
        return format!("Use --{key}.");
    }
    let known = format!("Known: {}.", KEYS.join(", "));
    pairwell_rules::nearest(key, KEYS).map_or(known, |near| format!("Did you mean {near:?}?"))
}
