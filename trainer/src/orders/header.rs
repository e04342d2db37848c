//! Finds the header row of a table below titles, blank rows or `sep=;`.

use super::columns::{ColumnMap, Columns, Field};
use super::field::meaning;
use super::fold::plain;
use super::form::Form;

/// How many rows are looked at.
pub(super) const ROWS: usize = 30;

/// The row of the header among the first rows of a table; the first that is not blank, if none has the columns that are
/// needed.
#[cfg(feature = "excel")]
pub(super) fn row(rows: &[Vec<String>], map: &ColumnMap, needed: &[Field]) -> usize {
    let filled = |row: &Vec<String>| row.iter().any(|cell| !cell.trim().is_empty());
    let first = rows.iter().position(filled).unwrap_or(0);
    let fits = |row: &Vec<String>| filled(row) && is_header(row, map, needed);
    rows.iter().position(fits).unwrap_or(first)
}

/// Whether a name is known to be that of some field.
pub(super) fn is_name(name: &str) -> bool {
    let name = plain(name);
    meaning(&name).is_some() || name == "id"
}

/// Whether a cell is the name of a type, as some databases write under their headers.
pub(super) fn is_type(cell: &str) -> bool {
    const TYPES: [&str; 20] = [
        "string",
        "int",
        "integer",
        "bigint",
        "uint8",
        "uint16",
        "uint32",
        "uint64",
        "int8",
        "int16",
        "int32",
        "int64",
        "float32",
        "float64",
        "double",
        "datetime",
        "date",
        "timestamp",
        "text",
        "varchar",
    ];
    let cell = cell.trim().to_ascii_lowercase();
    let bare = ["nullable(", "lowcardinality("]
        .iter()
        .fold(cell.as_str(), |cell, outer| cell.strip_prefix(outer).unwrap_or(cell));
    TYPES.contains(&bare.split(['(', ')']).next().unwrap_or(bare))
}

/// Whether a row names all that is needed.
pub(super) fn is_header(names: &[String], map: &ColumnMap, needed: &[Field]) -> bool {
    let names: Vec<String> = names.iter().map(|name| name.trim().to_owned()).collect();
    let Ok(columns) = Columns::find(names, map, &[], "") else { return false };
    let many = || !Form::list_columns(columns.names()).is_empty() || Form::beside(columns.names()).is_some();
    let has = |field: &Field| columns.at(*field).is_some() || (*field == Field::Item && many());
    let apart = columns.at(Field::Order).is_none() || columns.at(Field::Order) != columns.at(Field::Item);
    needed.iter().all(has) && apart
}
