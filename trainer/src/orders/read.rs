//! Reads past orders from sources of any known format into [`Orders`]; never parses a row itself.

use super::error::{Problem, ReadError};
use super::gather::Gather;
use super::options::{Format, ReadOptions};
use super::report::ReadReport;
use super::source::{Progress, Tally, open, unreadable};
use super::{Orders, basket, delimited};
use std::io::BufRead;

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
    let mut tally = Tally::new(sources, progress);
    let mut gather = Gather::new(options);
    gather.report.sources = sources.to_vec();
    let mut baskets = 0;
    for source in sources {
        read_text(source, &mut tally, &mut baskets, &mut gather)?;
    }
    tally.finish();
    gather.finish()
}

fn read_text(source: &str, tally: &mut Tally<'_>, baskets: &mut u64, gather: &mut Gather) -> Result<(), ReadError> {
    let mut text = open(source, tally)?;
    let mut first_line = Vec::new();
    text.read_until(b'\n', &mut first_line).map_err(|e| unreadable(source, &e))?;
    if first_line.is_empty() {
        return Err(ReadError::new(Problem::Empty, source, "the file is empty", "Export the orders again."));
    }
    match detect(gather.options.format, &first_line) {
        Format::Basket => basket::read(source, &first_line, text, baskets, gather),
        Format::Auto | Format::Csv => delimited::read(source, first_line, text, gather),
    }
}

/// The format that was asked for, or the one that the first line gives away.
fn detect(asked: Format, first_line: &[u8]) -> Format {
    match asked {
        Format::Auto if !delimited::has_delimiter(first_line) && basket::looks_like_baskets(first_line) => {
            Format::Basket
        }
        Format::Auto => Format::Csv,
        asked => asked,
    }
}
