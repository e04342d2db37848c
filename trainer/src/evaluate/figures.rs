//! Sums up how a method ranked: averages with intervals, coverage, bands; never ranks.

use super::accuracy::Accuracy;
use super::bands::{Band, HEAD, by_popularity, by_size, popularity_places};
use super::holdout::Holdout;
use super::measured::Measured;
use super::ranks::Ranks;
use super::situations::Situation;

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
    /// Where little is known; empty where that was not measured.
    #[serde(skip_serializing_if = "Vec::is_empty", default)]
    pub situations: Vec<Situation>,
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
            situations: Vec::new(),
        }
    }

    /// The same with what was measured where little is known.
    #[must_use]
    pub fn with_situations(self, situations: Vec<Situation>) -> Self {
        Self { situations, ..self }
    }

    /// How well it did with live carts; reports of older versions have only whole orders.
    pub fn headline(&self) -> Accuracy {
        self.live_cart.unwrap_or(self.whole)
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
