//! Reads comma, semicolon, tab or bar separated text, row by row.

use super::columns::{ColumnMap, Columns, Field, listed};
use super::constants::Constants;
use super::dates::Dates;
use super::doubled::{self, Doubled};
use super::encoding;
use super::error::{Place, Problem, ReadError};
use super::fold::{plain, text as latin};
use super::form::Form;
use super::gather::Gather;
use super::header;
use super::list::Style;
use super::numbers;
use super::options::Format;
use super::rows::Rows;
use super::sample::Sample;
use super::source::unreadable;
use super::turned::Turned;
use crate::bounded::{Bounded, LARGEST, read_line};
use csv::{ByteRecord, Reader, ReaderBuilder, Terminator};
use std::io::{self, BufRead, BufReader, Cursor, Read};

/// The last but one is Hive's. The last stands for `::`.
const DELIMITERS: [u8; 8] = [b',', b';', b'\t', b'|', b'^', b'~', 1, doubled::SEPARATOR];

/// The first lines of a text, and where among them the header stands.
pub(crate) struct Head {
    lines: Vec<Vec<u8>>,
    header: usize,
    delimiter: u8,
    /// How many lines under the first of the header belong to it.
    more: u64,
}

impl Head {
    /// Reads some lines ahead.
    pub(crate) fn read(
        source: &str,
        first_line: Vec<u8>,
        text: &mut impl BufRead,
        is_header: impl Fn(&[String]) -> bool,
    ) -> Result<Self, ReadError> {
        let mut lines = vec![first_line];
        while lines.len() < header::ROWS && lines.last().is_some_and(|line| line.ends_with(b"\n")) {
            let mut line = Vec::new();
            let place = Place::Line(lines.len() as u64 + 1);
            read_line(text, &mut line).map_err(|e| unreadable(source, &e).at(place))?;
            if line.is_empty() {
                break;
            }
            lines.push(line);
        }
        let declared = lines.first().and_then(|line| declared_delimiter(line));
        let delimiter_of = |line: &[u8]| declared.unwrap_or_else(|| delimiter(line));
        let fits = |line: &Vec<u8>| is_header(&fields(line, delimiter_of(line)));
        let filled = |line: &Vec<u8>| fields(line, delimiter_of(line)).iter().any(|field| !field.is_empty());
        let first = lines.iter().skip(usize::from(declared.is_some())).position(filled).unwrap_or(0)
            + usize::from(declared.is_some());
        let header = lines.iter().position(fits).unwrap_or(first).min(lines.len() - 1);
        let delimiter = delimiter_of(&lines[header]);
        let (header, more) =
            if fits(&lines[header]) { under(&mut lines, header, delimiter, is_header) } else { (header, 0) };
        Ok(Self { lines, header, delimiter, more })
    }

    /// How many lines stand above the header.
    pub(crate) fn above(&self) -> u64 {
        self.header as u64 + self.more
    }

    /// The rows from the header on.
    pub(crate) fn rows<R: Read>(self, text: R, headless: bool) -> Reader<Bounded<impl Read>> {
        let old_mac = self.lines[0].trim_ascii_end().contains(&b'\r');
        let lines: Vec<u8> = self.lines[self.header..].concat();
        let all = Cursor::new(lines).chain(text);
        let mut rows = ReaderBuilder::new();
        rows.delimiter(self.delimiter).flexible(true).has_headers(!headless);
        // Ends of line in two bytes would be counted a line late.
        rows.terminator(if old_mac { Terminator::CRLF } else { Terminator::Any(b'\n') });
        rows.from_reader(Bounded::new(all, LARGEST))
    }
}

/// Looks at the line under a header: it may be the second half of the header, the better header, or the columns' types.
/// Returns where the header is, and how many lines under it are part of it; those are taken out.
fn under(
    lines: &mut Vec<Vec<u8>>,
    header: usize,
    delimiter: u8,
    is_header: impl Fn(&[String]) -> bool,
) -> (usize, u64) {
    let Some(below) = lines.get(header + 1) else { return (header, 0) };
    let (upper, lower) = (fields(&lines[header], delimiter), fields(below, delimiter));
    let known = |names: &[String]| names.iter().filter(|name| header::is_name(name)).count();
    if lower.iter().all(|kind| header::is_type(kind)) && lower.len() == upper.len() {
        lines.remove(header + 1);
        return (header, 1);
    }
    if upper == lower || known(&lower) < 2 {
        return (header, 0);
    }
    if is_header(&lower) {
        return (header + 1, 0);
    }
    let mut above = String::new();
    let joined = (0..lower.len()).map(|at| {
        above = upper.get(at).filter(|name| !name.is_empty()).unwrap_or(&above).clone();
        format!("\"{above} {}\"", lower[at])
    });
    let mut line = joined.collect::<Vec<_>>().join(&char::from(delimiter).to_string()).into_bytes();
    line.push(b'\n');
    lines[header] = line;
    lines.remove(header + 1);
    (header, 1)
}

