//! The contract of all formats of `pairwell export`: the same suggestions, by the same rules, under the receiver's ids.

use serde_json::Value;

use super::shop::{GOOD, HIDDEN, ODD, RULED_OUT, Receiver, SOLD_OUT, Told, export, exported, shop, theirs, told};
use super::told::RECEIVERS;

/// What `pairwell suggest` says of an item's page.
fn suggested(sku: &str, limit: usize) -> Vec<String> {
    let carts = serde_json::json!({ "cart": [sku], "placement": "product", "limit": limit }).to_string();
    let file = tempfile::NamedTempFile::new().unwrap();
    std::fs::write(file.path(), carts).unwrap();
    let output = shop().run(&format!("suggest model --carts {}", file.path().display()));
    let answer: Value = serde_json::from_slice(&output.stdout).unwrap();
    answer["suggestions"].as_array().unwrap().iter().map(|it| it["sku"].as_str().unwrap().to_owned()).collect()
}

/// Whether a receiver takes the odd id.
fn takes_odd(receiver: &Receiver) -> bool {
    !receiver.format.starts_with("google")
}

#[test]
fn every_format_says_what_the_engine_suggests() {
    for receiver in &RECEIVERS {
        let (told, _) = exported(receiver, "--limit 3");
        let id = receiver.id;
        for sku in GOOD.into_iter().chain([SOLD_OUT, RULED_OUT]) {
            let mut expected = suggested(sku, if takes_odd(receiver) { 3 } else { 9 });
            expected.retain(|pick| takes_odd(receiver) || pick != ODD);
            expected.truncate(3);
            let expected: Vec<String> = expected.iter().map(|pick| id(pick)).collect();
            assert_eq!(told.get(&id(sku)), Some(&expected), "{} {sku}", receiver.format);
        }
    }
}

/// No item of a receiver's files is this one, and none is suggested.
fn is_absent(told: &Told, id: &str) -> bool {
    !told.contains_key(id) && told.values().all(|picks| picks.iter().all(|pick| pick != id))
}

#[test]
fn hidden_items_are_left_out() {
    for receiver in &RECEIVERS {
        let (told, said) = exported(receiver, "");
        assert!(is_absent(&told, &(receiver.id)(HIDDEN)), "{}", receiver.format);
        assert!(said.contains("left out: 1 items that the model hides"), "{said}");
    }
}

#[test]
fn what_has_sold_out_since_is_left_out() {
    for receiver in &RECEIVERS {
        let (before, _) = exported(receiver, "");
        let (now, said) = exported(receiver, "--catalog now.csv");
        let id = (receiver.id)(SOLD_OUT);
        assert!(!is_absent(&before, &id) && is_absent(&now, &id), "{}", receiver.format);
        assert!(said.contains("1 items that are not available in the catalog"), "{said}");
    }
}

#[test]
fn rules_apply_and_can_be_left_out() {
    let suggests = |told: &Told, id: &str| told.values().flatten().any(|pick| pick == id);
    for receiver in &RECEIVERS {
        let id = (receiver.id)(RULED_OUT);
        assert!(!suggests(&exported(receiver, "").0, &id), "{}", receiver.format);
        for args in ["--no-rules", "--placement home", r#"--context {"placement":"home"}"#] {
            assert!(suggests(&exported(receiver, args).0, &id), "{} {args}", receiver.format);
        }
    }
}

#[test]
fn ids_are_those_of_the_catalogs_column() {
    for receiver in &RECEIVERS {
        let (own, _) = exported(receiver, "--catalog catalog.csv --limit 9");
        let out = tempfile::tempdir().unwrap();
        let args = ["--catalog", "catalog.csv", "--limit", "9", "--id"].join(" ");
        let said = export(receiver, &format!("{args} their-id"), out.path(), 0);
        let mapped = told(receiver, out.path());
        assert!(said.contains("left out: 1 items without an id in the catalog, such as mill"), "{said}");
        assert!(mapped.len() >= 7 && is_absent(&mapped, "mill"), "{}", receiver.format);
        assert!(!is_absent(&mapped, &theirs(ODD)), "{}", receiver.format);
        for sku in GOOD.into_iter().filter(|sku| *sku != "mill" && takes_odd(receiver)) {
            let picks = &own[&(receiver.id)(sku)];
            let all = GOOD.into_iter().chain([ODD, SOLD_OUT, RULED_OUT]).map(|sku| ((receiver.id)(sku), sku));
            let skus: std::collections::BTreeMap<String, &str> = all.collect();
            let renamed: Vec<String> =
                picks.iter().map(|pick| skus[pick]).filter(|sku| *sku != "mill").map(theirs).collect();
            let told = &mapped[&theirs(sku)];
            assert_eq!(
                told[..told.len().min(renamed.len())],
                renamed[..told.len().min(renamed.len())],
                "{}",
                receiver.format
            );
        }
    }
}

#[test]
fn ids_that_the_receiver_refuses_are_left_out_and_counted() {
    for receiver in &RECEIVERS {
        let (told, said) = exported(receiver, "");
        let refused = said.contains("1 items with an id that the receiver refuses for its characters, such as a&b<");
        assert_eq!(refused, !takes_odd(receiver), "{} {said}", receiver.format);
        assert_eq!(is_absent(&told, &(receiver.id)(ODD)), refused, "{}", receiver.format);
    }
}

#[test]
fn the_limit_is_the_receivers_or_the_callers() {
    for receiver in &RECEIVERS {
        let (told, _) = exported(receiver, "--limit 2");
        assert!(told.values().all(|picks| picks.len() == 2), "{}", receiver.format);
        let (told, _) = exported(receiver, "--limit 1000");
        let most = told.values().map(Vec::len).max().unwrap();
        assert!((5..=9).contains(&most), "{} {most}", receiver.format);
    }
}

#[test]
fn the_same_input_gives_the_same_bytes_on_any_number_of_threads() {
    for receiver in &RECEIVERS {
        let bytes = |args: &str| {
            let out = tempfile::tempdir().unwrap();
            export(receiver, args, out.path(), 0);
            let file = std::fs::read_dir(out.path()).unwrap().next().unwrap().unwrap();
            (file.file_name(), std::fs::read(file.path()).unwrap())
        };
        assert!(bytes("--threads 1") == bytes("--threads 3"), "{}", receiver.format);
    }
}
