//! Runs `pairwell rules` and `train --rules` as a shop developer would: exit codes, what is said, what is written.

use std::path::{Path, PathBuf};
use std::process::{Command, Output};

use pairwell::rules::parts::{Action, MerchantRules};
use pairwell_cli::directory::{self, OpenModel};
use tempfile::TempDir;

const CATALOG: &str = "sku,title,price,currency,category,brand,available,stock,tags,gift_card\n\
    a,Beans,9.50,EUR,Coffee,Finch,true,5,\"daily, new\",\n\
    b,Filters,5.50,EUR,Filters,Loam,true,5,daily,\n\
    c,Press,24.00,EUR,Brewing,Loam,false,0,,\n\
    d,Sample,0.00,EUR,Coffee,Finch,true,5,,\n\
    card,Voucher,25.00,EUR,Gifts,Finch,true,5,,yes\n\
    warranty,Warranty,29.00,EUR,Services,,true,,,\n";

struct Shop {
    folder: TempDir,
}

impl Shop {
    /// 80 orders of pairs and of a voucher, with a catalog that knows a warranty too.
    fn new() -> Self {
        let shop = Self { folder: TempDir::new().unwrap() };
        let mut orders = String::from("order,sku,quantity\n");
        for n in 0..80 {
            for sku in [["a", "b"], ["c", "d"], ["a", "card"], ["b", "c"]][n % 4] {
                orders += &format!("{n},{sku},1\n");
            }
        }
        shop.write("orders.csv", &orders);
        shop.write("catalog.csv", CATALOG);
        shop
    }

    fn trained(rules: &str) -> Self {
        let shop = Self::new();
        shop.write("rules.toml", rules);
        shop.run("train --orders orders.csv --catalog catalog.csv --rules rules.toml --out model --force --no-tune", 0);
        shop
    }

    fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    fn write(&self, name: &str, content: &str) {
        std::fs::write(self.path(name), content).unwrap();
    }

    /// Runs a command, checks its exit code, gives all that it said.
    fn run(&self, args: &str, code: i32) -> String {
        let command = env!("CARGO_BIN_EXE_pairwell");
        let Output { status, stdout, stderr } =
            Command::new(command).args(args.split_whitespace()).current_dir(self.folder.path()).output().unwrap();
        let heard = format!("{}{}", String::from_utf8_lossy(&stdout), String::from_utf8_lossy(&stderr));
        assert_eq!(status.code(), Some(code), "pairwell {args}\n{heard}");
        heard
    }

    fn open(&self) -> OpenModel {
        directory::open(&self.path("model")).unwrap()
    }

    fn said(&self) -> MerchantRules {
        self.open().rules.unwrap().merchant
    }
}

fn check(rules: &str, args: &str, code: i32, says: &[&str]) {
    let shop = Shop::trained("");
    shop.write("rules.toml", rules);
    let heard = shop.run(&format!("rules check rules.toml --model model {args}"), code);
    for words in says {
        assert!(heard.contains(words), "expected {words:?} in:\n{heard}");
    }
}

#[test]
fn a_rules_file_is_always_written() {
    let shop = Shop::new();
    shop.run("train --orders orders.csv --out model --force --no-tune", 0);
    let rules = shop.open().rules.unwrap();
    let defaults = pairwell_rules::compile("", &pairwell_rules::Shop::default(), None);
    assert_eq!(Some(rules.merchant.clone()), defaults.merchant);
    assert_eq!(rules.merchant.facts.len(), 4, "the signals that silence");
    assert!(rules.relations.traits.iter().all(|traits| traits.category == 0), "nothing is known without a catalog");
}

#[test]
fn what_the_shop_does_not_sell_is_hidden_and_what_is_sold_out_may_come_back() {
    let opened = Shop::trained("").open();
    let of = |sku: &str| {
        let item = opened.model.item(sku).unwrap();
        (opened.model.is_hidden(item), opened.rules.as_ref().unwrap().relations.traits[item as usize].sold_out)
    };
    assert_eq!(["a", "c", "d", "card"].map(of), [(false, false), (true, true), (true, false), (true, false)]);
}

