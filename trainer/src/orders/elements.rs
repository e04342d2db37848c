//! Walks XML as a stream and tells where each element begins and ends; never holds more than one record in memory.

use super::error::{Place, Problem, ReadError};
use super::source::unreadable;
use crate::bounded::{Bounded, LARGEST};
use quick_xml::Reader;
use quick_xml::events::{BytesRef, BytesStart, Event};
use std::io::{BufRead, BufReader, Cursor, Read as _};

/// What takes in elements.
pub(crate) trait Visit {
    /// An element begins; its name is the path's last.
    fn open(&mut self, path: &[String], tag: &BytesStart<'_>);

    /// An element ends, with the text in it. Whether a record ended with it.
    ///
    /// # Errors
    /// When reading should stop.
    fn close(&mut self, path: &[String], text: &str) -> Result<bool, ReadError>;
}

/// Walks a whole text; how many records there were.
///
/// # Errors
/// When it is no XML to its end, a record is too large, or the visitor stops.
pub(crate) fn walk(
    source: &str,
    first_line: Vec<u8>,
    text: impl BufRead,
    visitor: &mut impl Visit,
) -> Result<u64, ReadError> {
    let bounded = Bounded::new(Cursor::new(first_line).chain(text), LARGEST);
    let allowance = bounded.allowance();
    let mut xml = Reader::from_reader(BufReader::with_capacity(1 << 16, bounded));
    let (mut buffer, mut at, mut records) = (Vec::new(), Position::default(), 0);
    loop {
        buffer.clear();
        let event = xml.read_event_into(&mut buffer).map_err(|error| broken(source, records, &error))?;
        let ended = match event {
            Event::Start(tag) => at.open(&tag, visitor),
            Event::Empty(tag) => {
                at.open(&tag, visitor);
                at.close(visitor)?
            }
            Event::Text(text) => at.add(&text),
            Event::CData(text) => at.add(&text),
            Event::GeneralRef(name) => at.add(&resolved(&name)),
            Event::End(_) => at.close(visitor)?,
            Event::Eof => break,
            _ => false,
        };
        if ended {
            records += 1;
            allowance.renew();
        }
    }
    if at.path.is_empty() { Ok(records) } else { Err(cut(source, records)) }
}

/// Where the reader is.
#[derive(Default)]
struct Position {
    path: Vec<String>,
    text: String,
}

impl Position {
    fn open(&mut self, tag: &BytesStart<'_>, visitor: &mut impl Visit) -> bool {
        self.path.push(tag.local_name().as_ref().to_owned());
        self.text.clear();
        visitor.open(&self.path, tag);
        false
    }

    fn add(&mut self, text: &str) -> bool {
        self.text.push_str(text);
        false
    }

    fn close(&mut self, visitor: &mut impl Visit) -> Result<bool, ReadError> {
        let ended = visitor.close(&self.path, self.text.trim())?;
        self.path.pop();
        self.text.clear();
        Ok(ended)
    }
}

/// An attribute's value; empty without it.
pub(crate) fn attribute(tag: &BytesStart<'_>, name: &str) -> String {
    let Ok(Some(value)) = tag.try_get_attribute(name) else { return String::new() };
    quick_xml::escape::unescape(&value.value).map_or_else(|_| value.value.to_string(), Into::into)
}

/// The character that a reference such as `&amp;` or `&#252;` stands for.
fn resolved(name: &BytesRef<'_>) -> String {
    match name.resolve_char_ref() {
        Ok(Some(character)) => character.to_string(),
        _ => quick_xml::escape::resolve_predefined_entity(name).unwrap_or_default().to_owned(),
    }
}

fn broken(source: &str, records: u64, error: &quick_xml::Error) -> ReadError {
    if let quick_xml::Error::Io(error) = error {
        return unreadable(source, error).at(Place::Row(records + 1));
    }
    let what = format!("not valid XML: {error}");
    ReadError::new(Problem::Unreadable, source, what, "Export it again.").at(Place::Row(records + 1))
}

fn cut(source: &str, records: u64) -> ReadError {
    let what = "the file ends before its last element does";
    ReadError::new(Problem::Unreadable, source, what, "Export or download it again.").at(Place::Row(records + 1))
}
