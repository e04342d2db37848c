//! Rolls shops with rules for the parity fixtures, the same in every run: parts in which everything that the formats know may stand.

use pairwell::model::{Card, HistoryParts, ItemRow, Parts, Tilts};
use pairwell::rules::parts::{
    Action, Atom, Benefit, Bundle, Capped, Clause, ItemRelations, ItemSet, MerchantRules, Near, Partner, Policy, Range,
    Rule, RuleParts, Source, Traits,
};

/// Numbers below a bound, by Lehmer's generator.
pub struct Dice(u64);

impl Dice {
    pub fn new(seed: u64) -> Self {
        Self(seed)
    }

    pub fn roll(&mut self, bound: u32) -> u32 {
        self.0 = self.0 * 48_271 % 2_147_483_647;
        (self.0 % u64::from(bound.max(1))) as u32
    }

    /// True once in `times` rolls.
    pub fn once_in(&mut self, times: u32) -> bool {
        self.roll(times) == 0
    }

    pub fn list<T>(&mut self, most: u32, mut each: impl FnMut(&mut Self) -> T) -> Vec<T> {
        (0..self.roll(most + 1)).map(|_| each(self)).collect()
    }

    /// Some items, ascending.
    fn some(&mut self, most: u32, items: u32) -> Vec<u32> {
        let mut some = self.list(most, |dice| dice.roll(items));
        some.sort_unstable();
        some.dedup();
        some
    }
}

/// A model: one shop in eight has more items than are at hand by popularity.
pub fn model(dice: &mut Dice) -> Parts {
    let items = if dice.once_in(8) { 300 + dice.roll(120) } else { 5 + dice.roll(60) };
    model_of(items, dice)
}

/// A model of that many items.
pub fn model_of(items: u32, dice: &mut Dice) -> Parts {
    let row = |n: u32| {
        let others = dice.some(12, items).into_iter().filter(|other| *other != n);
        let others: Vec<u32> = others.collect();
        let tilts = others.iter().map(|_| f64::from(dice.roll(201)) / 100.0 - 1.0).collect();
        ItemRow {
            sku: format!("{n}·ké ttle"),
            prior: f64::from(dice.roll(300)) / 1000.0 - 0.02,
            neighbours: others.into_iter().map(|other| (other, f64::from(1 + dice.roll(400)) / 1000.0)).collect(),
            tilts,
            hidden: dice.once_in(12),
            once: dice.once_in(6),
        }
    };
    let items = (0..items).map(row).collect();
    let history = HistoryParts {
        repurchase_boost: f64::from(dice.roll(400)) / 1000.0,
        history_weight: f64::from(dice.roll(257)) / 256.0,
    };
    let steps = [-60, -20, 0, 30];
    let tilts = if dice.once_in(3) { Tilts::NONE } else { Tilts { half: 16, steps } };
    Parts { items, weight_bits: 2 + dice.roll(5), history, tilts }
}

/// A card for every item, some of them bare.
pub fn cards(model: &Parts, dice: &mut Dice) -> Vec<Card> {
    let card = |item: &ItemRow| {
        let price = (!dice.once_in(4)).then(|| dice.roll(90_000));
        Card {
            sku: item.sku.clone(),
            title: if dice.once_in(5) { String::new() } else { format!("Thing {} ☕", dice.roll(1_000)) },
            url: "/things".repeat(dice.roll(3) as usize),
            image: String::new(),
            category: format!("category {}", dice.roll(5)),
            brand: if dice.once_in(2) { String::new() } else { "Harbour".into() },
            price,
            currency: price.map_or_else(String::new, |_| "CHF".into()),
            rating: dice.once_in(2).then(|| dice.roll(501) as u16),
            available: !dice.once_in(5),
        }
    };
    model.items.iter().map(card).collect()
}

pub fn rules(items: u32, digest: u64, dice: &mut Dice) -> RuleParts {
    let categories = 1 + dice.roll(8);
    let traits: Vec<Traits> = (0..items).map(|_| traits(categories.min(items), items, dice)).collect();
    let highest = traits.iter().map(|item| item.category).max().unwrap_or(0);
    let relations = ItemRelations {
        curated: near(items, dice),
        substitutes: near(items, dice),
        complements: (0..dice.roll(highest + 2)).map(|_| dice.list(3, |dice| dice.roll(highest + 1))).collect(),
        collected: dice.some(2, highest + 1),
        bundles: bundles(items, dice),
        options: if dice.once_in(4) { Vec::new() } else { dice.list(items, |dice| dice.some(3, 7)) },
        traits,
    };
    RuleParts { model: digest, relations, merchant: merchant(items, dice) }
}

