//! Checks what texts are compiled to.

use pairwell::rules::parts::{Action, Atom, Capped, MerchantRules, Policy, Range, Rule, Source};
use pairwell_rules::{Overstock, Training, Worth, wanted_items};

use crate::shop::{SKUS, compiled};

fn merchant(text: &str) -> MerchantRules {
    let compiled = compiled(text);
    compiled.merchant.unwrap_or_else(|| panic!("{text}\n{:#?}", compiled.findings))
}

/// The only rule of a text, and everything around it.
fn rule(text: &str) -> (Rule, MerchantRules) {
    let merchant = merchant(&format!("[[rule]]\n{text}"));
    assert_eq!(merchant.rules.len(), 1, "{text}");
    (merchant.rules[0].clone(), merchant)
}

fn skus(merchant: &MerchantRules, set: u32) -> Vec<&'static str> {
    merchant.sets[set as usize].items.iter().map(|item| SKUS[*item as usize]).collect()
}

/// A selector selects these items.
fn selects(selector: &str, expected: &[&str]) {
    let (rule, merchant) = rule(&format!("exclude = {{ {selector} }}"));
    let Action::Exclude(set) = rule.actions[0] else { panic!("{rule:?}") };
    assert_eq!(skus(&merchant, set), expected, "{selector}");
}

#[test]
fn selectors_agree_between_keys_and_choose_within_a_list() {
    selects("items = ['tea', 'pot']", &["tea", "pot"]);
    selects("items = 'tea'", &["tea"]);
    selects("categories = ['Drinks']", &["beans", "decaf", "tea"]);
    selects("categories = ['drinks/coffee']", &["beans", "decaf"]);
    selects("categories = ['Brewing > Machines', 'Filters']", &["machine", "filters"]);
    selects("tags = ['daily'], brands = ['Finch']", &["beans", "decaf"]);
    selects("brands = ['FINCH', 'Tansy']", &["beans", "decaf", "tea"]);
    selects("price = { to = 9.50 }", &["beans", "tea", "filters"]);
    selects("price = { from = 9.50, to = 32 }, tags = ['daily']", &["beans", "decaf"]);
    selects("categories = ['Drinks'], except = { items = ['tea'] }", &["beans", "decaf"]);
    selects("except = { price = { to = 30 } }", &["pot", "machine", "knife"]);
}

/// A condition compiles to these clauses and ranges: facts by name, sets by SKUs, `!` for none of.
fn when(condition: &str, expected: &[&str]) {
    let (rule, merchant) = rule(&format!("when = {{ {condition} }}\nmost = 1"));
    let atom = |atom: &Atom| match atom {
        Atom::Cart(set) => skus(&merchant, *set).join("+"),
        Atom::Fact(fact) => merchant.facts[*fact as usize].clone(),
    };
    let clauses = rule.when.iter().map(|clause| {
        let any: Vec<String> = clause.any.iter().map(atom).collect();
        format!("{}{}", if clause.negated { "!" } else { "" }, any.join(" | "))
    });
    let ranges = rule.ranges.iter().map(|Range { measure, from, to }| {
        let name = match measure {
            0 => "value",
            1 => "size",
            2 => "now",
            own => merchant.measures[*own as usize - 3].as_str(),
        };
        if *to == i64::MAX { format!("{name} {from}..") } else { format!("{name} {from}..{to}") }
    });
    assert_eq!(clauses.chain(ranges).collect::<Vec<_>>(), expected, "{condition}");
}

