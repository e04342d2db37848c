//! Ranks the hidden item of every trial by a method's scores; never averages.

use rayon::prelude::*;

use super::exam::Exam;
use super::memory::Memory;
use crate::affinity::measure::Fitted;

/// How many places count: a hit is a rank below it.
pub const CUT: usize = 10;

/// How one method ranked the hidden items of an examination.
#[derive(Debug, Clone, PartialEq)]
pub struct Ranks {
    /// For each trial the number of items before the hidden one, from 0; items with the same score count half.
    /// `None` when training never saw the item.
    pub ranks: Vec<Option<f64>>,
    /// For each item how often it stood among the best ten.
    pub shown: Vec<u32>,
}

/// Trials that one thread does in one go.
const CHUNK: usize = 64;

impl Ranks {
    /// Tries a method; `done` is told how many trials are through.
    pub fn of(exam: &Exam, fitted: &dyn Fitted, done: &(dyn Fn(u64) + Sync)) -> Self {
        Self::with(exam, None, fitted, done)
    }

    /// Tries a method that is told what each shopper's device remembers.
    pub fn remembering(exam: &Exam, fitted: &dyn Fitted, done: &(dyn Fn(u64) + Sync)) -> Self {
        Self::with(exam, exam.memory.as_deref(), fitted, done)
    }

    fn with(exam: &Exam, memory: Option<&Memory>, fitted: &dyn Fitted, done: &(dyn Fn(u64) + Sync)) -> Self {
        let items = exam.train.skus.len();
        let chunks: Vec<(Vec<Option<f64>>, Vec<u32>)> = exam
            .trials
            .par_chunks(CHUNK)
            .map_init(
                || (fitted.scorer(), vec![0.0; items], Vec::new()),
                |(scorer, scores, past), trials| {
                    let mut shown = Vec::new();
                    let rank = |trial: &super::Trial| {
                        if let Some(memory) = memory {
                            past.clear();
                            memory.before(trial.order, past);
                            scorer.remember(past);
                        }
                        scorer.score(&trial.cart, scores);
                        for &item in &trial.cart {
                            scores[item as usize] = f64::NEG_INFINITY;
                        }
                        best_into(scores, &mut shown);
                        trial.hidden.map(|hidden| rank(scores, scores[hidden as usize]))
                    };
                    let ranks = trials.iter().map(rank).collect();
                    done(trials.len() as u64);
                    (ranks, shown)
                },
            )
            .collect();
        let mut all = Self { ranks: Vec::with_capacity(exam.trials.len()), shown: vec![0; items] };
        for (ranks, shown) in chunks {
            all.ranks.extend(ranks);
            shown.iter().for_each(|item| all.shown[*item as usize] += 1);
        }
        all
    }

    /// Per trial: whether the hidden item was among the best ten.
    pub fn hits(&self) -> impl Iterator<Item = bool> + Clone + '_ {
        self.ranks.iter().map(|rank| hit(*rank).is_some())
    }

    /// Per trial: 1 over the place of the hidden item among the best ten, from 1; 0 for a miss.
    pub fn reciprocal(&self) -> impl Iterator<Item = f64> + Clone + '_ {
        self.ranks.iter().map(|rank| hit(*rank).map_or(0.0, |rank| 1.0 / (rank + 1.0)))
    }

    /// Per trial: 1 over the logarithm of that place; 0 for a miss.
    pub fn gain(&self) -> impl Iterator<Item = f64> + Clone + '_ {
        self.ranks.iter().map(|rank| hit(*rank).map_or(0.0, |rank| 1.0 / (rank + 2.0).log2()))
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
