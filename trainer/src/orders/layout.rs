//! Describes how one kind of delimited export is laid out.

use super::columns::{ColumnMap, Field};
use super::fold::plain;

/// How a delimited export is laid out.
#[derive(Debug, Clone)]
pub(super) struct Layout {
    /// Columns by the export's own names.
    pub(super) map: ColumnMap,
    /// What a row cannot do without.
    pub(super) needed: &'static [Field],
    /// Whether what concerns the order stands only in its first row.
    pub(super) order_once: bool,
    /// Whether, for want of order ids, what a customer buys in a day is one order.
    pub(super) order_is_customer_day: bool,
}

impl Default for Layout {
    /// One line of an order a row, each row whole.
    fn default() -> Self {
        let needed = &[Field::Order, Field::Item];
        Self { map: ColumnMap::default(), needed, order_once: false, order_is_customer_day: false }
    }
}

impl Layout {
    /// The columns by the export's own names: those of them that this export has.
    pub(super) fn mapping(mut self, names: &[String], known: &[(Field, &[&str])]) -> Self {
        for (field, columns) in known {
            let column = columns.iter().find_map(|column| names.iter().find(|name| same(name, column)));
            self.map.set(*field, column.map_or("", String::as_str));
        }
        self
    }
}

/// Whether two column names differ in nothing but case, blanks and signs.
pub(super) fn same(name: &str, other: &str) -> bool {
    plain(name) == plain(other)
}
