//! Checks that shuffled and doubled events make the same report, to the byte, whatever is in them.

use std::path::Path;

use proptest::prelude::*;
use serde_json::json;

use super::log::{DAY, Device, START, lines, run};

/// All files of a report on these lines.
fn files(lines: &[String], threads: usize) -> Vec<(String, Vec<u8>)> {
    let folder = tempfile::tempdir().unwrap();
    std::fs::write(folder.path().join("e.jsonl"), lines.join("\n")).unwrap();
    let output =
        run(folder.path(), &format!("e.jsonl --planned-devices 400 --control off --out out --threads {threads}"));
    assert!(matches!(output.status.code(), Some(0 | 1)), "{}", String::from_utf8_lossy(&output.stderr));
    read(&folder.path().join("out"))
}

fn read(folder: &Path) -> Vec<(String, Vec<u8>)> {
    let mut files: Vec<_> = std::fs::read_dir(folder)
        .unwrap()
        .map(|entry| {
            let path = entry.unwrap().path();
            (path.file_name().unwrap().to_string_lossy().into_owned(), std::fs::read(path).unwrap())
        })
        .collect();
    files.sort();
    files
}

/// A device that does some things, sensible or not, in an order of its own.
fn device(n: usize) -> impl Strategy<Value = Vec<String>> {
    let acts = prop::collection::vec((0..9_u8, 0..25_i64, 0..4_usize, 0..40_u32), 1..8);
    (acts, any::<bool>()).prop_map(move |(acts, on)| {
        let mut device = Device::new(format!("d{n}"), if on { "on" } else { "off" });
        for (act, day, item, order) in acts {
            let (time, sku) = (START + day * DAY, ["A", "B", "Z", "Ä"][item]);
            let list = format!("l{}", item % 2);
            match act {
                0..=2 => {
                    device.exposure(time, &list);
                }
                3 => {
                    device.event("view", time, json!({"list": list, "placement": sku, "items": ["A", sku]}));
                }
                4 => {
                    device.event("select", time, json!({"list": list, "sku": sku}));
                }
                5 => {
                    device.event("add", time, json!({"list": list, "sku": sku}));
                }
                6 => {
                    device.order(time, &format!("o{order}"), sku, f64::from(order));
                }
                7 => {
                    let event = device.exposure(time, &list);
                    event["received"] = json!(time + 50 * DAY);
                    event["before"] = json!({"value": 3.5});
                }
                // The same count again, with something else in it.
                _ => {
                    device.order(time, &format!("o{order}"), sku, 7.0);
                    if let Some(last) = device.events.last_mut() {
                        last["seq"] = json!(1);
                    }
                }
            }
        }
        lines(&[device])
    })
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(24))]

    #[test]
    fn any_order_and_copies_of_lines_make_the_same_report(
        devices in (0..40_usize).map(device).collect::<Vec<_>>(),
        copies in prop::collection::vec(any::<prop::sample::Index>(), 0..60),
        shuffled in any::<u64>(),
    ) {
        let mut once: Vec<String> = devices.into_iter().flatten().collect();
        once.extend(["{", "no event"].map(str::to_owned));
        for (id, arm) in [("first", "off"), ("second", "on")] {
            let mut device = Device::new(id, arm);
            device.exposure(START, "f");
            once.extend(lines(&[device]));
        }
        let mut other = once.clone();
        other.extend(copies.iter().map(|copy| once[copy.index(once.len())].clone()));
        other.sort_by_cached_key(|line| crc32(line) ^ shuffled);
        prop_assert!(files(&once, 1) == files(&other, 2));
    }
}

/// A number that scatters lines.
fn crc32(line: &str) -> u64 {
    line.bytes().fold(0xcbf2_9ce4_8422_2325, |hash, byte| (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3))
}
