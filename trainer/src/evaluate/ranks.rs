//! Ranks the hidden item of every test case by a method's scores; never averages.

use pairwell::rank::Past;
use rayon::prelude::*;

use super::holdout::{Holdout, TestCase};
use super::past_orders::PastOrders;
use super::products::Products;
use crate::affinity::measure::{Cart, Fitted, Scorer};

/// How many places count: a hit is a rank below this.
pub const CUT: usize = 10;

/// How one method ranked the hidden items of a holdout.
#[derive(Debug, Clone, PartialEq)]
pub struct Ranks {
    /// For each case, the number of items ranked above the hidden one; items with the same score count half.
    /// `None` when the item is in no training order.
    pub ranks: Vec<Option<f64>>,
    /// For each item, how often it was among the best ten.
    pub shown: Vec<u32>,
}

/// Cases that one thread ranks in one task.
const CHUNK: usize = 64;

impl Ranks {
    /// Ranks by a method's scores; calls `done` with the number of cases just ranked.
    pub fn of(holdout: &Holdout, fitted: &dyn Fitted, done: &(dyn Fn(u64) + Sync)) -> Self {
        Asked { holdout, past_orders: None, products: None }.ranks(fitted, done)
    }

    /// The same where the method also gets each shopper's history.
    pub fn with_history(holdout: &Holdout, fitted: &dyn Fitted, done: &(dyn Fn(u64) + Sync)) -> Self {
        Asked { holdout, past_orders: holdout.past_orders.as_deref(), products: None }.ranks(fitted, done)
    }

    /// The same where what is ranked are products, each by its best variant, and those of the cart are left out.
    pub fn of_products(holdout: &Holdout, products: &Products, fitted: &dyn Fitted) -> Self {
        Asked { holdout, past_orders: None, products: Some(products) }.ranks(fitted, &|_| ())
    }

    /// The ranks of all chunks of cases, and the items that each showed.
    fn joined(items: usize, chunks: Vec<(Vec<Option<f64>>, Vec<u32>)>) -> Self {
        let mut all = Self { ranks: Vec::new(), shown: vec![0; items] };
        for (ranks, shown) in chunks {
            all.ranks.extend(ranks);
            shown.iter().for_each(|item| all.shown[*item as usize] += 1);
        }
        all
    }

    /// Per case: whether the hidden item was among the best ten.
    pub fn hits(&self) -> impl Iterator<Item = bool> + Clone + '_ {
        self.ranks.iter().map(|rank| hit(*rank).is_some())
    }

    /// Per case: 1 for a hit, 0 for a miss.
    pub fn hit_values(&self) -> impl Iterator<Item = f64> + Clone + '_ {
        self.hits().map(|hit| f64::from(u8::from(hit)))
    }

    /// Per case: 1 over the place of the hidden item among the best ten, from 1; 0 for a miss.
    pub fn reciprocal(&self) -> impl Iterator<Item = f64> + Clone + '_ {
        self.ranks.iter().map(|rank| hit(*rank).map_or(0.0, |rank| 1.0 / (rank + 1.0)))
    }

    /// Per case: 1 over the logarithm of that place; 0 for a miss.
    pub fn gain(&self) -> impl Iterator<Item = f64> + Clone + '_ {
        self.ranks.iter().map(|rank| hit(*rank).map_or(0.0, |rank| 1.0 / (rank + 2.0).log2()))
    }
}

/// What a method is asked.
#[derive(Clone, Copy)]
struct Asked<'a> {
    holdout: &'a Holdout,
    /// The shoppers' history, where the method gets it.
    past_orders: Option<&'a PastOrders>,
    /// What is ranked in place of items.
    products: Option<&'a Products>,
}

impl Asked<'_> {
    fn ranks(self, fitted: &dyn Fitted, done: &(dyn Fn(u64) + Sync)) -> Ranks {
        let items = self.holdout.train.skus.len();
        let ranker = || Ranker {
            asked: self,
            scorer: fitted.scorer(),
            past: Vec::new(),
            cart: Vec::new(),
            scores: vec![0.0; items],
            product_scores: Vec::new(),
        };
        let ranked = |ranker: &mut Ranker<'_>, cases: &[TestCase]| {
            let mut shown = Vec::new();
            let ranks = cases.iter().map(|case| ranker.rank(case, &mut shown)).collect();
            done(cases.len() as u64);
            (ranks, shown)
        };
        let chunks = self.holdout.cases.par_chunks(CHUNK).map_init(ranker, ranked);
        Ranks::joined(items, chunks.collect())
    }
}

/// Ranks one case after the other, in memory of its own.
struct Ranker<'a> {
    asked: Asked<'a>,
    scorer: Box<dyn Scorer + 'a>,
    past: Vec<Past>,
    cart: Vec<u32>,
    scores: Vec<f64>,
    product_scores: Vec<f64>,
}

impl Ranker<'_> {
    /// The rank of a case's hidden item. Adds the best items to `shown`.
    fn rank(&mut self, case: &TestCase, shown: &mut Vec<u32>) -> Option<f64> {
        if let Some(past_orders) = self.asked.past_orders {
            self.past.clear();
            past_orders.before(case.order, &mut self.past);
            self.scorer.set_history(&self.past);
        }
        self.score(case);
        best_into(&self.scores, shown);
        let hidden = case.hidden? as usize;
        let Some(products) = self.asked.products else { return Some(rank(&self.scores, self.scores[hidden])) };
        products.best(&self.scores, &self.cart, &mut self.product_scores);
        Some(rank(&self.product_scores, self.product_scores[products.of_item[hidden] as usize]))
    }

    /// Scores all items for a case's cart; the cart's own get the least score there is.
    fn score(&mut self, case: &TestCase) {
        self.cart.clear();
        self.cart.extend(case.cart());
        let unknown_skus: Vec<&str> = self.asked.holdout.strangers(case).collect();
        let unknown = case.size - self.cart.len();
        self.scorer.score(Cart { items: &self.cart, unknown, unknown_skus: &unknown_skus }, &mut self.scores);
        for &item in &self.cart {
            self.scores[item as usize] = f64::NEG_INFINITY;
        }
    }
}

fn hit(rank: Option<f64>) -> Option<f64> {
    rank.filter(|rank| *rank < CUT as f64)
}

/// How many scores are larger, and half of the others that are equal.
fn rank(scores: &[f64], own: f64) -> f64 {
    let (mut larger, mut equal) = (0u32, 0u32);
    for &score in scores {
        larger += u32::from(score > own);
        equal += u32::from(score == own);
    }
    f64::from(larger) + f64::from(equal.saturating_sub(1)) / 2.0
}

/// Appends the items with the ten best scores above 0, ties by smaller item.
fn best_into(scores: &[f64], shown: &mut Vec<u32>) {
    let mut best: [(f64, u32); CUT] = [(0.0, 0); CUT];
    let mut last = 0.0;
    for (item, &score) in (0..).zip(scores) {
        if score > last {
            let at = best.partition_point(|kept| kept.0 >= score);
            best.copy_within(at..CUT - 1, at + 1);
            best[at] = (score, item);
            last = best[CUT - 1].0;
        }
    }
    shown.extend(best.iter().filter(|kept| kept.0 > 0.0).map(|kept| kept.1));
}
