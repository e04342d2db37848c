//! Makes small random shops with rules for the tests: every kind of condition and action, few enough items that they meet.

use pairwell::model::{ItemRow, Model, Parts};
use pairwell::rules::facts::NEWCOMERS;
use pairwell::rules::parts::{
    Action, Atom, Bundle, Capped, Clause, ItemRelations, ItemSet, MerchantRules, Near, Policy, Range, Rule, RuleParts,
    Source, Traits,
};
use pairwell::rules::{Advisor, Line, Query, QueryBuffer, Rulebook};
use proptest::prelude::*;

use crate::worlds;

/// Facts of every world; the last one silences.
pub const FACTS: u32 = 4;
const SETS: u32 = 5;

/// A shop: its model and its rules.
#[derive(Debug, Clone)]
pub struct World {
    pub model: Model,
    pub rules: RuleParts,
}

impl World {
    pub fn book(&self) -> Rulebook {
        // Through bytes, as the engine gets it.
        Rulebook::new(&self.model, RuleParts::decode(&self.rules.encode().unwrap()).unwrap()).unwrap()
    }
}

/// A rule without conditions.
pub fn always(actions: Vec<Action>) -> Rule {
    Rule { name: "always".into(), actions, ..Rule::default() }
}

pub fn picked(world: &World, query: &Query<'_>) -> Vec<u32> {
    let book = world.book();
    Advisor::new(&world.model, &book).picks(&world.model, &book, query).iter().map(|pick| pick.item).collect()
}

/// This many items, each a little less popular than the one before.
pub fn falling(items: u32) -> Parts {
    let prior = |n: u32| 0.5 - f64::from(n) / f64::from(2 * items.max(10));
    let item = |n: u32| ItemRow { sku: n.to_string(), prior: prior(n), ..ItemRow::default() };
    Parts { items: (0..items).map(item).collect(), ..Parts::default() }
}

pub fn asked() -> impl Strategy<Value = QueryBuffer> {
    let items = || proptest::collection::vec(0u32..45, 0..4);
    let line = (0u32..45, 1u32..4, proptest::option::of(0u32..5000)).prop_map(|(item, quantity, price)| Line {
        item,
        quantity,
        price,
    });
    let cart = proptest::collection::vec(line, 0..6);
    let facts = proptest::collection::vec(0..FACTS - 1, 0..3);
    let measures = proptest::collection::vec((2u32..4, 0i64..1000), 0..2);
    let shown = proptest::collection::vec((0u32..45, 0u32..9), 0..4);
    (cart, items(), facts, measures, items(), items(), shown, worlds::past(), 0usize..8).prop_map(
        |(cart, exclude, facts, measures, in_stock, sold_out, shown, past, limit)| QueryBuffer {
            cart,
            exclude,
            facts,
            measures,
            in_stock,
            sold_out,
            shown,
            past,
            limit,
            ..QueryBuffer::default()
        },
    )
}

pub fn worlds() -> impl Strategy<Value = World> {
    worlds::parts().prop_flat_map(|parts| {
        let items = parts.items.len();
        (Just(parts), relations(items), merchant(items))
            .prop_map(|(parts, relations, merchant)| world(&parts, relations, merchant))
    })
}

pub fn world(parts: &Parts, relations: ItemRelations, merchant: MerchantRules) -> World {
    let model = Model::decode(&parts.encode().unwrap()).unwrap();
    World { rules: RuleParts { model: model.digest(), relations, merchant }, model }
}

fn relations(items: usize) -> impl Strategy<Value = ItemRelations> {
    let most = (items as u32).min(4);
    let traits = (0..=most, 0..=most, 0..=most, 0u32..5000, 0u8..16, any::<bool>()).prop_map(
        |(category, brand, group, price, class, sold_out)| Traits { category, brand, group, price, class, sold_out },
    );
    let options = proptest::collection::vec(proptest::collection::btree_set(0u32..5, 0..4), 0..=items);
    let all = (proptest::collection::vec(traits, items), near(items), near(items), options);
    all.prop_map(|(traits, curated, substitutes, options)| {
        let categories = traits.iter().map(|item| item.category).max().unwrap_or(0);
        let complements = (0..=categories).map(|category| (1..category).collect()).collect();
        let collected = (1..=categories).filter(|category| category % 3 == 2).collect();
        let options = options.into_iter().map(|values| values.into_iter().collect()).collect();
        ItemRelations { traits, curated, substitutes, complements, collected, bundles: Vec::new(), options }
    })
}

