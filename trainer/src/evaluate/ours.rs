//! Defines our own method for comparisons: settings chosen, trained, encoded and decoded.

use pairwell::model::{Model, Parts};

use super::decoded::{Decoded, as_read};
use super::holdout::HoldoutOptions;
use super::tune::{Open, tune};
use crate::affinity::measure::{Affinity, Fitted, Seen, Unfit};
use crate::stages::Silent;
use crate::train::{TrainOptions, train};

/// Our own method.
#[derive(Clone, Copy)]
pub struct Pairwell {
    /// How it is trained.
    pub options: TrainOptions,
    /// Which of these options are chosen on an inner split.
    pub open: Open,
    /// How that inner split is made.
    pub holdout: HoldoutOptions,
}

impl Affinity for Pairwell {
    fn name(&self) -> &'static str {
        "pairwell"
    }

    fn fit<'a>(&self, seen: &'a Seen<'a>) -> Result<Box<dyn Fitted + 'a>, Unfit> {
        let Trained { model, note, .. } = self.train(seen)?;
        Ok(Box::new(Decoded::new(model, seen.orders).with_note(note)))
    }
}

/// A model that our method has trained.
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
        let options = tune(seen.orders, &self.holdout, self.options, self.open, &Silent)?.options;
        let parts = train(seen.orders, &options, &Silent);
        Ok(Trained { model: as_read(&parts)?, parts, note: options.to_string() })
    }
}
