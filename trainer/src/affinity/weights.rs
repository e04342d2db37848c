//! Holds the weights of all items: keeps each item's best neighbours, and both weights of a neighbour as one and a tilt; never solves.

use pairwell::model::Tilts;
use rayon::prelude::*;

use super::best::keep_best;
use super::counts::Counts;
use super::pair::{Column, Pair};
use super::products::{gather_priors, gather_weights};
use super::tilts;

/// What one cart item adds to the score of each of its neighbours; rows by cart item, neighbours ascending.
#[derive(Debug, Clone, PartialEq)]
pub struct Weights {
    /// Where each cart item's neighbours begin; one more entry than there are items.
    pub starts: Vec<usize>,
    /// The candidate that each weight raises.
    pub neighbour: Vec<u32>,
    /// The weight: probability added to the candidate's score, above 0; the mean of that in a small cart and in a whole order.
    pub weight: Vec<f32>,
    /// How much more it is in a whole order, as a share of that mean, −1 to 1.
    pub tilt: Vec<f32>,
    /// The steps that stand for those, and how carts pass from one end to the other.
    pub tilts: Tilts,
    /// Score of each item before the cart speaks: how likely it is in an order.
    pub prior: Vec<f64>,
}

impl Weights {
    /// From the weights of both kinds that raise each candidate: the `k` best neighbours of each item, divided by the candidate's
    /// popularity to the power `lean`. `products` says which items are variants of one product.
    pub(super) fn of(
        counts: &Counts,
        columns: &[Column],
        products: Option<&[Option<u32>]>,
        k: usize,
        lean: f64,
    ) -> Self {
        let mut rows = rows(counts, columns, lean);
        let mut prior: Vec<f64> = counts.item_weight.iter().map(|d| d / counts.total).collect();
        if let Some(products) = products {
            gather_weights(&mut rows, products);
            gather_priors(&mut prior, products);
        }
        keep_strongest(counts, &mut rows, k);
        laid_out(&rows, prior)
    }

    /// The same with each item's prior, and what other items add to its score, multiplied by its share.
    #[must_use]
    pub fn faded(mut self, shares: &[f64]) -> Self {
        self.prior.iter_mut().zip(shares).for_each(|(prior, share)| *prior *= share);
        for (weight, neighbour) in self.weight.iter_mut().zip(&self.neighbour) {
            *weight *= shares[*neighbour as usize] as f32;
        }
        self
    }

    /// One cart item's neighbours, their weights and tilts.
    pub fn row(&self, item: usize) -> impl Iterator<Item = (u32, f32, f32)> + Clone + '_ {
        let span = self.starts[item]..self.starts[item + 1];
        let weights = self.weight[span.clone()].iter().zip(&self.tilt[span.clone()]);
        self.neighbour[span].iter().zip(weights).map(|(neighbour, (weight, tilt))| (*neighbour, *weight, *tilt))
    }

    /// How many items there are.
    pub fn items(&self) -> usize {
        self.prior.len()
    }
}

/// A cart with this many more items than one is half-way to a whole order.
const HALF: u8 = 4;
/// How much a weight in a small cart counts against one in a whole order when neighbours are chosen: most carts are small.
const ALONE: f32 = 3.0;

/// Turns columns (by candidate) into rows (by cart item), each weight divided by its candidate's popularity to the power `lean`.
fn rows(counts: &Counts, columns: &[Column], lean: f64) -> Vec<Column> {
    let usual = usual_popularity(counts);
    let mut rows: Vec<Column> = vec![Vec::new(); counts.items()];
    for ((j, column), own) in (0..).zip(columns).zip(&counts.item_weight) {
        let rarity = (usual / own.max(f64::MIN_POSITIVE)).powf(lean) as f32;
        for &Pair { item, alone, whole } in column {
            rows[item as usize].push(Pair {
                item: j,
                alone: (alone * rarity).min(1.0),
                whole: (whole * rarity).min(1.0),
            });
        }
    }
    rows
}

/// Keeps the `k` best pairs of each row, which favours rare candidates a little; ties by smaller candidate. Rows ascend.
fn keep_strongest(counts: &Counts, rows: &mut [Column], k: usize) {
    let [alone, whole] = usual_weights(rows);
    let standing = |pair: &Pair| {
        let popularity = counts.item_weight[pair.item as usize].max(f64::MIN_POSITIVE).powf(0.25) as f32;
        (ALONE * pair.alone / alone + pair.whole / whole) / popularity
    };
    rows.par_iter_mut().for_each(|row| {
        keep_best(row, k, |a, b| standing(b).total_cmp(&standing(a)).then(a.item.cmp(&b.item)));
        row.sort_unstable_by_key(|pair| pair.item);
    });
}

/// How large weights of both kinds are: their root mean squares.
fn usual_weights(rows: &[Column]) -> [f32; 2] {
    let sum = |of: fn(&Pair) -> f32| {
        let squares: f64 = rows.iter().flatten().map(|pair| f64::from(of(pair)).powi(2)).sum();
        squares.max(f64::MIN_POSITIVE).sqrt() as f32
    };
    [sum(|pair| pair.alone), sum(|pair| pair.whole)]
}

/// How popular the item of an order line is, on average.
pub(super) fn usual_popularity(counts: &Counts) -> f64 {
    let lines: f64 = counts.item_weight.iter().sum();
    counts.item_weight.iter().map(|d| d * d).sum::<f64>() / lines.max(f64::MIN_POSITIVE)
}

/// Puts the rows one after another.
fn laid_out(rows: &[Column], prior: Vec<f64>) -> Weights {
    let mut starts = vec![0];
    let (mut neighbour, mut weight, mut tilt) = (Vec::new(), Vec::new(), Vec::new());
    for row in rows {
        for &Pair { item, alone, whole } in row {
            neighbour.push(item);
            weight.push((alone + whole) / 2.0);
            tilt.push((whole - alone) / (alone + whole));
        }
        starts.push(neighbour.len());
    }
    let steps = tilts::steps(tilt.iter().copied().zip(weight.iter().copied()));
    Weights { starts, neighbour, weight, tilt, tilts: Tilts { half: 4 * HALF, steps }, prior }
}
