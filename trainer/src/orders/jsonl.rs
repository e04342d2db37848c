//! Reads order lines from JSON records, flat or with a list of items.

use super::columns::Field;
use super::constants::Constants;
use super::error::{Place, Problem, ReadError};
use super::field::{OF_ITEM, OF_RECORD, meaning};
use super::fold::plain;
use super::gather::Gather;
use super::table::{Cell, Table};
use super::{json_shape, records, refunds};
use hashbrown::HashMap;
use serde_json::{Map, Value};
use std::io::BufRead;

/// How deep a value may lie, as in `customer.id`.
const DEPTH: usize = 4;

/// Reads all records of one source.
pub(super) fn read(
    source: &str,
    first_line: Vec<u8>,
    text: impl BufRead,
    constants: Constants,
    gather: &mut Gather,
) -> Result<(), ReadError> {
    let mut flat = Flat::new(source, constants);
    records::read(source, first_line, text, |place, record: Result<Value, String>| match record {
        Ok(value) => flat.take(place, value, gather),
        Err(what) => gather.bad_row(bad(source, place, what)),
    })?;
    flat.finish(gather)
}

/// Makes rows of records: a column a path, a row an item.
pub(super) struct Flat<'s> {
    source: &'s str,
    table: Table<'s>,
    columns: HashMap<String, usize>,
    /// The last record that others may call their parent: its id and its own cells.
    parent: (String, Vec<Cell>),
    /// The names of columns, where rows are arrays under an array of names.
    header: Option<Value>,
    records: u64,
}

/// Where a value lies: what it may be known by depends on it.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Level {
    /// In a record without a list.
    Line,
    /// In a record with a list of items, or in an object round the list.
    Order,
    /// In an element of the list.
    Item,
}

impl<'s> Flat<'s> {
    pub(super) fn new(source: &'s str, constants: Constants) -> Self {
        Self {
            source,
            table: Table::new(source, constants),
            columns: HashMap::new(),
            parent: (String::new(), Vec::new()),
            header: None,
            records: 0,
        }
    }

    /// Takes in the records of a value.
    pub(super) fn take(&mut self, place: Place, value: Value, gather: &mut Gather) -> Result<(), ReadError> {
        if !value.is_object() && !value.is_array() {
            self.records += 1;
            let what = format!("expected an object, found {}", kind(&value));
            return gather.bad_row(bad(self.source, place, what));
        }
        let value = match value {
            Value::Array(row) if row.iter().all(|cell| !cell.is_array() && !cell.is_object()) && !row.is_empty() => {
                let Some(header) = self.header.clone() else {
                    self.header = Some(Value::Array(row));
                    return Ok(());
                };
                Value::Array(vec![header, Value::Array(row)])
            }
            other => other,
        };
        for record in json_shape::records(value) {
            self.records += 1;
            match record {
                Value::Object(record) => self.record(place, &record, gather)?,
                other => {
                    let what = format!("expected an object, found {}", kind(&other));
                    gather.bad_row(bad(self.source, place, what))?;
                }
            }
        }
        Ok(())
    }

    /// Takes in what is left; an error where there was nothing.
    pub(super) fn finish(self, gather: &mut Gather) -> Result<(), ReadError> {
        if self.records == 0 {
            return Err(ReadError::new(Problem::Empty, self.source, "there is no record", "Export the orders again."));
        }
        self.table.finish(gather)
    }

    fn record(&mut self, place: Place, record: &Map<String, Value>, gather: &mut Gather) -> Result<(), ReadError> {
        if let Some(parent) = record.get("__parentId").and_then(Value::as_str) {
            return self.child(place, parent.to_owned(), record, gather);
        }
        let mut row = Vec::new();
        let Some((path, lists)) = lists(record, "", 0) else {
            if is_parent(record) {
                self.walk(record, "", "", Level::Order, 0, &mut row, gather);
                self.parent = (record.get("id").and_then(scalar).unwrap_or_default(), row);
                return Ok(());
            }
            self.walk(record, "", "", Level::Line, 0, &mut row, gather);
            return self.table.push(place, row, gather);
        };
        let holder = path.rsplit_once('.').map_or("", |(holder, _)| holder);
        self.walk(record, "", holder, Level::Order, 0, &mut row, gather);
        let refunded = refunds::by_line(record);
        for item in lists {
            let mut own = row.clone();
            match item {
                Value::Object(item) => {
                    self.walk(item, &path, &path, Level::Item, 0, &mut own, gather);
                    if let Some(count) = refunds::of(item, &refunded) {
                        self.set(&format!("{path}.refunded_quantity"), Vec::new(), Some(count), &mut own, gather);
                    }
                }
                code => self.set(&path, vec![format!("{OF_ITEM}code")], scalar(code), &mut own, gather),
            }
            self.table.push(place, own, gather)?;
        }
        Ok(())
    }

