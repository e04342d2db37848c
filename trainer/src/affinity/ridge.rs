//! Weighs pairs by centred local ridge regression, one small solve per candidate; never counts.
//!
//! For candidate `j`, the `m` items with the strongest covariance to `j` explain its presence in an order:
//! `(S_MM + λI) w = S_Mj`, S the weighted covariances. A close relative of EASE (Steck, "Embarrassingly Shallow
//! Autoencoders for Sparse Data", WWW 2019) that needs no dense item-by-item matrix.

use rayon::prelude::*;

use super::counts::{Counts, PairRow};
use super::solve::System;

/// What the ridge regression is run with.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct RidgeOptions {
    /// The most items that may explain one candidate (`m`).
    pub predictors: usize,
    /// Ridge penalty λ, in orders.
    pub lambda: f64,
    /// Weights kept per cart item (`k`).
    pub neighbours: usize,
    /// A weight needs this many orders with both items.
    pub min_orders: u32,
}

impl Default for RidgeOptions {
    fn default() -> Self {
        Self { predictors: 150, lambda: 20.0, neighbours: 16, min_orders: 3 }
    }
}

/// What one cart item adds to the score of each of its neighbours; rows by cart item, neighbours ascending.
#[derive(Debug, Clone, PartialEq)]
pub struct Weights {
    /// Where each cart item's neighbours begin; one more entry than there are items.
    pub starts: Vec<usize>,
    /// The candidate that each weight raises.
    pub neighbour: Vec<u32>,
    /// The weight: probability added to the candidate's score, above 0.
    pub weight: Vec<f32>,
    /// Score of each item before the cart speaks.
    pub prior: Vec<f64>,
}

impl Weights {
    /// One cart item's neighbours and their weights.
    pub fn row(&self, item: usize) -> impl Iterator<Item = (u32, f32)> + Clone + '_ {
        let span = self.starts[item]..self.starts[item + 1];
        self.neighbour[span.clone()].iter().copied().zip(self.weight[span].iter().copied())
    }

    /// How many items there are.
    pub fn items(&self) -> usize {
        self.prior.len()
    }
}

/// Computes all weights and priors.
pub fn ridge(counts: &Counts, options: &RidgeOptions, done: &(dyn Fn(usize) + Sync)) -> Weights {
    let columns: Vec<Vec<(u32, f32)>> = (0..counts.items())
        .into_par_iter()
        .map_init(
            || Scratch::new(counts.items(), options.predictors),
            |scratch, j| {
                let column = scratch.column(counts, j, options);
                done(1);
                column
            },
        )
        .collect();
    kept(counts, &columns, options.neighbours)
}

/// One thread's working memory.
struct Scratch {
    /// Position of an item among the predictors, plus one; 0 for all others.
    place: Vec<u16>,
    predictors: Vec<(f32, u32)>,
    /// Weighted counts of the predictors and, last, of the candidate.
    own: Vec<f64>,
    system: System,
    solution: Vec<f32>,
}

impl Scratch {
    fn new(items: usize, m: usize) -> Self {
        assert!(m < usize::from(u16::MAX), "at most 65 534 predictors");
        let system = System::new(m);
        Self { place: vec![0; items], predictors: Vec::new(), own: Vec::new(), system, solution: Vec::new() }
    }

    /// The weights with which other items raise candidate `j`: (cart item, weight), by ascending cart item.
    fn column(&mut self, counts: &Counts, j: usize, options: &RidgeOptions) -> Vec<(u32, f32)> {
        self.choose(counts, j, options);
        let mut lambda = options.lambda;
        loop {
            self.fill(counts, j, lambda);
            if self.system.solve(&mut self.solution) {
                break;
            }
            // Rounding made the matrix indefinite: a firmer penalty always ends it.
            lambda = lambda * 4.0 + 1.0;
        }
        let column = self.predictors.iter().zip(&self.solution).filter(|(_, w)| **w > 0.0).map(|((_, i), w)| (*i, *w));
        column.collect()
    }

