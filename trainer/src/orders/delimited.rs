//! Reads order lines from comma, semicolon, tab or bar separated text with a header; never keeps a row.

use super::columns::{Columns, Field};
use super::error::{Problem, ReadError};
use super::gather::Gather;
use super::line::Line;
use super::source::unreadable;
use super::{dates::Dates, numbers};
use csv::ByteRecord;
use std::io::{self, BufRead, Cursor, Read};

const DELIMITERS: [u8; 4] = [b',', b';', b'\t', b'|'];

/// Reads all rows of one source.
pub(super) fn read(
    source: &str,
    first_line: Vec<u8>,
    text: impl BufRead,
    gather: &mut Gather,
) -> Result<(), ReadError> {
    let delimiter = delimiter(&first_line);
    let all = Cursor::new(first_line).chain(text);
    let mut rows = csv::ReaderBuilder::new().delimiter(delimiter).flexible(true).from_reader(all);
    let header = rows.byte_headers().map_err(|e| broken(source, &e))?;
    let names = header.iter().map(|name| String::from_utf8_lossy(name).trim().to_owned()).collect();
    let columns = Columns::find(names, &gather.options.columns, source)?;
    gather.report.use_columns(&columns);
    let mut record = ByteRecord::new();
    let before = gather.report.lines;
    while rows.read_byte_record(&mut record).map_err(|e| broken(source, &e))? {
        match line(&record, &columns, &mut gather.dates) {
            Ok(line) => gather.push(&line),
            Err(trouble) => gather.bad_row(trouble.place(source, row_number(&record), &columns))?,
        }
    }
    if gather.report.lines == before { Err(header_only(source)) } else { Ok(()) }
}

/// The delimiter of which the header has most, outside quotes.
pub(crate) fn delimiter(header: &[u8]) -> u8 {
    let mut counts = [0; DELIMITERS.len()];
    let mut quoted = false;
    for &byte in header {
        quoted ^= byte == b'"';
        if let Some(at) = DELIMITERS.iter().position(|&d| d == byte && !quoted) {
            counts[at] += 1;
        }
    }
    let most = (0..counts.len()).rev().max_by_key(|&at| counts[at]);
    most.map_or(b',', |at| DELIMITERS[at])
}

/// Whether a header has a delimiter at all.
pub(super) fn has_delimiter(header: &[u8]) -> bool {
    header.iter().any(|byte| DELIMITERS.contains(byte))
}

/// What is wrong with a row: which field, what was expected, what came.
pub(super) struct Trouble {
    field: Option<Field>,
    what: String,
}

impl Trouble {
    /// A field that is not what it should be.
    pub(super) fn unexpected(field: Field, expected: &str, found: &[u8]) -> Self {
        let found = match String::from_utf8_lossy(found).trim() {
            "" => "nothing".to_owned(),
            text => format!("{:?}", text.chars().take(40).collect::<String>()),
        };
        Self { field: Some(field), what: format!("expected {expected}, found {found}") }
    }

    /// The error, with its place.
    pub(super) fn place(self, source: &str, row: u64, columns: &Columns) -> ReadError {
        let remedy = "Correct the row, or name the right columns with --map.";
        let error = ReadError::new(Problem::BadRow, source, self.what, remedy).at_row(row);
        match self.field {
            Some(field) => error.in_column(columns.name(field)),
            None => error,
        }
    }
}

fn line<'r>(record: &'r ByteRecord, columns: &Columns, dates: &mut Dates) -> Result<Line<'r>, Trouble> {
    let width = columns.width();
    let surplus = record.iter().skip(width).any(|field| !field.is_empty());
    if surplus || record.len() < columns.needed() {
        return Err(Trouble { field: None, what: format!("expected {width} fields, found {}", record.len()) });
    }
    let field = |field: Field| columns.at(field).and_then(|at| record.get(at)).map_or(&[][..], <[u8]>::trim_ascii);
    Ok(Line {
        order: field(Field::Order),
        item: field(Field::Item),
        quantity: number(columns, Field::Quantity, field(Field::Quantity))?,
        price: price(columns, field(Field::Price))?,
        time: time(columns, field(Field::Time), dates)?,
        customer: field(Field::Customer),
        status: field(Field::Status),
    })
}

fn number(columns: &Columns, field: Field, text: &[u8]) -> Result<Option<f64>, Trouble> {
    if columns.at(field).is_none() {
        return Ok(None);
    }
    let number = numbers::read(text).ok_or_else(|| Trouble::unexpected(field, "a number", text))?;
    Ok(Some(number))
}

/// A price left blank is unknown, not nothing.
fn price(columns: &Columns, text: &[u8]) -> Result<Option<f64>, Trouble> {
    if text.is_empty() { Ok(None) } else { number(columns, Field::Price, text) }
}

fn time(columns: &Columns, text: &[u8], dates: &mut Dates) -> Result<Option<i64>, Trouble> {
    if columns.at(Field::Time).is_none() {
        return Ok(None);
    }
    let time = dates.read(text).ok_or_else(|| Trouble::unexpected(Field::Time, "a date", text))?;
    Ok(Some(time))
}

fn row_number(record: &ByteRecord) -> u64 {
    record.position().map_or(0, csv::Position::line)
}

fn header_only(source: &str) -> ReadError {
    ReadError::new(Problem::Empty, source, "there is a header and no line under it", "Export the orders again.")
}

fn broken(source: &str, error: &csv::Error) -> ReadError {
    let row = error.position().map(csv::Position::line);
    let error = match error.kind() {
        csv::ErrorKind::Io(e) => unreadable(source, e),
        _ => unreadable(source, &io::Error::new(io::ErrorKind::InvalidData, error.to_string())),
    };
    ReadError { row, ..error }
}
