//! Measures on Online Retail what the default rules cost: with a catalog made from the orders they have something to act on.

use pairwell::rules::RuleParts;
use pairwell_cli::affinity::measure::Seen;
use pairwell_cli::evaluate::{
    Basis, Decoded, Exam, ExamOptions, Figures, Open, Pairwell, Ranks, Ruled, Split, compared,
};
use pairwell_cli::orders::{Quiet, ReadOptions, pattern, read};
use pairwell_cli::relations::{Input, learn};
use pairwell_cli::report::said_of_rules;
use pairwell_cli::rules::{money, of_catalog};
use pairwell_cli::train::TrainOptions;
use pairwell_rules::compile;

use crate::reference::{catalog, online_retail};

#[test]
fn the_default_rules_lose_at_most_two_percent_of_the_hits_on_online_retail() {
    let Some(path) = online_retail() else { return };
    let products = Some(pattern("--products", r"^\d{5}").unwrap());
    let options = ReadOptions { products, max_order_items: None, ..ReadOptions::default() };
    let (orders, report) = read(&[path.to_str().unwrap().to_owned()], &options, &Quiet).unwrap();
    let options = ExamOptions::new(Split::Time);
    let exam = Exam::of(&orders, &options);
    let seen = Seen::new(&exam.train);
    let ours = Pairwell { options: TrainOptions::default(), open: Open::NONE, exam: options };
    let trained = ours.train(&seen).unwrap();
    let catalog = catalog(&path);
    let skus: Vec<&str> = trained.parts.items.iter().map(|item| item.sku.as_str()).collect();
    let compiled = compile("", &of_catalog(skus.iter().copied(), &catalog), None);
    let learned = learn(&Input {
        orders: &exam.train,
        returned: &report.returned,
        skus: &skus,
        catalog: &catalog,
        min_orders: 3,
        money: money(&compiled.training),
    });
    let said = compiled.said.unwrap();
    assert!(said.policy.diversity < 256 && learned.learned.traits.iter().any(|traits| traits.category > 1));
    let rules = RuleParts { model: trained.model.digest(), learned: learned.learned, said };
    let plain = Ranks::of(&exam, &Decoded::new(trained.model.clone(), &exam.train), &|_| ());
    let ruled = Ranks::of(&exam, &Ruled::new(&trained.model, rules, &exam.train), &|_| ());
    let cost = compared("no rules", &ruled, &plain, Basis::UnseenByBoth);
    let plain = Figures::of("pairwell", None, &exam, &plain);
    println!("HR@10 {:.4} without rules; {}", plain.hr.value, said_of_rules(&cost, &plain));
    assert!(-cost.difference.value <= 0.02 * plain.hr.value, "{cost:?} of {:?}", plain.hr);
    assert!(cost.difference.value != 0.0, "the rules do something");
}

#[test]
fn without_rules_and_relations_the_picks_are_the_engines_own() {
    let shop = crate::shop::sample();
    let exam = Exam::of(&shop.orders, &ExamOptions::new(Split::Time));
    let seen = Seen::new(&exam.train);
    let ours = Pairwell { options: TrainOptions::default(), open: Open::NONE, exam: ExamOptions::new(Split::Time) };
    let trained = ours.train(&seen).unwrap();
    let rules = RuleParts { model: trained.model.digest(), ..RuleParts::default() };
    let plain = Ranks::of(&exam, &Decoded::new(trained.model.clone(), &exam.train), &|_| ());
    let ruled = Ranks::of(&exam, &Ruled::new(&trained.model, rules, &exam.train), &|_| ());
    assert!(ruled.hits().eq(plain.hits()));
}
