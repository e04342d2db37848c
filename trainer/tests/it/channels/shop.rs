//! Trains one small shop for all tests of channels, once: an item of every kind that a receiver may trip over.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::LazyLock;

use crate::cli::Shop;

/// Every receiver takes these.
pub const GOOD: [&str; 6] = ["beans", "cup", "filter", "kettle", "mill", "spoon"];
/// Letters that XML, CSV and JSON write in another way, a slash, a semicolon; Google takes none of them.
pub const ODD: &str = "a&b<\"c\";d/ü";
/// Not available when the model was trained.
pub const HIDDEN: &str = "hidden";
/// Sold out since: the catalog that `export` is given says so.
pub const SOLD_OUT: &str = "tamper";
/// Excluded by a rule for product pages.
pub const RULED_OUT: &str = "ruled";

/// What the other system calls an item.
pub fn theirs(sku: &str) -> String {
    format!("P_{}", sku.bytes().map(|byte| format!("{byte:02x}")).collect::<String>())
}

fn all() -> impl Iterator<Item = &'static str> {
    GOOD.into_iter().chain([ODD, HIDDEN, SOLD_OUT, RULED_OUT])
}

/// As many pieces as make neighbours of all items, by turns of four.
fn orders() -> String {
    let items: Vec<&str> = all().collect();
    let mut csv = String::from("order,sku,customer,date\n");
    for order in 0..400 {
        for step in 0..4 {
            let sku = items[(order + step * (1 + order / items.len() % 3)) % items.len()].replace('"', "\"\"");
            csv += &format!("{order},\"{sku}\",c{},2026-{:02}-{:02}\n", order % 40, 1 + order / 40, 1 + order % 28);
        }
    }
    csv
}

fn catalog(is_available: impl Fn(&str) -> bool) -> String {
    let mut csv = String::from("sku,title,url,image,price,currency,available,Their id\n");
    for (number, sku) in all().enumerate() {
        let written = sku.replace('"', "\"\"");
        let (available, theirs) = (is_available(sku), if sku == "mill" { String::new() } else { theirs(sku) });
        csv += &format!(
            "\"{written}\",\"A {written}, the \"\"best\"\"\",/products/item-{number},/i/{number}.jpg,{}.50,EUR,{available},{theirs}\n",
            number + 1
        );
    }
    csv
}

static SHOP: LazyLock<Shop> = LazyLock::new(|| {
    let shop = Shop::new();
    shop.write("orders.csv", orders());
    shop.write("catalog.csv", catalog(|sku| sku != HIDDEN));
    shop.write("now.csv", catalog(|sku| sku != HIDDEN && sku != SOLD_OUT));
    let rule = format!(
        "[[rule]]\nname = \"none of it\"\nwhen = {{ placement = \"product\" }}\nexclude = {{ items = [\"{RULED_OUT}\"] }}\n"
    );
    shop.write("rules.toml", rule);
    let trained =
        shop.run("train --orders orders.csv --catalog catalog.csv --rules rules.toml --no-tune --force --out model");
    assert_eq!(trained.status.code(), Some(0), "{}", String::from_utf8_lossy(&trained.stderr));
    shop
});

/// The shop.
pub fn shop() -> &'static Shop {
    &SHOP
}

/// Items and their suggestions, in a file's order.
pub type Rows = Vec<(String, Vec<String>)>;

/// A format, what it needs beside the rest, and how its files are read.
pub struct Receiver {
    /// As `--to` calls it.
    pub format: &'static str,
    /// Options that it needs.
    pub needs: &'static str,
    /// How its files' names begin.
    pub name: &'static str,
    /// What a part says: each item and its suggestions.
    pub read: fn(&Path) -> Rows,
    /// What it calls an item, where no ids are given.
    pub id: fn(&str) -> String,
}

/// Suggestions by item.
pub type Told = BTreeMap<String, Vec<String>>;

/// What `pairwell export` writes for a receiver into a new folder, and what it says.
pub fn exported(receiver: &Receiver, args: &str) -> (Told, String) {
    let out = tempfile::tempdir().unwrap();
    let said = export(receiver, args, out.path(), 0);
    (told(receiver, out.path()), said)
}

/// Runs `pairwell export`, and checks its exit code.
pub fn export(receiver: &Receiver, args: &str, out: &Path, code: i32) -> String {
    let Receiver { format, needs, .. } = receiver;
    let command = format!("export model --to {format} --out {} {needs} {args}", out.display());
    let command: Vec<&str> = command.split_whitespace().collect();
    let output = shop().run(&command.join(" "));
    let said = String::from_utf8_lossy(&output.stderr).into_owned();
    assert_eq!(output.status.code(), Some(code), "{format}: {said}");
    said
}

/// What the files in a folder say; no item stands in two of them.
pub fn told(receiver: &Receiver, folder: &Path) -> Told {
    let mut files: Vec<PathBuf> = std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    files.sort();
    let mut told = Told::new();
    for file in files {
        assert!(file.file_name().unwrap().to_string_lossy().starts_with(receiver.name), "{}", file.display());
        for (item, picks) in (receiver.read)(&file) {
            assert!(told.insert(item.clone(), picks).is_none(), "{item} stands twice");
        }
    }
    told
}
