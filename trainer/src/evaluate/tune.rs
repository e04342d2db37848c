//! Chooses how to train by trying on an inner split of the orders; never sees the orders the result is judged on.

use pairwell::model::Model;

use super::exam::{Exam, ExamOptions};
use super::ours::Decoded;
use super::ranks::Ranks;
use crate::affinity::measure::Unfit;
use crate::orders::Orders;
use crate::train::{Silent, Stages, TrainOptions, train};

/// Which options are open to choice; the others stay as they are.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Open {
    /// The penalty.
    pub lambda: bool,
    /// How order size counts.
    pub alpha: bool,
    /// How order age counts, when there are dates.
    pub half_life: bool,
    /// How many items may explain one.
    pub m: bool,
    /// How many weights an item keeps.
    pub k: bool,
}

impl Open {
    /// Everything is open.
    pub const ALL: Self = Self { lambda: true, alpha: true, half_life: true, m: true, k: true };
    /// Nothing is.
    pub const NONE: Self = Self { lambda: false, alpha: false, half_life: false, m: false, k: false };
}

/// One setting that was tried.
#[derive(Debug, Clone, PartialEq, serde::Serialize, serde::Deserialize)]
pub struct Try {
    /// The setting.
    pub options: TrainOptions,
    /// Its mean discounted gain at 10 on the inner split.
    #[serde(rename = "ndcg@10")]
    pub ndcg: f64,
}

/// What was chosen, and how.
#[derive(Debug, Clone, PartialEq)]
pub struct Tuned {
    /// The choice.
    pub options: TrainOptions,
    /// All that was tried, in that order; empty when nothing was open or there was too little to try on.
    pub tries: Vec<Try>,
}

/// The most trials a setting is tried on, and the fewest worth trying on.
const TRIALS: std::ops::RangeInclusive<usize> = 100..=10_000;
/// A setting must gain by this factor to replace the one before: less is noise, and the usual settings are a good guess.
const WORTH: f64 = 1.001;

/// The settings along one option, in order, the one given among them.
type Ladder = fn(TrainOptions) -> Vec<TrainOptions>;

fn lambdas(from: TrainOptions) -> Vec<TrainOptions> {
    [2.5, 5.0, 10.0, 20.0, 50.0, 100.0, 200.0].map(|lambda| TrainOptions { lambda, ..from }).into()
}

fn alphas(from: TrainOptions) -> Vec<TrainOptions> {
    [0.0, 0.25, 0.5, 0.75].map(|alpha| TrainOptions { alpha, ..from }).into()
}

fn half_lives(from: TrainOptions) -> Vec<TrainOptions> {
    [None, Some(365.0), Some(180.0), Some(90.0)].map(|half_life| TrainOptions { half_life, ..from }).into()
}

fn predictors(from: TrainOptions) -> Vec<TrainOptions> {
    [150, 200].map(|m| TrainOptions { m, ..from }).into()
}

fn neighbours(from: TrainOptions) -> Vec<TrainOptions> {
    [16, 20].map(|k| TrainOptions { k, ..from }).into()
}

/// Chooses option by option, each given the choices before it. Deterministic.
///
/// # Errors
/// When a model cannot be encoded, for example for a SKU that is too long.
pub fn tune(
    orders: &Orders,
    exam: &ExamOptions,
    from: TrainOptions,
    open: Open,
    stages: &dyn Stages,
) -> Result<Tuned, Unfit> {
    let ladders: [(bool, Ladder); 5] = [
        (open.lambda, lambdas),
        (open.alpha, alphas),
        (open.half_life && orders.times.is_some(), half_lives),
        (open.m, predictors),
        (open.k, neighbours),
    ];
    let ladders: Vec<Ladder> = ladders.into_iter().filter(|(open, _)| *open).map(|(_, ladder)| ladder).collect();
    let mut tuned = Tuned { options: from, tries: Vec::new() };
    if ladders.is_empty() {
        return Ok(tuned);
    }
    let exam = Exam::of(orders, &exam.inner()).at_most(*TRIALS.end());
    if !TRIALS.contains(&exam.trials.len()) {
        return Ok(tuned);
    }
    stages.begin("choosing settings", ladders.len() as u64);
    for ladder in ladders {
        tuned.climb(&exam, ladder)?;
        stages.advance(1);
    }
    Ok(tuned)
}

impl Tuned {
    /// Goes along a ladder from the setting at hand, one way or else the other, as long as it gets better.
    fn climb(&mut self, exam: &Exam, ladder: Ladder) -> Result<(), Unfit> {
        let steps = ladder(self.options);
        let mut best = self.attempt(exam, self.options)?;
        let from = steps.iter().position(|step| *step == self.options).unwrap_or(0);
        for way in [steps[from..].iter().skip(1).collect::<Vec<_>>(), steps[..from].iter().rev().collect()] {
            let before = self.options;
            for &options in way {
                let ndcg = self.attempt(exam, options)?;
                if ndcg <= best * WORTH {
                    break;
                }
                (best, self.options) = (ndcg, options);
            }
            if self.options != before {
                break;
            }
        }
        Ok(())
    }

    /// Tries a setting, unless it was tried before.
    fn attempt(&mut self, exam: &Exam, options: TrainOptions) -> Result<f64, Unfit> {
        if let Some(before) = self.tries.iter().find(|before| before.options == options) {
            return Ok(before.ndcg);
        }
        let unfit = |error: &dyn std::fmt::Display| Unfit(error.to_string());
        let bytes = train(&exam.train, &options, &Silent).encode().map_err(|e| unfit(&e))?;
        let model = Model::decode(&bytes).map_err(|e| unfit(&e))?;
        let ranks = Ranks::of(exam, &Decoded::new(model, &exam.train), &|_| ());
        let ndcg = ranks.gain().sum::<f64>() / exam.trials.len() as f64;
        self.tries.push(Try { options, ndcg });
        Ok(ndcg)
    }
}
