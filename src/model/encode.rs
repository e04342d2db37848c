//! Turns items, priors and weights into a model file's bytes; never chooses what to keep.

use std::collections::HashSet;

use super::coder::Encoder;
use super::container::{self, Section};
use super::error::EncodeError;
use super::layout::{
    BITS, HEAD, HEAD_FIRST, HEAD_ITEMS, HEAD_LAST, HEAD_SHARD, HEAD_SHARDS, HEAD_SIZE, HEAD_WEIGHTS, HIDE, HISTORY,
    HISTORY_BOOST, HISTORY_SIZE, HISTORY_WEIGHT, LEVEL_BITS, MAX_ITEMS, MAX_NEIGHBOURS, MAX_PER_BYTE, MAX_SKU,
    MAX_WEIGHT_BITS, MIN_WEIGHT_BITS, NEIG, PRIO, SCORE_BITS, SIZE, SKUS, USUAL_WEIGHT_BITS,
};
use super::level::{nearest, probability, units};
use super::streams::{FlagCoder, Kept, PriorCoder, RowCoder, SkuCoder};
use super::tilt::Tilts;

/// Everything a model is made of, before it is quantised.
#[derive(Debug, Clone, PartialEq)]
pub struct Parts {
    /// The items; their position is their number. Popular items first makes the file small.
    pub items: Vec<ItemRow>,
    /// Bits that each weight is kept in: 2 to 6, usually 4.
    pub weight_bits: u32,
    /// How much the shopper's history counts; by default not at all.
    pub history: HistoryParts,
    /// How weights change with the cart's size; by default they do not.
    pub tilts: Tilts,
}

impl Default for Parts {
    fn default() -> Self {
        Self { items: Vec::new(), weight_bits: USUAL_WEIGHT_BITS, history: HistoryParts::default(), tilts: Tilts::NONE }
    }
}

/// How much the shopper's history counts, beside the cart.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub struct HistoryParts {
    /// Score that an item of the shopper's last order gains: a probability, 0 to 1.
    pub repurchase_boost: f64,
    /// How much an item of that order says about others while the cart is empty, against one in a cart: 0 to 1, kept in
    /// 1/256.
    pub history_weight: f64,
}

/// One item of a model.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct ItemRow {
    /// The shop's string for it, 1 to 255 bytes.
    pub sku: String,
    /// Its score before the cart speaks: a probability, by exception below 0. Kept within 4.5 %, down to 2⁻¹⁶.
    pub prior: f64,
    /// What this item, in the cart, adds to the scores of others: (item number, weight), ascending by number.
    /// Weights above 0 and at most 1 are kept in few bits, with four as sixteenths of the row's largest; what rounds to
    /// none is left out.
    pub neighbours: Vec<(u32, f64)>,
    /// The tilt of each of those weights, −1 to 1, of which the nearest of [`Parts::tilts`] is kept; empty if none has one.
    pub tilts: Vec<f64>,
    /// Never to be suggested (not for sale, out of stock, unknown to the catalog); it still speaks for others.
    pub hidden: bool,
    /// People who have bought it do not buy it again.
    pub once: bool,
}

impl Parts {
    /// Writes the model file.
    ///
    /// # Errors
    /// Names the SKU that is empty, too long or there twice, or whose neighbours are not ascending, not other items
    /// of the model, too many, or not above 0 and at most 1.
    pub fn encode(&self) -> Result<Vec<u8>, EncodeError> {
        self.check()?;
        let (rows, weights) = self.encode_rows();
        let skus = self.encode_skus();
        let priors = self.encode_priors();
        // Padding keeps the promise that bounds a reader's allocation; only tiny or degenerate models need any.
        let skus = padded(skus, self.items.len());
        let rows = padded(rows, weights);
        let head = self.head(weights);
        let hidden = self.encode_hidden();
        let (bits, size, history) = ([self.weight_bits as u8], self.tilts.to_bytes(), self.encode_history());
        let section = |tag, bytes| Section { tag, required: true, bytes };
        let mut sections =
            vec![section(HEAD, &head), section(SKUS, &skus), section(PRIO, &priors), section(HIDE, &hidden)];
        if self.weight_bits != USUAL_WEIGHT_BITS {
            sections.push(section(BITS, &bits));
        }
        if self.is_tilted() {
            sections.push(section(SIZE, &size));
        }
        sections.push(section(NEIG, &rows));
        if let Some(history) = &history {
            sections.push(Section { tag: HISTORY, required: false, bytes: history });
        }
        Ok(container::write(&sections))
    }

    fn check(&self) -> Result<(), EncodeError> {
        if self.items.len() > MAX_ITEMS {
            return Err(EncodeError::TooManyItems(self.items.len()));
        }
        if !(MIN_WEIGHT_BITS..=MAX_WEIGHT_BITS).contains(&self.weight_bits) {
            return Err(EncodeError::BadNumber("weights have 2 to 6 bits"));
        }
        if ![self.history.repurchase_boost, self.history.history_weight].iter().all(|share| (0.0..=1.0).contains(share))
        {
            return Err(EncodeError::BadNumber("the history's strengths are between 0 and 1"));
        }
        if !self.tilts.is_valid() {
            return Err(EncodeError::BadNumber(
                "tilts are between -64 and 64, and half a whole order is above one item",
            ));
        }
        let mut seen = HashSet::new();
        for (n, item) in self.items.iter().enumerate() {
            if item.sku.is_empty() || item.sku.len() > MAX_SKU || !seen.insert(&item.sku) {
                return Err(EncodeError::BadSku(item.sku.clone()));
            }
            if let Some(rule) = self.broken_rule(n, item) {
                return Err(EncodeError::BadNeighbours(item.sku.clone(), rule));
            }
        }
        Ok(())
    }