#[test]
fn conditions_become_clauses_and_ranges() {
    when("cart = { categories = ['Filters'] }", &["filters"]);
    when("cart_without = { items = ['tea', 'pot'] }", &["!tea+pot"]);
    when("placement = ['cart', 'product']", &["placement:cart | placement:product"]);
    when("segment = 'vip'", &["segment:vip"]);
    when("locale = ['DE', 'fr_ch']", &["locale:de | locale:fr-CH"]);
    when("segment = ['VIP', 'Trade', 'vip']", &["segment:vip | segment:trade"]);
    when("placement = 'Cart', answers = { Milk = 'OAT' }", &["placement:cart", "answer:milk=oat"]);
    when("plan = ['Any', 'Monthly']", &["plan:any | plan:monthly"]);
    when("region = ['ch']", &["region:CH"]);
    when("plan = ['monthly']", &["plan:monthly"]);
    when(
        "answers = { milk = ['oat', 'soy'], sugar = 'no' }",
        &["answer:milk=oat | answer:milk=soy", "answer:sugar=no"],
    );
    when("value = { from = 20.00, to = 99.99 }", &["value 2000..9999"]);
    when("value = { from = 20 }", &["value 2000.."]);
    when("size = { to = 5 }", &["size 0..5"]);
    when("dates = { from = 1970-01-02, to = 1970-01-02 }", &["now 1440..2879"]);
    when("dates = { from = 1970-01-01T10:30:00 }", &["now 630.."]);
    when("usage = { seats = { from = 0.8 } }", &["usage:seats 800.."]);
    when("cart = { items = ['tea'] }, placement = 'cart', size = { from = 2 }", &["tea", "placement:cart", "size 2.."]);
}

/// An action compiles to this.
fn action(text: &str, expected: &[Action]) {
    assert_eq!(rule(text).0.actions, expected, "{text}");
}

#[test]
fn actions_become_actions() {
    action(
        "pin = { items = ['tea', 'pot'] }",
        &[Action::Pin { item: 2, position: 0 }, Action::Pin { item: 3, position: 1 }],
    );
    action(
        "pin = [{ items = 'tea', position = 3 }, { items = 'pot' }]",
        &[Action::Pin { item: 2, position: 2 }, Action::Pin { item: 3, position: 0 }],
    );
    action("boost = { brands = ['Loam'], by = 1.5 }", &[Action::Boost { set: 0, factor: 384 }]);
    action("bury = { tags = ['gift'], by = 0.5 }", &[Action::Boost { set: 0, factor: 128 }]);
    action("require = { categories = ['Drinks'] }", &[Action::Require(0)]);
    action("cap = { per = 'category', most = 1 }", &[Action::Cap { of: Capped::Category, most: 1 }]);
    action("cap = { per = 'brand', most = 2 }", &[Action::Cap { of: Capped::Brand, most: 2 }]);
    action("cap = { tags = ['gift'], most = 0 }", &[Action::Cap { of: Capped::Set(0), most: 0 }]);
    action("min_score = 0.5", &[Action::MinScore(1 << 23)]);
    action("most = 0", &[Action::Most(0)]);
    action(
        "source_order = ['learned', 'popular', 'complements', 'pinned']",
        &[Action::SourceOrder(vec![Source::Learned, Source::Popular, Source::Complement, Source::Pinned])],
    );
    action("free_shipping = { from = 50.00 }", &[Action::CloseGap { threshold: 5000, factor: 384 }]);
    action("free_shipping = { from = 50, by = 2 }", &[Action::CloseGap { threshold: 5000, factor: 512 }]);
}

#[test]
fn an_empty_file_gives_the_documented_defaults() {
    let compiled = compiled("");
    let merchant = compiled.merchant.unwrap();
    let expected = Policy {
        diversity: 218,
        dearer_substitutes: false,
        frequency_cap: 6,
        per_page: 12,
        per_session: 60,
        suppress: vec![0, 1, 2, 3],
        upsell_step: 384,
    };
    assert_eq!(merchant.policy, expected);
    assert_eq!(
        merchant.facts,
        ["signal:complaint", "signal:return", "signal:payment-problem", "signal:frequent-returner"]
    );
    assert_eq!((merchant.rules.len(), compiled.findings.len()), (0, 0));
    assert_eq!(compiled.training, Training { value: Worth::None, weight: 0.25, overstock: None, curation: true });
}

