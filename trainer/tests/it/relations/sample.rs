//! Holds what is found in the sample shop's orders against the truth that these were made from.

use std::collections::{BTreeMap, BTreeSet};

use pairwell_cli::relations::Money;

use super::shop::{self, Shop};

#[derive(serde::Deserialize)]
struct Truth {
    substitutes: BTreeMap<String, Vec<String>>,
    complements: BTreeMap<String, Vec<String>>,
}

fn truth() -> Truth {
    serde_json::from_slice(&std::fs::read(shop::root().join("sample/truth.json")).unwrap()).unwrap()
}

/// The pairs of a table, the smaller SKU first, as far as the shop sold both.
fn pairs(table: &BTreeMap<String, Vec<String>>, shop: &Shop) -> BTreeSet<(String, String)> {
    let sold = |sku: &String| shop.orders.skus.contains(sku);
    let rows = table.iter().flat_map(|(one, others)| others.iter().map(move |other| (one, other)));
    let sorted = rows.filter(|(a, b)| sold(a) && sold(b)).map(|(a, b)| (a.min(b).clone(), a.max(b).clone()));
    sorted.collect()
}

fn precision_recall<T: Ord>(found: &BTreeSet<T>, truth: &BTreeSet<T>) -> (f64, f64) {
    let both = found.intersection(truth).count() as f64;
    (both / found.len() as f64, both / truth.len() as f64)
}

#[test]
fn substitutes_are_those_that_the_sample_was_made_with() {
    let shop = shop::sample();
    let relations = shop.learn(Money::default()).relations;
    let mut found = BTreeSet::new();
    for near in &relations.substitutes {
        assert!((1..=12).contains(&near.others.len()));
        for other in &near.others {
            let back = relations.substitutes.iter().find(|back| back.item == *other).unwrap();
            assert!(back.others.contains(&near.item), "each pair stands on both sides");
            let [a, b] = [near.item, *other].map(|item| shop.orders.skus[item as usize].clone());
            found.insert(if a < b { (a, b) } else { (b, a) });
        }
    }
    let truth = truth();
    let (precision, recall) = precision_recall(&found, &pairs(&truth.substitutes, &shop));
    println!("substitutes: {} pairs, precision {precision:.2}, recall {recall:.2}", found.len());
    assert!(precision >= 0.7 && recall >= 0.5, "precision {precision:.2}, recall {recall:.2}");
    let complements = pairs(&truth.complements, &shop);
    let mixed: Vec<_> = found.intersection(&complements).collect();
    assert!(mixed.is_empty(), "complements are no substitutes: {mixed:?}");
}

#[test]
fn complementing_categories_are_those_that_the_sample_was_made_with() {
    let shop = shop::sample();
    let relations = shop.learn(Money::default()).relations;
    let category: BTreeMap<&str, &str> =
        shop.catalog.iter().map(|item| (item.sku.as_str(), item.category.as_deref().unwrap())).collect();
    let names: BTreeSet<&str> = category.values().copied().collect();
    let name: Vec<&str> = [""].into_iter().chain(names).collect();
    assert!(relations.complements[0].is_empty(), "items of no category complement nothing");
    let mut found = BTreeSet::new();
    for (one, others) in relations.complements.iter().enumerate() {
        assert!(others.len() <= 8);
        println!("{} ← {:?}", name[one], others.iter().map(|other| name[*other as usize]).collect::<Vec<_>>());
        found.extend(
            others.iter().map(|other| (name[one].min(name[*other as usize]), name[one].max(name[*other as usize]))),
        );
    }
    let truth = truth().complements;
    let of = |sku: &String| category.get(sku.as_str()).copied();
    let bonds = truth.iter().flat_map(|(one, others)| others.iter().map(move |other| (one, other)));
    let bonds: Vec<(&str, &str)> =
        bonds.filter_map(|(a, b)| Some((of(a)?, of(b)?))).map(|(a, b)| (a.min(b), a.max(b))).collect();
    let planted: BTreeSet<(&str, &str)> = bonds.iter().copied().collect();
    let (precision, recall) = precision_recall(&found, &planted);
    // A category of many items has many pairs with others: bonds are what counts.
    let covered = bonds.iter().filter(|bond| found.contains(*bond)).count() as f64 / bonds.len() as f64;
    println!(
        "complements: {} pairs, precision {precision:.2}, recall {recall:.2}, bonds covered {covered:.2}",
        found.len()
    );
    assert!(precision >= 0.8 && covered >= 0.75, "precision {precision:.2}, bonds covered {covered:.2}");
}

#[test]
fn any_number_of_threads_learns_alike() {
    let shop = shop::sample();
    let by = |threads: usize| {
        let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build().unwrap();
        pool.install(|| shop.learn(Money::default()).relations)
    };
    assert_eq!(by(1), by(3));
}
