//! Chooses training settings on an inner split of the training orders; never sees the test orders.

use pairwell::model::Parts;

use super::decoded::{Decoded, as_read};
use super::holdout::{Carts, Holdout, HoldoutOptions};
use super::ranks::Ranks;
use crate::affinity::measure::Unfit;
use crate::orders::Orders;
use crate::stages::{Silent, Stages};
use crate::train::{TrainOptions, train};

/// Which options are chosen; the others keep their value.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Open {
    /// The penalty.
    pub lambda: bool,
    /// How order size counts.
    pub alpha: bool,
    /// How small the carts are that weights of small carts are learned for.
    pub seen: bool,
    /// How many orders an attribute needs, where items have any.
    pub kin: bool,
    /// How order age counts, where orders have dates.
    pub half_life: bool,
    /// How fast items fade that do not sell, where orders have dates.
    pub item_lifetime: bool,
    /// How many predictors a candidate has.
    pub m: bool,
    /// How many weights an item keeps.
    pub k: bool,
    /// Bits that a weight is kept in.
    pub weight_bits: bool,
    /// Repurchase boost and history weight, where orders name customers.
    pub history: bool,
}

impl Open {
    /// Everything is open.
    pub const ALL: Self = Self {
        lambda: true,
        alpha: true,
        seen: true,
        kin: true,
        half_life: true,
        item_lifetime: true,
        m: true,
        k: true,
        weight_bits: true,
        history: true,
    };
    /// Nothing is.
    pub const NONE: Self = Self {
        lambda: false,
        alpha: false,
        seen: false,
        kin: false,
        half_life: false,
        item_lifetime: false,
        m: false,
        k: false,
        weight_bits: false,
        history: false,
    };
}

/// One setting that was tried.
#[derive(Debug, Clone, PartialEq, serde::Serialize, serde::Deserialize)]
pub struct Try {
    /// The setting.
    pub options: TrainOptions,
    /// Its mean discounted gain at 10 on live carts of the inner split.
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
    /// Whole orders, in reports of older versions.
    #[default]
    Carts,
    /// Live carts.
    #[serde(rename = "live-carts")]
    LiveCarts,
    /// Carts of returning customers, with their history.
    #[serde(rename = "remembered")]
    WithHistory,
    /// The same without the carts.
    Home,
}

/// What was chosen, and how.
#[derive(Debug, Clone, PartialEq)]
pub struct Tuned {
    /// The choice.
    pub options: TrainOptions,
    /// All settings tried, in this order; empty when nothing was open or there were too few test cases.
    pub tries: Vec<Try>,
}

/// The fewest and the most test cases that settings are tried on.
const CASES: std::ops::RangeInclusive<usize> = 100..=10_000;
/// A setting must gain by this factor to replace the one before: less is noise, and the defaults are a good guess.
const WORTH: f64 = 1.005;
/// A stronger repurchase boost must gain by this factor: of two that do nearly as well, the weaker is better.
const WORTH_STRONGER: f64 = 1.003;
/// Fewer bits per weight, and a weaker repurchase boost, need only lose nothing.
const WORTH_LESS: f64 = 1.0;

/// The settings along one option in ascending order, the given one among them.
type Steps = fn(TrainOptions) -> Vec<TrainOptions>;

/// One option that is chosen, given all others.
#[derive(Clone, Copy)]
struct Ladder {
    steps: Steps,
    /// The factor by which a setting must gain on the one before: going up, going down.
    worth: [f64; 2],
    on: On,
}

impl Ladder {
    fn of(steps: Steps) -> Self {
        Self { steps, worth: [WORTH; 2], on: On::LiveCarts }
    }
}

fn lambdas(from: TrainOptions) -> Vec<TrainOptions> {
    [2.5, 5.0, 10.0, 20.0, 50.0, 100.0, 200.0].map(|lambda| TrainOptions { lambda, ..from }).into()
}

fn alphas(from: TrainOptions) -> Vec<TrainOptions> {
    [0.0, 0.25, 0.5, 0.75].map(|alpha| TrainOptions { alpha, ..from }).into()
}

fn chances(from: TrainOptions) -> Vec<TrainOptions> {
    [0.1, 0.2, 0.5].map(|seen| TrainOptions { seen, ..from }).into()
}

