//! Turns events of Google Analytics 4's BigQuery export into ours: impressions of experiments, lists, additions and purchases.
//!
//! The arm is that of `experience_impression` (`exp_variant_string`, `TOOL-EXPERIMENT-ARM`), else the parameters `experiment` and `arm`
//! of list events. The export has no count of the device's own: the time in microseconds and the place in the batch stand for it.

use serde_json::{Map, Value, json};

/// Whether the start of a text is such an export.
pub(super) fn recognises(start: &[u8]) -> bool {
    let has = |key: &str| start.windows(key.len()).any(|window| window == key.as_bytes());
    has("\"event_name\"") && has("\"event_timestamp\"")
}

/// Our events of one of theirs; none for what is no part of an experiment.
pub(super) fn events(row: &Value) -> Vec<Value> {
    let theirs = text(&row["event_name"]);
    let kind = match theirs.as_str() {
        "experience_impression" => "exposure",
        "view_item_list" => "view",
        "select_item" => "select",
        "add_to_cart" => "add",
        "purchase" => "order",
        _ => return Vec::new(),
    };
    let device: String = text(&row["user_pseudo_id"]).chars().map(|c| if c == '.' { '_' } else { c }).collect();
    let micros: u64 = text(&row["event_timestamp"]).parse().unwrap_or(0);
    let mut event = Map::new();
    let mut set = |key: &str, value: Value| event.insert(key.to_owned(), value);
    set("v", 1.into());
    set("type", kind.into());
    set("device", device.into());
    set("time", (micros / 1000).into());
    set("received", (micros / 1000).into());
    if let Some((experiment, arm)) = arm(row) {
        let mut arms = Map::new();
        arms.insert(experiment.clone(), arm.into());
        set("arms", arms.into());
        if kind == "exposure" {
            set("experiments", json!([experiment]));
        }
    }
    let items = row["items"].as_array().map_or(&[][..], Vec::as_slice);
    let list = list_of(row, items);
    set("placement", list.clone().into());
    set("list", format!("{list}/{}", param(row, "ga_session_id")).into());
    match kind {
        "exposure" => drop(set("shown", (param(row, "shown") != "false").into())),
        "view" => drop(set("items", items.iter().map(|item| Value::String(text(&item["item_id"]))).collect())),
        "order" => order(row, items, &mut set),
        _ => return each_item(&event, items, micros, batch(row)),
    }
    event.insert("seq".to_owned(), count(micros, batch(row), 0).into());
    vec![Value::Object(event)]
}

/// A select or an addition tells of one item or of several.
fn each_item(event: &Map<String, Value>, items: &[Value], micros: u64, batch: u64) -> Vec<Value> {
    let one = |(at, item): (u64, &Value)| {
        let mut event = event.clone();
        event.insert("sku".to_owned(), text(&item["item_id"]).into());
        event.insert("seq".to_owned(), count(micros, batch, at).into());
        if let Ok(index) = text(&item["item_list_index"]).parse::<u32>() {
            event.insert("position".to_owned(), index.into());
        }
        if let Ok(quantity) = text(&item["quantity"]).parse::<f64>() {
            event.insert("quantity".to_owned(), quantity.into());
        }
        Value::Object(event)
    };
    (0..).zip(items).map(one).collect()
}

fn order(row: &Value, items: &[Value], set: &mut impl FnMut(&str, Value) -> Option<Value>) {
    let own = text(&row["ecommerce"]["transaction_id"]);
    set("order", if own.is_empty() { param(row, "transaction_id") } else { own }.into());
    set("currency", param(row, "currency").into());
    let line = |item: &Value| {
        let number = |key: &str| text(&item[key]).parse::<f64>().ok();
        json!({
            "sku": text(&item["item_id"]),
            "quantity": number("quantity").unwrap_or(1.0),
            "price": number("price").unwrap_or(0.0),
        })
    };
    set("lines", items.iter().map(line).collect());
}

/// Experiment and arm.
fn arm(row: &Value) -> Option<(String, String)> {
    let variant = param(row, "exp_variant_string");
    if let [_, experiment, arm] = variant.splitn(3, '-').collect::<Vec<_>>()[..] {
        return Some((experiment.to_owned(), arm.to_owned()));
    }
    let (experiment, arm) = (param(row, "experiment"), param(row, "arm"));
    (!experiment.is_empty() && !arm.is_empty()).then_some((experiment, arm))
}

/// The list's name: the event's own, else its first item's.
fn list_of(row: &Value, items: &[Value]) -> String {
    let own = ["item_list_id", "item_list_name"].map(|key| param(row, key));
    let first = items.first().map(|item| ["item_list_id", "item_list_name"].map(|key| text(&item[key])));
    own.into_iter().chain(first.into_iter().flatten()).find(|name| !name.is_empty()).unwrap_or_default()
}

fn batch(row: &Value) -> u64 {
    text(&row["batch_event_index"]).parse().unwrap_or(0)
}

/// Stands for the device's own count: by time, then by place in the batch, then by item.
fn count(micros: u64, batch: u64, item: u64) -> u64 {
    micros.saturating_mul(1000) + batch.min(9) * 100 + item.min(99)
}

/// A parameter of the event, whatever its kind.
fn param(row: &Value, key: &str) -> String {
    let params = row["event_params"].as_array().map_or(&[][..], Vec::as_slice);
    let Some(value) = params.iter().find(|param| param["key"] == key).map(|param| &param["value"]) else {
        return String::new();
    };
    let kinds = ["string_value", "int_value", "double_value", "float_value"];
    kinds.iter().map(|kind| text(&value[*kind])).find(|text| !text.is_empty()).unwrap_or_default()
}

/// Text of a string or a number; the words that Google writes for nothing are none.
fn text(value: &Value) -> String {
    match value {
        Value::String(text) if !matches!(text.as_str(), "(not set)" | "null") => text.clone(),
        Value::Number(number) => number.to_string(),
        _ => String::new(),
    }
}
