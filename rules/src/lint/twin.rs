//! Compares every action with every other, the slow way, to check that nothing is lost by comparing only those that can matter.

use std::collections::{BTreeMap, BTreeSet};

use pairwell::rules::parts::Action;
use proptest::prelude::*;

use super::compare::MOST;
use super::overlap::Overlap;
use super::pins::{beyond, counted, late, pinned};
use super::rules::{Lint, RuleAction};
use super::shadows::Shadows;
use super::{impossible, labels, one_rule};
use crate::compile::build::Build;
use crate::finding::{Finding, Notes};
use crate::shop::{Index, Shop, ShopItem};

/// What [`super::lint`] reports.
fn slow(build: &Build, index: &Index<'_>, notes: &mut Notes<'_>) {
    let lint = Lint::new(build, index);
    let same = |one: usize, other: usize| {
        let (a, b) = (lint.rule(one), lint.rule(other));
        a.when == b.when && a.ranges == b.ranges && a.actions == b.actions
    };
    for number in 0..lint.merchant.rules.len() {
        one_rule(&lint, number, None, notes);
        impossible::check(&lint, number, notes);
        if let Some(earlier) = (0..number).find(|earlier| same(*earlier, number)) {
            let text = format!("this rule is the same as {}", lint.rule_name(earlier));
            notes.warning(lint.place(number), text, "Remove one of them.");
            continue;
        }
        other_rules(&lint, number, notes);
        pins(&lint, number, notes);
    }
    preceded_benefits(&lint, build, notes);
    shared_items(&lint, build, notes);
}

fn preceded_benefits(lint: &Lint<'_>, build: &Build, notes: &mut Notes<'_>) {
    let benefits = &lint.merchant.benefits;
    for (n, place) in build.benefits.iter().enumerate() {
        if let Some(first) = (0..n).find(|first| labels::precedes(lint, &benefits[*first], &benefits[n])) {
            let line = build.benefits[first].line;
            let text = format!("this benefit is never shown: the one of line {line} always precedes it");
            notes.warning(*place, text, "The first one that matches is shown: put specific ones before general ones.");
        }
    }
}

fn shared_items(lint: &Lint<'_>, build: &Build, notes: &mut Notes<'_>) {
    let partners = &lint.merchant.partners;
    let items = |n: usize| lint.set(partners[n].set).items.iter();
    let owner = |item: &u32| (0..partners.len()).find(|n| items(*n).any(|other| other == item)).unwrap_or_default();
    for (n, place) in build.partners.iter().enumerate() {
        for other in (0..n).filter(|other| partners[*other].name != partners[n].name) {
            if let Some(item) = items(n).find(|item| owner(item) == other) {
                let (sku, line) = (lint.sku(*item), build.partners[other].line);
                let text = format!("{sku:?} already belongs to partner {:?} (line {line})", partners[other].name);
                notes.warning(*place, text, "The first partner counts: name each item only once.");
            }
        }
    }
}

fn other_rules(lint: &Lint<'_>, number: usize, notes: &mut Notes<'_>) {
    for action in lint.actions(number) {
        let mut shadows = Shadows::new(lint, action);
        for other in 0..lint.merchant.rules.len() {
            let overlap = lint.overlap(other, number);
            for by in lint.actions(other).filter(|by| by.at != action.at && overlap != Overlap::Never) {
                shadows.check(by, overlap);
            }
        }
        for (severity, text, remedy) in shadows.worst().take(MOST) {
            notes.add(severity, action.origin.place, &text, remedy);
        }
    }
}

fn pins(lint: &Lint<'_>, number: usize, notes: &mut Notes<'_>) {
    let own: Vec<RuleAction<'_>> = lint.actions(number).filter(|one| pinned(one.action).is_some()).collect();
    if own.is_empty() {
        return;
    }
    own.iter().for_each(|pin| taken(lint, *pin, notes));
    pushed(lint, number, notes);
    let rules = 0..lint.merchant.rules.len();
    let with: Vec<usize> = rules.filter(|other| lint.overlap(*other, number) == Overlap::Always).collect();
    let actions = with.iter().flat_map(|other| lint.actions(*other));
    let items: BTreeSet<u32> = actions.filter_map(|one| pinned(one.action)).map(|pin| pin.0).collect();
    let (mut limits, mut left) = (MOST, MOST);
    for limit in with.iter().flat_map(|other| lint.actions(*other)) {
        let before = notes.len();
        if limits > 0 {
            late(lint, limit, &own, notes);
        }
        limits -= notes.len() - before;
        if let Action::Cap { of, most } = limit.action {
            left -= beyond(lint, limit, *most, &own, &counted(lint, *of, items.iter().copied()), left, notes);
        }
    }
}

