//! Turns the reference experiment of 40 000 devices into events and a catalog, and compares the whole command's figures.

use std::fmt::Write as _;

use serde_json::{Value, json};

use super::log::{DAY, START, closing, figure, report};
use crate::experiment::COLUMNS;
use crate::shared;

/// Our names of the metrics of the reference values.
const NAMES: [(&str, &str); 9] = [
    ("conv", "conversion"),
    ("rpv", "revenue"),
    ("rpv_cuped", "revenue_adjusted"),
    ("mpv", "margin"),
    ("aov", "order_value"),
    ("ctr", "click_rate"),
    ("attach", "attach"),
    ("ipo", "order_size"),
    ("add_rate", "add_rate"),
];

/// A device of the reference table: its columns by name.
struct Row(csv::StringRecord);

impl Row {
    fn of(&self, name: &str) -> i64 {
        let mut columns = ["device", "arm", "week"].into_iter().chain(COLUMNS);
        self.0[columns.position(|column| column == name).unwrap()].parse().unwrap()
    }

    /// The item that brings all of the device's revenue: its cost is what its margin lacks.
    fn sku(&self) -> String {
        format!("C{}", self.of("revenue_cents") - self.of("margin_cents"))
    }

    /// The device's events, a line each.
    fn write(&self, lines: &mut String) {
        let device = self.of("device");
        let arm = ["off", "on"][self.of("arm") as usize];
        let start = START + (self.of("week") - 1) * 7 * DAY + device * 7919 % (7 * 86_400) * 1000;
        let items = if self.of("attached") > 0 { json!(["L1", self.sku()]) } else { json!(["L1", "L2"]) };
        let mut seq = 0;
        let mut write = |kind: &str, minutes: i64, fields: Value| {
            seq += 1;
            let mut event = json!({"v": 1, "type": kind, "device": format!("r{device}"), "seq": seq, "time": start + minutes * 60_000, "arms": {"fixture": arm}});
            event.as_object_mut().unwrap().extend(fields.as_object().unwrap().clone());
            writeln!(lines, "{event}").unwrap();
        };
        let before = json!({"orders": self.of("pre_orders"), "value": self.of("pre_cents") as f64 / 100.0, "views": 0});
        for list in 0..self.of("views").max(1) {
            let exposure = json!({"shown": arm == "on", "experiments": ["fixture"], "list": format!("l{list}"), "placement": "product",
                "items": items, "model": "0123456789abcdef", "before": before});
            write("exposure", list, exposure);
            if list < self.of("views") {
                write("view", list, json!({"list": format!("l{list}"), "placement": "product", "items": items}));
            }
        }
        for (kind, lists) in [("select", self.of("clicks")), ("add", self.of("adds"))] {
            for list in 0..lists {
                write(
                    kind,
                    30,
                    json!({"list": format!("l{list}"), "placement": "product", "sku": "L1", "position": 1}),
                );
            }
        }
        for order in 0..self.of("orders") {
            write(
                "order",
                60 + order,
                json!({"order": format!("o{device}-{order}"), "currency": "EUR", "lines": self.lines(order)}),
            );
        }
    }

    /// The lines of one of the device's orders: the first has the revenue, and all pieces but one of each other.
    fn lines(&self, order: i64) -> Value {
        let (orders, attached) = (self.of("orders"), self.of("attached"));
        let mut lines = Vec::new();
        let mut pieces = 1;
        if order == 0 {
            pieces = self.of("items") - (orders - 1) - 1;
            lines.push(json!({"sku": self.sku(), "quantity": 1, "price": self.of("revenue_cents") as f64 / 100.0}));
        }
        let sku = if order < attached { "L1" } else { "X" };
        if pieces > 0 {
            lines.push(json!({"sku": sku, "quantity": pieces, "price": 0}));
        }
        Value::Array(lines)
    }
}

fn rows() -> Option<Vec<Row>> {
    Some(crate::experiment::rows("reference.csv.gz")?.into_iter().map(Row).collect())
}

