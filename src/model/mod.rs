//! Holds a shop's item-affinity model in memory, and turns it from a file's bytes and back; never ranks.
#![doc = include_str!("FORMAT.md")]
// Bytes come from strangers: nothing here may panic.
#![deny(clippy::indexing_slicing, clippy::unwrap_used, clippy::panic)]

mod catalog;
mod coder;
mod container;
mod decode;
mod digest;
mod encode;
mod error;
pub mod layout;
mod level;
mod quantised;
pub mod rules;
pub mod shards;
mod sku_table;
mod streams;
mod tilt;

pub use catalog::{Card, Catalog, CatalogDecoding, encode_catalog};
pub use container::announced_length;
pub use decode::Decoding;
pub use digest::xxh64;
pub use encode::{HistoryParts, ItemRow, Parts};
pub use error::{DecodeError, EncodeError};
pub(crate) use level::probability;
pub use tilt::Tilts;
pub(crate) use tilt::Volumes;

use layout::{MAX_WEIGHT_BITS, TILT_BITS};
use sku_table::SkuTable;
use streams::Kept;

/// A checked model: what each item's presence in the cart adds to the scores of others, and every item's prior.
///
/// Items are numbered from 0 by falling popularity. All scores are whole numbers of units of
/// 2⁻²⁴ ([`layout::SCORE_BITS`]), so sums are exact and do not depend on their order.
#[derive(Debug, Default, Clone)]
pub struct Model {
    skus: SkuTable,
    prior: Vec<i32>,
    hidden: Vec<bool>,
    starts: Vec<u32>,
    kept: Vec<u32>,
    scales: Vec<i32>,
    weight_bits: u32,
    tilts: Tilts,
    history: History,
    once: Vec<bool>,
    digest: u64,
}

/// How much the shopper's history counts, beside the cart.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct History {
    /// What an item of the shopper's last order gains, in score units: 0 to 2²⁴. One of the order before gains half of it, and so on.
    pub repurchase_boost: i32,
    /// How much an item of that order says about others while the cart is empty, against an item of a cart, in 1/256: 0 to 256.
    pub history_weight: u32,
}

impl Model {
    /// How many items the model knows.
    pub fn items(&self) -> usize {
        self.skus.len()
    }

    /// How many weights it holds.
    pub fn weights(&self) -> usize {
        self.kept.len()
    }

    /// Bits of each weight in the file: 2 to 6.
    pub fn weight_bits(&self) -> u32 {
        self.weight_bits
    }

    /// XXH64 of the file it was read from: 16 hex digits of it are in the file's name.
    pub fn digest(&self) -> u64 {
        self.digest
    }

    /// The number of an item, by the shop's SKU; `None` for an item that training never saw.
    pub fn item(&self, sku: &str) -> Option<u32> {
        self.skus.item(sku)
    }

    /// The shop's SKU of an item; empty if the model has no such item.
    pub fn sku(&self, item: u32) -> &str {
        self.skus.sku(item)
    }

    /// An item's score before the cart speaks, in score units; 0 if the model has no such item.
    pub fn prior(&self, item: u32) -> i32 {
        self.prior.get(item as usize).copied().unwrap_or(0)
    }

    /// Whether an item is never suggested: not for sale, out of stock or unknown to the catalog at training time.
    pub fn is_hidden(&self, item: u32) -> bool {
        self.hidden.get(item as usize).copied().unwrap_or(true)
    }

    /// How much the shopper's history counts; nothing in a model that was trained without.
    pub fn history(&self) -> History {
        self.history
    }

    /// Whether people who have bought an item do not buy it again, as far as the orders tell.
    pub fn is_bought_once(&self, item: u32) -> bool {
        self.once.get(item as usize).copied().unwrap_or(false)
    }

    /// How weights change with the cart's size; not at all in a model that was trained without.
    pub fn tilts(&self) -> Tilts {
        self.tilts
    }

    /// How many neighbours an item has.
    #[inline(always)]
    pub(crate) fn degree(&self, item: u32) -> usize {
        self.row(item).len()
    }

