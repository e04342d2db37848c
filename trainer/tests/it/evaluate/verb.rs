//! Checks what `pairwell evaluate` prints and how it ends.

use super::world;
use std::io::Write;
use std::process::{Command, Output};

fn evaluate(more: &[&str]) -> Output {
    let mut file = tempfile::NamedTempFile::with_suffix(".csv").unwrap();
    file.write_all(world::csv(&world::couples(600, 10, 5), |n| format!("c{n}")).as_bytes()).unwrap();
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
    let hr = &report["methods"][0]["hr@10"];
    assert!(hr["low"].as_f64() < hr["value"].as_f64() && hr["value"].as_f64() < hr["high"].as_f64(), "{hr}");
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