#[test]
fn items_that_rules_name_become_part_of_the_model() {
    let shop = Shop::trained("[[service]]\nitems = ['warranty', 'typo']\nwith = { items = ['c'] }");
    let opened = shop.open();
    let item = opened.model.item("warranty").unwrap();
    assert!(!opened.model.is_hidden(item));
    assert!(opened.model.item("typo").is_none());
    assert_eq!(shop.said().sets[0].items, [item]);
    assert!(opened.model.item("card").is_some(), "ordered, though never shown");
}

#[test]
fn an_error_in_the_rules_comes_before_the_orders_are_read() {
    let shop = Shop::new();
    shop.write("rules.toml", "[[rule]]\nbost = 1");
    let heard = shop.run("train --orders nowhere.csv --rules rules.toml --out model", 2);
    assert!(heard.contains("rules.toml:2:1: error") && heard.contains("\"boost\""), "{heard}");
    assert!(!heard.contains("nowhere.csv") && !shop.path("model").exists(), "{heard}");
}

#[test]
fn check_lists_findings_by_line_and_the_order_of_resolution() {
    let catalog = "--catalog catalog.csv";
    check(
        "[[rule]]\nexclude = { tags = ['new'] }",
        catalog,
        0,
        &["1 rule; 0 errors", "1. suppression", "9. boost, bury, free_shipping"],
    );
    check("[[rule]]\nexclude = { tags = ['nwe', 'new'] }", catalog, 0, &["rules.toml:2:21: warning", "\"new\""]);
    check("[[rule]]\nexclude = { tags = ['new'] }", "", 1, &["error", "uses tags", "Pass the catalog with --catalog."]);
    check("[[rule]]\nboost = { tags = ['new'], by = 2 }", "", 0, &["warning", "uses tags", "--catalog"]);
    check("[[rule]]\nexclude = { categories = ['Coffee'] }", "", 0, &["0 errors, 0 warnings"]);
    check("[[rule]]\npin = { items = ['warranty'] }", catalog, 0, &["but not in the model", "--rules"]);
    check("[[rule]]\nmost = 'x'", "", 1, &["rules.toml:2:8: error", "1 error,"]);
    check("[[rule]\n", "--json", 1, &["\"good\": false", "\"severity\": \"error\"", "\"line\": 1", "\"resolution\""]);
    let sections = "[[restricted]]\nitems = ['a']\nneeds = 'x'\n[[rule]]\nname = 'r'\nmost = 3";
    check(sections, catalog, 0, &["1 rule, and 1 that other sections make; 0 errors"]);
    check("[[rule]]\npin = { items = ['card'] }", catalog, 0, &["\"card\" is pinned here, but is a gift card"]);
    check("[[rule]]\npin = { items = ['c'] }", "", 0, &["note", "\"c\" is pinned here, but is sold out"]);
    check("[[rule]]\nmin_score = 0.99", "", 0, &["warning", "no item reaches this score"]);
    let dated = "[[rule]]\nmost = 1\nwhen = { dates = { to = 2026-01-01 } }";
    check(dated, "--today 2026-01-02", 0, &["note", "have passed"]);
    check(dated, "--today 2026-01-01", 0, &["0 notes"]);
    check(&dated.replace("2026", "2001"), "", 0, &["note", "have passed"]);
    check(dated, "--today soon", 2, &["--today soon", "2026-11-24"]);
}

