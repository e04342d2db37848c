//! Holds what rules promise on every random shop: exclusion is absolute, pins keep their places, caps hold, answers repeat.

use pairwell::model::{ItemRow, Parts};
use pairwell::rank::{Ranker, Request};
use pairwell::rules::parts::{
    Action, Capped, ItemRelations, ItemSet, MerchantRules, Near, Policy, RuleParts, Source, Traits,
};
use pairwell::rules::{Advisor, Kind, Line, Pinned, Query, QueryBuffer, Rulebook, wire};
use proptest::prelude::*;

use crate::rule_worlds::{always, asked, falling, picked, world, worlds};
use crate::worlds::parts;

proptest! {
    #![proptest_config(ProptestConfig::with_cases(600))]

    #[test]
    fn an_excluded_item_is_never_shown_whatever_else_is_said(mut world in worlds(), asked in asked(), item in 0u32..40) {
        prop_assume!((item as usize) < world.model.items());
        let set = world.rules.merchant.sets.len() as u32;
        world.rules.merchant.sets.push(ItemSet { name: "never".into(), items: vec![item] });
        world.rules.merchant.rules.push(always(vec![Action::Exclude(set), Action::Pin { item, position: 0 }, Action::Add { set, units: 1 << 24 }]));
        for kind in [Kind::AddOn, Kind::Upsell] {
            let picks = picked(&world, &Query { kind, ..asked.query() });
            prop_assert!(!picks.contains(&item));
        }
    }

    #[test]
    fn a_pin_holds_its_position(mut world in worlds(), asked in asked(), item in 0u32..40, position in 0u32..4) {
        prop_assume!((item as usize) < world.model.items());
        // So that the limit is the question's.
        world.rules.merchant.rules.iter_mut().for_each(|rule| rule.actions.retain(|act| !matches!(act, Action::Most(_))));
        world.rules.merchant.rules.insert(0, always(vec![Action::Pin { item, position }]));
        let (book, limit) = (world.book(), asked.limit.min(world.model.items()));
        let mut advisor = Advisor::new(&world.model, &book);
        let picks = advisor.picks(&world.model, &book, &asked.query());
        let told = advisor.explain(&world.model, &book, &asked.query(), item);
        let place = picks.iter().position(|pick| pick.item == item);
        prop_assert_eq!(told.position, place);
        match place {
            _ if position as usize >= limit => (),
            _ if told.pin != Some(Pinned { rule: Some(0), position: Some(position) }) => prop_assert!(false, "{:?}", told.pin),
            None => prop_assert!(told.dropped.is_some(), "it has its place unless it may not be shown"),
            // Earlier only when nothing is left to fill the places before it: pins alone stand behind it then.
            Some(at) if at < position as usize => {
                prop_assert!(picks.len() < limit && picks[at..].iter().all(|pick| pick.source == Source::Pinned));
            }
            Some(at) => prop_assert_eq!(at, position as usize),
        }
    }

    #[test]
    fn caps_hold(mut world in worlds(), asked in asked(), most in 0u32..3) {
        let caps = [Capped::Category, Capped::Brand, Capped::Set(0)].map(|of| Action::Cap { of, most });
        world.rules.merchant.rules.push(always(caps.to_vec()));
        let picks = picked(&world, &asked.query());
        let traits = |item: &u32| world.rules.relations.traits[*item as usize];
        for pick in &picks {
            let same = |of: fn(Traits) -> u32| picks.iter().filter(|other| of(traits(other)) == of(traits(pick))).count() as u32;
            prop_assert!(traits(pick).category == 0 || same(|item| item.category) <= most);
            prop_assert!(traits(pick).brand == 0 || same(|item| item.brand) <= most);
        }
        let in_set = picks.iter().filter(|pick| world.rules.merchant.sets[0].items.contains(pick)).count() as u32;
        prop_assert!(in_set <= most);
    }

    #[test]
    fn the_answer_is_a_function_of_the_question_only(world in worlds(), asked in asked(), other in asked()) {
        let book = world.book();
        let mut advisor = Advisor::new(&world.model, &book);
        let first = advisor.picks(&world.model, &book, &asked.query());
        advisor.picks(&world.model, &book, &other.query());
        advisor.explain(&world.model, &book, &other.query(), 0);
        advisor.offers(&world.model, &book, &other.query());
        prop_assert_eq!(&advisor.picks(&world.model, &book, &asked.query()), &first);
        let mut turned = asked.clone();
        turned.cart.reverse();
        turned.facts.reverse();
        turned.exclude.reverse();
        prop_assert_eq!(&advisor.picks(&world.model, &book, &turned.query()), &first);
    }

    #[test]
    fn without_rules_the_answer_is_the_engines(parts in parts(), cart in proptest::collection::vec(0u32..45, 0..6), limit in 0usize..9) {
        let items = parts.items.len();
        let world = world(&parts, ItemRelations { traits: vec![Traits::default(); items], ..ItemRelations::default() }, MerchantRules::default());
        let lines: Vec<Line> = cart.iter().map(|item| Line::of(*item)).collect();
        let ruled = picked(&world, &Query { cart: &lines, limit, ..Query::default() });
        let plain = Ranker::new(&world.model).rank(&world.model, &Request { cart: &cart, exclude: &[], past: &[], limit });
        prop_assert_eq!(ruled, plain.iter().map(|pick| pick.item).collect::<Vec<_>>());
    }

    #[test]
    fn upgrades_are_dearer_of_the_same_category_and_within_the_step_unless_the_shop_names_them(world in worlds(), asked in asked()) {
        let Some(from) = asked.cart.first().filter(|line| (line.item as usize) < world.model.items()) else { return Ok(()) };
        let traits = |item: u32| world.rules.relations.traits[item as usize];
        let price = from.price.unwrap_or(traits(from.item).price);
        for item in picked(&world, &Query { kind: Kind::Upsell, ..asked.query() }) {
            prop_assert_eq!(traits(item).category, traits(from.item).category);
            let step = u64::from(world.rules.merchant.policy.upsell_step);
            let curated = world.rules.relations.curated.iter().any(|near| near.item == from.item && near.others.contains(&item));
            let pins = |action: &Action| matches!(action, Action::Pin { item: pinned, .. } if *pinned == item);
            let named = curated || world.rules.merchant.rules.iter().any(|rule| rule.actions.iter().any(pins));
            let within = u64::from(traits(item).price) <= u64::from(price) * step / 256;
            prop_assert!(traits(item).price > price && (within || named));
        }
    }

    #[test]
    fn a_rules_file_reads_back_as_it_was_written(world in worlds()) {
        prop_assert_eq!(&RuleParts::decode(&world.rules.encode().unwrap()).unwrap(), &world.rules);
    }

    #[test]
    fn no_question_makes_the_rules_panic(world in worlds(), numbers in proptest::collection::vec(prop_oneof![-2.0..60.0f64, any::<f64>()], 0..40)) {
        let book = world.book();
        let mut advisor = Advisor::new(&world.model, &book);
        let mut question = vec![5.0];
        question.extend(numbers);
        let question = QueryBuffer::read(&question);
        let picks = advisor.picks(&world.model, &book, &question.query());
        let mut numbers = Vec::new();
        picks.iter().for_each(|pick| wire::pick(pick, Kind::AddOn, &mut numbers));
        prop_assert!(numbers.len() >= picks.len() * 9);
        advisor.offers(&world.model, &book, &question.query());
    }
}

