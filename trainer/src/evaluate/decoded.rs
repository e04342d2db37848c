//! Scores with a model as the engine reads it, encoded and decoded, through the interface of the measures.

use pairwell::model::{Model, Parts};
use pairwell::rank::{Past, Ranker};
use pairwell::rules::Line;

use crate::affinity::measure::{Cart, Fitted, Scorer, Unfit};
use crate::orders::Orders;

/// A model with the items of some training orders mapped to its own.
pub struct Decoded {
    model: Model,
    /// The model's number for each item of the training orders.
    to_model: Vec<Option<u32>>,
    note: Option<String>,
}

impl Decoded {
    /// A model to be asked about the items of these orders. It may know fewer items, or others.
    pub fn new(model: Model, orders: &Orders) -> Self {
        let to_model = orders.skus.iter().map(|sku| model.item(sku)).collect();
        Self { model, to_model, note: None }
    }

    /// The same with a note on how it was trained.
    #[must_use]
    pub fn with_note(self, note: String) -> Self {
        Self { note: Some(note), ..self }
    }
}

impl Fitted for Decoded {
    fn scorer(&self) -> Box<dyn Scorer + '_> {
        Box::new(DecodedScorer {
            decoded: self,
            ranker: Ranker::new(&self.model),
            cart: Vec::new(),
            past: Vec::new(),
            scores: Vec::new(),
        })
    }

    fn note(&self) -> Option<String> {
        self.note.clone()
    }
}

struct DecodedScorer<'a> {
    decoded: &'a Decoded,
    ranker: Ranker,
    cart: Vec<u32>,
    past: Vec<Past>,
    scores: Vec<f64>,
}

impl Scorer for DecodedScorer<'_> {
    fn score(&mut self, cart: Cart<'_>, scores: &mut [f64]) {
        let Decoded { model, to_model, .. } = self.decoded;
        self.cart.clear();
        self.cart.extend(in_model(cart, model, to_model));
        self.scores.clear();
        let units = self.ranker.scores(model, &self.cart, &self.past);
        self.scores.extend(units.map(|units| units.map_or(f64::NEG_INFINITY, f64::from)));
        for (score, item) in scores.iter_mut().zip(to_model) {
            // The model never suggests an item that it does not have.
            *score = item.map_or(f64::NEG_INFINITY, |item| self.scores[item as usize]);
        }
    }

    fn set_history(&mut self, past: &[Past]) {
        let to_model = &self.decoded.to_model;
        let known = |it: &Past| Some(Past { item: to_model.get(it.item as usize).copied().flatten()?, ..*it });
        self.past.clear();
        self.past.extend(past.iter().filter_map(known));
    }
}

/// A cart's items by the model's numbers; `to_model` has those of the training orders. Of its other items the model may have some:
/// those of the catalog that no order has.
pub(super) fn in_model(cart: Cart<'_>, model: &Model, to_model: &[Option<u32>]) -> impl Iterator<Item = u32> {
    let items = cart.items.iter().map(|item| to_model[*item as usize]);
    let others = cart.unknown_skus.iter().map(|sku| model.item(sku));
    let nameless = cart.unknown.saturating_sub(cart.unknown_skus.len());
    let all = items.chain(others).chain(std::iter::repeat_n(None, nameless));
    all.map(|item| item.unwrap_or(Line::UNKNOWN))
}

/// Encodes a model and decodes it, as the engine reads it.
///
/// # Errors
/// When the parts break a rule of the format, for example a SKU that is too long.
pub fn as_read(parts: &Parts) -> Result<Model, Unfit> {
    let bytes = parts.encode().map_err(|error| Unfit(error.to_string()))?;
    Model::decode(&bytes).map_err(|error| Unfit(error.to_string()))
}
