//! Runs `pairwell bundles` and `pairwell evaluate --rules` as a merchant would.

use std::path::Path;
use std::process::{Command, Stdio};

use super::shop::root;

/// Exit code, standard output and standard error.
fn run(folder: &Path, args: &str) -> (Option<i32>, String, String) {
    let sample = root().join("sample").canonicalize().unwrap();
    let args = args.replace("SAMPLE", sample.to_str().unwrap());
    let output =
        Command::new(env!("CARGO_BIN_EXE_pairwell")).args(args.split(' ')).current_dir(folder).output().unwrap();
    let text = |bytes: Vec<u8>| String::from_utf8(bytes).unwrap();
    (output.status.code(), text(output.stdout), text(output.stderr))
}

/// Runs, and checks the exit code and what standard output and error say.
fn check(folder: &Path, args: &str, code: i32, says: &[&str]) -> String {
    let (found, out, err) = run(folder, args);
    assert_eq!(found, Some(code), "pairwell {args}\n{out}\n{err}");
    for word in says {
        assert!(out.contains(word) || err.contains(word), "pairwell {args}: expected {word:?} in\n{out}\n{err}");
    }
    out
}

const ORDERS: &str = "--orders SAMPLE/orders.csv";
const CATALOG: &str = "--catalog SAMPLE/catalog.csv";

fn trained() -> tempfile::TempDir {
    let folder = tempfile::tempdir().unwrap();
    let train = format!("train {ORDERS} {CATALOG} --no-tune --out model");
    check(folder.path(), &train, 0, &["With the shop's rules:"]);
    folder
}

#[test]
fn bundles_are_listed_priced_and_pasted() {
    let folder = trained();
    let at = folder.path();
    let held = check(at, "bundles model", 0, &["KF-1012", "give --orders", "Give a --catalog with"]);
    assert!(!held.contains("by chance") && !held.contains("max. discount"), "empty columns are left out\n{held}");
    let priced = check(at, &format!("bundles model {CATALOG}"), 0, &["max. discount", "give --orders"]);
    assert!(!priced.contains("by chance") && !priced.contains("Give a --catalog"), "{priced}");
    let table = check(at, &format!("bundles model {ORDERS} {CATALOG}"), 0, &["KF-2606", "margin of 30 %", "uplift"]);
    assert!(table.contains("Cold-brew steeping bags"), "titles");
    let json = check(at, &format!("bundles model {ORDERS} {CATALOG} --margin 40 --limit 3 --json"), 0, &[]);
    let json: serde_json::Value = serde_json::from_str(&json).unwrap();
    let first = &json.as_array().filter(|sets| sets.len() == 3).unwrap()[0];
    // Tea for 6.00 and shortbread: the discount leaves exactly 40 % of what is paid.
    let (discount, price) = (first["largestDiscount"].as_f64().unwrap(), first["price"].as_i64().unwrap());
    assert!(discount > 0.0 && discount < 60.0 && price > 0 && first["orders"].as_u64().unwrap() > 20, "{first}");
    assert!(first["p"].as_f64().unwrap() < 0.05 && first["lift"].as_f64().unwrap() > 1.0);
    let toml = check(at, &format!("bundles model {ORDERS} {CATALOG} --limit 6 --toml"), 0, &[]);
    assert_eq!(toml.matches("[[bundle]]").count(), 6);
    std::fs::write(at.join("rules.toml"), toml).unwrap();
    check(at, &format!("rules check rules.toml --model model {CATALOG}"), 0, &["0 errors"]);
}

#[test]
fn a_set_below_the_margin_at_full_price_gets_no_discount() {
    let folder = trained();
    let all = format!("bundles model {ORDERS} {CATALOG} --margin 60");
    let table = check(folder.path(), &all, 0, &["at full price the margin is at most"]);
    assert!(table.contains("–  ") && !table.contains(" 0.0 %"), "{table}");
    let toml = check(folder.path(), &format!("{all} --toml"), 0, &["# no discount: at full price the margin is"]);
    assert!(!toml.contains("discount = 0.0"), "{toml}");
    let json = check(folder.path(), &format!("{all} --json"), 0, &[]);
    for set in serde_json::from_str::<Vec<serde_json::Value>>(&json).unwrap() {
        assert_eq!(set["margin"].as_f64().unwrap() < 60.0, set.get("largestDiscount").is_none(), "{set}");
    }
}