#[test]
fn apply_replaces_what_the_merchant_says_and_keeps_what_was_learned() {
    let shop = Shop::trained("[[rule]]\nname = 'old'\nmost = 1");
    let before = shop.open();
    shop.write("rules.toml", "[[rule]]\nname = 'new'\nexclude = { tags = ['daily'] }\n[defaults]\ncuration = false");
    let heard = shop.run("rules apply rules.toml --model model --catalog catalog.csv", 0);
    assert!(heard.contains("at the next training") && heard.contains("1 rule,"), "{heard}");
    let after = shop.open();
    let (old, new) = (before.rules.unwrap(), after.rules.unwrap());
    assert_eq!(new.merchant.rules[0].name, "new");
    assert_eq!(new.merchant.rules[0].actions, [Action::Exclude(0)]);
    assert_eq!(new.relations, old.relations);
    assert_eq!(after.manifest.model, before.manifest.model);
    let (old, new) = (before.manifest.rules.unwrap(), after.manifest.rules.unwrap());
    assert_ne!(old.file, new.file);
    assert!(shop.path("model").join(&old.file).exists(), "pages that have the manifest before still read it");
    shop.write("rules.toml", "");
    let hour = std::time::Duration::from_secs(3600);
    let file = std::fs::File::options().write(true).open(shop.path("model").join(&old.file)).unwrap();
    file.set_modified(std::time::SystemTime::now() - hour).unwrap();
    shop.run("rules apply rules.toml --model model", 0);
    assert!(!shop.path("model").join(&old.file).exists(), "older ones go once no reader can have them");
    shop.run("verify model", 0);
}

#[test]
fn a_bad_file_is_not_applied() {
    let shop = Shop::trained("[[rule]]\nname = 'old'\nmost = 1");
    shop.write("rules.toml", "[[rule]]\nmost = -1");
    let heard = shop.run("rules apply rules.toml --model model", 2);
    assert!(heard.contains("rules.toml:2:8: error"), "{heard}");
    assert_eq!(shop.said().rules[0].name, "old");
}

#[test]
fn what_would_be_shown_for_want_of_a_catalog_is_not_applied() {
    let shop = Shop::trained("[[rule]]\nname = 'old'\nmost = 1");
    shop.write("new.toml", "[[rule]]\nexclude = { tags = ['new'] }");
    let heard = shop.run("rules apply new.toml --model model", 2);
    assert!(heard.contains("new.toml:2:11: error") && heard.contains("--catalog"), "{heard}");
    assert_eq!(shop.said().rules[0].name, "old");
    shop.run("rules apply new.toml --model model --catalog catalog.csv", 0);
    assert_eq!(shop.said().rules[0].name, "rule 1");
    let heard = shop.run("train --orders nowhere.csv --rules new.toml --out other", 2);
    assert!(heard.contains("uses tags") && !heard.contains("nowhere.csv"), "{heard}");
}

#[test]
fn a_directory_from_before_there_were_rules_takes_them() {
    let shop = Shop::trained("");
    let path = shop.path("model/pairwell.json");
    let mut manifest: serde_json::Value = serde_json::from_slice(&std::fs::read(&path).unwrap()).unwrap();
    manifest.as_object_mut().unwrap().remove("rules");
    std::fs::write(&path, manifest.to_string()).unwrap();
    assert!(shop.open().rules.is_none());
    shop.write("rules.toml", "[[rule]]\nmost = 1");
    shop.run("rules apply rules.toml --model model --catalog catalog.csv", 0);
    let rules = shop.open().rules.unwrap();
    assert_eq!(rules.merchant.rules[0].actions, [Action::Most(1)]);
    assert!(rules.relations.traits.iter().any(|traits| traits.price == 950), "the catalog's, at least");
}

#[test]
fn a_rules_file_that_is_not_the_named_one_is_refused() {
    let shop = Shop::trained("");
    let entry = shop.open().manifest.rules.unwrap();
    let path = shop.path("model").join(&entry.file);
    let mut bytes = std::fs::read(&path).unwrap();
    *bytes.last_mut().unwrap() ^= 1;
    std::fs::write(&path, bytes).unwrap();
    assert!(shop.run("verify model", 1).contains(&entry.file));
}

