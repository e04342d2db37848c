//! Reads order lines from comma, semicolon, tab or bar separated text with a header; never keeps a row.

use super::columns::{Columns, FIELDS, Field};
use super::dates::Dates;
use super::error::{Place, Problem, ReadError};
use super::gather::Gather;
use super::layout::Layout;
use super::line::Line;
use super::options::Format;
use super::row::{self, Trouble};
use super::source::unreadable;
use super::{personalize, shopify};
use csv::ByteRecord;
use std::io::{self, BufRead, Cursor, Read};

const DELIMITERS: [u8; 4] = [b',', b';', b'\t', b'|'];
const SECONDS_A_DAY: i64 = 86_400;

/// Reads all rows of one source.
pub(super) fn read(
    source: &str,
    format: Format,
    first_line: Vec<u8>,
    text: impl BufRead,
    gather: &mut Gather,
) -> Result<(), ReadError> {
    let delimiter = delimiter(&first_line);
    let all = Cursor::new(first_line).chain(text);
    let headless = gather.options.columns.by_position();
    let mut rows = csv::ReaderBuilder::new();
    let mut rows = rows.delimiter(delimiter).flexible(true).has_headers(!headless).from_reader(all);
    let names = names(rows.byte_headers().map_err(|e| broken(source, &e))?, headless);
    let layout = layout(format, &names);
    let map = gather.options.columns.clone().or(&layout.map);
    let columns = Columns::find(names, &map, layout.needed, source).map_err(no_columns)?;
    gather.report.use_columns(columns.found());
    let titles = columns.titles().filter(|_| gather.options.titles);
    let mut reading = Reading { columns, layout, above: Above::default(), order: String::new() };
    let (mut record, before) = (ByteRecord::new(), gather.report.lines);
    while rows.read_byte_record(&mut record).map_err(|e| broken(source, &e))? {
        match reading.line(&record, &mut gather.dates) {
            Ok(line) => {
                gather.push(&line);
                titles.iter().for_each(|at| gather.report.title(line.item, record.get(*at).unwrap_or_default()));
            }
            Err(trouble) => {
                let name = |field| reading.columns.name(field).to_owned();
                gather.bad_row(trouble.place(source, place(&record), name))?;
            }
        }
    }
    if gather.report.lines == before { Err(header_only(source)) } else { Ok(()) }
}

/// The columns' names; in a file without a header, their places.
fn names(first: &ByteRecord, headless: bool) -> Vec<String> {
    if headless {
        return (1..=first.len()).map(|place| format!("#{place}")).collect();
    }
    first.iter().map(|name| String::from_utf8_lossy(name).trim().to_owned()).collect()
}

fn no_columns(error: ReadError) -> ReadError {
    let remedy = format!(
        "{}\n  Without a header, #1 is the first column: --map order=#1,item=#2. If each line is a whole basket: --format basket\n  \
         If there are customers and times but no order ids, a customer's day can be an order: --format personalize",
        error.remedy
    );
    ReadError { remedy, ..error }.at(Place::Line(1))
}

fn layout(format: Format, names: &[String]) -> Layout {
    match format {
        Format::Shopify => shopify::layout(names),
        Format::Personalize => personalize::layout(names),
        Format::Auto if shopify::recognises(names) => shopify::layout(names),
        Format::Auto if personalize::recognises(names) => personalize::layout(names),
        _ => Layout::default(),
    }
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

/// What reading the next row needs to know.
struct Reading {
    columns: Columns,
    layout: Layout,
    above: Above,
    /// The order id made up for the row, where there is none.
    order: String,
}

impl Reading {
    fn line<'r>(&'r mut self, record: &'r ByteRecord, dates: &mut Dates) -> Result<Line<'r>, Trouble> {
        let columns = &self.columns;
        let width = columns.width();
        let surplus = record.iter().skip(width).any(|field| !field.is_empty());
        if surplus || record.len() < columns.needed(self.layout.needed) {
            return Err(Trouble::row(format!("expected {width} fields, found {}", record.len())));
        }
        let own = |field| columns.at(field).map(|at| record.get(at).unwrap_or_default());
        if !self.layout.order_once {
            let line = row::line(dates, own)?;
            return Ok(if self.layout.order_is_customer_day { with_day(line, &mut self.order) } else { line });
        }
        self.above.take(own);
        row::line(dates, |field| self.above.field(field).or_else(|| own(field)))
    }
}

/// What a customer buys in a day (UTC) is one order.
fn with_day<'r>(line: Line<'r>, order: &'r mut String) -> Line<'r> {
    let day = line.time.unwrap_or(0).div_euclid(SECONDS_A_DAY);
    *order = format!("{}/{day}", String::from_utf8_lossy(line.customer));
    let order = if line.customer.is_empty() { &[][..] } else { order.as_bytes() };
    Line { order, ..line }
}

/// What an order's first row says of the order, for the rows below it.
#[derive(Default)]
struct Above {
    fields: [Vec<u8>; FIELDS],
}

impl Above {
    const FIELDS: [Field; 5] = [Field::Order, Field::Time, Field::Customer, Field::Status, Field::CancelledAt];

    /// A new order id begins a new order; a row of the same order, or without an id, adds nothing.
    fn take<'r>(&mut self, own: impl Fn(Field) -> Option<&'r [u8]>) {
        let order = own(Field::Order).unwrap_or_default();
        if order.is_empty() || order == self.fields[Field::Order as usize].as_slice() {
            return;
        }
        for field in Self::FIELDS {
            self.fields[field as usize] = own(field).unwrap_or_default().to_vec();
        }
    }

    fn field(&self, field: Field) -> Option<&[u8]> {
        let above = self.fields[field as usize].as_slice();
        Some(above).filter(|above| !above.is_empty())
    }
}

fn place(record: &ByteRecord) -> Place {
    Place::Line(record.position().map_or(0, csv::Position::line))
}

fn header_only(source: &str) -> ReadError {
    ReadError::new(Problem::Empty, source, "there is a header and no line under it", "Export the orders again.")
}

fn broken(source: &str, error: &csv::Error) -> ReadError {
    let place = error.position().map(|position| Place::Line(position.line()));
    let error = match error.kind() {
        csv::ErrorKind::Io(e) => unreadable(source, e),
        _ => unreadable(source, &io::Error::new(io::ErrorKind::InvalidData, error.to_string())),
    };
    ReadError { place, ..error }
}
