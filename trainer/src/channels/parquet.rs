//! Writes suggestions as a Parquet file: one row a suggestion, of the same columns as CSV.

use std::io::{self, Write};
use std::path::Path;
use std::sync::Arc;

use arrow_array::{ArrayRef, Float64Array, RecordBatch, StringArray, UInt32Array};
use parquet::arrow::ArrowWriter;
use parquet::basic::Compression;
use parquet::file::properties::WriterProperties;

use super::items::Items;
use super::parts::Written;
use super::row::Row;
use super::sink::Sink;
use crate::directory::Aside;

const NAME: &str = "suggestions.parquet";

/// A Parquet file on its way into a folder.
pub struct Columns {
    writer: ArrowWriter<Counted>,
    records: u64,
}

/// A file that counts its bytes.
struct Counted {
    aside: Aside,
    bytes: u64,
}

impl Write for Counted {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.aside.write(bytes).map_err(io::Error::other)?;
        self.bytes += bytes.len() as u64;
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

impl Columns {
    /// A file in a folder, which is made if it is missing.
    ///
    /// # Errors
    /// When it cannot be begun.
    pub fn new(folder: &Path) -> anyhow::Result<Self> {
        std::fs::create_dir_all(folder)?;
        let properties = WriterProperties::builder().set_compression(Compression::SNAPPY).build();
        let counted = Counted { aside: Aside::create(folder, NAME)?, bytes: 0 };
        let writer = ArrowWriter::try_new(counted, batch(&[])?.schema(), Some(properties))?;
        Ok(Self { writer, records: 0 })
    }
}

/// A suggestion: item, rank, suggestion, score.
type Suggested<'a> = (&'a str, u32, &'a str, f64);

fn batch(rows: &[Suggested<'_>]) -> anyhow::Result<RecordBatch> {
    let columns: [(&str, ArrayRef); 4] = [
        ("item", Arc::new(StringArray::from_iter_values(rows.iter().map(|row| row.0)))),
        ("rank", Arc::new(UInt32Array::from_iter_values(rows.iter().map(|row| row.1)))),
        ("suggestion", Arc::new(StringArray::from_iter_values(rows.iter().map(|row| row.2)))),
        ("score", Arc::new(Float64Array::from_iter_values(rows.iter().map(|row| row.3)))),
    ];
    Ok(RecordBatch::try_from_iter(columns)?)
}

impl Sink for Columns {
    fn take(&mut self, items: &Items<'_>, rows: &[Row]) -> anyhow::Result<()> {
        let mut suggested = Vec::new();
        for row in rows {
            let item = items.item(row.item).id;
            let picks = (1u32..).zip(row.picked(items));
            suggested.extend(picks.map(|(rank, pick)| (item, rank, pick.item.id, pick.score)));
        }
        self.records += rows.len() as u64;
        self.writer.write(&batch(&suggested)?)?;
        Ok(())
    }

    fn finish(self: Box<Self>) -> anyhow::Result<Vec<Written>> {
        let Counted { mut aside, bytes } = self.writer.into_inner()?;
        aside.finish()?;
        aside.rename(NAME)?;
        Ok(vec![Written { name: NAME.into(), records: self.records, bytes }])
    }
}
