//! Fuzzes the compiler of rules.toml: any text gives findings within it, or rules that the engine takes.
#![no_main]

use libfuzzer_sys::fuzz_target;
use pairwell::model::{ItemRow, Model, Parts};
use pairwell::rules::{RuleParts, Rulebook};
use pairwell_fuzz::fits_a_screen;
use pairwell_rules::{Shop, ShopItem, compile, wanted_items};

const SKUS: [&str; 4] = ["kettle", "filters", "beans", "cup"];

fuzz_target!(|text: &str| {
    let compiled = compile(text, &shop(), Some(29_925_240));
    let lines = text.lines().count().max(1) as u32;
    for finding in &compiled.findings {
        assert!((1..=lines + 1).contains(&finding.line), "line {} of {lines}", finding.line);
        fits_a_screen(finding);
    }
    wanted_items(text);
    let Some(merchant) = compiled.merchant else { return };
    let model = model();
    let rules = RuleParts { merchant, ..RuleParts::none(&model) };
    // More rules than a file holds are refused; what is written can be read.
    let Ok(bytes) = rules.encode() else { return };
    let rules = RuleParts::decode(&bytes).expect("it was just written");
    Rulebook::new(&model, rules).expect("the rules are of this shop");
});

fn shop() -> Shop {
    let item = |(n, sku): (usize, &&str)| ShopItem {
        sku: (*sku).into(),
        title: sku.to_uppercase(),
        category: ["Tea", "Coffee > Beans"][n % 2].into(),
        brand: "Wren".into(),
        tags: vec!["new".into()],
        price_minor: Some(n as i64 * 250),
        currency: "EUR".into(),
        ..ShopItem::default()
    };
    Shop { items: SKUS.iter().enumerate().map(item).collect(), best: Some(0.5), ..Shop::default() }
}

fn model() -> Model {
    let row = |sku: &&str| ItemRow { sku: (*sku).into(), prior: 0.1, ..ItemRow::default() };
    let parts = Parts { items: SKUS.iter().map(row).collect(), ..Parts::default() };
    Model::decode(&parts.encode().expect("it is a model")).expect("it was just written")
}
