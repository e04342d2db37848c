//! Chooses how to train by trying on an inner split of the orders; never sees the orders the result is judged on.

use pairwell::model::Parts;

use super::exam::{Exam, ExamOptions};
use super::ours::{Decoded, as_read};
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
    /// Bits that a weight is kept in.
    pub weight_bits: bool,
    /// How much what a device remembers counts, when there are customers.
    pub taste: bool,
}

impl Open {
    /// Everything is open.
    pub const ALL: Self =
        Self { lambda: true, alpha: true, half_life: true, m: true, k: true, weight_bits: true, taste: true };
    /// Nothing is.
    pub const NONE: Self =
        Self { lambda: false, alpha: false, half_life: false, m: false, k: false, weight_bits: false, taste: false };
}

/// One setting that was tried.
#[derive(Debug, Clone, PartialEq, serde::Serialize, serde::Deserialize)]
pub struct Try {
    /// The setting.
    pub options: TrainOptions,
    /// Its mean discounted gain at 10 on the inner split.
    #[serde(rename = "ndcg@10")]
    pub ndcg: f64,
    /// What it was tried on.
    #[serde(default)]
    pub on: On,
}

/// What settings are tried on.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum On {
    /// Carts.
    #[default]
    Carts,
    /// Carts of shoppers who came back, with what their devices remember.
    Remembered,
    /// The same without the carts.
    Home,
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
/// Between memories that do nearly as well, the quieter one is better.
const WORTH_LOUDER: f64 = 1.003;
/// Another bit a weight makes the file a tenth larger.
const WORTH_A_BIT: f64 = 1.005;

/// The settings along one option, in order, the one given among them.
type Steps = fn(TrainOptions) -> Vec<TrainOptions>;

/// What is chosen at a time.
#[derive(Clone, Copy)]
struct Ladder {
    steps: Steps,
    /// The factor by which a setting must gain on the one before, going up; and going down.
    worth: [f64; 2],
    on: On,
}

impl Ladder {
    fn of(steps: Steps) -> Self {
        Self { steps, worth: [WORTH; 2], on: On::Carts }
    }
}

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

fn bits(from: TrainOptions) -> Vec<TrainOptions> {
    [3, 4, 5, 6].map(|weight_bits| TrainOptions { weight_bits, ..from }).into()
}

fn agains(from: TrainOptions) -> Vec<TrainOptions> {
    [0.0, 0.0075, 0.015, 0.02, 0.03, 0.04, 0.06, 0.08, 0.12, 0.16].map(|again| TrainOptions { again, ..from }).into()
}

fn withs(from: TrainOptions) -> Vec<TrainOptions> {
    [0.0, 0.015625, 0.03125, 0.0625, 0.125, 0.25, 0.5].map(|with| TrainOptions { with, ..from }).into()
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
    let ladders = [
        (open.lambda, Ladder::of(lambdas)),
        (open.alpha, Ladder::of(alphas)),
        (open.half_life && orders.times.is_some(), Ladder::of(half_lives)),
        (open.m, Ladder::of(predictors)),
        (open.k, Ladder::of(neighbours)),
        // Fewer bits are worth having where nothing is lost.
        (open.weight_bits, Ladder { worth: [WORTH_A_BIT, 1.0], ..Ladder::of(bits) }),
    ];
    let ladders: Vec<Ladder> = ladders.into_iter().filter(|(open, _)| *open).map(|(_, ladder)| ladder).collect();
    let mut tuned = Tuned { options: from, tries: Vec::new() };
    let steps = ladders.len() as u64 + u64::from(open.taste);
    if steps == 0 {
        return Ok(tuned);
    }
    let exam = Exam::of(orders, &exam.inner());
    stages.begin("choosing settings", steps);
    let mut trained = Trained::default();
    let carts = exam.clone().at_most(*TRIALS.end());
    for ladder in ladders {
        tuned.climb(&carts, ladder, &mut trained)?;
        stages.advance(1);
    }
    if open.taste {
        tuned.taste(&exam, &mut trained)?;
        stages.advance(1);
    }
    Ok(tuned)
}

