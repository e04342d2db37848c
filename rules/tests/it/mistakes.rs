//! Tests every kind of finding: a text with a mistake, the place, and the words of the message.

use pairwell_rules::Severity;

use crate::shop::compiled;

/// A text causes a finding at this place, with these words in it or its remedy.
pub fn finds(text: &str, place: &str, words: &[&str]) {
    let compiled = compiled(text);
    let all: Vec<String> = compiled.findings.iter().map(ToString::to_string).collect();
    let fits = |finding: &&String| finding.starts_with(place) && words.iter().all(|word| finding.contains(word));
    assert!(all.iter().any(|finding| fits(&finding)), "{text}\nexpected {place} {words:?} in {all:#?}");
    let broken = compiled.findings.iter().any(|finding| finding.severity == Severity::Error);
    assert_eq!(compiled.merchant.is_none(), broken, "only an error stops the file");
}

/// A text without findings.
pub fn clean(text: &str) {
    let compiled = compiled(text);
    assert!(compiled.findings.is_empty(), "{text}\n{:#?}", compiled.findings);
}

#[test]
fn syntax_errors_are_reported_by_line_and_column() {
    finds("[quiet]\nper_page 12", "2:", &["error", "invalid TOML"]);
    finds("[quiet]\nper_page = 1\nper_page = 2", "3:1", &["error", "duplicate key"]);
    finds("[[rule]\n", "1:", &["error", "invalid TOML"]);
    finds("[[rule]]\nname = 'a", "2:", &["error", "invalid TOML"]);
}

#[test]
fn unknown_keys_are_reported_with_the_nearest() {
    finds("[[rule]]\nbost = { items = ['tea'], by = 2 }", "2:1: error", &["`bost` in `rule`", "\"boost\""]);
    finds("[[rules]]\nmost = 1", "1:3: error", &["`rules`", "\"rule\""]);
    finds("[[rule]]\nexclude = { item = ['tea'] }", "2:13: error", &["`item` in `exclude`", "\"items\""]);
    finds("[quiet]\nxyzzy = 1", "2:1: error", &["Known keys: frequency_cap, per_page, per_session, suppress_on."]);
}

#[test]
fn wrong_kinds_are_reported_with_what_was_expected() {
    finds("[[rule]]\nmost = 'three'", "2:8: error", &["`most`: expected a whole number", "found the string \"three\""]);
    finds("[[rule]]\nmost = -1", "2:8: error", &["found the number -1"]);
    finds("[[rule]]\nmin_score = true", "2:13: error", &["expected a number, found true"]);
    finds("[[rule]]\nexclude = ['tea']", "2:12: error", &["`exclude`: expected a table", "found the string \"tea\""]);
    finds("[[rule]]\nexclude = { items = 3 }", "2:21: error", &["expected a list of strings", "found the number 3"]);
    finds("[[rule]]\nexclude = { items = [3] }", "2:22: error", &["expected a string in quotes"]);
    finds("[defaults]\ncuration = 1", "2:12: error", &["expected true or false"]);
    finds("[[rule]]\nmost = 1\nwhen = { dates = { from = '2026-01-01' } }", "3:27: error", &["without quotes"]);
    finds("[[rule]]\nmost = 1\nwhen = { dates = { from = 2026-01-01T00:00:00Z } }", "3:27: error", &["time zone"]);
    let substitutes = "[defaults]\nsubstitutes = 'more-expensiv'";
    finds(substitutes, "2:15: error", &["\"never\", \"more-expensive\"", "Did you mean \"more-expensive\"?"]);
    finds("[[rule]]\nsource_order = ['pined']", "2:17: error", &["Did you mean \"pinned\"?"]);
    finds("[[benefit]]\nitems = 'tea'\ntext = 1", "3:8: error", &["one for each language"]);
    finds("rule = 'no'", "1:8: error", &["expected a table"]);
}

