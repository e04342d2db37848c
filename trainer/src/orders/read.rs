//! Reads past orders from sources of any known format into [`Orders`].

use super::constants::Constants;
use super::error::{Problem, ReadError};
use super::finish::finish;
use super::gather::Gather;
use super::options::{Format, ReadOptions};
use super::past::Orders;
use super::report::ReadReport;
use super::sales::{self, Sales};
use super::source::{Progress, Tally, first_line, open};
use super::sources::{expand, is_database, without_password};
use super::{basket, delimited, encoding, ga4, jsonl, klaviyo, mailchimp, segment, woocommerce, workbook};
use std::fs::File;
use std::io::{BufRead, Read};

/// How much of a JSON text is searched for its platform.
const PEEK: usize = 1 << 14;

/// Reads every source, in the order given, as one history of orders.
pub fn read(
    sources: &[String],
    options: &ReadOptions,
    progress: &dyn Progress,
) -> Result<(Orders, ReadReport), ReadError> {
    if sources.is_empty() {
        return Err(ReadError::new(
            Problem::Usage,
            "--orders",
            "names no source",
            "Give a file, or - for standard input.",
        ));
    }
    read_with(sources, options, progress, finish)
}

/// Reads every source as the shop's own record of what was sold: amounts, and what was taken back.
///
/// # Errors
/// As [`read()`]; or no order.
pub fn read_sales(
    sources: &[String],
    options: &ReadOptions,
    progress: &dyn Progress,
) -> Result<(Sales, ReadReport), ReadError> {
    let options = ReadOptions { amounts: true, max_order_items: None, ..options.clone() };
    read_with(sources, &options, progress, sales::finish)
}

fn read_with<T>(
    sources: &[String],
    options: &ReadOptions,
    progress: &dyn Progress,
    finish: impl Fn(Gather) -> Result<T, ReadError>,
) -> Result<T, ReadError> {
    let files = expand(sources)?;
    let mut tally = Tally::new(&files, progress);
    let mut gather = Gather::new(options);
    gather.report.sources = sources.iter().map(|source| without_password(source)).collect();
    let look = format!("See how it is read: pairwell look {}", gather.report.sources.join(" "));
    read_all(&files, &mut tally, gather, finish).map_err(|error| with_look(error, &look))
}

/// Reads file after file. An empty one is only reported if another is not.
fn read_all<T>(
    files: &[String],
    tally: &mut Tally<'_>,
    mut gather: Gather,
    finish: impl Fn(Gather) -> Result<T, ReadError>,
) -> Result<T, ReadError> {
    let mut nothing = None;
    for file in files {
        match read_file(file, tally, &mut gather) {
            Err(error) if error.problem == Problem::Empty && files.len() > 1 => {
                gather.report.empty.push(error.source.clone());
                nothing = nothing.or(Some(error));
            }
            read => read?,
        }
    }
    tally.finish();
    match nothing.filter(|_| gather.report.empty.len() == files.len()) {
        Some(error) => Err(error),
        None => finish(gather),
    }
}

/// A refusal for what was found in a source points to the verb that shows it.
fn with_look(error: ReadError, look: &str) -> ReadError {
    let content =
        matches!(error.problem, Problem::MissingColumn | Problem::BadRow | Problem::TooManyBadRows | Problem::NoOrders);
    if !content {
        return error;
    }
    ReadError { remedy: format!("{}\n  {look}", error.remedy), ..error }
}

fn read_file(source: &str, tally: &mut Tally<'_>, gather: &mut Gather) -> Result<(), ReadError> {
    if is_database(source) {
        return read_database(source, gather);
    }
    let format = gather.options.format;
    let constants = Constants::of(source);
    if format == Format::Parquet || is_parquet(source) {
        return read_parquet(source, constants, tally, gather);
    }
    if workbook::recognises(source) {
        return workbook::read(source, constants, gather);
    }
    read_text(source, constants, tally, gather)
}

/// Whether a file is Parquet, by its first bytes.
fn is_parquet(source: &str) -> bool {
    let mut start = [0; 4];
    File::open(source).and_then(|mut file| file.read_exact(&mut start)).is_ok() && &start == b"PAR1"
}

