//! Compiles a merchant's rules.toml for a shop into what the engine applies, and reports problems by line.
//!
//! ```
//! use pairwell_rules::{Shop, ShopItem, compile};
//!
//! let item = |sku: &str| ShopItem { sku: sku.into(), ..ShopItem::default() };
//! let shop = Shop { items: vec![item("kettle"), item("filters")], ..Shop::default() };
//! let good = compile("[[rule]]\npin = { items = ['filters'] }", &shop, None);
//! assert_eq!(good.merchant.unwrap().rules.len(), 1);
//! let bad = compile("[[rule]]\npim = { items = ['filters'] }", &shop, None);
//! assert_eq!(bad.findings[0].to_string(), "2:1: error: unknown key `pim` in `rule`\n  Did you mean \"pin\"?");
//! ```
#![warn(missing_docs)]

mod cards;
mod compile;
pub mod experiments;
mod file;
mod finding;
mod lint;
mod money;
mod near;
mod quote;
mod read;
#[cfg(feature = "schema")]
mod schema;
mod select;
mod shop;
mod wanted;

use pairwell::rules::parts::MerchantRules;
use toml::de::DeTable;

pub use compile::{Overstock, Training};
pub use file::Worth;
use finding::Notes;
pub use finding::{Finding, Place, Severity};
pub use money::exponent;
pub use near::nearest;
pub use quote::{cut, fit, short};
#[cfg(feature = "schema")]
pub use schema::schema;
pub use shop::{Kept, Newcomers, PASS_CATALOG, Sale, Shop, ShopItem};
pub use wanted::wanted_items;

/// The order of resolution: if rules contradict each other, the first of these wins.
pub const RESOLUTION: [&str; 9] = [
    "suppression: with a signal of suppress_on, or with most = 0, nothing is shown",
    "never shown: items in the cart, their variants and substitutes (unless a rule pins a more expensive one), hidden and sold-out items, gift cards, items of price 0, and what the shopper has if customers do not buy it again",
    "exclude; also restricted items, services without their product, and subscriptions",
    "require: with several, all must be met",
    "cap, then most: with several, the smallest counts",
    "pin: if two want one position, the pin of the earlier rule gets it and the other follows; caps apply to pins too",
    "min_score: with several, the largest counts; pins are exempt",
    "source_order: sources named earlier come first, and sources not named show nothing; with several, the last counts; pins are exempt",
    "boost, bury, free_shipping, price_sanity, value and overstock: multiplied together, to 256 at most; with several free_shipping, the last counts",
];

/// A compiled rules file.
#[derive(Debug, Clone)]
pub struct Compiled {
    /// What the engine applies; `None` if there is an error.
    pub merchant: Option<MerchantRules>,
    /// How many of the rules are `[[rule]]`s. The others are made from other sections.
    pub written: usize,
    /// The settings for training.
    pub training: Training,
    /// Problems and hints, from top to bottom.
    pub findings: Vec<Finding>,
}

/// Compiles rules for a shop. An empty text gives the defaults. Dates before `today`, in minutes since 1970-01-01, are
/// reported as passed.
pub fn compile(text: &str, shop: &Shop, today: Option<i64>) -> Compiled {
    let mut notes = Notes::new(text);
    let Some(file) = parse(text, &mut notes) else {
        return Compiled { merchant: None, written: 0, training: Training::default(), findings: notes.finish() };
    };
    let index = shop::Index::new(shop);
    let (build, training) = compile::file(&file, &index, &mut notes);
    lint::lint(&build, &index, today, &mut notes);
    let written = build.origins.iter().filter(|origin| origin.written).count();
    let merchant = (!notes.has_errors()).then_some(build.merchant);
    Compiled { merchant, written, training, findings: notes.finish() }
}

/// How many syntax errors are reported: one often causes others.
const MOST_SYNTAX_ERRORS: usize = 3;

fn parse(text: &str, notes: &mut Notes<'_>) -> Option<file::File> {
    let (table, errors) = DeTable::parse_recoverable(text);
    for error in errors.iter().take(MOST_SYNTAX_ERRORS) {
        let place = notes.place(error.span().map_or(0, |span| span.start));
        notes.error(place, format!("invalid TOML: {}", error.message()), "");
    }
    if !errors.is_empty() {
        return None;
    }
    read::whole("", table.get_ref(), Place { line: 1, column: 1 }, notes)
}
