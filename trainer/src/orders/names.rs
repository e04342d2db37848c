//! Gives lines that name their item by title, or by the platform's id, its SKU; never invents one.

use super::gather::Gather;
use std::collections::HashMap;

/// Lines that name their item by title, or by the platform's id, are given its SKU.
pub(super) fn call_by_sku(gather: &mut Gather) {
    if gather.options.aliases.is_empty() {
        return;
    }
    let aliases = std::mem::take(&mut gather.options.aliases);
    let skus: Vec<Option<&String>> = gather.items.iter().map(|name| sku_of(name, &aliases)).collect();
    let same = 0..skus.len() as u32;
    let number = |(old, sku): (u32, Option<&String>)| sku.map_or(old, |sku| gather.items.number(sku.as_bytes()));
    gather.same_as = same.zip(skus).map(number).collect();
    for item in &mut gather.line_items {
        *item = gather.same_as[*item as usize];
    }
}

/// `Pot - Red / Large` is known by itself, or, when there is no such variant any more, as `Pot`.
fn sku_of<'a>(name: &[u8], aliases: &'a HashMap<String, String>) -> Option<&'a String> {
    let mut name = std::str::from_utf8(name).ok()?;
    loop {
        if let Some(sku) = aliases.get(name) {
            return Some(sku);
        }
        name = name.rsplit_once(" - ")?.0;
    }
}
