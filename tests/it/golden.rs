//! Pins the bytes of format version 1, both ways: today's writer makes them, today's reader understands them.

use pairwell::model::{Card, Catalog, History, HistoryParts, Model, Parts, Tilts, encode_catalog};
use pairwell::rules::parts::{
    Action, Atom, Benefit, Bundle, Capped, Clause, ItemRelations, ItemSet, MerchantRules, Near, Partner, Policy, Range,
    Rule, RuleParts, Source, Traits,
};
use proptest::prelude::*;

use crate::worlds::{parts, rich, tilted, tiny};

/// Written by version 0.1.0 of the engine; never to be regenerated, only joined by the next version's.
const FOSSIL_1: &[u8] = include_bytes!("../fixtures/tiny-format-1.pw");
/// The same shop with five bits a weight, and with history.
const RICH_1: &[u8] = include_bytes!("../fixtures/rich-format-1.pw");
/// The same shop with weights that change with the cart's size.
const TILTED_1: &[u8] = include_bytes!("../fixtures/tilted-format-1.pw");
const CATALOG_1: &[u8] = include_bytes!("../fixtures/catalog-format-1.pw");

const RULES_1: &[u8] = include_bytes!("../fixtures/rules-format-1.pw");

/// Rules of the tiny shop: every kind of action and condition once.
fn rules() -> RuleParts {
    let traits = |category, price, class| Traits { category, price, class, group: category, ..Traits::default() };
    let relations = ItemRelations {
        traits: vec![traits(1, 4_900, 8), traits(2, 450, 10), traits(3, 1_200, 8), traits(3, 900, 7)],
        curated: vec![Near { item: 0, others: vec![2, 1] }],
        substitutes: vec![Near { item: 2, others: vec![3] }, Near { item: 3, others: vec![2] }],
        complements: vec![vec![], vec![2, 3]],
        ..ItemRelations::default()
    };
    let actions = vec![
        Action::Exclude(1),
        Action::Require(0),
        Action::Boost { set: 0, factor: 384 },
        Action::Add { set: 1, units: 1 << 20 },
        Action::Pin { item: 1, position: 2 },
        Action::Cap { of: Capped::Category, most: 2 },
        Action::Cap { of: Capped::Brand, most: 1 },
        Action::Cap { of: Capped::Set(1), most: 1 },
        Action::MinScore(9),
        Action::Most(3),
        Action::SourceOrder(vec![Source::Pinned, Source::Learned, Source::Complement, Source::Popular]),
        Action::CloseGap { threshold: 5_000, factor: 300 },
        Action::PriceSanity { share: 512, factor: 128 },
    ];
    let when = vec![
        Clause { negated: false, any: vec![Atom::Cart(0), Atom::Fact(1)] },
        Clause { negated: true, any: vec![Atom::Fact(0)] },
    ];
    let ranges = vec![Range { measure: 0, from: -1, to: 9_900 }, Range { measure: 3, from: 800, to: i64::MAX }];
    let texts = || vec![(String::new(), "goes well".to_owned()), ("de".to_owned(), "passt gut".to_owned())];
    let merchant = MerchantRules {
        sets: [("kettles", vec![0]), ("mugs", vec![2, 3])]
            .map(|(name, items)| ItemSet { name: name.into(), items })
            .into(),
        facts: vec!["placement:cart".into(), "signal:complaint".into()],
        measures: vec!["usage:seats".into()],
        rules: vec![Rule { name: "all of it".into(), when, ranges, actions }],
        benefits: vec![Benefit { set: 1, with: Some(0), texts: texts() }],
        bundles: vec![Bundle { name: "tea".into(), labels: texts(), items: vec![0, 2], discount: 1_000 }],
        partners: vec![Partner { name: "Pottery".into(), set: 1 }],
        policy: Policy {
            diversity: 218,
            frequency_cap: 6,
            per_page: 12,
            per_session: 60,
            suppress: vec![1],
            ..Policy::default()
        },
    };
    RuleParts { model: Model::decode(FOSSIL_1).unwrap().digest(), relations, merchant }
}

/// Option values have a section of their own, behind all others; without them the file is as it was.
#[test]
fn option_values_are_an_optional_section_of_a_rules_file() {
    let mut with = rules();
    with.relations.options = vec![vec![], vec![2, 300]];
    let bytes = with.encode().unwrap();
    assert_eq!(RuleParts::decode(&bytes).unwrap(), with);
    assert!(bytes.ends_with(&[2, 0, 2, 2, 0xac, 2]), "two lists: none, and 2 and 300");
    let entry = 16 + 3 * 16;
    assert_eq!(&bytes[entry..entry + 8], b"ROPT\0\0\0\0", "a reader may ignore it");
    for lists in [vec![vec![]; 5], vec![vec![0; 64]]] {
        with.relations.options = lists;
        assert!(with.encode().is_err(), "more lists than items, or more values than an item may have");
    }
}

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
    assert_eq!(rich().encode().unwrap(), RICH_1);
    assert_eq!(tilted().encode().unwrap(), TILTED_1);
    assert_eq!(encode_catalog(&cards()).unwrap(), CATALOG_1);
    assert_eq!(rules().encode().unwrap(), RULES_1);
}

