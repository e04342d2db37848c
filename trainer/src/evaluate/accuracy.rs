//! Sums up how well hidden items were ranked: hit rate, reciprocal rank and gain, with intervals; never ranks.

use super::bootstrap::{Interval, mean, proportion};
use super::ranks::Ranks;

/// How well a method ranked the hidden items of one kind of carts.
#[derive(Debug, Clone, Copy, PartialEq, serde::Serialize, serde::Deserialize)]
pub struct Accuracy {
    /// Share of test cases whose hidden item is among the best ten.
    #[serde(rename = "hr@10")]
    pub hr: Interval,
    /// Mean reciprocal rank, 0 beyond ten.
    #[serde(rename = "mrr@10")]
    pub mrr: Interval,
    /// Mean discounted gain, 0 beyond ten.
    #[serde(rename = "ndcg@10")]
    pub ndcg: Interval,
}

impl Accuracy {
    /// Sums up.
    pub fn of(ranks: &Ranks) -> Self {
        let cases: Vec<[f64; 2]> = ranks.reciprocal().zip(ranks.gain()).map(|(r, g)| [r, g]).collect();
        let [mrr, ndcg] = mean(&cases);
        Self { hr: hit_rate(ranks), mrr, ndcg }
    }
}

/// The share of cases that are hits.
pub(super) fn hit_rate(ranks: &Ranks) -> Interval {
    proportion(ranks.hits().filter(|hit| *hit).count(), ranks.ranks.len())
}
