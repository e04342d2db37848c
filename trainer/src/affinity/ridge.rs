//! Computes weights by centred local ridge regression, two small solves per candidate; never counts.
//!
//! For candidate `j`, the `m` items with the strongest covariance to `j` explain its presence in an order:
//! `(p·S_off + D + λI) w = S_Mj`, S the weighted covariances, D the variances of items seen with probability p, divided by it.
//! With p = 1 the orders are whole: a close relative of EASE (Steck, "Embarrassingly Shallow Autoencoders for Sparse Data", WWW
//! 2019) that needs no dense item-by-item matrix. With a small p each item of an order is seen with that probability, as in a
//! cart of few items; this is the denoising objective of Steck, "Autoencoders that don't overfit towards the Identity", NeurIPS
//! 2020. Short orders then count more: they are what small carts become. Each pair gets a weight of both kinds.

use rayon::prelude::*;

use super::best::keep_best;
use super::counts::{Counts, PairRow};
use super::pair::{Column, Pair};
use super::repeats::{RepeatRow, Repeats};
use super::solve::System;
use super::weights::Weights;
use crate::kin::KinColumns;

/// The settings of the ridge regression.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct RidgeOptions {
    /// The most items that predict one candidate (`m`).
    pub predictors: usize,
    /// Ridge penalty λ, in orders.
    pub lambda: f64,
    /// Probability that an item of an order is seen in a small cart (`p`), above 0 and at most 1.
    pub seen: f64,
    /// Weights kept per cart item (`k`).
    pub neighbours: usize,
    /// A weight needs this many orders with both items, and as many customers where known.
    pub min_orders: u32,
    /// Weights are divided by their candidate's popularity to this power, because the penalty lowers rare candidates a
    /// little too much.
    pub lean: f64,
}

impl Default for RidgeOptions {
    fn default() -> Self {
        Self { predictors: 150, lambda: 20.0, seen: 0.1, neighbours: 16, min_orders: 3, lean: 0.0 }
    }
}

/// How much larger the penalty is for small carts: one item that misleads has no other beside it.
const SMALL_PENALTY: f64 = 2.0;

/// A cart item that may raise one candidate.
#[derive(Debug, Clone, Copy)]
struct Predictor {
    strength: f32,
    item: u32,
    /// What its kin add to the candidate's probability.
    kin: f32,
    /// Its covariance with the candidate as small carts are weighed.
    small: f32,
    /// Whether enough people bought both.
    is_seen: bool,
}

/// What is known beside the counts.
#[derive(Clone, Copy, Default)]
pub struct Known<'a> {
    /// The customers of each pair; without it each order has its own.
    pub repeats: Option<&'a Repeats<'a>>,
    /// What weights are drawn towards, as far as there is no evidence for others; without it that is 0.
    pub kin: Option<&'a KinColumns>,
    /// By item: its product, where that has several variants.
    pub products: Option<&'a [Option<u32>]>,
}

/// Computes all weights and priors. `small` counts the same orders as `counts`, weighed for small carts.
pub fn ridge(
    counts: &Counts,
    small: &Counts,
    Known { repeats, kin, products }: Known<'_>,
    options: &RidgeOptions,
    done: &(dyn Fn(usize) + Sync),
) -> Weights {
    let columns: Vec<Column> = (0..counts.items())
        .into_par_iter()
        .map_init(
            || (Scratch::new(counts.items(), options.predictors), repeats.map(Repeats::row)),
            |(scratch, again), j| {
                if let (Some(repeats), Some(again)) = (repeats, again.as_mut()) {
                    repeats.count(j as u32, again);
                }
                scratch.choose([counts, small], j, kin.map_or(&[], |kin| kin.column(j)), again.as_ref(), options);
                done(1);
                scratch.solve([counts, small], j, options)
            },
        )
        .collect();
    Weights::of(counts, &columns, products, options.neighbours, options.lean)
}

