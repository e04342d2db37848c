//! Reads past orders from sources of any known format into [`Orders`]; never parses a row itself.

use super::error::{Problem, ReadError};
use super::gather::Gather;
use super::options::{Format, ReadOptions};
use super::report::ReadReport;
use super::source::{Progress, Tally, open, unreadable};
use super::sources::{expand, is_database, without_password};
use super::{Orders, basket, delimited, ga4, jsonl, woocommerce};
use std::fs::File;
use std::io::{BufRead, Read};

/// How much of a JSON text is looked at to tell whose it is.
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
    let files = expand(sources)?;
    let mut tally = Tally::new(&files, progress);
    let mut gather = Gather::new(options);
    gather.report.sources = sources.iter().map(|source| without_password(source)).collect();
    let mut baskets = 0;
    for file in &files {
        read_file(file, &mut tally, &mut baskets, &mut gather)?;
    }
    tally.finish();
    gather.finish()
}

fn read_file(source: &str, tally: &mut Tally<'_>, baskets: &mut u64, gather: &mut Gather) -> Result<(), ReadError> {
    if is_database(source) {
        return read_database(source, gather);
    }
    let format = gather.options.format;
    if format == Format::Parquet || is_parquet(source) {
        return read_parquet(source, tally, gather);
    }
    read_text(source, tally, baskets, gather)
}

/// Whether a file is Parquet, by its first bytes.
fn is_parquet(source: &str) -> bool {
    let mut start = [0; 4];
    File::open(source).and_then(|mut file| file.read_exact(&mut start)).is_ok() && &start == b"PAR1"
}

#[cfg(feature = "parquet")]
fn read_parquet(source: &str, tally: &mut Tally<'_>, gather: &mut Gather) -> Result<(), ReadError> {
    super::parquet::read(source, gather.options.format, tally, gather)
}

#[cfg(not(feature = "parquet"))]
fn read_parquet(source: &str, _tally: &mut Tally<'_>, _gather: &mut Gather) -> Result<(), ReadError> {
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

fn read_text(source: &str, tally: &mut Tally<'_>, baskets: &mut u64, gather: &mut Gather) -> Result<(), ReadError> {
    let mut text = open(source, tally)?;
    let mut first_line = Vec::new();
    text.read_until(b'\n', &mut first_line).map_err(|e| unreadable(source, &e))?;
    if first_line.is_empty() {
        return Err(ReadError::new(Problem::Empty, source, "the file is empty", "Export the orders again."));
    }
    let format = detect(gather.options.format, &first_line, text.as_mut());
    match format {
        Format::Basket => basket::read(source, &first_line, text, baskets, gather),
        Format::JsonLines => jsonl::read(source, first_line, text, gather),
        Format::WooCommerce => woocommerce::read(source, first_line, text, gather),
        Format::Ga4 => ga4::read(source, first_line, text, gather),
        _ => delimited::read(source, format, first_line, text, gather),
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
            () => Format::JsonLines,
        };
    }
    let baskets = !delimited::has_delimiter(first_line) && basket::looks_like_baskets(first_line);
    if baskets { Format::Basket } else { Format::Auto }
}
