//! Holds what is explained against what is shown, on random shops and case by case: pins, parts, order, and every reason why not.

use std::cmp::Reverse;

use pairwell::rules::parts::{
    Action, Atom, Capped, Clause, ItemRelations, ItemSet, MerchantRules, Near, Policy, Rule, Source, Traits,
};
use pairwell::rules::{Advisor, Dropped, Explanation, Kind, Line, Pick, Pinned, Query, Why};
use proptest::prelude::*;

use crate::rule_worlds::{World, always, asked, falling, world, worlds};

fn explanation(world: &World, query: &Query<'_>, item: u32) -> Explanation {
    let book = world.book();
    Advisor::new(&world.model, &book).explain(&world.model, &book, query, item)
}

/// The rule that an explanation says moves an item most: one that adds, else the one furthest from 1; of equals the first.
fn mover(explained: &Explanation) -> Option<u32> {
    let adds = explained.added.iter().max_by_key(|(rule, units)| (*units, Reverse(*rule)));
    let far = |factor: u32| if factor > 256 { (factor << 8).into() } else { (1u64 << 24) / u64::from(factor) };
    let multiplies = || explained.factors.iter().max_by_key(|(rule, factor)| (far(*factor), Reverse(*rule)));
    adds.map(|(rule, _)| *rule).or_else(|| multiplies().map(|(rule, _)| *rule))
}

/// What an explanation's parts come to, where no product meets a bound and rounding is small.
fn expected(explained: &Explanation) -> Option<f64> {
    let sum = explained.parts.iter().map(|part| i64::from(part.1)).sum::<i64>()
        + explained.history
        + i64::from(explained.prior);
    let score =
        (sum + explained.added.iter().map(|part| i64::from(part.1)).sum::<i64>()).min(i64::from(i32::MAX)) as f64;
    if score <= 0.0 {
        return Some(score);
    }
    let mut factor = 1.0;
    for by in explained.factors.iter().map(|factor| factor.1).chain([explained.class_factor, explained.likeness]) {
        factor *= f64::from(by) / 256.0;
        if !(0.2..200.0).contains(&factor) || by < 50 {
            return None;
        }
    }
    (score > 1000.0 && explained.diversity > 0.1).then_some(score * factor * explained.diversity)
}

fn check_shown(pick: &Pick, explained: &Explanation) -> Result<(), TestCaseError> {
    prop_assert_eq!((explained.benefit, explained.partner), (pick.benefit, pick.partner));
    prop_assert_eq!(explained.dropped, None);
    prop_assert_eq!(explained.source, pick.source);
    let pinned_by = explained.pin.filter(|_| pick.source == Source::Pinned);
    prop_assert_eq!(pinned_by.is_some(), pick.source == Source::Pinned);
    prop_assert_eq!(pick.rule, pinned_by.and_then(|pin| pin.rule).or_else(|| mover(explained)));
    Ok(())
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(600))]

    #[test]
    fn what_is_explained_is_what_is_shown(world in worlds(), asked in asked(), kind in prop_oneof![Just(Kind::AddOn), Just(Kind::Upsell)]) {
        let (book, query) = (world.book(), Query { kind, ..asked.query() });
        let mut advisor = Advisor::new(&world.model, &book);
        let picks = advisor.picks(&world.model, &book, &query);
        let suppression = advisor.suppression(&world.model, &book, &query);
        prop_assert!(suppression.is_none() || picks.is_empty());
        for item in 0..world.model.items() as u32 {
            let explained = advisor.explain(&world.model, &book, &query, item);
            prop_assert_eq!(explained.position, picks.iter().position(|pick| pick.item == item));
            if let Some(worth) = expected(&explained) {
                prop_assert!((explained.worth as f64 - worth).abs() <= 0.1 * worth.abs() + 16.0, "{} {}", worth, explained.worth);
            }
            match explained.position {
                Some(at) => check_shown(&picks[at], &explained)?,
                None if suppression.is_some() => prop_assert_eq!(explained.dropped, suppression),
                None if asked.cart.iter().any(|line| line.item == item) => prop_assert_eq!(explained.dropped, Some(Why::InCart.plain())),
                None => (),
            }
        }
    }

    #[test]
    fn what_is_shown_stands_by_its_explanation_and_what_is_not_is_worth_no_more(mut world in worlds(), asked in asked(), kind in prop_oneof![Just(Kind::AddOn), Just(Kind::Upsell)]) {
        // With sources one before the other, a limit of a rule's, or an item that a draw puts last, more would be to say.
        let plain = |act: &Action| !matches!(act, Action::SourceOrder(_) | Action::Most(_));
        world.rules.merchant.rules.iter_mut().for_each(|rule| rule.actions.retain(plain));
        world.rules.merchant.sets.iter_mut().for_each(|set| set.name = "a set".into());
        let (book, query) = (world.book(), Query { kind, ..asked.query() });
        let mut advisor = Advisor::new(&world.model, &book);
        let picks = advisor.picks(&world.model, &book, &query);
        let mut explain = |item| advisor.explain(&world.model, &book, &query, item);
        let ranked = picks.iter().filter(|pick| pick.source != Source::Pinned);
        let worths: Vec<i64> = ranked.map(|pick| explain(pick.item).worth).collect();
        prop_assert!(worths.is_sorted_by(|a, b| a >= b), "{:?}", worths);
        for item in 0..world.model.items() as u32 {
            let explained = explain(item);
            if explained.position.is_none() && explained.dropped.is_none() {
                prop_assert!(picks.len() == query.limit, "there is a place, and no reason why it has it not");
                prop_assert!(worths.iter().all(|worth| *worth >= explained.worth));
            }
        }
    }
}

