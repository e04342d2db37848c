//! Writes logs of events for tests and runs the command on them.

use std::path::Path;
use std::process::{Command, Output};

use serde_json::{Value, json};

/// Milliseconds of a day; the first day of all logs here is a Monday.
pub const DAY: i64 = 86_400_000;
pub const START: i64 = 1_767_571_200_000;

/// One device's events, each with the next count.
pub struct Device {
    pub id: String,
    pub arm: &'static str,
    pub events: Vec<Value>,
}

impl Device {
    pub fn new(id: impl Into<String>, arm: &'static str) -> Self {
        Self { id: id.into(), arm, events: Vec::new() }
    }

    /// Adds an event of the experiment `autumn`, with these fields besides what all have.
    pub fn event(&mut self, kind: &str, time: i64, fields: Value) -> &mut Value {
        let seq = self.events.len() + 1;
        let mut event =
            json!({"v": 1, "type": kind, "device": self.id, "seq": seq, "time": time, "arms": {"autumn": self.arm}});
        let (Value::Object(event_fields), Value::Object(fields)) = (&mut event, fields) else { unreachable!() };
        event_fields.extend(fields);
        self.events.push(event);
        self.events.last_mut().unwrap()
    }

    /// Meets the shelf, or would have.
    pub fn exposure(&mut self, time: i64, list: &str) -> &mut Value {
        let shown = self.arm != "off";
        let fields = json!({"shown": shown, "experiments": ["autumn"], "list": list, "placement": "product",
            "items": ["A", "B", "C"], "model": "0123456789abcdef"});
        self.event("exposure", time, fields)
    }

    /// Orders one piece of an item.
    pub fn order(&mut self, time: i64, id: &str, sku: &str, price: f64) -> &mut Value {
        let lines = json!([{"sku": sku, "quantity": 1, "price": price}]);
        self.event("order", time, json!({"order": id, "currency": "EUR", "lines": lines}))
    }
}

/// A small experiment: 100 devices an arm over two weeks, 30 of which buy, and an event that closes all windows.
pub fn small() -> Vec<Device> {
    let mut devices = Vec::new();
    for n in 0..200_i64 {
        let arm = ["off", "on"][n as usize % 2];
        let mut device = Device::new(format!("d{n}"), arm);
        let time = START + (n % 14) * DAY + n * 1000;
        device.exposure(time, &format!("l{n}"));
        if arm == "on" {
            device.event(
                "view",
                time + 2000,
                json!({"list": format!("l{n}"), "placement": "product", "items": ["A", "B"]}),
            );
            if n % 3 == 0 {
                device.event(
                    "select",
                    time + 3000,
                    json!({"list": format!("l{n}"), "placement": "product", "sku": "B", "position": 2}),
                );
                device.event(
                    "add",
                    time + 4000,
                    json!({"list": format!("l{n}"), "placement": "product", "sku": "B", "quantity": 1}),
                );
            }
        }
        if n % 10 < 6 {
            let (sku, price) = if n % 3 == 0 { ("B", 12.5) } else { ("Z", 10.0 + (n % 7) as f64) };
            device.order(time + DAY, &format!("o{n}"), sku, price);
        }
        devices.push(device);
    }
    devices.push(closing(START + 30 * DAY));
    devices
}

/// A device that takes no part; its event says until when the log goes.
pub fn closing(time: i64) -> Device {
    let mut device = Device::new("last", "off");
    device.event("view", time, json!({"list": "z", "placement": "home", "items": ["A"], "arms": {}}));
    device
}

/// All events as lines.
pub fn lines(devices: &[Device]) -> Vec<String> {
    devices.iter().flat_map(|device| device.events.iter().map(Value::to_string)).collect()
}

/// Runs the command in a folder.
pub fn run(folder: &Path, arguments: &str) -> Output {
    Command::new(env!("CARGO_BIN_EXE_pairwell"))
        .arg("report")
        .args(arguments.split_whitespace())
        .current_dir(folder)
        .output()
        .unwrap()
}

/// The report as JSON on events in a folder; a report with an alarm, too.
pub fn report(folder: &Path, arguments: &str) -> Value {
    let output = run(folder, &format!("{arguments} --json"));
    let said = String::from_utf8_lossy(&output.stderr).into_owned();
    assert!(matches!(output.status.code(), Some(0 | 1)), "{said}");
    serde_json::from_slice(&output.stdout).unwrap_or_else(|error| panic!("{error}: {said}"))
}

/// The report on these lines, open-ended.
pub fn report_on(lines: &[String]) -> Value {
    let folder = tempfile::tempdir().unwrap();
    std::fs::write(folder.path().join("events.jsonl"), lines.join("\n") + "\n").unwrap();
    report(folder.path(), "events.jsonl --planned-devices 400")
}

/// The counts by arm of what was left out for a reason; none if there is no such.
pub fn left(report: &Value, reason: &str) -> Vec<u64> {
    let left = report["left"].as_array().unwrap().iter().find(|left| left["reason"] == reason);
    left.map_or_else(Vec::new, |left| left["counts"].as_array().unwrap().iter().map(|n| n.as_u64().unwrap()).collect())
}

/// A figure of the first comparison.
pub fn figure<'r>(report: &'r Value, key: &str) -> &'r Value {
    let figures = report["comparisons"][0]["figures"].as_array().unwrap();
    figures.iter().find(|figure| figure["key"] == key).unwrap_or_else(|| panic!("no {key}"))
}
