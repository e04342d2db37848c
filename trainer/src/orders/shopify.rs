//! Describes Shopify's orders export: one row a line, order fields in the first row only.

use super::columns::Field;
use super::layout::{Layout, same};

const COLUMNS: [(Field, &[&str]); 9] = [
    (Field::Order, &["Name"]),
    (Field::Item, &["Lineitem sku"]),
    (Field::Title, &["Lineitem name"]),
    (Field::Quantity, &["Lineitem quantity"]),
    (Field::Price, &["Lineitem price"]),
    (Field::Time, &["Created at", "Paid at"]),
    (Field::Customer, &["Email"]),
    (Field::Status, &["Financial Status"]),
    (Field::CancelledAt, &["Cancelled at", "Canceled at"]),
];

/// Whether a header is that of an orders export: no other export has `Lineitem` columns.
pub(super) fn recognises(names: &[String]) -> bool {
    let has = |column: &str| names.iter().any(|name| same(name, column));
    has("Name") && (has("Lineitem sku") || has("Lineitem name"))
}

/// How the export is laid out.
pub(super) fn layout(names: &[String]) -> Layout {
    Layout { order_once: true, ..Layout::default() }.mapping(names, &COLUMNS)
}