fn traits(categories: u32, items: u32, dice: &mut Dice) -> Traits {
    Traits {
        category: dice.roll(categories + 1),
        brand: dice.roll(5).min(items),
        group: if dice.once_in(3) { dice.roll(20).min(items) } else { 0 },
        price: if dice.once_in(9) { 0 } else { dice.roll(9_000) },
        class: dice.roll(16) as u8,
        sold_out: dice.once_in(3),
    }
}

fn near(items: u32, dice: &mut Dice) -> Vec<Near> {
    let some = dice.some(12, items);
    let near = |item: u32| Near { item, others: dice.some(5, items).into_iter().filter(|it| *it != item).collect() };
    some.into_iter().map(near).collect()
}

fn bundles(items: u32, dice: &mut Dice) -> Vec<Bundle> {
    let bundle = |dice: &mut Dice| Bundle {
        name: format!("bundle {}", dice.roll(99)),
        labels: if dice.once_in(2) { texts("Set", "Paket") } else { Vec::new() },
        items: dice.some(9, items).into_iter().take(4).collect(),
        discount: dice.roll(10_001),
    };
    dice.list(6, bundle).into_iter().filter(|bundle| bundle.items.len() > 1).collect()
}

fn texts(any: &str, german: &str) -> Vec<(String, String)> {
    [("", any), ("de", german)].map(|(language, text)| (language.into(), text.into())).into()
}

fn merchant(items: u32, dice: &mut Dice) -> MerchantRules {
    let sets = dice.list(8, |dice| {
        let most = if dice.once_in(2) { 40 } else { 4 };
        ItemSet { name: format!("set {}", dice.roll(99)), items: dice.some(most, items) }
    });
    let (facts, measures) = (dice.roll(5), dice.roll(2));
    let mut merchant = MerchantRules {
        facts: ["placement:cart", "segment:vip", "region:CH", "signal:complaint"].map(Into::into).into(),
        measures: ["usage:seats"].map(Into::into).into(),
        ..MerchantRules::default()
    };
    merchant.facts.truncate(facts as usize);
    merchant.measures.truncate(measures as usize);
    let of = sets.len() as u32;
    if of > 0 {
        let most = if dice.once_in(2) { 14 } else { 4 };
        merchant.rules = dice.list(most, |dice| rule([of, facts, measures, items], dice));
        merchant.benefits = dice.list(4, |dice| Benefit {
            set: dice.roll(of),
            with: dice.once_in(2).then(|| dice.roll(of)),
            texts: texts("good", "gut"),
        });
        merchant.partners =
            dice.list(2, |dice| Partner { name: format!("partner {}", dice.roll(9)), set: dice.roll(of) });
    }
    merchant.sets = sets;
    merchant.bundles = bundles(items, dice);
    merchant.policy = Policy {
        diversity: if dice.once_in(2) { 256 } else { dice.roll(257) as u16 },
        dearer_substitutes: dice.once_in(2),
        frequency_cap: dice.roll(4),
        per_page: dice.roll(20),
        per_session: dice.roll(90),
        suppress: if facts == 4 && dice.once_in(4) { vec![3] } else { Vec::new() },
        upsell_step: 200 + dice.roll(2_000) as u16,
    };
    merchant
}

fn rule([sets, facts, measures, items]: [u32; 4], dice: &mut Dice) -> Rule {
    let atom = |dice: &mut Dice| match facts > 0 && dice.once_in(2) {
        true => Atom::Fact(dice.roll(facts)),
        false => Atom::Cart(dice.roll(sets)),
    };
    let clause =
        |dice: &mut Dice| Clause { negated: dice.once_in(3), any: (0..1 + dice.roll(3)).map(|_| atom(dice)).collect() };
    let range = |dice: &mut Dice| Range {
        measure: dice.roll(3 + measures),
        from: if dice.once_in(2) { dice.roll(3_000).into() } else { i64::MIN },
        to: if dice.once_in(2) { (3_000 + dice.roll(20_000)).into() } else { i64::MAX },
    };
    Rule {
        name: format!("rule {}", dice.roll(1_000_000)),
        when: if dice.once_in(2) { vec![clause(dice)] } else { Vec::new() },
        ranges: if dice.once_in(3) { vec![range(dice)] } else { Vec::new() },
        actions: (0..1 + dice.roll(3)).map(|_| action(sets, items, dice)).collect(),
    }
}

