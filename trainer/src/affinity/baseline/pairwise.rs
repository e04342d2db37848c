//! Scores candidates by a measure of each pair, summed over the cart; never looks at more than two items at once.

use rayon::prelude::*;

use crate::affinity::best::keep_best;
use crate::affinity::counts::Counts;
use crate::affinity::measure::{Affinity, Cart, Fitted, Scorer, Seen, Unfit};

/// A measure of how two items go together, with the strongest partners of each item kept.
pub struct Pairwise {
    /// Its name.
    pub name: &'static str,
    /// Its formula.
    pub measure: fn(&Table) -> f64,
    /// Partners kept per cart item.
    pub keep: usize,
}

/// The two-by-two table of a pair, in orders.
#[derive(Debug, Clone, Copy)]
pub struct Table {
    /// With both.
    pub both: f64,
    /// With the cart item.
    pub cart: f64,
    /// With the candidate.
    pub candidate: f64,
    /// All.
    pub orders: f64,
}

/// The cosine between the items' columns of the order matrix.
pub(super) fn cosine(t: &Table) -> f64 {
    t.both / (t.cart * t.candidate).sqrt()
}

/// The share of the cart item's orders that hold the candidate.
pub(super) fn conditional(t: &Table) -> f64 {
    t.both / t.cart
}

/// How many times more often than by chance they meet.
pub(super) fn lift(t: &Table) -> f64 {
    t.both * t.orders / (t.cart * t.candidate)
}

/// Dunning's log-likelihood ratio of the table against independence.
pub(super) fn log_likelihood_ratio(t: &Table) -> f64 {
    let x = |v: f64| if v > 0.0 { v * v.ln() } else { 0.0 };
    let (left, right) = (t.cart - t.both, t.candidate - t.both);
    let neither = t.orders - t.cart - right;
    let cells = x(t.both) + x(left) + x(right) + x(neither);
    let margins = x(t.cart) + x(t.orders - t.cart) + x(t.candidate) + x(t.orders - t.candidate);
    (2.0 * (cells - margins + x(t.orders))).max(0.0)
}

impl Affinity for Pairwise {
    fn name(&self) -> &'static str {
        self.name
    }

    fn fit<'a>(&self, seen: &'a Seen<'a>) -> Result<Box<dyn Fitted + 'a>, Unfit> {
        let (counts, orders) = (seen.counts(), seen.orders.len() as f64);
        let items = 0..seen.items();
        Ok(Box::new(Rows(items.into_par_iter().map(|item| self.row(counts, item, orders)).collect())))
    }
}

impl Pairwise {
    /// The strongest partners of a cart item; among equals the items met first.
    fn row(&self, counts: &Counts, item: usize, orders: f64) -> Vec<(u32, f64)> {
        let row = counts.row(item);
        let cart = f64::from(counts.item_support()[item]);
        let strength = |(&j, &both): (&u32, &u32)| {
            let candidate = f64::from(counts.item_support()[j as usize]);
            (j, (self.measure)(&Table { both: f64::from(both), cart, candidate, orders }))
        };
        let mut partners: Vec<(u32, f64)> = row.partner.iter().zip(row.support).map(strength).collect();
        keep_best(&mut partners, self.keep, |a, b| b.1.total_cmp(&a.1).then(a.0.cmp(&b.0)));
        partners
    }
}

/// The kept partners of every cart item.
struct Rows(Vec<Vec<(u32, f64)>>);

impl Fitted for Rows {
    fn scorer(&self) -> Box<dyn Scorer + '_> {
        Box::new(self)
    }
}

impl Scorer for &Rows {
    fn score(&mut self, cart: Cart<'_>, scores: &mut [f64]) {
        scores.fill(0.0);
        for &item in cart.items {
            for &(j, strength) in &self.0[item as usize] {
                scores[j as usize] += strength;
            }
        }
    }
}
