//! Describes a table: named columns of kinds, rows of cells, and rates that a program can compute; never writes one.

/// What a column holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// A day, as 2026-09-01.
    Day,
    /// A name.
    Text,
    /// A count.
    Count,
    /// An amount in currency units.
    Money,
}

/// A cell.
#[derive(Debug, Clone, PartialEq)]
pub enum Cell {
    /// Of a name or a day.
    Text(String),
    /// Of a count.
    Count(i64),
    /// Of an amount, in hundredths.
    Cents(i64),
}

/// A table: one row for each combination of the first columns, one measure a column.
pub struct Table {
    /// Its name, without an ending.
    pub name: &'static str,
    /// Its columns.
    pub columns: Vec<(&'static str, Kind)>,
    /// Its rows.
    pub rows: Vec<Vec<Cell>>,
    /// Rates for a program that can compute them: name, numerator, denominator.
    pub rates: &'static [(&'static str, &'static str, &'static str)],
}
