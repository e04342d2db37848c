//! Reads a parsed TOML file into plain values with their places, and reports every mistake, not only the first.

mod choice;
mod leaves;
mod table;
mod value;

pub(crate) use choice::{choices, word};
pub(crate) use leaves::{Many, Map, Moment, Texts, Words};
pub(crate) use table::{Name, Table, field, table, tables, whole};
pub(crate) use value::{At, Read, at, expected};
