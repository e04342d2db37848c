//! Checks, case by case, which set is shown: caps that reach far, variants, dearer versions, gaps, silence; never anything random.

use pairwell::rank::Past;
use pairwell::rules::parts::{
    Action, Atom, Bundle, Capped, Clause, ItemRelations, ItemSet, Measure, MerchantRules, Near, Policy, Range, Rule,
    Traits,
};
use pairwell::rules::{Advisor, Kind, Line, Query, Why};

use crate::rule_worlds::{World, always, falling, picked, world};

/// A shop of items of one category each, that cost what is said.
fn shop(prices: &[u32], relations: ItemRelations, merchant: MerchantRules) -> World {
    let traits = prices.iter().map(|price| Traits { category: 1, price: *price, ..Traits::default() });
    world(&falling(prices.len() as u32), ItemRelations { traits: traits.collect(), ..relations }, merchant)
}

fn set(items: impl IntoIterator<Item = u32>) -> ItemSet {
    ItemSet { name: "a set".into(), items: items.into_iter().collect() }
}

fn under(rules: Vec<Rule>) -> MerchantRules {
    MerchantRules { rules, ..MerchantRules::default() }
}

/// 500 items ahead of all others share one cap: the set is full all the same.
#[test]
fn caps_do_not_leave_places_empty_however_far_the_next_candidate_is() {
    let parts = falling(600);
    let traits = |n: u32| match n {
        0..500 => Traits { category: 1, brand: 1, ..Traits::default() },
        _ => Traits { category: n - 498, brand: n - 498, ..Traits::default() },
    };
    let relations = ItemRelations { traits: (0..600).map(traits).collect(), ..ItemRelations::default() };
    for of in [Capped::Category, Capped::Brand, Capped::Set(0)] {
        for most in 1..3 {
            let rules = vec![always(vec![Action::Cap { of, most }])];
            let merchant = MerchantRules { sets: vec![set(0..500)], rules, ..MerchantRules::default() };
            let world = world(&parts, relations.clone(), merchant);
            let picks = picked(&world, &Query { limit: 5, ..Query::default() });
            let capped: Vec<u32> = picks.iter().copied().filter(|item| *item < 500).collect();
            assert_eq!(capped, (0..most).collect::<Vec<_>>(), "{of:?}");
            let others: Vec<u32> = (500..505 - most).collect();
            assert_eq!(picks[most as usize..], others, "{of:?}, at most {most}");
        }
    }
}

/// Twenty of one category before one of another: with steep diversity the other one is second.
#[test]
fn diversity_reaches_as_far_as_caps() {
    let traits = |n: u32| Traits { category: 1 + n / 40, ..Traits::default() };
    let relations = ItemRelations { traits: (0..45).map(traits).collect(), ..ItemRelations::default() };
    let merchant = MerchantRules { policy: Policy { diversity: 25, ..Policy::default() }, ..MerchantRules::default() };
    let world = world(&falling(45), relations, merchant);
    assert_eq!(picked(&world, &Query { limit: 3, ..Query::default() }), [0, 40, 1]);
}

/// A rule adds to items that are gathered twice: each is shown once.
#[test]
fn what_rules_add_to_is_shown_once_however_often_candidates_are_gathered() {
    let traits = |n: u32| Traits { category: 1 + u32::from(n == 59), ..Traits::default() };
    let relations = ItemRelations { traits: (0..60).map(traits).collect(), ..ItemRelations::default() };
    let acts = vec![Action::Add { set: 0, units: 1 << 22 }, Action::Cap { of: Capped::Category, most: 2 }];
    let merchant = MerchantRules { sets: vec![set(20..50)], rules: vec![always(acts)], ..MerchantRules::default() };
    assert_eq!(
        picked(&world(&falling(60), relations, merchant), &Query { limit: 4, ..Query::default() }),
        [20, 21, 59]
    );
}

#[test]
fn of_variants_one_is_shown_unless_a_rule_pins_more() {
    let group = |n: u32| Traits { group: if n < 4 { 7 } else { 0 }, ..Traits::default() };
    let relations = ItemRelations {
        traits: (0..8).map(group).collect(),
        curated: vec![Near { item: 7, others: vec![2, 3] }],
        ..ItemRelations::default()
    };
    let query = Query { limit: 4, ..Query::default() };
    let plain = |rules| world(&falling(8), relations.clone(), under(rules));
    assert_eq!(picked(&plain(vec![]), &query), [0, 4, 5, 6]);
    let pins = [1, 3].map(|item| Action::Pin { item, position: 0 });
    assert_eq!(picked(&plain(vec![always(pins.to_vec())]), &query), [1, 3, 4, 5]);
    let lines = [Line::of(7)];
    assert_eq!(picked(&plain(vec![]), &Query { cart: &lines, ..query }), [2, 4, 5, 6], "curation pins one");
}

