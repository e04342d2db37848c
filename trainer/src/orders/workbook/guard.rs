//! Checks a workbook before it is decoded: what its parts unpack to, and how far its sheets reach.

use crate::orders::error::ReadError;
use crate::orders::unpacked::Budget;
use quick_xml::Reader;
use quick_xml::events::{BytesStart, Event};
use std::io::{BufRead, BufReader, Cursor, Read, copy, sink};
use zip::ZipArchive;

/// What a cell takes in memory.
pub(super) const CELL: u64 = size_of::<calamine::Data>() as u64;

/// Checks a file of either kind; what cannot be looked into is left to the decoder, which says what is wrong with it.
pub(super) fn check(bytes: &[u8], budget: &Budget) -> Result<(), ReadError> {
    if bytes.starts_with(b"PK") { check_parts(bytes, budget.clone()) } else { check_streams(bytes, budget) }
}

/// Checks what the parts of an archive say that they unpack to, and what they do unpack to.
fn check_parts(bytes: &[u8], mut budget: Budget) -> Result<(), ReadError> {
    let Ok(mut archive) = ZipArchive::new(Cursor::new(bytes)) else { return Ok(()) };
    let sizes = (0..archive.len()).filter_map(|at| archive.by_index_raw(at).ok().map(|part| part.size()));
    budget.check(sizes.fold(0, u64::saturating_add))?;
    for at in 0..archive.len() {
        let Ok(part) = archive.by_index(at) else { continue };
        let mut part = Counted { part: part.take(budget.beyond()), bytes: 0 };
        // What cannot be unpacked is the decoder's to report.
        let _ = copy(&mut part, &mut sink());
        budget.take(part.bytes)?;
    }
    match archive.by_name("content.xml") {
        Ok(content) => check_tables(BufReader::new(content), budget),
        Err(_) => Ok(()),
    }
}

/// Checks how far the tables of an OpenDocument spreadsheet reach: one cell or row may stand for a million.
fn check_tables(content: impl BufRead, mut budget: Budget) -> Result<(), ReadError> {
    let (mut reader, mut buffer) = (Reader::from_reader(content), Vec::new());
    let mut table = Tables::default();
    loop {
        buffer.clear();
        // What is no XML is the decoder's to report.
        let Ok(event) = reader.read_event_into(&mut buffer) else { return Ok(()) };
        match event {
            Event::Start(tag) => table.begin(&tag),
            Event::Empty(tag) => {
                table.begin(&tag);
                table.end(tag.name().as_ref(), &mut budget)?;
            }
            Event::Text(text) => table.text = table.text.saturating_add(text.len() as u64),
            Event::End(tag) => table.end(tag.name().as_ref(), &mut budget)?,
            Event::Eof => return Ok(()),
            _ => {}
        }
    }
}

/// How far the tables reach that are read so far, in the terms of OpenDocument 1.3, part 3, 9.1.
#[derive(Default)]
struct Tables {
    /// Of the table: rows as far as the last that is not empty, those behind it, and the widest.
    rows: u64,
    empty: u64,
    widest: u64,
    /// Of the row: how often it stands there, its cells as far as the last that is not empty, and those behind it.
    row: u64,
    cells: u64,
    blank: u64,
    /// What the row's text takes.
    bytes: u64,
    /// Of the cell: how often it stands there, whether it says that it has a value, and its text.
    cell: u64,
    has_value: bool,
    text: u64,
}

impl Tables {
    fn begin(&mut self, tag: &BytesStart<'_>) {
        let attribute = |name: &str| tag.try_get_attribute(name).ok().flatten();
        let times = |name: &str| {
            let text = attribute(name).map(|attribute| attribute.value.trim().to_owned());
            text.map_or(1, |text| text.parse().unwrap_or(u64::from(u32::MAX)))
        };
        match tag.name().as_ref() {
            "table:table" => *self = Self::default(),
            "table:table-row" => {
                (self.row, self.cells, self.blank, self.bytes) = (times("table:number-rows-repeated"), 0, 0, 0);
            }
            "table:table-cell" | "table:covered-table-cell" => {
                (self.cell, self.text) = (times("table:number-columns-repeated"), 0);
                self.has_value = ["office:value-type", "table:formula"].iter().any(|name| attribute(name).is_some());
            }
            _ => {}
        }
    }

