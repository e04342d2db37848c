//! Writes a model directory's files as shards, of which a page loads only what its items need; never decides what they hold.

use std::collections::BTreeSet;

use pairwell::model::shards::{Places, SplitShards, address, split};
use pairwell::model::{Card, Catalog, Model, encode_catalog};
use pairwell::rules::RuleParts;
use rayon::prelude::*;
use serde::Serialize;

use super::error::PublishError;
use super::manifest::ShardsEntry;
use super::packing::packed;

/// Rows in a shard. `cargo xtask bench view` compares sizes: with fewer there are more files, with more each view loads more.
pub const ROWS: usize = 8;
/// Cards in a shard for each of its items, beside its own: as many as most shelves show.
const CARDS: usize = 6;
/// Views of different product pages in a session that shards must cost less for than the whole files, to be written without being asked for.
const VIEWS: u64 = 10;

/// When a directory has shards.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum WhenSharded {
    /// If ten product views cost less by them.
    #[default]
    Auto,
    /// Never.
    Never,
    /// Always.
    Always,
}

/// All files of a sharded model, and what a view costs.
pub struct Shards {
    /// The manifest's entry.
    pub entry: ShardsEntry,
    /// The files, by name.
    pub files: Vec<(String, Vec<u8>)>,
    /// Bytes that a product page loads, by item: its shard and its cards, without what every page needs.
    views: Vec<u64>,
}

/// What a product page costs in bytes, over all items alike.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub struct ViewCost {
    /// The first view: the root, a shard, its cards. Median and 95th percentile.
    pub first: [u64; 2],
    /// A further view of another product.
    pub next: [u64; 2],
}

impl Shards {
    /// Splits a model, its rules and its cards.
    ///
    /// # Errors
    /// When a shard cannot be encoded.
    pub fn of(model: &Model, rules: &RuleParts, catalog: Option<&Catalog>) -> Result<Self, PublishError> {
        let split = split(model, rules, ROWS);
        let root = split.root().map_err(PublishError::Encode)?;
        let digest = pairwell::model::xxh64(&root, 0);
        let root = packed("root", &root, digest)?;
        let count = split.places().shards;
        let rows = numbered(&split, |group| rows(&split, group))?;
        let cards = match catalog {
            None => None,
            Some(catalog) => {
                let strangers = strangers(model, catalog, split.places());
                Some(numbered(&split, |group| cards(&split, model, catalog, &strangers, group))?)
            }
        };
        let entry = ShardsEntry { root: root.0, count, rows: rows.0, cards: cards.as_ref().map(|it| it.0.clone()) };
        let views = views(&split, [Some(&rows.1), cards.as_ref().map(|it| &it.1)]);
        let shards = rows.1.into_iter().map(|(shard, bytes)| (entry.rows_file(shard), bytes));
        let cards = cards.into_iter().flat_map(|it| it.1).map(|(shard, bytes)| (entry.cards_file(shard), bytes));
        let mut files = vec![(entry.root.file.clone(), root.1)];
        files.extend(shards.chain(cards).filter_map(|(name, bytes)| Some((name?, bytes))));
        Ok(Self { entry, files, views })
    }

    /// What a product page costs.
    pub fn view_cost(&self) -> ViewCost {
        let mut views = self.views.clone();
        views.sort_unstable();
        let at = |share: usize| views.get(views.len().saturating_sub(1) * share / 100).copied().unwrap_or(0);
        let next = [at(50), at(95)];
        ViewCost { first: next.map(|view| view + self.entry.root.bytes), next }
    }

    /// The files, by name.
    pub fn named(&self) -> impl Iterator<Item = (&str, &[u8])> {
        self.files.iter().map(|(name, bytes)| (name.as_str(), bytes.as_slice()))
    }

    /// Bytes of all its files.
    pub fn bytes(&self) -> u64 {
        self.files.iter().map(|(_, bytes)| bytes.len() as u64).sum()
    }

    /// Whether ten views of different products cost less by these than by whole files of so many bytes.
    pub fn pay(&self, whole: u64) -> bool {
        let ViewCost { first: [first, _], next: [next, _] } = self.view_cost();
        first + (VIEWS - 1) * next < whole
    }
}

/// Shards of a group, each by its number.
type Numbered = Vec<(u32, Vec<u8>)>;