    /// A record that names its parent, as the lines of Shopify's bulk export do.
    fn child(
        &mut self,
        place: Place,
        parent: String,
        record: &Map<String, Value>,
        gather: &mut Gather,
    ) -> Result<(), ReadError> {
        let mut row = if self.parent.0 == parent { self.parent.1.clone() } else { Vec::new() };
        self.walk(record, "line", "line", Level::Item, 0, &mut row, gather);
        self.set("__parentId", vec!["orderid".to_owned()], Some(parent), &mut row, gather);
        self.table.push(place, row, gather)
    }

    /// Sets a row's cells from an object. `base` is the path of the object that names are taken from.
    #[expect(clippy::too_many_arguments, reason = "one walk over a tree, with where it is and what it fills")]
    fn walk(
        &mut self,
        object: &Map<String, Value>,
        path: &str,
        base: &str,
        level: Level,
        depth: usize,
        row: &mut Vec<Cell>,
        gather: &Gather,
    ) {
        for (key, value) in object {
            let path = if path.is_empty() { key.clone() } else { format!("{path}.{key}") };
            match value {
                Value::Object(inner) if depth + 1 < DEPTH => {
                    self.walk(inner, &path, base, level, depth + 1, row, gather);
                }
                Value::Object(_) | Value::Array(_) => {}
                value => {
                    let keys = if self.columns.contains_key(&path) { Vec::new() } else { keys(&path, base, level) };
                    self.set(&path, keys, scalar(value), row, gather);
                }
            }
        }
    }

    fn set(&mut self, path: &str, keys: Vec<String>, text: Option<String>, row: &mut Vec<Cell>, gather: &Gather) {
        let at = match self.columns.get(path) {
            Some(&at) => at,
            None => {
                let at = self.table.column(path.to_owned(), keys, gather);
                self.columns.insert(path.to_owned(), at);
                at
            }
        };
        if row.len() <= at {
            row.resize(at + 1, None);
        }
        row[at] = text.map(String::into_bytes);
    }
}

/// What a value may be known by, in plain form.
fn keys(path: &str, base: &str, level: Level) -> Vec<String> {
    let own = path.strip_prefix(base).map_or(path, |own| own.trim_start_matches('.'));
    let mut keys = vec![plain(path), plain(own)];
    match level {
        Level::Line => keys.extend(of_money(&own.split('.').collect::<Vec<_>>())),
        Level::Order => {
            // What a record says of number and price is about all its items.
            keys.retain(|key| {
                !meaning(key).is_some_and(|(field, _)| {
                    matches!(field, Field::Item | Field::Quantity | Field::Price | Field::Title)
                })
            });
            keys.push(format!("{OF_RECORD}{}", plain(own)));
        }
        Level::Item => {
            let parts: Vec<&str> = own.split('.').collect();
            let tails = (1..parts.len()).map(|from| plain(&parts[from..].concat()));
            keys.remove(0);
            keys.extend(tails);
            keys.extend(of_money(&parts));
            keys.push(format!("{OF_ITEM}{}", plain(own)));
        }
    }
    keys
}

/// What holds an amount of money, as in `price.shopMoney.amount`.
fn of_money(parts: &[&str]) -> Option<String> {
    const MONEY: [&str; 6] = ["amount", "value", "shopmoney", "gross", "net", "centamount"];
    let last = parts.iter().rposition(|part| !MONEY.contains(&plain(part).as_str()))?;
    let held = parts.get(last).filter(|_| last + 1 < parts.len())?;
    Some(plain(held)).filter(|name| meaning(name).is_some_and(|(field, _)| field == Field::Price))
}

/// The path of the list of items in a record, and its elements; those of several lists, one a parcel, together.
fn lists<'v>(record: &'v Map<String, Value>, path: &str, depth: usize) -> Option<(String, Vec<&'v Value>)> {
    let below = |key: &String| if path.is_empty() { key.clone() } else { format!("{path}.{key}") };
    if let Some((key, list)) = json_shape::list(record) {
        return Some((below(key), list.iter().collect()));
    }
    if depth + 1 >= DEPTH {
        return None;
    }
    let inner = |(key, value): (&String, &'v Value)| match value {
        Value::Object(inner) => lists(inner, &below(key), depth + 1),
        Value::Array(several) => {
            let found: Vec<_> = several
                .iter()
                .filter_map(Value::as_object)
                .filter_map(|one| lists(one, &below(key), depth + 1))
                .collect();
            let path = found.first().map(|(path, _)| path.clone())?;
            Some((path, found.into_iter().flat_map(|(_, list)| list).collect()))
        }
        _ => None,
    };
    record.iter().find_map(inner)
}

/// Whether a record is an order whose lines follow as records of their own.
fn is_parent(record: &Map<String, Value>) -> bool {
    record.get("id").and_then(Value::as_str).is_some_and(|id| id.starts_with("gid://") && id.contains("/Order/"))
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
