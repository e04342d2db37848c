//! Defines the options of every verb that reads orders, and reads them.

use std::collections::HashMap;
use std::time::Duration;

use anyhow::Context;
use jiff::civil::Date;
use jiff::tz::TimeZone;
use pairwell_cli::orders::{self, ColumnMap, Format, Orders, ReadOptions, ReadReport, Sales, StatusWords};

use crate::progress::Bar;

/// Where orders are and how to read them.
#[derive(clap::Args)]
pub struct OrdersArgs {
    /// Order exports, oldest first: files, folders, globs, - for standard input, or a database as postgres://…,
    /// mysql://…, sqlite://… with --query
    #[arg(long, required = true, num_args = 1.., value_name = "PATH")]
    orders: Vec<String>,
    /// The query to run in the database: one row per order line
    #[arg(long, allow_hyphen_values = true, value_name = "SELECT …")]
    query: Option<String>,
    /// Abort if the database sends nothing for this long (10 × for the first row)
    #[arg(long, default_value_t = 60, value_name = "SECONDS", value_parser = clap::value_parser!(u64).range(1..=86_400))]
    max_wait: u64,
    /// The format: auto, csv, tsv, jsonl, parquet, basket, shopify, woocommerce, ga4, personalize
    #[arg(long, default_value = "auto", value_name = "FORMAT")]
    format: String,
    /// Columns by name: order, item, quantity, price, time, customer, status, title, return_of, event, cancelled_at, each
    /// =COLUMN, or =#2 for the second column of a file without a header; time= ignores the column
    #[arg(long, value_name = "NAME=COL,…")]
    map: Vec<String>,
    /// Keep only items whose code matches
    #[arg(long, value_name = "REGEX")]
    products: Option<String>,
    /// Drop items whose code matches, instead of the well-known ones (postage, discounts, …)
    #[arg(long, value_name = "REGEX")]
    non_products: Option<String>,
    /// Drop orders with more distinct items than this
    #[arg(long, default_value_t = 200, value_name = "N")]
    max_order_items: usize,
    /// Drop orders before this day, such as 2025-06-30
    #[arg(long, value_name = "DATE")]
    since: Option<String>,
    /// Count orders with these statuses as bought
    #[arg(long, value_name = "STATUS,…")]
    paid: Vec<String>,
    /// Drop orders with these statuses
    #[arg(long, value_name = "STATUS,…")]
    unpaid: Vec<String>,
    /// Stop at the first row that does not parse, and if orders and catalog do not match
    #[arg(long)]
    strict: bool,
    /// Stop if more than this share of the rows does not parse
    #[arg(long, default_value_t = 0.05, value_name = "SHARE")]
    max_bad: f64,
}

impl OrdersArgs {
    /// Orders of more distinct items than this are not to be learned from.
    pub fn max_order_items(&self) -> usize {
        self.max_order_items
    }

    /// Whether nothing doubtful is to be let through.
    pub fn is_strict(&self) -> bool {
        self.strict
    }

    /// Whether any orders are named; only a verb that can do without lets them be left out.
    pub fn is_given(&self) -> bool {
        !self.orders.is_empty()
    }

    /// Reads the orders and says on standard error what was read and what was dropped. The cap on an order's size is
    /// applied only if asked for: evaluation needs all orders. `aliases` tells the SKU of items that orders call by
    /// something else.
    pub fn read(
        &self,
        capped: bool,
        aliases: HashMap<String, String>,
        bar: &Bar,
    ) -> anyhow::Result<(Orders, ReadReport)> {
        self.read_with(capped, aliases, false, bar)
    }

    /// The same; the report also tells what tables call items, where `titles` asks for it.
    pub fn read_with(
        &self,
        capped: bool,
        aliases: HashMap<String, String>,
        titles: bool,
        bar: &Bar,
    ) -> anyhow::Result<(Orders, ReadReport)> {
        let options = ReadOptions { aliases, titles, ..self.options(capped)? };
        let (orders, report) = orders::read(&self.orders, &options, bar)?;
        bar.finish();
        say!("{report}");
        Ok((orders, report))
    }

    /// Reads the orders as the shop's own record of what was sold.
    pub fn read_sales(&self, bar: &Bar) -> anyhow::Result<(Sales, ReadReport)> {
        let read = orders::read_sales(&self.orders, &self.options(false)?, bar)?;
        bar.finish();
        Ok(read)
    }

    /// How the orders are to be read.
    pub fn options(&self, capped: bool) -> anyhow::Result<ReadOptions> {
        let mut columns = ColumnMap::default();
        for map in &self.map {
            columns = map.parse::<ColumnMap>()?.or(&columns);
        }
        let pattern = |option, text: &Option<String>| text.as_ref().map(|t| orders::pattern(option, t)).transpose();
        Ok(ReadOptions {
            format: self.format.parse::<Format>()?,
            query: self.query.clone(),
            max_wait: Duration::from_secs(self.max_wait),
            columns,
            products: pattern("--products", &self.products)?,
            non_products: pattern("--non-products", &self.non_products)?,
            max_order_items: capped.then_some(self.max_order_items),
            strict: self.strict,
            max_bad: self.max_bad,
            since: self.since.as_deref().map(midnight).transpose()?,
            most_unpacked: ReadOptions::default().most_unpacked,
            statuses: StatusWords::new(&self.paid, &self.unpaid),
            aliases: HashMap::new(),
            titles: false,
            amounts: false,
        })
    }
}

/// The first second of a day, as the shop's clock has it, since 1970.
fn midnight(day: &str) -> anyhow::Result<i64> {
    let date: Date = day.parse().with_context(|| format!("--since {day}: expected a day such as 2025-06-30"))?;
    Ok(date.to_zoned(TimeZone::UTC)?.timestamp().as_second())
}
