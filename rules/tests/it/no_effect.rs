//! Tests findings about what never takes effect: pins, scores, carts, texts, bundles and settings.

use pairwell::rules::parts::Near;
use pairwell_rules::{Kept, Sale, Shop};

use crate::mistakes::{clash, clean, finds, peace};
use crate::shop::compiled;

/// A text causes a finding in a shop with variants, unavailable items, substitutes and a best score.
fn finds_in(text: &str, place: &str, words: &[&str]) {
    let all = known_well(text);
    let fits = |finding: &&String| finding.starts_with(place) && words.iter().all(|word| finding.contains(word));
    assert!(all.iter().any(|finding| fits(&finding)), "{text}\nexpected {place} {words:?} in {all:#?}");
}

fn known_well(text: &str) -> Vec<String> {
    let mut shop = crate::shop::shop();
    shop.best = Some(0.4);
    let numbered = |sku: &str| crate::shop::SKUS.iter().position(|known| *known == sku).unwrap();
    for (sku, sale) in [("knife", Sale::GiftCard), ("machine", Sale::Withdrawn), ("press", Sale::SoldOut)] {
        shop.items[numbered(sku)].sale = sale;
    }
    ["beans", "decaf"].iter().for_each(|sku| shop.items[numbered(sku)].group = "coffee".into());
    // The pot costs more than the tea.
    let near = |one: &str, other: &str| Near { item: numbered(one) as u32, others: vec![numbered(other) as u32] };
    shop.substitutes = vec![near("tea", "pot"), near("pot", "tea")];
    let compiled = pairwell_rules::compile(text, &shop, None);
    assert!(compiled.merchant.is_some(), "{:?}", compiled.findings);
    compiled.findings.iter().map(ToString::to_string).collect()
}

#[test]
fn pins_that_are_never_shown_are_reported() {
    let pin =
        |cart: &str, item: &str| format!("[[rule]]\nwhen = {{ cart = {{ {cart} }} }}\npin = {{ items = '{item}' }}");
    finds_in("[[rule]]\npin = { items = 'knife' }", "2:7: warning", &["\"knife\"", "gift card", "never shown"]);
    finds_in("[[rule]]\npin = { items = 'machine' }", "2:7: warning", &["\"machine\"", "not for sale"]);
    finds_in(
        "[[rule]]\npin = { items = 'press' }",
        "2:7: note",
        &["\"press\"", "sold out", "as soon as the page says"],
    );
    finds_in(&pin("items = 'tea'", "tea"), "3:7: warning", &["\"tea\" is pinned here", "in the cart itself"]);
    finds_in(&pin("items = 'beans'", "decaf"), "3:7: warning", &["a variant of \"beans\""]);
    finds_in(&pin("items = 'pot'", "tea"), "3:7: warning", &["a substitute of \"pot\"", "never shown then"]);
    finds_in(
        &pin("items = ['filters', 'pot']", "tea"),
        "3:7: note",
        &["a substitute of \"pot\"", "not shown together"],
    );
    assert!(known_well(&pin("categories = 'Filters'", "tea")).is_empty());
    assert!(known_well(&pin("items = 'tea'", "pot")).is_empty(), "a rule may pin a more expensive substitute");
}

#[test]
fn rules_after_which_nothing_is_shown_are_reported() {
    finds("[[rule]]\nmost = 0", "2:8: warning", &["nothing is ever shown"]);
    clean("[[rule]]\nwhen = { placement = 'cart' }\nmost = 0");
    finds_in("[[rule]]\nmin_score = 0.41", "2:13: warning", &["the best score is 0.400"]);
    assert!(known_well("[[rule]]\nmin_score = 0.39").is_empty());
    assert!(
        known_well("[[rule]]\nmin_score = 0.41\n[[service]]\nitems = 'filters'\nwith = { items = 'pot' }").is_empty()
    );
}

#[test]
fn impossible_carts_are_reported() {
    let when = |when: &str| format!("[[rule]]\nwhen = {{ cart = {{ items = ['pot', 'press'] }}, {when} }}\nmost = 1");
    finds(&when("size = { to = 0 }"), "1:1: warning", &["never applies", "`size`"]);
    finds(&when("value = { to = 23.99 }"), "1:1: warning", &["never applies", "cost at least 24"]);
    clean(&when("value = { to = 24 }, size = { to = 1 }"));
}

#[test]
fn several_thresholds_of_free_shipping_are_reported() {
    let gap = |from: u32| format!("free_shipping = {{ from = {from} }}");
    clash(&gap(50), &gap(40), "3:17: warning", &["the last counts", "\"two\" (line 4)"]);
    let at = |placement: &str, from: u32| format!("when = {{ placement = '{placement}' }}\n{}", gap(from));
    clash(&gap(50), &at("cart", 40), "3:17: note", &["sometimes", "the last counts"]);
    peace(&at("cart", 50), &at("product", 40));
}

#[test]
fn benefits_and_partners_without_effect_are_reported() {
    let benefit = |keys: &str| format!("[[benefit]]\n{keys}\ntext = 'good'\n");
    let two = |one: &str, two: &str| benefit(one) + &benefit(two);
    finds(&two("categories = 'Drinks'", "items = 'tea'"), "4:1: warning", &["never shown", "line 1"]);
    finds(&two("items = 'tea'", "items = 'tea'\nwith = { items = 'pot' }"), "4:1: warning", &["never shown"]);
    clean(&two("items = 'tea'\nwith = { items = 'pot' }", "items = 'tea'"));
    clean(&two("items = 'tea'", "categories = 'Drinks'"));
    let partner = |name: &str, keys: &str| format!("[[partner]]\nname = '{name}'\n{keys}\n");
    finds(
        &(partner("A", "brands = 'Loam'") + &partner("B", "items = 'pot'")),
        "4:1: warning",
        &["\"pot\"", "\"A\" (line 1)"],
    );
    clean(&(partner("A", "brands = 'Loam'") + &partner("B", "items = 'tea'")));
}

