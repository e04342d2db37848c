//! Trains with shards, applies rules to them, publishes over them while readers look on: a page finds all shards that its manifest names.

use std::collections::BTreeSet;
use std::fs::{self, File};
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread;
use std::time::{Duration, SystemTime};

use pairwell::model::shards::{ROOT, Shard, join};
use pairwell::model::{Catalog, Model};
use pairwell_cli::directory::{self, MANIFEST, Manifest};

use crate::cli::{Shop, check};

const TRAIN: &str = "train --orders orders.csv --out model --no-tune --force --shards always";

/// Orders over some dozens of items; `pairs` says how often the first two are bought together.
fn orders(pairs: usize) -> String {
    let mut csv = String::from("order,sku\n");
    for order in 0..400 {
        let first = if order < pairs {
            ["n0".into(), "n1".into()]
        } else {
            [format!("n{}", order % 90), format!("n{}", order % 7)]
        };
        first.iter().for_each(|sku| csv += &format!("{order},{sku}\n"));
        csv += &format!("{order},n{}\n{order},n{}\n", (order * 7) % 60, (order % 60 + 1));
    }
    csv
}

fn catalog() -> String {
    let line = |n: usize| format!("n{n},Thing {n},/things/{n},{}.00\n", 1 + n);
    format!("sku,title,url,price\n{}", (0..95).map(line).collect::<String>())
}

fn shop() -> Shop {
    let shop = Shop::new();
    shop.write("orders.csv", orders(30));
    shop.write("catalog.csv", catalog());
    shop
}

/// A training beside the test.
fn spawn(shop: &Shop) -> Child {
    let mut command = Command::new(env!("CARGO_BIN_EXE_pairwell"));
    command.args(TRAIN.split(' ')).current_dir(shop.path("."));
    command.stdout(Stdio::null()).stderr(Stdio::null()).spawn().unwrap()
}

/// Unpacks a file of the directory.
fn unpacked(path: &Path) -> std::io::Result<Vec<u8>> {
    use std::io::Read;
    let mut bytes = Vec::new();
    flate2::read::GzDecoder::new(File::open(path)?).read_to_end(&mut bytes)?;
    Ok(bytes)
}

/// Loads everything that a manifest's shards name, as a page would over time; how many items they have.
fn loaded(model: &Path, manifest: &Manifest) -> Result<usize, String> {
    let entry = manifest.shards.as_ref().expect("there are shards");
    let read = |name: &str| unpacked(&model.join(name)).map_err(|error| format!("{name}: {error}"));
    let root = Shard::decode(&read(&entry.root.file)?, ROOT).map_err(|error| error.to_string())?;
    let mut shards = Vec::new();
    for shard in 0..entry.count {
        let name = entry.rows_file(shard).expect("the shard has an address");
        let address = name.split('-').nth(1).expect("a name has three parts");
        shards.push(Shard::decode(&read(&name)?, address).map_err(|error| format!("{name}: {error}"))?);
        if let Some(name) = entry.cards_file(shard) {
            Catalog::decode(&read(&name)?).map_err(|error| format!("{name}: {error}"))?;
        }
    }
    let joined = join(root, &shards.iter().collect::<Vec<_>>()).map_err(|error| error.to_string())?;
    assert_eq!(format!("{:016x}", joined.model.digest()), manifest.model.digest);
    Ok(joined.model.items())
}

fn manifest(shop: &Shop) -> Manifest {
    directory::read_manifest(&shop.path("model")).unwrap()
}

fn shard_files(shop: &Shop) -> BTreeSet<String> {
    let names =
        fs::read_dir(shop.path("model")).unwrap().map(|entry| entry.unwrap().file_name().into_string().unwrap());
    names.filter(|name| name.starts_with("rows-") || name.starts_with("cards-")).collect()
}

#[test]
fn shards_hold_what_the_whole_files_hold() {
    let shop = shop();
    check(&shop, &format!("{TRAIN} --catalog catalog.csv"), 0, &["shards: ", "a product page loads ", "whole files: "]);
    let model = Model::decode(&fs::read(shop.model_file()).unwrap()).unwrap();
    assert_eq!(loaded(&shop.path("model"), &manifest(&shop)), Ok(model.items()));
    check(&shop, "verify model", 0, &["shards: ", "they hold what the whole files hold"]);
    check(&shop, "suggest model --cart n0", 0, &["n1"]);
    let entry = manifest(&shop).shards.unwrap();
    // Its own card, and those of what is suggested with it.
    let cards = unpacked(&shop.path("model").join(entry.cards_file(entry.place("n0")).unwrap())).unwrap();
    let cards = Catalog::decode(&cards).unwrap();
    assert!(["n0", "n1"].iter().all(|sku| cards.card(sku).is_some()));
}