/// One thread's working memory.
struct Scratch {
    /// Position of an item among the predictors, plus one; 0 for all others.
    place: Vec<u16>,
    predictors: Vec<Predictor>,
    /// By item: what its kin add to the candidate's probability; 0 between candidates.
    kin: Vec<f32>,
    /// Weighted counts of the predictors and, last, of the candidate.
    own: Vec<f64>,
    /// By predictor: what a deviation of whole orders is multiplied by for small carts.
    scale: Vec<f32>,
    whole: System,
    small: System,
    solutions: [Vec<f32>; 2],
}

impl Scratch {
    fn new(items: usize, m: usize) -> Self {
        assert!(m < usize::from(u16::MAX), "at most 65 534 predictors");
        Self {
            place: vec![0; items],
            predictors: Vec::new(),
            kin: vec![0.0; items],
            own: Vec::new(),
            scale: Vec::new(),
            whole: System::new(m),
            small: System::new(m),
            solutions: [Vec::new(), Vec::new()],
        }
    }

    /// The weights of the chosen predictors of candidate `j`, if one of the two is above 0.
    fn solve(&mut self, [counts, small]: [&Counts; 2], j: usize, options: &RidgeOptions) -> Column {
        let mut lambda = options.lambda;
        loop {
            self.fill(counts, j, lambda);
            self.thin_out(small, options.seen, SMALL_PENALTY * lambda);
            if self.small.solve(&mut self.solutions[0]) && self.whole.solve(&mut self.solutions[1]) {
                break;
            }
            // Rounding made a matrix indefinite; a larger penalty cures that.
            lambda = lambda * 4.0 + 1.0;
        }
        let [alone, whole] = &self.solutions;
        let pairs = self.predictors.iter().zip(alone.iter().zip(whole.iter()));
        let pairs =
            pairs.map(|(p, (alone, whole))| Pair { item: p.item, alone: alone.max(0.0), whole: whole.max(0.0) });
        pairs.filter(|pair| pair.alone + pair.whole > 0.0).collect()
    }

    /// Picks the predictors of `j`: the largest `R·|R| / (d_i + λ)`, R the covariance and λ times what kin say; ties by smaller
    /// item; sorted by item.
    fn choose(
        &mut self,
        [counts, small]: [&Counts; 2],
        j: usize,
        kin: &[(u32, f32)],
        again: Option<&RepeatRow>,
        options: &RidgeOptions,
    ) {
        kin.iter().for_each(|(item, gain)| self.kin[*item as usize] = *gain);
        let share = counts.item_weight[j] / counts.total;
        let small_share = small.item_weight[j] / small.total;
        let row = counts.row(j);
        self.predictors.clear();
        for (((&item, &together), &in_small), &support) in
            row.partner.iter().zip(row.weight).zip(small.row(j).weight).zip(row.support)
        {
            let own = counts.item_weight[item as usize];
            let covariance = f64::from(together) - own * share;
            let people = support - again.map_or(0, |row| row.with(item));
            if people >= options.min_orders {
                let kin = std::mem::take(&mut self.kin[item as usize]);
                let right = covariance + options.lambda * f64::from(kin);
                if right > 0.0 {
                    let strength = (right * right / (own + options.lambda)) as f32;
                    let small = f64::from(in_small) - small.item_weight[item as usize] * small_share;
                    self.predictors.push(Predictor { strength, item, kin, small: small as f32, is_seen: true });
                }
            }
        }
        for &(item, _) in kin {
            let kin = std::mem::take(&mut self.kin[item as usize]);
            if kin > 0.0 {
                let right = options.lambda * f64::from(kin);
                let strength = (right * right / (counts.item_weight[item as usize] + options.lambda)) as f32;
                self.predictors.push(Predictor { strength, item, kin, small: 0.0, is_seen: false });
            }
        }
        let strongest = |a: &Predictor, b: &Predictor| b.strength.total_cmp(&a.strength).then(a.item.cmp(&b.item));
        keep_best(&mut self.predictors, options.predictors, strongest);
        self.predictors.sort_unstable_by_key(|predictor| predictor.item);
    }