#[test]
fn settings_become_policy_and_rules() {
    let text = "[defaults]\ndiversity = 1\nsubstitutes = 'more-expensive'\nupsell_max_ratio = 2.0\ncuration = false\n\
        price_sanity = { share = 2.0, factor = 0.5 }\nvalue = { by = 'margin', weight = 0.5 }\n\
        overstock = { above = 500, boost = 1.2 }\n[quiet]\nfrequency_cap = 0\nsuppress_on = ['vacation']";
    let compiled = compiled(text);
    let merchant = compiled.merchant.unwrap();
    let Policy { diversity, dearer_substitutes, upsell_step, frequency_cap, per_page, .. } = merchant.policy;
    assert_eq!((diversity, dearer_substitutes, upsell_step, frequency_cap, per_page), (256, true, 512, 0, 12));
    assert_eq!(merchant.facts, ["signal:vacation"]);
    assert_eq!(merchant.rules[0].actions, [Action::PriceSanity { share: 512, factor: 128 }]);
    let overstock = Some(Overstock { above: 500, boost: 1.2 });
    assert_eq!(compiled.training, Training { value: Worth::Margin, weight: 0.5, overstock, curation: false });
}

#[test]
fn a_service_comes_only_with_its_product() {
    let merchant = merchant(
        "[[service]]\nitems = ['knife']\nwith = { categories = ['Brewing'], price = { from = 100 } }\nrate = 0.5",
    );
    let [without, with] = merchant.rules.as_slice() else { panic!("{:?}", merchant.rules) };
    assert_eq!(without.actions, [Action::Exclude(0)]);
    assert_eq!((without.when[0].negated, without.when[0].any[0]), (true, Atom::Cart(1)));
    assert_eq!(with.actions, [Action::Add { set: 0, units: 1 << 23 }]);
    assert_eq!((with.when[0].negated, with.when[0].any[0]), (false, Atom::Cart(1)));
    assert_eq!((skus(&merchant, 0), skus(&merchant, 1)), (vec!["knife"], vec!["machine"]));
}

/// For each item, whether the engine excludes it with this cart, and what is added to its score, in hundredths.
fn served(text: &str, cart: &[&str]) -> Vec<(&'static str, bool, u32)> {
    let merchant = merchant(text);
    let is_in =
        |atom: &Atom| matches!(atom, Atom::Cart(set) if skus(&merchant, *set).iter().any(|sku| cart.contains(sku)));
    let holds = |rule: &&Rule| rule.when.iter().all(|clause| clause.any.iter().any(is_in) != clause.negated);
    let mut items: Vec<(&str, bool, u32)> = Vec::new();
    for sku in ["knife", "filters"] {
        let (mut excluded, mut added) = (false, 0);
        for action in merchant.rules.iter().filter(holds).flat_map(|rule| &rule.actions) {
            match action {
                Action::Exclude(set) if skus(&merchant, *set).contains(&sku) => excluded = true,
                Action::Add { set, units } if skus(&merchant, *set).contains(&sku) => {
                    added += (f64::from(*units) * 100.0 / f64::from(1 << 24)).round() as u32;
                }
                _ => {}
            }
        }
        items.push((sku, excluded, added));
    }
    items
}

#[test]
fn a_service_of_several_products_comes_with_any_of_them_at_the_largest_rate() {
    let two = "[[service]]\nitems = ['knife', 'filters']\nwith = { items = ['pot'] }\nrate = 0.05\n\
        [[service]]\nitems = ['knife']\nwith = { items = ['machine'] }\nrate = 0.15";
    let check = |cart: &[&str], knife: (bool, u32), filters: (bool, u32)| {
        let expected = vec![("knife", knife.0, knife.1), ("filters", filters.0, filters.1)];
        assert_eq!(served(two, cart), expected, "{cart:?}");
    };
    check(&["tea"], (true, 0), (true, 0));
    check(&["pot"], (false, 5), (false, 5));
    check(&["machine"], (false, 15), (true, 0));
    check(&["machine", "pot"], (false, 15), (false, 5));
}

#[test]
fn a_service_whose_product_is_gone_is_never_suggested() {
    let merchant = merchant("[[service]]\nitems = ['knife']\nwith = { items = ['gone'] }");
    assert_eq!((merchant.rules[0].when.len(), &merchant.rules[0].actions), (0, &vec![Action::Exclude(0)]));
}

