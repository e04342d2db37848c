//! Joins the shards that have come into one model and its rules, as if no other items existed; never decodes, never ranks.

use super::super::error::DecodeError;
use super::super::layout::SCORE_BITS;
use super::super::rules::RuleParts;
use super::super::rules::parts::{Action, Bundle, ItemRelations, MerchantRules, Near, Traits};
use super::super::sku_table::SkuTable;
use super::super::{Model, PACKED_BITS};
use super::file::Shard;
use super::parts::{List, ListKind};

/// What the shards that have come say together.
#[derive(Debug, Default)]
pub struct Joined {
    /// The model of their members, with the rows that are there.
    pub model: Model,
    /// The rules for these members.
    pub rules: RuleParts,
    /// The lists, as far as they are there.
    pub lists: HeldLists,
}

/// The blocks of lists that are there.
#[derive(Debug, Default)]
pub struct HeldLists {
    blocks: Vec<List>,
    /// What the categories of the rules are in the whole: the first is 1 in the rules.
    categories: Vec<u32>,
}

/// How far a list is there.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Reach {
    /// The next block of the list, to be asked for.
    pub next: List,
    /// No item of it has a larger prior, in score units.
    pub floor: i32,
}

impl HeldLists {
    /// What a category of the rules is called in the whole.
    pub fn whole_category(&self, category: u32) -> u32 {
        self.categories.get((category as usize).wrapping_sub(1)).copied().unwrap_or(0)
    }

    /// How far a list is there; `None` if all of it is.
    pub fn reach(&self, kind: ListKind, number: u32) -> Option<Reach> {
        let mut reach = Reach { next: List { kind, number, ..List::default() }, floor: 1 << SCORE_BITS };
        while let Some(held) = self.block(&reach.next) {
            if held.is_last {
                return None;
            }
            reach.floor = held.floor;
            reach.next.block += 1;
        }
        Some(reach)
    }

    fn block(&self, wanted: &List) -> Option<&List> {
        let key = |list: &List| (list.kind, list.number, list.block);
        self.blocks.iter().find(|held| key(held) == key(wanted))
    }
}

/// Joins shards of one model, in any order. One of them must be the root.
///
/// # Errors
/// [`DecodeError::OtherModel`] if they do not fit together, as shards of two versions of a model do not; [`DecodeError::Corrupt`] without a
/// root.
pub fn join(shards: &[&Shard]) -> Result<Joined, DecodeError> {
    let root = shards.iter().position(|shard| shard.whole().is_some());
    let root = root.ok_or(DecodeError::Corrupt("a root is missing"))?;
    let numbers = Numbers::of(shards, |shard| &shard.members.items);
    let homes = homes(shards, &numbers);
    let joining = Joining { shards, root, homes, numbers };
    let model = joining.model()?;
    let categories = all_categories(shards);
    let rules = RuleParts {
        model: model.digest(),
        relations: joining.relations(&categories),
        merchant: joining.merchant().ok_or(DecodeError::OtherModel)?,
    };
    let blocks = shards.iter().flat_map(|shard| &shard.members.lists).copied().collect();
    Ok(Joined { model, rules, lists: HeldLists { blocks, categories: categories.all } })
}

/// Numbers of the whole that occur in some shards, ascending, and where each shard's stand among them.
struct Numbers {
    all: Vec<u32>,
    /// By shard, by its own number.
    of: Vec<Vec<u32>>,
}

impl Numbers {
    fn of(shards: &[&Shard], list: impl Fn(&Shard) -> &Vec<u32>) -> Self {
        let all = shards.iter().fold(Vec::new(), |all, shard| merged(&all, list(shard)));
        let of = shards.iter().map(|shard| places(&all, list(shard))).collect();
        Self { all, of }
    }

    /// Where a shard's number stands.
    fn at(&self, shard: usize, number: u32) -> u32 {
        self.of.get(shard).and_then(|of| of.get(number as usize)).copied().unwrap_or(0)
    }

    /// The same for numbers in which 0 is none.
    fn named(&self, shard: usize, number: u32) -> u32 {
        number.checked_sub(1).map_or(0, |number| self.at(shard, number) + 1)
    }
}