fn set(items: impl IntoIterator<Item = u32>) -> ItemSet {
    ItemSet { name: "a set".into(), items: items.into_iter().collect() }
}

fn rule(name: &str, action: Action) -> Rule {
    Rule { name: name.into(), actions: vec![action], ..Rule::default() }
}

/// Six items, of categories 1, 1, 1, 2, 2, 3 and one brand.
fn shop(rules: Vec<Rule>) -> World {
    let traits = [1, 1, 1, 2, 2, 3].map(|category| Traits { category, brand: 1, price: 100, ..Traits::default() });
    let merchant = MerchantRules { sets: vec![set([0, 1]), set([1, 2])], rules, ..MerchantRules::default() };
    world(&falling(6), ItemRelations { traits: traits.to_vec(), ..ItemRelations::default() }, merchant)
}

#[test]
fn every_rule_is_explained_by_itself_and_the_strongest_is_the_picks() {
    let rules = vec![
        rule("twice", Action::Boost { set: 0, factor: 512 }),
        rule("a quarter", Action::Boost { set: 0, factor: 64 }),
        rule("no cap of mine", Action::Cap { of: Capped::Set(0), most: 9 }),
    ];
    let query = Query { limit: 6, ..Query::default() };
    let buried = explanation(&shop(rules.clone()), &query, 0);
    assert_eq!(buried.factors, [(0, 512), (1, 64)]);
    assert_eq!(buried.worth, i64::from(buried.prior) / 2);
    let by = |rules| {
        let (world, query) = (shop(rules), Query { limit: 6, ..Query::default() });
        let book = world.book();
        let picks = Advisor::new(&world.model, &book).picks(&world.model, &book, &query);
        picks.iter().find(|pick| pick.item == 0).and_then(|pick| pick.rule)
    };
    assert_eq!(by(rules.clone()), Some(1));
    let adding = rule("service", Action::Add { set: 0, units: 1000 });
    assert_eq!(by([rules.clone(), vec![adding.clone()]].concat()), Some(3));
    let explained = explanation(&shop([rules, vec![adding]].concat()), &query, 0);
    assert_eq!((explained.added, explained.factors), (vec![(3, 1000)], vec![(0, 512), (1, 64)]));
}

#[test]
fn pins_are_explained_whoever_pins_and_whether_they_hold_or_not() {
    let query = Query { limit: 3, ..Query::default() };
    let pinned = shop(vec![rule("pin", Action::Pin { item: 5, position: 1 })]);
    let it = explanation(&pinned, &query, 5);
    assert_eq!((it.position, it.pin), (Some(1), Some(Pinned { rule: Some(0), position: Some(1) })));
    let barred = explanation(&pinned, &Query { exclude: &[5], ..query }, 5);
    assert_eq!((barred.dropped, barred.pin), (Some(Why::Excluded.plain()), it.pin));
    assert_eq!(explanation(&pinned, &query, 0).pin, None);
    let mut curated = shop(vec![]);
    curated.rules.relations.curated = vec![Near { item: 0, others: vec![4] }];
    let lines = [Line::of(0)];
    let it = explanation(&curated, &Query { cart: &lines, ..query }, 4);
    assert_eq!((it.position, it.pin), (Some(0), Some(Pinned { rule: None, position: None })));
}

