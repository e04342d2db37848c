//! Joins the shards that have come into one model and its rules, as if no other items existed; never decodes, never ranks.

use super::super::error::DecodeError;
use super::super::layout::SCORE_BITS;
use super::super::rules::RuleParts;
use super::super::rules::parts::{Action, Bundle, ItemRelations, MerchantRules, Near};
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

/// Joins a root with shards of the same model, in any order. The root is used up: what the merchant says is not copied.
///
/// # Errors
/// [`DecodeError::OtherModel`] if they do not fit together, as shards of two versions of a model do not.
#[inline(never)]
pub fn join(mut root: Shard, others: &[&Shard]) -> Result<Joined, DecodeError> {
    let merchant = std::mem::take(&mut root.rules.merchant);
    let shards: Vec<&Shard> = [&[&root], others].concat();
    let numbers = Numbers::of(shards.iter().map(|shard| shard.members.items.as_slice()));
    let joining = Joining { homes: homes(&shards, &numbers), shards: &shards, numbers };
    let model = joining.model().ok_or(DecodeError::OtherModel)?;
    let categories = all_categories(&shards);
    let rules = RuleParts {
        model: model.digest(),
        relations: joining.relations(&categories),
        merchant: joining.merchant(merchant).ok_or(DecodeError::OtherModel)?,
    };
    let mut blocks = Vec::new();
    shards.iter().for_each(|shard| blocks.extend_from_slice(&shard.members.lists));
    Ok(Joined { model, rules, lists: HeldLists { blocks, categories: categories.all } })
}

/// Numbers of the whole that occur in some shards, ascending, and where each shard's stand among them.
struct Numbers {
    all: Vec<u32>,
    /// By shard, by its own number.
    of: Vec<Vec<u32>>,
}

impl Numbers {
    fn of<'a>(lists: impl Iterator<Item = &'a [u32]>) -> Self {
        let lists: Vec<&[u32]> = lists.collect();
        let mut all = Vec::new();
        lists.iter().for_each(|list| all = merged(&all, list));
        Self::among(all, &lists)
    }

    /// Where lists stand among numbers that have them all.
    #[inline(never)]
    fn among(all: Vec<u32>, lists: &[&[u32]]) -> Self {
        let of = lists.iter().map(|list| places(&all, list)).collect();
        Self { all, of }
    }

    fn of_shard(&self, shard: usize) -> &[u32] {
        self.of.get(shard).map_or(&[], Vec::as_slice)
    }

    /// Where a shard's number stands.
    fn at(&self, shard: usize, number: u32) -> u32 {
        one(self.of_shard(shard), number)
    }

    /// The same for numbers in which 0 is none.
    #[inline(never)]
    fn named(&self, shard: usize, number: u32) -> u32 {
        number.checked_sub(1).map_or(0, |number| self.at(shard, number) + 1)
    }
}

/// A number by a table.
fn one(table: &[u32], number: u32) -> u32 {
    table.get(number as usize).copied().unwrap_or(0)
}

/// Numbers by a table.
#[inline(never)]
fn mapped(table: &[u32], numbers: &[u32]) -> Vec<u32> {
    numbers.iter().map(|number| one(table, *number)).collect()
}

/// The categories that members have, and those that complement them.
fn all_categories(shards: &[&Shard]) -> Numbers {
    let lists: Vec<&[u32]> = shards.iter().map(|shard| shard.members.categories.as_slice()).collect();
    let mut all = Vec::new();
    for (shard, list) in shards.iter().zip(&lists) {
        all = merged(&all, list);
        for of in &shard.members.complements {
            note(&mut all, of.category);
            of.others.iter().for_each(|category| note(&mut all, *category));
        }
    }
    Numbers::among(all, &lists)
}

/// Adds a category to ascending ones; 0 is none.
#[inline(never)]
fn note(all: &mut Vec<u32>, category: u32) {
    if category > 0 && all.binary_search(&category).is_err() {
        put(all, category, |before, this| this < before);
    }
}

