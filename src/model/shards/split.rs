//! Splits a model and its rules into shards: chooses their members, writes each, and addresses them by content; never runs in a page.

use std::collections::{BTreeMap, BTreeSet};

use super::super::container::Container;
use super::super::digest::xxh64;
use super::super::error::EncodeError;
use super::super::layout::{
    AT_HAND, BITS, HEAD, HIDE, LEVEL_BITS, MAX_WEIGHT_BITS, MOST_GROUPS, NEIG, PRIO, SIZE, SKUS, TILT_BITS,
};
use super::super::level;
use super::super::quantised::{Quantised, QuantisedItem};
use super::super::rules::RuleParts;
use super::super::rules::parts::{Action, Bundle, ItemRelations, MerchantRules, Near, Traits};
use super::super::streams::Kept;
use super::super::{Model, PACKED_BITS, tilt_of};
use super::belonging::{bundles_of, listed_sets, sets_of, variants_of};
use super::file::{self, ROOT};
use super::parts::{Complements, List, ListKind, Membership};
use super::place::{Places, address, key_of_list};

/// Items in a block of a list.
const BLOCK: usize = 64;

/// In place of an address where there is none.
pub const UNADDRESSED: &str = "--------";

/// A model and its rules, about to be split.
#[derive(Debug)]
pub struct SplitShards<'a> {
    model: &'a Model,
    rules: &'a RuleParts,
    places: Places,
    /// By shard: the items whose rows it has, ascending.
    own: Vec<Vec<u32>>,
    /// By shard: the blocks of lists, and their items.
    lists: Vec<Vec<(List, Vec<u32>)>>,
    /// All items by falling prior, ties by smaller item.
    popular: Vec<u32>,
    /// By item: the learned bundles that it is in.
    bundles: BTreeMap<u32, Vec<u32>>,
    /// By group of variants, if any of them has option values: its items.
    variants: BTreeMap<u32, Vec<u32>>,
    /// By item: the merchant's sets that it is in.
    sets: BTreeMap<u32, Vec<u32>>,
}

/// Shards that have one address: it changes with each of them.
#[derive(Debug)]
pub struct Group {
    /// Eight letters and digits of the group's content.
    pub address: String,
    /// (shard, bytes).
    pub shards: Vec<(u32, Vec<u8>)>,
}

/// Splits a model into shards of about `rows` rows each.
///
/// # Panics
/// Never, if the rules were made for the model.
pub fn split<'a>(model: &'a Model, rules: &'a RuleParts, rows: usize) -> SplitShards<'a> {
    let shards = model.items().div_ceil(rows.max(1)).max(1) as u32;
    let places = Places { shards };
    let mut own = vec![Vec::new(); shards as usize];
    for item in 0..model.items() as u32 {
        if let Some(own) = own.get_mut(places.of(model.sku(item)) as usize) {
            own.push(item);
        }
    }
    let mut popular: Vec<u32> = (0..model.items() as u32).collect();
    popular.sort_by_key(|item| (std::cmp::Reverse(model.prior(*item)), *item));
    let mut split = SplitShards {
        model,
        rules,
        places,
        own,
        lists: vec![Vec::new(); shards as usize],
        popular,
        bundles: bundles_of(&rules.relations.bundles),
        variants: variants_of(&rules.relations),
        sets: sets_of(&rules.merchant),
    };
    split.make_lists();
    split
}