    /// What the file keeps of an item: (neighbour, weight in score units, tilt in 1/64), by ascending neighbour.
    pub fn kept(&self, item: u32) -> impl ExactSizeIterator<Item = (u32, i32, i8)> + Clone + '_ {
        let tilt = |packed: &u32| self.tilts.steps.get(tilt_of(*packed)).copied().unwrap_or(0);
        let even = self.heard(item, tilt::EVEN);
        even.zip(self.row(item)).map(move |((neighbour, weight), packed)| (neighbour, weight, tilt(packed)))
    }

    /// What an item alone in the cart adds to others: (neighbour, weight in score units), by ascending neighbour.
    pub fn neighbours(&self, item: u32) -> impl ExactSizeIterator<Item = (u32, i32)> + Clone + '_ {
        self.heard(item, self.tilts.volumes(1))
    }

    /// What an item adds to one other in a cart of `cart` items, in score units; 0 if it keeps no weight for it.
    pub fn weight(&self, item: u32, neighbour: u32, cart: usize) -> i32 {
        let row = self.row(item);
        let at = row.partition_point(|packed| packed >> PACKED_BITS < neighbour);
        let scale = self.scales.get(item as usize).copied().unwrap_or(0);
        row.get(at)
            .map(|packed| unpack(*packed, scale, self.weight_bits, &self.tilts.volumes(cart)))
            .filter(|(n, _)| *n == neighbour)
            .map_or(0, |(_, w)| w)
    }

    /// What an item in the cart adds to others, at these volumes, by ascending neighbour.
    #[inline(always)]
    pub(crate) fn heard(
        &self,
        item: u32,
        volumes: Volumes,
    ) -> impl ExactSizeIterator<Item = (u32, i32)> + Clone + use<'_> {
        let scale = self.scales.get(item as usize).copied().unwrap_or(0);
        let bits = self.weight_bits;
        self.row(item).iter().map(move |packed| unpack(*packed, scale, bits, &volumes))
    }

    /// All priors, by item.
    pub(crate) fn priors(&self) -> &[i32] {
        &self.prior
    }

    #[inline(always)]
    fn row(&self, item: u32) -> &[u32] {
        let at = item as usize;
        match (self.starts.get(at), self.starts.get(at + 1)) {
            (Some(start), Some(end)) => self.kept.get(*start as usize..*end as usize).unwrap_or_default(),
            _ => &[],
        }
    }
}

/// Bits of a kept weight in memory, below its neighbour.
const PACKED_BITS: u32 = MAX_WEIGHT_BITS + TILT_BITS;

/// A kept weight in memory: neighbour above quantum above tilt.
fn pack(kept: Kept) -> u32 {
    kept.neighbour << PACKED_BITS | u32::from(kept.quantum) << TILT_BITS | u32::from(kept.tilt)
}

/// Which tilt a kept weight has.
#[inline(always)]
fn tilt_of(packed: u32) -> usize {
    (packed & ((1 << TILT_BITS) - 1)) as usize
}

/// Neighbour and weight in score units: quantum + 1 of the steps, with four bits sixteenths, of the row's scale, at the volume
/// of its tilt.
#[inline(always)]
fn unpack(packed: u32, scale: i32, bits: u32, volumes: &Volumes) -> (u32, i32) {
    let steps = (packed >> TILT_BITS & ((1 << MAX_WEIGHT_BITS) - 1)) as i32 + 1;
    let volume = volumes.get(tilt_of(packed)).copied().unwrap_or(0);
    // At most 2^24 · 64: no overflow.
    (packed >> PACKED_BITS, tilt::at_volume((scale * steps) >> bits, volume))
}

/// How many bytes each section of a `.pw` file takes, by tag, in the file's order.
///
/// # Errors
/// As [`Model::decode`] for the file's frame; the sections themselves are not looked into.
pub fn section_lengths(bytes: &[u8]) -> Result<Vec<(String, usize)>, DecodeError> {
    use layout::{BITS, CARD, HEAD, HIDE, HISTORY, NEIG, PRIO, SIZE, SKUS};
    let file = container::Container::checked(bytes, &[HEAD, SKUS, PRIO, HIDE, BITS, SIZE, NEIG, HISTORY, CARD])?;
    Ok(file.lengths().map(|(tag, length)| (String::from_utf8_lossy(&tag).into_owned(), length)).collect())
}
