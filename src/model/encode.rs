//! Turns items, priors and weights into a model file's bytes; never chooses what to keep.

use std::collections::HashSet;

use super::History;
use super::error::EncodeError;
use super::layout::{
    LEVEL_BITS, MAX_ITEMS, MAX_NEIGHBOURS, MAX_SKU, MAX_WEIGHT_BITS, MIN_WEIGHT_BITS, SCORE_BITS, USUAL_WEIGHT_BITS,
};
use super::level::{nearest, probability, units};
use super::quantised::{Quantised, QuantisedItem};
use super::streams::Kept;
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
        let items = self.items.iter().map(|item| self.quantised(item)).collect();
        let history = self.quantised_history();
        Ok(Quantised { items, weight_bits: self.weight_bits, tilts: self.tilts, history }.write())
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

    fn quantised<'a>(&self, item: &'a ItemRow) -> QuantisedItem<'a> {
        let (level, row) = quantise(item, &self.tilts, self.weight_bits);
        let sign = u32::from(item.prior < 0.0) << LEVEL_BITS;
        let prior = sign | u32::from(nearest(item.prior.abs()));
        QuantisedItem { sku: &item.sku, prior, hidden: item.hidden, once: item.once, level, row }
    }

    fn quantised_history(&self) -> History {
        History {
            repurchase_boost: (self.history.repurchase_boost * f64::from(1u32 << SCORE_BITS)).round() as i32,
            history_weight: (self.history.history_weight * 256.0).round() as u32,
        }
    }
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
