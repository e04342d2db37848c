//! Reads values as PHP's `serialize` writes them, which shops keep in their tables: `a:1:{s:3:"sku";s:3:"CUP";}`.

use serde_json::{Map, Number, Value};

/// How deep arrays may lie in one another.
const DEPTH: usize = 32;

/// Whether a text begins and ends as an array does.
pub(super) fn is_array(text: &str) -> bool {
    let digits = text.strip_prefix("a:").and_then(|rest| rest.split_once(":{")).map(|(digits, _)| digits);
    text.ends_with('}') && digits.is_some_and(|digits| !digits.is_empty() && digits.bytes().all(|b| b.is_ascii_digit()))
}

/// The value that a text holds; lists become arrays, other arrays and objects become objects.
pub(super) fn value(text: &str) -> Option<Value> {
    let mut rest = text;
    let value = read(&mut rest, DEPTH)?;
    rest.trim().is_empty().then_some(value)
}

fn read(rest: &mut &str, depth: usize) -> Option<Value> {
    let kind = rest.chars().next()?;
    if kind == 'N' {
        *rest = rest.strip_prefix("N;")?;
        return Some(Value::Null);
    }
    *rest = rest.get(1..)?.strip_prefix(':')?;
    match kind {
        's' => text(rest).map(Value::String),
        'i' => Some(Value::from(until(rest, ';')?.parse::<i64>().ok()?)),
        'd' => Some(Number::from_f64(until(rest, ';')?.parse().ok()?).map_or(Value::Null, Value::Number)),
        'b' => Some(Value::Bool(until(rest, ';')? == "1")),
        'a' => array(rest, depth.checked_sub(1)?),
        'O' => {
            // The name of its class.
            until(rest, '{').and_then(|head| head.rsplit_once("\":"))?;
            entries(rest, depth.checked_sub(1)?).map(object)
        }
        _ => None,
    }
}

/// What stands before a sign, which is taken too.
fn until<'t>(rest: &mut &'t str, sign: char) -> Option<&'t str> {
    let (before, after) = rest.split_once(sign)?;
    *rest = after;
    Some(before)
}

/// `3:"sku";`: the length counts bytes, and is wrong where an export changed the text.
fn text(rest: &mut &str) -> Option<String> {
    let length: usize = until(rest, ':')?.parse().ok()?;
    let inside = rest.strip_prefix('"')?;
    let stated = inside.get(..length).filter(|_| inside.get(length..).is_some_and(|end| end.starts_with("\";")));
    let text = stated.or_else(|| inside.split_once("\";").map(|(text, _)| text))?;
    *rest = inside.get(text.len() + 2..)?;
    Some(text.to_owned())
}

fn array(rest: &mut &str, depth: usize) -> Option<Value> {
    until(rest, '{')?;
    let entries = entries(rest, depth)?;
    let is_list = entries.iter().all(|(key, _)| key.is_number());
    Some(if is_list { Value::Array(entries.into_iter().map(|(_, value)| value).collect()) } else { object(entries) })
}

fn entries(rest: &mut &str, depth: usize) -> Option<Vec<(Value, Value)>> {
    let mut entries = Vec::new();
    while !rest.starts_with('}') {
        let key = read(rest, 0)?;
        entries.push((key, read(rest, depth)?));
    }
    *rest = rest.get(1..)?;
    Some(entries)
}

fn object(entries: Vec<(Value, Value)>) -> Value {
    let name = |key: Value| key.as_str().map_or_else(|| key.to_string(), str::to_owned);
    Value::Object(entries.into_iter().map(|(key, value)| (name(key), value)).collect::<Map<_, _>>())
}

#[cfg(test)]
mod tests {
    use super::{is_array, value};
    use serde_json::json;

    #[test]
    fn arrays_become_lists_or_objects() {
        let text = r#"a:2:{i:0;a:3:{s:3:"sku";s:5:"A-"1";s:3:"qty";i:2;s:5:"price";d:1.5;}i:1;a:1:{s:3:"sku";N;}}"#;
        assert!(is_array(text));
        assert_eq!(value(text), Some(json!([{"sku": "A-\"1", "qty": 2, "price": 1.5}, {"sku": null}])));
        assert_eq!(value(r#"O:8:"stdClass":1:{s:3:"sku";s:4:"Café";}"#), Some(json!({"sku": "Café"})));
        assert_eq!(value("a:0:{}"), Some(json!([])));
    }

    #[test]
    fn what_is_cut_or_endless_is_no_value() {
        for text in ["a:1:{i:0;", "a:1:{i:0;s:9:\"A", "s:3:\"A\"", "i:1;i:2;", "x", ""] {
            assert_eq!(value(text), None, "{text}");
        }
        assert_eq!(value(&"a:1:{i:0;".repeat(100_000)), None);
        assert!(!is_array("a: {b}"));
    }
}
