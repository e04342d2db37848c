//! Runs the command line as a shop developer would: exit codes, files written, error messages.

use std::path::{Path, PathBuf};
use std::process::{Command, Output};

use tempfile::TempDir;

/// 60 orders: a and b always together in 40 of them, c with d in 20, one order with everything.
fn orders() -> String {
    let mut csv = String::from("order,sku,quantity\n");
    for n in 0..60 {
        let pair = if n < 40 { ["a", "b"] } else { ["c", "d"] };
        for sku in pair {
            csv += &format!("{n},{sku},1\n");
        }
    }
    csv + "60,a,1\n60,b,1\n60,c,1\n60,d,1\n"
}

pub(crate) struct Shop {
    folder: TempDir,
}

impl Shop {
    pub(crate) fn new() -> Self {
        let shop = Self { folder: TempDir::new().unwrap() };
        shop.write("orders.csv", orders());
        shop
    }

    pub(crate) fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    pub(crate) fn write(&self, name: &str, content: impl AsRef<[u8]>) {
        std::fs::write(self.path(name), content).unwrap();
    }

    pub(crate) fn run(&self, args: &str) -> Output {
        let command = env!("CARGO_BIN_EXE_pairwell");
        Command::new(command).args(args.split(' ')).current_dir(self.folder.path()).output().unwrap()
    }

    pub(crate) fn trained(self) -> Self {
        let output = self.run("train --orders orders.csv --out model");
        assert_eq!(output.status.code(), Some(0), "{}", String::from_utf8_lossy(&output.stderr));
        self
    }

    /// Makes a file look as if it had been written an hour ago.
    fn make_old(&self, file: &Path) {
        let hour = std::time::Duration::from_secs(3600);
        let file = std::fs::File::options().write(true).open(file).unwrap();
        file.set_modified(std::time::SystemTime::now() - hour).unwrap();
    }

    pub(crate) fn model_file(&self) -> PathBuf {
        let is_model = |path: &PathBuf| path.file_name().unwrap().to_string_lossy().starts_with("model-");
        std::fs::read_dir(self.path("model")).unwrap().map(|e| e.unwrap().path()).find(is_model).unwrap()
    }
}

/// Runs a command and checks its exit code and what standard error (or, for code 0 and 1, all output) says.
pub(crate) fn check(shop: &Shop, args: &str, code: i32, says: &[&str]) {
    let output = shop.run(args);
    let (out, err) = (String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr));
    assert_eq!(output.status.code(), Some(code), "pairwell {args}\n{out}\n{err}");
    let heard = if code == 2 { err.to_string() } else { format!("{out}{err}") };
    for word in says {
        assert!(heard.contains(word), "pairwell {args}: expected {word:?} in:\n{heard}");
    }
}

/// A file of this content is refused with exit code 2 and these words, and no model directory appears.
fn refused(content: &str, args: &str, says: &[&str]) {
    let shop = Shop::new();
    shop.write("bad.csv", content);
    check(&shop, format!("train --orders bad.csv --out model {args}").trim_end(), 2, says);
    assert!(!shop.path("model").exists(), "nothing half-written");
}

#[test]
fn a_missing_column_is_answered_with_the_columns_found_and_the_map_to_write() {
    refused("Bon,Menge\n1,2\n", "", &["bad.csv", "Bon", "Menge", "--map"]);
}

#[test]
fn an_empty_file_is_refused() {
    refused("", "", &["bad.csv", "empty"]);
}

#[test]
fn a_header_without_lines_is_refused() {
    refused("order,sku\n", "", &["bad.csv"]);
}

#[test]
fn orders_without_a_usable_line_are_refused_with_reasons() {
    refused("order,sku,quantity\n1,a,-1\n2,b,0\n", "", &["bad.csv", "quantity"]);
}

#[test]
fn a_missing_file_is_named() {
    check(&Shop::new(), "train --orders nowhere.csv --out model", 2, &["nowhere.csv"]);
}