/// Chooses how much what devices remember counts, on the trials of an examination whose model is there: nothing is
/// trained. The parts are then of the choice.
///
/// # Errors
/// When the model cannot be encoded.
pub fn tune_taste(exam: &Exam, options: TrainOptions, parts: Parts) -> Result<(Tuned, Parts), Unfit> {
    let mut tuned = Tuned { options, tries: Vec::new() };
    let mut trained = Trained(Some((Trained::key(options), parts)));
    tuned.taste(exam, &mut trained)?;
    let parts = std::mem::take(trained.by(exam, tuned.options));
    Ok((tuned, parts))
}

/// The parts last trained, and how: what a file rounds, and what devices remember, changes nothing about them.
#[derive(Default)]
struct Trained(Option<(TrainOptions, Parts)>);

impl Trained {
    /// What is the same for all parts that need no new training.
    fn key(options: TrainOptions) -> TrainOptions {
        let TrainOptions { weight_bits, again, with, .. } = TrainOptions::default();
        TrainOptions { weight_bits, again, with, ..options }
    }

    fn by(&mut self, exam: &Exam, options: TrainOptions) -> &mut Parts {
        let as_trained = Self::key(options);
        let fresh = self.0.take().filter(|(before, _)| *before == as_trained);
        let (_, parts) = self.0.insert(fresh.unwrap_or_else(|| (as_trained, train(&exam.train, &as_trained, &Silent))));
        options.finish(parts);
        parts
    }
}

impl Tuned {
    fn taste(&mut self, exam: &Exam, trained: &mut Trained) -> Result<(), Unfit> {
        let remembered = exam.clone().remembered().at_most(*TRIALS.end());
        self.climb(
            &remembered,
            Ladder { on: On::Remembered, worth: [WORTH_LOUDER, 1.0], ..Ladder::of(agains) },
            trained,
        )?;
        self.climb(&remembered.emptied(), Ladder { on: On::Home, ..Ladder::of(withs) }, trained)
    }

    /// Goes along a ladder from the setting at hand, one way or else the other, as long as it gets better.
    /// Does nothing where there is too little to try on.
    fn climb(&mut self, exam: &Exam, ladder: Ladder, trained: &mut Trained) -> Result<(), Unfit> {
        if !TRIALS.contains(&exam.trials.len()) {
            return Ok(());
        }
        let steps = (ladder.steps)(self.options);
        let mut attempt = |all: &mut Self, options| all.attempt(exam, options, ladder.on, trained);
        let mut best = attempt(self, self.options)?;
        let from = steps.iter().position(|step| *step == self.options).unwrap_or(0);
        let ways = [steps[from..].iter().skip(1).collect::<Vec<_>>(), steps[..from].iter().rev().collect()];
        for (way, worth) in ways.into_iter().zip(ladder.worth) {
            let before = self.options;
            for &options in way {
                let ndcg = attempt(self, options)?;
                let gains = ndcg >= best * worth && (ndcg > best || worth == 1.0);
                if !gains {
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
    fn attempt(&mut self, exam: &Exam, options: TrainOptions, on: On, trained: &mut Trained) -> Result<f64, Unfit> {
        let is_this = |before: &&Try| before.options == options && before.on == on;
        if let Some(before) = self.tries.iter().find(is_this) {
            return Ok(before.ndcg);
        }
        let decoded = Decoded::new(as_read(trained.by(exam, options))?, &exam.train);
        let rank = if on == On::Carts { Ranks::of } else { Ranks::remembering };
        let ndcg = rank(exam, &decoded, &|_| ()).gain().sum::<f64>() / exam.trials.len() as f64;
        self.tries.push(Try { options, ndcg, on });
        Ok(ndcg)
    }
}
