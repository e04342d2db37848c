//! Reads order lines from JSON records, flat or with a list of items in each; never needs to know the platform.

use super::columns::{ColumnMap, FIELDS, Field, meaning, missing, plain};
use super::error::{Place, Problem, ReadError};
use super::gather::Gather;
use super::records;
use super::row;
use hashbrown::HashMap;
use serde_json::{Map, Value};
use std::io::BufRead;

/// Names under which a record keeps its items.
const LISTS: [&str; 9] =
    ["items", "lineitems", "lines", "products", "orderlines", "orderitems", "basket", "cart", "skus"];
/// Names under which one object keeps all the records.
const WRAPPERS: [&str; 4] = ["orders", "data", "results", "records"];
/// How deep an id may lie, as in `customer.id`.
const DEPTH: usize = 3;

/// Reads all records of one source.
pub(super) fn read(
    source: &str,
    first_line: Vec<u8>,
    text: impl BufRead,
    gather: &mut Gather,
) -> Result<(), ReadError> {
    let mut keys = Keys::new(&gather.options.columns);
    let before = gather.report.lines;
    records::read(source, first_line, text, |place, record: Result<Value, String>| match record {
        Ok(Value::Object(record)) => push_record(source, place, &record, &mut keys, gather),
        Ok(other) => gather.bad_row(bad(source, place, format!("expected an object, found {}", kind(&other)))),
        Err(what) => gather.bad_row(bad(source, place, what)),
    })?;
    if gather.report.lines == before {
        return Err(ReadError::new(Problem::Empty, source, "there is no record", "Export the orders again."));
    }
    keys.complain_if_missing(source, gather.report.dropped(super::Dropped::Bad) == gather.report.lines - before)?;
    gather.report.use_columns(keys.found());
    Ok(())
}

fn push_record(
    source: &str,
    place: Place,
    record: &Map<String, Value>,
    keys: &mut Keys,
    gather: &mut Gather,
) -> Result<(), ReadError> {
    if let Some(records) = wrapped(record) {
        for record in records.iter().filter_map(Value::as_object) {
            push_record(source, place, record, keys, gather)?;
        }
        return Ok(());
    }
    let mut order = Fields::default();
    order.collect(record, "", 0, keys);
    match items(record) {
        None => push_line(source, place, &order, keys, gather),
        Some(items) => {
            for item in items {
                let mut fields = order.clone();
                match item {
                    Value::Object(item) => fields.collect(item, "", 0, keys),
                    code => fields.set(Field::Item, 0, scalar(code)),
                }
                push_line(source, place, &fields, keys, gather)?;
            }
            Ok(())
        }
    }
}

/// The records of an object that is nothing but their wrapper, as a web API answers.
fn wrapped(record: &Map<String, Value>) -> Option<&Vec<Value>> {
    let list = |(key, value): (&String, &'_ Value)| WRAPPERS.contains(&plain(key).as_str()) && value.is_array();
    let key = record.iter().find(|&(key, value)| list((key, value)))?.0;
    record.get(key)?.as_array().filter(|records| records.first().is_none_or(Value::is_object))
}

/// The list of items in a record.
fn items(record: &Map<String, Value>) -> Option<&Vec<Value>> {
    let key = record.iter().find(|(key, value)| value.is_array() && LISTS.contains(&plain(key).as_str()))?.0;
    record.get(key)?.as_array()
}

fn push_line(source: &str, place: Place, fields: &Fields, keys: &Keys, gather: &mut Gather) -> Result<(), ReadError> {
    match row::line(&mut gather.dates, |field| fields.text(field)) {
        Ok(line) => {
            gather.push(&line);
            Ok(())
        }
        Err(trouble) => gather.bad_row(trouble.place(source, place, |field| keys.name(field))),
    }
}

fn bad(source: &str, place: Place, what: String) -> ReadError {
    ReadError::new(Problem::BadRow, source, what, "Correct the record, or name the right columns with --map.").at(place)
}

fn kind(value: &Value) -> &'static str {
    match value {
        Value::Null => "null",
        Value::Bool(_) => "true or false",
        Value::Number(_) => "a number",
        Value::String(_) => "a string",
        Value::Array(_) => "an array",
        Value::Object(_) => "an object",
    }
}