    fn is_tilted(&self) -> bool {
        self.tilts != Tilts::NONE
    }

    fn broken_rule(&self, item: usize, row: &ItemRow) -> Option<&'static str> {
        let ItemRow { neighbours, tilts, .. } = row;
        let ascending = neighbours.windows(2).all(|pair| matches!(pair, [a, b] if a.0 < b.0));
        let others = neighbours.iter().all(|(n, _)| (*n as usize) < self.items.len() && *n as usize != item);
        let probable = neighbours.iter().all(|(_, w)| *w > 0.0 && *w <= 1.0);
        [
            (neighbours.len() <= MAX_NEIGHBOURS, "at most 63 are kept"),
            (ascending, "must ascend by item number"),
            (others, "must be other items of the model"),
            (probable, "weights must be above 0 and at most 1"),
            (tilts.is_empty() || tilts.len() == neighbours.len(), "need one tilt each, or none"),
        ]
        .into_iter()
        .find_map(|(holds, rule)| (!holds).then_some(rule))
    }

    fn head(&self, weights: usize) -> [u8; HEAD_SIZE] {
        let mut head = [0; HEAD_SIZE];
        let items = self.items.len() as u32;
        let longs = [(HEAD_ITEMS, items), (HEAD_WEIGHTS, weights as u32), (HEAD_FIRST, 0), (HEAD_LAST, items)];
        for (at, value) in longs {
            container::put(&mut head, at, &value.to_le_bytes());
        }
        for (at, value) in [(HEAD_SHARD, 0u16), (HEAD_SHARDS, 1)] {
            container::put(&mut head, at, &value.to_le_bytes());
        }
        head
    }

    fn encode_skus(&self) -> Vec<u8> {
        let (mut coder, mut skus) = (Encoder::new(), SkuCoder::new());
        for item in &self.items {
            skus.sku(&mut coder, item.sku.as_bytes());
        }
        coder.finish()
    }

    fn encode_priors(&self) -> Vec<u8> {
        let (mut coder, mut priors) = (Encoder::new(), PriorCoder::new());
        for item in &self.items {
            let sign = u32::from(item.prior < 0.0) << LEVEL_BITS;
            priors.prior(&mut coder, sign | u32::from(nearest(item.prior.abs())));
        }
        coder.finish()
    }

    fn encode_hidden(&self) -> Vec<u8> {
        flags(self.items.iter().map(|item| item.hidden))
    }

    /// The `TAST` section; none if the history counts for nothing.
    fn encode_history(&self) -> Option<Vec<u8>> {
        let boost = (self.history.repurchase_boost * f64::from(1u32 << SCORE_BITS)).round() as u32;
        let weight = (self.history.history_weight * 256.0).round() as u16;
        if (boost, weight) == (0, 0) && !self.items.iter().any(|item| item.once) {
            return None;
        }
        let mut section = vec![0; HISTORY_SIZE];
        container::put(&mut section, HISTORY_BOOST, &boost.to_le_bytes());
        container::put(&mut section, HISTORY_WEIGHT, &weight.to_le_bytes());
        section.extend(flags(self.items.iter().map(|item| item.once)));
        Some(section)
    }

    /// The `NEIG` section, and how many weights it holds.
    fn encode_rows(&self) -> (Vec<u8>, usize) {
        let (mut coder, mut rows) =
            (Encoder::new(), RowCoder::new(self.items.len() as u32, self.weight_bits, self.is_tilted()));
        let mut weights = 0;
        for (n, item) in self.items.iter().enumerate() {
            let (level, kept) = quantise(item, &self.tilts, self.weight_bits);
            weights += kept.len();
            // The checked parts break no rule of the coder.
            let _ = rows.row(&mut coder, n as u32, level, &kept);
        }
        (coder.finish(), weights)
    }
}

/// One bit an item.
fn flags(given: impl Iterator<Item = bool>) -> Vec<u8> {
    let (mut coder, mut flags) = (Encoder::new(), FlagCoder::new());
    given.for_each(|given| {
        flags.flag(&mut coder, given);
    });
    coder.finish()
}

/// The row's scale level and its weights in steps of the scale, with four bits sixteenths, rounded to nearest.
fn quantise(row: &ItemRow, tilts: &Tilts, bits: u32) -> (u8, Vec<Kept>) {
    let largest = row.neighbours.iter().map(|n| n.1).fold(0.0, f64::max);
    let level = nearest(largest);
    let scale = probability(units(level));
    let steps = f64::from(1u32 << bits);
    let kept = row.neighbours.iter().enumerate().filter_map(|(at, &(neighbour, weight))| {
        let n = (weight / scale * steps).round().min(steps);
        let tilt = row.tilts.get(at).map_or(0, |tilt| tilts.nearest(*tilt));
        (n >= 1.0).then(|| Kept { neighbour, quantum: n as u8 - 1, tilt })
    });
    (level, kept.collect())
}

/// The stream, in front of enough zero bytes that it holds `count` things at the most allowed per byte.
fn padded(mut stream: Vec<u8>, count: usize) -> Vec<u8> {
    stream.resize(stream.len().max(count.div_ceil(MAX_PER_BYTE)), 0);
    stream
}