/// The categories that members have, and those that complement them.
fn all_categories(shards: &[&Shard]) -> Numbers {
    let mut categories = Numbers::of(shards, |shard| &shard.members.categories);
    for of in shards.iter().flat_map(|shard| &shard.members.complements) {
        for category in of.others.iter().chain([&of.category]).filter(|category| **category > 0) {
            if let Err(at) = categories.all.binary_search(category) {
                categories.all.insert(at, *category);
            }
        }
    }
    categories.of = shards.iter().map(|shard| places(&categories.all, &shard.members.categories)).collect();
    categories
}

/// Two ascending lists in one, each number once.
fn merged(one: &[u32], other: &[u32]) -> Vec<u32> {
    let mut all = Vec::with_capacity(one.len() + other.len());
    let (mut one, mut other) = (one.iter().peekable(), other.iter().peekable());
    loop {
        let next = match (one.peek(), other.peek()) {
            (None, None) => return all,
            (Some(a), Some(b)) => **a.min(b),
            (Some(a), None) | (None, Some(a)) => **a,
        };
        one.next_if(|number| **number == next);
        other.next_if(|number| **number == next);
        all.push(next);
    }
}

/// Where the numbers of an ascending list stand in a longer one that has them all.
fn places(all: &[u32], some: &[u32]) -> Vec<u32> {
    let mut at = 0;
    let place = |number: &u32| {
        while all.get(at).is_some_and(|other| other < number) {
            at += 1;
        }
        at as u32
    };
    some.iter().map(place).collect()
}

/// Where an item is described: its shard, its number there, and whether its row is there.
#[derive(Debug, Clone, Copy, Default)]
struct Home {
    shard: usize,
    member: u32,
    is_own: bool,
}

fn homes(shards: &[&Shard], numbers: &Numbers) -> Vec<Home> {
    let mut homes = vec![Home::default(); numbers.all.len()];
    for (shard, it) in shards.iter().enumerate() {
        for member in 0..it.members.items.len() as u32 {
            if let Some(home) = homes.get_mut(numbers.at(shard, member) as usize).filter(|home| !home.is_own) {
                *home = Home { shard, member, is_own: false };
            }
        }
        for &member in &it.members.own {
            if let Some(home) = homes.get_mut(numbers.at(shard, member) as usize) {
                *home = Home { shard, member, is_own: true };
            }
        }
    }
    homes
}

struct Joining<'a> {
    shards: &'a [&'a Shard],
    root: usize,
    /// By joined item.
    homes: Vec<Home>,
    numbers: Numbers,
}

