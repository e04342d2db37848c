//! Checks that odd input is counted by arm and reported, and drops nothing in silence.

use serde_json::{Value, json};

use super::log::{DAY, Device, START, closing, figure, left, lines, report, report_on, run, small};

fn with(change: impl FnOnce(&mut Vec<Device>)) -> Value {
    let mut devices = small();
    change(&mut devices);
    report_on(&lines(&devices))
}

#[test]
fn a_small_experiment_is_told_in_a_sentence_a_metric() {
    let report = with(|_| {});
    assert_eq!(report["arms"][0]["name"], "off");
    assert_eq!([&report["arms"][0]["counted"], &report["arms"][1]["counted"]], [100, 100]);
    assert_eq!([&report["arms"][0]["buyers"], &report["arms"][1]["buyers"]], [60, 60]);
    let revenue = figure(&report, "revenue");
    // 60 buyers each: with a B of 12.50 or a Z of 10 and up.
    assert!(
        revenue["sentence"].as_str().unwrap().starts_with("Revenue per shopper who would have seen the shelf: "),
        "{revenue}"
    );
    let counted: f64 = (0..200)
        .filter(|n| n % 2 == 1 && n % 10 < 6)
        .map(|n| if n % 3 == 0 { 12.5 } else { 10.0 + (n % 7) as f64 })
        .sum();
    assert_eq!(revenue["arms"][1]["numerator"], counted);
    assert_eq!(figure(&report, "click_rate")["arms"][1]["denominator"], 100.0);
    assert_eq!(figure(&report, "click_rate")["arms"][1]["numerator"], 33.0);
    assert!(figure(&report, "click_rate")["sentence"].as_str().unwrap().contains("the control has no lists in view"));
    // What was added from a list and then bought: every third device that buys.
    let owed = (0..200).filter(|n| n % 2 == 1 && n % 3 == 0 && n % 10 < 6).count() as f64;
    assert_eq!(report["comparisons"][0]["attributed"], owed * 12.5);
    assert_eq!(report["left"], json!([]));
    assert_eq!(report["places"].as_array().unwrap().len(), 2);
}

