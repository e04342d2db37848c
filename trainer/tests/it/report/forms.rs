//! Checks that every form of events makes the same report: packed lines, arrays, server logs, CSV, Parquet, Google Analytics.

use std::io::Write;

use serde_json::{Value, json};

use super::log::{figure, lines, report, report_on, small};

fn check(name: &str, bytes: &[u8]) {
    let folder = tempfile::tempdir().unwrap();
    std::fs::write(folder.path().join(name), bytes).unwrap();
    let found = report(folder.path(), &format!("{name} --planned-devices 400"));
    assert_eq!(found, report_on(&lines(&small())), "{name}");
}

fn events() -> Vec<Value> {
    lines(&small()).iter().map(|line| serde_json::from_str(line).unwrap()).collect()
}

#[test]
fn lines_may_be_packed_and_hold_several_events() {
    let text = lines(&small()).join("\n");
    let mut packed = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
    packed.write_all(text.as_bytes()).unwrap();
    check("events.jsonl.gz", &packed.finish().unwrap());
    let arrays: Vec<String> = events().chunks(7).map(|some| json!(some).to_string()).collect();
    check("arrays.jsonl", arrays.join("\n").as_bytes());
    let batches: Vec<String> = events().chunks(7).map(|some| json!({"events": some}).to_string()).collect();
    check("batches.jsonl", batches.join("\n").as_bytes());
}

#[test]
fn several_files_and_folders_are_one_log() {
    let folder = tempfile::tempdir().unwrap();
    let lines = lines(&small());
    std::fs::create_dir(folder.path().join("more")).unwrap();
    std::fs::write(folder.path().join("a.jsonl"), lines[..100].join("\n")).unwrap();
    std::fs::write(folder.path().join("more/b.jsonl"), lines[90..].join("\n")).unwrap();
    let found = report(folder.path(), "a.jsonl more --planned-devices 400");
    assert_eq!(found, report_on(&lines));
}

#[test]
fn server_logs_hold_events_in_the_bodies_of_requests() {
    // As nginx writes it: log_format … escape=json '{"received":"$msec","body":"$request_body"}'.
    let line = |event: &Value| {
        let received = event["time"].as_i64().unwrap() as f64 / 1000.0;
        json!({"received": format!("{received:.3}"), "body": event.to_string()}).to_string()
    };
    let mut log: Vec<String> = events().iter().map(line).collect();
    let folder = tempfile::tempdir().unwrap();
    let several =
        json!({"received": "1767571200.000", "body": format!("{}\n{}", events()[0], events()[1])}).to_string();
    log.push(several);
    log.push(json!({"received": "1767571200.000", "body": "-"}).to_string());
    std::fs::write(folder.path().join("access.log"), log.join("\n")).unwrap();
    let found = report(folder.path(), "access.log --planned-devices 400");
    assert_eq!(found["comparisons"], report_on(&lines(&small()))["comparisons"]);
    assert_eq!(found["broken"][0]["reason"], "a line of a server's log without the body of a request");
}

/// The events as rows: lists and objects are JSON text.
fn rows() -> (Vec<String>, Vec<Vec<String>>) {
    let events = events();
    let mut columns: Vec<String> = events.iter().flat_map(|event| event.as_object().unwrap().keys().cloned()).collect();
    columns.sort();
    columns.dedup();
    let cell = |value: &Value| match value {
        Value::Null => String::new(),
        Value::String(text) => text.clone(),
        other => other.to_string(),
    };
    let row = |event: &Value| columns.iter().map(|column| cell(&event[column])).collect();
    let rows = events.iter().map(row).collect();
    (columns, rows)
}

#[test]
fn csv_has_a_column_for_each_field() {
    for delimiter in [b',', b';', b'\t'] {
        let (columns, rows) = rows();
        let mut table = csv::WriterBuilder::new().delimiter(delimiter).from_writer(Vec::new());
        table.write_record(&columns).unwrap();
        rows.iter().for_each(|row| table.write_record(row).unwrap());
        check("events.csv", &table.into_inner().unwrap());
    }
}

#[cfg(feature = "parquet")]
#[test]
fn parquet_has_the_same_columns() {
    use arrow_array::{ArrayRef, Int64Array, RecordBatch, StringArray};
    let (columns, rows) = rows();
    let column = |at: usize| -> ArrayRef {
        let cells = rows.iter().map(|row| Some(row[at].as_str()).filter(|cell| !cell.is_empty()));
        match columns[at].as_str() {
            "seq" | "time" | "v" => std::sync::Arc::new(cells.map(|cell| cell?.parse().ok()).collect::<Int64Array>()),
            _ => std::sync::Arc::new(cells.collect::<StringArray>()),
        }
    };
    let batch =
        RecordBatch::try_from_iter(columns.iter().enumerate().map(|(at, name)| (name.clone(), column(at)))).unwrap();
    let mut bytes = Vec::new();
    let mut writer = parquet::arrow::ArrowWriter::try_new(&mut bytes, batch.schema(), None).unwrap();
    writer.write(&batch).unwrap();
    writer.close().unwrap();
    check("events.parquet", &bytes);
}

/// The same events as Google's export has them.
fn ga4(event: &Value) -> Value {
    let name = match event["type"].as_str().unwrap() {
        "exposure" => "experience_impression",
        "view" => "view_item_list",
        "select" => "select_item",
        "add" => "add_to_cart",
        _ => "purchase",
    };
    let mut params =
        vec![("ga_session_id", json!({"int_value": "1"})), ("item_list_id", json!({"string_value": "product"}))];
    if let Some(arm) = event["arms"]["autumn"].as_str().filter(|_| name == "experience_impression") {
        params.push(("exp_variant_string", json!({"string_value": format!("PRW-autumn-{arm}")})));
        params.push(("shown", json!({"string_value": (arm == "on").to_string()})));
    }
    let item =
        |sku: &Value, quantity: &Value, price: &Value| json!({"item_id": sku, "quantity": quantity, "price": price});
    let items: Vec<Value> = match name {
        "view_item_list" => {
            event["items"].as_array().unwrap().iter().map(|sku| item(sku, &Value::Null, &Value::Null)).collect()
        }
        "select_item" | "add_to_cart" => vec![item(&event["sku"], &json!(1), &Value::Null)],
        "purchase" => {
            params.push(("currency", json!({"string_value": "EUR"})));
            let lines = event["lines"].as_array().unwrap();
            lines.iter().map(|line| item(&line["sku"], &line["quantity"], &line["price"])).collect()
        }
        _ => Vec::new(),
    };
    let params: Vec<Value> = params.into_iter().map(|(key, value)| json!({"key": key, "value": value})).collect();
    json!({
        "event_name": name,
        "event_timestamp": (event["time"].as_i64().unwrap() * 1000).to_string(),
        "user_pseudo_id": format!("{}.1", event["device"].as_str().unwrap()),
        "event_params": params,
        "ecommerce": if name == "purchase" { json!({"transaction_id": event["order"]}) } else { json!({}) },
        "items": items,
    })
}

#[test]
fn googles_export_tells_arms_lists_and_purchases() {
    let rows: Vec<String> = events().iter().map(|event| ga4(event).to_string()).collect();
    let found = report_on(&rows);
    let wanted = report_on(&lines(&small()));
    for key in ["revenue", "conversion", "click_rate", "add_rate", "attributed"] {
        assert_eq!(figure(&found, key), figure(&wanted, key), "{key}");
    }
    assert_eq!(found["arms"], wanted["arms"]);
}
