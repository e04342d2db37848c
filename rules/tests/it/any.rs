//! Compiles random texts: no text panics, and what compiles survives a round trip through a rules file.

use pairwell::rules::RuleParts;
use pairwell::rules::parts::{ItemRelations, Traits};
use pairwell_rules::{compile, wanted_items};
use proptest::prelude::*;

use crate::shop::{TODAY, shop};

const WHOLE: &str = include_str!("../../../sample/rules.toml");

fn holds(text: &str) {
    let shop = shop();
    let compiled = compile(text, &shop, Some(TODAY));
    let lines = text.lines().count().max(1) as u32 + 1;
    assert!(compiled.findings.iter().all(|finding| (1..=lines).contains(&finding.line)), "{:?}", compiled.findings);
    wanted_items(text);
    let Some(merchant) = compiled.merchant else { return };
    let relations = ItemRelations { traits: vec![Traits::default(); shop.items.len()], ..ItemRelations::default() };
    let parts = RuleParts { model: 1, relations, merchant };
    let bytes = parts.encode().unwrap_or_else(|error| panic!("{text}\n{error}"));
    assert_eq!(RuleParts::decode(&bytes).unwrap(), parts, "{text}");
}

/// Keys of the file, old ones and unknown ones too.
fn key() -> impl Strategy<Value = &'static str> {
    const KEYS: &str = "rule name when pin boost bury exclude require cap min_score most fill source_order free_shipping \
        items categories tags brands price except by from to cart cart_without placement value size segment \
        answers dates locale region plan usage position per share factor above with rate needs text discount \
        label nonsense diversity substitutes upgrade_step upsell_max_ratio curation rest_after frequency_cap \
        silence suppress_on only one_off";
    prop::sample::select(KEYS.split(' ').collect::<Vec<_>>())
}

fn value() -> impl Strategy<Value = String> {
    let leaf = prop_oneof![
        prop::sample::select(vec![
            "'tea'",
            "'gone'",
            "'Drinks'",
            "'daily'",
            "'Loam'",
            "'cart'",
            "'category'",
            "'learned'",
            "'never'",
            "''",
            "['tea', 'pot']",
            "[]",
            "['beans', 'decaf', 'press']",
            "true",
            "2026-01-01",
            "2026-01-01T10:00:00",
            "10:00:00",
            "1979-05-27T07:32:00Z",
            "0001-01-01",
            "9999-12-31",
            "inf",
            "nan",
            "-1",
            "0",
            "1",
            "1e300",
            "0xffffffffffff",
            "9223372036854775807",
            "0.5",
            "1.5",
            "{}",
        ])
        .prop_map(str::to_owned),
        any::<f64>().prop_map(|number| format!("{number:?}").replace("NaN", "nan")),
        any::<i64>().prop_map(|number| number.to_string()),
    ];
    leaf.prop_recursive(4, 24, 4, |inner| {
        prop_oneof![
            prop::collection::btree_map(key(), inner.clone(), 0..5).prop_map(|map| {
                let entries: Vec<String> = map.iter().map(|(key, value)| format!("{key} = {value}")).collect();
                format!("{{ {} }}", entries.join(", "))
            }),
            prop::collection::vec(inner, 0..3).prop_map(|list| format!("[{}]", list.join(", "))),
        ]
    })
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, cases: 400, ..ProptestConfig::default() })]

    #[test]
    fn any_text_compiles_or_is_reported(text in "\\PC{0,200}") {
        holds(&text);
    }

    #[test]
    fn a_torn_file_compiles_or_is_reported(from in 0usize..WHOLE.len(), to in 0usize..WHOLE.len(), put in "[\\[\\]{}=\"'#,.a1\n]{0,4}") {
        let (from, to) = (from.min(to), from.max(to));
        if let (Some(head), Some(tail)) = (WHOLE.get(..from), WHOLE.get(to..)) {
            holds(&format!("{head}{put}{tail}"));
        }
    }

    #[test]
    fn any_keys_with_any_values_compile_or_are_reported(
        tables in prop::collection::vec(
            (
                prop::sample::select(vec![
                    "[[rule]]", "[[rule]]", "[[rule]]", "[[service]]", "[[restricted]]", "[[partner]]", "[[benefit]]",
                    "[[bundle]]",
                ]),
                prop::collection::btree_map(key(), value(), 0..6),
            ),
            0..6,
        )
    ) {
        let lines = tables.iter().flat_map(|(table, entries)| {
            std::iter::once((*table).to_owned()).chain(entries.iter().map(|(key, value)| format!("{key} = {value}")))
        });
        holds(&lines.collect::<Vec<_>>().join("\n"));
    }
}