    /// Writes the covariances of the predictors among themselves and, below, with `j`.
    fn fill(&mut self, counts: &Counts, j: usize, lambda: f64) {
        let n = self.predictors.len();
        self.own.clear();
        for (at, predictor) in (1..).zip(&self.predictors) {
            self.place[predictor.item as usize] = at;
            self.own.push(counts.item_weight[predictor.item as usize]);
        }
        self.own.push(counts.item_weight[j]);
        self.whole.restart(n);
        for (at, own) in self.own[..n].iter().enumerate() {
            let share = own / counts.total;
            let column = self.whole.column(at);
            for (cell, other) in column.iter_mut().zip(&self.own) {
                *cell = (-share * other) as f32;
            }
            column[at] += (own + lambda) as f32;
        }
        for (at, predictor) in self.predictors.iter().enumerate() {
            // Each pair stands in one half row: that of its rarer item.
            self.whole.add(at, &self.place, counts.row_before(predictor.item as usize));
        }
        self.whole.add(n, &self.place, counts.row(j));
        for (at, predictor) in self.predictors.iter().enumerate() {
            self.place[predictor.item as usize] = 0;
            // A pair of too few people says nothing: its item has only its kin.
            let covariance = &mut self.whole.column(at)[n];
            let known = if predictor.is_seen { *covariance } else { 0.0 };
            *covariance = known + lambda as f32 * predictor.kin;
        }
    }

