//! Holds the first rows of a table, for checking columns by their values.

use super::blank::filled;
use super::fold::text;
use crate::bounded::LARGEST;

/// How many rows, and how many cells of each, are shown; and how much of a cell.
const SHOWN: usize = 3;
const CELLS: usize = 12;
const WIDTH: usize = 24;

/// How many rows are looked at, and how many bytes: rows may be large.
pub(super) const ROWS: usize = 2000;
pub(super) const BYTES: usize = 4 * LARGEST;

/// The first rows of a table, as text; a cell that is blank, or holds a word for nothing, is empty.
#[derive(Debug, Default)]
pub(super) struct Sample {
    rows: Vec<Vec<Vec<u8>>>,
    bytes: usize,
}

impl Sample {
    /// Takes in a row.
    pub(super) fn push<'c>(&mut self, cells: impl Iterator<Item = &'c [u8]>) {
        let row: Vec<Vec<u8>> = cells.map(|cell| filled(cell).to_vec()).collect();
        self.bytes += row.iter().map(Vec::len).sum::<usize>();
        self.rows.push(row);
    }

    /// Whether no more rows are needed.
    pub(super) fn is_enough(&self) -> bool {
        self.rows.len() >= ROWS || self.bytes >= BYTES
    }

    /// Puts columns of one value each before the others.
    pub(super) fn put_before(&mut self, values: &[Vec<u8>]) {
        if !values.is_empty() {
            let filled: Vec<Vec<u8>> = values.iter().map(|value| filled(value).to_vec()).collect();
            self.rows.iter_mut().for_each(|row| *row = [filled.clone(), std::mem::take(row)].concat());
        }
    }

    /// How many rows there are.
    pub(super) fn len(&self) -> usize {
        self.rows.len()
    }

    /// A column's cells, row by row.
    pub(super) fn column(&self, at: usize) -> impl Iterator<Item = &[u8]> + Clone {
        self.rows.iter().map(move |row| row.get(at).map_or(&b""[..], Vec::as_slice))
    }

    /// A column's cells that are not blank.
    pub(super) fn values(&self, at: usize) -> impl Iterator<Item = &[u8]> + Clone {
        self.column(at).filter(|cell| !cell.is_empty())
    }

    /// The first rows, for people: as many cells as fit.
    pub(super) fn shown(&self) -> String {
        let cell = |cell: &Vec<u8>| text(cell).chars().take(WIDTH).collect::<String>();
        let row = |row: &Vec<Vec<u8>>| row.iter().take(CELLS).map(cell).collect::<Vec<_>>().join(" | ");
        self.rows.iter().take(SHOWN).map(row).collect::<Vec<_>>().join("\n    ")
    }
}