#[test]
fn the_reference_values_come_out_of_the_whole_command() {
    let (Some(rows), Some(path)) = (rows(), shared::file("reference/proof", "reference-values.json")) else { return };
    let folder = tempfile::tempdir().unwrap();
    let mut lines = closing(START + 35 * DAY + 60_000).events[0].to_string() + "\n";
    rows.iter().for_each(|row| row.write(&mut lines));
    std::fs::write(folder.path().join("events.jsonl"), lines).unwrap();
    let mut catalog = "sku,title,price,currency,cost\nL1,L1,1.00,EUR,0.00\nX,X,1.00,EUR,0.00\n".to_owned();
    let mut costs: Vec<i64> = rows.iter().map(|row| row.of("revenue_cents") - row.of("margin_cents")).collect();
    costs.sort_unstable();
    costs.dedup();
    for cost in costs {
        writeln!(catalog, "C{cost},C{cost},1.00,EUR,{}.{:02}", cost / 100, cost % 100).unwrap();
    }
    std::fs::write(folder.path().join("catalog.csv"), catalog).unwrap();
    let report = report(folder.path(), "events.jsonl --catalog catalog.csv --planned-devices 40000");
    let reference: Value = serde_json::from_slice(&std::fs::read(path).unwrap()).unwrap();
    let value = |name: &str| {
        let values = reference["values"].as_array().unwrap();
        values.iter().find(|value| value["name"] == name).unwrap_or_else(|| panic!("no {name}"))["value"]
            .as_f64()
            .unwrap()
    };
    let mut wrong = Vec::new();
    let mut check = |name: String, found: &Value| {
        let (found, wanted) = (found.as_f64().unwrap_or(f64::NAN), value(&name));
        if (found - wanted).abs().partial_cmp(&(1e-12 + 1e-6 * wanted.abs())) != Some(std::cmp::Ordering::Less) {
            wrong.push(format!("{name}: {found} is not {wanted}"));
        }
    };
    for (theirs, ours) in NAMES {
        let figure = figure(&report, ours);
        check(format!("own.{theirs}.control"), &figure["arms"][0]["value"]);
        check(format!("own.{theirs}.treatment"), &figure["arms"][1]["value"]);
        check(format!("own.{theirs}.abs.cs95.T20000.low"), &figure["absolute"]["low"]);
        check(format!("own.{theirs}.abs.cs95.T20000.high"), &figure["absolute"]["high"]);
        if ours != "margin" {
            check(format!("own.{theirs}.rel"), &figure["relative"]["estimate"]);
            check(format!("own.{theirs}.rel.cs95.T20000.low"), &figure["relative"]["low"]);
            check(format!("own.{theirs}.rel.cs95.T20000.high"), &figure["relative"]["high"]);
            check(format!("own.{theirs}.cs.T20000.p"), &figure["p"]);
        }
    }
    for week in 1..=4 {
        let point = &report["comparisons"][0]["over_time"][week - 1];
        check(format!("own.rpv.week{week}.n"), &point["devices"]);
        check(format!("own.rpv.week{week}.rel"), &point["relative"]["estimate"]);
        check(format!("own.rpv.week{week}.cs_low"), &point["relative"]["low"]);
        check(format!("own.rpv.week{week}.cs_high"), &point["relative"]["high"]);
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    assert_eq!(
        (&report["full_weeks"], figure(&report, "revenue")["verdict"].as_str()),
        (&json!(4), Some("cannot_tell"))
    );
    assert_eq!(figure(&report, "attach")["verdict"], "higher");
    let (devices, split) = (&report["arms"], report["comparisons"][0]["split_p"][1].as_f64().unwrap());
    assert_eq!([&devices[0]["counted"], &devices[1]["counted"]], [20_049, 19_951]);
    assert!((split - 0.624_134).abs() < 1e-5, "{split}");
}
