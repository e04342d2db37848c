//! Checks what `pairwell evaluate` prints and how it ends.

use super::world;
use std::io::Write;
use std::process::{Command, Output};

fn evaluate(more: &[&str]) -> Output {
    let mut file = tempfile::NamedTempFile::with_suffix(".csv").unwrap();
    file.write_all(world::csv(&world::couples(600, 20, 5), |n| format!("c{n}")).as_bytes()).unwrap();
    let mut command = Command::new(env!("CARGO_BIN_EXE_pairwell"));
    command.args(["evaluate", "--orders"]).arg(file.path()).args(more).output().unwrap()
}

fn printed(more: &[&str]) -> String {
    let output = evaluate(more);
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    String::from_utf8(output.stdout).unwrap()
}

#[test]
fn the_table_has_a_row_a_method_and_no_line_ends_in_blanks() {
    let text = printed(&[]);
    for name in pairwell_cli::evaluate::NAMES {
        assert!(text.lines().any(|line| line.starts_with(&format!(" {name} "))), "{name} is not in:\n{text}");
    }
    assert!(text.contains("480 orders") && text.lines().all(|line| line == line.trim_end()), "{text}");
}

#[test]
fn json_has_counts_and_figures_of_the_methods_asked_for() {
    let report: serde_json::Value =
        serde_json::from_str(&printed(&["--json", "--methods", "pairwell,cosine", "--split", "time"])).unwrap();
    assert_eq!((&report["trainOrders"], &report["split"]), (&480.into(), &"time".into()));
    let names: Vec<&str> =
        report["methods"].as_array().unwrap().iter().map(|m| m["method"].as_str().unwrap()).collect();
    assert_eq!(names, ["pairwell", "cosine"]);
    let ours = &report["methods"][0];
    for hr in [&ours["hr@10"], &ours["liveCart"]["hr@10"], &ours["oneItem"]["hr@10"]] {
        assert!(hr["low"].as_f64() < hr["value"].as_f64() && hr["value"].as_f64() < hr["high"].as_f64(), "{hr}");
    }
}

#[test]
fn the_headline_is_live_carts_then_one_item_then_whole_orders() {
    let text = printed(&["--methods", "popularity"]);
    let at = |title: &str| text.find(title).unwrap_or_else(|| panic!("{title} is not in:\n{text}"));
    assert!(at("live carts") < at("carts of one item") && at("carts of one item") < at("whole orders"));
}

#[test]
fn where_little_is_known_every_method_is_measured_and_new_items_when_asked() {
    let kinds = |more: &[&str]| -> Vec<Vec<String>> {
        let report: serde_json::Value = serde_json::from_str(&printed(more)).unwrap();
        let names = |method: &serde_json::Value| {
            let all = method["situations"].as_array().unwrap().iter();
            all.map(|it| it["situation"].as_str().unwrap().to_owned()).collect()
        };
        report["methods"].as_array().unwrap().iter().map(names).collect()
    };
    let usual = ["--json", "--methods", "pairwell,popularity", "--no-tune"];
    for found in kinds(&usual) {
        assert_eq!(found[..2], ["empty-cart", "unknown-item"]);
        assert!(!found.contains(&"new-item".to_owned()));
    }
    for found in kinds(&[&usual[..], &["--new-items"]].concat()) {
        assert_eq!(found.last().unwrap(), "new-item");
    }
}

#[test]
fn the_same_orders_print_the_same_bytes() {
    assert_eq!(printed(&["--json", "--threads", "1"]), printed(&["--json", "--threads", "2"]));
}

#[test]
fn a_method_nobody_knows_is_bad_usage_and_the_known_ones_are_named() {
    let output = evaluate(&["--methods", "magic"]);
    assert_eq!(output.status.code(), Some(2));
    assert!(String::from_utf8_lossy(&output.stderr).contains("sessions-500"));
}

#[test]
fn what_stands_for_dates_is_said_where_there_are_none() {
    assert!(printed(&["--methods", "popularity"]).contains("(the latest fifth)"));
    let undated = printed(&["--methods", "popularity", "--map", "time="]);
    assert!(undated.contains("(a fifth, by CRC-32 of the id: the orders have no dates)"), "{undated}");
    let in_file_order = printed(&["--methods", "popularity", "--map", "time=", "--split", "time"]);
    assert!(in_file_order.contains("(the last fifth in file order: the orders have no dates)"), "{in_file_order}");
}
