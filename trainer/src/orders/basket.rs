//! Reads orders written one a line, item codes with blanks or commas between them; never expects a header.

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
    let separator = separator(first_line, text.fill_buf().map_err(|e| unreadable(source, &e))?);
    let mut line = first_line.to_vec();
    while !line.is_empty() {
        *number += 1;
        let order = number.to_string();
        let items = line.split(|byte| separator.map_or(byte.is_ascii_whitespace(), |separator| *byte == separator));
        for item in items.map(unquoted).filter(|item| !item.is_empty()) {
            gather.push(&Line { order: order.as_bytes(), item, ..Line::default() });
        }
        line.clear();
        text.read_until(b'\n', &mut line).map_err(|e| unreadable(source, &e))?;
    }
    Ok(())
}

/// What stands between codes where it is not blanks: then codes may have blanks in them.
fn separator(first_line: &[u8], rest: &[u8]) -> Option<u8> {
    let count = |separator: u8| first_line.iter().chain(rest).filter(|&&byte| byte == separator).count();
    [b',', b';', b'\t', b'|']
        .into_iter()
        .map(|separator| (count(separator), separator))
        .max()
        .filter(|&(count, _)| count > 0)
        .map(|(_, separator)| separator)
}

fn unquoted(item: &[u8]) -> &[u8] {
    let item = item.trim_ascii();
    item.strip_prefix(b"\"").and_then(|item| item.strip_suffix(b"\"")).unwrap_or(item)
}

/// Whether a first line looks like item codes and not like a header: every word has a figure in it.
pub(super) fn looks_like_baskets(first_line: &[u8]) -> bool {
    let mut words = first_line.split(u8::is_ascii_whitespace).filter(|word| !word.is_empty()).peekable();
    words.peek().is_some() && words.all(|word| word.iter().any(u8::is_ascii_digit))
}
