//! Measures how well the method does with ever more of the training orders, and what its suggestions then rest on; never tunes.
//!
//! Every point has the same test cases and the same settings. Settings are chosen for all orders, so that a point of few
//! orders may lie a little lower than a shop of that size would.

use pairwell::model::Parts;

use super::accuracy::hit_rate;
use super::bootstrap::{Interval, rate_difference};
use super::decoded::{Decoded, as_read};
use super::grounds::Grounds;
use super::holdout::{Carts, Holdout};
use super::ranks::Ranks;
use crate::affinity::baseline::Supports;
use crate::affinity::measure::Unfit;
use crate::orders::Orders;
use crate::stages::{Silent, Stages};
use crate::train::{TrainOptions, train};

/// How many points there are at most. Each has half of the orders of the next.
const POINTS: usize = 5;
/// With more orders than this there are fewer: solving for weights takes as long for half of the orders, and what few orders can
/// carry is no longer the question.
const MANY: usize = 5000;
const POINTS_OF_MANY: usize = 3;
/// The fewest orders of a point.
const FEWEST: usize = 10;

/// Hit rates by the number of orders.
#[derive(Debug, Clone, PartialEq, serde::Serialize, serde::Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct LearningCurve {
    /// How many test cases each point has.
    #[serde(rename = "trials")]
    pub cases: usize,
    /// Whether items have kin, by a catalog.
    pub has_kin: bool,
    /// At least two, by growing number of orders.
    pub points: Vec<CurvePoint>,
    /// The hit rate of the last point less that of the one before it, which has half of the orders.
    pub last_step: Interval,
}

/// What some number of orders can carry.
#[derive(Debug, Clone, Copy, PartialEq, serde::Serialize, serde::Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct CurvePoint {
    /// How many orders were trained on: the newest ones.
    pub orders: usize,
    /// Our hit rate at 10 on live carts.
    #[serde(rename = "hr@10")]
    pub hr: Interval,
    /// That of popularity, counted over the same orders.
    #[serde(rename = "popularityHr@10")]
    pub popularity: Interval,
    /// What our suggestions rest on.
    pub grounds: Grounds,
}

impl LearningCurve {
    /// Measures with the newest 1/16, 1/8, 1/4, 1/2 and all of a holdout's training orders; of many, from 1/4 on. `all` is trained on all of them
    /// with these options. `None` without test cases, or where the orders are too few for two points.
    ///
    /// # Errors
    /// When a model cannot be encoded, for example for a SKU that is too long.
    pub fn of(
        holdout: &Holdout,
        all: &Parts,
        options: &TrainOptions,
        stages: &dyn Stages,
    ) -> Result<Option<Self>, Unfit> {
        let sizes = sizes(holdout.train.len());
        if holdout.cases.is_empty() || sizes.len() < 2 {
            return Ok(None);
        }
        stages.begin("measuring the learning curve", sizes.len() as u64);
        let live = holdout.clone().carts(Carts::Live);
        let (mut points, mut hits) = (Vec::new(), Vec::new());
        for orders in sizes {
            let newest = Newest::of(&live.train, orders);
            let (point, ranks) = match orders == live.train.len() {
                true => newest.point(&live, all, options)?,
                false => newest.point(&live, &train(&newest.orders, options, &Silent), options)?,
            };
            points.push(point);
            hits.push(ranks);
            stages.advance(1);
        }
        let step = hits.last_chunk().map(|[half, all]| rate_difference(all.hit_values(), half.hit_values()));
        let (cases, has_kin) = (live.cases.len(), live.train.kinship.is_some());
        Ok(Some(Self { cases, has_kin, points, last_step: step.unwrap_or_default() }))
    }
}

/// The numbers of orders to measure with, ascending.
fn sizes(all: usize) -> Vec<usize> {
    let points = if all > MANY { POINTS_OF_MANY } else { POINTS };
    let mut sizes: Vec<usize> = (0..points).map(|halvings| all >> halvings).filter(|size| *size >= FEWEST).collect();
    sizes.reverse();
    sizes
}

/// The newest of some orders.
struct Newest {
    orders: Orders,
    /// By item of all orders: how many of the newest hold it.
    supports: Supports,
}

impl Newest {
    fn of(all: &Orders, count: usize) -> Self {
        let mut is_new = vec![false; all.len()];
        let mut supports = vec![0.0; all.skus.len()];
        for order in all.in_time().into_iter().rev().take(count) {
            is_new[order as usize] = true;
            all.order(order as usize).iter().for_each(|item| supports[*item as usize] += 1.0);
        }
        Self { orders: all.clone().only(&is_new), supports: Supports(supports) }
    }

    /// How well a model does that is trained on these orders, and how it ranked.
    fn point(&self, holdout: &Holdout, parts: &Parts, options: &TrainOptions) -> Result<(CurvePoint, Ranks), Unfit> {
        let model = as_read(parts)?;
        let popularity = Ranks::of(holdout, &self.supports, &|_| ());
        let grounds = Grounds::of(holdout, &model, &self.orders, options.min_orders);
        let ranks = Ranks::of(holdout, &Decoded::new(model, &holdout.train), &|_| ());
        let (hr, popularity) = (hit_rate(&ranks), hit_rate(&popularity));
        Ok((CurvePoint { orders: self.orders.len(), hr, popularity, grounds }, ranks))
    }
}