/// Reads all rows of one source.
pub(super) fn read(
    source: &str,
    first_line: Vec<u8>,
    text: impl BufRead,
    constants: Constants,
    gather: &mut Gather,
) -> Result<(), ReadError> {
    if !doubled::has(&first_line) || first_line.iter().any(|byte| DELIMITERS.contains(byte)) {
        return read_table(source, first_line, text, constants, gather);
    }
    let mut text = BufReader::new(Turned::new(Cursor::new(first_line).chain(text), Doubled::default()));
    let mut first_line = Vec::new();
    read_line(&mut text, &mut first_line).map_err(|e| unreadable(source, &e).at(Place::Line(1)))?;
    read_table(source, first_line, text, constants, gather)
}

fn read_table(
    source: &str,
    first_line: Vec<u8>,
    mut text: impl BufRead,
    constants: Constants,
    gather: &mut Gather,
) -> Result<(), ReadError> {
    let headless = gather.options.columns.by_position();
    let needed: &[Field] = match gather.options.format {
        Format::Personalize => &[Field::Customer, Field::Item, Field::Time],
        _ => &[Field::Order, Field::Item],
    };
    let map = if headless { ColumnMap::default() } else { gather.options.columns.clone() };
    let head = Head::read(source, first_line, &mut text, |names| !headless && header::is_header(names, &map, needed))?;
    let above = head.above();
    let mut records = head.rows(text, headless);
    let first = records.byte_headers().map_err(|e| broken(source, above, &e))?;
    let header_is_utf8 = first.iter().all(|name| std::str::from_utf8(name).is_ok());
    let names = names(first, headless);
    let known_names = names.clone();
    let (mut waiting, mut sample) = (Vec::new(), Sample::default());
    let mut record = ByteRecord::new();
    while !sample.is_enough() && next(source, above, &mut records, &mut record)? {
        sample.push((0..names.len()).map(|at| record.get(at).unwrap_or_default()));
        waiting.push((line(&records, &record) + above, record.clone()));
    }
    if waiting.is_empty() {
        return Err(header_only(source, &names));
    }
    let width = names.len();
    let keys = names.iter().map(|name| vec![plain(name)]).collect();
    let rows = Rows::new(source, names, keys, constants, sample, gather);
    let is_utf8 = |record: &ByteRecord| std::str::from_utf8(record.as_slice()).is_ok();
    let odd = !header_is_utf8 || !waiting.iter().all(|(_, record)| is_utf8(record));
    let mut rows = rows.map_err(|error| no_columns(error, above, &known_names, odd))?;
    if odd {
        gather.report.note(encoding::note(LATIN));
    }
    for (line, record) in &waiting {
        push(source, *line, record, width, &mut rows, gather)?;
    }
    drop(waiting);
    while next(source, above, &mut records, &mut record)? {
        let line = line(&records, &record) + above;
        push(source, line, &record, width, &mut rows, gather)?;
    }
    Ok(())
}

fn push(
    source: &str,
    line: u64,
    record: &ByteRecord,
    width: usize,
    rows: &mut Rows,
    gather: &mut Gather,
) -> Result<(), ReadError> {
    let place = Place::Line(line);
    if let Form::List(at, Style::Apart(sign)) = rows.choice.form
        && let Some(at) = at.checked_sub(rows.before())
        && at + 1 == width
        && record.len() > width
    {
        // Items without quotes round them: each is a field.
        let mut bytes = [0; 4];
        let list = record.iter().skip(at).collect::<Vec<_>>().join(sign.encode_utf8(&mut bytes).as_bytes());
        return rows.push(source, place, |n| if n == at { Some(&list) } else { record.get(n) }, gather);
    }
    if record.iter().skip(width).any(|field| !field.trim_ascii().is_empty()) {
        let what = format!("expected {width} fields, found {}", record.len());
        return gather.bad_row(bad(source, what).at(place));
    }
    rows.push(source, place, |at| record.get(at), gather)
}