    fn end(&mut self, name: &str, budget: &mut Budget) -> Result<(), ReadError> {
        match name {
            "table:table-cell" | "table:covered-table-cell" if self.has_value || self.text > 0 => {
                self.cells = self.cells.saturating_add(self.blank).saturating_add(self.cell);
                self.bytes = self.bytes.saturating_add(self.cell.saturating_mul(self.text));
                self.blank = 0;
                // The decoder lays out a row before it repeats it.
                budget.check(self.cells.saturating_mul(2 * CELL).saturating_add(self.bytes))?;
            }
            "table:table-cell" | "table:covered-table-cell" => self.blank = self.blank.saturating_add(self.cell),
            "table:table-row" if self.cells > 0 => {
                self.rows = self.rows.saturating_add(self.empty).saturating_add(self.row);
                (self.empty, self.widest) = (0, self.widest.max(self.cells));
                budget.take(self.row.saturating_mul(self.bytes))?;
                // With its table of formulas.
                budget.check(self.rows.saturating_mul(self.widest).saturating_mul(2 * CELL))?;
            }
            "table:table-row" => self.empty = self.empty.saturating_add(self.row),
            "table:table" => budget.take(self.rows.saturating_mul(self.widest).saturating_mul(2 * CELL))?,
            _ => {}
        }
        Ok(())
    }
}

/// Counts the bytes that pass, up to an error too.
struct Counted<R> {
    part: R,
    bytes: u64,
}

impl<R: Read> Read for Counted<R> {
    fn read(&mut self, buffer: &mut [u8]) -> std::io::Result<usize> {
        let read = self.part.read(buffer)?;
        self.bytes += read as u64;
        Ok(read)
    }
}

/// Checks an old workbook: the chains of its parts, and then its sheets.
fn check_streams(bytes: &[u8], budget: &Budget) -> Result<(), ReadError> {
    let opened = cfb::CompoundFile::open(Cursor::new(bytes));
    let mut file =
        opened.map_err(|error| budget.refused(&format!("found an old Excel workbook that is damaged: {error}")))?;
    let names = ["Workbook", "Book"];
    let Some(mut stream) = names.into_iter().find_map(|name| file.open_stream(name).ok()) else { return Ok(()) };
    let mut records = Vec::new();
    let read = stream.read_to_end(&mut records);
    read.map_err(|error| budget.refused(&format!("found an old Excel workbook that is damaged: {error}")))?;
    check_sheets(&records, budget.clone())
}

/// Records of the old format: <https://learn.microsoft.com/en-us/openspecs/office_file_formats/ms-xls>.
mod record {
    /// Where a sheet begins.
    pub(super) const SHEET: u16 = 0x85;
    /// How far a sheet reaches.
    pub(super) const DIMENSIONS: u16 = 0x200;
    /// The begin and the end of a sheet, or of a chart in it.
    pub(super) const BEGIN: u16 = 0x809;
    pub(super) const END: u16 = 0x0a;
    /// Cells: all begin with a row and a column.
    pub(super) const CELLS: [u16; 7] = [0x06, 0xd6, 0xfd, 0x203, 0x204, 0x205, 0x27e];
    /// Several cells of a row; the last column is at the end.
    pub(super) const CELLS_OF_ROW: u16 = 0xbd;
}

/// Checks how far each sheet reaches: the decoder makes a table of it, and one of its formulas.
fn check_sheets(stream: &[u8], mut budget: Budget) -> Result<(), ReadError> {
    let globals = Records(stream).take_while(|(kind, _)| *kind != record::END);
    let starts = globals.filter(|(kind, _)| *kind == record::SHEET).filter_map(|(_, data)| long(data, 0));
    for start in starts {
        let sheet = stream.get(start as usize..).unwrap_or_default();
        budget.take(reach(sheet, &budget)?.saturating_mul(2 * CELL))?;
    }
    Ok(())
}

/// How many cells the table of a sheet has.
fn reach(sheet: &[u8], budget: &Budget) -> Result<u64, ReadError> {
    let (mut depth, mut rows, mut columns) = (0u32, (u16::MAX, 0), (u16::MAX, 0));
    let extend = |span: &mut (u16, u16), at: u16| *span = (span.0.min(at), span.1.max(at));
    for (kind, data) in Records(sheet) {
        match kind {
            record::BEGIN => depth += 1,
            record::END if depth <= 1 => break,
            record::END => depth -= 1,
            // Cells of charts are not the sheet's.
            _ if depth > 1 => {}
            record::DIMENSIONS => budget.check(stated(data).saturating_mul(CELL))?,
            _ if kind == record::CELLS_OF_ROW || record::CELLS.contains(&kind) => {
                let last = if kind == record::CELLS_OF_ROW { data.len().saturating_sub(2) } else { 2 };
                let (Some(row), Some(first), Some(last)) = (word(data, 0), word(data, 2), word(data, last)) else {
                    break;
                };
                extend(&mut rows, row);
                [first, last].into_iter().for_each(|column| extend(&mut columns, column));
            }
            _ => {}
        }
    }
    let span = |(first, last): (u16, u16)| if first <= last { u64::from(last - first) + 1 } else { 0 };
    Ok(span(rows) * span(columns))
}

