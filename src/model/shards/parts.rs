//! Names what a shard says beside its model and its rules, and codes it, once for both directions.

use super::super::rules::pass::{Done, Pass, many};

/// What a shard says of the members of its model and rules: where they stand in the whole.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Membership {
    /// Digest of the whole model, in the root; 0 in other shards, so that they stay the same as long as their rows do.
    pub(super) whole: u64,
    /// The members' numbers in the whole model, ascending.
    pub(super) items: Vec<u32>,
    /// Which members' rows, relations and bundles are here, ascending.
    pub(super) own: Vec<u32>,
    /// What categories, brands and groups of the shard's rules are in the whole, ascending: its first is 1 in the shard.
    pub(super) categories: Vec<u32>,
    pub(super) brands: Vec<u32>,
    pub(super) groups: Vec<u32>,
    /// The categories that complement others, best first; numbers of the whole.
    pub(super) complements: Vec<Complements>,
    /// Categories of the whole, ascending, of which people buy several at once.
    pub(super) collected: Vec<u32>,
    /// By member, as far as the last that is in any: the merchant's sets that it is in, ascending.
    pub(super) sets: Vec<Vec<u32>>,
    /// The positions of the shard's learned bundles among all learned ones, ascending.
    pub(super) bundles: Vec<u32>,
    /// The lists of which a block is among the members.
    pub(super) lists: Vec<List>,
}

/// A category and those that complement it.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Complements {
    pub(super) category: u32,
    pub(super) others: Vec<u32>,
}

/// A block of a list of items by falling prior, ties by smaller item.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct List {
    /// What the list has in common.
    pub kind: ListKind,
    /// Which category or set.
    pub number: u32,
    /// Which block of the list, from 0.
    pub block: u32,
    /// The prior of the block's last item, in score units: no later one has more.
    pub floor: i32,
    /// Whether no block follows.
    pub is_last: bool,
}

/// What the items of a list have in common.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord)]
pub enum ListKind {
    /// Nothing: all items.
    #[default]
    Popular = 0,
    /// A category.
    Category = 1,
    /// A set of the merchant's.
    Set = 2,
}

impl ListKind {
    /// By its number.
    pub fn of(number: u32) -> Option<Self> {
        [Self::Popular, Self::Category, Self::Set].into_iter().find(|kind| *kind as u32 == number)
    }
}

/// All of it, in the file's order.
pub(super) fn membership<P: Pass>(pass: &mut P, it: &mut Membership) -> Done {
    pass.number(&mut it.whole)?;
    let ascending = [
        &mut it.items,
        &mut it.own,
        &mut it.categories,
        &mut it.brands,
        &mut it.groups,
        &mut it.collected,
        &mut it.bundles,
    ];
    ascending.into_iter().try_for_each(|list| pass.ascending(list))?;
    many(pass, &mut it.complements, |pass, of: &mut Complements| {
        pass.short(&mut of.category)?;
        many(pass, &mut of.others, P::short)
    })?;
    many(pass, &mut it.sets, P::ascending)?;
    many(pass, &mut it.lists, list)
}

fn list<P: Pass>(pass: &mut P, list: &mut List) -> Done {
    let (mut kind, mut floor) = (list.kind as u32, i64::from(list.floor));
    pass.short(&mut kind)?;
    pass.short(&mut list.number)?;
    pass.short(&mut list.block)?;
    pass.signed(&mut floor)?;
    pass.flag(&mut list.is_last)?;
    (list.kind, list.floor) = (ListKind::of(kind)?, i32::try_from(floor).ok()?);
    Some(())
}
