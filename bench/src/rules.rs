//! Makes the 200 rules that ranking is measured under: the kinds a merchant writes, over categories and brands; never measures.

use pairwell::model::Model;
use pairwell::rules::parts::{
    Action, Atom, Capped, Clause, ItemRelations, ItemSet, Measure, MerchantRules, Policy, Range, Rule, RuleParts,
    Source, Traits,
};

use crate::dice::Dice;

/// How many rules.
const RULES: usize = 200;
const CATEGORIES: u32 = 100;
const BRANDS: u32 = 100;
/// The page says the first of these.
const FACTS: u32 = 6;

/// Rules for a model: every item has a category, a brand, a price and a value class; half of the rules ask for something in the cart.
pub fn rules(model: &Model) -> RuleParts {
    let mut dice = Dice::new(7, 0);
    let traits: Vec<Traits> = (0..model.items() as u32).map(|item| traits(item, &mut dice)).collect();
    let of = |number: fn(&Traits) -> u32, wanted: u32| {
        let items = (0u32..).zip(&traits).filter(|(_, item)| number(item) == wanted);
        ItemSet { name: wanted.to_string(), items: items.map(|(n, _)| n).collect() }
    };
    let categories = (1..=CATEGORIES).map(|category| of(|item| item.category, category));
    let brands = (1..=BRANDS).map(|brand| of(|item| item.brand, brand));
    let sets = categories.chain(brands).collect();
    let rules = (0..RULES as u32).map(|n| rule(n, &mut dice)).collect();
    let facts = (0..FACTS).map(|fact| format!("placement:{fact}")).collect();
    let policy = Policy { diversity: 180, ..Policy::default() };
    RuleParts {
        model: model.digest(),
        relations: ItemRelations { traits, ..ItemRelations::default() },
        merchant: MerchantRules { sets, facts, rules, policy, ..MerchantRules::default() },
    }
}

/// Half boosts and buries, a fifth exclusions, some caps, pins and fill orders; every other one for a category in the cart.
fn traits(item: u32, dice: &mut Dice) -> Traits {
    Traits {
        category: 1 + dice.below(CATEGORIES),
        brand: 1 + dice.below(BRANDS),
        group: 1 + item / 2,
        price: 100 + dice.below(20_000),
        class: 6 + dice.below(5) as u8,
        sold_out: false,
    }
}

fn rule(n: u32, dice: &mut Dice) -> Rule {
    let set = dice.below(CATEGORIES + BRANDS);
    let about = if n.is_multiple_of(2) { Atom::Cart(dice.below(CATEGORIES)) } else { Atom::Fact(dice.below(FACTS)) };
    let worth = Range { measure: Measure::Value as u32, from: i64::from(dice.below(5_000)), to: i64::MAX };
    let action = match n % 10 {
        0..5 => Action::Boost { set, factor: 128 + dice.below(512) as u16 },
        5..7 => Action::Exclude(set),
        7 => Action::Cap { of: Capped::Category, most: 2 },
        8 => Action::Pin { item: dice.below(1_000), position: dice.below(4) },
        _ => Action::SourceOrder(vec![Source::Pinned, Source::Learned, Source::Popular]),
    };
    Rule {
        name: format!("rule {n}"),
        when: vec![Clause { negated: false, any: vec![about] }],
        ranges: if n.is_multiple_of(3) { vec![worth] } else { Vec::new() },
        actions: vec![action],
    }
}
