//! Adds up order weights as whole steps, beside the number of orders; never as floats.

use rayon::prelude::*;

use crate::orders::Orders;

/// Bits after the point of a fixed-point order weight.
const FRACTION_BITS: u32 = 16;
/// Bits of an accumulator that hold the number of orders; the weight sum is above them.
const COUNT_BITS: u32 = 24;
const COUNT_MASK: u64 = (1 << COUNT_BITS) - 1;

/// The most orders that can be counted: an accumulator's count holds no more.
pub(super) const MAX_ORDERS: usize = COUNT_MASK as usize;

/// An order's weight in whole steps: 1/65 536 to 65 536 times the mean.
pub(super) fn fixed(weight: f64) -> u32 {
    ((weight * f64::from(1u32 << FRACTION_BITS)).round() as u32).max(1)
}

/// A sum of steps, as a weight.
pub(super) fn from_fixed(sum: u64) -> f64 {
    sum as f64 / f64::from(1u32 << FRACTION_BITS)
}

/// What orders add up to: their number, below the sum of their first weights; the sums of their other weights.
#[derive(Clone, Copy)]
pub(super) struct Sum<const K: usize>([u64; K]);

impl<const K: usize> Sum<K> {
    /// The sum of no orders.
    pub(super) const NONE: Self = Self([0; K]);

    /// Adds an order by its steps.
    #[inline(always)]
    pub(super) fn add(&mut self, steps: &[u32; K]) {
        for (kind, (sum, step)) in self.0.iter_mut().zip(steps).enumerate() {
            *sum += if kind == 0 { u64::from(*step) << COUNT_BITS | 1 } else { u64::from(*step) };
        }
    }

    fn join(&mut self, other: &Self) {
        self.0.iter_mut().zip(other.0).for_each(|(sum, more)| *sum += more);
    }

    /// Whether nothing was added.
    #[inline(always)]
    pub(super) fn is_none(&self) -> bool {
        self.0[0] == 0
    }

    /// How many orders were added.
    pub(super) fn orders(&self) -> u32 {
        (self.0[0] & COUNT_MASK) as u32
    }

    /// The sum of one kind of weights, in steps.
    pub(super) fn weight(&self, kind: usize) -> u64 {
        if kind == 0 { self.0[0] >> COUNT_BITS } else { self.0[kind] }
    }
}

/// Weights and support of every item.
pub(super) fn item_sums<const K: usize>(orders: &Orders, steps: &[[u32; K]]) -> Vec<Sum<K>> {
    let items = orders.skus.len();
    let add = |mut sums: Vec<Sum<K>>, n: usize| {
        orders.order(n).iter().for_each(|item| sums[*item as usize].add(&steps[n]));
        sums
    };
    let merge = |mut a: Vec<Sum<K>>, b: Vec<Sum<K>>| {
        a.iter_mut().zip(&b).for_each(|(a, b)| a.join(b));
        a
    };
    let least = orders.len() / rayon::current_num_threads() / 4 + 1;
    let parts = (0..orders.len()).into_par_iter().with_min_len(least).fold(|| vec![Sum::NONE; items], add);
    parts.reduce(|| vec![Sum::NONE; items], merge)
}