/// Items 1 to 4 are one shirt in sizes 10 and 11 and colours 20 and 21, items 5 and 6 trousers of the two sizes, item 7 a red hat.
fn clothes(actions: Vec<Action>) -> World {
    let groups = [0, 1, 1, 1, 1, 2, 2, 0];
    let traits = groups.map(|group| Traits { group, category: 1 + group, ..Traits::default() }).to_vec();
    let values: [&[u32]; 8] = [&[], &[10, 20], &[10, 21], &[11, 20], &[11, 21], &[10], &[11], &[21]];
    let options = values.map(<[u32]>::to_vec).to_vec();
    let relations = ItemRelations { traits, options, ..ItemRelations::default() };
    world(&falling(8), relations, MerchantRules { sets: vec![set([4])], ..under(vec![always(actions)]) })
}

#[test]
fn of_variants_that_one_is_shown_that_fits_the_cart_then_what_was_bought_then_the_most_bought() {
    let shown = |world: &World, cart: &[u32], past: &[Past]| {
        let lines: Vec<Line> = cart.iter().map(|item| Line::of(*item)).collect();
        picked(world, &Query { cart: &lines, past, limit: 3, ..Query::default() })
    };
    let bought = |item| Past { item, age: 1, bought: true };
    let world = clothes(vec![]);
    assert_eq!(shown(&world, &[0], &[]), [1, 5, 7], "the most bought of each");
    assert_eq!(shown(&world, &[6], &[]), [0, 3, 7], "the size in the cart, in the place of the most bought");
    assert_eq!(shown(&world, &[6, 7], &[]), [0, 4], "size and colour in the cart");
    assert_eq!(shown(&world, &[6, 5, 7], &[]), [0, 2], "one of each size: the colour decides, then the most bought");
    assert_eq!(shown(&world, &[0], &[bought(6)]), [3, 6, 7], "the shopper's usual");
    assert_eq!(shown(&world, &[5], &[bought(6), bought(6)]), [0, 1, 7], "the cart before the usual");
    assert_eq!(
        shown(&world, &[0], &[Past { bought: false, ..bought(6) }]),
        [1, 5, 7],
        "what was looked at says nothing"
    );
    assert_eq!(shown(&clothes(vec![Action::Exclude(0)]), &[6, 7], &[]), [0, 2], "of what may be shown");
    let pin = Action::Pin { item: 1, position: 0 };
    assert_eq!(shown(&clothes(vec![pin]), &[6, 7], &[]), [1, 0], "what a rule pins stays");
}

/// The best shirt of a cart's size comes to the place of the most bought, and says so.
#[test]
fn a_variant_tells_in_whose_place_it_is_shown() {
    let (world, lines) = (clothes(vec![]), [Line::of(6)]);
    let (book, query) = (world.book(), Query { cart: &lines, limit: 3, ..Query::default() });
    let mut advisor = Advisor::new(&world.model, &book);
    let [shown, usual] = [3, 1].map(|item| advisor.explain(&world.model, &book, &query, item));
    assert_eq!((shown.stands_for, shown.position, shown.prior), (1, Some(1), world.model.prior(1)));
    assert_eq!((usual.stands_for, usual.dropped), (1, Some(Why::OneVariant.about(3))));
    assert_eq!(
        advisor.picks(&world.model, &book, &query)[1].score,
        f64::from(world.model.prior(1)) / f64::from(1 << 24)
    );
}

/// Item 1 costs more than item 0 and is bought instead of it, item 2 costs less.
fn plans(rules: Vec<Rule>) -> World {
    let near = |item, others: &[u32]| Near { item, others: others.to_vec() };
    let substitutes = vec![near(0, &[1, 2]), near(3, &[1])];
    let relations = ItemRelations { substitutes, ..ItemRelations::default() };
    let merchant = MerchantRules { measures: vec!["usage:seats".into()], sets: vec![set([1])], ..under(rules) };
    shop(&[1000, 1400, 800, 1500, 500, 2500], relations, merchant)
}

fn when_used(actions: Vec<Action>) -> Rule {
    let nearly = Range { measure: Measure::FIXED, from: 800, to: i64::MAX };
    Rule { name: "more seats".into(), ranges: vec![nearly], actions, ..Rule::default() }
}

#[test]
fn nearly_used_up_a_rule_puts_the_larger_plan_on_the_shelf() {
    let pins = [1, 2].map(|item| Action::Pin { item, position: 0 });
    let world = plans(vec![when_used(pins.to_vec())]);
    let query = |cart, usage| Query { cart, measures: usage, limit: 2, ..Query::default() };
    let (first, used) = ([Line::of(0)], [(Measure::FIXED, 900)]);
    assert_eq!(picked(&world, &query(&first, &used)), [1, 3], "the dearer one, and never the cheaper");
    assert_eq!(picked(&world, &query(&first, &[(Measure::FIXED, 700)])), [3, 4]);
    let both = [Line::of(0), Line::of(3)];
    assert_eq!(picked(&world, &query(&both, &used)), [4, 5], "it is cheaper than another that it would replace");
    for bars in [vec![Action::Exclude(0)], vec![Action::Require(0), Action::Exclude(0)]] {
        let barred = plans(vec![when_used(pins.to_vec()), always(bars)]);
        assert!(!picked(&barred, &query(&first, &used)).contains(&1), "what else bars it holds");
    }
    let rests = Query { exclude: &[1], ..query(&first, &used) };
    assert!(!picked(&world, &rests).contains(&1));
}