#[test]
fn a_restricted_item_needs_its_permission() {
    let merchant = merchant("[[restricted]]\ntags = ['sharp']\nneeds = 'age-18'");
    let rule = &merchant.rules[0];
    assert_eq!(rule.actions, [Action::Exclude(0)]);
    let Atom::Fact(fact) = rule.when[0].any[0] else { panic!("{rule:?}") };
    assert_eq!((rule.when[0].negated, merchant.facts[fact as usize].as_str()), (true, "permission:age-18"));
}

#[test]
fn subscriptions_are_kept_apart() {
    let merchant = merchant("[subscription]\nonly = { tags = ['subscription'] }\none_off = { tags = ['refill'] }");
    let [only, one_off] = merchant.rules.as_slice() else { panic!("{:?}", merchant.rules) };
    assert_eq!((only.when[0].negated, one_off.when[0].negated), (true, false));
    let (Action::Exclude(excluded), Action::Require(required)) = (&only.actions[0], &one_off.actions[0]) else {
        panic!("{:?}", merchant.rules)
    };
    assert_eq!((skus(&merchant, *excluded), skus(&merchant, *required)), (vec!["beans"], vec!["beans", "filters"]));
}

#[test]
fn benefits_partners_and_bundles_are_kept() {
    let merchant = merchant(
        "[[benefit]]\nitems = ['filters']\nwith = { categories = ['Brewing'] }\ntext = { en = 'fits', DE = 'passt' }\n\
         [[benefit]]\nitems = ['tea']\ntext = 'calms'\n\
         [[partner]]\nname = 'Edge'\nbrands = ['Edge']\n\
         [[bundle]]\nname = 'starter'\nitems = ['press', 'beans']\ndiscount = 7.5\nlabel = 'Starter set'",
    );
    let texts: Vec<_> = merchant.benefits.iter().map(|benefit| benefit.texts.clone()).collect();
    let pair = |language: &str, text: &str| (language.to_owned(), text.to_owned());
    assert_eq!(texts, [vec![pair("en", "fits"), pair("de", "passt")], vec![pair("", "calms")]]);
    assert_eq!(merchant.benefits[0].with.map(|set| skus(&merchant, set)), Some(vec!["pot", "press", "machine"]));
    assert_eq!(
        (merchant.partners[0].name.as_str(), skus(&merchant, merchant.partners[0].set)),
        ("Edge", vec!["knife"])
    );
    let bundle = &merchant.bundles[0];
    assert_eq!((bundle.items.as_slice(), bundle.discount), ([0, 4].as_slice(), 750));
    assert_eq!(bundle.labels, [pair("", "Starter set")]);
}

#[test]
fn settings_come_first_and_rules_keep_their_order_and_their_names() {
    let merchant = merchant(
        "[[rule]]\nname = 'a'\nmost = 3\n[[rule]]\nmost = 4\n[[rule]]\nname = 'a'\nmost = 5\n\
         [[restricted]]\nitems = ['knife']\nneeds = 'age-18'",
    );
    let names: Vec<_> = merchant.rules.iter().map(|rule| rule.name.as_str()).collect();
    assert_eq!(names, ["restricted age-18", "a", "rule 2", "a (2)"]);
}

#[test]
fn a_currency_has_its_own_decimal_places() {
    let mut shop = crate::shop::shop();
    shop.items.iter_mut().for_each(|item| item.currency = "JPY".into());
    let compiled = pairwell_rules::compile("[[rule]]\nfree_shipping = { from = 5000 }", &shop, None);
    assert_eq!(compiled.merchant.unwrap().rules[0].actions, [Action::CloseGap { threshold: 5000, factor: 384 }]);
}

#[test]
fn named_items_are_added_to_the_model() {
    let text = "[[rule]]\nwhen = { cart = { items = ['a', 'b'] }, answers = { items = ['no'] } }\n\
        pin = [{ items = 'c' }]\nboost = { tags = ['t'], except = { items = ['a'] }, by = 2 }\n\
        [[service]]\nitems = ['warranty']\nwith = { items = ['d'] }";
    assert_eq!(wanted_items(text), ["a", "c", "b", "warranty", "d"].map(String::from).to_vec());
}
