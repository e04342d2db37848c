//! What `pairwell export` refuses, and that nothing is left half-written.

use std::fs;

use super::shop::{Receiver, export, shop};
use super::told::RECEIVERS;
use crate::cli::check;

fn receiver(format: &str) -> &'static Receiver {
    RECEIVERS.iter().find(|receiver| receiver.format == format).unwrap()
}

#[test]
fn files_are_written_aside_and_renamed_at_the_end() {
    for receiver in &RECEIVERS {
        let out = tempfile::tempdir().unwrap();
        export(receiver, "", out.path(), 0);
        let name = fs::read_dir(out.path()).unwrap().next().unwrap().unwrap().file_name();
        let path = out.path().join(&name);
        fs::remove_file(&path).unwrap();
        // Where a folder stands in the way, the file cannot be renamed into place.
        fs::create_dir_all(path.join("in the way")).unwrap();
        let said = export(receiver, "", out.path(), 2);
        assert!(said.contains("cannot write"), "{said}");
        let left: Vec<_> = fs::read_dir(out.path()).unwrap().map(|entry| entry.unwrap().file_name()).collect();
        assert_eq!(left, [name], "{}", receiver.format);
    }
}

#[test]
fn earlier_files_stay_when_nothing_can_be_written() {
    let out = tempfile::tempdir().unwrap();
    fs::write(out.path().join("json-ld.jsonl"), "before").unwrap();
    let plain = Receiver { needs: "", ..*receiver("json-ld") };
    let said = export(&plain, "", out.path(), 2);
    assert!(said.contains("with an address that names no host") && said.contains("--site https://"), "{said}");
    assert_eq!(fs::read_to_string(out.path().join("json-ld.jsonl")).unwrap(), "before");
}

#[test]
fn a_model_without_a_catalog_has_no_links() {
    let small = crate::cli::Shop::new().trained();
    for (format, remedy) in
        [("json-ld", "Train with a --catalog"), ("klaviyo-feed", "Train with a --catalog"), ("shopify", "--catalog")]
    {
        check(&small, &format!("export model --to {format} --out out"), 2, &["no item can be written", remedy]);
        assert!(!small.path("out").exists());
    }
    check(&small, "export model --to csv --out out", 0, &["suggestions.csv: 4 items"]);
}

#[test]
fn arguments_that_make_no_sense_are_refused() {
    let shop = shop();
    check(shop, "export model --to csv", 2, &["--out"]);
    check(shop, "export model --to xml --out x", 2, &["google-xml"]);
    check(shop, "export model --to salesforce --out x", 2, &["--catalog-id"]);
    check(shop, "export model --to csv --out x --id a", 2, &["--catalog"]);
    check(
        shop,
        "export model --to csv --out x --catalog catalog.csv --id nope",
        2,
        &["no column \"nope\"", "Their id"],
    );
    check(shop, "export model --to csv --out x --catalog none.csv", 2, &["none.csv"]);
    check(shop, "export model --to csv --out x --site shop.example", 2, &["https://shop.example"]);
    check(shop, "export model --to csv --out x --input y", 2, &["only --to personalize"]);
    check(shop, "export model --to csv --out x --limit 0", 2, &["--limit"]);
    check(shop, "export nowhere --to csv --out x", 2, &["nowhere"]);
    check(shop, "export model --to csv --out x --context {\"placment\":1}", 2, &["placement"]);
    assert!(!shop.path("x").exists());
}

/// The answers to a batch input.
fn batch(lines: &str, args: &str) -> Vec<serde_json::Value> {
    let (shop, folder) = (shop(), tempfile::tempdir().unwrap());
    let input = folder.path().join("in.json");
    fs::write(&input, lines).unwrap();
    fs::write(folder.path().join("customers"), "{\"id\":\"u1\",\"orders\":[[\"kettle\"]]}\n").unwrap();
    let args = args.replace("CUSTOMERS", folder.path().join("customers").to_str().unwrap());
    let out = folder.path().join("out");
    let command =
        format!("export model --to personalize --limit 3 --input {} --out {} {args}", input.display(), out.display());
    check(shop, command.trim_end(), 0, &["in.json.out"]);
    fs::read_to_string(out.join("in.json.out"))
        .unwrap()
        .lines()
        .map(|line| serde_json::from_str(line).unwrap())
        .collect()
}

#[test]
fn a_batch_of_personalize_is_answered_line_by_line() {
    let lines = "{\"itemId\":\"kettle\"}\n\n{\"itemId\":\"nothing\"}\n{\"itemIds\":[\"kettle\",\"cup\"]}\n{\"userId\":\"u2\"}\n\
                 {\"userId\":\"u2\",\"itemList\":[\"cup\",\"nothing\",\"mill\"]}\n";
    let answers = batch(lines, "");
    assert_eq!(answers.len(), 5);
    assert_eq!(answers[0]["input"], serde_json::json!({"itemId":"kettle"}));
    assert_eq!(answers[0]["output"]["recommendedItems"].as_array().unwrap().len(), 3);
    assert_eq!(answers[1]["output"]["recommendedItems"], serde_json::json!([]));
    assert_eq!(answers[1]["error"], "not in the model: \"nothing\"");
    assert_ne!(answers[2]["output"], answers[0]["output"]);
    assert_eq!(answers[3]["output"]["recommendedItems"].as_array().unwrap().len(), 3);
    let ranked: Vec<&str> =
        answers[4]["output"]["recommendedItems"].as_array().unwrap().iter().map(|it| it.as_str().unwrap()).collect();
    assert_eq!(ranked.len(), 3);
    assert_eq!(ranked[2], "nothing");
    assert_eq!(answers[4]["output"]["scores"][2], 0.0);
}

#[test]
fn a_user_of_a_batch_has_a_history_once_customers_are_given() {
    let without = batch("{\"userId\":\"u1\"}\n", "");
    let with = batch("{\"userId\":\"u1\"}\n{\"userId\":\"u2\"}\n", "--customers CUSTOMERS");
    assert_eq!(with[1]["output"], without[0]["output"], "nothing is known of u2");
    assert_ne!(with[0]["output"]["scores"], without[0]["output"]["scores"]);
}

#[test]
fn a_batch_with_a_broken_line_is_refused_and_leaves_nothing() {
    let (shop, folder) = (shop(), tempfile::tempdir().unwrap());
    for bad in ["{\"itemId\":\"kettle\"}\nnonsense\n", "{}\n", "[1]\n", "{\"itemId\":7}\n"] {
        let input = folder.path().join("in.json");
        fs::write(&input, bad).unwrap();
        let out = folder.path().join("out");
        let command = format!("export model --to personalize --input {} --out {}", input.display(), out.display());
        check(shop, &command, 2, &["in.json, line ", "expected a line such as {\"itemId\""]);
        assert_eq!(fs::read_dir(&out).unwrap().count(), 0, "{bad}");
    }
}
