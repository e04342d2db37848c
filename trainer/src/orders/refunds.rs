//! Finds how many of each line of an order its refunds took back, in JSON as shop platforms write it.

use super::fold::plain;
use hashbrown::HashMap;
use serde_json::{Map, Value};

/// How deep refunds lie in an order.
const DEPTH: usize = 5;

/// By the id of its line, how many were refunded: `refunds[].refund_line_items[]` of Shopify.
pub(super) fn by_line(order: &Map<String, Value>) -> HashMap<String, f64> {
    let mut counts = HashMap::new();
    if let Some((_, refunds)) = order.iter().find(|(key, _)| plain(key) == "refunds") {
        collect(refunds, 0, &mut counts);
    }
    counts
}

fn collect(value: &Value, depth: usize, counts: &mut HashMap<String, f64>) {
    match value {
        Value::Array(list) if depth < DEPTH => list.iter().for_each(|value| collect(value, depth + 1, counts)),
        Value::Object(object) => {
            let lines = object.iter().filter(|(key, _)| plain(key) == "refundlineitems");
            for line in lines.filter_map(|(_, lines)| lines.as_array()).flatten() {
                let id = line.get("line_item_id").or_else(|| line.get("lineItem")?.get("id")).and_then(text);
                if let Some((id, count)) = id.zip(line.get("quantity").and_then(Value::as_f64)) {
                    *counts.entry(id).or_default() += count;
                }
            }
        }
        _ => {}
    }
}

/// How many of an item were refunded, as text; what an order of refunds says of its others is none.
pub(super) fn of(item: &Map<String, Value>, counts: &HashMap<String, f64>) -> Option<String> {
    if counts.is_empty() {
        return None;
    }
    let count = counts.get(&item.get("id").and_then(text)?).copied();
    Some(count.unwrap_or_default().to_string())
}

fn text(value: &Value) -> Option<String> {
    match value {
        Value::String(text) => Some(text.clone()),
        Value::Number(number) => Some(number.to_string()),
        _ => None,
    }
}
