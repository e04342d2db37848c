//! Measures on Online Retail what the default rules cost: with a catalog made from the orders they have something to act on.

use std::collections::BTreeMap;

use pairwell::model::Model;
use pairwell::rules::RuleParts;
use pairwell_cli::affinity::measure::Seen;
use pairwell_cli::catalog::CatalogItem;
use pairwell_cli::evaluate::{
    Basis, CUT, Decoded, Figures, Holdout, HoldoutOptions, Measured, Open, Pairwell, Ranks, Ruled, Split, compared,
};
use pairwell_cli::orders::{Orders, Quiet, ReadOptions, pattern, read};
use pairwell_cli::relations::{Input, learn};
use pairwell_cli::report::rules_sentence;
use pairwell_cli::rules::{money, of_catalog};
use pairwell_cli::train::TrainOptions;
use pairwell_rules::compile;

use super::reference::{catalog, online_retail};

#[test]
fn the_default_rules_lose_at_most_two_percent_of_the_hits_on_online_retail() {
    let Some(path) = online_retail() else { return };
    let products = Some(pattern("--products", r"^\d{5}").unwrap());
    let options = ReadOptions { products, max_order_items: None, ..ReadOptions::default() };
    let (orders, report) = read(&[path.to_str().unwrap().to_owned()], &options, &Quiet).unwrap();
    let options = HoldoutOptions::new(Split::Time);
    let holdout = Holdout::of(&orders, &options);
    let seen = Seen::new(&holdout.train);
    let ours = Pairwell { options: TrainOptions::default(), open: Open::NONE, holdout: options };
    let trained = ours.train(&seen).unwrap();
    let plain = Measured::of(&holdout, &Decoded::new(trained.model.clone(), &holdout.train), &|_| ());
    let figures = Figures::of("pairwell", None, &holdout, &plain);
    let fine = catalog(&path);
    let coarse = fine.iter().cloned().map(|item| CatalogItem { category: Some(kind(&item.title)), ..item }).collect();
    for catalog in [fine, coarse] {
        let rules = default_rules(&trained.model, &holdout.train, &report.returned, &catalog);
        let ruled = Measured::of(&holdout, &Ruled::new(&trained.model, rules, &holdout.train).unwrap(), &|_| ());
        let cost = compared("no rules", &ruled, &plain, Basis::UnseenByBoth);
        println!("HR@10 {:.4} without rules; {}", figures.whole.hr.value, rules_sentence(&cost, &figures));
        assert!(-cost.whole.value <= 0.02 * figures.whole.hr.value, "{cost:?} of {:?}", figures.whole.hr);
        assert!(cost.whole.value != 0.0, "the rules do something");
    }
}

/// A kind of thing by one of a few words of its title, and one for all the rest: what a hasty catalog looks like.
fn kind(title: &str) -> String {
    let known = |kind: &&&str| title.split_whitespace().any(|word| word.trim_end_matches('S') == **kind);
    KINDS.iter().find(known).unwrap_or(&"OTHER").to_string()
}

const KINDS: [&str; 22] = [
    "BAG",
    "BOX",
    "MUG",
    "CUP",
    "LIGHT",
    "CLOCK",
    "SIGN",
    "TIN",
    "HEART",
    "CAKE",
    "CARD",
    "NECKLACE",
    "CHRISTMAS",
    "TOWEL",
    "CUSHION",
    "PAPER",
    "BOWL",
    "PLATE",
    "CANDLE",
    "FRAME",
    "HOLDER",
    "SET",
];

fn default_rules(
    model: &Model,
    train: &Orders,
    returned: &BTreeMap<String, u32>,
    catalog: &[CatalogItem],
) -> RuleParts {
    let skus: Vec<&str> = (0..model.items() as u32).map(|item| model.sku(item)).collect();
    let compiled = compile("", &of_catalog(skus.iter().copied(), catalog), None);
    let input =
        Input { orders: train, returned, skus: &skus, catalog, min_orders: 3, money: money(&compiled.training) };
    let (relations, merchant) = (learn(&input).relations, compiled.merchant.unwrap());
    assert!(merchant.policy.diversity < 256 && relations.traits.iter().any(|traits| traits.category > 1));
    RuleParts { model: model.digest(), relations, merchant }
}

#[test]
fn without_rules_and_relations_the_picks_are_the_engines_own() {
    let shop = super::shop::sample();
    let holdout = Holdout::of(&shop.orders, &HoldoutOptions::new(Split::Time));
    let seen = Seen::new(&holdout.train);
    let ours =
        Pairwell { options: TrainOptions::default(), open: Open::NONE, holdout: HoldoutOptions::new(Split::Time) };
    let trained = ours.train(&seen).unwrap();
    let rules = RuleParts::none(&trained.model);
    let plain = Measured::of(&holdout, &Decoded::new(trained.model.clone(), &holdout.train), &|_| ());
    let ruled = Ranks::of(&holdout, &Ruled::new(&trained.model, rules, &holdout.train).unwrap(), &|_| ());
    // Where the tenth place is shared, the measure takes the mean of the places and the engine the smaller item.
    let last = CUT as f64 - 0.5;
    let is_shared = |reciprocal: f64| reciprocal > 0.0 && (1.0 / reciprocal - 1.0 - last).abs() < 1e-9;
    let mut cases = ruled.hits().zip(plain.whole.hits()).zip(plain.whole.reciprocal());
    assert!(cases.all(|((ruled, plain), reciprocal)| ruled == plain || is_shared(reciprocal)));
}
