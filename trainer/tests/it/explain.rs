//! Runs `pairwell explain` under rules as a shop developer would: who pins, each rule by itself, why not, and silence.

use std::process::Command;

use serde_json::Value;
use tempfile::TempDir;

const CATALOG: &str = "sku,title,price,currency,category,available\n\
    a,Beans,9.50,EUR,Coffee,true\nb,Filters,5.50,EUR,Filters,true\nc,Press,24.00,EUR,Brewing,true\n\
    d,Beans large,12.00,EUR,Coffee,true\ne,Beans huge,90.00,EUR,Coffee,true\n";

const RULES: &str = "[[rule]]\nname = 'two'\nboost = { items = 'c', by = 2.0 }\n\
    [[rule]]\nname = 'quarter'\nbury = { items = 'c', by = 0.25 }\n\
    [[rule]]\nname = 'staff choice'\npin = { items = 'b', position = 2 }\n\
    [[rule]]\nname = 'hush'\nwhen = { placement = 'checkout' }\nmost = 0\n\
    [[rule]]\nname = 'likely'\nwhen = { placement = 'cart' }\nmin_score = 0.99\n\
    [[rule]]\nname = 'one'\nwhen = { placement = 'home' }\ncap = { items = ['b', 'c'], most = 1 }\n";

struct Shop(TempDir);

impl Shop {
    fn trained() -> Self {
        let shop = Self(TempDir::new().unwrap());
        let mut orders = String::from("order,sku\n");
        for n in 0..100 {
            for sku in [["a", "b"], ["a", "c"], ["b", "c"], ["d", "c"], ["e", "b"]][n % 5] {
                orders += &format!("{n},{sku}\n");
            }
        }
        for (name, content) in [("orders.csv", orders.as_str()), ("catalog.csv", CATALOG), ("rules.toml", RULES)] {
            std::fs::write(shop.0.path().join(name), content).unwrap();
        }
        shop.run(
            &["train", "--orders", "orders.csv", "--catalog", "catalog.csv", "--rules", "rules.toml"]
                .into_iter()
                .chain(["--out", "model", "--force", "--no-tune"])
                .collect::<Vec<_>>(),
        );
        shop
    }

    fn run(&self, args: &[&str]) -> String {
        let output =
            Command::new(env!("CARGO_BIN_EXE_pairwell")).args(args).current_dir(self.0.path()).output().unwrap();
        assert!(output.status.success(), "{args:?}: {}", String::from_utf8_lossy(&output.stderr));
        String::from_utf8(output.stdout).unwrap()
    }

    fn explain(&self, item: &str, context: &str) -> String {
        self.run(&["explain", "model", "--cart", "a", "--item", item, "--context", context])
    }
}

#[test]
fn an_explanation_agrees_with_the_shelf() {
    let shop = Shop::trained();
    let told = shop.run(&["explain", "model", "--cart", "a", "--item", "b", "--json"]);
    let told: Value = serde_json::from_str(&told).unwrap();
    assert_eq!(told[0]["pin"], serde_json::json!({ "rule": "staff choice", "position": 2 }));
    assert_eq!((told[0]["position"].clone(), told[0]["source"].clone()), (2.into(), "pinned".into()));
    let text = shop.explain("b", "{}");
    assert!(text.contains("pinned at position 2 by rule \"staff choice\""), "{text}");
    let text = shop.explain("c", "{}");
    assert!(text.contains("rule \"two\"") && text.contains("× 2.00") && text.contains("× 0.25"), "{text}");
    for (item, context, why) in [
        ("c", r#"{"placement":"checkout"}"#, "not shown: rule \"hush\" shows none (most = 0)"),
        ("c", r#"{"signals":["Complaint"]}"#, "not shown: the signal \"complaint\" suppresses all suggestions"),
        ("c", r#"{"placement":"cart"}"#, "not shown: its score is below the minimum of rule \"likely\""),
        ("c", r#"{"placement":"home"}"#, "not shown: the set b, c is at the cap of rule \"one\""),
        ("d", r#"{"kind":"upgrade"}"#, "at position 1, upgrade"),
        ("e", r#"{"kind":"upgrade"}"#, "its price is above the limit for upsells"),
        ("b", r#"{"kind":"upgrade"}"#, "not an upsell: it is in another category"),
    ] {
        let text = shop.explain(item, context);
        assert!(text.contains(why), "{item} {context}: {text}");
    }
}

#[test]
fn suppression_is_explained_without_an_item_too() {
    let shop = Shop::trained();
    let all = |context| shop.run(&["explain", "model", "--cart", "a", "--context", context]);
    assert!(all(r#"{"placement":"checkout"}"#).contains("nothing is suggested: rule \"hush\" shows none"));
    assert!(all(r#"{"signals":["return"]}"#).contains("the signal \"return\" suppresses all suggestions"));
}

#[test]
fn an_empty_cart_may_be_left_out_or_be_empty() {
    let shop = Shop::trained();
    let told = shop.run(&["explain", "model", "--item", "c"]);
    assert_eq!(told, shop.run(&["explain", "model", "--cart", "", "--item", "c"]));
    let answer: Value = serde_json::from_str(&shop.run(&["suggest", "model", "--cart", ""])).unwrap();
    assert_eq!((answer["cart"].clone(), answer["unknown"].clone()), (serde_json::json!([]), serde_json::json!([])));
}

#[test]
fn an_old_kind_works_with_a_note() {
    let shop = Shop::trained();
    let note = |kind: &str| {
        let mut command = Command::new(env!("CARGO_BIN_EXE_pairwell"));
        let context = format!(r#"{{"kind":"{kind}"}}"#);
        command.args(["explain", "model", "--cart", "a", "--item", "d", "--json", "--context", &context]);
        let output = command.current_dir(shop.0.path()).output().unwrap();
        (String::from_utf8(output.stdout).unwrap(), String::from_utf8(output.stderr).unwrap())
    };
    let ((old, said), (new, silent)) = (note("upgrade"), note("upsell"));
    assert_eq!((old, said.as_str(), silent.as_str()), (new, "note: kind \"upgrade\" is now \"upsell\"\n", ""));
}