#[cfg(feature = "parquet")]
fn read_parquet(
    source: &str,
    constants: Constants,
    tally: &mut Tally<'_>,
    gather: &mut Gather,
) -> Result<(), ReadError> {
    super::parquet::read(source, gather.options.format, constants, tally, gather)
}

#[cfg(not(feature = "parquet"))]
fn read_parquet(source: &str, _: Constants, _: &mut Tally<'_>, _: &mut Gather) -> Result<(), ReadError> {
    Err(ReadError::without_feature(source, "parquet"))
}

#[cfg(feature = "sql")]
fn read_database(source: &str, gather: &mut Gather) -> Result<(), ReadError> {
    super::sql::read(source, gather)
}

#[cfg(not(feature = "sql"))]
fn read_database(source: &str, _gather: &mut Gather) -> Result<(), ReadError> {
    Err(ReadError::without_feature(&without_password(source), "sql"))
}

#[cfg(feature = "channels")]
fn read_salesforce(
    source: &str,
    first_line: Vec<u8>,
    text: impl BufRead,
    gather: &mut Gather,
) -> Result<(), ReadError> {
    super::salesforce::read(source, first_line, text, gather)
}

#[cfg(not(feature = "channels"))]
fn read_salesforce(source: &str, _: Vec<u8>, _: impl BufRead, _: &mut Gather) -> Result<(), ReadError> {
    Err(ReadError::without_feature(source, "channels"))
}

/// Whether XML is an export of orders; its first line may be no more than a declaration.
fn is_salesforce(first_line: &[u8], text: &mut dyn BufRead) -> bool {
    const ORDERS: &[u8] = b"demandware.com/xml/impex/order/";
    let rest = text.fill_buf().unwrap_or_default();
    let start = [first_line, &rest[..rest.len().min(PEEK)]].concat();
    start.windows(ORDERS.len()).any(|window| window == ORDERS)
}

fn read_text(source: &str, constants: Constants, tally: &mut Tally<'_>, gather: &mut Gather) -> Result<(), ReadError> {
    let (mut text, encoding) = open(source, tally)?;
    if let Some(encoding) = encoding {
        gather.report.note(encoding::note(encoding));
    }
    let first_line = first_line(source, text.as_mut())?;
    if first_line.is_empty() {
        return Err(ReadError::new(Problem::Empty, source, "the file is empty", "Export the orders again."));
    }
    let format = detect(gather.options.format, &first_line, text.as_mut());
    match format {
        // A header says more than the option: then it is a table.
        Format::Basket if !delimited::is_table(&first_line) => basket::read(source, &first_line, text, gather),
        Format::JsonLines => jsonl::read(source, first_line, text, constants, gather),
        Format::WooCommerce => woocommerce::read(source, first_line, text, gather),
        Format::Ga4 => ga4::read(source, first_line, text, gather),
        Format::Klaviyo => klaviyo::read(source, first_line, text, gather),
        Format::Mailchimp => mailchimp::read(source, first_line, text, gather),
        Format::Segment => segment::read(source, first_line, text, gather),
        Format::Salesforce => read_salesforce(source, first_line, text, gather),
        _ => delimited::read(source, first_line, text, constants, gather),
    }
}

/// The format that was asked for, or the one that the first line, or what follows, gives away.
fn detect(asked: Format, first_line: &[u8], text: &mut dyn BufRead) -> Format {
    if asked != Format::Auto {
        return asked;
    }
    if first_line.trim_ascii_start().starts_with(b"{") || first_line.trim_ascii_start().starts_with(b"[") {
        let rest = text.fill_buf().unwrap_or_default();
        let start = [first_line, &rest[..rest.len().min(PEEK)]].concat();
        return match () {
            () if woocommerce::recognises(&start) => Format::WooCommerce,
            () if ga4::recognises(&start) => Format::Ga4,
            () if klaviyo::recognises(&start) => Format::Klaviyo,
            () if mailchimp::recognises(&start) => Format::Mailchimp,
            () if segment::recognises(&start) => Format::Segment,
            () => Format::JsonLines,
        };
    }
    if first_line.trim_ascii_start().starts_with(b"<") && is_salesforce(first_line, text) {
        return Format::Salesforce;
    }
    let baskets = !delimited::has_delimiter(first_line) && basket::looks_like_baskets(first_line);
    if baskets { Format::Basket } else { Format::Auto }
}
