//! Finds the records in JSON that is wrapped, paged or column-oriented.

use super::field::{Field, LISTS, meaning};
use super::fold::plain;
use serde_json::{Map, Value};

/// Names under which one object keeps all the records, likeliest first.
const WRAPPERS: [&str; 24] = [
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
    "source",
    "body",
    "attributes",
    "fields",
];
/// Of the names of items, those before this place are surely of items: codes.
const SURE: usize = 30;
/// Lists of a product, which are none of an order.
const OF_PRODUCT: [&str; 8] =
    ["variants", "variations", "children", "options", "relatedproducts", "crosssells", "upsells", "bundleitems"];
/// How deep records may lie.
const DEPTH: usize = 6;

/// The records of a value. An order with its list of items is one, and so is a line.
pub(super) fn records(mut value: Value) -> Vec<Value> {
    tidy(&mut value);
    unwrap(value, 0)
}

fn unwrap(value: Value, depth: usize) -> Vec<Value> {
    match value {
        Value::Array(list) => {
            let list = by_header(&list).unwrap_or(list);
            list.into_iter().flat_map(|element| unwrap(element, depth + 1)).collect()
        }
        Value::Object(object) => match by_id(&object).or_else(|| by_column(&object)).or_else(|| by_position(&object)) {
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

/// Lists and values as other programs write them become plain ones: `{"edges": [{"node": X}]}` and `{"nodes": [X]}` of GraphQL,
/// `{"object": "list", "data": [X]}` of Stripe, `{"$oid": "7"}` of MongoDB, `{"S": "7"}` of DynamoDB, items by key of Firebase.
fn tidy(value: &mut Value) {
    match value {
        Value::Array(list) => list.iter_mut().for_each(tidy),
        Value::Object(object) => {
            object.values_mut().for_each(tidy);
            if let Some(plain) = typed(object).or_else(|| connection(object)) {
                *value = plain;
                return;
            }
            let lists = object.iter_mut().filter(|(key, _)| LISTS.contains(&plain(key).as_str()));
            lists.for_each(|(_, items)| by_key(items));
        }
        _ => {}
    }
}

fn connection(object: &mut Map<String, Value>) -> Option<Value> {
    let stripe = object.get("object").and_then(Value::as_str) == Some("list");
    let nested = stripe && !object.get("data").and_then(Value::as_array)?.iter().any(is_order);
    let keys: &[&str] = if nested { &["data"] } else { &["edges", "nodes"] };
    let key = keys.iter().find(|key| object.get(**key).is_some_and(Value::is_array))?;
    let Some(Value::Array(list)) = object.remove(*key) else { return None };
    Some(Value::Array(list.into_iter().map(node).collect()))
}

/// The value of an object that only says of what type it is.
fn typed(object: &mut Map<String, Value>) -> Option<Value> {
    let key = object.keys().next().filter(|_| object.len() == 1)?.clone();
    let mongo = ["$oid", "$date", "$numberLong", "$numberInt", "$numberDecimal", "$numberDouble", "$uuid"];
    let dynamo = ["S", "N", "BOOL", "L", "M"];
    (mongo.contains(&key.as_str()) || dynamo.contains(&key.as_str())).then(|| object.remove(&key)).flatten()
}

/// Items by key, `{"CUP": {"quantity": 2}}`, as a list; the key is the item's code where the item names none.
fn by_key(items: &mut Value) {
    let Some(object) = items.as_object_mut().filter(|object| !object.is_empty()) else { return };
    let known = object.keys().any(|key| meaning(&plain(key)).is_some());
    if !known && object.values().all(|value| value.is_number() || value.is_string()) {
        let counted = |(code, count)| serde_json::json!({"sku": code, "quantity": count});
        *items = Value::Array(std::mem::take(object).into_iter().map(counted).collect());
        return;
    }
    if !object.values().all(Value::is_object) {
        return;
    }
    let named = |item: &Value| {
        item.as_object().is_some_and(|item| {
            item.keys().any(|key| meaning(&plain(key)).is_some_and(|(field, _)| field == Field::Item))
        })
    };
    let all_named = object.values().all(named);
    let own = |(key, mut item): (String, Value)| {
        if let Some(item) = item.as_object_mut().filter(|_| !all_named) {
            item.insert("sku".to_owned(), Value::String(key));
        }
        item
    };
    *items = Value::Array(std::mem::take(object).into_iter().map(own).collect());
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
        Value::Object(inner) => is_whole(inner) || inner.values().any(|value| value.is_array() || value.is_object()),
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

/// Whether an object says both which order and which item, or holds its items.
fn is_whole(object: &Map<String, Value>) -> bool {
    let named = |wanted| object.keys().any(|key| meaning(&plain(key)).is_some_and(|(field, _)| field == wanted));
    named(Field::Order) && (named(Field::Item) || list(object).is_some())
}

/// The list of items that an object holds itself: by its name, or by elements that say which item.
pub(super) fn list(object: &Map<String, Value>) -> Option<(&String, &Vec<Value>)> {
    let named = LISTS.iter().find_map(|list| {
        object.iter().find_map(|(key, value)| Some((key, value.as_array().filter(|_| plain(key) == *list)?)))
    });
    let says_item =
        |key: &String| meaning(&plain(key)).is_some_and(|(field, rank)| field == Field::Item && rank < SURE);
    let is_item = |element: &Value| element.as_object().is_some_and(|element| element.keys().any(says_item));
    let says_order = |key: &String| meaning(&plain(key)).is_some_and(|(field, _)| field == Field::Order);
    let own = object.iter().any(|(key, value)| says_order(key) && !value.is_array() && !value.is_object());
    let fits = |list: &&Vec<Value>| list.first().is_some_and(is_item) && (own || !list.iter().any(is_order));
    let other = || {
        let lists = object.iter().filter(|(key, _)| !OF_PRODUCT.contains(&plain(key).as_str()));
        lists.filter_map(|(key, value)| Some((key, value.as_array().filter(fits)?))).next()
    };
    let codes = || {
        object.iter().find_map(|(key, value)| {
            let scalars = |list: &&Vec<Value>| {
                !list.is_empty() && !list.iter().any(|value| value.is_array() || value.is_object())
            };
            Some((key, value.as_array().filter(|_| says_item(key)).filter(scalars)?))
        })
    };
    named.or_else(other).or_else(codes)
}

/// `[["order_id", "sku"], ["7", "A"]]`: a header, and rows.
fn by_header(list: &[Value]) -> Option<Vec<Value>> {
    let (header, rows) = list.split_first()?;
    let names: Vec<String> =
        header.as_array()?.iter().map(|name| name.as_str().map(str::to_owned)).collect::<Option<_>>()?;
    let known = names.iter().filter(|name| meaning(&plain(name)).is_some()).count();
    let row = |row: &Value| Some(Value::Object(names.iter().cloned().zip(row.as_array()?.iter().cloned()).collect()));
    if known > 1 && !rows.is_empty() { rows.iter().map(row).collect() } else { None }
}

/// Orders by their id, as Firebase keeps them: `{"1000": {"items": […]}}`, `{"1000": [{"sku": "A"}]}`.
fn by_id(object: &Map<String, Value>) -> Option<Vec<Value>> {
    let is_list = |value: &Value| value.as_array().is_some_and(|items| !items.is_empty() && items.iter().all(is_line));
    let is_one = |value: &Value| value.as_object().is_some_and(|value| list(value).is_some() || is_whole(value));
    let known = object.keys().any(|key| {
        meaning(&plain(key)).is_some()
            || LISTS.contains(&plain(key).as_str())
            || WRAPPERS.contains(&plain(key).as_str())
    });
    if known || object.is_empty() || !object.values().all(|value| is_list(value) || is_one(value)) {
        return None;
    }
    let order = |(id, value): (&String, &Value)| {
        let mut order = match value {
            Value::Object(order) => order.clone(),
            items => Map::from_iter([("items".to_owned(), items.clone())]),
        };
        let own = order.iter().any(|(key, value)| {
            !value.is_array()
                && (plain(key) == "id" || meaning(&plain(key)).is_some_and(|(field, _)| field == Field::Order))
        });
        if !own {
            order.insert("order_id".to_owned(), Value::String(id.clone()));
        }
        Value::Object(order)
    };
    let mut orders: Vec<(&String, &Value)> = object.iter().collect();
    orders.sort_by_key(|(id, _)| id.parse::<u64>().unwrap_or(u64::MAX));
    Some(orders.into_iter().map(order).collect())
}

/// Whether an element names an item and no order.
fn is_line(element: &Value) -> bool {
    let says = |wanted: Field| {
        element
            .as_object()
            .is_some_and(|line| line.keys().any(|key| meaning(&plain(key)).is_some_and(|(field, _)| field == wanted)))
    };
    says(Field::Item) && !says(Field::Order)
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
    let columns =
        ["columns", "meta", "header", "headers", "fields"].iter().find_map(|key| object.get(*key)?.as_array())?;
    let names: Vec<String> = columns.iter().map(name).collect::<Option<_>>()?;
    let rows = ["data", "rows", "values"].iter().find_map(|key| object.get(*key)?.as_array())?;
    rows.first().filter(|row| row.is_array())?;
    let record = |row: &Value| {
        let cells = row.as_array().into_iter().flatten().cloned();
        Value::Object(names.iter().cloned().zip(cells).collect())
    };
    Some(rows.iter().map(record).collect())
}
