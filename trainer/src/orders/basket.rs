//! Reads orders written one a line, item codes with blanks between them; never expects a header.

use super::error::ReadError;
use super::gather::Gather;
use super::line::Line;
use super::source::unreadable;
use std::io::BufRead;

/// Reads all lines of one source; an order's id is its line's number, counted on from earlier sources.
pub(super) fn read(
    source: &str,
    first_line: &[u8],
    mut text: impl BufRead,
    number: &mut u64,
    gather: &mut Gather,
) -> Result<(), ReadError> {
    let mut line = first_line.to_vec();
    while !line.is_empty() {
        *number += 1;
        let order = number.to_string();
        let items = line.split(u8::is_ascii_whitespace).filter(|item| !item.is_empty());
        for item in items {
            gather.push(&Line { order: order.as_bytes(), item, ..Line::default() });
        }
        line.clear();
        text.read_until(b'\n', &mut line).map_err(|e| unreadable(source, &e))?;
    }
    Ok(())
}

/// Whether a first line looks like item codes and not like a header: every word has a figure in it.
pub(super) fn looks_like_baskets(first_line: &[u8]) -> bool {
    let mut words = first_line.split(u8::is_ascii_whitespace).filter(|word| !word.is_empty()).peekable();
    words.peek().is_some() && words.all(|word| word.iter().any(u8::is_ascii_digit))
}