#[test]
fn what_is_missing_is_reported() {
    finds("[[service]]\nitems = ['tea']", "1:1: error", &["`with` is missing"]);
    finds("[[restricted]]\nitems = ['tea']", "1:1: error", &["`needs` is missing"]);
    finds("[[rule]]\nboost = { items = ['tea'] }", "2:9: error", &["`by` is missing"]);
    finds("[[rule]]\ncap = { per = 'brand' }", "2:7: error", &["`most` is missing"]);
}

#[test]
fn numbers_out_of_range_are_reported() {
    finds("[defaults]\ndiversity = 1.5", "2:13: error", &["expected 0.01 to 1"]);
    finds("[[rule]]\nmin_score = 2", "2:13: error", &["expected 0 to 1"]);
    finds("[[rule]]\nboost = { items = 'tea', by = 0 }", "2:31: error", &["`by`"]);
    finds("[[rule]]\npin = { items = 'tea', position = 0 }", "2:7: error", &["1 is first"]);
    let many = vec!["'tea'"; 65].join(", ");
    finds(&format!("[[rule]]\npin = {{ items = [{many}] }}"), "2:7: error", &["at most 64 items, found 65"]);
    finds("[[bundle]]\nname = 'b'\nitems = ['tea', 'pot']\ndiscount = 101", "4:12: error", &["0 to 100"]);
    finds("[[bundle]]\nname = 'b'\nitems = ['tea']", "1:1: error", &["two to four items, found 1"]);
    finds("[[rule]]\nmost = 1\nwhen = { value = { from = -1 } }", "3:27: error", &["expected 0 or more"]);
    finds("[[rule]]\nmost = 1\nwhen = { size = { to = 1.5 } }", "3:24: error", &["whole number of pieces"]);
    finds("[[rule]]\nfree_shipping = { from = 0 }", "2:26: error", &["above 0", "shipping is free"]);
}

#[test]
fn ranges_that_nothing_is_in_are_reported() {
    finds(
        "[[rule]]\nmost = 1\nwhen = { value = { from = 9, to = 3 } }",
        "3:27: error",
        &["`from` 9 is more than `to` 3"],
    );
    finds("[[rule]]\nmost = 1\nwhen = { dates = { from = 2026-02-01, to = 2026-01-01 } }", "3:18: error", &["after"]);
    finds("[[rule]]\nexclude = { price = {} }", "2:21: error", &["`from`, `to` or both"]);
    finds("[[rule]]\nmost = 1\nwhen = { dates = {} }", "3:18: error", &["`from`, `to` or both"]);
}

#[test]
fn unknown_names_are_reported_with_the_nearest() {
    finds("[[rule]]\nexclude = { items = ['tae', 'pot'] }", "2:22: warning", &["\"tae\"", "skipped", "\"tea\""]);
    finds("[[rule]]\nexclude = { items = ['vanished-9', 'pot'] }", "2:22: warning", &["left the shop"]);
    finds("[[rule]]\nexclude = { categories = ['Cofee', 'Filters'] }", "2:27: warning", &["category \"Cofee\""]);
    finds("[[rule]]\nexclude = { categories = ['Driks', 'Filters'] }", "2:27: warning", &["\"Drinks\""]);
    finds("[[rule]]\nexclude = { tags = ['dayly', 'gift'] }", "2:21: warning", &["tag \"dayly\"", "\"daily\""]);
    finds("[[rule]]\nexclude = { brands = ['Finsh', 'Loam'] }", "2:23: warning", &["brand \"Finsh\"", "\"Finch\""]);
    finds("[[rule]]\npin = { items = ['warranty', 'tea'] }", "2:18: warning", &["in the catalog", "--rules"]);
    finds("[[rule]]\nwhen = { placement = ['card'] }\nmost = 1", "2:23: warning", &["\"cart\""]);
    finds("[[rule]]\nwhen = { placement = ['my-landing'] }\nmost = 1", "2:23: note", &["your page"]);
}