fn action(sets: u32, items: u32, dice: &mut Dice) -> Action {
    let (set, factor) = (dice.roll(sets), 1 + dice.roll(900) as u16);
    // What empties the list stands less often, or nothing would be compared.
    match dice.roll(13) {
        1 | 9 if !dice.once_in(4) => Action::Boost { set, factor },
        0 => Action::Exclude(set),
        1 => Action::Require(set),
        2 => Action::Boost { set, factor: 1 + dice.roll(65_535) as u16 },
        3 => Action::Add { set, units: dice.roll(1 << 24) },
        4 => Action::Pin { item: dice.roll(items), position: dice.roll(8) },
        5 => Action::Cap { of: Capped::Category, most: dice.roll(3) },
        6 => Action::Cap { of: Capped::Brand, most: dice.roll(3) },
        7 => Action::Cap { of: Capped::Set(set), most: dice.roll(3) },
        8 => Action::MinScore(dice.roll(1 << 18)),
        9 => Action::Most(dice.roll(12)),
        10 => {
            let sources = [Source::Pinned, Source::Learned, Source::Complement, Source::Popular];
            Action::SourceOrder(dice.list(4, |dice| sources[dice.roll(4) as usize]))
        }
        11 => Action::CloseGap { threshold: dice.roll(20_000), factor },
        _ => Action::PriceSanity { share: dice.roll(65_536) as u16, factor },
    }
}

/// A cart, exclusions, a limit and a past to rank for.
pub fn ranked(items: u32, dice: &mut Dice) -> (Vec<u32>, Vec<u32>, u32, Vec<u32>) {
    let item = |dice: &mut Dice| dice.roll(items + 3);
    let cart = if dice.once_in(5) { Vec::new() } else { dice.list(20, item) };
    let limits = if dice.once_in(8) { 6 } else { 2 };
    let limit = [4, 20, 0, 1_000_000_000, u32::MAX, 300][dice.roll(limits) as usize];
    let past = dice.list(15, |dice| [dice.roll(items + 3), dice.roll(4), dice.roll(3)]);
    (cart, dice.list(4, item), limit, past.concat())
}

/// Numbers that JavaScript has and whole numbers have not.
const EXTREMES: [f64; 4] = [1e300, -1e300, 9_223_372_036_854_775_808.0, -0.5];

/// A question in numbers, as it comes from JavaScript.
pub fn question(items: u32, dice: &mut Dice) -> Vec<f64> {
    let limits = if dice.once_in(20) { 6 } else { 3 };
    let limit = [4, 1, 10, 0, items + 5, 4_000_000_000][dice.roll(limits) as usize];
    let mut flat = vec![f64::from(limit), f64::from(u8::from(dice.once_in(5)))];
    let mut list = |most: u32, dice: &mut Dice, entry: &dyn Fn(&mut Dice) -> Vec<f64>| {
        let entries = dice.list(most, entry);
        flat.push(entries.len() as f64);
        flat.extend(entries.concat());
    };
    let of = |bound: u32, dice: &mut Dice| f64::from(dice.roll(bound));
    list(6, dice, &|dice| {
        let item = if dice.once_in(20) { u32::MAX } else { dice.roll(items) };
        let price = if dice.once_in(2) { -1.0 } else { of(5_000, dice) };
        vec![f64::from(item), 1.0 + of(3, dice), price]
    });
    list(3, dice, &|dice| vec![of(items + 2, dice)]);
    list(4, dice, &|dice| vec![of(5, dice)]);
    list(3, dice, &|dice| {
        let bound = if dice.once_in(2) { 30_000 } else { 1_200 };
        let value = if dice.once_in(9) { EXTREMES[dice.roll(4) as usize] } else { of(bound, dice) };
        vec![of(5, dice), value]
    });
    list(6, dice, &|dice| vec![of(items + 2, dice)]);
    list(2, dice, &|dice| vec![of(items + 2, dice)]);
    list(4, dice, &|dice| vec![of(items, dice), of(5, dice)]);
    let most = if dice.once_in(3) { 12 } else { 0 };
    list(most, dice, &|dice| vec![of(items + 2, dice), of(4, dice), f64::from(u8::from(dice.once_in(3)))]);
    flat
}