#[test]
fn a_small_shop_has_none_unless_asked() {
    let shop = shop();
    check(&shop, &TRAIN.replace("always", "auto"), 0, &["wrote model"]);
    assert_eq!(manifest(&shop).shards, None);
    check(&shop, "verify model", 0, &["counts"]);
    check(&shop, &TRAIN.replace("always", "never"), 0, &["wrote model"]);
    assert_eq!(manifest(&shop).shards, None);
    check(&shop, &TRAIN.replace("always", "sometimes"), 2, &["--shards", "possible values: auto, never, always"]);
}

#[test]
fn a_damaged_or_missing_shard_is_named() {
    let shop = shop();
    check(&shop, TRAIN, 0, &[]);
    let (model, entry) = (shop.path("model"), manifest(&shop).shards.unwrap());
    let name = entry.rows_file(2).unwrap();
    let bytes = fs::read(model.join(&name)).unwrap();
    fs::write(model.join(&name), &bytes[..bytes.len() - 3]).unwrap();
    let output = shop.run("verify model");
    let said = String::from_utf8_lossy(&output.stdout).into_owned();
    assert!(output.status.code() == Some(1) && said.contains(&name) && said.contains("train again"), "{said}");
    fs::remove_file(model.join(&name)).unwrap();
    let said = String::from_utf8_lossy(&shop.run("verify model").stdout).into_owned();
    assert!(said.contains(&name) && said.contains("cannot read"), "{said}");
    // What is damaged is written again.
    check(&shop, TRAIN, 0, &[]);
    check(&shop, "verify model", 0, &[]);
}

#[test]
fn rules_reach_the_shards_and_the_rest_keeps_its_name() {
    let shop = shop();
    check(&shop, TRAIN, 0, &[]);
    let before = shard_files(&shop);
    shop.write("rules.toml", "[[rule]]\nname = \"none of it\"\nexclude = { items = ['n1'] }\n");
    check(&shop, "rules apply rules.toml --model model", 0, &[]);
    check(&shop, "verify model", 0, &["they hold what the whole files hold"]);
    let named = |manifest: &Manifest| {
        let entry = manifest.shards.clone().unwrap();
        (0..entry.count).filter_map(|shard| entry.rows_file(shard)).collect::<BTreeSet<_>>()
    };
    let now = named(&manifest(&shop));
    let kept = now.intersection(&before).count();
    assert!(kept < now.len(), "shards with n1 say now that it is in a set");
    loaded(&shop.path("model"), &manifest(&shop)).unwrap();
    // The old ones are still there for pages that hold the old manifest.
    assert!(before.iter().all(|name| shop.path("model").join(name).exists()));
    shop.write("rules.toml", "");
    check(&shop, "rules apply rules.toml --model model", 0, &[]);
    assert_eq!(named(&manifest(&shop)), before, "the same content has the same names");
}

#[test]
fn shards_of_older_manifests_go_once_nobody_can_be_reading_them() {
    let shop = shop();
    check(&shop, TRAIN, 0, &[]);
    let first = shard_files(&shop);
    shop.write("orders.csv", orders(90));
    check(&shop, TRAIN, 0, &[]);
    let model = shop.path("model");
    assert!(first.iter().all(|name| model.join(name).exists()));
    let now = manifest(&shop);
    for name in shard_files(&shop) {
        let old = SystemTime::now() - Duration::from_secs(3_600);
        File::options().write(true).open(model.join(name)).unwrap().set_modified(old).unwrap();
    }
    check(&shop, TRAIN, 0, &[]);
    loaded(&model, &now).unwrap();
    let entry = now.shards.unwrap();
    let named: BTreeSet<String> = (0..entry.count).filter_map(|shard| entry.rows_file(shard)).collect();
    assert_eq!(shard_files(&shop), named);
}