/// The findings in a shop whose items have no tags; `lacks` is the remedy.
fn without_tags(text: &str, lacks: Option<&'static str>) -> String {
    let mut shop = crate::shop::shop();
    shop.items.iter_mut().chain(&mut shop.others).for_each(|item| item.tags.clear());
    shop.lacks = lacks;
    let compiled = pairwell_rules::compile(text, &shop, None);
    let stops = compiled.findings.iter().any(|finding| finding.severity == Severity::Error);
    assert_eq!(compiled.merchant.is_none(), stops, "{text}");
    compiled.findings.iter().map(ToString::to_string).collect::<Vec<_>>().join("\n")
}

#[test]
fn a_shop_without_tags_is_distinguished_from_unknown_tags() {
    let exclude = "[[rule]]\nexclude = { tags = ['daily'] }";
    assert!(without_tags(exclude, None).contains("No item of the catalog has a tag"));
    let unknown = without_tags(exclude, Some("Give it."));
    assert!(unknown.contains("uses tags, which are unknown here") && unknown.contains("Give it."), "{unknown}");
}

#[test]
fn a_rule_that_hides_items_is_not_skipped_without_a_catalog() {
    let lacks = Some("Give it.");
    for text in [
        "[[rule]]\nexclude = { tags = ['daily'] }",
        "[[rule]]\nexclude = { categories = ['Drinks'], except = { tags = ['daily'] } }",
        "[[rule]]\nrequire = { tags = ['daily'] }",
        "[[rule]]\ncap = { tags = ['daily'], most = 0 }",
        "[[rule]]\nwhen = { cart = { tags = ['daily'] } }\nexclude = { items = ['tea'] }",
        "[[rule]]\nwhen = { cart = { tags = ['daily'] } }\nmost = 0",
        "[[restricted]]\ntags = ['daily']\nneeds = 'age-18'",
        "[[service]]\ntags = ['daily']\nwith = { items = ['pot'] }",
        "[subscription]\nonly = { tags = ['daily'] }",
    ] {
        let report = without_tags(text, lacks);
        assert!(report.contains("error: ") && report.contains("would be shown\n  Give it."), "{text}\n{report}");
    }
    for text in [
        "[[rule]]\nboost = { tags = ['daily'], by = 2 }",
        "[[rule]]\nwhen = { cart = { tags = ['daily'] } }\npin = { items = ['tea'] }",
        "[[benefit]]\ntags = ['daily']\ntext = 'good'",
    ] {
        let report = without_tags(text, lacks);
        assert!(report.contains("warning: ") && report.contains("skipped\n  Give it."), "{text}\n{report}");
    }
    assert_eq!(without_tags("[[rule]]\nexclude = { categories = ['Drinks'] }", lacks), "");
}

#[test]
fn rules_that_never_apply_are_reported() {
    finds("[[rule]]\nwhen = { cart = { items = ['gone'] } }\nmost = 1", "2:17: warning", &["never applies"]);
    finds("[[rule]]\nwhen = { segment = [] }\nmost = 1", "2:8: warning", &["never applies", "`segment`"]);
    finds("[[rule]]\nname = 'idle'", "1:1: warning", &["\"idle\" has no effect"]);
    finds("[[rule]]\nexclude = { tags = ['gift'], brands = ['Finch'] }", "2:11: warning", &["no effect"]);
    finds("[[rule]]\nwhen = { cart_without = { items = ['gone'] } }\nmost = 1", "2:25: warning", &["always holds"]);
    finds("[[bundle]]\nname = 'b'\nitems = ['tea', 'gone']", "1:1: warning", &["\"b\" is skipped"]);
}

#[test]
fn a_service_for_itself_is_reported() {
    finds(
        "[[service]]\nitems = ['pot']\nwith = { brands = ['Loam'] }",
        "3:8: warning",
        &["\"pot\" is among", "`except`"],
    );
    clean("[[service]]\nitems = ['pot']\nwith = { brands = ['Loam'], except = { items = ['pot'] } }");
}

