//! Replaces titles, platform ids and numbers such as `10012.0` in order lines by SKUs.

use super::gather::Gather;
use super::numbers::{is_decimal, without_point};
use super::options::sku_of;
use std::collections::HashMap;

/// Lines that name their item by title, or by the platform's id, are given its SKU.
pub(super) fn call_by_sku(gather: &mut Gather) {
    let aliases = std::mem::take(&mut gather.options.aliases);
    let whole = are_whole_numbers(gather.items.iter());
    if aliases.is_empty() && !whole {
        return;
    }
    let names: Vec<Option<Vec<u8>>> = gather.items.iter().map(|item| sku(item, whole, &aliases)).collect();
    let number = |(old, sku): (u32, Option<Vec<u8>>)| sku.map_or(old, |sku| gather.items.number(&sku));
    gather.same_as = (0..).zip(names).map(number).collect();
    for item in &mut gather.line_items {
        *item = gather.same_as[*item as usize];
    }
    for line in &mut gather.first_lines {
        line.item = gather.same_as[line.item as usize];
    }
}

/// What an item is to be called, where that is something else.
fn sku(item: &[u8], whole: bool, aliases: &HashMap<String, String>) -> Option<Vec<u8>> {
    let short = without_point(item).filter(|_| whole);
    let sku = sku_of(short.unwrap_or(item), aliases).map(|sku| sku.clone().into_bytes());
    sku.or_else(|| short.map(<[u8]>::to_vec))
}

/// Whether codes such as `10012.0` are whole numbers that went through floating point: all decimals end in `.0` or `.00`.
pub(crate) fn are_whole_numbers<'c>(codes: impl Iterator<Item = &'c [u8]>) -> bool {
    let mut any = false;
    for code in codes.filter(|code| is_decimal(code)) {
        if without_point(code).is_none() {
            return false;
        }
        any = true;
    }
    any
}

/// A code that a spreadsheet rounded, as `8.71254E+12`: several codes may have become one.
pub(super) fn is_rounded(code: &[u8]) -> bool {
    let Some(at) = code.iter().position(|byte| matches!(byte, b'E' | b'e')) else { return false };
    let exponent = code[at + 1..].strip_prefix(b"+");
    is_decimal(&code[..at])
        && exponent.is_some_and(|digits| !digits.is_empty() && digits.iter().all(u8::is_ascii_digit))
}