fn kin_orders(from: TrainOptions) -> Vec<TrainOptions> {
    [100.0, 400.0, 1600.0].map(|kin_orders| TrainOptions { kin_orders, ..from }).into()
}

fn half_lives(from: TrainOptions) -> Vec<TrainOptions> {
    [None, Some(365.0), Some(180.0), Some(90.0), Some(45.0)].map(|half_life| TrainOptions { half_life, ..from }).into()
}

fn item_lifetimes(from: TrainOptions) -> Vec<TrainOptions> {
    [None, Some(730.0), Some(365.0), Some(180.0), Some(90.0)]
        .map(|item_lifetime| TrainOptions { item_lifetime, ..from })
        .into()
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

fn repurchase_boosts(from: TrainOptions) -> Vec<TrainOptions> {
    [0.0, 0.0075, 0.015, 0.02, 0.03, 0.04, 0.06, 0.08, 0.12, 0.16]
        .map(|repurchase_boost| TrainOptions { repurchase_boost, ..from })
        .into()
}

fn history_weights(from: TrainOptions) -> Vec<TrainOptions> {
    [0.0, 0.015625, 0.03125, 0.0625, 0.125, 0.25, 0.5]
        .map(|history_weight| TrainOptions { history_weight, ..from })
        .into()
}

/// Chooses option by option, each given the choices before it. Deterministic.
///
/// # Errors
/// When a model cannot be encoded, for example for a SKU that is too long.
pub fn tune(
    orders: &Orders,
    holdout: &HoldoutOptions,
    from: TrainOptions,
    open: Open,
    stages: &dyn Stages,
) -> Result<Tuned, Unfit> {
    let dated = orders.times.is_some();
    let ladders = ladders(Open {
        half_life: open.half_life && dated,
        item_lifetime: open.item_lifetime && dated,
        kin: open.kin && orders.kinship.is_some(),
        ..open
    });
    let mut tuned = Tuned { options: from, tries: Vec::new() };
    let steps = ladders.len() as u64 + u64::from(open.history);
    if steps == 0 {
        return Ok(tuned);
    }
    let holdout = Holdout::of(orders, &holdout.inner());
    stages.begin("choosing settings", steps);
    tuned.choose(&holdout, ladders, open.history, stages)?;
    Ok(tuned)
}

/// What is chosen, in this order.
fn ladders(open: Open) -> Vec<Ladder> {
    let ladders = [
        // What counts comes first: how strong penalties should be depends on how much there is.
        (open.half_life, Ladder::of(half_lives)),
        (open.lambda, Ladder::of(lambdas)),
        (open.alpha, Ladder::of(alphas)),
        (open.seen, Ladder::of(chances)),
        (open.kin, Ladder::of(kin_orders)),
        (open.item_lifetime, Ladder::of(item_lifetimes)),
        (open.m, Ladder::of(predictors)),
        (open.k, Ladder::of(neighbours)),
        // Fewer bits are better where nothing is lost.
        (open.weight_bits, Ladder { worth: [WORTH, WORTH_LESS], ..Ladder::of(bits) }),
    ];
    ladders.into_iter().filter(|(open, _)| *open).map(|(_, ladder)| ladder).collect()
}

/// Chooses repurchase boost and history weight for a model that is trained already, on the test cases of its holdout.
/// Returns the parts with the choice.
///
/// # Errors
/// When the model cannot be encoded.
pub fn tune_history(holdout: &Holdout, options: TrainOptions, parts: Parts) -> Result<(Tuned, Parts), Unfit> {
    let mut tuned = Tuned { options, tries: Vec::new() };
    let mut trained = Trained(Some((Trained::key(options), parts)));
    tuned.history(holdout, &mut trained)?;
    let parts = std::mem::take(trained.by(holdout, tuned.options));
    Ok((tuned, parts))
}

/// The parts last trained, and how. Weight bits and history settings need no new training.
#[derive(Default)]
struct Trained(Option<(TrainOptions, Parts)>);

impl Trained {
    /// The options that need new training; the others at their default.
    fn key(options: TrainOptions) -> TrainOptions {
        let TrainOptions { weight_bits, repurchase_boost, history_weight, .. } = TrainOptions::default();
        TrainOptions { weight_bits, repurchase_boost, history_weight, ..options }
    }

    fn by(&mut self, holdout: &Holdout, options: TrainOptions) -> &mut Parts {
        let as_trained = Self::key(options);
        let fresh = self.0.take().filter(|(before, _)| *before == as_trained);
        let (_, parts) =
            self.0.insert(fresh.unwrap_or_else(|| (as_trained, train(&holdout.train, &as_trained, &Silent))));
        options.finish(parts);
        parts
    }
}

impl Tuned {
    fn choose(
        &mut self,
        holdout: &Holdout,
        ladders: Vec<Ladder>,
        history: bool,
        stages: &dyn Stages,
    ) -> Result<(), Unfit> {
        let mut trained = Trained::default();
        let carts = holdout.clone().at_most(*CASES.end()).carts(Carts::Live);
        for ladder in ladders {
            self.climb(&carts, ladder, &mut trained)?;
            stages.advance(1);
        }
        if history {
            self.history(holdout, &mut trained)?;
            stages.advance(1);
        }
        Ok(())
    }

    fn history(&mut self, holdout: &Holdout, trained: &mut Trained) -> Result<(), Unfit> {
        let returning = holdout.clone().returning().at_most(*CASES.end());
        let boosts =
            Ladder { on: On::WithHistory, worth: [WORTH_STRONGER, WORTH_LESS], ..Ladder::of(repurchase_boosts) };
        self.climb(&returning, boosts, trained)?;
        self.climb(&returning.carts(Carts::First(0)), Ladder { on: On::Home, ..Ladder::of(history_weights) }, trained)
    }

    /// Moves along a ladder from the current setting, up or else down, as long as the gain grows. Does nothing with too
    /// few test cases.
    fn climb(&mut self, holdout: &Holdout, ladder: Ladder, trained: &mut Trained) -> Result<(), Unfit> {
        if !CASES.contains(&holdout.cases.len()) {
            return Ok(());
        }
        let steps = (ladder.steps)(self.options);
        let mut attempt = |all: &mut Self, options| all.attempt(holdout, options, ladder.on, trained);
        let best = attempt(self, self.options)?;
        let from = steps.iter().position(|step| *step == self.options).unwrap_or(0);
        let ways = [steps[from..].iter().skip(1).collect::<Vec<_>>(), steps[..from].iter().rev().collect()];
        for (way, worth) in ways.into_iter().zip(ladder.worth) {
            let before = self.options;
            self.walk(&way, best, worth, &mut attempt)?;
            if self.options != before {
                break;
            }
        }
        Ok(())
    }

    /// Goes one way from the current setting, whose gain is `best`, as long as it is worth it. One step that changes next to nothing
    /// does not end the way: a half-life of a year is none where orders are of one year, and shorter ones may gain.
    fn walk(
        &mut self,
        way: &[&TrainOptions],
        mut best: f64,
        worth: f64,
        attempt: &mut dyn FnMut(&mut Self, TrainOptions) -> Result<f64, Unfit>,
    ) -> Result<(), Unfit> {
        let mut is_flat = false;
        for &&options in way {
            let ndcg = attempt(self, options)?;
            let gains = ndcg >= best * worth && (ndcg > best || worth == 1.0);
            if gains {
                (best, self.options, is_flat) = (ndcg, options, false);
            } else if is_flat || ndcg * worth <= best {
                break;
            } else {
                is_flat = true;
            }
        }
        Ok(())
    }

    /// Tries a setting, unless it was tried before.
    fn attempt(
        &mut self,
        holdout: &Holdout,
        options: TrainOptions,
        on: On,
        trained: &mut Trained,
    ) -> Result<f64, Unfit> {
        let is_this = |before: &&Try| before.options == options && before.on == on;
        if let Some(before) = self.tries.iter().find(is_this) {
            return Ok(before.ndcg);
        }
        let decoded = Decoded::new(as_read(trained.by(holdout, options))?, &holdout.train);
        let rank = if on == On::LiveCarts { Ranks::of } else { Ranks::with_history };
        let ndcg = rank(holdout, &decoded, &|_| ()).gain().sum::<f64>() / holdout.cases.len() as f64;
        self.tries.push(Try { options, ndcg, on });
        Ok(ndcg)
    }
}