impl Joining<'_> {
    fn model(&self) -> Result<Model, DecodeError> {
        let root = self.root().ok_or(DecodeError::OtherModel)?;
        let shape = |model: &Model| (model.weight_bits, model.tilts, model.history);
        if self.shards.iter().any(|shard| shape(&shard.model) != shape(&root.model)) {
            return Err(DecodeError::OtherModel);
        }
        let (weight_bits, tilts, history) = shape(&root.model);
        let skus = SkuTable::with_capacity(self.homes.len());
        let mut model = Model { weight_bits, tilts, history, skus, digest: root.members.whole, ..Model::default() };
        model.starts.push(0);
        for home in &self.homes {
            self.add(home, &mut model).ok_or(DecodeError::OtherModel)?;
        }
        let same = |(shard, it): (usize, &&Shard)| {
            (0..it.model.items() as u32).all(|member| it.model.sku(member) == model.sku(self.numbers.at(shard, member)))
        };
        if self.shards.iter().enumerate().all(same) { Ok(model) } else { Err(DecodeError::OtherModel) }
    }

    fn root(&self) -> Option<&Shard> {
        self.shards.get(self.root).copied()
    }

    /// Adds the next item to a model; `None` if its SKU is there already, under another number.
    fn add(&self, home: &Home, model: &mut Model) -> Option<()> {
        let from = &self.shards.get(home.shard)?.model;
        let member = home.member as usize;
        model.skus.push(from.sku(home.member)).then_some(())?;
        model.prior.push(from.prior(home.member));
        model.hidden.push(from.is_hidden(home.member));
        if !from.once.is_empty() {
            model.once.resize(model.prior.len(), false);
            *model.once.last_mut()? = from.is_bought_once(home.member);
        }
        model.scales.push(from.scales.get(member).copied().filter(|_| home.is_own).unwrap_or(0));
        for packed in from.row(home.member).iter().filter(|_| home.is_own) {
            let neighbour = self.numbers.at(home.shard, packed >> PACKED_BITS);
            model.kept.push(neighbour << PACKED_BITS | packed & ((1 << PACKED_BITS) - 1));
        }
        model.starts.push(model.kept.len() as u32);
        Some(())
    }

    fn relations(&self, categories: &Numbers) -> ItemRelations {
        let brands = Numbers::of(self.shards, |shard| &shard.members.brands);
        let groups = Numbers::of(self.shards, |shard| &shard.members.groups);
        let mut all = ItemRelations { complements: vec![Vec::new(); categories.all.len() + 1], ..Default::default() };
        for (item, home) in (0..).zip(&self.homes) {
            let Some(from) = self.shards.get(home.shard).map(|shard| &shard.rules.relations) else { continue };
            let traits = from.traits.get(home.member as usize).copied().unwrap_or_default();
            all.traits.push(Traits {
                category: categories.named(home.shard, traits.category),
                brand: brands.named(home.shard, traits.brand),
                group: groups.named(home.shard, traits.group),
                ..traits
            });
            all.options.push(from.options.get(home.member as usize).cloned().unwrap_or_default());
            if home.is_own {
                all.curated.extend(self.near(home, item, &from.curated));
                all.substitutes.extend(self.near(home, item, &from.substitutes));
            }
        }
        self.of_categories(categories, &mut all);
        all.bundles = self.bundles();
        all
    }

    /// What stands near an item, in joined numbers.
    fn near(&self, home: &Home, item: u32, list: &[Near]) -> Option<Near> {
        let found = list.binary_search_by_key(&home.member, |near| near.item).ok().and_then(|at| list.get(at))?;
        Some(Near { item, others: found.others.iter().map(|other| self.numbers.at(home.shard, *other)).collect() })
    }

    fn of_categories(&self, categories: &Numbers, all: &mut ItemRelations) {
        let number = |whole: &u32| categories.all.binary_search(whole).map_or(0, |at| at as u32 + 1);
        for shard in self.shards {
            for of in &shard.members.complements {
                if let Some(list) = all.complements.get_mut(number(&of.category) as usize) {
                    *list = of.others.iter().map(number).collect();
                }
            }
            let collected: Vec<u32> = shard.members.collected.iter().map(number).collect();
            all.collected = merged(&all.collected, &collected);
        }
    }

    /// The learned bundles, each once, as they stand in the whole.
    fn bundles(&self) -> Vec<Bundle> {
        let mut all: Vec<(u32, Bundle)> = Vec::new();
        for (shard, it) in self.shards.iter().enumerate() {
            for (number, bundle) in it.members.bundles.iter().zip(&it.rules.relations.bundles) {
                if let Err(at) = all.binary_search_by_key(number, |(number, _)| *number) {
                    all.insert(at, (*number, self.bundle(shard, bundle)));
                }
            }
        }
        all.into_iter().map(|(_, bundle)| bundle).collect()
    }

    fn bundle(&self, shard: usize, bundle: &Bundle) -> Bundle {
        Bundle { items: bundle.items.iter().map(|item| self.numbers.at(shard, *item)).collect(), ..bundle.clone() }
    }

    /// The merchant's rules, from the root; `None` if a shard names a set that they do not have.
    fn merchant(&self) -> Option<MerchantRules> {
        let mut merchant = self.root()?.rules.merchant.clone();
        merchant.sets.iter_mut().for_each(|set| set.items.clear());
        for (item, home) in (0..).zip(&self.homes) {
            let sets = self.shards.get(home.shard)?.members.sets.get(home.member as usize);
            for set in sets.into_iter().flatten() {
                merchant.sets.get_mut(*set as usize)?.items.push(item);
            }
        }
        let of_root = |item: &mut u32| *item = self.numbers.at(self.root, *item);
        for action in merchant.rules.iter_mut().flat_map(|rule| &mut rule.actions) {
            if let Action::Pin { item, .. } = action {
                of_root(item);
            }
        }
        merchant.bundles.iter_mut().flat_map(|bundle| &mut bundle.items).for_each(of_root);
        Some(merchant)
    }
}
