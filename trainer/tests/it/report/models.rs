//! Checks `pairwell replay` and `pairwell interleave` on logs whose truth is known.

use std::fmt::Write as _;
use std::path::Path;
use std::process::{Command, Output};

use serde_json::{Value, json};

use super::log::{DAY, Device, START, closing, lines};

fn pairwell(folder: &Path, arguments: &str) -> Output {
    let mut command = Command::new(env!("CARGO_BIN_EXE_pairwell"));
    command.args(arguments.split_whitespace()).current_dir(folder).output().unwrap()
}

fn json_of(output: &Output) -> Value {
    serde_json::from_slice(&output.stdout)
        .unwrap_or_else(|e| panic!("{e}: {}", String::from_utf8_lossy(&output.stderr)))
}

/// Numbers that look like chance and are the same every time.
struct Chance(u64);

impl Chance {
    fn below(&mut self, end: usize) -> usize {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) as usize % end
    }

    fn happens(&mut self, probability: f64) -> bool {
        (self.below(1_000_000) as f64) < probability * 1e6
    }

    fn shuffle(&mut self, items: &mut [&str]) {
        (1..items.len()).for_each(|at| items.swap(at, self.below(at + 1)));
    }
}

const OTHERS: [&str; 5] = ["B", "C", "D", "E", "F"];

/// A model trained on orders of A with three of five others, and its list for A.
fn model(folder: &Path) -> Vec<String> {
    let (mut chance, mut orders) = (Chance(1), "order_id,sku\n".to_owned());
    for order in 0..600 {
        let mut others = OTHERS;
        chance.shuffle(&mut others);
        ["A"].iter().chain(&others[..3]).for_each(|sku| writeln!(orders, "{order},{sku}").unwrap());
    }
    std::fs::write(folder.join("orders.csv"), orders).unwrap();
    let trained = pairwell(folder, "train --orders orders.csv --out model");
    assert!(trained.status.success(), "{}", String::from_utf8_lossy(&trained.stderr));
    let suggested = json_of(&pairwell(folder, "suggest model --cart A --limit 3"));
    let picks =
        suggested["suggestions"].as_array().unwrap().iter().map(|pick| pick["sku"].as_str().unwrap().to_owned());
    picks.collect()
}

/// How probable a click is: of an item, at a place.
fn clicked(sku: &str, place: usize) -> f64 {
    0.05 * (1 + OTHERS.iter().position(|other| *other == sku).unwrap()) as f64 / (1 + place) as f64
}

/// A log of lists of three, each a shuffle of five candidates with this probability.
fn shuffled(eps: f64, lists: usize) -> Vec<String> {
    let mut chance = Chance(2);
    let mut devices = vec![closing(START + 20 * DAY)];
    for n in 0..lists {
        let mut items = OTHERS;
        if chance.happens(eps) {
            chance.shuffle(&mut items);
        }
        let mut device = Device::new(format!("d{n}"), "on");
        let policy = json!({"kind": "shuffle", "eps": eps, "candidates": OTHERS, "base": OTHERS[..3]});
        let exposure = device.exposure(START + n as i64, "l");
        exposure["items"] = json!(items[..3]);
        exposure["cart"] = json!(["A"]);
        exposure["policy"] = policy;
        for (place, sku) in items[..3].iter().enumerate() {
            if chance.happens(clicked(sku, place)) {
                device.event("select", START + n as i64 + 1000, json!({"list": "l", "sku": sku}));
            }
        }
        devices.push(device);
    }
    lines(&devices)
}

fn replay(log: &[String]) -> (Output, f64) {
    let folder = tempfile::tempdir().unwrap();
    let wanted = model(folder.path());
    std::fs::write(folder.path().join("log.jsonl"), log.join("\n")).unwrap();
    let truth = wanted.iter().enumerate().map(|(place, sku)| clicked(sku, place)).sum();
    (pairwell(folder.path(), "replay log.jsonl --model model --json"), truth)
}