/// Ten phone cases and a charger: the third case gives way.
#[test]
fn of_three_cases_the_last_makes_room_for_a_charger() {
    let parts = falling(5);
    let traits = |n: u32| Traits { category: if n < 4 { 1 } else { 2 }, ..Traits::default() };
    let relations = ItemRelations { traits: (0..5).map(traits).collect(), ..ItemRelations::default() };
    let merchant = MerchantRules { policy: Policy { diversity: 179, ..Policy::default() }, ..MerchantRules::default() };
    let picks = picked(&world(&parts, relations.clone(), merchant), &Query { limit: 3, ..Query::default() });
    assert_eq!(picks, [0, 1, 4]);
    let picks = picked(&world(&parts, relations, MerchantRules::default()), &Query { limit: 3, ..Query::default() });
    assert_eq!(picks, [0, 1, 2]);
}

/// A shop names its best grinder for its first one, far beyond the step; others follow by what is bought.
#[test]
fn a_better_version_that_the_shop_names_comes_first_however_dear() {
    let parts = falling(4);
    let traits = [100, 120, 140, 900].map(|price| Traits { category: 1, price, ..Traits::default() }).to_vec();
    let plain = ItemRelations { traits, ..ItemRelations::default() };
    let named = ItemRelations { curated: vec![Near { item: 0, others: vec![3] }], ..plain.clone() };
    let cheaper = ItemRelations { curated: vec![Near { item: 3, others: vec![0] }], ..plain.clone() };
    let better = |relations, from| {
        let lines = [Line::of(from)];
        picked(
            &world(&parts, relations, MerchantRules::default()),
            &Query { cart: &lines, kind: Kind::Upsell, limit: 3, ..Query::default() },
        )
    };
    assert_eq!(better(plain, 0), [1, 2]);
    assert_eq!(better(named, 0), [3, 1, 2]);
    assert_eq!(better(cheaper, 3), [] as [u32; 0], "what is cheaper is no better version");
}