#[test]
fn a_reader_finds_all_shards_of_its_manifest_while_others_are_published_and_killed() {
    let shop = shop();
    check(&shop, TRAIN, 0, &[]);
    let (model, done) = (shop.path("model"), AtomicBool::new(false));
    let checks = thread::scope(|scope| {
        let reader = scope.spawn(|| {
            let mut checks = 0;
            while !done.load(Ordering::Relaxed) {
                let manifest = directory::read_manifest(&model).unwrap();
                // A page takes its time between the manifest and the last shard.
                thread::sleep(Duration::from_millis(3));
                loaded(&model, &manifest).unwrap_or_else(|error| panic!("a reader missed {error}"));
                checks += 1;
            }
            checks
        });
        for round in 0..12 {
            shop.write("orders.csv", orders(30 + 10 * (round % 5)));
            let mut writer = spawn(&shop);
            if round % 2 == 1 {
                thread::sleep(Duration::from_millis(20 + 9 * round as u64));
                let _ = writer.kill();
            }
            writer.wait().unwrap();
        }
        done.store(true, Ordering::Relaxed);
        reader.join().unwrap()
    });
    assert!(checks > 0);
    check(&shop, TRAIN, 0, &[]);
    check(&shop, "verify model", 0, &["they hold what the whole files hold"]);
    assert!(
        !fs::read_dir(&model).unwrap().any(|entry| entry.unwrap().file_name().to_string_lossy().ends_with(".partial"))
    );
    assert!(model.join(MANIFEST).exists());
}

#[test]
fn tags_of_a_product_page_name_its_shards() {
    let shop = shop();
    check(&shop, &format!("{TRAIN} --catalog catalog.csv"), 0, &[]);
    let entry = manifest(&shop).shards.unwrap();
    let printed = |args: &str| String::from_utf8(shop.run(args).stdout).unwrap();
    let html = printed("tags model --sku n0 --model-url /m --script-url /p");
    let shard = entry.place("n0");
    let files = [Some(entry.root.file.clone()), entry.rows_file(shard), entry.cards_file(shard)];
    for file in files.into_iter().flatten() {
        assert!(
            html.contains(&format!("<link rel=\"preload\" href=\"/m/{file}\" as=\"fetch\" crossorigin>\n")),
            "{html}"
        );
    }
    for file in ["define-sharded.js", "sharded-core.js", "pairwell_shards_bg.wasm"] {
        assert!(html.contains(&format!("/p/{file}\"")), "{file}: {html}");
    }
    assert!(!html.contains("/m/model-") && !html.contains("pairwell_wasm_bg"), "{html}");
    // A bundle is offered from whole files.
    let bundle = printed("tags model --bundle --model-url /m");
    assert!(bundle.contains("/m/model-") && bundle.contains("pairwell_wasm_bg"), "{bundle}");
}

#[test]
fn two_directories_are_compared() {
    let shop = shop();
    check(&shop, TRAIN, 0, &[]);
    fs::rename(shop.path("model"), shop.path("old")).unwrap();
    check(&shop, TRAIN, 0, &[]);
    check(
        &shop,
        "diff old model",
        0,
        &["0 with others", "100.0 %", "loads 0 bytes of whole files", "or 0 on a product page"],
    );
    shop.write("rules.toml", "[[rule]]\nname = \"none of it\"\nexclude = { items = ['n1'] }\n");
    check(&shop, "rules apply rules.toml --model model", 0, &[]);
    let output = shop.run("diff old model --json");
    let told: serde_json::Value = serde_json::from_slice(&output.stdout).unwrap();
    assert!(told["changed"].as_u64() > Some(0) && told["shared"].as_f64() < Some(1.0), "{told}");
    for changed in told["most"].as_array().unwrap() {
        let has = |key: &str| changed[key].as_array().unwrap().iter().any(|sku| sku == "n1");
        assert!(has("old") && !has("new"), "{changed}");
    }
    // The model stays; its rules, the root and the shards with n1 are new.
    let manifest = manifest(&shop);
    assert_eq!(told["loads"]["whole"].as_u64(), manifest.rules.map(|rules| rules.bytes));
    let kept = &told["loads"]["keptShards"];
    assert!(kept[0].as_u64() < kept[1].as_u64(), "{told}");
    check(&shop, "diff old nowhere", 2, &["nowhere", "pairwell train"]);
}