/// Adds an entry to sorted ones. `Vec::insert` would bring the code that prints numbers, for a panic that cannot be.
fn put<T>(all: &mut Vec<T>, entry: T, goes_before: impl Fn(&T, &T) -> bool) {
    all.push(entry);
    let mut sorted = all.as_mut_slice();
    while let Some((last, others)) = sorted.split_last_mut() {
        match others.last_mut() {
            Some(before) if goes_before(before, last) => std::mem::swap(before, last),
            _ => return,
        }
        sorted = others;
    }
}

/// Two ascending lists in one, each number once.
#[inline(never)]
fn merged(one: &[u32], other: &[u32]) -> Vec<u32> {
    let mut all = Vec::with_capacity(one.len() + other.len());
    let (mut at, mut beside) = (0, 0);
    loop {
        let next = match (one.get(at), other.get(beside)) {
            (None, None) => return all,
            (Some(a), Some(b)) => *a.min(b),
            (Some(a), None) | (None, Some(a)) => *a,
        };
        at += usize::from(one.get(at) == Some(&next));
        beside += usize::from(other.get(beside) == Some(&next));
        all.push(next);
    }
}

/// Where the numbers of an ascending list stand in a longer one that has them all.
#[inline(never)]
fn places(all: &[u32], some: &[u32]) -> Vec<u32> {
    let mut places = Vec::with_capacity(some.len());
    let mut at = 0;
    for number in some {
        while all.get(at).is_some_and(|other| other < number) {
            at += 1;
        }
        places.push(at as u32);
    }
    places
}

/// Where an item is described: its shard, its number there, and whether its row is there.
#[derive(Debug, Clone, Copy, Default)]
struct Home {
    shard: usize,
    member: u32,
    is_own: bool,
}

#[inline(never)]
fn homes(shards: &[&Shard], numbers: &Numbers) -> Vec<Home> {
    let mut homes = vec![Home::default(); numbers.all.len()];
    for (shard, it) in shards.iter().enumerate() {
        for member in 0..it.members.items.len() as u32 {
            let is_own = it.members.own.binary_search(&member).is_ok();
            if let Some(home) = homes.get_mut(numbers.at(shard, member) as usize).filter(|home| is_own || !home.is_own)
            {
                *home = Home { shard, member, is_own };
            }
        }
    }
    homes
}

struct Joining<'a> {
    /// The root first.
    shards: &'a [&'a Shard],
    /// By joined item.
    homes: Vec<Home>,
    numbers: Numbers,
}

