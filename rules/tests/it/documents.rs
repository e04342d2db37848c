//! Compiles the examples of the documentation, and checks documentation and schema against the compiler.

use std::path::PathBuf;

use pairwell_rules::{Compiled, RESOLUTION, Severity, Shop, ShopItem, compile};

fn read(path: &str) -> String {
    let path = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("..").join(path);
    std::fs::read_to_string(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
}

/// The sample shop, from its catalog.
fn sample() -> Shop {
    let text = read("sample/catalog.csv");
    let mut rows = csv::Reader::from_reader(text.as_bytes());
    let names = rows.headers().unwrap().clone();
    let at = |name: &str| names.iter().position(|column| column == name).unwrap();
    let item = |row: csv::StringRecord| ShopItem {
        sku: row[at("sku")].into(),
        title: row[at("title")].into(),
        category: row[at("category")].into(),
        brand: row[at("brand")].into(),
        tags: row[at("tags")].split(',').map(|tag| tag.trim().to_owned()).collect(),
        price_minor: row[at("price")].replace('.', "").parse().ok(),
        currency: row[at("currency")].into(),
        ..ShopItem::default()
    };
    Shop { items: rows.records().map(|row| item(row.unwrap())).collect(), ..Shop::default() }
}

/// The examples of the rules' documentation.
fn examples() -> Vec<String> {
    let text = read("docs/rules.md");
    let blocks = text.split("```toml\n").skip(1);
    blocks.map(|block| block.split("```").next().unwrap().to_owned()).collect()
}

fn sound(what: &str, compiled: &Compiled) {
    let bad: Vec<_> = compiled.findings.iter().filter(|finding| finding.severity != Severity::Note).collect();
    assert!(compiled.merchant.is_some() && bad.is_empty(), "{what}\n{bad:#?}");
}

#[test]
fn the_documented_examples_compile() {
    let (shop, examples) = (sample(), examples());
    assert!(examples.len() > 6);
    for example in &examples {
        sound(example, &compile(example, &shop, None));
    }
}

#[test]
fn the_sample_shops_rules_compile() {
    let compiled = compile(&read("sample/rules.toml"), &sample(), None);
    sound("sample/rules.toml", &compiled);
    let merchant = compiled.merchant.unwrap();
    assert!(merchant.rules.len() > 15 && merchant.benefits.len() > 5 && merchant.bundles.len() == 3);
}

#[test]
fn the_order_of_resolution_is_documented_as_it_is_printed() {
    let text = read("docs/rules.md");
    for (number, words) in (1..).zip(RESOLUTION) {
        assert!(text.contains(&format!("\n{number}. {words}\n")), "docs/rules.md lacks: {number}. {words}");
    }
}

#[cfg(feature = "schema")]
mod schema {
    use super::{examples, read};
    use serde_json::Value;

    /// All keys that the schema knows, without old names.
    fn keys(schema: &Value, found: &mut Vec<String>) {
        match schema {
            Value::Object(object) => {
                if let Some(Value::Object(properties)) = object.get("properties") {
                    let current = properties.iter().filter(|(_, of)| of.get("deprecated").is_none());
                    found.extend(current.map(|(key, _)| key.clone()));
                }
                object.values().for_each(|value| keys(value, found));
            }
            Value::Array(list) => list.iter().for_each(|value| keys(value, found)),
            _ => {}
        }
    }

    fn own() -> Value {
        serde_json::from_str(&pairwell_rules::schema()).unwrap()
    }

    #[test]
    fn the_committed_schema_is_the_declared_one() {
        let same = read("docs/rules.schema.json") == pairwell_rules::schema();
        assert!(same, "docs/rules.schema.json is stale: pairwell rules schema > docs/rules.schema.json");
    }

    #[test]
    fn every_key_is_documented_by_example() {
        let (mut known, all) = (Vec::new(), examples().concat());
        keys(&own(), &mut known);
        assert!(known.len() > 60, "{known:?}");
        for key in known {
            let shown = [format!("{key} ="), format!("[{key}]")].iter().any(|text| all.contains(text.as_str()));
            assert!(shown, "docs/rules.md shows no example of `{key}`");
        }
    }

    /// The schema of a key.
    fn of(table: &str, key: &str) -> Value {
        own().pointer(&format!("/$defs/{table}/properties/{key}")).cloned().unwrap_or_else(|| panic!("{table}.{key}"))
    }

    /// Whether a text compiles.
    fn compiles(text: &str) -> bool {
        pairwell_rules::compile(text, &super::sample(), None).merchant.is_some()
    }

    #[test]
    fn what_the_compiler_asks_of_numbers_the_schema_asks_too() {
        let selected = "items = 'KF-1001'";
        for (table, key, text) in [
            ("Rule", "min_score", "[[rule]]\nmin_score = #".to_owned()),
            ("Pin", "position", format!("[[rule]]\npin = {{ {selected}, position = # }}")),
            ("Weight", "by", format!("[[rule]]\nboost = {{ {selected}, by = # }}")),
            ("Gap", "by", "[[rule]]\nfree_shipping = { from = 1, by = # }".to_owned()),
            ("Service", "rate", format!("[[service]]\n{selected}\nwith = {{ items = 'KF-2001' }}\nrate = #")),
            ("Bundle", "discount", "[[bundle]]\nname = 'b'\nitems = ['KF-1001', 'KF-2001']\ndiscount = #".to_owned()),
            ("Defaults", "diversity", "[defaults]\ndiversity = #".to_owned()),
            ("Defaults", "upsell_max_ratio", "[defaults]\nupsell_max_ratio = #".to_owned()),
            ("PriceSanity", "share", "[defaults]\nprice_sanity = { share = #, factor = 0.5 }".to_owned()),
            ("PriceSanity", "factor", "[defaults]\nprice_sanity = { share = 2, factor = # }".to_owned()),
            ("Value", "weight", "[defaults]\nvalue = { by = 'price', weight = # }".to_owned()),
            ("Overstock", "boost", "[defaults]\noverstock = { above = 1, boost = # }".to_owned()),
        ] {
            let schema = of(table, key);
            let bound = |name: &str| schema[name].as_f64().unwrap_or_else(|| panic!("{table}.{key}: {schema}"));
            let at = |number: f64| compiles(&text.replace('#', &number.to_string()));
            let (least, most) = (bound("minimum"), bound("maximum"));
            assert!(at(least) && at(most), "{table}.{key}: {schema}");
            assert!(!at(least - 1.0) && !at(most + 1.0), "{table}.{key}: {schema}");
        }
    }

    #[test]
    fn old_names_are_deprecated_in_the_schema_and_listed_in_the_documentation() {
        let text = read("docs/rules.md");
        for (table, old, new) in [
            ("Defaults", "upgrade_step", "upsell_max_ratio"),
            ("Quiet", "rest_after", "frequency_cap"),
            ("Quiet", "silence", "suppress_on"),
            ("Rule", "fill", "source_order"),
        ] {
            let (was, now) = (of(table, old), of(table, new));
            assert_eq!((&was["deprecated"], &was["type"], &was["anyOf"]), (&true.into(), &now["type"], &now["anyOf"]));
            assert!(text.contains(&format!("| `{old}` | `{new}` |")), "docs/rules.md does not list {old}");
        }
        let words = own()["$defs"]["Substitutes"]["oneOf"].to_string();
        assert!(words.contains("\"deprecated\":true") && words.contains("\"dearer\""), "{words}");
        assert!(text.contains("| `substitutes = \"dearer\"` | `substitutes = \"more-expensive\"` |"));
    }

    #[test]
    fn some_items_must_be_selected_and_two_bundled() {
        let keys = |table: &str| {
            let any = own()["$defs"][table]["anyOf"].as_array().cloned().unwrap_or_default();
            any.iter().map(|one| one["required"][0].as_str().unwrap().to_owned()).collect::<Vec<_>>()
        };
        let selector = ["items", "categories", "tags", "brands", "price", "except"];
        for table in ["Selector", "Weight", "Service", "Restricted", "Partner", "Benefit"] {
            assert_eq!(keys(table), selector, "{table}");
        }
        assert_eq!(keys("Cap"), [&selector[..], &["per"]].concat());
        let items = of("Bundle", "items");
        assert_eq!((&items["minItems"], &items["maxItems"], &items["type"]), (&2.into(), &4.into(), &"array".into()));
    }

    #[test]
    fn what_must_be_there_is_required_and_nothing_may_be_null() {
        let schema = own();
        let required = |table: &str| {
            let list = schema["$defs"][table]["required"].as_array().cloned().unwrap_or_default();
            let mut names: Vec<String> = list.iter().map(|name| name.as_str().unwrap().to_owned()).collect();
            names.sort();
            names
        };
        assert_eq!(required("Service"), ["with"]);
        assert_eq!(required("Weight"), ["by"]);
        assert_eq!(required("Bundle"), ["items", "name"]);
        assert!(required("Rule").is_empty(), "{:?}", required("Rule"));
        assert!(!schema.to_string().contains("\"null\""));
        assert_eq!(schema["$defs"]["Selector"]["additionalProperties"], false);
    }
}