/// The greedy set against all sets, where the guarantee is the optimum.
#[test]
fn with_caps_per_category_the_greedy_set_is_the_best_there_is() {
    let worths = [900i64, 850, 800, 500, 450, 100, 90, 30];
    let categories = [1u32, 1, 1, 2, 2, 3, 3, 3];
    let item = |n: usize| ItemRow { sku: n.to_string(), prior: worths[n] as f64 / 1000.0, ..Default::default() };
    let parts = Parts { items: (0..8).map(item).collect(), ..Parts::default() };
    let relations = ItemRelations {
        traits: categories.map(|category| Traits { category, ..Traits::default() }).to_vec(),
        ..ItemRelations::default()
    };
    let merchant = MerchantRules {
        policy: Policy { diversity: 128, ..Policy::default() },
        rules: vec![always(vec![Action::Cap { of: Capped::Category, most: 2 }])],
        ..MerchantRules::default()
    };
    let world = world(&parts, relations, merchant);
    let sum = |set: &[u32]| {
        let mut worth = 0;
        for category in 1..=3 {
            let mut of: Vec<i64> = set
                .iter()
                .filter(|i| categories[**i as usize] == category)
                .map(|i| i64::from(world.model.prior(*i)))
                .collect();
            of.sort_unstable_by_key(|worth| -worth);
            worth += if of.len() > 2 { i64::MIN / 8 } else { of.iter().enumerate().map(|(n, w)| w >> n).sum() };
        }
        worth
    };
    let best = (0u32..256)
        .filter(|bits| bits.count_ones() == 4)
        .map(|bits| (0..8).filter(|i| bits >> i & 1 == 1).collect::<Vec<u32>>())
        .map(|set| sum(&set))
        .max();
    assert_eq!(Some(sum(&picked(&world, &Query { limit: 4, ..Query::default() }))), best);
}

/// Every byte of a rules file changed under a right digest: refused, or rules that still answer in bounds.
#[test]
fn a_changed_rules_file_is_refused_or_sound() {
    let parts = falling(5);
    let relations = ItemRelations {
        traits: vec![Traits { category: 1, price: 900, ..Traits::default() }; 5],
        ..ItemRelations::default()
    };
    let merchant = MerchantRules {
        sets: vec![ItemSet { name: "some".into(), items: vec![1, 3] }],
        facts: vec!["placement:cart".into()],
        rules: vec![always(vec![
            Action::Boost { set: 0, factor: 512 },
            Action::Pin { item: 2, position: 1 },
            Action::Most(3),
        ])],
        ..MerchantRules::default()
    };
    let world = world(&parts, relations, merchant);
    let bytes = world.rules.encode().unwrap();
    let mut sound = 0;
    for at in 0..bytes.len() {
        for change in 1..=255u8 {
            let mut changed = bytes.clone();
            changed[at] ^= change;
            if let Ok(rules) = RuleParts::decode(&crate::hostile::sealed(&changed)) {
                // The model's digest is among the bytes, and refuses nothing else.
                let rules = RuleParts { model: world.model.digest(), ..rules };
                let book = Rulebook::new(&world.model, rules).unwrap();
                let lines = [Line::of(0), Line::of(9)];
                let picks = Advisor::new(&world.model, &book).picks(
                    &world.model,
                    &book,
                    &Query { cart: &lines, limit: 3, ..Query::default() },
                );
                assert!(picks.iter().all(|pick| pick.item < 5));
                sound += 1;
            }
            assert!(RuleParts::decode(&changed).is_err(), "byte {at} changed by {change:#x}");
        }
    }
    assert!(sound > 0, "some changes only change a factor");
}
