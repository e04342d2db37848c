//! Sums up how a method ranked: averages with intervals, coverage, bands; never ranks.

use super::bands::{Band, HEAD, by_popularity, by_size, popularity_places};
use super::bootstrap::{Interval, mean, proportion};
use super::holdout::Holdout;
use super::measured::Measured;
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
        Self { hr: proportion(ranks.hits().filter(|hit| *hit).count(), ranks.ranks.len()), mrr, ndcg }
    }
}

/// The figures of one method over a holdout.
#[derive(Debug, Clone, PartialEq, serde::Serialize, serde::Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Figures {
    /// The method.
    pub method: String,
    /// The settings chosen in training, if any were.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub note: Option<String>,
    /// With live carts, the headline; reports of older versions have none.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub live_cart: Option<Accuracy>,
    /// With carts of one item; reports of older versions have none.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub one_item: Option<Accuracy>,
    /// With whole orders. Everything below is of these too.
    #[serde(flatten)]
    pub whole: Accuracy,
    /// Share of all items that are among the best ten of at least one case.
    pub coverage: f64,
    /// Share of all places taken by the less popular 80 % of the items.
    pub long_tail: f64,
    /// Hit rate by cart size.
    pub by_size: Vec<Band>,
    /// Hit rate by popularity of the hidden item.
    pub by_popularity: Vec<Band>,
}

impl Figures {
    /// Sums up.
    pub fn of(method: &str, note: Option<String>, holdout: &Holdout, measured: &Measured) -> Self {
        let ranks = &measured.whole;
        Self {
            method: method.to_owned(),
            note,
            live_cart: Some(Accuracy::of(&measured.live)),
            one_item: Some(Accuracy::of(&measured.one_item)),
            whole: Accuracy::of(ranks),
            coverage: share(ranks.shown.iter().filter(|n| **n > 0).count() as u64, ranks.shown.len() as u64),
            long_tail: long_tail(holdout, ranks),
            by_size: by_size(holdout, ranks),
            by_popularity: by_popularity(holdout, ranks),
        }
    }
}

fn long_tail(holdout: &Holdout, ranks: &Ranks) -> f64 {
    let head = (ranks.shown.len() as f64 * HEAD).ceil() as u32;
    let count = |wanted: &dyn Fn(u32) -> bool| {
        let places = popularity_places(holdout);
        ranks.shown.iter().zip(places).filter(|(_, place)| wanted(*place)).map(|(n, _)| u64::from(*n)).sum()
    };
    share(count(&|place| place >= head), count(&|_| true))
}

fn share(part: u64, whole: u64) -> f64 {
    part as f64 / whole.max(1) as f64
}
