//! Puts our own method through the measures' interface, as the engine reads it: encoded and decoded; never in floats.

use pairwell::model::{Model, Parts};
use pairwell::rank::{Past, Ranker};

use super::exam::ExamOptions;
use super::tune::{Open, tune};
use super::unrounded::Unrounded;
use crate::affinity::measure::{Affinity, Fitted, Scorer, Seen, Unfit};
use crate::orders::Orders;
use crate::train::{Silent, TrainOptions, train};

/// A model file's content against the items of some training orders.
pub struct Decoded {
    model: Model,
    /// The model's number for each item of the training orders.
    to_model: Vec<Option<u32>>,
    note: Option<String>,
    unrounded: Option<Unrounded>,
}

impl Decoded {
    /// A model, asked about the items of these orders. It may know fewer or other items than they do.
    pub fn new(model: Model, orders: &Orders) -> Self {
        let to_model = orders.skus.iter().map(|sku| model.item(sku)).collect();
        Self { model, to_model, note: None, unrounded: None }
    }
}

impl Fitted for Decoded {
    fn scorer(&self) -> Box<dyn Scorer + '_> {
        Box::new(Asking {
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

    fn unrounded(&self) -> Option<(u32, &dyn Fitted)> {
        self.unrounded.as_ref().map(|exact| (self.model.weight_bits(), exact as &dyn Fitted))
    }
}

struct Asking<'a> {
    decoded: &'a Decoded,
    ranker: Ranker,
    cart: Vec<u32>,
    past: Vec<Past>,
    scores: Vec<f64>,
}

impl Scorer for Asking<'_> {
    fn score(&mut self, cart: &[u32], scores: &mut [f64]) {
        let Decoded { model, to_model, .. } = self.decoded;
        self.cart.clear();
        self.cart.extend(cart.iter().filter_map(|item| to_model[*item as usize]));
        self.scores.clear();
        let units = self.ranker.scores(model, &self.cart, &self.past);
        self.scores.extend(units.map(|units| units.map_or(f64::NEG_INFINITY, f64::from)));
        for (score, item) in scores.iter_mut().zip(to_model) {
            // What the model does not know it never suggests.
            *score = item.map_or(f64::NEG_INFINITY, |item| self.scores[item as usize]);
        }
    }

    fn remember(&mut self, past: &[Past]) {
        let to_model = &self.decoded.to_model;
        let known = |it: &Past| Some(Past { item: to_model.get(it.item as usize).copied().flatten()?, ..*it });
        self.past.clear();
        self.past.extend(past.iter().filter_map(known));
    }
}

/// Our own method, for comparison: settings chosen, trained, encoded, decoded.
pub struct Pairwell {
    /// How it is trained.
    pub options: TrainOptions,
    /// Which of these options are chosen anew.
    pub open: Open,
    /// How the inner split they are chosen by is made.
    pub exam: ExamOptions,
}

impl Affinity for Pairwell {
    fn name(&self) -> &'static str {
        "pairwell"
    }

    fn fit<'a>(&self, seen: &'a Seen<'a>) -> Result<Box<dyn Fitted + 'a>, Unfit> {
        let Trained { parts, model, note } = self.train(seen)?;
        let unrounded = Some(Unrounded::new(&parts, seen.orders));
        Ok(Box::new(Decoded { note: Some(note), unrounded, ..Decoded::new(model, seen.orders) }))
    }
}

/// What our method comes to for some orders.
pub struct Trained {
    /// The model before it is encoded.
    pub parts: Parts,
    /// The same as the engine reads it.
    pub model: Model,
    /// How it was trained.
    pub note: String,
}

impl Pairwell {
    /// Chooses settings, trains, encodes and decodes.
    ///
    /// # Errors
    /// When the model cannot be encoded.
    pub fn train(&self, seen: &Seen<'_>) -> Result<Trained, Unfit> {
        let options = tune(seen.orders, &self.exam, self.options, self.open, &Silent)?.options;
        let parts = train(seen.orders, &options, &Silent);
        Ok(Trained { model: as_read(&parts)?, parts, note: options.to_string() })
    }
}

/// A model as the engine reads it.
pub(super) fn as_read(parts: &Parts) -> Result<Model, Unfit> {
    let bytes = parts.encode().map_err(|error| Unfit(error.to_string()))?;
    Model::decode(&bytes).map_err(|error| Unfit(error.to_string()))
}