impl SplitShards<'_> {
    /// How many shards there are, beside the root.
    pub fn places(&self) -> Places {
        self.places
    }

    /// The items whose rows a shard has, ascending.
    pub fn own(&self, shard: u32) -> &[u32] {
        self.own.get(shard as usize).map_or(&[], Vec::as_slice)
    }

    /// How many groups there are; a shard is in the group of its number modulo that.
    pub fn groups(&self) -> u32 {
        self.places.shards.min(MOST_GROUPS)
    }

    /// The root: the most popular items, and what the merchant's rules name.
    ///
    /// # Errors
    /// If the rules break a rule of the format.
    pub fn root(&self) -> Result<Vec<u8>, EncodeError> {
        let at_hand = self.popular.iter().copied().take(AT_HAND);
        let merchant = &self.rules.merchant;
        let pins = merchant.rules.iter().flat_map(|rule| &rule.actions).filter_map(|action| match action {
            Action::Pin { item, .. } => Some(*item),
            _ => None,
        });
        let bundled = merchant.bundles.iter().flat_map(|bundle| &bundle.items).copied();
        let items: BTreeSet<u32> = at_hand.chain(pins).chain(bundled).collect();
        let list = self.list_block(
            ListKind::Popular,
            0,
            0,
            self.popular.get(..AT_HAND).unwrap_or(&self.popular),
            self.popular.len() <= AT_HAND,
        );
        let part = Part { items: self.with_variants(&items), own: Vec::new(), lists: vec![list], is_root: true };
        let (mut members, model, rules) = self.encode(&part)?;
        Ok(file::write(&mut members, &model, &rules, ROOT))
    }

    /// One shard, with an address of the usual length that is none: what a simulation weighs.
    ///
    /// # Errors
    /// If the rules break a rule of the format.
    pub fn shard(&self, number: u32) -> Result<Vec<u8>, EncodeError> {
        let (mut members, model, rules) = self.encode(&self.part(number))?;
        Ok(file::write(&mut members, &model, &rules, UNADDRESSED))
    }

    /// A group of shards.
    ///
    /// # Errors
    /// If the rules break a rule of the format.
    pub fn group(&self, group: u32) -> Result<Group, EncodeError> {
        let numbers = (group..self.places.shards).step_by(self.groups() as usize);
        let mut encoded = Vec::new();
        let mut digests = Vec::new();
        for number in numbers {
            let (mut members, model, rules) = self.encode(&self.part(number))?;
            let digest = xxh64(&file::write(&mut members, &model, &rules, ""), 0);
            digests.extend(digest.to_le_bytes());
            encoded.push((number, members, model, rules));
        }
        let address = address(&digests);
        let written = encoded
            .into_iter()
            .map(|(number, mut members, model, rules)| (number, file::write(&mut members, &model, &rules, &address)));
        Ok(Group { shards: written.collect(), address })
    }

    fn make_lists(&mut self) {
        let later = self.popular.get(AT_HAND..).unwrap_or_default().to_vec();
        if !later.is_empty() {
            self.add_list(ListKind::Popular, 0, 1, &later);
        }
        let complements = self.rules.relations.complements.iter().flatten();
        let mut categories: BTreeMap<u32, Vec<u32>> = complements.map(|category| (*category, Vec::new())).collect();
        for &item in &self.popular {
            let category = self.traits(item).category;
            if category > 0 {
                categories.entry(category).or_default().push(item);
            }
        }
        categories.iter().for_each(|(category, items)| self.add_list(ListKind::Category, *category, 0, items));
        for set in listed_sets(&self.rules.merchant) {
            let is_in = |item: &&u32| self.sets.get(item).is_some_and(|sets| sets.contains(&set));
            let items: Vec<u32> = self.popular.iter().filter(is_in).copied().collect();
            self.add_list(ListKind::Set, set, 0, &items);
        }
    }

    /// Puts the blocks of a list where they will be looked for.
    fn add_list(&mut self, kind: ListKind, number: u32, first: u32, items: &[u32]) {
        // A list of nothing has a block too, by which a page knows.
        let blocks = items.len().div_ceil(BLOCK).max(1) as u32;
        for (block, at) in (first..first + blocks).zip((0..).step_by(BLOCK)) {
            let items = items.get(at..items.len().min(at + BLOCK)).unwrap_or_default();
            let list = self.list_block(kind, number, block, items, block + 1 == first + blocks);
            let shard = self.places.of(&key_of_list(kind, number, block));
            if let Some(lists) = self.lists.get_mut(shard as usize) {
                lists.push((list, items.to_vec()));
            }
        }
    }

    fn list_block(&self, kind: ListKind, number: u32, block: u32, items: &[u32], is_last: bool) -> List {
        let floor = items.last().map_or(0, |item| self.model.prior(*item));
        List { kind, number, block, floor, is_last }
    }

    fn traits(&self, item: u32) -> Traits {
        self.rules.relations.traits.get(item as usize).copied().unwrap_or_default()
    }

    /// What a shard holds.
    fn part(&self, shard: u32) -> Part {
        let own = self.own.get(shard as usize).cloned().unwrap_or_default();
        let lists = self.lists.get(shard as usize).map_or(&[][..], Vec::as_slice);
        let mut items: BTreeSet<u32> = own.iter().copied().collect();
        let relations = &self.rules.relations;
        for &item in &own {
            items.extend(self.model.kept(item).map(|(neighbour, ..)| neighbour));
            for list in [&relations.curated, &relations.substitutes] {
                items.extend(near(list, item).iter().flat_map(|near| &near.others));
            }
            for number in self.bundles.get(&item).into_iter().flatten() {
                items.extend(relations.bundles.get(*number as usize).iter().flat_map(|bundle| &bundle.items));
            }
        }
        items.extend(lists.iter().flat_map(|(_, items)| items));
        let lists = lists.iter().map(|(list, _)| *list).collect();
        Part { items: self.with_variants(&items), own, lists, is_root: false }
    }

    /// Items with all variants among which one is chosen by its option values.
    fn with_variants(&self, items: &BTreeSet<u32>) -> Vec<u32> {
        let variants = |item: &u32| self.variants.get(&self.traits(*item).group).cloned().unwrap_or_default();
        let all: BTreeSet<u32> = items.iter().flat_map(variants).chain(items.iter().copied()).collect();
        all.into_iter().collect()
    }

    /// Membership, model file and rules file of a part.
    fn encode(&self, part: &Part) -> Result<(Membership, Vec<u8>, Vec<u8>), EncodeError> {
        let model = self.model_of(part);
        let mut members = self.membership(part);
        let digest = Container::checked(&model, &[HEAD, SKUS, PRIO, HIDE, BITS, SIZE, NEIG]);
        let digest = digest.map_or(0, |file| file.digest());
        let merchant = if part.is_root { self.merchant(part) } else { MerchantRules::default() };
        let relations = self.relations(part, &mut members);
        let rules = RuleParts { model: digest, relations, merchant }.encode()?;
        Ok((members, model, rules))
    }

    /// A model file of the part's items, with the rows that are its own.
    fn model_of(&self, part: &Part) -> Vec<u8> {
        let items = part.items.iter().map(|item| self.item(part, *item)).collect();
        let Model { weight_bits, tilts, history, .. } = *self.model;
        Quantised { items, weight_bits, tilts, history }.write()
    }

    fn item(&self, part: &Part, item: u32) -> QuantisedItem<'_> {
        let model = self.model;
        let is_own = part.own.binary_search(&item).is_ok();
        let scale = model.scales.get(item as usize).copied().unwrap_or(0);
        let row = model.row(item).iter().filter(|_| is_own).map(|packed| Kept {
            neighbour: part.member(packed >> PACKED_BITS),
            quantum: (packed >> TILT_BITS & ((1 << MAX_WEIGHT_BITS) - 1)) as u8,
            tilt: tilt_of(*packed) as u8,
        });
        let prior = model.prior(item);
        QuantisedItem {
            sku: model.sku(item),
            prior: u32::from(prior < 0) << LEVEL_BITS | u32::from(level::of_units(prior.abs())),
            hidden: model.is_hidden(item),
            once: model.is_bought_once(item),
            level: level::of_units(scale),
            row: row.collect(),
        }
    }

    fn membership(&self, part: &Part) -> Membership {
        let column = |of: fn(&Traits) -> u32| {
            let all: BTreeSet<u32> = part.items.iter().map(|item| of(&self.traits(*item))).filter(|n| *n > 0).collect();
            all.into_iter().collect::<Vec<u32>>()
        };
        let categories = column(|it| it.category);
        let own_categories: BTreeSet<u32> = part.own.iter().map(|item| self.traits(*item).category).collect();
        let complements = own_categories.iter().filter_map(|category| {
            let others = self.rules.relations.complements.get(*category as usize)?.clone();
            (!others.is_empty()).then_some(Complements { category: *category, others })
        });
        let mut sets: Vec<Vec<u32>> =
            part.items.iter().map(|item| self.sets.get(item).cloned().unwrap_or_default()).collect();
        sets.truncate(sets.iter().rposition(|sets| !sets.is_empty()).map_or(0, |at| at + 1));
        let collected = &self.rules.relations.collected;
        Membership {
            whole: if part.is_root { self.model.digest() } else { 0 },
            items: part.items.clone(),
            own: part.own.iter().map(|item| part.member(*item)).collect(),
            complements: complements.collect(),
            collected: categories.iter().filter(|it| collected.binary_search(it).is_ok()).copied().collect(),
            categories,
            brands: column(|it| it.brand),
            groups: column(|it| it.group),
            sets,
            bundles: Vec::new(),
            lists: part.lists.clone(),
        }
    }

    /// The relations of the part's own items, in its numbers.
    fn relations(&self, part: &Part, members: &mut Membership) -> ItemRelations {
        let all = &self.rules.relations;
        let local = |table: &[u32], number: u32| table.binary_search(&number).map_or(0, |at| at as u32 + 1);
        let traits = part.items.iter().map(|item| {
            let traits = self.traits(*item);
            Traits {
                category: local(&members.categories, traits.category),
                brand: local(&members.brands, traits.brand),
                group: local(&members.groups, traits.group),
                ..traits
            }
        });
        let traits = traits.collect();
        let nears = |list: &[Near]| {
            let own = part.own.iter().filter_map(|item| near(list, *item));
            own.map(|near| part.near(near)).collect::<Vec<_>>()
        };
        let mut options: Vec<Vec<u32>> =
            part.items.iter().map(|item| all.options.get(*item as usize).cloned().unwrap_or_default()).collect();
        options.truncate(options.iter().rposition(|options| !options.is_empty()).map_or(0, |at| at + 1));
        let numbers: BTreeSet<u32> =
            part.own.iter().filter_map(|item| self.bundles.get(item)).flatten().copied().collect();
        let bundles = numbers.iter().filter_map(|number| all.bundles.get(*number as usize)).map(|it| part.bundle(it));
        let bundles = bundles.collect();
        members.bundles = numbers.into_iter().collect();
        let (curated, substitutes) = (nears(&all.curated), nears(&all.substitutes));
        ItemRelations { traits, curated, substitutes, options, bundles, ..ItemRelations::default() }
    }

    /// The merchant's rules in the root's numbers. Which items are in which set, each shard says of its own members.
    fn merchant(&self, part: &Part) -> MerchantRules {
        let mut merchant = self.rules.merchant.clone();
        merchant.sets.iter_mut().for_each(|set| set.items.clear());
        for action in merchant.rules.iter_mut().flat_map(|rule| &mut rule.actions) {
            if let Action::Pin { item, .. } = action {
                *item = part.member(*item);
            }
        }
        merchant.bundles = merchant.bundles.iter().map(|bundle| part.bundle(bundle)).collect();
        merchant
    }
}

fn near(list: &[Near], item: u32) -> Option<&Near> {
    list.binary_search_by_key(&item, |near| near.item).ok().and_then(|at| list.get(at))
}

/// The items of one shard.
struct Part {
    /// All that it knows, ascending.
    items: Vec<u32>,
    /// Those whose rows it has, ascending.
    own: Vec<u32>,
    lists: Vec<List>,
    is_root: bool,
}

impl Part {
    /// The number of an item in the shard.
    fn member(&self, item: u32) -> u32 {
        self.items.binary_search(&item).unwrap_or(0) as u32
    }

    fn near(&self, near: &Near) -> Near {
        Near { item: self.member(near.item), others: near.others.iter().map(|other| self.member(*other)).collect() }
    }

    fn bundle(&self, bundle: &Bundle) -> Bundle {
        Bundle { items: bundle.items.iter().map(|item| self.member(*item)).collect(), ..bundle.clone() }
    }
}
