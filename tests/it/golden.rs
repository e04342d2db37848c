//! Pins the bytes of format version 1, both ways: today's writer makes them, today's reader understands them.

use pairwell::model::{Card, Catalog, Model, Parts, encode_catalog};
use proptest::prelude::*;

use crate::worlds::{parts, tiny};

/// Written by version 0.1.0 of the engine; never to be regenerated, only joined by the next version's.
const FOSSIL_1: &[u8] = include_bytes!("../fixtures/tiny-format-1.pw");
const CATALOG_1: &[u8] = include_bytes!("../fixtures/catalog-format-1.pw");

/// What the model says of itself, as text: what must survive a round trip.
fn dump(model: &Model) -> String {
    let mut text = String::new();
    for item in 0..model.items() as u32 {
        let neighbours: Vec<(u32, i32)> = model.neighbours(item).collect();
        let (sku, prior, hidden) = (model.sku(item), model.prior(item), model.is_hidden(item));
        text += &format!("{item} {sku:?} prior {prior} hidden {hidden} {neighbours:?}\n");
    }
    text
}

fn cards() -> Vec<Card> {
    let bare = Card { sku: "a".into(), ..Card::default() };
    let full = Card {
        sku: "kettle".into(),
        title: "Kettle “Finch” <1 l>".into(),
        url: "product.html?sku=kettle".into(),
        image: "pictures/kettle.svg".into(),
        category: "Kettles".into(),
        brand: "Rill".into(),
        price: Some(4_900),
        currency: "GBP".into(),
        rating: Some(450),
        available: true,
    };
    vec![bare, full]
}

#[test]
fn the_writer_still_makes_the_bytes_of_version_1() {
    assert_eq!(tiny().encode().unwrap(), FOSSIL_1);
    assert_eq!(encode_catalog(&cards()).unwrap(), CATALOG_1);
}

#[test]
fn the_reader_still_understands_the_bytes_of_version_1() {
    let expected = "\
        0 \"kettle\" prior 3377443 hidden false [(1, 8388608), (2, 4194304)]\n\
        1 \"filters\" prior 1688721 hidden false [(0, 4194304)]\n\
        2 \"mug\" prior 844360 hidden false []\n\
        3 \"old-mug\" prior 169979 hidden true [(2, 2097152)]\n";
    assert_eq!(dump(&Model::decode(FOSSIL_1).unwrap()), expected);
    let catalog = Catalog::decode(CATALOG_1).unwrap();
    for card in cards() {
        assert_eq!(catalog.card(&card.sku).as_ref(), Some(&card));
    }
    assert_eq!(catalog.card("nothing"), None);
}

/// The parts that a model stands for: what encoding it again should start from.
fn read_back(model: &Model) -> Parts {
    let probability = |units: i32| f64::from(units) / f64::from(1 << 24);
    let item = |n: u32| pairwell::model::ItemRow {
        sku: model.sku(n).into(),
        prior: probability(model.prior(n)),
        neighbours: model.neighbours(n).map(|(j, w)| (j, probability(w))).collect(),
        hidden: model.is_hidden(n),
    };
    Parts { items: (0..model.items() as u32).map(item).collect() }
}

proptest! {
    #[test]
    fn decoding_keeps_every_sku_and_every_weight_within_half_a_sixteenth_of_the_rows_largest(parts in parts()) {
        let model = Model::decode(&parts.encode().unwrap()).unwrap();
        prop_assert_eq!(model.items(), parts.items.len());
        for (n, item) in (0u32..).zip(&parts.items) {
            prop_assert_eq!(model.sku(n), &item.sku);
            prop_assert_eq!(model.item(&item.sku), Some(n));
            prop_assert_eq!(model.is_hidden(n), item.hidden);
            let largest = item.neighbours.iter().map(|w| w.1).fold(0.0, f64::max);
            for &(j, w) in &item.neighbours {
                let kept = f64::from(model.weight(n, j)) / f64::from(1 << 24);
                // Half a sixteenth of the scale, which itself is within 2.2 % of the largest; and what the largest loses.
                prop_assert!((kept - w).abs() <= largest * 0.056 + 2e-5, "{} for {}, largest {}", kept, w, largest);
            }
        }
    }

    #[test]
    fn the_writer_is_a_function_of_its_input(parts in parts()) {
        prop_assert_eq!(parts.encode().unwrap(), parts.clone().encode().unwrap());
    }

    #[test]
    fn what_was_read_is_written_as_a_model_of_the_same_items(parts in parts()) {
        let once = Model::decode(&parts.encode().unwrap()).unwrap();
        let twice = Model::decode(&read_back(&once).encode().unwrap()).unwrap();
        prop_assert_eq!(once.items(), twice.items());
        for n in 0..once.items() as u32 {
            prop_assert_eq!(once.prior(n), twice.prior(n));
            prop_assert_eq!(once.sku(n), twice.sku(n));
        }
    }
}