fn taken(lint: &Lint<'_>, pin: RuleAction<'_>, notes: &mut Notes<'_>) {
    let Action::Pin { item, position } = pin.action else { return };
    for number in 0..=pin.at.0 {
        let overlap = lint.overlap(number, pin.at.0);
        for other in lint.actions(number).filter(|other| other.at < pin.at && overlap != Overlap::Never) {
            let Action::Pin { item: first, position: place } = other.action else { continue };
            let rule = lint.rule_name(number);
            if first == item && overlap == Overlap::Always {
                let text = format!("this has no effect: {:?} is already pinned by {rule}", lint.sku(*item));
                notes.note(pin.origin.place, text, "");
                return;
            } else if place == position && first != item {
                let at = position + 1;
                let (first, item) = (lint.sku(*first), lint.sku(*item));
                let text = format!("position {at} is taken: {rule} pins {first:?} there, and {item:?} follows it");
                let always = overlap == Overlap::Always || lint.overlap(pin.at.0, number) == Overlap::Always;
                let remedy = "Pin one of them to another position.";
                if always {
                    notes.warning(pin.origin.place, text, remedy);
                } else {
                    notes.note(pin.origin.place, format!("sometimes {text}"), remedy);
                }
                return;
            }
        }
    }
}

fn pushed(lint: &Lint<'_>, number: usize, notes: &mut Notes<'_>) {
    let mut places: BTreeMap<u32, (u32, u32)> = BTreeMap::new();
    for other in (0..=number).filter(|other| lint.overlap(*other, number) == Overlap::Always) {
        for pin in lint.actions(other) {
            let Action::Pin { item, position } = *pin.action else { continue };
            if places.values().any(|(placed, _)| *placed == item) {
                continue;
            }
            let at = (position..).find(|at| !places.contains_key(at)).unwrap_or(position);
            let in_the_way = places.get(&position).filter(|(_, wanted)| *wanted != position);
            if let Some((first, wanted)) = in_the_way.filter(|_| other == number) {
                let (first, item) = (lint.sku(*first), lint.sku(item));
                let (position, wanted, at) = (position + 1, wanted + 1, at + 1);
                let text = format!(
                    "position {position} is taken: {first:?}, pinned to {wanted}, moves there, and {item:?} moves to {at}"
                );
                notes.warning(pin.origin.place, text, "Pin each of them to a different position.");
            }
            places.insert(at, (item, position));
        }
    }
}

fn shop() -> Shop {
    let item = |n: usize| ShopItem {
        sku: ["a", "b", "c", "d", "e"][n].into(),
        category: ["Tea", "Coffee"][n % 2].into(),
        brand: ["Loam", "Wren", ""][n % 3].into(),
        price_minor: Some(n as i64 * 500),
        currency: "EUR".into(),
        ..ShopItem::default()
    };
    Shop { items: (0..5).map(item).collect(), best: Some(0.4), ..Shop::default() }
}

/// What one of the two reports.
fn findings(text: &str, check: impl Fn(&Build, &Index<'_>, &mut Notes<'_>)) -> Vec<Finding> {
    let (mut notes, shop) = (Notes::new(text), shop());
    let index = Index::new(&shop);
    let file = crate::parse(text, &mut notes).unwrap_or_else(|| panic!("{text}"));
    let (build, _) = crate::compile::file(&file, &index, &mut notes);
    check(&build, &index, &mut notes);
    notes.finish()
}

fn selector() -> impl Strategy<Value = String> {
    prop_oneof![
        prop::sample::subsequence(vec!["'a'", "'b'", "'c'", "'d'"], 1..3)
            .prop_map(|skus| format!("{{ items = [{}] }}", skus.join(", "))),
        prop::sample::select(vec!["Tea", "Coffee"]).prop_map(|name| format!("{{ categories = ['{name}'] }}")),
        prop::sample::select(vec!["Loam", "Wren"]).prop_map(|name| format!("{{ brands = ['{name}'] }}")),
    ]
}

fn condition() -> impl Strategy<Value = String> {
    prop_oneof![
        selector().prop_map(|items| format!("cart = {items}")),
        selector().prop_map(|items| format!("cart_without = {items}")),
        prop::sample::subsequence(vec!["'cart'", "'home'", "'product'"], 1..3)
            .prop_map(|words| format!("placement = [{}]", words.join(", "))),
        prop::sample::subsequence(vec!["'de'", "'de-CH'", "'de-AT'", "'fr'"], 1..3)
            .prop_map(|words| format!("locale = [{}]", words.join(", "))),
        prop::sample::select(vec!["any", "monthly", "weekly"]).prop_map(|plan| format!("plan = '{plan}'")),
        prop::sample::select(vec!["vip", "new"]).prop_map(|segment| format!("segment = '{segment}'")),
        (0..4u8, 0..4u8).prop_map(|(from, more)| format!("size = {{ from = {from}, to = {} }}", from + more)),
    ]
}