#[test]
fn what_selects_nothing_by_its_wording_is_reported() {
    finds("[[rule]]\nexclude = {}", "2:11: error", &["selects no items"]);
    finds("[[rule]]\nboost = { by = 2 }", "2:9: error", &["selects no items"]);
    finds("[[rule]]\ncap = { most = 2 }", "2:7: error", &["`per` or items"]);
    finds("[[rule]]\ncap = { per = 'brand', tags = ['gift'], most = 2 }", "2:7: error", &["`per` or items"]);
    finds("[[rule]]\nsource_order = []", "2:16: error", &["`source_order` is empty"]);
    finds("[[rule]]\nmost = 1\nwhen = { cart = {} }", "3:17: error", &["selects no items"]);
}

#[test]
fn words_that_say_the_opposite_are_reported() {
    finds("[[rule]]\nboost = { items = 'tea', by = 0.5 }", "2:31: warning", &["lowers", "`bury`"]);
    finds("[[rule]]\nbury = { items = 'tea', by = 2 }", "2:30: warning", &["raises", "`boost`"]);
}

#[test]
fn what_a_page_says_is_known_in_any_case() {
    clean("[[rule]]\nwhen = { placement = ['Cart'] }\nmost = 1");
    let at = |placement: &str| format!("when = {{ placement = '{placement}' }}\nmost = 2");
    clash(&at("cart"), &at("CART"), "5:1: warning", &["the same as \"one\""]);
    let answered = |answer: &str, act: &str| format!("when = {{ answers = {{ {answer} }} }}\n{act}");
    peace(
        &answered("Milk = 'oat'", "pin = { items = 'tea' }"),
        &answered("milk = 'soy'", "exclude = { items = 'tea' }"),
    );
    let plan = |plan: &str, act: &str| format!("when = {{ plan = '{plan}' }}\n{act}");
    clash(
        &plan("Monthly", "pin = { items = 'tea' }"),
        &plan("ANY", "exclude = { items = 'tea' }"),
        "4:7: warning",
        &["excluded"],
    );
}

#[test]
fn names_that_stand_twice_are_reported() {
    finds(
        "[[rule]]\nname = 'a'\nmost = 1\n[[rule]]\nname = 'a'\nmin_score = 0.1",
        "5:8: warning",
        &["there is already"],
    );
    finds("[[rule]]\nexclude = { items = ['tea', 'tea'] }", "2:29: note", &["twice"]);
    let two = "[[bundle]]\nname = 'b'\nitems = ['tea', 'pot']\n".repeat(2);
    finds(&two, "5:8: warning", &["there is already"]);
}

#[test]
fn a_good_file_has_no_findings() {
    clean("");
    clean("# nothing but a remark\r\n[quiet]\r\nper_page = 3\r\n");
    clean("[[rule]]\nwhen = { cart = { categories = ['Brewing'] } }\nboost = { categories = ['Filters'], by = 1.5 }");
    clean("\u{feff}[quiet]\nper_page = 3");
}

#[test]
fn tables_may_be_written_in_any_way_that_toml_knows() {
    clean("[[rule]]\n[rule.when]\nplacement = 'cart'\n[rule.boost]\nitems = 'tea'\nby = 2");
    clean("[[rule]]\nwhen.placement = 'cart'\nboost.items = 'tea'\nboost.by = 2");
    clean("rule = [{ when = { placement = 'cart' }, boost = { items = 'tea', by = 2 } }]");
    clean("[rule]\nmost = 2");
    finds("[[rule]]\nmost = 1\n[rule.boost]\nitems = 'tea'", "3:1: error", &["`by` is missing"]);
    finds("[[rule]]\nboost.items = 'tea'", "2:1: error", &["`by` is missing"]);
}

#[test]
fn columns_are_counted_in_letters() {
    finds("[[partner]]\nitems = ['tea']\nname = \"ü\"\nnme = 1", "4:1: error", &["`nme`"]);
    finds("[[rule]]\nname = 'größe'\nwhen = { segment = ['ü'], seegment = ['a'] }", "3:27: error", &["seegment"]);
}

/// Two rules cause a finding.
pub fn clash(first: &str, second: &str, place: &str, words: &[&str]) {
    finds(&format!("[[rule]]\nname = 'one'\n{first}\n[[rule]]\nname = 'two'\n{second}"), place, words);
}