#[test]
fn a_rule_pins_a_better_version_at_its_place_and_nothing_that_is_none() {
    let pins = [(3, 0), (4, 0), (5, 1)].map(|(item, position)| Action::Pin { item, position });
    let world = plans(vec![always(pins.to_vec())]);
    let lines = [Line::of(0)];
    let query = Query { cart: &lines, kind: Kind::Upsell, limit: 3, ..Query::default() };
    // Item 1 is bought instead; 4 is cheaper; 5 is beyond the step, but named by the shop.
    assert_eq!(picked(&world, &query), [3, 5, 1]);
    assert_eq!(picked(&plans(vec![]), &query), [1, 3]);
}

#[test]
fn price_rules_and_the_least_score_leave_better_versions_alone() {
    let acts = vec![
        Action::CloseGap { threshold: 2500, factor: 2560 },
        Action::PriceSanity { share: 256, factor: 1 },
        Action::MinScore(1 << 24),
    ];
    let lines = [Line::of(0)];
    let query = Query { cart: &lines, kind: Kind::Upsell, limit: 3, ..Query::default() };
    assert_eq!(picked(&plans(vec![always(acts)]), &query), [1, 3]);
}

/// What would replace the cart's item may be a better version; what a rule excludes may not, be it bought instead or not.
#[test]
fn what_is_excluded_is_no_better_version() {
    let lines = [Line::of(0)];
    let query = Query { cart: &lines, kind: Kind::Upsell, limit: 3, ..Query::default() };
    assert_eq!(picked(&plans(vec![always(vec![Action::Exclude(0)])]), &query), [3]);
}

/// A cart of 39.00 where 40.00 ship free: what costs 1.00 to 11.00 closes the gap.
#[test]
fn a_small_gap_reaches_a_quarter_of_the_threshold_further() {
    let gap = Action::CloseGap { threshold: 4000, factor: 2560 };
    let shown = |in_cart: u32, prices: &[u32]| {
        let all: Vec<u32> = [in_cart].iter().chain(prices).copied().collect();
        let lines = [Line::of(0)];
        let world = shop(&all, ItemRelations::default(), under(vec![always(vec![gap.clone()])]));
        picked(&world, &Query { cart: &lines, limit: 4, ..Query::default() })
    };
    assert_eq!(shown(3900, &[99, 1101, 100, 1100]), [3, 4, 1, 2]);
    assert_eq!(shown(1000, &[2999, 4801, 3000, 4800]), [3, 4, 1, 2], "1.6 times a large gap");
}

#[test]
fn facts_are_known_in_capitals_and_without() {
    let policy = Policy { suppress: vec![0], ..Policy::default() };
    let merchant = MerchantRules {
        facts: vec!["signal:complaint".into(), "region:CH".into()],
        policy,
        ..MerchantRules::default()
    };
    let book = shop(&[1, 1], ItemRelations::default(), merchant).book();
    assert_eq!(book.fact("signal:Complaint"), Some(0));
    assert_eq!(book.fact("Region:ch"), Some(1));
    assert_eq!(book.fact("region:CHE"), None);
}

#[test]
fn a_rule_that_shows_none_silences_bundles_too() {
    let bundle = Bundle { name: "both".into(), items: vec![0, 1], ..Bundle::default() };
    let clause = Clause { negated: false, any: vec![Atom::Fact(0)] };
    let hush = Rule { name: "hush".into(), when: vec![clause], actions: vec![Action::Most(0)], ..Rule::default() };
    let merchant = MerchantRules { facts: vec!["region:CH".into()], bundles: vec![bundle], ..under(vec![hush]) };
    let world = shop(&[100, 100], ItemRelations::default(), merchant);
    let (book, lines) = (world.book(), [Line::of(0)]);
    let mut advisor = Advisor::new(&world.model, &book);
    for (facts, offers) in [(&[][..], 1), (&[0], 0)] {
        let query = Query { cart: &lines, facts, limit: 4, ..Query::default() };
        assert_eq!(advisor.offers(&world.model, &book, &query).len(), offers);
    }
}

/// A variant of the cart's item that is not for sale: no bundle can be completed with it.
#[test]
fn a_bundle_with_a_variant_that_is_not_for_sale_cannot_be_had() {
    let mut parts = falling(2);
    parts.items[1].hidden = true;
    let bundle = Bundle { name: "both".into(), items: vec![0, 1], ..Bundle::default() };
    let relations =
        ItemRelations { traits: vec![Traits { group: 1, ..Traits::default() }; 2], ..ItemRelations::default() };
    let world = world(&parts, relations, MerchantRules { bundles: vec![bundle], ..MerchantRules::default() });
    let (book, lines) = (world.book(), [Line::of(0)]);
    let query = Query { cart: &lines, limit: 4, ..Query::default() };
    let mut advisor = Advisor::new(&world.model, &book);
    assert_eq!(advisor.offers(&world.model, &book, &query), []);
    assert_eq!(advisor.explain(&world.model, &book, &query, 1).dropped, Some(Why::Variant.plain()));
}