/// The next row that is not an empty line. `above` says how many lines stand above the header.
pub(crate) fn next<R: Read>(
    source: &str,
    above: u64,
    rows: &mut Reader<Bounded<R>>,
    record: &mut ByteRecord,
) -> Result<bool, ReadError> {
    loop {
        rows.get_mut().renew();
        let start = rows.position().line();
        let read = rows.read_byte_record(record);
        if !read.map_err(|e| broken(source, above, &e).or_at(Place::Line(above + start)))? {
            return Ok(false);
        }
        if record.len() > 1 || record.iter().any(|field| !field.trim_ascii().is_empty()) {
            return Ok(true);
        }
    }
}

/// The line on which a row that was just read begins.
pub(crate) fn line<R: Read>(rows: &Reader<R>, record: &ByteRecord) -> u64 {
    let within = record.as_slice().iter().filter(|byte| **byte == b'\n').count() as u64;
    let start = record.position().map_or(1, csv::Position::line);
    (rows.position().line().saturating_sub(1 + within)).max(start)
}

/// The columns' names; in a file without a header, their places.
fn names(first: &ByteRecord, headless: bool) -> Vec<String> {
    if headless {
        return (1..=first.len()).map(|place| format!("#{place}")).collect();
    }
    first.iter().map(|name| latin(name).trim().to_owned()).collect()
}

/// The fields of a line by itself.
fn fields(line: &[u8], delimiter: u8) -> Vec<String> {
    let mut rows = ReaderBuilder::new().delimiter(delimiter).flexible(true).has_headers(false).from_reader(line);
    let mut record = ByteRecord::new();
    match rows.read_byte_record(&mut record) {
        Ok(true) => names(&record, false),
        _ => Vec::new(),
    }
}

/// `sep=;`, as Excel writes it.
fn declared_delimiter(line: &[u8]) -> Option<u8> {
    let line = line.trim_ascii();
    let unquoted = line.strip_prefix(b"\"").and_then(|line| line.strip_suffix(b"\"")).unwrap_or(line);
    match unquoted.to_ascii_lowercase().strip_prefix(b"sep=")? {
        &[delimiter] => Some(delimiter),
        b"\\t" | b"" => Some(b'\t'),
        _ => None,
    }
}

/// Whether a first line names the columns of a table whose items stand side by side, or each in a column.
pub(super) fn is_table(first_line: &[u8]) -> bool {
    let names = fields(first_line, delimiter(first_line));
    names.len() > 1 && header::is_header(&names, &ColumnMap::default(), &[Field::Item])
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
    header.iter().any(|byte| DELIMITERS.contains(byte)) || doubled::has(header)
}

/// What text is read as that is not UTF-8, and tells no other encoding.
const LATIN: &str = "Windows-1252";

fn no_columns(error: ReadError, above: u64, names: &[String], odd: bool) -> ReadError {
    let data = names
        .iter()
        .any(|name| Dates::default().read(name.as_bytes()).is_some() || numbers::read(name.as_bytes()).is_some());
    let columns = Columns::find(names.to_vec(), &ColumnMap::default(), &[], "").ok();
    let has = |field| columns.as_ref().is_some_and(|columns| columns.at(field).is_some());
    let way = match () {
        () if odd => encoding::note(LATIN).replacen("the text", "The text", 1),
        () if names.len() < 2 => "If each line is a whole basket: --format basket".to_owned(),
        () if !data && has(Field::Customer) && has(Field::Time) && !has(Field::Order) => {
            "For want of order ids, what a customer buys in a day can be an order: --format personalize".to_owned()
        }
        () => "Without a header, #1 is the first column: --map order=#1,item=#2. If each line is a whole basket: --format basket".to_owned(),
    };
    ReadError { remedy: format!("{}\n  {way}", error.remedy), ..error }.at(Place::Line(above + 1))
}

fn bad(source: &str, what: String) -> ReadError {
    ReadError::new(Problem::BadRow, source, what, "Correct the row, or name the right columns with --map.")
}

fn header_only(source: &str, names: &[String]) -> ReadError {
    let seen = if names.iter().all(String::is_empty) {
        String::new()
    } else {
        format!(": {}", listed(names.iter().map(String::as_str)))
    };
    ReadError::new(
        Problem::Empty,
        source,
        format!("there is a header and no line under it{seen}"),
        "Export the orders again.",
    )
}

pub(crate) fn broken(source: &str, above: u64, error: &csv::Error) -> ReadError {
    let place = error.position().map(|position| Place::Line(above + position.line()));
    let error = match error.kind() {
        csv::ErrorKind::Io(e) => unreadable(source, e),
        _ => unreadable(source, &io::Error::new(io::ErrorKind::InvalidData, error.to_string())),
    };
    ReadError { place, ..error }
}