#[test]
fn broken_lines_are_counted_once_each_with_an_example() {
    let mut all = lines(&small());
    all.extend(["{", "{", "nothing", r#"{"v":1,"type":"order","device":"x","seq":1,"time":5}"#].map(str::to_owned));
    all.push(all[0].replace("\"v\":1", "\"v\":2"));
    all.push(all[0].replace("\"device\":\"d0\"", "\"device\":\"a b\""));
    all.push(all[0].replace("\"seq\":1", "\"seq\":\"one\""));
    let report = report_on(&all);
    let broken: Vec<(&str, u64)> = report["broken"]
        .as_array()
        .unwrap()
        .iter()
        .map(|lines| (lines["reason"].as_str().unwrap(), lines["lines"].as_u64().unwrap()))
        .collect();
    let wanted = [
        ("a field is missing or of another kind", 1),
        ("a value that cannot be", 2),
        ("another version of the format", 1),
        ("not JSON", 2),
    ];
    assert_eq!(broken, wanted);
}

#[test]
fn devices_in_an_arm_that_is_not_there_raise_an_alarm() {
    let folder = tempfile::tempdir().unwrap();
    let mut devices = small();
    let mut stranger = Device::new("stranger", "onn");
    stranger.exposure(START + DAY, "s");
    devices.push(stranger);
    std::fs::write(folder.path().join("e.jsonl"), lines(&devices).join("\n")).unwrap();
    let toml = "[[experiment]]\nname = \"autumn\"\ncontrol = \"off\"\nending = \"open-ended\"\nplanned_devices = 400\n\
                [[experiment.arm]]\nname = \"on\"\nshare = 1\n[[experiment.arm]]\nname = \"off\"\nshare = 1\n";
    std::fs::write(folder.path().join("experiments.toml"), toml).unwrap();
    let output = run(folder.path(), "e.jsonl --experiments experiments.toml");
    let text = String::from_utf8(output.stdout).unwrap();
    assert_eq!(output.status.code(), Some(1), "{text}");
    assert!(text.contains("Alarm: 1 devices are in an arm that should have none"), "{text}");
    assert!(text.contains("Revenue per shopper who would have seen the shelf: no verdict;"), "{text}");
    assert!(text.contains("devices in an arm that the experiment does not have: left out: 0, 0, 1"), "{text}");
}

#[test]
fn a_device_whose_arm_changes_stays_in_the_first() {
    let report = with(|devices| {
        let time = devices[0].events[0]["time"].as_i64().unwrap() + 1000;
        devices[0].arm = "on";
        devices[0].exposure(time, "later");
    });
    assert_eq!(left(&report, "changed_arm"), [1, 0, 0]);
    assert_eq!([&report["arms"][0]["counted"], &report["arms"][1]["counted"]], [100, 100]);
}

#[test]
fn clocks_that_jump_are_put_right_by_the_receiver() {
    let report = with(|devices| {
        for event in &mut devices[1].events {
            let time = event["time"].as_i64().unwrap();
            event["received"] = json!(time + 500);
            event["time"] = json!(time + 400 * DAY);
        }
        for event in &mut devices[3].events {
            let time = event["time"].as_i64().unwrap();
            event["received"] = json!(time + 3 * DAY);
            event["queued"] = json!(3 * DAY);
        }
    });
    // The other one's events waited: its clock is right.
    assert_eq!(left(&report, "wrong_clock"), [0, 3, 0]);
    assert_eq!(report["days"][1], "2026-02-04");
    assert_eq!(report["arms"][1]["counted"], 100);
}

#[test]
fn beacons_that_come_twice_count_once_and_other_contents_are_told() {
    let devices = small();
    let once = lines(&devices);
    let twice: Vec<String> = once.iter().chain(&once).cloned().collect();
    assert_eq!(report_on(&once), report_on(&twice));
    let mut other = once.clone();
    let order = once.iter().position(|line| line.contains("\"type\":\"order\"")).unwrap();
    other.push(once[order].replace("\"price\":12.5", "\"price\":99.0"));
    assert_ne!(other[order], other[other.len() - 1]);
    assert_eq!(report_on(&other)["conflicting"], 1);
}

#[test]
fn an_order_in_two_arms_counts_for_the_first_and_is_told() {
    let report = with(|devices| {
        // Device 0 orders o0; device 1, of the other arm, met the shelf later.
        let time = devices[1].events[0]["time"].as_i64().unwrap();
        devices[1].order(time + 2 * DAY, "o0", "B", 12.5);
    });
    assert_eq!(left(&report, "order_of_other"), [0, 1, 0]);
    assert_eq!(left(&report, "shared_order"), [1, 1, 0]);
    assert_eq!(figure(&report, "revenue")["arms"][0]["buyers"], 60);
    let shared = &report["comparisons"][0]["without_shared"];
    assert_ne!(shared, &figure(&report, "revenue")["relative"]["estimate"]);
}

#[test]
fn orders_at_the_wrong_time_or_without_exposure_are_counted() {
    let report = with(|devices| {
        let mut early = Device::new("early", "on");
        early.order(START + DAY, "early", "A", 5.0);
        early.exposure(START + DAY + 1000, "e");
        early.order(START + DAY + 2000, "again", "A", 5.0);
        early.order(START + DAY + 3000, "again", "A", 5.0);
        early.order(START + 20 * DAY, "after", "A", 5.0);
        let mut never = Device::new("never", "off");
        never.order(START + DAY, "never", "A", 5.0);
        let mut late = Device::new("late", "off");
        late.exposure(START + DAY, "f");
        late.order(START + 2 * DAY, "late", "A", 5.0)["received"] = json!(START + 9 * DAY);
        late.events[1]["queued"] = json!(7 * DAY);
        let mut dollars = Device::new("dollars", "on");
        dollars.exposure(START + DAY, "g");
        dollars.order(START + 2 * DAY, "usd", "A", 5.0)["currency"] = json!("USD");
        devices.extend([early, never, late, dollars]);
    });
    assert_eq!(left(&report, "order_before"), [0, 1, 0]);
    assert_eq!(left(&report, "order_again"), [0, 1, 0]);
    assert_eq!(left(&report, "order_after"), [0, 1, 0]);
    assert_eq!(left(&report, "order_without_exposure"), [1, 0, 0]);
    assert_eq!(left(&report, "late"), [1, 0, 0]);
    assert_eq!(left(&report, "other_currency"), [0, 1, 0]);
}

#[test]
fn bots_are_told_by_what_they_did_before_any_order() {
    let report = with(|devices| {
        let mut headless = Device::new("headless", "on");
        headless.exposure(START + DAY, "h")["hints"] = json!({"headless": true});
        let mut busy = Device::new("busy", "off");
        (0..200).for_each(|n| {
            busy.exposure(START + DAY + n, &format!("b{n}"));
        });
        let mut still = Device::new("still", "off");
        (0..20).for_each(|n| still.exposure(START + DAY + n, &format!("s{n}"))["hints"] = json!({"pointer": false}));
        let mut moved = Device::new("moved", "off");
        (0..21).for_each(|n| moved.exposure(START + DAY + n, &format!("s{n}"))["hints"] = json!({"pointer": n == 20}));
        devices.extend([headless, busy, still, moved]);
    });
    assert_eq!(left(&report, "bot"), [2, 1, 0]);
    assert_eq!([&report["arms"][0]["counted"], &report["arms"][1]["counted"]], [101, 100]);
}

#[test]
fn an_arm_without_a_sale_cannot_be_judged() {
    let report = with(|devices| {
        for device in devices.iter_mut().filter(|device| device.arm == "off") {
            device.events.retain(|event| event["type"] != "order");
        }
    });
    let revenue = figure(&report, "revenue");
    assert_eq!((revenue["verdict"].as_str(), &revenue["relative"]), (Some("cannot_tell"), &Value::Null));
    let sentence = revenue["sentence"].as_str().unwrap();
    assert!(sentence.contains("0 of 100 devices bought without the shelf and 60 of 100 with it"), "{sentence}");
    assert!(sentence.ends_with("cannot tell yet: each arm needs 25 buyers."), "{sentence}");
}

#[test]
fn an_experiment_that_was_changed_midway_is_told_by_its_weeks() {
    let report = with(|devices| {
        for n in 0..200 {
            let mut more = Device::new(format!("more{n}"), if n % 10 == 0 { "off" } else { "on" });
            more.exposure(START + 8 * DAY + n, &format!("m{n}"));
            devices.push(more);
        }
    });
    let notes = report["notes"].to_string();
    assert!(notes.contains("Week 2 from 2026-01-12 is not split as planned"), "{notes}");
    assert!(report["comparisons"][0]["alarms"].to_string().contains("not split as planned"), "{report}");
    assert_eq!(figure(&report, "revenue")["verdict"], "none");
}

#[test]
fn windows_that_are_open_do_not_count_yet() {
    let mut devices = small();
    devices.pop();
    devices.push(closing(START + 10 * DAY));
    let report = report_on(&lines(&devices));
    let open = left(&report, "open_window");
    assert!(open[0] > 0 && open[0] + report["arms"][0]["counted"].as_u64().unwrap() == 100, "{open:?}");
    assert_eq!(report["full_weeks"], 1);
}

#[test]
fn the_past_is_used_only_if_every_device_told_it() {
    let past = |report: &Value| report["comparisons"][0]["figures"][1]["key"].clone();
    let told = |all: bool| {
        with(|devices| {
            for (n, device) in devices.iter_mut().enumerate().filter(|(n, _)| all || n % 10 < 6) {
                device.events[0]["before"] = json!({"orders": n % 3, "value": 10.0 * (n % 5) as f64, "views": 1});
            }
        })
    };
    assert_eq!(past(&told(true)), "revenue_adjusted");
    let refused = told(false);
    assert_ne!(past(&refused), "revenue_adjusted");
    assert!(
        refused["notes"].to_string().contains("the covariate is known of 60 of 100 devices"),
        "{}",
        refused["notes"]
    );
}

#[test]
fn the_shops_own_record_decides_what_an_order_was_worth() {
    let folder = tempfile::tempdir().unwrap();
    let devices = small();
    std::fs::write(folder.path().join("e.jsonl"), lines(&devices).join("\n")).unwrap();
    let mut orders = "order_id,sku,quantity,unit_price,ordered_at,status\n".to_owned();
    for device in devices.iter().filter(|device| device.events.iter().any(|event| event["type"] == "order")) {
        let n: i64 = device.id[1..].parse().unwrap();
        let status = if n == 1 { "cancelled" } else { "paid" };
        if n != 3 {
            orders += &format!("o{n},B,2,20.00,2026-01-20 10:00:00,{status}\n");
        }
    }
    orders += "o5,B,-1,20.00,2026-01-22 10:00:00,paid\nunseen,B,1,20.00,2026-01-20 10:00:00,paid\n";
    std::fs::write(folder.path().join("orders.csv"), orders).unwrap();
    let report = report(folder.path(), "e.jsonl --orders orders.csv --planned-devices 400");
    assert_eq!(left(&report, "order_unknown"), [0, 1, 0]);
    assert_eq!(left(&report, "order_cancelled"), [0, 1, 0]);
    assert_eq!(figure(&report, "revenue")["arms"][0]["numerator"], 60.0 * 40.0);
    assert_eq!(figure(&report, "revenue")["arms"][1]["numerator"], 58.0 * 40.0 - 20.0);
    assert_eq!(figure(&report, "returns")["arms"][1]["numerator"], 1.0);
    assert!(report["notes"].to_string().contains("Pages told of 118 of the shop's 119 orders"), "{}", report["notes"]);
}

fn check(arguments: &str, said: &str) {
    let folder = tempfile::tempdir().unwrap();
    std::fs::write(folder.path().join("e.jsonl"), lines(&small()).join("\n")).unwrap();
    let output = run(folder.path(), arguments);
    let error = String::from_utf8(output.stderr).unwrap();
    assert_eq!(output.status.code(), Some(2), "{error}");
    assert!(error.contains(said), "{error}");
}

#[test]
fn what_is_missing_is_named_with_what_to_do() {
    check("e.jsonl", "how does the experiment \"autumn\" end?");
    check("e.jsonl --weeks 2 --experiment spring", "--experiment spring: no event names it\n  Events name autumn.");
    check("e.jsonl --weeks 2 --control no", "--control no: not an arm of \"autumn\"\n  It has off, on.");
    check("none.jsonl --weeks 2", "none.jsonl: cannot be read");
    check("e.jsonl --experiments none.toml", "none.toml: cannot read the experiments");
}

#[test]
fn events_that_never_came_are_told_by_gaps_in_the_count() {
    let report = with(|devices| {
        devices[1].events.iter_mut().skip(1).for_each(|event| event["seq"] = json!(event["seq"].as_u64().unwrap() + 2));
        // A leap is no loss.
        devices[3].events.last_mut().unwrap()["seq"] = json!(1_u64 << 60);
    });
    assert_eq!(left(&report, "lost"), [0, 2, 0]);
}

/// Revenue's figure of the small experiment with this ending.
fn ending(ending: &str) -> Value {
    let folder = tempfile::tempdir().unwrap();
    std::fs::write(folder.path().join("e.jsonl"), lines(&small()).join("\n")).unwrap();
    let toml = format!(
        "[[experiment]]\nname = \"autumn\"\ncontrol = \"off\"\n{ending}\n[[experiment.arm]]\nname = \"on\"\nshare = 1\n\
         [[experiment.arm]]\nname = \"off\"\nshare = 1\n"
    );
    std::fs::write(folder.path().join("experiments.toml"), toml).unwrap();
    figure(&report(folder.path(), "e.jsonl --experiments experiments.toml"), "revenue").clone()
}

#[test]
fn the_ending_decides_when_and_how_wide() {
    let width =
        |figure: &Value| figure["absolute"]["high"].as_f64().unwrap() - figure["absolute"]["low"].as_f64().unwrap();
    let fixed = ending("ending = \"fixed\"\nweeks = 2");
    let weekly = ending("ending = \"weekly\"\nweeks = 2");
    let open = ending("ending = \"open-ended\"\nplanned_devices = 200");
    assert!(width(&fixed) < width(&weekly) && width(&weekly) < width(&open), "{fixed} {weekly} {open}");
    assert!(
        fixed["sentence"].as_str().unwrap().ends_with("cannot tell, and the experiment ended with week 2."),
        "{fixed}"
    );
    let early = ending("ending = \"fixed\"\nweeks = 5");
    assert!(
        early["sentence"].as_str().unwrap().contains("the one look is at the end that was fixed beforehand"),
        "{early}"
    );
    assert_eq!(early["absolute"], Value::Null);
}

#[test]
fn before_a_window_has_closed_it_says_so() {
    let early: Vec<String> = lines(&small()).into_iter().filter(|line| !line.contains("\"order\"")).collect();
    let time = |line: &String| serde_json::from_str::<Value>(line).unwrap()["time"].as_i64().unwrap();
    let early: Vec<String> = early.into_iter().filter(|line| time(line) < START + 2 * DAY).collect();
    let report = report_on(&early);
    assert_eq!(report["arms"][0]["counted"], 0);
    assert_ne!(report["arms"][0]["triggered"], 0);
    let sentence = figure(&report, "revenue")["sentence"].as_str().unwrap().to_owned();
    assert!(sentence.ends_with(": no window has closed yet in one of the arms; cannot tell yet."), "{sentence}");
}
