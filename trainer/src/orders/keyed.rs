//! Looks values up in JSON objects by names without case and signs, as senders of events write them.

use super::fold::plain;
use super::scalar::Scalar;
use serde_json::{Map, Value};

/// The first value that is there, under the first of the names that has one; empty without.
pub(super) fn scalar(object: &Map<String, Value>, names: &[&str]) -> Scalar {
    let text = |value: &Value| match value {
        Value::String(text) => Some(text.clone()),
        Value::Number(number) => Some(number.to_string()),
        _ => None,
    };
    let found = names.iter().find_map(|name| of(object, name).and_then(text).filter(|text| !text.trim().is_empty()));
    Scalar(found.unwrap_or_default())
}

/// The list under the first of the names that has one.
pub(super) fn list<'v>(object: &'v Map<String, Value>, names: &[&str]) -> &'v [Value] {
    names.iter().find_map(|name| of(object, name)?.as_array()).map(Vec::as_slice).unwrap_or_default()
}

/// The object under a name.
pub(super) fn object<'v>(object: &'v Map<String, Value>, name: &str) -> Option<&'v Map<String, Value>> {
    of(object, name)?.as_object()
}

fn of<'v>(object: &'v Map<String, Value>, name: &str) -> Option<&'v Value> {
    object.get(name).or_else(|| object.iter().find(|(key, _)| plain(key) == name).map(|(_, value)| value))
}