fn action() -> impl Strategy<Value = String> {
    prop_oneof![
        selector().prop_map(|items| format!("exclude = {items}")),
        selector().prop_map(|items| format!("require = {items}")),
        (selector(), 2..5u8).prop_map(|(items, by)| format!("boost = {}, by = {by} }}", items.trim_end_matches(" }"))),
        (selector(), 2..5u8).prop_map(|(items, by)| format!("bury = {}, by = 0.{by} }}", items.trim_end_matches(" }"))),
        (prop::sample::subsequence(vec!["'a'", "'b'", "'c'", "'d'", "'e'"], 1..4), 1..4u8)
            .prop_map(|(skus, at)| format!("pin = {{ items = [{}], position = {at} }}", skus.join(", "))),
        (0..3u8).prop_map(|most| format!("most = {most}")),
        (1..9u8).prop_map(|score| format!("min_score = 0.{score}")),
        (1..3u8).prop_map(|most| format!("cap = {{ per = 'category', most = {most} }}")),
        (1..9u8).prop_map(|from| format!("free_shipping = {{ from = {from}0, by = 1.5 }}")),
        Just("source_order = ['learned', 'pinned']".to_owned()),
    ]
}

/// A rule of some conditions and actions, each key once.
fn rule() -> impl Strategy<Value = String> {
    let several = |one: BoxedStrategy<String>, most: usize| {
        prop::collection::vec(one, 0..=most).prop_map(|list| {
            let by_key: BTreeMap<String, String> =
                list.into_iter().map(|entry| (entry.split(' ').next().unwrap_or_default().to_owned(), entry)).collect();
            by_key.into_values().collect::<Vec<_>>()
        })
    };
    (several(condition().boxed(), 2), action(), several(action().boxed(), 2)).prop_map(|(when, first, more)| {
        let key = |entry: &String| entry.split(' ').next().unwrap_or_default().to_owned();
        let more: Vec<String> = more.into_iter().filter(|entry| key(entry) != key(&first)).collect();
        let when = if when.is_empty() { String::new() } else { format!("when = {{ {} }}\n", when.join(", ")) };
        format!("[[rule]]\n{when}{first}\n{}\n", more.join("\n"))
    })
}

/// A benefit or a partner.
fn label() -> impl Strategy<Value = String> {
    let keys = |selector: String| selector.trim_matches(|c| c == '{' || c == '}').trim().to_owned();
    prop_oneof![
        (selector(), prop::option::of(selector())).prop_map(move |(of, with)| {
            let with = with.map_or_else(String::new, |with| format!("with = {with}\n"));
            format!("[[benefit]]\n{}\n{with}text = 'good'\n", keys(of))
        }),
        (selector(), 0..3u8).prop_map(move |(of, name)| format!("[[partner]]\nname = 'P{name}'\n{}\n", keys(of))),
    ]
}

/// How often items of sets are looked up to check labels, `many` of each kind.
fn looks(many: usize, label: impl Fn(usize) -> String) -> u64 {
    let text: String = (0..many).map(label).collect();
    let sku = |n: usize| ShopItem { sku: format!("s{n}"), category: format!("C{}", n % 9), ..ShopItem::default() };
    let shop = Shop { items: (0..many).map(sku).collect(), ..Shop::default() };
    let (mut notes, index) = (Notes::new(&text), Index::new(&shop));
    let file = crate::parse(&text, &mut notes).unwrap_or_else(|| panic!("{text}"));
    let (build, _) = crate::compile::file(&file, &index, &mut notes);
    assert_eq!(build.benefits.len() + build.partners.len(), many);
    let lint = Lint::new(&build, &index);
    labels::check(&lint, &build.benefits, &build.partners, &mut notes);
    lint.sets.looks.get()
}

#[test]
fn labels_are_not_all_compared_with_all() {
    let labels: [fn(usize) -> String; 5] = [
        |n| format!("[[benefit]]\nitems = ['s{n}']\ntext = 'good'\n"),
        |n| format!("[[benefit]]\nitems = ['s{n}']\nwith = {{ categories = ['C1'] }}\ntext = 'good'\n"),
        |n| format!("[[benefit]]\ncategories = ['C1']\nwith = {{ items = ['s{n}'] }}\ntext = 'good'\n"),
        |n| format!("[[partner]]\nname = 'P{n}'\nitems = ['s{n}']\n"),
        |n| format!("[[partner]]\nname = 'P{n}'\ncategories = ['C1']\n"),
    ];
    for label in labels {
        let (few, many) = (looks(100, label), looks(800, label));
        assert!(many <= 20 * few.max(100), "{few} looks for 100, {many} for 800: {}", label(0));
    }
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, cases: 600, ..ProptestConfig::default() })]

    #[test]
    fn comparing_only_what_can_matter_finds_what_comparing_all_finds(rules in prop::collection::vec(rule(), 1..14)) {
        let text = rules.concat();
        let quick = findings(&text, |build, index, notes| super::lint(build, index, None, notes));
        prop_assert_eq!(&quick, &findings(&text, slow), "{}", text);
    }

    #[test]
    fn labels_are_found_as_by_comparing_all(labels in prop::collection::vec(label(), 1..20)) {
        let text = labels.concat();
        let quick = findings(&text, |build, index, notes| super::lint(build, index, None, notes));
        prop_assert_eq!(&quick, &findings(&text, slow), "{}", text);
    }
}