#[test]
fn the_reader_still_understands_the_bytes_of_version_1() {
    let expected = "\
        0 \"kettle\" prior 3377443 hidden false [(1, 8388608), (2, 4194304)]\n\
        1 \"filters\" prior 1688721 hidden false [(0, 4194304)]\n\
        2 \"mug\" prior 844360 hidden false []\n\
        3 \"old-mug\" prior 169979 hidden true [(2, 2097152)]\n";
    assert_eq!(dump(&Model::decode(FOSSIL_1).unwrap()), expected);
    let rich = Model::decode(RICH_1).unwrap();
    assert_eq!(dump(&rich), expected);
    assert_eq!((rich.weight_bits(), rich.history()), (5, History { repurchase_boost: 503_316, history_weight: 64 }));
    assert_eq!([0, 1, 2, 3].map(|item| rich.is_bought_once(item)), [true, false, false, false]);
    let tilted = Model::decode(TILTED_1).unwrap();
    assert_eq!(tilted.tilts(), Tilts { half: 16, steps: [-48, -16, 0, 24] });
    let kept = |item| tilted.kept(item).collect::<Vec<_>>();
    assert_eq!(kept(0), [(1, 8_388_608, -48), (2, 4_194_304, 24)]);
    assert_eq!((kept(1), kept(3)), (vec![(0, 4_194_304, -16)], vec![(2, 2_097_152, -48)]));
    // Alone, with four more items (half of the way), in a whole order.
    let weights = |to| [1, 5, usize::MAX].map(|cart| tilted.weight(0, to, cart) >> 17);
    assert_eq!((weights(1), weights(2)), ([112, 64, 17], [20, 32, 43]));
    let catalog = Catalog::decode(CATALOG_1).unwrap();
    for card in cards() {
        assert_eq!(catalog.card(&card.sku).as_ref(), Some(&card));
    }
    assert_eq!(catalog.card("nothing"), None);
    assert_eq!(RuleParts::decode(RULES_1).unwrap(), rules());
}

/// A score in probability.
fn probability(units: i32) -> f64 {
    f64::from(units) / f64::from(1 << 24)
}

/// The parts that a model stands for: what encoding it again should start from.
fn read_back(model: &Model) -> Parts {
    let item = |n: u32| pairwell::model::ItemRow {
        sku: model.sku(n).into(),
        prior: probability(model.prior(n)),
        neighbours: model.kept(n).map(|(j, w, _)| (j, probability(w))).collect(),
        tilts: model.kept(n).map(|(.., tilt)| f64::from(tilt) / 64.0).collect(),
        hidden: model.is_hidden(n),
        once: model.is_bought_once(n),
    };
    let history = HistoryParts {
        repurchase_boost: probability(model.history().repurchase_boost),
        history_weight: f64::from(model.history().history_weight) / 256.0,
    };
    let items = (0..model.items() as u32).map(item).collect();
    Parts { items, weight_bits: model.weight_bits(), history, tilts: model.tilts() }
}

proptest! {
    #[test]
    fn decoding_keeps_every_sku_and_every_weight_within_half_a_step_of_the_rows_largest(parts in parts()) {
        let model = Model::decode(&parts.encode().unwrap()).unwrap();
        prop_assert_eq!(model.items(), parts.items.len());
        prop_assert_eq!(model.weight_bits(), parts.weight_bits);
        let history = read_back(&model).history;
        prop_assert!((history.repurchase_boost - parts.history.repurchase_boost).abs() < 1e-7 && (history.history_weight - parts.history.history_weight).abs() < 0.002);
        for (n, item) in (0u32..).zip(&parts.items) {
            prop_assert_eq!(model.sku(n), &item.sku);
            prop_assert_eq!(model.item(&item.sku), Some(n));
            prop_assert_eq!((model.is_hidden(n), model.is_bought_once(n)), (item.hidden, item.once));
            let largest = item.neighbours.iter().map(|w| w.1).fold(0.0, f64::max);
            for &(j, w) in &item.neighbours {
                let kept = model.kept(n).find(|kept| kept.0 == j).map_or(0.0, |kept| probability(kept.1));
                // Half a step of the scale, which itself is within 2.2 % of the largest; and what the largest loses.
                let step = 1.0 / f64::from(1u32 << parts.weight_bits);
                prop_assert!((kept - w).abs() <= largest * (step / 2.0 + 0.025) + 2e-5, "{} for {}, largest {}", kept, w, largest);
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