/// Some items, each with some others.
fn near(items: usize) -> impl Strategy<Value = Vec<Near>> {
    let most = (items as u32).max(1);
    proptest::collection::btree_map(0..most, proptest::collection::btree_set(0..most, 0..4), 0..5).prop_map(
        move |map| {
            let near = |(item, others): (u32, std::collections::BTreeSet<u32>)| Near {
                item,
                others: others.into_iter().filter(|other| *other != item).collect(),
            };
            if items == 0 { Vec::new() } else { map.into_iter().map(near).collect() }
        },
    )
}

fn merchant(items: usize) -> impl Strategy<Value = MerchantRules> {
    let most = (items as u32).max(1);
    let name = prop_oneof![Just("a set"), Just(NEWCOMERS)];
    let set = (name, proptest::collection::btree_set(0..most, 0..6)).prop_map(move |(name, set)| ItemSet {
        name: name.into(),
        items: set.into_iter().filter(|_| items > 0).collect(),
    });
    let sets = proptest::collection::vec(set, SETS as usize);
    let rules = proptest::collection::vec(rule(most), 0..7);
    let policy = (prop_oneof![Just(256u16), Just(180)], any::<bool>(), 0u32..6).prop_map(
        |(diversity, dearer_substitutes, frequency_cap)| Policy {
            diversity,
            dearer_substitutes,
            frequency_cap,
            suppress: vec![FACTS - 1],
            ..Policy::default()
        },
    );
    (sets, rules, policy).prop_map(move |(sets, mut rules, policy)| {
        let is_there = |action: &Action| items > 0 || !matches!(action, Action::Pin { .. });
        rules.iter_mut().for_each(|rule| rule.actions.retain(is_there));
        let facts = (0..FACTS).map(|fact| format!("fact:{fact}")).collect();
        let bundle = Bundle { name: "both".into(), items: vec![0, 1], discount: 500, labels: Vec::new() };
        let bundles = if items > 1 { vec![bundle] } else { Vec::new() };
        MerchantRules {
            sets,
            facts,
            measures: vec!["usage:seats".into()],
            rules,
            bundles,
            policy,
            ..MerchantRules::default()
        }
    })
}

fn rule(items: u32) -> impl Strategy<Value = Rule> {
    let atom = prop_oneof![(0..SETS).prop_map(Atom::Cart), (0..FACTS).prop_map(Atom::Fact)];
    let clause =
        (any::<bool>(), proptest::collection::vec(atom, 0..3)).prop_map(|(negated, any)| Clause { negated, any });
    let range = (0u32..4, 0i64..4000, 0i64..9000).prop_map(|(measure, from, to)| Range { measure, from, to });
    let rule = (
        proptest::collection::vec(clause, 0..2),
        proptest::collection::vec(range, 0..2),
        proptest::collection::vec(action(items), 0..3),
    );
    rule.prop_map(|(when, ranges, actions)| Rule { name: "a rule".into(), when, ranges, actions })
}

fn action(items: u32) -> impl Strategy<Value = Action> {
    let of = prop_oneof![Just(Capped::Category), Just(Capped::Brand), (0..SETS).prop_map(Capped::Set)];
    let source =
        prop_oneof![Just(Source::Pinned), Just(Source::Learned), Just(Source::Complement), Just(Source::Popular)];
    prop_oneof![
        (0..SETS).prop_map(Action::Exclude),
        (0..SETS).prop_map(Action::Require),
        (0..SETS, 1u16..2000).prop_map(|(set, factor)| Action::Boost { set, factor }),
        (0..SETS, 1u32..1 << 22).prop_map(|(set, units)| Action::Add { set, units }),
        (0..items, 0u32..5).prop_map(|(item, position)| Action::Pin { item, position }),
        (of, 0u32..3).prop_map(|(of, most)| Action::Cap { of, most }),
        (0u32..1 << 20).prop_map(Action::MinScore),
        (1u32..6).prop_map(Action::Most),
        proptest::collection::vec(source, 1..4).prop_map(Action::SourceOrder),
        (1u32..9000, 1u16..1000).prop_map(|(threshold, factor)| Action::CloseGap { threshold, factor }),
        (1u16..600, 1u16..256).prop_map(|(share, factor)| Action::PriceSanity { share, factor }),
    ]
}
