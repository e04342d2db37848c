//! Holds the reading options: format, columns, patterns, limits.

use super::columns::ColumnMap;
use super::error::{Problem, ReadError};
use super::status::StatusWords;
use regex::bytes::Regex;
use std::collections::HashMap;
use std::str::FromStr;
use std::time::Duration;

/// How the orders are written down.
#[derive(Debug, Default, Clone, Copy, PartialEq, Eq)]
pub enum Format {
    /// Told from the file's name, first bytes and header.
    #[default]
    Auto,
    /// One line of an order a row, comma, semicolon or tab between columns, a header above.
    Csv,
    /// JSON records, one a line or in an array: a line of an order each, or an order with a list of items.
    JsonLines,
    /// Parquet: one line of an order a row.
    Parquet,
    /// Shopify's orders export (CSV).
    Shopify,
    /// WooCommerce's orders as its REST API answers (JSON).
    WooCommerce,
    /// Google Analytics 4's BigQuery export (JSON lines or Parquet).
    Ga4,
    /// Amazon Personalize's interactions (CSV).
    Personalize,
    /// Klaviyo's events as its API answers them (JSON).
    Klaviyo,
    /// Mailchimp's e-commerce orders as its API answers them (JSON).
    Mailchimp,
    /// Events of Segment, RudderStack or PostHog (JSON).
    Segment,
    /// Salesforce B2C Commerce's order.xml.
    Salesforce,
    /// One order a line: item codes with blanks between them, no header; the line's number is the order's id.
    Basket,
}

impl Format {
    /// Every format and the name that `--format` knows it by.
    pub const NAMES: [(&'static str, Self); 17] = [
        ("auto", Self::Auto),
        ("csv", Self::Csv),
        ("tsv", Self::Csv),
        ("jsonl", Self::JsonLines),
        ("json", Self::JsonLines),
        ("parquet", Self::Parquet),
        ("shopify", Self::Shopify),
        ("woocommerce", Self::WooCommerce),
        ("ga4", Self::Ga4),
        ("personalize", Self::Personalize),
        ("klaviyo", Self::Klaviyo),
        ("mailchimp", Self::Mailchimp),
        ("segment", Self::Segment),
        ("rudderstack", Self::Segment),
        ("posthog", Self::Segment),
        ("salesforce", Self::Salesforce),
        ("basket", Self::Basket),
    ];
}

impl FromStr for Format {
    type Err = ReadError;

    fn from_str(name: &str) -> Result<Self, ReadError> {
        let known = Self::NAMES.iter().find(|(known, _)| known.eq_ignore_ascii_case(name));
        known.map(|&(_, format)| format).ok_or_else(|| {
            let names = Self::NAMES.map(|(name, _)| name).join(", ");
            ReadError::new(Problem::Usage, "--format", format!("{name:?} is not a format"), format!("Known: {names}."))
        })
    }
}

/// What to read, and what to leave out.
#[derive(Debug, Clone)]
pub struct ReadOptions {
    /// How the orders are written down.
    pub format: Format,
    /// What to ask a database for.
    pub query: Option<String>,
    /// How long a database may say nothing before it is given up; for its first row, ten times as long.
    pub max_wait: Duration,
    /// Columns named by the user; the others are found by their usual names.
    pub columns: ColumnMap,
    /// Keep only items whose code matches.
    pub products: Option<Regex>,
    /// Leave out items whose code matches, instead of the well-known service codes.
    pub non_products: Option<Regex>,
    /// Leave out orders with more distinct items; `None` keeps every order, as the evaluation protocol needs.
    pub max_order_items: Option<usize>,
    /// Other names of items, titles and platform ids, and the SKU that each stands for: see [`crate::catalog::aliases`].
    pub aliases: HashMap<String, String>,
    /// Remember what tables call each item, for people to read.
    pub titles: bool,
    /// Remember what lines cost: for sales, not for learning.
    pub amounts: bool,
    /// Stop at the first row that does not parse.
    pub strict: bool,
    /// The share of rows that may fail to parse before reading stops.
    pub max_bad: f64,
    /// What a small Parquet file or workbook may unpack to, in bytes; a larger one may unpack to a hundred times its size.
    pub most_unpacked: u64,
    /// Leave out orders before this moment, in seconds since 1970.
    pub since: Option<i64>,
    /// Statuses that the user says mean bought, or not.
    pub statuses: StatusWords,
}

impl Default for ReadOptions {
    fn default() -> Self {
        Self {
            format: Format::Auto,
            query: None,
            max_wait: Duration::from_secs(60),
            columns: ColumnMap::default(),
            products: None,
            non_products: None,
            max_order_items: Some(200),
            aliases: HashMap::new(),
            titles: false,
            amounts: false,
            strict: false,
            max_bad: 0.05,
            most_unpacked: 1 << 30,
            since: None,
            statuses: StatusWords::default(),
        }
    }
}

/// A pattern given on the command line, matched without regard to case.
pub fn pattern(option: &str, text: &str) -> Result<Regex, ReadError> {
    let built = regex::bytes::RegexBuilder::new(text).case_insensitive(true).build();
    built.map_err(|e| {
        let what = format!("{text:?} is not a regular expression: {e}");
        ReadError::new(Problem::Usage, option, what, "Quote it for the shell, for example '^[0-9]{5}'.")
    })
}

/// `Pot - Red / Large` is known by itself, or, when there is no such variant any more, as `Pot`.
pub(super) fn sku_of<'a>(name: &[u8], aliases: &'a HashMap<String, String>) -> Option<&'a String> {
    let mut name = std::str::from_utf8(name).ok()?;
    loop {
        if let Some(sku) = aliases.get(name) {
            return Some(sku);
        }
        name = name.rsplit_once(" - ")?.0;
    }
}