#[test]
fn a_rules_file_of_another_model_is_refused() {
    let (shop, other) = (Shop::trained(""), Shop::new());
    other.write("orders.csv", "order,sku\n1,x\n1,y\n2,x\n2,y\n3,x\n3,y\n4,x\n4,y\n");
    other.run("train --orders orders.csv --out model --force --no-tune", 0);
    let theirs = other.open().manifest.rules.unwrap();
    std::fs::copy(other.path("model").join(&theirs.file), shop.path("model").join(&theirs.file)).unwrap();
    let path = shop.path("model/pairwell.json");
    let mut manifest: serde_json::Value = serde_json::from_slice(&std::fs::read(&path).unwrap()).unwrap();
    manifest["rules"] = serde_json::to_value(&theirs).unwrap();
    std::fs::write(&path, manifest.to_string()).unwrap();
    let heard = shop.run("verify model", 1);
    assert!(heard.contains("another model") && heard.contains("rules apply"), "{heard}");
}

#[test]
fn inspect_names_the_rules_and_schema_prints_the_committed_one() {
    let shop = Shop::trained("[[rule]]\nname = 'only two'\nmost = 2");
    assert!(shop.run("inspect model", 0).contains("rule      only two"));
    let schema = Path::new(env!("CARGO_MANIFEST_DIR")).join("../docs/rules.schema.json");
    assert_eq!(shop.run("rules schema", 0), std::fs::read_to_string(schema).unwrap());
}

#[test]
fn a_pick_that_completes_a_bundle_says_which() {
    let shop = Shop::trained(
        "[[bundle]]\nname = 'morning'\nitems = ['a', 'b']\ndiscount = 10.0\nlabel = { en = 'Every morning', de = 'Jeden Morgen' }",
    );
    let first = |args: &str| {
        let answer: serde_json::Value = serde_json::from_str(&shop.run(&format!("suggest model {args}"), 0)).unwrap();
        answer["suggestions"][0].clone()
    };
    let pick = first("--cart a --limit 1 --context {\"locale\":\"de-CH\"}");
    let (label, discount) = (&pick["bundle"]["label"], &pick["bundle"]["discount"]);
    assert_eq!((&pick["sku"], label, discount), (&"b".into(), &"Jeden Morgen".into(), &10.0.into()), "{pick}");
    assert_eq!(pick["bundle"]["items"].as_array().map(Vec::len), Some(2));
    assert!(first("--cart c --limit 1")["bundle"]["name"] != "morning", "one item alone completes nothing");
}

#[test]
fn what_is_odd_about_a_catalog_is_reported_with_counts_and_an_example() {
    let shop = Shop::new();
    let mut catalog = String::from("sku,title,price,currency,category,available,stock,cost\n");
    for n in 0..60 {
        catalog += &format!("more-{n},More,1.00,EUR,More,true,3,\n");
    }
    catalog += "a,Beans,-9.50,EUR,Coffee,true,many,little\nb,Filters,5.50,EUR,Filters,true,0,9.00\n\
        c,Press,24.00,EUR,Brewing,true,-5,12.00\nd,Gutschein,20.00,EUR,Extras,true,1,\n";
    shop.write("odd.csv", &catalog);
    shop.write("rules.toml", "[defaults]\nvalue = { by = 'margin' }\n[[rule]]\npin = { items = ['a', 'd'] }");
    let train = "train --orders orders.csv --catalog odd.csv --rules rules.toml --out model --force --no-tune";
    let check = "rules check rules.toml --model model --catalog odd.csv";
    for heard in [shop.run(train, 0), shop.run(check, 0)] {
        for words in [
            "1 item with a negative price, such as a: taken as 0 and never shown",
            "2 items available without stock, such as b",
            "1 row with an unreadable field: \"cost\" 1, \"stock\" 1",
            "1 item has a cost above the price, such as \"b\"",
            "\"a\" is pinned here, but has no price above 0",
            "\"d\" is pinned here, but is a gift card",
        ] {
            assert!(heard.contains(words), "expected {words:?} in:\n{heard}");
        }
    }
    let opened = shop.open();
    let hidden = |sku: &str| opened.model.is_hidden(opened.model.item(sku).unwrap());
    assert_eq!(["a", "b", "c", "d"].map(hidden), [true, false, false, true]);
}

