//! Reads what a page would ask, as JSON, and says it in the rules' numbers; never ranks.
//!
//! The same shape that `pw.suggest({…})` takes in a page: a line of `suggest --carts`, or what follows `--context`.

mod bundled;
mod context;
mod entry;

use std::borrow::Cow;
use std::collections::BTreeMap;

use anyhow::Context as _;
use serde::{Deserialize, Serialize};

pub use bundled::{Bundled, Completed};
pub use context::{Asked, Words};
pub use entry::{CartEntry, OneOrMany, Stock};

/// A SKU that stays where the line has it, unless it is written with escapes.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize, Serialize)]
pub struct Sku<'a>(#[serde(borrow)] pub Cow<'a, str>);

/// A question as JSON. All but the cart may be left out.
#[derive(Debug, Default)]
pub struct Question<'a> {
    /// SKUs, or lines with quantity, price and plan.
    pub cart: Vec<CartEntry<'a>>,
    /// SKUs not to suggest.
    pub exclude: Vec<Sku<'a>>,
    /// The most suggestions.
    pub limit: Option<usize>,
    /// What else the page says, if it says anything.
    pub context: Option<Context>,
}

impl<'a> Question<'a> {
    /// Reads a question. Most have a cart and no more: what else there may be is read in a second pass.
    ///
    /// # Errors
    /// When it is not JSON, has no cart, or a key holds what it should not.
    pub fn read(json: &'a [u8]) -> Result<Self, serde_json::Error> {
        let entry::Brief { cart, exclude, limit, says_more } = serde_json::from_slice(json)?;
        let context = if says_more { Some(serde_json::from_slice(json)?) } else { None };
        Ok(Self { cart, exclude, limit, context })
    }
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
    /// What the shopper has bought: orders, the latest last.
    pub history: Vec<OneOrMany>,
    /// What the shopper has looked at, the latest last.
    pub seen: Vec<String>,
    /// The shopper's clock, such as `2026-11-24T10:00`. Without it no rule with dates holds.
    pub now: Option<String>,
}

impl Context {
    /// Reads what `--context` says; nothing is said without it.
    ///
    /// # Errors
    /// When it is no JSON of this shape.
    pub fn read(json: Option<&str>) -> anyhow::Result<Self> {
        let Some(json) = json else { return Ok(Self::default()) };
        serde_json::from_str(json).with_context(|| {
            format!("--context {json}: expected JSON such as {{\"placement\":\"cart\",\"region\":\"CH\"}}")
        })
    }
}