#[test]
fn a_replay_finds_what_the_new_lists_would_have_earned() {
    let mut log = shuffled(0.5, 8_000);
    // A list without a cart, one that was withheld, and one of another length.
    let mut odd = Device::new("odd", "off");
    odd.exposure(START, "a");
    odd.exposure(START, "b")["shown"] = json!(true);
    let short = odd.exposure(START, "c");
    (short["shown"], short["cart"], short["items"]) = (json!(true), json!(["A"]), json!(["B", "C"]));
    log.extend(lines(&[odd]));
    let (output, truth) = replay(&log);
    let told = json_of(&output);
    assert_eq!(output.status.code(), Some(0), "{told}");
    let value = &told["told"]["value"]["Ok"];
    let (estimate, low, high) =
        (value[0].as_f64().unwrap(), value[1]["low"].as_f64().unwrap(), value[1]["high"].as_f64().unwrap());
    assert!(low < truth && truth < high && high - low < 0.08, "{estimate}, {low} to {high}, and the truth is {truth}");
    let counts = ["replayed", "randomised", "withheld", "without_cart", "of_other_lengths"]
        .map(|key| told[key].as_u64().unwrap());
    assert_eq!(counts, [8_000, 8_000, 1, 1, 1]);
}

#[test]
fn a_log_that_was_not_randomised_tells_nothing() {
    let (output, _) = replay(&shuffled(0.0, 2_000));
    assert_eq!(output.status.code(), Some(1));
    let told = json_of(&output);
    assert_eq!(told["sentence"], "Replay cannot tell: the log was not randomised.");
}

/// Devices whose lists were drafted by two teams; the second one's items are clicked with this probability, the first one's with .05.
fn drafted(devices: usize, second: f64) -> Vec<String> {
    let mut chance = Chance(3);
    let mut all = vec![closing(START + 20 * DAY)];
    for n in 0..devices {
        let mut device = Device::new(format!("d{n}"), "on");
        let time = START + (n % 14) as i64 * DAY;
        let (items, teams) = (["B", "C", "D"], if chance.happens(0.5) { ["a", "b", "a"] } else { ["b", "a", "b"] });
        let exposure = device.exposure(time, "l");
        (exposure["items"], exposure["policy"]) =
            (json!(items), json!({"kind": "interleave", "a": "old", "b": "new", "teams": teams}));
        for (sku, team) in items.iter().zip(teams) {
            if chance.happens(if team == "b" { second } else { 0.05 }) {
                device.event("select", time + 1000, json!({"list": "l", "sku": sku}));
            }
        }
        all.push(device);
    }
    let mut other = Device::new("other", "on");
    other.exposure(START, "x")["policy"] =
        json!({"kind": "interleave", "a": "old", "b": "older", "teams": ["a", "b", "a"]});
    other.exposure(START, "y")["policy"] = json!({"kind": "interleave", "a": "old", "b": "new", "teams": ["a"]});
    all.push(other);
    lines(&all)
}

fn check(second: f64, preference: &str, code: i32) {
    let folder = tempfile::tempdir().unwrap();
    std::fs::write(folder.path().join("log.jsonl"), drafted(3_000, second).join("\n")).unwrap();
    let output = pairwell(folder.path(), "interleave log.jsonl --planned-devices 3000 --json");
    let told = json_of(&output);
    assert_eq!((told["judged"]["preference"].as_str(), output.status.code()), (Some(preference), Some(code)), "{told}");
    assert_eq!(told["models"], json!(["old", "new"]));
    let counts = ["lists", "devices", "of_others", "broken", "bots"].map(|key| told[key].as_u64().unwrap());
    assert_eq!(counts, [3_000, 3_000, 1, 1, 0]);
}

#[test]
fn interleaving_tells_which_model_shoppers_prefer() {
    check(0.15, "new", 0);
    check(0.005, "old", 0);
    check(0.05, "cannot_tell", 1);
}

#[test]
fn a_log_without_drafts_is_refused_with_what_to_do() {
    let folder = tempfile::tempdir().unwrap();
    std::fs::write(folder.path().join("log.jsonl"), shuffled(0.5, 3).join("\n")).unwrap();
    let output = pairwell(folder.path(), "interleave log.jsonl --planned-devices 10");
    let said = String::from_utf8(output.stderr).unwrap();
    assert!(output.status.code() == Some(2) && said.contains("no list of the log is a team draft"), "{said}");
}