#[test]
fn a_setting_that_needs_a_catalog_is_reported_when_training() {
    let shop = Shop::new();
    shop.write("rules.toml", "[defaults]\nvalue = { by = 'margin' }\noverstock = { above = 3, boost = 1.2 }");
    let heard = shop.run("train --orders orders.csv --rules rules.toml --out model --force --no-tune", 0);
    assert!(heard.contains("rules.toml:2:9: warning: `value` by margin") && heard.contains("--catalog"), "{heard}");
    assert!(heard.contains("rules.toml:3:13: warning: `overstock`"), "{heard}");
}

#[test]
fn a_catalog_that_is_not_there_is_named_by_its_option() {
    let shop = Shop::new();
    let heard = shop.run("train --orders orders.csv --catalog nocat.csv --out model", 2);
    assert!(heard.contains("nocat.csv") && heard.contains("--catalog.") && !heard.contains("--orders"), "{heard}");
}

#[test]
fn what_hardly_any_order_holds_has_the_last_place_at_a_share_of_page_views() {
    let shop = Shop::new();
    let teas = "t1,Tea 1,5.00,EUR,Tea,Finch,true,5,,\nt2,Tea 2,5.00,EUR,Tea,Finch,true,5,,\n";
    let mut orders = std::fs::read_to_string(shop.path("orders.csv")).unwrap();
    for n in 80..160 {
        // The second customer of a tea is not told from nobody.
        let tea = if n == 80 { "t2" } else { "t1" };
        orders += &format!("{n},{tea},1\n{n},b,1\n");
    }
    shop.write("orders.csv", &orders);
    shop.write("catalog.csv", &format!("{CATALOG}{teas}t3,Tea 3,5.00,EUR,Tea,Finch,true,5,,\n"));
    let train = "train --orders orders.csv --catalog catalog.csv --out model --force --no-tune";
    shop.run(train, 0);
    let ask = |context: &str| {
        let said = shop.run(&format!("suggest model --cart b --limit 2 --context {context}"), 0);
        let answer: serde_json::Value = serde_json::from_str(said.lines().next().unwrap()).unwrap();
        answer["suggestions"].as_array().unwrap().clone()
    };
    let skus = |picks: &[serde_json::Value]| -> Vec<String> {
        picks.iter().map(|pick| pick["sku"].as_str().unwrap().to_owned()).collect()
    };
    let plain = ask("{}");
    assert!(!skus(&plain).iter().any(|sku| sku == "t2" || sku == "t3"), "{plain:?}");
    assert_eq!(skus(&ask("{\"draw\":0.05}")), skus(&plain));
    let seen: Vec<String> = ["{\"draw\":0}", "{\"draw\":0.04}"]
        .map(|draw| {
            let picks = ask(draw);
            assert_eq!(skus(&picks[..1]), skus(&plain)[..1]);
            assert_eq!(picks[1]["benefit"], "New");
            assert!(picks[1]["rule"].as_str().unwrap().starts_with("new items"), "{picks:?}");
            skus(&picks).remove(1)
        })
        .to_vec();
    // They take turns.
    assert_eq!(seen, ["t2", "t3"]);
    // Rules are changed without training; what training found stays.
    shop.write("rules.toml", "[defaults]\nexplore = 0");
    shop.run("rules apply rules.toml --model model --catalog catalog.csv", 0);
    assert_eq!(skus(&ask("{\"draw\":0}")), skus(&plain));
}
