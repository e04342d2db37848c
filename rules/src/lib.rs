//! Compiles a merchant's rules.toml for a shop into what the engine applies, and says what is wrong with it, by line;
//! never applies a rule, never reads a file.
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
mod file;
mod finding;
mod judge;
mod money;
mod near;
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
#[cfg(feature = "schema")]
pub use schema::schema;
pub use shop::{Kept, Sale, Shop, ShopItem};
pub use wanted::wanted_items;

/// What wins when rules contradict each other, the strongest first.
pub const RESOLUTION: [&str; 9] = [
    "silence: a signal of [quiet] silence, or most = 0, shows nothing",
    "never: what is in the cart, its variants and what would replace it, unless a rule pins something dearer; hidden and sold-out items, gift cards, items of price 0; what the shopper has and nobody buys twice",
    "exclude, and with it restricted items, services without their product, and subscriptions",
    "require: of several all must be met",
    "cap, then most: of several the smallest",
    "pin: of two on one position the earlier rule's stays, the other follows; caps hold against pins",
    "min_score: of several the largest; pins are excepted",
    "fill: a source named earlier stands before a later one, and one not named shows nothing; of several the last; pins are excepted",
    "boost, bury, free_shipping, price_sanity, value and overstock: multiplied together, to 256 at most; of several free_shipping the last",
];

/// A compiled rules file.
#[derive(Debug, Clone)]
pub struct Compiled {
    /// What the engine applies; `None` when there is an error.
    pub merchant: Option<MerchantRules>,
    /// How many of the rules applied are `[[rule]]`s; the others are made from other sections.
    pub written: usize,
    /// What training has to know.
    pub training: Training,
    /// What is wrong or worth knowing, from top to bottom.
    pub findings: Vec<Finding>,
}

/// Compiles rules for a shop; an empty text gives the defaults. `today`, in minutes since 1970-01-01, tells which dates
/// have passed.
pub fn compile(text: &str, shop: &Shop, today: Option<i64>) -> Compiled {
    let mut notes = Notes::new(text);
    let Some(file) = parse(text, &mut notes) else {
        return Compiled { merchant: None, written: 0, training: Training::default(), findings: notes.finish() };
    };
    let index = shop::Index::new(shop);
    let (build, training) = compile::file(&file, &index, &mut notes);
    judge::judge(&build, &index, today, &mut notes);
    let written = build.origins.iter().filter(|origin| origin.written).count();
    let merchant = (!notes.has_errors()).then_some(build.merchant);
    Compiled { merchant, written, training, findings: notes.finish() }
}

/// The most syntax errors that are told: one often brings others.
const MOST_SYNTAX_ERRORS: usize = 3;

fn parse(text: &str, notes: &mut Notes<'_>) -> Option<file::File> {
    let (table, errors) = DeTable::parse_recoverable(text);
    for error in errors.iter().take(MOST_SYNTAX_ERRORS) {
        let place = notes.place(error.span().map_or(0, |span| span.start));
        notes.error(place, format!("not TOML: {}", error.message()), "");
    }
    if !errors.is_empty() {
        return None;
    }
    read::whole("", table.get_ref(), Place { line: 1, column: 1 }, notes)
}
