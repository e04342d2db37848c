//! Writes shares, counts, items and drawings as the report's page has them; never lays out a page.

use maud::{Markup, PreEscaped, html};

use crate::terminal;

/// A drawing that is read out by its title.
pub(crate) fn drawing(title: &str, svg: &str) -> Markup {
    html! { div role="img" aria-label=(title) { (PreEscaped(svg)) } }
}

/// An item's title and SKU, or its SKU alone.
pub(crate) fn named(sku: &str, title: &dyn Fn(&str) -> Option<String>) -> String {
    title(sku).filter(|title| !title.is_empty()).map_or_else(|| sku.to_owned(), |title| format!("{title} ({sku})"))
}

pub(crate) fn percent(share: f64) -> String {
    format!("{:.1} %", share * 100.0)
}

/// A count with gaps between thousands.
pub(crate) fn grouped(n: u64) -> String {
    terminal::grouped(n, '\u{202f}')
}
