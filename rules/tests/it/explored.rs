//! Compiles `explore` as training and `pairwell rules apply` do: who is a newcomer, when, beside what.

use pairwell::rules::facts::{DRAW, NEWCOMERS, WHOLE_SHARE};
use pairwell::rules::parts::{Action, Atom, Capped, MerchantRules, Rule};
use pairwell_rules::{Kept, Newcomers, Severity, Shop, ShopItem, compile};

/// A shop of forty items: thirty known ones, then nine mugs and a lamp that hardly any order holds.
fn shop() -> Shop {
    let item = |n: u32| ShopItem { sku: format!("item {n}"), ..ShopItem::default() };
    let group = |items: std::ops::Range<u32>, brought_by: &[u32], gain| Newcomers {
        items: items.collect(),
        brought_by: brought_by.to_vec(),
        gain,
    };
    Shop {
        items: (0..40).map(item).collect(),
        newcomers: vec![group(30..39, &[7, 3], 0.02), group(39..40, &[3], 0.001)],
        kept: Some(Kept::default()),
        ..Shop::default()
    }
}

fn merchant(text: &str) -> MerchantRules {
    let compiled = compile(text, &shop(), None);
    assert_eq!(compiled.findings, []);
    compiled.merchant.unwrap()
}

/// What a page view with this draw adds to scores beside one cart item: (item, score units).
fn added(merchant: &MerchantRules, draw: i64, cart: u32) -> Vec<(u32, u32)> {
    let items = |set: u32| &merchant.sets[set as usize].items;
    let is_in = |atom: &Atom| matches!(atom, Atom::Cart(set) if items(*set).contains(&cart));
    let holds = |rule: &&Rule| {
        rule.ranges.iter().all(|range| (range.from..=range.to).contains(&draw))
            && rule.when.iter().all(|clause| clause.any.iter().any(is_in))
    };
    let mut added = Vec::new();
    for action in merchant.rules.iter().filter(holds).flat_map(|rule| &rule.actions) {
        if let Action::Add { set, units } = action {
            added.extend(items(*set).iter().map(|item| (*item, *units)));
        }
    }
    added
}

#[test]
fn one_newcomer_has_a_place_at_the_share_of_page_views_that_is_set() {
    let merchant = merchant("[defaults]\nexplore = 0.2");
    assert_eq!(merchant.measures, [DRAW]);
    let all = &merchant.rules[0];
    assert_eq!((merchant.sets[0].name.as_str(), &merchant.sets[0].items), (NEWCOMERS, &(30..40).collect::<Vec<_>>()));
    assert_eq!((all.name.as_str(), all.ranges[0].from, all.ranges[0].to), (NEWCOMERS, 0, 199));
    assert_eq!(all.actions[0], Action::Cap { of: Capped::Set(0), most: 1 });
    assert_eq!((merchant.benefits[0].set, merchant.benefits[0].texts[1].1.as_str()), (0, "Neu"));
    assert_eq!(added(&merchant, 200, 3), []);
    assert_eq!(added(&merchant, 0, 5), []);
}

#[test]
fn all_take_turns_and_only_beside_what_brings_them() {
    let merchant = merchant("[defaults]\nexplore = 0.2");
    let mut turns = vec![0; 40];
    for draw in 0..200 {
        let (by_both, by_mugs) = (added(&merchant, draw, 3), added(&merchant, draw, 7));
        assert!(by_both.contains(&(39, 16_777)) && !by_mugs.iter().any(|(item, _)| *item == 39), "{draw}");
        assert!((1..=2).contains(&by_mugs.len()) && by_mugs.iter().all(|(_, units)| *units == 335_544), "{draw}");
        by_mugs.iter().for_each(|(item, _)| turns[*item as usize] += 1);
    }
    assert!(turns[30..39].iter().all(|turns| (20..=60).contains(turns)), "{turns:?}");
}

#[test]
fn a_share_of_one_draws_always_and_of_none_never() {
    let always = merchant("[defaults]\nexplore = 1");
    assert_eq!((always.rules[0].ranges[0].from, always.rules[0].ranges[0].to), (0, i64::from(WHOLE_SHARE) - 1));
    let never = merchant("[defaults]\nexplore = 0");
    assert_eq!((never.rules.len(), never.sets.len(), never.benefits.len()), (0, 0, 0));
    // Without a setting, one page view in twenty.
    assert_eq!(merchant("").rules[0].ranges[0].to, 49);
    let bad = compile("[defaults]\nexplore = 5", &shop(), None);
    assert_eq!(bad.findings[0].to_string(), "2:11: error: `explore`: expected 0 to 1, found 5");
}

#[test]
fn rules_are_compiled_anew_for_the_newcomers_that_training_found() {
    let trained = merchant("");
    let known = Shop { newcomers: Vec::new(), ..shop() }.with_newcomers_of(&trained);
    let again = |text: &str| compile(text, &known, None).merchant.unwrap();
    assert_eq!(again(""), trained);
    assert_eq!(again("[defaults]\nexplore = 0.5"), merchant("[defaults]\nexplore = 0.5"));
}

#[test]
fn where_there_are_no_newcomers_a_written_share_is_said_to_do_nothing() {
    let none = Shop { newcomers: Vec::new(), ..shop() };
    let compiled = compile("[defaults]\nexplore = 0.1", &none, None);
    assert_eq!(compiled.findings.iter().map(|found| found.severity).collect::<Vec<_>>(), [Severity::Note]);
    assert_eq!(compile("", &none, None).findings, []);
    assert_eq!(compile("", &none, None).merchant.unwrap().rules.len(), 0);
}