#[test]
fn an_unknown_option_value_is_usage() {
    check(&Shop::new(), "train --orders orders.csv --out model --neighbours 0", 2, &["--neighbours", "1 to 63"]);
    check(&Shop::new(), "train --orders orders.csv --out model --format xml", 2, &["xml", "basket"]);
    check(&Shop::new(), "suggest model", 2, &["--cart"]);
}

#[test]
fn a_trained_model_suggests_what_was_bought_together() {
    let shop = Shop::new().trained();
    check(&shop, "suggest model --cart a --limit 1", 0, &["\"sku\":\"b\"", "\"because\":[{\"sku\":\"a\""]);
    check(&shop, "suggest model --cart c --limit 1", 0, &["\"sku\":\"d\""]);
}

#[test]
fn an_unknown_sku_in_the_cart_is_ignored_and_listed() {
    let shop = Shop::new().trained();
    check(&shop, "suggest model --cart a,nonsense --limit 1", 0, &["\"sku\":\"b\"", "\"unknown\":[\"nonsense\"]"]);
}

#[test]
fn the_shoppers_history_suggests_items_for_an_empty_cart() {
    let shop = Shop::new();
    check(&shop, "train --orders orders.csv --out model --repurchase-boost 1 --history-weight 1", 0, &[]);
    let first = |args: &str| {
        let answer: serde_json::Value = serde_json::from_slice(&shop.run(args).stdout).unwrap();
        let pick = &answer["suggestions"][0];
        (pick["sku"].as_str().unwrap().to_owned(), pick["taste"].as_f64())
    };
    shop.write("carts.jsonl", "{\"cart\":[],\"history\":[[\"d\"],[\"c\",\"unheard-of\"]],\"limit\":1}\n");
    let (sku, taste) = first("suggest model --carts carts.jsonl");
    assert!(sku == "c" && taste > Some(0.5), "{sku} {taste:?}");
    shop.write("carts.jsonl", "{\"cart\":[],\"seen\":[\"a\",\"c\"],\"exclude\":[\"a\",\"b\"],\"limit\":1}\n");
    assert_eq!(first("suggest model --carts carts.jsonl").0, "d", "goes with the items looked at");
    assert_eq!(first("suggest model --cart b --history a --history c,d --limit 1").0, "a");
    check(
        &shop,
        "explain model --cart b --item c --context {\"history\":[[\"c\"]]}",
        0,
        &["shopper's history", "+1.0000"],
    );
    assert_eq!(first("suggest model --cart a --limit 1").1, None, "no history unless it is given");
}

#[test]
fn old_names_of_flags_work_with_a_note() {
    let (shop, new) = (Shop::new(), Shop::new());
    let note = "note: --again is now --repurchase-boost";
    check(&shop, "train --orders orders.csv --out model --again 0.5 --with=0.25", 0, &[note, "--history-weight"]);
    check(&new, "train --orders orders.csv --out model --repurchase-boost 0.5 --history-weight 0.25", 0, &[]);
    assert_eq!(content(&shop.path("model")), content(&new.path("model")));
    let note = "note: --min-orders is now --min-customers";
    check(&shop, "bundles model --orders orders.csv --min-orders 2 --json", 0, &[note, "\"orders\": 41"]);
}

#[test]
fn train_prints_its_report_as_json() {
    let shop = Shop::new();
    let output = shop.run("train --orders orders.csv --out model --no-tune --json");
    let printed: serde_json::Value = serde_json::from_slice(&output.stdout).unwrap();
    let report: serde_json::Value =
        serde_json::from_slice(&std::fs::read(shop.path("model/report.json")).unwrap()).unwrap();
    assert_eq!((&printed["published"], &printed["report"]), (&true.into(), &report));
}