    /// Writes the same system as a small cart has it: what items have in common, made smaller by the chance that both are seen.
    /// Correlations of predictors are those of whole orders; they count little here.
    fn thin_out(&mut self, small: &Counts, seen: f64, lambda: f64) {
        self.small.copy(&self.whole);
        let n = self.predictors.len();
        self.scale.clear();
        for (own, predictor) in self.own.iter().zip(&self.predictors) {
            self.scale.push((small.item_weight[predictor.item as usize] / own.max(f64::MIN_POSITIVE)).sqrt() as f32);
        }
        for (at, predictor) in self.predictors.iter().enumerate() {
            let own = small.item_weight[predictor.item as usize];
            let factor = seen as f32 * self.scale[at];
            let column = self.small.column(at);
            column[at + 1..n].iter_mut().zip(&self.scale[at + 1..]).for_each(|(cell, scale)| *cell *= factor * scale);
            column[at] = (own - seen * own * own / small.total + lambda) as f32;
            column[n] = predictor.small + lambda as f32 * predictor.kin;
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

#[cfg(test)]
mod tests {
    use super::super::solve::tests::eliminated;
    use super::super::weights::usual_popularity;
    use super::*;
    use crate::orders::Orders;
    use proptest::prelude::*;
    use std::collections::BTreeSet;

    const ITEMS: usize = 9;
    /// Every item predicts every other.
    const ALL: RidgeOptions =
        RidgeOptions { predictors: ITEMS, lambda: 5.0, seen: 0.1, neighbours: ITEMS, min_orders: 1, lean: 0.0 };

    fn worlds() -> impl Strategy<Value = Vec<BTreeSet<u32>>> {
        prop::collection::vec(prop::collection::btree_set(0..ITEMS as u32, 1..6), 1..80)
    }

    fn counted(baskets: &[BTreeSet<u32>], weights: &[f64]) -> Counts {
        let mut orders = Orders { skus: (0..ITEMS).map(|n| n.to_string()).collect(), ..Orders::default() };
        orders.starts.push(0);
        for basket in baskets {
            orders.items.extend(basket);
            orders.starts.push(orders.items.len());
            orders.id_crcs.push(0);
            orders.cart_crcs.push(0);
        }
        Counts::of(&orders, weights, 1)
    }

    /// The same orders, all alike and with short ones counting more.
    fn both(baskets: &[BTreeSet<u32>]) -> [Counts; 2] {
        let short: Vec<f64> = baskets.iter().map(|basket| 1.0 / basket.len() as f64).collect();
        [counted(baskets, &vec![1.0; baskets.len()]), counted(baskets, &short)]
    }

    fn solved([whole, small]: &[Counts; 2], options: &RidgeOptions) -> Weights {
        ridge(whole, small, Known::default(), options, &|_| ())
    }

    /// The textbook regression of one candidate on all items with positive covariance, in whole orders or in small carts: the slow
    /// twin.
    fn slow_column(baskets: &[BTreeSet<u32>], j: usize, lambda: f64, seen: Option<f64>) -> Vec<(usize, f64)> {
        // How many orders hold both, all alike or with short ones counting more.
        let holding = |a: usize, b: usize, short: bool| -> f64 {
            let both = baskets.iter().filter(|o| o.contains(&(a as u32)) && o.contains(&(b as u32)));
            both.map(|o| if short { 1.0 / o.len() as f64 } else { 1.0 }).sum()
        };
        let total = |short: bool| baskets.iter().map(|o| if short { 1.0 / o.len() as f64 } else { 1.0 }).sum::<f64>();
        let covariance =
            |a, b, short| holding(a, b, short) - holding(a, a, short) * holding(b, b, short) / total(short);
        let chosen: Vec<usize> =
            (0..ITEMS).filter(|i| *i != j && holding(*i, j, false) > 0.0 && covariance(*i, j, false) > 1e-9).collect();
        let short = seen.is_some();
        let (seen, lambda) = seen.map_or((1.0, lambda), |seen| (seen, SMALL_PENALTY * lambda));
        // Of baskets thinned out, what two items have in common is seen² of it, and how often one is there seen of it.
        let own = |a| holding(a, a, short);
        let variance = |a| own(a) - seen * own(a).powi(2) / total(short);
        let scale = |a| (own(a) / holding(a, a, false)).sqrt();
        let cell = |a: usize, b: usize| match a == b {
            true => variance(a) + lambda,
            false => seen * covariance(a, b, false) * scale(a) * scale(b),
        };
        let matrix = chosen.iter().map(|a| chosen.iter().map(|b| cell(*a, *b)).collect()).collect();
        let weights = eliminated(matrix, chosen.iter().map(|a| covariance(*a, j, short)).collect());
        chosen.into_iter().zip(weights).collect()
    }

    proptest! {
        #[test]
        fn weights_are_those_of_the_slow_twin(baskets in worlds(), lambda in 0.5f64..20.0, seen in 0.05f64..1.0) {
            let options = RidgeOptions { lambda, seen, ..ALL };
            let weights = solved(&both(&baskets), &options);
            for (j, (seen, side)) in (0..ITEMS).flat_map(|j| [(Some(seen), -1.0), (None, 1.0)].map(|kind| (j, kind))) {
                for (i, exact) in slow_column(&baskets, j, lambda, seen) {
                    let found = weights.row(i).find(|(to, ..)| *to as usize == j);
                    let found = found.map_or(0.0, |(_, weight, tilt)| f64::from(weight * (1.0 + side * tilt)));
                    prop_assert!((found - exact.max(0.0)).abs() < 1e-3, "{i} to {j}, {seen:?}: {found} {exact}");
                }
            }
        }

        #[test]
        fn a_lean_divides_by_popularity(baskets in worlds()) {
            let options = RidgeOptions { lambda: 9.0, ..ALL };
            let counts = both(&baskets);
            let straight = solved(&counts, &options);
            let leaning = solved(&counts, &RidgeOptions { lean: 0.5, ..options });
            let [counts, _] = counts;
            for i in 0..ITEMS {
                for ((j, w, tilt), (same, leant, leant_tilt)) in straight.row(i).zip(leaning.row(i)) {
                    let share = (counts.item_weight[j as usize] / usual_popularity(&counts)) as f32;
                    prop_assert_eq!(j, same);
                    for side in [-1.0, 1.0] {
                        let (w, leant) = (w * (1.0 + side * tilt), leant * (1.0 + side * leant_tilt));
                        prop_assert!((leant - (w / share.sqrt()).min(1.0)).abs() < 1e-5);
                    }
                }
            }
        }

        #[test]
        fn any_number_of_threads_weighs_alike(baskets in worlds(), threads in 1usize..5) {
            let options = RidgeOptions { predictors: 4, lambda: 2.0, neighbours: 3, ..ALL };
            let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build().expect("threads");
            let there = pool.install(|| solved(&both(&baskets), &options));
            prop_assert_eq!(solved(&both(&baskets), &options), there);
        }
    }
}