#[test]
fn diversity_is_explained_as_what_it_does_to_the_item() {
    let mut world = shop(vec![]);
    world.rules.merchant.policy = Policy { diversity: 128, ..Policy::default() };
    let query = Query { limit: 4, ..Query::default() };
    let diversities: Vec<f64> = (0..6).map(|item| explanation(&world, &query, item).diversity).collect();
    // Shown are 0, 3, 5 and 1.
    assert_eq!(diversities, [1.0, 0.5, 0.25, 1.0, 0.5, 1.0]);
}

#[test]
fn every_reason_why_not_comes_with_its_rule() {
    let query = Query { limit: 4, ..Query::default() };
    let cap = |of, most| Action::Cap { of, most };
    for (action, item, why) in [
        (cap(Capped::Category, 1), 2, Why::CategoryCap.by(1)),
        (cap(Capped::Brand, 1), 2, Why::BrandCap.by(1)),
        (cap(Capped::Set(1), 1), 2, Dropped { about: Some(1), ..Why::SetCap.by(1) }),
        (Action::MinScore(1 << 23), 2, Why::BelowLeast.by(1)),
        (Action::SourceOrder(vec![Source::Learned]), 2, Why::NotInSourceOrder.by(1)),
        (Action::Exclude(1), 2, Why::ByRule.by(1)),
        (Action::Require(0), 2, Why::NotRequired.by(1)),
        (Action::Most(0), 2, Why::ShowsNone.by(1)),
    ] {
        let looser = rule("looser", cap(Capped::Category, 3));
        let world = shop(vec![looser, rule("it", action.clone())]);
        assert_eq!(explanation(&world, &query, item).dropped, Some(why), "{action:?}");
    }
    assert_eq!(explanation(&shop(vec![]), &query, 5).dropped, None, "others are worth more");
    let none = Query { limit: 0, ..query };
    assert_eq!(explanation(&shop(vec![]), &none, 5).dropped, Some(Why::NoneAsked.plain()));
}

#[test]
fn a_variant_that_is_shown_is_named() {
    let mut world = shop(vec![]);
    world.rules.relations.traits[0].group = 1;
    world.rules.relations.traits[2].group = 1;
    assert_eq!(explanation(&world, &Query { limit: 4, ..Query::default() }, 2).dropped, Some(Why::OneVariant.about(0)));
}

#[test]
fn suppression_names_its_signal() {
    let mut world = shop(vec![]);
    world.rules.merchant.facts = vec!["signal:return".into(), "signal:complaint".into()];
    world.rules.merchant.policy.suppress = vec![0, 1];
    let query = Query { limit: 4, facts: &[1], ..Query::default() };
    assert_eq!(explanation(&world, &query, 0).dropped, Some(Why::Signal.about(1)));
    let clause = Clause { negated: false, any: vec![Atom::Fact(0)] };
    world.rules.merchant.rules = vec![Rule { when: vec![clause], ..always(vec![Action::Most(0)]) }];
    let both = Query { facts: &[0, 1], ..query };
    let book = world.book();
    let suppression = Advisor::new(&world.model, &book).suppression(&world.model, &book, &both);
    assert_eq!(suppression, Some(Why::Signal.about(0)));
}

#[test]
fn better_versions_are_explained_by_what_they_are_ranked_by_and_others_by_what_they_lack() {
    let traits = [(1, 100), (1, 120), (1, 140), (1, 90), (1, 300), (2, 120)];
    let traits = traits.map(|(category, price)| Traits { category, price, ..Traits::default() });
    let near = |others: &[u32]| vec![Near { item: 0, others: others.to_vec() }];
    let relations = ItemRelations {
        traits: traits.to_vec(),
        curated: near(&[2]),
        substitutes: near(&[1, 2]),
        ..ItemRelations::default()
    };
    let world = world(&falling(6), relations, MerchantRules::default());
    let lines = [Line::of(0)];
    let query = Query { cart: &lines, kind: Kind::Upsell, limit: 4, ..Query::default() };
    let it = |item| explanation(&world, &query, item);
    let (named, instead) = (it(2), it(1));
    assert_eq!((named.position, named.likeness, named.dropped), (Some(0), 64 * 256, None));
    assert_eq!((instead.position, instead.likeness), (Some(1), 4 * 256));
    assert_eq!(instead.worth, 4 * i64::from(instead.prior));
    let whys = [Why::InCart, Why::NotDearer, Why::BeyondStep, Why::OtherCategory].map(Why::plain);
    assert_eq!([0, 3, 4, 5].map(|item| it(item).dropped), whys.map(Some));
}
