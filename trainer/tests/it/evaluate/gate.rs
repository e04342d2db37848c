//! Checks that a better model is not replaced by a worse one, and that the report says what happened.

use super::world;
use std::collections::BTreeMap;
use std::path::Path;
use std::process::{Command, Output};

struct Shop {
    folder: tempfile::TempDir,
}

impl Shop {
    fn new() -> Self {
        Self { folder: tempfile::tempdir().unwrap() }
    }

    fn orders(&self, name: &str, baskets: &[Vec<u32>]) -> String {
        let path = self.folder.path().join(name);
        std::fs::write(&path, world::csv(baskets, |n| format!("c{n}"))).unwrap();
        path.to_str().unwrap().to_owned()
    }

    fn train(&self, orders: &str, more: &[&str]) -> Output {
        let out = self.folder.path().join("model");
        let mut command = Command::new(env!("CARGO_BIN_EXE_pairwell"));
        command.args(["train", "--orders", orders, "--out"]).arg(out).args(more);
        command.output().unwrap()
    }

    /// Every file of the model directory.
    fn files(&self) -> BTreeMap<String, Vec<u8>> {
        let entries = std::fs::read_dir(self.folder.path().join("model")).unwrap().map(|entry| entry.unwrap());
        entries.map(|e| (e.file_name().into_string().unwrap(), std::fs::read(e.path()).unwrap())).collect()
    }

    fn report(&self) -> serde_json::Value {
        serde_json::from_slice(&self.files()["report.json"]).unwrap()
    }
}

fn ends(output: &Output, code: i32, says: &str) {
    let text = String::from_utf8_lossy(&output.stderr);
    assert_eq!(output.status.code(), Some(code), "{text}");
    assert!(text.contains(says), "{says:?} is not in: {text}");
}

/// Settings that leave a model hardly any weight.
const SPOILT: [&str; 4] = ["--no-tune", "--min-orders", "100000", "--force"];

#[test]
fn a_worse_model_is_refused_and_the_directory_is_as_it_was() {
    let shop = Shop::new();
    let orders = shop.orders("orders.csv", &world::couples(3000, 30, 5));
    ends(&shop.train(&orders, &["--no-tune"]), 0, "Better than popularity");
    let before = shop.files();
    ends(&shop.train(&orders, &SPOILT[..3]), 1, "not published");
    assert_eq!(shop.files(), before);
}

#[test]
fn force_publishes_a_worse_model_and_the_report_says_so() {
    let shop = Shop::new();
    let orders = shop.orders("orders.csv", &world::couples(3000, 30, 5));
    ends(&shop.train(&orders, &["--no-tune"]), 0, "wrote");
    ends(&shop.train(&orders, &SPOILT), 0, "Worse than the previous model");
    assert_eq!(shop.report()["forced"], true);
}

#[test]
fn training_again_on_the_same_orders_changes_nothing_in_the_model() {
    let shop = Shop::new();
    let orders = shop.orders("orders.csv", &world::couples(2000, 20, 9));
    ends(&shop.train(&orders, &[]), 0, "wrote");
    let before = shop.files();
    ends(&shop.train(&orders, &[]), 0, "Level with the previous model");
    let after = shop.files();
    assert_eq!(before["pairwell.json"], after["pairwell.json"]);
    assert_eq!(shop.report()["changes"]["newPairs"], 0);
}

#[test]
fn a_model_of_few_orders_does_not_replace_one_of_many() {
    let shop = Shop::new();
    let all = world::couples(4000, 200, 11);
    let many = shop.orders("many.csv", &all);
    let few = shop.orders("few.csv", &all[..400]);
    ends(&shop.train(&many, &["--no-tune"]), 0, "wrote");
    ends(&shop.train(&few, &["--no-tune"]), 1, "not published");
}

#[test]
fn a_few_orders_cancelled_since_do_not_count_against_the_new_model() {
    let shop = Shop::new();
    let all = world::couples(4000, 200, 11);
    ends(&shop.train(&shop.orders("all.csv", &all), &["--no-tune"]), 0, "wrote");
    ends(
        &shop.train(&shop.orders("less.csv", &all[..3960]), &["--no-tune"]),
        0,
        "on orders that both have learned from",
    );
}