    /// Picks the predictors of `j`: the largest `S·|S| / (d_i + λ)`, ties by smaller item; sorted by item.
    fn choose(&mut self, counts: &Counts, j: usize, options: &RidgeOptions) {
        let share = counts.item_weight[j] / counts.total;
        let row = counts.row(j);
        self.predictors.clear();
        for ((&i, &together), &support) in row.partner.iter().zip(row.weight).zip(row.support) {
            let own = counts.item_weight[i as usize];
            let covariance = f64::from(together) - own * share;
            if covariance > 0.0 && support >= options.min_orders {
                self.predictors.push(((covariance * covariance / (own + options.lambda)) as f32, i));
            }
        }
        let m = options.predictors;
        if self.predictors.len() > m {
            self.predictors.select_nth_unstable_by(m - 1, |a, b| b.0.total_cmp(&a.0).then(a.1.cmp(&b.1)));
            self.predictors.truncate(m);
        }
        self.predictors.sort_unstable_by_key(|p| p.1);
    }

    /// Writes the covariances of the predictors among themselves and, below, with `j`.
    fn fill(&mut self, counts: &Counts, j: usize, lambda: f64) {
        let n = self.predictors.len();
        self.own.clear();
        for (at, (_, i)) in (1..).zip(&self.predictors) {
            self.place[*i as usize] = at;
            self.own.push(counts.item_weight[*i as usize]);
        }
        self.own.push(counts.item_weight[j]);
        self.system.restart(n);
        for (at, own) in self.own[..n].iter().enumerate() {
            let share = own / counts.total;
            let column = self.system.column(at);
            for (cell, other) in column.iter_mut().zip(&self.own) {
                *cell = (-share * other) as f32;
            }
            column[at] += (own + lambda) as f32;
        }
        for (at, (_, item)) in self.predictors.iter().enumerate() {
            // Each pair stands in one half row: that of its rarer item.
            self.system.add(at, &self.place, counts.row_before(*item as usize));
        }
        self.system.add(n, &self.place, counts.row(j));
        for (_, i) in &self.predictors {
            self.place[*i as usize] = 0;
        }
    }
}

impl System {
    /// Adds the pair weights of the item at one place with those partners that have a place.
    fn add(&mut self, at: usize, place: &[u16], pairs: PairRow<'_>) {
        for (&partner, &together) in pairs.partner.iter().zip(pairs.weight) {
            if let Some(other) = usize::from(place[partner as usize]).checked_sub(1) {
                self.column(at.min(other))[at.max(other)] += together;
            }
        }
    }
}

/// Turns columns (by candidate) into rows (by cart item), keeps the `k` largest of each row, and sets the priors.
fn kept(counts: &Counts, columns: &[Vec<(u32, f32)>], k: usize) -> Weights {
    let mut rows: Vec<Vec<(u32, f32)>> = vec![Vec::new(); counts.items()];
    for (j, column) in columns.iter().enumerate() {
        for &(i, w) in column {
            rows[i as usize].push((j as u32, w));
        }
    }
    rows.par_iter_mut().for_each(|row| {
        if row.len() > k {
            row.select_nth_unstable_by(k, |a, b| b.1.total_cmp(&a.1).then(a.0.cmp(&b.0)));
            row.truncate(k);
        }
        row.sort_unstable_by_key(|entry| entry.0);
    });
    let mut prior: Vec<f64> = counts.item_weight.iter().map(|d| d / counts.total).collect();
    let means = prior.clone();
    let mut starts = vec![0];
    let (mut neighbour, mut weight) = (Vec::new(), Vec::new());
    for (i, row) in rows.iter().enumerate() {
        for &(j, w) in row {
            neighbour.push(j);
            weight.push(w);
            prior[j as usize] -= means[i] * f64::from(w);
        }
        starts.push(neighbour.len());
    }
    Weights { starts, neighbour, weight, prior }
}