/// Two rules without findings.
pub fn peace(first: &str, second: &str) {
    clean(&format!("[[rule]]\nname = 'one'\n{first}\n[[rule]]\nname = 'two'\n{second}"));
}

#[test]
fn what_is_excluded_and_yet_wanted_is_reported() {
    let no_tea = "exclude = { items = ['tea'] }";
    clash(no_tea, "pin = { items = 'tea' }", "6:7: warning", &["\"tea\" is pinned", "\"one\" (line 1)"]);
    clash("pin = { items = 'tea' }", no_tea, "3:7: warning", &["\"tea\" is pinned", "\"two\" (line 4)"]);
    clash(no_tea, "boost = { items = ['tea', 'pot'], by = 2 }", "6:9: warning", &["\"tea\" is boosted here"]);
    clash(no_tea, "boost = { brands = ['Tansy'], by = 2 }", "6:9: warning", &["all of these items are excluded"]);
    clash(no_tea, "require = { brands = ['Tansy'] }", "6:11: warning", &["nothing can be shown"]);
    peace(no_tea, "boost = { categories = ['Drinks'], by = 2 }");
    peace(no_tea, "require = { categories = ['Drinks'] }");
}

#[test]
fn a_contradiction_counts_only_where_both_hold() {
    let at = |placement: &str, action: &str| format!("when = {{ placement = ['{placement}'] }}\n{action}");
    let (pin, no_tea) = ("pin = { items = 'tea' }", "exclude = { items = ['tea'] }");
    peace(&at("cart", pin), &at("product", no_tea));
    clash(&at("cart", pin), &at("cart", no_tea), "4:7: warning", &["excluded by"]);
    clash(&at("cart", pin), no_tea, "4:7: warning", &["excluded by"]);
    clash(pin, &at("cart", no_tea), "3:7: note", &["sometimes", "excluded by"]);
    let priced = |bounds: &str, action: &str| format!("when = {{ value = {{ {bounds} }} }}\n{action}");
    peace(&priced("to = 19.99", pin), &priced("from = 20", no_tea));
    clash(&priced("from = 30", pin), &priced("from = 20", no_tea), "4:7: warning", &["excluded by"]);
    let cart = |key: &str, action: &str| format!("when = {{ {key} = {{ items = ['pot'] }} }}\n{action}");
    peace(&cart("cart", pin), &cart("cart_without", no_tea));
    let locale = |locale: &str, action: &str| format!("when = {{ locale = ['{locale}'] }}\n{action}");
    clash(&locale("de-CH", pin), &locale("de", no_tea), "4:7: warning", &["excluded by"]);
    peace(&locale("de-CH", pin), &locale("fr", no_tea));
}

#[test]
fn what_is_not_among_the_required_is_reported() {
    let drinks = "require = { categories = ['Drinks'] }";
    clash(drinks, "pin = { items = 'pot' }", "6:7: warning", &["\"pot\" is pinned here, but is not among"]);
    clash(drinks, "boost = { brands = ['Loam'], by = 2 }", "6:9: warning", &["none of these items"]);
    clash(drinks, "require = { brands = ['Loam'] }", "6:11: warning", &["nothing can be shown"]);
    peace(drinks, "require = { brands = ['Finch'] }");
}

#[test]
fn what_is_boosted_and_buried_is_reported() {
    let up = "boost = { items = ['tea', 'pot'], by = 2 }";
    clash(up, "bury = { items = ['tea', 'press'], by = 0.5 }", "6:8: warning", &["\"tea\" is boosted by \"one\""]);
    let gifts = "boost = { tags = ['gift'], by = 2 }";
    clash(gifts, "bury = { tags = ['gift'], by = 0.5 }", "6:8: warning", &["these items are boosted by \"one\""]);
    peace(gifts, "bury = { brands = ['Loam'], by = 0.5 }");
    peace(up, "boost = { items = ['tea'], by = 3 }");
}