#[test]
fn carts_are_answered_line_by_line_and_a_bad_line_is_named() {
    let shop = Shop::new().trained();
    shop.write("carts.jsonl", "{\"cart\":[\"a\"],\"limit\":1}\n\n{\"cart\":[\"d\"]}\n");
    let output = shop.run("suggest model --carts carts.jsonl");
    let lines: Vec<String> = String::from_utf8(output.stdout).unwrap().lines().map(Into::into).collect();
    assert_eq!(lines.len(), 2);
    assert!(lines[0].starts_with("{\"cart\":[\"a\"]") && lines[1].starts_with("{\"cart\":[\"d\"]"));
    shop.write("bad.jsonl", "{\"cart\":[\"a\"]}\n{\"cart\":\n");
    check(&shop, "suggest model --carts bad.jsonl", 2, &["bad.jsonl, line 2"]);
}

#[test]
fn items_out_of_the_catalog_or_of_stock_are_never_suggested() {
    let shop = Shop::new();
    shop.write(
        "catalog.csv",
        "sku,title,price,currency,available\na,A,1.00,EUR,true\nb,B,1.00,EUR,false\nc,C,1.00,EUR,true\n",
    );
    check(&shop, "train --orders orders.csv --catalog catalog.csv --out model", 0, &["2 items are not for sale"]);
    let output = shop.run("suggest model --cart a");
    let answer = String::from_utf8(output.stdout).unwrap();
    assert!(
        answer.contains("\"sku\":\"c\"") && !answer.contains("\"sku\":\"b\"") && !answer.contains("\"sku\":\"d\""),
        "{answer}"
    );
}

#[test]
fn a_good_directory_verifies_and_a_damaged_one_does_not() {
    let shop = Shop::new().trained();
    check(&shop, "verify model", 0, &["ok"]);
    let file = shop.model_file();
    let mut bytes = std::fs::read(&file).unwrap();
    *bytes.last_mut().unwrap() ^= 1;
    std::fs::write(&file, &bytes).unwrap();
    check(&shop, "verify model", 1, &["BAD", "model-", "bytes have changed"]);
    std::fs::write(&file, &bytes[..bytes.len() - 9]).unwrap();
    check(&shop, "verify model", 1, &["BAD", "size"]);
    std::fs::remove_file(&file).unwrap();
    check(&shop, "verify model", 1, &["BAD", "cannot read"]);
}

#[test]
fn another_format_version_is_refused_with_a_remedy() {
    let shop = Shop::new().trained();
    let manifest = std::fs::read_to_string(shop.path("model/pairwell.json")).unwrap();
    shop.write("model/pairwell.json", manifest.replace("\"format\": 1", "\"format\": 7"));
    check(&shop, "suggest model --cart a", 2, &["format version 7, expected 1", "Train again"]);
}

#[test]
fn a_manifest_cannot_lead_out_of_its_directory() {
    let shop = Shop::new().trained();
    let manifest = std::fs::read_to_string(shop.path("model/pairwell.json")).unwrap();
    let model = shop.model_file().file_name().unwrap().to_string_lossy().into_owned();
    shop.write("model/pairwell.json", manifest.replace(&model, &format!("../{model}")));
    check(&shop, "inspect model", 2, &["file name"]);
}

#[test]
fn inspect_shows_an_item_and_knows_the_ones_it_does_not_have() {
    let shop = Shop::new().trained();
    check(&shop, "inspect model", 0, &["4 items", "61 orders", "bits per weight"]);
    check(&shop, "inspect model --item a", 0, &["a  prior", "b\n"]);
    check(&shop, "inspect model --item zzz", 2, &["zzz"]);
}

/// The manifest and every hashed file of a directory, by name.
fn content(directory: &Path) -> Vec<(String, Vec<u8>)> {
    let mut files: Vec<(String, Vec<u8>)> = std::fs::read_dir(directory)
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .map(|path| (path.file_name().unwrap().to_string_lossy().into_owned(), std::fs::read(&path).unwrap()))
        .collect();
    files.sort();
    files
}