/// How many cells a sheet says that it has: the decoder makes room for them.
fn stated(data: &[u8]) -> u64 {
    let span = |first: u32, end: u32| u64::from(end.max(1).saturating_sub(first)).max(1);
    let word = |at: usize| word(data, at).map_or(0, u32::from);
    match data.len() {
        10 => span(word(0), word(2)) * span(0, word(6)),
        _ => span(long(data, 0).unwrap_or(0), long(data, 4).unwrap_or(0)) * span(0, word(10)),
    }
}

/// The records of a stream: their kinds and what they hold.
struct Records<'s>(&'s [u8]);

impl<'s> Iterator for Records<'s> {
    type Item = (u16, &'s [u8]);

    fn next(&mut self) -> Option<Self::Item> {
        let (kind, length) = (word(self.0, 0)?, word(self.0, 2)?);
        let data = self.0.get(4..4 + usize::from(length))?;
        self.0 = &self.0[4 + data.len()..];
        Some((kind, data))
    }
}

fn word(data: &[u8], at: usize) -> Option<u16> {
    Some(u16::from_le_bytes(data.get(at..at + 2)?.try_into().ok()?))
}

fn long(data: &[u8], at: usize) -> Option<u32> {
    Some(u32::from_le_bytes(data.get(at..at + 4)?.try_into().ok()?))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn record(kind: u16, data: &[u8]) -> Vec<u8> {
        [&kind.to_le_bytes()[..], &(data.len() as u16).to_le_bytes(), data].concat()
    }

    /// A stream of one sheet with these records.
    fn stream(records: &[Vec<u8>]) -> Vec<u8> {
        let start = 4 + 6 + 4;
        let globals = [record(record::SHEET, &[start, 0, 0, 0, 0, 0]), record(record::END, &[])];
        [globals.concat(), record(record::BEGIN, &[]), records.concat(), record(record::END, &[])].concat()
    }

    fn check(records: &[Vec<u8>]) -> Result<(), ReadError> {
        check_sheets(&stream(records), Budget::new("orders.xls", 0, 1000 * CELL))
    }

    fn cell(row: u8, column: u8) -> Vec<u8> {
        record(record::CELLS[3], &[row, 0, column, 0])
    }

    #[test]
    fn a_sheet_of_few_cells_far_apart_is_refused() {
        assert!(check(&[cell(9, 9), cell(20, 20)]).is_ok());
        let error = check(&[cell(0, 0), cell(100, 100)]).unwrap_err().to_string();
        assert!(error.contains("unpacks to"), "{error}");
        assert!(check(&[cell(0, 0), record(record::CELLS_OF_ROW, &[100, 0, 3, 0, 7, 7, 100, 0])]).is_err());
    }

    #[test]
    fn the_cells_of_a_chart_are_not_the_sheets() {
        let chart = [record(record::BEGIN, &[]), cell(200, 200), record(record::END, &[])].concat();
        assert!(check(&[cell(0, 0), chart.clone(), cell(9, 9)]).is_ok());
        assert!(check(&[cell(0, 0), chart, cell(200, 200)]).is_err());
    }

    fn tables(rows: &str) -> Result<(), ReadError> {
        let content = format!("<office:spreadsheet><table:table>{rows}</table:table></office:spreadsheet>");
        check_tables(content.as_bytes(), Budget::new("orders.ods", 0, 1000 * CELL))
    }

    #[test]
    fn cells_and_rows_that_stand_for_many_are_counted() {
        let cell = |times: u64| {
            format!("<table:table-cell table:number-columns-repeated='{times}'><text:p>a</text:p></table:table-cell>")
        };
        let row = |times: u64, cells: &str| {
            format!("<table:table-row table:number-rows-repeated='{times}'>{cells}</table:table-row>")
        };
        assert!(tables(&row(20, &cell(20))).is_ok());
        let error = tables(&row(30, &cell(20))).unwrap_err().to_string();
        assert!(error.contains("unpacks to"), "{error}");
        assert!(tables(&row(1, &cell(600))).is_err());
        assert!(tables(&(row(1, &cell(2)) + &row(600, "<table:table-cell/>") + &row(1, &cell(2)))).is_err());
        assert!(tables(&row(u64::MAX, &cell(u64::MAX))).is_err());
    }

    #[test]
    fn empty_cells_behind_the_last_are_not_laid_out() {
        let rest = "<table:table-cell table:number-columns-repeated='16384'/>";
        let first = format!("<table:table-row><table:table-cell office:value-type='float'/>{rest}</table:table-row>");
        let last = format!("<table:table-row table:number-rows-repeated='1048575'>{rest}</table:table-row>");
        assert!(tables(&(first + &last)).is_ok());
    }

    #[test]
    fn a_sheet_that_says_that_it_is_large_is_refused() {
        let dimensions = |rows: u8| record(record::DIMENSIONS, &[0, 0, 0, 0, rows, 0, 0, 0, 0, 0, 10, 0, 0, 0]);
        assert!(check(&[dimensions(100)]).is_ok());
        assert!(check(&[dimensions(101)]).is_err());
    }
}
