//! Makes models to test with: a tiny one that the spec prints, and random ones of any shape; never checks anything.

use pairwell::model::{ItemRow, Parts};
use proptest::collection::{btree_map, vec};
use proptest::prelude::*;

/// The four-item shop of `FORMAT.md`.
pub fn tiny() -> Parts {
    let item = |sku: &str, prior, neighbours: &[(u32, f64)], hidden| ItemRow {
        sku: sku.into(),
        prior,
        neighbours: neighbours.to_vec(),
        hidden,
        once: false,
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

/// Models of up to 40 items with any priors, weights and SKUs that the format allows.
pub fn parts() -> impl Strategy<Value = Parts> {
    (1usize..40).prop_flat_map(|items| {
        let neighbours = btree_map(0..items as u32, 1e-6f64..=1.0, 0..12);
        let row = (-0.5f64..1.0, neighbours, proptest::bool::weighted(0.1), "\\PC{0,6}");
        vec(row, items..=items)
            .prop_map(|rows| Parts { items: rows.into_iter().enumerate().map(item).collect(), ..Parts::default() })
    })
}

type Row = (f64, std::collections::BTreeMap<u32, f64>, bool, String);

fn item((n, (prior, neighbours, hidden, text)): (usize, Row)) -> ItemRow {
    let neighbours = neighbours.into_iter().filter(|(other, _)| *other as usize != n).collect();
    // The number makes the SKU unlike all others, whatever the text.
    ItemRow { sku: format!("{n}#{text}"), prior, neighbours, hidden, once: false }
}
