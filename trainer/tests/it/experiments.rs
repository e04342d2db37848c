//! Runs `pairwell experiments` on a trained directory: what is published, what is refused, which arm a device is in.

use pairwell_cli::directory;

use crate::cli::{Shop, check};

const AUTUMN: &str = r#"
[[experiment]]
name = "autumn"
control = "off"
ending = "weekly"
weeks = 4

[[experiment.arm]]
name = "off"
share = 50
shown = false

[[experiment.arm]]
name = "on"
share = 50
set = { limit = 6 }
"#;

/// The experiment with an arm that has rules of its own.
fn with_rules() -> String {
    format!("{AUTUMN}rules = \"rules-b.toml\"\n")
}

fn published(text: &str) -> Shop {
    let shop = Shop::new().trained();
    shop.write("experiments.toml", text);
    shop.write("rules-b.toml", "[[rule]]\nexclude = { items = ['a'] }\n");
    check(
        &shop,
        "experiments apply model --experiments experiments.toml",
        0,
        &["1 experiment", "off 50 % (control), not shown"],
    );
    shop
}

fn files(shop: &Shop, kind: &str) -> Vec<String> {
    let names = std::fs::read_dir(shop.path("model")).unwrap();
    let names = names.map(|entry| entry.unwrap().file_name().to_string_lossy().into_owned());
    let mut names: Vec<_> = names.filter(|name| name.starts_with(kind)).collect();
    names.sort();
    names
}

#[test]
fn experiments_are_published_by_their_digest_beside_the_model() {
    let shop = published(AUTUMN);
    let opened = directory::open(&shop.path("model")).unwrap();
    let entry = opened.manifest.experiments.unwrap();
    assert_eq!(files(&shop, "experiments-"), [entry.file.as_str()]);
    assert!(entry.file.ends_with(".json") && entry.file.contains(&entry.digest), "{}", entry.file);
    let text = std::fs::read_to_string(shop.path("model").join(&entry.file)).unwrap();
    let json: serde_json::Value = serde_json::from_str(&text).unwrap();
    let expected = serde_json::json!({ "v": 1, "experiments": [{
        "name": "autumn", "control": "off", "ending": "weekly", "weeks": 4, "windowDays": 7,
        "layer": "autumn", "from": 0, "to": 4_294_967_296_u64,
        "arms": [
            { "name": "off", "share": 50.0, "upto": 2_147_483_648_u64, "shown": false },
            { "name": "on", "share": 50.0, "upto": 4_294_967_296_u64, "set": { "limit": "6" } },
        ],
    }], "settings": true });
    assert_eq!(json, expected);
    check(&shop, "verify model", 0, &["experiments", "digest is right, 1 experiment"]);
    shop.write(&format!("model/{}", entry.file), text.replace("weekly", "fixedd"));
    check(&shop, "verify model", 1, &["experiments-", "digest does not match"]);
}

#[test]
fn a_device_has_one_arm_whoever_asks() {
    let shop = published(AUTUMN);
    let output = shop.run("experiments arm model --device device-1 --device device-2 --json");
    let json: serde_json::Value = serde_json::from_slice(&output.stdout).unwrap();
    let experiments = directory::open(&shop.path("model")).unwrap().experiments.unwrap();
    for (at, id) in ["device-1", "device-2"].into_iter().enumerate() {
        assert_eq!(json[at]["arms"]["autumn"], experiments.arms_of(id)[0].1.name.as_str());
    }
    check(&shop, "experiments arm model --device device-1", 0, &["device-1: autumn="]);
    check(
        &shop,
        "experiments arm model --device jo@example.com",
        2,
        &["--device \"jo@example.com\"", "1 to 64 letters"],
    );
    check(&Shop::new().trained(), "experiments arm model --device a", 2, &["no experiments", "experiments apply"]);
}

#[test]
fn a_change_is_refused_and_leaves_everything_as_it_was() {
    let shop = published(AUTUMN);
    let before = files(&shop, "experiments-");
    shop.write("experiments.toml", AUTUMN.replace("weeks = 4", "weeks = 8"));
    let says = ["experiments.toml:2:", "`weeks` was 4, and is now 8", "another name"];
    check(&shop, "experiments apply model --experiments experiments.toml", 2, &says);
    check(&shop, "experiments check experiments.toml --model model", 2, &says);
    check(&shop, "experiments check experiments.toml", 0, &["autumn: 100 % of devices"]);
    check(&shop, "train --orders orders.csv --out model --force --experiments experiments.toml", 2, &says);
    assert_eq!(files(&shop, "experiments-"), before);
    check(&shop, "experiments apply nowhere --experiments experiments.toml", 2, &["nowhere", "pairwell train"]);
    assert!(!shop.path("nowhere").exists());
}

#[test]
fn experiments_stay_when_a_model_is_trained_or_rules_are_applied() {
    let shop = published(AUTUMN);
    let before = files(&shop, "experiments-");
    shop.write("rules.toml", "[[rule]]\nexclude = { items = ['b'] }\n");
    check(&shop, "rules apply rules.toml --model model", 0, &[]);
    check(&shop, "train --orders orders.csv --out model --force --neighbours 2", 0, &[]);
    assert_eq!(directory::open(&shop.path("model")).unwrap().manifest.experiments.unwrap().file, before[0]);
    assert_eq!(files(&shop, "experiments-"), before);
}

#[test]
fn an_arm_has_its_own_rules_made_for_the_model_that_is_there() {
    let shop = published(&with_rules());
    let opened = directory::open(&shop.path("model")).unwrap();
    let experiments = opened.experiments.unwrap();
    let rules = experiments.experiments[0].arms[1].rules.clone().unwrap();
    assert_eq!(opened.manifest.arm_rules[0].file, rules.file);
    assert_ne!(opened.manifest.rules.unwrap().file, rules.file);
    assert!(shop.path("model").join(&rules.file).exists());
    // Another model would leave the arm without rules.
    let orders = std::fs::read_to_string(shop.path("orders.csv")).unwrap();
    shop.write("orders.csv", orders + &(100..120).map(|n| format!("{n},a,1\n{n},d,1\n")).collect::<String>());
    let train = "train --orders orders.csv --out model --force";
    check(&shop, train, 2, &["an arm of an experiment has its own rules", "--experiments FILE"]);
    check(&shop, &format!("{train} --experiments experiments.toml"), 0, &[]);
    let now = directory::open(&shop.path("model")).unwrap();
    assert_ne!(now.model.digest(), opened.model.digest());
    assert_ne!(now.manifest.arm_rules[0].file, rules.file);
    shop.write("rules-b.toml", "[[rule]]\nexclud = { items = ['a'] }\n");
    check(&shop, "experiments apply model --experiments experiments.toml", 2, &["rules-b.toml:2:1", "exclude"]);
    std::fs::remove_file(shop.path("rules-b.toml")).unwrap();
    check(&shop, "experiments apply model --experiments experiments.toml", 2, &["rules-b.toml: cannot read the rules"]);
}
