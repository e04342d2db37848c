//! Reads what a page would ask, as JSON, and says it in the rules' numbers; never ranks.
//!
//! The same shape that `pw.suggest({…})` takes in a page: a line of `suggest --carts`, or what follows `--context`.

mod context;
mod entry;

use std::borrow::Cow;
use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

pub use context::{Asked, Words};
pub use entry::{CartEntry, OneOrMany, Stock};

/// A SKU that stays where the line has it, unless it is written with escapes.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize, Serialize)]
pub struct Sku<'a>(#[serde(borrow)] pub Cow<'a, str>);

/// A question as JSON. All but the cart may be left out.
#[derive(Debug, Default, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Question<'a> {
    /// SKUs, or lines with quantity, price and plan.
    #[serde(borrow)]
    pub cart: Vec<CartEntry<'a>>,
    /// SKUs not to suggest.
    #[serde(borrow, default)]
    pub exclude: Vec<Sku<'a>>,
    /// The most suggestions.
    pub limit: Option<usize>,
    /// What else the page says.
    #[serde(flatten)]
    pub context: Option<Box<Context>>,
}

/// What a page says of the moment beside the cart.
#[derive(Debug, Clone, Default, PartialEq, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub struct Context {
    /// `product`, `cart`, `checkout`, `post-purchase` or `home`.
    pub placement: Option<String>,
    /// `upgrade` for better versions of the first item.
    pub kind: Option<String>,
    /// What the shop calls this customer's kind.
    pub segment: OneOrMany,
    /// Quiz answers, by question.
    pub answers: BTreeMap<String, OneOrMany>,
    /// Such as `de-CH`.
    pub locale: Option<String>,
    /// Such as `CH`.
    pub region: OneOrMany,
    /// What the shopper is permitted, such as `age-18`.
    pub permissions: OneOrMany,
    /// What should silence suggestions, such as `complaint`.
    pub signals: OneOrMany,
    /// Shares used up, 0 to 1, by what.
    pub usage: BTreeMap<String, f64>,
    /// Live stock: pieces, or whether there are any.
    pub stock: BTreeMap<String, Stock>,
    /// How often an item was shown without a click.
    pub shown: BTreeMap<String, u32>,
    /// The shopper's clock, such as `2026-11-24T10:00`. Without it no rule with dates holds.
    pub now: Option<String>,
}