#[test]
fn the_same_orders_give_the_same_bytes_on_any_number_of_threads() {
    let shop = Shop::new();
    let sample = Path::new(env!("CARGO_MANIFEST_DIR")).join("../sample/orders.csv");
    for threads in [1, 2, 5] {
        let args = format!("train --orders {} --out model{threads} --threads {threads}", sample.display());
        check(&shop, &args, 0, &[]);
    }
    assert_eq!(content(&shop.path("model1")), content(&shop.path("model2")));
    assert_eq!(content(&shop.path("model1")), content(&shop.path("model5")));
}

#[test]
fn training_again_replaces_the_manifest_last_and_keeps_one_generation() {
    let shop = Shop::new().trained();
    let first = shop.model_file();
    for n in 1..=4 {
        shop.write("orders.csv", orders() + &format!("9{n},a,1\n9{n},c,1\n").repeat(n));
        if n == 4 {
            shop.make_old(&first);
        }
        check(&shop, &format!("train --orders orders.csv --out model --neighbours {n}"), 0, &[]);
        assert_eq!(first.exists(), n < 4, "the generation before stays, older ones go once no reader can have them");
    }
    check(&shop, "verify model", 0, &[]);
    assert!(content(&shop.path("model")).iter().all(|(name, _)| !name.ends_with(".partial")));
}

#[test]
fn an_output_that_cannot_be_written_is_named() {
    let shop = Shop::new();
    shop.write("file", "in the way");
    check(&shop, "train --orders orders.csv --out file/model", 2, &["file/model", "cannot write"]);
}

/// Trains with a limit on file size, in blocks of 512 bytes: writing fails half-way, as on a full disk.
#[cfg(unix)]
fn trained_on_a_full_disk(shop: &Shop, blocks: u32) -> String {
    let script =
        format!(r#"trap '' XFSZ; ulimit -f {blocks}; exec "$0" train --orders orders.csv --out model --force"#);
    let mut sh = Command::new("sh");
    let output =
        sh.args(["-c", &script, env!("CARGO_BIN_EXE_pairwell")]).current_dir(shop.folder.path()).output().unwrap();
    let said = String::from_utf8_lossy(&output.stderr).into_owned();
    assert_eq!(output.status.code(), Some(2), "{said}");
    said
}

#[test]
#[cfg(unix)]
fn a_disk_that_fills_up_leaves_the_directory_as_it_was() {
    let shop = Shop::new();
    let said = trained_on_a_full_disk(&shop, 2);
    assert!(!shop.path("model").exists(), "no half-written directory: {said}");
    let shop = shop.trained();
    let before = content(&shop.path("model"));
    shop.write("orders.csv", orders() + "90,a,1\n90,c,1\n91,a,1\n91,c,1\n92,a,1\n92,c,1\n");
    // Room for the model, and not for the report that is written after it.
    for blocks in [0, 2] {
        let said = trained_on_a_full_disk(&shop, blocks);
        let all = ["model/", "cannot write", "unchanged", "disk space"].iter().all(|word| said.contains(word));
        assert!(all, "{said}");
        assert_eq!(content(&shop.path("model")), before);
    }
    check(&shop, "verify model", 0, &["ok"]);
}

#[test]
fn an_order_line_without_a_sku_is_known_by_the_catalogs_title() {
    let shop = Shop::new();
    let header = "Name,Financial Status,Created at,Lineitem quantity,Lineitem name,Lineitem price,Lineitem sku\n";
    let lines: String = (0..30)
        .map(|n| format!("#{n},paid,2026-01-05 10:00:00 +0000,1,Kettle,49.00,\n#{n},,,1,Filters,5.00,F-1\n"))
        .collect();
    shop.write("shopify.csv", header.to_owned() + &lines);
    shop.write(
        "products.csv",
        "sku,title,price,currency,available\nK-1,Kettle,49.00,GBP,true\nF-1,Filters,5.00,GBP,true\n",
    );
    check(
        &shop,
        "train --orders shopify.csv --format shopify --catalog products.csv --out model --force",
        0,
        &["2 items"],
    );
    check(&shop, "suggest model --cart F-1 --limit 1", 0, &["\"sku\":\"K-1\""]);
}
