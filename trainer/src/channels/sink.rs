//! Takes rows of suggestions and writes them as a receiver reads them, into files of the size that it takes.

use rayon::prelude::*;

use super::channel::Channel;
use super::items::Items;
use super::parts::{Parts, Written};
use super::row::Row;

/// Where rows go.
pub trait Sink {
    /// Takes some rows, each with at least one suggestion.
    ///
    /// # Errors
    /// When they cannot be written.
    fn take(&mut self, items: &Items<'_>, rows: &[Row]) -> anyhow::Result<()>;

    /// Gives the files their names, all of them at once.
    ///
    /// # Errors
    /// When they cannot be written.
    fn finish(self: Box<Self>) -> anyhow::Result<Vec<Written>>;
}

/// Writes the text of a channel.
pub struct Text {
    channel: Box<dyn Channel>,
    parts: Parts,
}

impl Text {
    /// Writes a channel's files by `parts`.
    pub fn new(channel: Box<dyn Channel>, parts: Parts) -> Self {
        Self { channel, parts }
    }
}

impl Sink for Text {
    fn take(&mut self, items: &Items<'_>, rows: &[Row]) -> anyhow::Result<()> {
        let channel = &self.channel;
        let record = |row: &Row| {
            let mut out = Vec::new();
            channel.record(&items.item(row.item), &row.picked(items), &mut out);
            out
        };
        let records: Vec<Vec<u8>> = rows.par_iter().map(record).collect();
        records.iter().try_for_each(|record| self.parts.push(record))
    }

    fn finish(self: Box<Self>) -> anyhow::Result<Vec<Written>> {
        self.parts.finish()
    }
}