#[test]
fn newer_orders_compare_both_models_unseen() {
    let shop = Shop::new();
    let all = world::couples(4000, 30, 14);
    let old = shop.orders("old.csv", &all[..3000]);
    let new = shop.orders("new.csv", &all);
    ends(&shop.train(&old, &["--no-tune"]), 0, "wrote");
    ends(&shop.train(&new, &["--no-tune"]), 0, "wrote");
    let comparisons = shop.report()["comparisons"].clone();
    assert_eq!(comparisons[1]["with"], "published");
    assert_eq!(comparisons[1]["basis"], "unseen-by-both");
}

#[test]
fn a_report_with_figures_of_an_older_kind_still_says_how_new_its_orders_were() {
    let shop = Shop::new();
    let all = world::couples(4000, 30, 14);
    ends(&shop.train(&shop.orders("old.csv", &all[..3000]), &["--no-tune"]), 0, "wrote");
    let mut report = shop.report();
    for method in report["methods"].as_array_mut().unwrap() {
        let method = method.as_object_mut().unwrap();
        method.retain(|key, _| !["liveCart", "oneItem", "situations", "bySize"].contains(&key.as_str()));
    }
    for comparison in report["comparisons"].as_array_mut().unwrap() {
        comparison.as_object_mut().unwrap().remove("liveCartHr@10Difference");
    }
    std::fs::write(shop.folder.path().join("model/report.json"), report.to_string()).unwrap();
    ends(&shop.train(&shop.orders("new.csv", &all), &["--no-tune"]), 0, "wrote");
    assert_eq!(shop.report()["comparisons"][1]["basis"], "unseen-by-both");
    assert!(shop.report()["comparisons"][1]["liveCartHr@10Difference"]["value"].is_number());
}

#[test]
fn a_damaged_model_is_replaced_with_a_message() {
    let shop = Shop::new();
    let orders = shop.orders("orders.csv", &world::couples(500, 10, 5));
    ends(&shop.train(&orders, &["--no-tune"]), 0, "wrote");
    std::fs::write(shop.folder.path().join("model/pairwell.json"), "{").unwrap();
    ends(&shop.train(&orders, &["--no-tune"]), 0, "replaced without a comparison");
}

#[test]
fn the_same_orders_make_the_same_directory() {
    let (one, other) = (Shop::new(), Shop::new());
    let baskets = world::couples(1500, 20, 21);
    ends(&one.train(&one.orders("a.csv", &baskets), &["--threads", "1"]), 0, "wrote");
    ends(&other.train(&other.orders("b.csv", &baskets), &["--threads", "2"]), 0, "wrote");
    assert_eq!(one.files(), other.files());
}

#[test]
fn the_report_needs_nothing_else_and_knows_no_path() {
    let shop = Shop::new();
    let orders = shop.orders("orders.csv", &world::couples(1500, 20, 2));
    ends(&shop.train(&orders, &["--no-tune"]), 0, "report:");
    let files = shop.files();
    let page = String::from_utf8(files["report.html"].clone()).unwrap();
    for outside in ["src=", "href=", "url(", "@import", "<script"] {
        assert!(!page.contains(outside), "the report reaches for {outside}");
    }
    assert_eq!(page.matches("<svg").count(), 7);
    let folder = shop.folder.path().to_str().unwrap();
    assert!(!page.contains(folder) && !String::from_utf8_lossy(&files["report.json"]).contains(folder));
    assert!(Path::new(&orders).exists());
}

#[test]
fn fifty_orders_are_enough_and_the_report_says_what_they_carry() {
    let shop = Shop::new();
    let orders = shop.orders("orders.csv", &world::couples(50, 10, 3));
    ends(&shop.train(&orders, &[]), 0, "50 orders: suggestions lean on what is popular");
    let curve = &shop.report()["learningCurve"];
    let points: Vec<u64> = curve["points"].as_array().unwrap().iter().map(|p| p["orders"].as_u64().unwrap()).collect();
    assert_eq!((points, curve["hasKin"].as_bool()), (vec![10, 20, 40], Some(false)));
    let page = String::from_utf8(shop.files()["report.html"].clone()).unwrap();
    assert!(
        page.contains("What your orders can carry")
            && page.contains("role=\"img\" aria-label=\"Hit rate by the number")
    );
    // Ten orders say nothing for sure.
    let difference = &shop.report()["comparisons"][0]["liveCartHr@10Difference"];
    let width = difference["high"].as_f64().unwrap() - difference["low"].as_f64().unwrap();
    assert!(width > 0.3, "{difference}");
}
