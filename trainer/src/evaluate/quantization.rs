//! Scores with a model's weights before they are quantized for the file, and measures what quantization loses.

use hashbrown::HashMap;
use pairwell::model::layout::MAX_WEIGHT_BITS;
use pairwell::model::{Parts, Tilts};

use super::bootstrap::{Interval, difference};
use super::ranks::Ranks;
use crate::affinity::measure::{Cart, Fitted, Scorer};
use crate::orders::Orders;

/// A loss from this share of the gain on matters.
const MATTERS: f64 = 0.01;

/// Priors and weights in floats, by the item numbers of some training orders.
pub struct Unquantized {
    prior: Vec<f64>,
    /// Item, weight, tilt.
    rows: Vec<Vec<(u32, f64, f64)>>,
    tilts: Tilts,
}

impl Unquantized {
    /// A model's parts, to be asked about the items of these orders.
    pub fn new(parts: &Parts, orders: &Orders) -> Self {
        let numbers: HashMap<&str, u32> = orders.skus.iter().map(String::as_str).zip(0..).collect();
        let number: Vec<Option<u32>> = parts.items.iter().map(|row| numbers.get(row.sku.as_str()).copied()).collect();
        let mut all = Self {
            prior: vec![f64::NEG_INFINITY; orders.skus.len()],
            rows: vec![Vec::new(); orders.skus.len()],
            tilts: parts.tilts,
        };
        for (row, item) in parts.items.iter().zip(&number) {
            let Some(item) = item.map(|item| item as usize) else { continue };
            let tilts = row.tilts.iter().copied().chain(std::iter::repeat(0.0));
            let known = |((to, weight), tilt): (&(u32, f64), f64)| Some((number[*to as usize]?, *weight, tilt));
            all.prior[item] = row.prior;
            all.rows[item] = row.neighbours.iter().zip(tilts).filter_map(known).collect();
        }
        all
    }
}

impl Fitted for Unquantized {
    fn scorer(&self) -> Box<dyn Scorer + '_> {
        Box::new(self)
    }
}

impl Scorer for &Unquantized {
    fn score(&mut self, cart: Cart<'_>, scores: &mut [f64]) {
        scores.copy_from_slice(&self.prior);
        for (to, weight, tilt) in cart.items.iter().flat_map(|item| &self.rows[*item as usize]) {
            scores[*to as usize] += weight * self.tilts.volume(*tilt, cart.items.len() + cart.unknown);
        }
    }
}

/// What quantized weights lose against the same weights in floats.
#[derive(Debug, Clone, Copy, PartialEq, serde::Serialize)]
pub struct QuantizationLoss {
    /// Mean discounted gain at 10 in floats.
    #[serde(rename = "floats")]
    pub exact: f64,
    /// The gain with the file's weights less that.
    pub difference: Interval,
    /// Bits that a weight has in the file.
    pub bits: u32,
    /// Whether the loss is beyond chance and large enough to matter.
    pub loses: bool,
}

impl QuantizationLoss {
    /// Compares the ranks from a file with `bits` per weight with those in floats, case by case.
    pub fn of(bits: u32, file: &Ranks, exact: &Ranks) -> Self {
        let mean = exact.gain().sum::<f64>() / exact.ranks.len().max(1) as f64;
        let difference = difference(file.gain(), exact.gain());
        Self { exact: mean, difference, bits, loses: difference.high < 0.0 && -difference.value > MATTERS * mean }
    }
}

impl std::fmt::Display for QuantizationLoss {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let Interval { value, low, high } = self.difference;
        write!(
            f,
            "quantization loss: NDCG@10 {value:+.4} ({low:+.4} to {high:+.4}) with {}-bit weights, against {:.4} in floats",
            self.bits, self.exact
        )?;
        match self.loses {
            true if self.bits < MAX_WEIGHT_BITS => {
                write!(f, "\n  This loss matters: try --weight-bits {}.", self.bits + 1)
            }
            _ => Ok(()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn ranks(first: usize) -> Ranks {
        let rank = |n| Some(if n < first { 0.0 } else { 40.0 });
        Ranks { ranks: (0..1000).map(rank).collect(), shown: Vec::new() }
    }

    #[test]
    fn a_loss_is_reported_when_it_is_beyond_chance_and_large() {
        let text = |file, exact| QuantizationLoss::of(4, &ranks(file), &ranks(exact)).to_string();
        assert!(text(450, 500).contains("NDCG@10 -0.0500") && text(450, 500).contains("try --weight-bits 5"));
        assert!(!text(498, 500).contains("matters"), "{}", text(498, 500));
        assert!(!text(500, 450).contains("matters"), "{}", text(500, 450));
    }
}
