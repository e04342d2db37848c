//! `pairwell look`: shows how order exports are understood, without training.

use std::collections::BTreeMap;

use jiff::Timestamp;
use pairwell_cli::orders::{self, Dropped, ReadReport, Standing};
use pairwell_cli::terminal::{quoted, short};
use serde::Serialize;

use super::orders_args::OrdersArgs;
use super::{print, print_json};
use crate::Outcome;
use crate::progress::Bar;

/// How many unused columns and statuses are listed.
const LISTED: usize = 40;

/// Show how order exports are understood, without training
#[derive(clap::Args)]
pub struct Args {
    /// Order exports: files, folders, globs, - for standard input, or a database with --query
    #[arg(required = true, value_name = "PATH")]
    paths: Vec<String>,
    #[command(flatten)]
    orders: OrdersArgs,
    /// Print one JSON object
    #[arg(long)]
    json: bool,
}

pub fn run(args: &Args) -> Outcome {
    let bar = Bar::new();
    let (_, report) = orders::read(&args.paths, &args.orders.options(true)?, &bar)?;
    bar.finish();
    if args.json {
        print_json(&Looked::of(&report))?;
    } else {
        print(&text(&report))?;
    }
    Ok(true)
}

fn text(report: &ReadReport) -> String {
    let mut text = format!("{report}\n");
    if let Some((from, to)) = report.span {
        text += &format!("  dates from {} to {}\n", day(from), day(to));
    }
    for (standing, words) in [
        (Standing::Bought, "statuses that mean bought"),
        (Standing::NotBought, "statuses that mean not bought"),
        (Standing::Unknown, "statuses not known, kept as bought"),
    ] {
        let some = report.statuses.iter().filter(|status| status.standing == standing);
        let named: Vec<String> =
            some.take(LISTED).map(|status| format!("{} {}", quoted(&status.word), status.lines)).collect();
        if !named.is_empty() {
            text += &format!("  {words}: {}\n", named.join(", "));
        }
    }
    if !report.unused.is_empty() {
        let names: Vec<String> = report.unused.iter().take(LISTED).map(|name| short(name)).collect();
        text += &format!("  columns not read: {}\n", names.join(", "));
    }
    if !report.columns.is_empty() {
        text += &format!("  to read other columns, change: --map '{}'\n", report.map());
    }
    text
}

fn day(seconds: i64) -> String {
    let moment = Timestamp::from_second(seconds).map(|moment| moment.to_string()).unwrap_or_default();
    moment.split('T').next().unwrap_or_default().to_owned()
}

/// The same for programs.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Looked<'r> {
    sources: &'r [String],
    columns: BTreeMap<&'r str, &'r str>,
    map: String,
    unused: &'r [String],
    notes: &'r [String],
    rows: Vec<Row<'r>>,
    lines: u64,
    kept: u64,
    orders: u64,
    items: u64,
    dropped: BTreeMap<&'static str, u64>,
    bad_rows: &'r [String],
    #[serde(skip_serializing_if = "Option::is_none")]
    dates: Option<Dates>,
    undated_orders: u64,
    statuses: Vec<Status<'r>>,
    warnings: Vec<String>,
}

#[derive(Serialize)]
struct Dates {
    from: String,
    to: String,
}

#[derive(Serialize)]
struct Status<'r> {
    word: &'r str,
    means: &'static str,
    lines: u64,
}

#[derive(Serialize)]
struct Row<'r> {
    order: &'r str,
    item: &'r str,
    #[serde(skip_serializing_if = "Option::is_none")]
    quantity: Option<f64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    price: Option<f64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    time: Option<String>,
    #[serde(skip_serializing_if = "str::is_empty")]
    status: &'r str,
    customer: bool,
}

impl<'r> Looked<'r> {
    fn of(report: &'r ReadReport) -> Self {
        let row = |row: &'r orders::Shown| Row {
            order: &row.order,
            item: &row.item,
            quantity: row.quantity,
            price: row.price,
            time: row.time.and_then(|time| Timestamp::from_second(time).ok()).map(|time| time.to_string()),
            status: &row.status,
            customer: row.customer,
        };
        let status = |status: &'r orders::StatusCount| Status {
            word: &status.word,
            means: match status.standing {
                Standing::Bought => "bought",
                Standing::NotBought => "not-bought",
                Standing::Unknown => "unknown",
            },
            lines: status.lines,
        };
        let dropped = Dropped::ALL.into_iter().filter(|why| report.dropped(*why) > 0);
        Self {
            sources: &report.sources,
            columns: report.columns.iter().map(|(field, column)| (field.as_str(), column.as_str())).collect(),
            map: report.map(),
            unused: &report.unused,
            notes: &report.notes,
            rows: report.shown.iter().map(row).collect(),
            lines: report.lines,
            kept: report.kept,
            orders: report.orders,
            items: report.items,
            dropped: dropped.map(|why| (why.key(), report.dropped(why))).collect(),
            bad_rows: &report.bad_examples,
            dates: report.span.map(|(from, to)| Dates { from: day(from), to: day(to) }),
            undated_orders: report.undated,
            statuses: report.statuses.iter().map(status).collect(),
            warnings: report.warnings(true),
        }
    }
}