#[test]
fn pins_in_each_others_way_are_reported() {
    let pin = |item: &str, at: u32| format!("pin = {{ items = ['{item}'], position = {at} }}");
    clash(&pin("tea", 1), &pin("pot", 1), "6:7: warning", &["position 1 is taken", "\"tea\" there", "\"pot\" follows"]);
    clash(&pin("tea", 1), &pin("tea", 2), "6:7: note", &["no effect", "already pinned"]);
    let vip = format!("when = {{ segment = 'vip' }}\n{}", pin("tea", 1));
    let home = format!("when = {{ placement = 'home' }}\n{}", pin("pot", 1));
    clash(&vip, &home, "8:7: note", &["sometimes position 1 is taken"]);
    peace(&pin("tea", 1), &pin("pot", 2));
    clash(
        "cap = { per = 'category', most = 1 }",
        "pin = { items = ['beans', 'decaf'] }",
        "6:7: warning",
        &["2 items of category \"Drinks > Coffee\" are pinned", "allows 1: the last one is dropped"],
    );
    clash("cap = { per = 'brand', most = 1 }", "pin = { items = ['pot', 'press'] }", "6:7: warning", &["\"Loam\""]);
    clash(
        "cap = { tags = ['daily'], most = 1 }",
        "pin = { items = ['beans', 'tea'] }",
        "6:7: warning",
        &["capped set"],
    );
    let none = ["1 item of the capped set is pinned", "allows none: the last one is dropped"];
    clash("cap = { items = 'tea', most = 0 }", "pin = { items = ['tea'] }", "6:7: warning", &none);
    peace("cap = { per = 'category', most = 1 }", "pin = { items = ['beans', 'tea'] }");
    clash("most = 2", &pin("tea", 3), "6:7: warning", &["after the last position", "allows 2"]);
    peace("most = 3", &pin("tea", 3));
}

#[test]
fn rules_without_effect_are_reported() {
    clash(
        "exclude = { categories = ['Drinks'] }",
        "exclude = { items = ['tea'] }",
        "6:11: note",
        &["already excluded"],
    );
    clash(
        "exclude = { items = ['tea'] }",
        "exclude = { categories = ['Drinks'] }",
        "3:11: note",
        &["already excluded"],
    );
    clash("min_score = 0.2", "min_score = 0.1", "6:13: note", &["has no effect"]);
    clash("most = 2", "most = 3", "6:8: note", &["has no effect"]);
    clash("source_order = ['learned']", "source_order = ['popular']", "3:16: note", &["replaced by \"two\""]);
    clash("most = 2", "most = 2", "4:1: warning", &["the same as \"one\" (line 1)"]);
    peace("when = { placement = 'cart' }\nmost = 2", "most = 3");
    peace(
        "when = { placement = 'cart' }\nsource_order = ['learned']",
        "when = { placement = 'home' }\nsource_order = ['popular']",
    );
}

#[test]
fn conditions_that_exclude_each_other_are_reported() {
    let both = "[[rule]]\nwhen = { cart = { items = ['tea'] }, cart_without = { categories = ['Drinks'] } }\nmost = 1";
    finds(both, "1:1: warning", &["never applies", "exclude each other"]);
}

#[test]
fn dates_that_have_passed_are_noted() {
    let until = |day: &str| format!("[[rule]]\nmost = 1\nwhen = {{ dates = {{ to = {day} }} }}");
    finds(&until("2026-11-19"), "1:1: note", &["its dates have passed"]);
    clean(&until("2026-11-20"));
    let never_mind = pairwell_rules::compile(&until("2026-11-19"), &crate::shop::shop(), None);
    assert!(never_mind.findings.is_empty(), "without a today nothing has passed");
}

#[test]
fn a_pin_that_a_setting_always_excludes_is_reported() {
    let service = "[[service]]\nitems = ['knife']\nwith = { items = ['pot'] }\n[[rule]]\npin = { items = ['knife'] }";
    clean(service);
    let without = format!("{service}\nwhen = {{ cart_without = {{ categories = ['Brewing'] }} }}");
    finds(&without, "5:7: warning", &["\"knife\" is pinned here, but excluded by \"service knife"]);
}