#[test]
fn unavailable_bundles_are_reported() {
    let bundle = |items: &str| format!("[[bundle]]\nname = 'b'\nitems = [{items}]");
    finds(&bundle("'tea', 'pot', 'tea'"), "3:24: warning", &["names \"tea\" twice"]);
    finds_in(&bundle("'beans', 'decaf'"), "1:1: warning", &["\"decaf\" is a variant of \"beans\""]);
    finds_in(&bundle("'tea', 'knife'"), "1:1: warning", &["\"knife\" is a gift card"]);
    finds_in(&bundle("'tea', 'machine'"), "1:1: warning", &["\"machine\" is not for sale", "never offered"]);
    finds_in(&bundle("'tea', 'press'"), "1:1: note", &["\"press\" is sold out", "hidden until"]);
    assert!(known_well(&bundle("'tea', 'filters'")).is_empty());
}

#[test]
fn unknown_languages_and_countries_are_reported() {
    let when = |when: &str| format!("[[rule]]\nwhen = {{ {when} }}\nmost = 1");
    finds(&when("locale = 'german'"), "2:19: warning", &["\"german\"", "BCP 47"]);
    finds(&when("region = ['DE', 'Deutschland']"), "2:26: warning", &["\"Deutschland\"", "ISO 3166"]);
    finds(&when("region = 'UK'"), "2:19: warning", &["\"GB\""]);
    clean(&when("locale = ['de', 'pt-BR', 'zh-Hant-TW', 'fil'], region = ['DE', 'us-ca', 'gb']"));
    clean(&when("placement = 'bundle'"));
}

#[test]
fn a_pin_that_was_pushed_pushes_the_next() {
    let pins = "pin = [{ items = 'tea' }, { items = 'pot' }, { items = 'beans', position = 2 }]";
    finds(
        &format!("[[rule]]\n{pins}"),
        "2:46: warning",
        &["position 2 is taken", "\"pot\", pinned to 1", "\"beans\" moves to 3"],
    );
    clean("[[rule]]\npin = [{ items = ['tea', 'pot'] }, { items = 'beans', position = 3 }]");
}

#[test]
fn notes_of_one_kind_are_few() {
    let rule = |n: usize| format!("[[rule]]\nname = 'r{n}'\nmost = 1\nwhen = {{ placement = 'spot-{n}' }}\n");
    let notes = compiled(&(0..30).map(rule).collect::<String>()).findings;
    assert_eq!(notes.len(), 10, "{notes:#?}");
    assert!(notes[9].text.ends_with("and 20 more like this"), "{}", notes[9].text);
}

#[test]
fn an_empty_list_is_named() {
    finds("[[rule]]\nexclude = { items = [] }", "2:11: warning", &["matches items (an empty list)"]);
    finds("[[rule]]\nexclude = { tags = [] }", "2:11: warning", &["matches tags (an empty list)"]);
}

#[test]
fn settings_without_their_catalog_column_are_reported() {
    let found = |text: &str, kept: Option<Kept>| {
        let shop = Shop { kept, ..crate::shop::shop() };
        let findings = pairwell_rules::compile(&format!("[defaults]\n{text}"), &shop, None).findings;
        findings.iter().map(ToString::to_string).collect::<Vec<_>>().join("\n")
    };
    for (setting, column) in [
        ("value = { by = 'price' }", "`price`"),
        ("value = { by = 'margin' }", "`cost`"),
        ("value = { by = 'margin-after-returns' }", "`cost`"),
        ("overstock = { above = 5, boost = 1.2 }", "`stock`"),
        ("curation = true", "`cross_sells`"),
    ] {
        let report = found(setting, Some(Kept::default()));
        assert!(report.starts_with("2:"), "{setting}: {report}");
        assert!(report.contains("no effect") && report.contains(column), "{setting}: {report}");
        assert_eq!(found(setting, None), "", "without a catalog nothing is known");
        let kept = Kept { prices: 1, costs: 1, stocks: 1, curated: 1, losses: Vec::new() };
        assert_eq!(found(setting, Some(kept)), "", "{setting}");
    }
    let kept = Kept { costs: 9, losses: vec!["tea".into()], ..Kept::default() };
    assert!(
        found("value = { by = 'margin' }", Some(kept)).contains("1 item has a cost above the price, such as \"tea\"")
    );
}

#[test]
fn names_without_effect_are_cut_and_their_control_characters_escaped() {
    let long = "x".repeat(500);
    let text =
        format!("[[rule]]\nexclude = {{ categories = [\"a\\tb\", \"{long}\"], items = [{}] }}", "'z', ".repeat(500));
    let findings = pairwell_rules::compile(&text, &crate::shop::shop(), None).findings;
    let said: Vec<String> = findings.iter().map(ToString::to_string).collect();
    assert!(said.iter().any(|it| it.contains("and 480 more") && it.contains("a\\u{9}b")), "{said:?}");
    assert!(said.iter().all(|it| it.len() < 2_000 && !it.contains('\t') && !it.contains(&long)), "{said:?}");
}
