//! Turns rows of tables into events as JSON: a column is a field, lists are JSON text or nested; never guesses a column.

use serde_json::{Map, Value};

/// Fields whose text is JSON.
const NESTED: [&str; 9] = ["arms", "experiments", "items", "cart", "policy", "before", "hints", "lines", "events"];
/// Fields, at any depth, whose text is a number.
const NUMBERS: [&str; 13] = [
    "v",
    "seq",
    "time",
    "received",
    "queued",
    "position",
    "quantity",
    "price",
    "eps",
    "orders",
    "value",
    "views",
    "candidates",
];
/// Fields, at any depth, whose text is true or false.
const TRUTHS: [&str; 4] = ["shown", "pointer", "headless", "shuffled"];

/// The event of a row. Empty cells are left out.
pub(super) fn event(cells: impl Iterator<Item = (String, Value)>) -> Value {
    let filled = cells.filter(|(_, value)| !matches!(value, Value::Null) && value != "");
    Value::Object(filled.map(|(name, value)| (name.clone(), cell(&name, value))).collect())
}

fn cell(name: &str, value: Value) -> Value {
    match value {
        Value::String(text) if NESTED.contains(&name) => {
            let parsed = serde_json::from_str(&text).ok();
            parsed.map_or_else(|| Value::String(text), |value| typed(name, value))
        }
        value => typed(name, value),
    }
}

/// A value whose texts are of the kind that the format has; what cannot be so is left, and refused as an event.
fn typed(name: &str, value: Value) -> Value {
    match value {
        Value::String(text) if NUMBERS.contains(&name) => number(&text).unwrap_or(Value::String(text)),
        Value::String(text) if TRUTHS.contains(&name) => match text.to_ascii_lowercase().as_str() {
            "true" | "t" | "1" => Value::Bool(true),
            "false" | "f" | "0" => Value::Bool(false),
            _ => Value::String(text),
        },
        Value::Array(values) => Value::Array(values.into_iter().map(|value| typed(name, value)).collect()),
        Value::Object(fields) => {
            let fields = fields.into_iter().filter(|(_, value)| !value.is_null());
            let typed = fields.map(|(key, value)| {
                // An experiment may be called as a field is.
                let value = if name == "arms" { value } else { typed(&key, value) };
                (key, value)
            });
            Value::Object(typed.collect::<Map<_, _>>())
        }
        value => value,
    }
}

fn number(text: &str) -> Option<Value> {
    let text = text.trim();
    if let Ok(whole) = text.parse::<i64>() {
        return Some(whole.into());
    }
    let number = text.parse::<f64>().ok().filter(|number| number.is_finite())?;
    // A table with an empty cell in a column of whole numbers may have them as 12.0.
    let whole = number.fract() == 0.0 && number.abs() < 9e15;
    if whole { Some((number as i64).into()) } else { serde_json::Number::from_f64(number).map(Value::Number) }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn cells_become_what_the_format_has() {
        let cells = [
            ("seq", json!("12.0")),
            ("device", json!("7")),
            ("arms", json!("{\"seq\": \"1\"}")),
            ("items", json!("[\"1\", \"A\"]")),
            ("lines", json!([{"sku": "1", "quantity": "2", "price": "9.95"}])),
            ("shown", json!("TRUE")),
            ("queued", json!("")),
        ];
        let found = event(cells.into_iter().map(|(name, value)| (name.to_owned(), value)));
        let wanted = json!({
            "seq": 12, "device": "7", "arms": {"seq": "1"}, "items": ["1", "A"], "shown": true,
            "lines": [{"sku": "1", "quantity": 2, "price": 9.95}],
        });
        assert_eq!(found, wanted);
    }
}
