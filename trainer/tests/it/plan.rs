//! Runs `pairwell plan`: what it prints, as text and as JSON, its exit codes and its errors.

use std::process::{Command, Output};

fn plan(arguments: &str) -> Output {
    Command::new(env!("CARGO_BIN_EXE_pairwell")).arg("plan").args(arguments.split(' ')).output().unwrap()
}

#[test]
fn a_plan_tells_devices_weeks_and_the_smallest_lifts() {
    let output = plan("--new-devices 20000 --conversion 5 --lift 10");
    let text = String::from_utf8(output.stdout).unwrap();
    assert_eq!(output.status.code(), Some(0), "{text}");
    let row = |name: &str| text.lines().find(|line| line.trim_start().starts_with(name)).unwrap().to_owned();
    assert!(row("one look").ends_with("122 443            7"), "{text}");
    assert!(row("a look at any time").ends_with("237 961           12"), "{text}");
    assert!(row("8 ").contains("8.7 %") && row("Assumed").contains("20 000 new devices a week"), "{text}");
}

#[test]
fn json_holds_the_same_figures() {
    let output = plan("--new-devices 20000 --conversion 5 --lift 10 --json");
    let planned: serde_json::Value = serde_json::from_slice(&output.stdout).unwrap();
    assert_eq!(planned["needs"][0]["devices"], 122_443);
    assert_eq!(planned["needs"][2]["weeks"], 12);
    let lift = planned["finds"][2]["one_look"].as_f64().unwrap();
    assert!((lift - 0.0875).abs() < 1e-3, "{lift}");
}

#[test]
fn what_is_out_of_reach_is_said_and_ends_with_1() {
    let output = plan("--new-devices 500 --conversion 2 --lift 5");
    let text = String::from_utf8(output.stdout).unwrap();
    assert_eq!(output.status.code(), Some(1), "{text}");
    assert!(text.contains("over 104") && text.contains("out of reach for this shop"), "{text}");
}

fn check(arguments: &str, error: &str) {
    let output = plan(arguments);
    let said = String::from_utf8(output.stderr).unwrap();
    assert_eq!((output.status.code(), said.trim_end()), (Some(2), error));
}

#[test]
fn a_wrong_figure_is_named_with_its_flag() {
    let name = |rest: &str| format!("--new-devices 500 --conversion 2 --lift 5 {rest}");
    check(
        "--new-devices 500 --conversion 0 --lift 5",
        "pairwell: --conversion 0: expected a percentage above 0 and below 100",
    );
    check(
        "--new-devices 500 --conversion 2 --lift 0",
        "pairwell: --lift 0: expected a percentage other than 0, such as 5",
    );
    check("--new-devices 0 --conversion 2 --lift 5", "pairwell: --new-devices 0: expected a number of at least 1");
    check(&name("--correlation 1"), "pairwell: --correlation 1: expected a number between -1 and 1");
    check(&name("--treated 100"), "pairwell: --treated 100: expected a percentage above 0 and below 100");
    check(&name("--power 20"), "pairwell: --power 20: expected a percentage from 50 to less than 100");
    check(&name("--basket-spread -1"), "pairwell: --basket-spread -1: expected a number of at least 0");
}