#[test]
fn bundles_use_the_titles_of_the_orders_where_there_is_no_catalog() {
    let folder = tempfile::tempdir().unwrap();
    let mut orders = String::from("Invoice,StockCode,Description,CustomerID,Ware\n");
    for n in 0..200 {
        let (mug, tray) = ((n % 4 == 0), (n % 4 == 0) || (n % 9 == 0));
        for (bought, code, title) in [(mug, "M1", "BLUE MUG, LARGE"), (tray, "T1", "OAK TRAY"), (!mug, "S1", "SPOON")] {
            if bought {
                orders += &format!("{n},{code},\"{title}\",{n},ware of {code}\n");
            }
        }
    }
    std::fs::write(folder.path().join("orders.csv"), orders).unwrap();
    check(folder.path(), "train --orders orders.csv --no-tune --force --out model", 0, &[]);
    check(folder.path(), "bundles model --orders orders.csv", 0, &["M1  BLUE MUG, LARGE", "T1  OAK TRAY"]);
    check(folder.path(), "bundles model --orders orders.csv --toml", 0, &["label = \"BLUE MUG + OAK TRAY\""]);
    check(folder.path(), "bundles model --orders orders.csv --map title=Ware", 0, &["M1  ware of M1"]);
}

#[test]
fn a_reader_that_goes_away_is_not_an_error() {
    let folder = trained();
    let model = folder.path().join("model");
    for verb in ["bundles", "inspect", "verify"] {
        let mut command = Command::new(env!("CARGO_BIN_EXE_pairwell"));
        let piped = command.arg(verb).arg(&model).stdout(Stdio::piped()).stderr(Stdio::piped());
        let mut child = piped.spawn().unwrap();
        drop(child.stdout.take());
        let output = child.wait_with_output().unwrap();
        assert_eq!((output.status.code(), String::from_utf8_lossy(&output.stderr).as_ref()), (Some(0), ""), "{verb}");
    }
}

#[test]
fn impossible_requests_are_refused_in_plain_words() {
    let folder = trained();
    let at = folder.path();
    check(at, "bundles nowhere", 2, &["nowhere", "pairwell train --out DIR"]);
    check(at, "bundles model --margin 100", 2, &["--margin 100", "0 to less than 100"]);
    check(at, &format!("bundles model {ORDERS} --limit 2"), 0, &["Give a --catalog with the columns price and cost"]);
    std::fs::write(at.join("few.csv"), "order_id,sku\n1,KF-1001\n1,KF-1002\n2,KF-1001\n").unwrap();
    check(at, "bundles model --orders few.csv", 1, &["no set of items"]);
    check(at, &format!("evaluate {ORDERS} --methods cosine --rules default"), 2, &["--methods", "pairwell"]);
    std::fs::write(at.join("bad.toml"), "[defaults]\ndiversty = 1\n").unwrap();
    check(at, &format!("evaluate {ORDERS} --methods pairwell --rules bad.toml"), 2, &["bad.toml:2", "diversity"]);
}

#[test]
fn evaluation_shows_our_method_with_rules_beside_itself_without() {
    let folder = tempfile::tempdir().unwrap();
    let evaluate = format!("evaluate {ORDERS} {CATALOG} --methods pairwell,popularity --no-tune --rules default");
    check(folder.path(), &evaluate, 0, &["with rules", "With the shop's rules:"]);
    let json = check(folder.path(), &format!("{evaluate} --json"), 0, &[]);
    let json: serde_json::Value = serde_json::from_str(&json).unwrap();
    let names: Vec<&str> = json["methods"].as_array().unwrap().iter().map(|m| m["method"].as_str().unwrap()).collect();
    assert_eq!(names, ["pairwell", "with rules", "popularity"]);
    assert!(json["rules"]["hr@10Difference"]["value"].is_number());
}
