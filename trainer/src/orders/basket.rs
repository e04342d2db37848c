//! Reads orders written one a line, with item codes separated by blanks or commas.

use super::columns::Field;
use super::error::{Place, ReadError};
use super::field::LISTS;
use super::fold::plain;
use super::gather::Gather;
use super::line::Line;
use super::source::unreadable;
use crate::bounded::read_line;
use std::io::BufRead;

/// Reads all lines of one source; an order's id is its line's number, counted on from earlier sources. A header
/// is skipped.
pub(super) fn read(
    source: &str,
    first_line: &[u8],
    mut text: impl BufRead,
    gather: &mut Gather,
) -> Result<(), ReadError> {
    let separator = separator(first_line, text.fill_buf().map_err(|e| unreadable(source, &e))?);
    let mut number = 1;
    let mut line = if is_header(first_line) { next_line(source, &mut number, &mut text)? } else { first_line.to_vec() };
    while !line.is_empty() {
        gather.made_up += 1;
        let order = gather.made_up.to_string();
        let apart = |byte: &u8| separator.map_or(byte.is_ascii_whitespace(), |separator| *byte == separator);
        for item in whole_line(&line, apart).split(apart).map(unquoted).filter(|item| !is_end(item)) {
            let pushed = gather.push(&Line { order: order.as_bytes(), item, ..Line::default() });
            let place = Place::Line(number);
            pushed.or_else(|trouble| gather.bad_row(trouble.place(source, place, |_| String::new())))?;
        }
        line = next_line(source, &mut number, &mut text)?;
    }
    Ok(())
}

/// Nothing, or the signs that end an itemset and a sequence in the SPMF format.
fn is_end(item: &[u8]) -> bool {
    matches!(item, b"" | b"-1" | b"-2")
}

fn next_line(source: &str, number: &mut u64, text: &mut impl BufRead) -> Result<Vec<u8>, ReadError> {
    let mut line = Vec::new();
    *number += 1;
    read_line(text, &mut line).map_err(|e| unreadable(source, &e).at(Place::Line(*number)))?;
    Ok(line)
}

/// Without the quotes round a whole line, `"Cup,Saucer"`; those round its items are theirs.
fn whole_line(line: &[u8], apart: impl Fn(&u8) -> bool) -> &[u8] {
    let line = line.trim_ascii();
    let inside = unquoted(line);
    let of_items = inside.contains(&b'"') || !inside.iter().any(apart);
    if of_items { line } else { inside }
}

/// Whether a first line is a word for items, and so names what stands below it.
pub(super) fn is_header(first_line: &[u8]) -> bool {
    let name = plain(&String::from_utf8_lossy(first_line));
    LISTS.contains(&name.as_str()) || Field::Item.aliases().any(|alias| alias == name)
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
    // Bytes that stand for no letter in any encoding are those of packed or binary data.
    let is_text = std::str::from_utf8(first_line).is_ok() || !first_line.iter().any(|byte| (0x80..0xa0).contains(byte));
    is_text && words.peek().is_some() && words.all(|word| word.iter().any(u8::is_ascii_digit))
}
