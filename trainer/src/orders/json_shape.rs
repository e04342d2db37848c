//! Finds the records in JSON that is wrapped, paged or column-oriented.

use super::field::{Field, LISTS, meaning};
use super::fold::plain;
use serde_json::{Map, Value};

/// Names under which one object keeps all the records, likeliest first.
const WRAPPERS: [&str; 20] = [
    "orders",
    "data",
    "results",
    "records",
    "items",
    "nodes",
    "edges",
    "rows",
    "value",
    "list",
    "content",
    "response",
    "result",
    "payload",
    "documents",
    "docs",
    "hits",
    "member",
    "hydramember",
    "embedded",
];
/// How deep records may lie.
const DEPTH: usize = 6;

/// The records of a value. An order with its list of items is one, and so is a line.
pub(super) fn records(mut value: Value) -> Vec<Value> {
    connections(&mut value);
    unwrap(value, 0)
}

fn unwrap(value: Value, depth: usize) -> Vec<Value> {
    match value {
        Value::Array(list) => list.into_iter().flat_map(|element| unwrap(element, depth + 1)).collect(),
        Value::Object(object) => match by_column(&object).or_else(|| by_position(&object)) {
            Some(records) => records,
            None => match wrapped(&object).filter(|_| depth < DEPTH) {
                Some(key) => unwrap(take(object, &key), depth + 1),
                None => vec![Value::Object(object)],
            },
        },
        other => vec![other],
    }
}

fn take(mut object: Map<String, Value>, key: &str) -> Value {
    object.remove(key).unwrap_or_default()
}

/// `{"edges": [{"node": X}]}` and `{"nodes": [X]}`, as GraphQL writes lists, become lists.
fn connections(value: &mut Value) {
    match value {
        Value::Array(list) => list.iter_mut().for_each(connections),
        Value::Object(object) => {
            object.values_mut().for_each(connections);
            let key = ["edges", "nodes"].into_iter().find(|key| object.get(*key).is_some_and(Value::is_array));
            if let Some(Value::Array(list)) = key.and_then(|key| object.remove(key)) {
                *value = Value::Array(list.into_iter().map(node).collect());
            }
        }
        _ => {}
    }
}

fn node(edge: Value) -> Value {
    match edge {
        Value::Object(mut edge) if edge.contains_key("node") => edge.remove("node").unwrap_or_default(),
        other => other,
    }
}

/// The key under which an object that is no record itself keeps them.
fn wrapped(object: &Map<String, Value>) -> Option<String> {
    if is_record(object) {
        return None;
    }
    let holds = |value: &Value| match value {
        Value::Array(list) => list.iter().any(Value::is_object),
        Value::Object(inner) => inner.values().any(|value| value.is_array() || value.is_object()),
        _ => false,
    };
    let named = WRAPPERS.iter().find_map(|wrapper| {
        object
            .iter()
            .find(|(key, value)| plain(key) == *wrapper && (holds(value) || value.is_array()))
            .map(|(key, _)| key)
    });
    let longest = || {
        let lists = object.iter().filter(|(_, value)| holds(value));
        lists.max_by_key(|(_, value)| value.as_array().map_or(0, Vec::len)).map(|(key, _)| key)
    };
    named.or_else(longest).cloned()
}

/// Whether an object is an order or a line: it says which, or it holds items that are no orders.
fn is_record(object: &Map<String, Value>) -> bool {
    let named = |wanted: Field| {
        let is = |(key, value): (&String, &Value)| {
            !value.is_object() && !value.is_array() && meaning(&plain(key)).is_some_and(|(field, _)| field == wanted)
        };
        object.iter().any(is)
    };
    let own_id = ["id", "__parentId", "code", "number", "name"]
        .iter()
        .any(|key| object.get(*key).is_some_and(|v| !v.is_array() && !v.is_object()));
    match list(object) {
        Some((_, elements)) => named(Field::Order) || own_id || !elements.iter().any(is_order),
        None => named(Field::Order) || named(Field::Item) || (own_id && !object.values().any(Value::is_array)),
    }
}

/// Whether an element of a list is itself an order.
fn is_order(element: &Value) -> bool {
    element.as_object().is_some_and(|element| {
        list(element).is_some()
            || element.keys().any(|key| meaning(&plain(key)).is_some_and(|(field, _)| field == Field::Order))
    })
}

/// The list of items that an object holds itself.
pub(super) fn list(object: &Map<String, Value>) -> Option<(&String, &Vec<Value>)> {
    LISTS.iter().find_map(|list| {
        object.iter().find_map(|(key, value)| Some((key, value.as_array().filter(|_| plain(key) == *list)?)))
    })
}

/// `{"order_id": {"0": 7}, "sku": {"0": "A"}}` or `{"order_id": [7], "sku": ["A"]}`: a data frame by column; and by row,
/// `{"0": {"order_id": 7}}`.
fn by_column(object: &Map<String, Value>) -> Option<Vec<Value>> {
    let known = |key: &String| meaning(&plain(key)).is_some();
    let columns = object.len() > 1 && object.keys().any(known);
    let scalars = |value: &Value| !value.is_array() && !value.is_object();
    if columns && object.values().all(|value| value.as_object().is_some_and(|cells| cells.values().all(scalars))) {
        let mut rows: Vec<&String> = object.values().next()?.as_object()?.keys().collect();
        rows.sort_by_key(|row| row.parse::<u64>().unwrap_or(u64::MAX));
        let cell = |value: &Value, row: &str| value.get(row).cloned().unwrap_or_default();
        return Some(rows.iter().map(|row| record(object, |value| cell(value, row))).collect());
    }
    if columns && object.values().all(|value| value.as_array().is_some_and(|cells| cells.iter().all(scalars))) {
        let rows = object.values().filter_map(Value::as_array).map(Vec::len).max()?;
        let cell = |value: &Value, row: usize| value.get(row).cloned().unwrap_or_default();
        return Some((0..rows).map(|row| record(object, |value| cell(value, row))).collect());
    }
    let numbered = object.keys().all(|key| key.bytes().all(|byte| byte.is_ascii_digit()));
    let by_row = numbered && !object.is_empty() && object.values().all(Value::is_object);
    let mut rows: Vec<(&String, &Value)> = object.iter().collect();
    rows.sort_by_key(|(row, _)| row.parse::<u64>().unwrap_or(u64::MAX));
    by_row.then(|| rows.into_iter().map(|(_, record)| record.clone()).collect())
}

fn record(columns: &Map<String, Value>, cell: impl Fn(&Value) -> Value) -> Value {
    Value::Object(columns.iter().map(|(name, column)| (name.clone(), cell(column))).collect())
}

/// `{"columns": […], "data": [[…]]}` of pandas, `{"meta": [{"name": …}], "data": [[…]]}` of ClickHouse.
fn by_position(object: &Map<String, Value>) -> Option<Vec<Value>> {
    let name = |column: &Value| column.get("name").unwrap_or(column).as_str().map(str::to_owned);
    let columns = object.get("columns").or_else(|| object.get("meta"))?.as_array()?;
    let names: Vec<String> = columns.iter().map(name).collect::<Option<_>>()?;
    let rows = object.get("data")?.as_array().filter(|rows| rows.first().is_some_and(Value::is_array))?;
    let record = |row: &Value| {
        let cells = row.as_array().into_iter().flatten().cloned();
        Value::Object(names.iter().cloned().zip(cells).collect())
    };
    Some(rows.iter().map(record).collect())
}
