//! Buffers the first rows of a table, chooses its columns, then reads on.

use super::constants::Constants;
use super::error::{Place, ReadError};
use super::gather::Gather;
use super::rows::Rows;
use super::sample::{self, Sample};

/// A cell: `None` where the row has none.
pub(super) type Cell = Option<Vec<u8>>;

/// A table that is being read.
pub(super) struct Table<'s> {
    source: &'s str,
    constants: Constants,
    names: Vec<String>,
    keys: Vec<Vec<String>>,
    waiting: Vec<(Place, Vec<Cell>)>,
    /// How much waits.
    bytes: usize,
    rows: Option<Rows>,
}

impl<'s> Table<'s> {
    /// A table without columns yet.
    pub(super) fn new(source: &'s str, constants: Constants) -> Self {
        Self { source, constants, names: Vec::new(), keys: Vec::new(), waiting: Vec::new(), bytes: 0, rows: None }
    }

    /// A new column, and where it stands.
    pub(super) fn column(&mut self, name: String, keys: Vec<String>, gather: &Gather) -> usize {
        if let Some(rows) = &mut self.rows {
            rows.choice.columns.add(name.clone(), keys.clone(), &gather.options.columns);
        }
        self.names.push(name);
        self.keys.push(keys);
        self.names.len() - 1
    }

    /// Takes in a row.
    pub(super) fn push(&mut self, place: Place, row: Vec<Cell>, gather: &mut Gather) -> Result<(), ReadError> {
        if let Some(rows) = &mut self.rows {
            return rows.push(self.source, place, |at| cell(&row, at), gather);
        }
        self.bytes += row.iter().flatten().map(Vec::len).sum::<usize>();
        self.waiting.push((place, row));
        if self.waiting.len() < sample::ROWS && self.bytes < sample::BYTES { Ok(()) } else { self.choose(gather) }
    }

    /// Takes in what is left.
    pub(super) fn finish(mut self, gather: &mut Gather) -> Result<(), ReadError> {
        if self.rows.is_none() && !self.waiting.is_empty() { self.choose(gather) } else { Ok(()) }
    }

    fn choose(&mut self, gather: &mut Gather) -> Result<(), ReadError> {
        let mut sample = Sample::default();
        for (_, row) in &self.waiting {
            sample.push((0..self.names.len()).map(|at| cell(row, at).unwrap_or_default()));
        }
        let constants = std::mem::take(&mut self.constants);
        let mut rows = Rows::new(self.source, self.names.clone(), self.keys.clone(), constants, sample, gather)?;
        for (place, row) in std::mem::take(&mut self.waiting) {
            rows.push(self.source, place, |at| Some(cell(&row, at).unwrap_or_default()), gather)?;
        }
        self.rows = Some(rows);
        Ok(())
    }
}

/// A table's rows all end where its columns do.
fn cell(row: &[Cell], at: usize) -> Option<&[u8]> {
    Some(row.get(at).and_then(Option::as_deref).unwrap_or_default())
}