fn scalar(value: &Value) -> Option<String> {
    match value {
        Value::String(text) => Some(text.clone()),
        Value::Number(number) => Some(number.to_string()),
        Value::Bool(yes) => Some(yes.to_string()),
        _ => None,
    }
}

/// The text of each field of a line, and how likely the key it came from.
#[derive(Default, Clone)]
struct Fields {
    texts: [Option<(usize, String)>; FIELDS],
}

impl Fields {
    /// Takes what an object says; an item's own word counts more than its order's.
    fn collect(&mut self, object: &Map<String, Value>, path: &str, depth: usize, keys: &mut Keys) {
        let mut own = Self::default();
        own.walk(object, path, depth, keys);
        for (text, own) in self.texts.iter_mut().zip(own.texts) {
            if own.is_some() {
                *text = own;
            }
        }
    }

    fn walk(&mut self, object: &Map<String, Value>, path: &str, depth: usize, keys: &mut Keys) {
        for (key, value) in object {
            let path = if path.is_empty() { key.clone() } else { format!("{path}.{key}") };
            match value {
                Value::Object(inner) if depth + 1 < DEPTH => self.walk(inner, &path, depth + 1, keys),
                Value::Object(_) | Value::Array(_) | Value::Null => {}
                value => {
                    if let Some((field, rank)) = keys.meaning(&path) {
                        self.set(field, rank, scalar(value));
                    }
                }
            }
        }
    }

    fn set(&mut self, field: Field, rank: usize, text: Option<String>) {
        let old = &mut self.texts[field as usize];
        if let Some(text) = text
            && old.as_ref().is_none_or(|(known, _)| rank < *known)
        {
            *old = Some((rank, text));
        }
    }

    fn text(&self, field: Field) -> Option<&[u8]> {
        self.texts[field as usize].as_ref().map(|(_, text)| text.as_bytes())
    }
}

/// What each key means, looked up once a key.
struct Keys {
    map: ColumnMap,
    known: HashMap<String, Option<(Field, usize)>>,
    seen: Vec<String>,
    names: [Option<(usize, String)>; FIELDS],
}

impl Keys {
    fn new(map: &ColumnMap) -> Self {
        Self { map: map.clone(), known: HashMap::new(), seen: Vec::new(), names: [const { None }; FIELDS] }
    }

    fn meaning(&mut self, path: &str) -> Option<(Field, usize)> {
        if let Some(&meaning) = self.known.get(path) {
            return meaning;
        }
        let meaning = self.look_up(path);
        self.known.insert(path.to_owned(), meaning);
        self.seen.push(path.to_owned());
        if let Some((field, rank)) = meaning {
            let name = &mut self.names[field as usize];
            if name.as_ref().is_none_or(|(known, _)| rank < *known) {
                *name = Some((rank, path.to_owned()));
            }
        }
        meaning
    }

    /// By the user's map, which silences the usual names of a field; else by the usual names.
    fn look_up(&self, path: &str) -> Option<(Field, usize)> {
        if let Some(field) = Field::ALL.into_iter().find(|&field| self.map.named(field) == Some(path)) {
            return Some((field, 0));
        }
        let (field, rank) = meaning(&plain(path))?;
        let silenced = self.map.named(field).is_some() || (field == Field::Title);
        (!silenced).then_some((field, rank + 1))
    }

    fn name(&self, field: Field) -> String {
        self.names[field as usize].as_ref().map_or_else(String::new, |(_, name)| name.clone())
    }

    fn found(&self) -> impl Iterator<Item = (&str, &str)> {
        let named = Field::ALL.into_iter().filter_map(|field| Some((field, self.names[field as usize].as_ref()?)));
        named.map(|(field, (_, name))| (field.map_name(), name.as_str()))
    }

    /// An error when no record ever had an order id, or an item code.
    fn complain_if_missing(&self, source: &str, nothing_read: bool) -> Result<(), ReadError> {
        let found = |field: Field| self.names[field as usize].as_ref().map(|(_, name)| name.as_str());
        let lists_of_codes = found(Field::Item).is_none() && !nothing_read;
        let needed: &[Field] = if lists_of_codes { &[Field::Order] } else { &[Field::Order, Field::Item] };
        if nothing_read || needed.iter().all(|&field| found(field).is_some()) {
            return Ok(());
        }
        Err(missing(&[Field::Order, Field::Item], &self.seen.join(", "), source, found))
    }
}
