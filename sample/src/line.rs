//! Describes one row of the order export.

use crate::calendar::Minute;

/// One row of the export.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Line {
    pub(crate) at: Minute,
    pub(crate) order: String,
    pub(crate) customer: String,
    pub(crate) sku: &'static str,
    pub(crate) quantity: i32,
    pub(crate) pence: u32,
    pub(crate) status: &'static str,
}