impl Joining<'_> {
    /// The model; `None` if the shards do not agree.
    #[inline(never)]
    fn model(&self) -> Option<Model> {
        let root = self.shards.first()?;
        let Model { weight_bits, tilts, history, .. } = root.model;
        let skus = SkuTable::with_capacity(self.homes.len());
        let mut model = Model { weight_bits, tilts, history, skus, digest: root.members.whole, ..Model::default() };
        model.starts.push(0);
        for home in &self.homes {
            self.add(*home, &mut model)?;
        }
        for (shard, it) in self.shards.iter().enumerate() {
            let own = &it.model;
            let mut fits = (own.weight_bits, own.tilts, own.history) == (weight_bits, tilts, history);
            for member in 0..own.items() as u32 {
                fits &= own.sku(member) == model.sku(self.numbers.at(shard, member));
            }
            fits.then_some(())?;
        }
        Some(model)
    }

    /// Adds the next item to a model; `None` if its SKU is there already, under another number.
    #[inline(never)]
    fn add(&self, home: Home, model: &mut Model) -> Option<()> {
        let from = &self.shards.get(home.shard)?.model;
        model.skus.push(from.sku(home.member)).then_some(())?;
        model.prior.push(from.prior(home.member));
        model.hidden.push(from.is_hidden(home.member));
        model.once.push(from.is_bought_once(home.member));
        let mut scale = 0;
        if home.is_own {
            scale = *from.scales.get(home.member as usize)?;
            let numbers = self.numbers.of_shard(home.shard);
            for packed in from.row(home.member) {
                let neighbour = one(numbers, packed >> PACKED_BITS);
                model.kept.push(neighbour << PACKED_BITS | packed & ((1 << PACKED_BITS) - 1));
            }
        }
        model.scales.push(scale);
        model.starts.push(model.kept.len() as u32);
        Some(())
    }

    #[inline(never)]
    fn relations(&self, categories: &Numbers) -> ItemRelations {
        let brands = Numbers::of(self.shards.iter().map(|shard| shard.members.brands.as_slice()));
        let groups = Numbers::of(self.shards.iter().map(|shard| shard.members.groups.as_slice()));
        let mut all = ItemRelations { complements: vec![Vec::new(); categories.all.len() + 1], ..Default::default() };
        for (item, home) in (0..).zip(&self.homes) {
            let Some(from) = self.shards.get(home.shard).map(|shard| &shard.rules.relations) else { continue };
            let mut traits = from.traits.get(home.member as usize).copied().unwrap_or_default();
            traits.category = categories.named(home.shard, traits.category);
            traits.brand = brands.named(home.shard, traits.brand);
            traits.group = groups.named(home.shard, traits.group);
            all.traits.push(traits);
            all.options.push(from.options.get(home.member as usize).map_or_else(Vec::new, |options| options.to_vec()));
            if home.is_own {
                self.near(*home, item, &from.curated, &mut all.curated);
                self.near(*home, item, &from.substitutes, &mut all.substitutes);
            }
        }
        self.of_categories(categories, &mut all);
        all.bundles = self.bundles();
        all
    }

    /// Adds what stands near an item, in joined numbers.
    #[inline(never)]
    fn near(&self, home: Home, item: u32, list: &[Near], all: &mut Vec<Near>) {
        if let Some(found) = list.iter().find(|near| near.item == home.member) {
            all.push(Near { item, others: mapped(self.numbers.of_shard(home.shard), &found.others) });
        }
    }

    #[inline(never)]
    fn of_categories(&self, categories: &Numbers, all: &mut ItemRelations) {
        let number = |whole: &u32| categories.all.binary_search(whole).map_or(0, |at| at as u32 + 1);
        for shard in self.shards {
            for of in &shard.members.complements {
                if let Some(list) = all.complements.get_mut(number(&of.category) as usize) {
                    list.clear();
                    list.extend(of.others.iter().map(number));
                }
            }
            shard.members.collected.iter().for_each(|category| note(&mut all.collected, number(category)));
        }
    }

    /// The learned bundles, each once, as they stand in the whole.
    #[inline(never)]
    fn bundles(&self) -> Vec<Bundle> {
        let mut all: Vec<(u32, Bundle)> = Vec::new();
        for (shard, it) in self.shards.iter().enumerate() {
            for (number, bundle) in it.members.bundles.iter().zip(&it.rules.relations.bundles) {
                if !all.iter().any(|(other, _)| other == number) {
                    let items = mapped(self.numbers.of_shard(shard), &bundle.items);
                    put(&mut all, (*number, Bundle { items, ..bundle.clone() }), |before, this| this.0 < before.0);
                }
            }
        }
        all.into_iter().map(|(_, bundle)| bundle).collect()
    }

    /// The root's rules in joined numbers; `None` if a shard names a set that they do not have.
    #[inline(never)]
    fn merchant(&self, mut merchant: MerchantRules) -> Option<MerchantRules> {
        merchant.sets.iter_mut().for_each(|set| set.items.clear());
        for (item, home) in (0..).zip(&self.homes) {
            let sets = self.shards.get(home.shard)?.members.sets.get(home.member as usize);
            for set in sets.into_iter().flatten() {
                merchant.sets.get_mut(*set as usize)?.items.push(item);
            }
        }
        let of_root = self.numbers.of_shard(0);
        for rule in &mut merchant.rules {
            for action in &mut rule.actions {
                if let Action::Pin { item, .. } = action {
                    *item = one(of_root, *item);
                }
            }
        }
        merchant.bundles.iter_mut().for_each(|bundle| bundle.items = mapped(of_root, &bundle.items));
        Some(merchant)
    }
}
