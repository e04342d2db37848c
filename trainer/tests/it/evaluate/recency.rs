//! Checks that new orders can count more, that items fade that do not sell, and that the report says what that changes.

use super::world;
use pairwell_cli::evaluate::{Holdout, HoldoutOptions, Open, Split, tune};
use pairwell_cli::orders::Orders;
use pairwell_cli::report::recency;
use pairwell_cli::stages::Silent;
use pairwell_cli::train::{TrainOptions, train};

const DAY: i64 = 86_400;

/// An order of each basket a day.
fn daily(baskets: &[Vec<u32>]) -> Orders {
    Orders { times: Some((0..baskets.len() as i64).map(|n| n * DAY).collect()), ..world::orders(baskets) }
}

/// Every other day items 0 and 1 are bought together in the first half, 0 and 2 in the second; 3 and 4 on the days between.
fn shop() -> Orders {
    let basket = |n| match n % 2 {
        0 => vec![0, if n < 200 { 1 } else { 2 }],
        _ => vec![3, 4],
    };
    daily(&(0..400).map(basket).collect::<Vec<_>>())
}

/// Prior of an item, and the weight of 0 for it.
fn learned(options: &TrainOptions, item: &str) -> (f64, f64) {
    let parts = train(&shop(), options, &Silent);
    let number = |sku: &str| parts.items.iter().position(|item| item.sku == sku).unwrap();
    let row = &parts.items[number("i0")].neighbours;
    let weight = row.iter().find(|(to, _)| *to as usize == number(item)).map_or(0.0, |(_, weight)| *weight);
    (parts.items[number(item)].prior, weight)
}

#[test]
fn with_a_half_life_priors_and_weights_are_of_what_sells_now() {
    let (alike, aged) = (TrainOptions::default(), TrainOptions { half_life: Some(30.0), ..TrainOptions::default() });
    assert_eq!(learned(&alike, "i1").0, learned(&alike, "i2").0);
    let (old, new) = (learned(&aged, "i1"), learned(&aged, "i2"));
    assert!(old.0 < 0.02 && new.0 > 0.45, "{old:?} {new:?}");
    assert!(old.1 < learned(&alike, "i1").1 && new.1 > learned(&alike, "i2").1, "{old:?} {new:?}");
}

#[test]
fn with_a_lifetime_an_item_fades_that_has_not_sold_for_long_and_no_other() {
    let (alike, fades) =
        (TrainOptions::default(), TrainOptions { item_lifetime: Some(365.0), ..TrainOptions::default() });
    let (before, after) = (learned(&alike, "i1"), learned(&fades, "i1"));
    assert!((after.0 / before.0 - 0.1).abs() < 1e-6, "{before:?} {after:?}");
    assert!((after.1 / before.1 - 0.1).abs() < 1e-3, "{before:?} {after:?}");
    for item in ["i2", "i3", "i4"] {
        let (before, after) = (learned(&alike, item).0, learned(&fades, item).0);
        assert!(after <= before && after > 0.99 * before, "{item}: {before} {after}");
    }
}

#[test]
fn manifests_from_before_lifetimes_have_none() {
    let old = r#"{"alpha":0.5,"lambda":5.0,"m":150,"k":20,"minOrders":3}"#;
    assert_eq!(serde_json::from_str::<TrainOptions>(old).unwrap().item_lifetime, None);
    assert!(!serde_json::to_string(&TrainOptions::default()).unwrap().contains("itemLifetime"));
}

/// A shop that changes its range: of 20 items, a new one replaces the oldest every 20 orders.
fn changing(orders: usize) -> Orders {
    let mut roll = world::dice(7);
    daily(&(0..orders).map(|n| (0..4).map(|_| n as u32 / 20 + roll(20) as u32).collect()).collect::<Vec<_>>())
}

#[test]
fn where_items_leave_for_good_the_inner_split_says_so() {
    let open = Open { item_lifetime: true, ..Open::NONE };
    let tuned =
        tune(&changing(3000), &HoldoutOptions::new(Split::Time), TrainOptions::default(), open, &Silent).unwrap();
    assert!(tuned.options.item_lifetime.is_some(), "{:?}", tuned.tries);
    let undated = Orders { times: None, ..changing(3000) };
    let tuned = tune(&undated, &HoldoutOptions::new(Split::Crc32), TrainOptions::default(), open, &Silent).unwrap();
    assert!(tuned.tries.is_empty());
}

#[test]
fn the_report_says_what_gains_what_loses_and_what_fades() {
    let both = TrainOptions { half_life: Some(100.0), item_lifetime: Some(365.0), ..TrainOptions::default() };
    let told = recency(&shop(), &both).unwrap();
    assert_eq!(told.gained[0].sku, "i2");
    assert_eq!(told.lost[0].sku, "i1");
    assert!((told.lost[0].alike - 0.25).abs() < 1e-9 && told.lost[0].aged < 0.125, "{:?}", told.lost);
    let faded: Vec<_> = told.faded.iter().map(|item| (item.sku.as_str(), item.orders, item.last_order)).collect();
    assert_eq!((faded, told.faded_items), (vec![("i1", 100, 198 * DAY)], 1));
    let none = recency(&shop(), &TrainOptions::default()).unwrap();
    assert!(none.gained.is_empty() && none.lost.is_empty() && none.faded_items == 0);
    assert_eq!(recency(&Orders { times: None, ..shop() }, &both), None);
}

#[test]
fn an_export_sorted_newest_first_is_tested_on_its_newest_orders() {
    let baskets = world::couples(500, 20, 9);
    let oldest_first = daily(&baskets);
    let mut turned: Vec<(Vec<u32>, i64)> = baskets.iter().cloned().zip((0..500).map(|n| n * DAY)).collect();
    turned.reverse();
    let (baskets, times): (Vec<Vec<u32>>, Vec<i64>) = turned.into_iter().unzip();
    let newest_first = Orders { times: Some(times), ..world::orders(&baskets) };
    assert_eq!(Split::for_orders(&newest_first), Split::Time);
    let tested = |orders: &Orders| {
        let holdout = Holdout::of(orders, &HoldoutOptions::new(Split::for_orders(orders)));
        let times = orders.times.clone().unwrap();
        let mut tested: Vec<i64> = holdout.cases.iter().map(|case| times[case.order]).collect();
        tested.sort_unstable();
        (tested, holdout.train.times.clone().unwrap().iter().max().copied())
    };
    let (cases, newest_learned) = tested(&newest_first);
    assert_eq!((cases.clone(), newest_learned), tested(&oldest_first));
    assert!(cases.iter().all(|time| Some(*time) > newest_learned));
}
