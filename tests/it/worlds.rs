//! Makes models to test with: a tiny one that the spec prints, and random ones of any shape; never checks anything.

use std::collections::BTreeSet;

use pairwell::model::{HistoryParts, ItemRow, Model, Parts, Tilts};
use pairwell::rank::Past;
use proptest::collection::{btree_map, vec};
use proptest::prelude::*;

/// The four-item shop of `FORMAT.md`.
pub fn tiny() -> Parts {
    let item = |sku: &str, prior, neighbours: &[(u32, f64)], hidden| ItemRow {
        sku: sku.into(),
        prior,
        neighbours: neighbours.to_vec(),
        hidden,
        ..ItemRow::default()
    };
    Parts {
        items: vec![
            item("kettle", 0.20, &[(1, 0.50), (2, 0.25)], false),
            item("filters", 0.10, &[(0, 0.25)], false),
            item("mug", 0.05, &[], false),
            item("old-mug", 0.01, &[(2, 0.125)], true),
        ],
        ..Parts::default()
    }
}

/// The same shop with five bits a weight; nobody buys a second kettle.
pub fn rich() -> Parts {
    let mut parts =
        Parts { weight_bits: 5, history: HistoryParts { repurchase_boost: 0.03, history_weight: 0.25 }, ..tiny() };
    parts.items[0].once = true;
    parts
}

/// The same shop with weights that change with the cart's size.
pub fn tilted() -> Parts {
    let mut parts = Parts { tilts: Tilts { half: 16, steps: [-48, -16, 0, 24] }, ..tiny() };
    parts.items[0].tilts = vec![-0.75, 0.4];
    parts.items[1].tilts = vec![-0.2];
    parts
}

/// Models of up to 40 items with any priors, weights, SKUs and history that the format allows.
pub fn parts() -> impl Strategy<Value = Parts> {
    let remembered = (0.0f64..=1.0, 0.0f64..=1.0)
        .prop_map(|(repurchase_boost, history_weight)| HistoryParts { repurchase_boost, history_weight });
    let history = prop_oneof![Just(HistoryParts::default()), remembered];
    let tilts = prop_oneof![Just(Tilts::NONE), tilts()];
    (rows(), 2u32..=6, history, tilts).prop_map(|(items, weight_bits, history, tilts)| Parts {
        items,
        weight_bits,
        history,
        tilts,
    })
}

fn tilts() -> impl Strategy<Value = Tilts> {
    let steps = [-64i8..=64, -64i8..=64, -64i8..=64, -64i8..=64];
    (1u8.., steps).prop_map(|(half, steps)| Tilts { half, steps })
}

fn rows() -> impl Strategy<Value = Vec<ItemRow>> {
    (1usize..40).prop_flat_map(|items| {
        let neighbours = btree_map(0..items as u32, 1e-6f64..=1.0, 0..12);
        let flag = || proptest::bool::weighted(0.1);
        let row = (-0.5f64..1.0, neighbours, (flag(), flag()), vec(-1.0f64..=1.0, 12), "\\PC{0,6}");
        vec(row, items..=items).prop_map(|rows| rows.into_iter().enumerate().map(item).collect())
    })
}

type Row = (f64, std::collections::BTreeMap<u32, f64>, (bool, bool), Vec<f64>, String);

fn item((n, (prior, neighbours, (hidden, once), mut tilts, text)): (usize, Row)) -> ItemRow {
    let neighbours: Vec<(u32, f64)> = neighbours.into_iter().filter(|(other, _)| *other as usize != n).collect();
    tilts.truncate(if n % 4 == 0 { 0 } else { neighbours.len() });
    // The number makes the SKU unlike all others, whatever the text.
    ItemRow { sku: format!("{n}#{text}"), prior, neighbours, tilts, hidden, once }
}

/// What a device remembers: up to three orders and visits.
pub fn past() -> impl Strategy<Value = Vec<Past>> {
    let order = (vec(0u32..45, 0..5), 0u32..5, proptest::bool::ANY);
    vec(order, 0..4).prop_map(|orders| {
        let past =
            |(items, age, bought): (Vec<u32>, u32, bool)| items.into_iter().map(move |item| Past { item, age, bought });
        orders.into_iter().flat_map(past).collect()
    })
}

/// The rule of `history.rs`, written down plainly: what the past adds to an item's score.
pub fn slow_history(model: &Model, cart: &BTreeSet<u32>, past: &[Past], item: u32) -> i64 {
    let history = model.history();
    let mut sum = 0;
    for order in past.chunk_by(|a, b| (a.age, a.bought) == (b.age, b.bought)) {
        let age = i64::from(order[0].age).max(1);
        let items: BTreeSet<u32> = order.iter().map(|past| past.item).collect();
        if order[0].bought && items.contains(&item) {
            let shared = items.intersection(cart).count() as i64;
            sum += (i64::from(history.repurchase_boost) * (1 + shared) / age).min(4 << 24);
        }
        if cart.is_empty() {
            let spoken =
                |from: &u32| i64::from(model.weight(*from, item, 1)) * i64::from(history.history_weight) / 256 / age;
            sum += items.iter().map(spoken).sum::<i64>();
        }
    }
    sum
}

/// What the shopper has and nobody buys twice.
pub fn is_owned(model: &Model, past: &[Past], item: u32) -> bool {
    model.is_bought_once(item) && past.iter().any(|past| past.bought && past.item == item)
}
