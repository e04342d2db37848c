//! Splits JSON text into records: one a line, in an array, or one after another.

use super::error::{Place, Problem, ReadError};
use super::lenient::{Lenient, lenient};
use super::source::unreadable;
use super::turned::Turned;
use crate::bounded::{Allowance, Bounded, LARGEST, goes_on, read_line};
use serde::de::{DeserializeOwned, DeserializeSeed, Deserializer, SeqAccess, Visitor};
use serde_json::error::Category;
use std::fmt;
use std::io::{BufRead, Cursor, Read};
use std::marker::PhantomData;

/// The most bytes of a document that is one value with all records in it: it is in memory as a whole.
const DOCUMENT: usize = 256 << 20;

/// Takes one record, or why it is none, and its place.
pub(super) trait Take<T>: FnMut(Place, Result<T, String>) -> Result<(), ReadError> {}
impl<T, F: FnMut(Place, Result<T, String>) -> Result<(), ReadError>> Take<T> for F {}

/// Hands every record of one source to `take`.
pub(super) fn read<T: DeserializeOwned>(
    source: &str,
    first_line: Vec<u8>,
    text: impl BufRead,
    take: impl Take<T>,
) -> Result<(), ReadError> {
    let start = first_line.trim_ascii_start();
    if start.starts_with(b"[") {
        read_array(source, Turned::new(Cursor::new(first_line).chain(text), Lenient::default()), take)
    } else if start.trim_ascii_end().ends_with(b"}") && !goes_on(&first_line) {
        read_lines(source, first_line, text, take)
    } else {
        read_sequence(source, Turned::new(Cursor::new(first_line).chain(text), Lenient::default()), take)
    }
}

fn read_lines<T: DeserializeOwned>(
    source: &str,
    mut line: Vec<u8>,
    mut text: impl BufRead,
    mut take: impl Take<T>,
) -> Result<(), ReadError> {
    let mut row = 0;
    while !line.is_empty() {
        row += 1;
        if !line.trim_ascii().is_empty() {
            let record = serde_json::from_slice(&line).or_else(|_| serde_json::from_slice(&lenient(&line)));
            take(Place::Line(row), record.map_err(|e| wrong(&e)))?;
        }
        line.clear();
        read_line(&mut text, &mut line).map_err(|e| unreadable(source, &e).at(Place::Line(row + 1)))?;
    }
    Ok(())
}

/// Records spread over several lines. Where one is broken, there is no telling where the next begins.
fn read_sequence<T: DeserializeOwned>(source: &str, text: impl Read, mut take: impl Take<T>) -> Result<(), ReadError> {
    let text = Bounded::new(text, DOCUMENT);
    let allowance = text.allowance();
    let records = serde_json::Deserializer::from_reader(text).into_iter::<T>();
    for (row, record) in (1..).zip(records) {
        take(Place::Row(row), Ok(record.map_err(|e| broken(source, e))?))?;
        allowance.renew();
    }
    Ok(())
}

fn read_array<T: DeserializeOwned>(source: &str, text: impl Read, mut take: impl Take<T>) -> Result<(), ReadError> {
    let mut refused = None;
    let text = Bounded::new(text, LARGEST);
    let allowance = text.allowance();
    let mut text = serde_json::Deserializer::from_reader(text);
    let elements =
        Elements { take: &mut take, allowance: allowance.clone(), refused: &mut refused, row: 0, records: PhantomData };
    let mut read = elements.deserialize(&mut text);
    // Pages of an API that were put together: one array after another.
    while let Ok(row) = read {
        allowance.renew();
        if text.end().is_ok() {
            return Ok(());
        }
        let allowance = allowance.clone();
        let elements = Elements { take: &mut take, allowance, refused: &mut refused, row, records: PhantomData };
        read = elements.deserialize(&mut text);
    }
    match (refused, read) {
        (Some(error), _) => Err(error),
        (None, Err(e)) => Err(broken(source, e)),
        (None, Ok(_)) => Ok(()),
    }
}

/// An array whose elements are handed on one by one, so that it need not fit into memory.
struct Elements<'e, T, F> {
    take: F,
    allowance: Allowance,
    refused: &'e mut Option<ReadError>,
    /// How many records came before.
    row: u64,
    records: PhantomData<T>,
}

impl<'de, T: DeserializeOwned, F: Take<T>> DeserializeSeed<'de> for Elements<'_, T, F> {
    type Value = u64;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<u64, D::Error> {
        deserializer.deserialize_seq(self)
    }
}

impl<'de, T: DeserializeOwned, F: Take<T>> Visitor<'de> for Elements<'_, T, F> {
    type Value = u64;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("an array of records")
    }

    fn visit_seq<A: SeqAccess<'de>>(mut self, mut elements: A) -> Result<u64, A::Error> {
        let mut row = self.row;
        while let Some(record) = elements.next_element::<serde_json::Value>()? {
            row += 1;
            self.allowance.renew();
            let record = serde_json::from_value(record).map_err(|e| wrong(&e));
            if let Err(error) = (self.take)(Place::Row(row), record) {
                *self.refused = Some(error);
                return Err(serde::de::Error::custom("stopped"));
            }
        }
        Ok(row)
    }
}

fn wrong(error: &serde_json::Error) -> String {
    match error.classify() {
        Category::Data => format!("not the record that was expected: {error}"),
        _ => format!("not valid JSON: {error}"),
    }
}

fn broken(source: &str, error: serde_json::Error) -> ReadError {
    let place = Place::Line(error.line() as u64);
    if error.is_io() {
        return unreadable(source, &error.into()).at(place);
    }
    let remedy = "Export it again, or write one record a line (JSON lines), so that the others can be read.";
    ReadError::new(Problem::Unreadable, source, wrong(&error), remedy).at(place)
}