/// All groups: their addresses one after another, and their shards.
fn numbered(
    split: &SplitShards<'_>,
    of: impl Fn(u32) -> Result<(String, Numbered), PublishError> + Send + Sync,
) -> Result<(String, Numbered), PublishError> {
    let groups = (0..split.groups()).into_par_iter().map(of).collect::<Result<Vec<_>, _>>()?;
    let addresses = groups.iter().map(|(address, _)| address.as_str()).collect();
    Ok((addresses, groups.into_iter().flat_map(|(_, shards)| shards).collect()))
}

/// The bytes of one shard, and of its cards, as they would be served: for simulations of shops that are too large to be written.
///
/// # Errors
/// When they cannot be encoded.
pub fn served(
    split: &SplitShards<'_>,
    model: &Model,
    catalog: &Catalog,
    shard: u32,
) -> Result<[Vec<u8>; 2], PublishError> {
    let rows = split.shard(shard).map_err(PublishError::Encode)?;
    let cards = encode_catalog(&cards_of(split, model, catalog, &[], shard)).map_err(PublishError::Encode)?;
    Ok([packed("rows", &rows, 0)?.1, packed("cards", &cards, 0)?.1])
}

/// The same of the root.
///
/// # Errors
/// When it cannot be encoded.
pub fn served_root(split: &SplitShards<'_>) -> Result<Vec<u8>, PublishError> {
    Ok(packed("root", &split.root().map_err(PublishError::Encode)?, 0)?.1)
}

fn rows(split: &SplitShards<'_>, group: u32) -> Result<(String, Numbered), PublishError> {
    let group = split.group(group).map_err(PublishError::Encode)?;
    let shards = group.shards.into_iter().map(|(shard, bytes)| Ok((shard, packed("rows", &bytes, 0)?.1)));
    Ok((group.address, shards.collect::<Result<_, PublishError>>()?))
}

/// By shard: the SKUs that have a card but are not in the model.
fn strangers(model: &Model, catalog: &Catalog, places: Places) -> Vec<Vec<String>> {
    let mut strangers = vec![Vec::new(); places.shards as usize];
    for sku in catalog.skus().filter(|sku| model.item(sku).is_none()) {
        strangers[places.of(sku) as usize].push(sku.to_owned());
    }
    strangers
}

fn cards(
    split: &SplitShards<'_>,
    model: &Model,
    catalog: &Catalog,
    strangers: &[Vec<String>],
    group: u32,
) -> Result<(String, Numbered), PublishError> {
    let (mut shards, mut digests) = (Vec::new(), Vec::new());
    for shard in (group..split.places().shards).step_by(split.groups() as usize) {
        let cards = cards_of(split, model, catalog, &strangers[shard as usize], shard);
        let bytes = encode_catalog(&cards).map_err(PublishError::Encode)?;
        digests.extend(pairwell::model::xxh64(&bytes, 0).to_le_bytes());
        shards.push((shard, packed("cards", &bytes, 0)?.1));
    }
    Ok((address(&digests), shards))
}

/// The cards of a shard: of its own items, of what goes best with each, and of strangers to the model that are looked for there.
fn cards_of(split: &SplitShards<'_>, model: &Model, catalog: &Catalog, strangers: &[String], shard: u32) -> Vec<Card> {
    let items: BTreeSet<u32> = split.own(shard).iter().flat_map(|item| strongest(model, *item)).collect();
    let skus = items.iter().map(|item| model.sku(*item)).chain(strangers.iter().map(String::as_str));
    skus.filter_map(|sku| catalog.card(sku)).collect()
}

/// An item and the neighbours that it speaks loudest for, hidden ones left out.
fn strongest(model: &Model, item: u32) -> Vec<u32> {
    let mut near: Vec<(u32, i32)> = model.neighbours(item).filter(|(it, _)| !model.is_hidden(*it)).collect();
    near.sort_by_key(|(other, weight)| (std::cmp::Reverse(weight.saturating_add(model.prior(*other))), *other));
    near.iter().take(CARDS).map(|(other, _)| *other).chain([item]).collect()
}

/// What each item's page loads beside the root.
fn views(split: &SplitShards<'_>, files: [Option<&Numbered>; 2]) -> Vec<u64> {
    let mut bytes = vec![0; split.places().shards as usize];
    for (shard, file) in files.into_iter().flatten().flatten() {
        bytes[*shard as usize] += file.len() as u64;
    }
    let of_items = (0u32..).zip(bytes).flat_map(|(shard, bytes)| vec![bytes; split.own(shard).len()]);
    of_items.collect()
}
