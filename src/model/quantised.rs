//! Writes a model whose numbers are already in the format's steps; never rounds, never checks.

use super::History;
use super::coder::Encoder;
use super::container::{self, Section};
use super::layout::{
    BITS, HEAD, HEAD_FIRST, HEAD_ITEMS, HEAD_LAST, HEAD_SHARD, HEAD_SHARDS, HEAD_SIZE, HEAD_WEIGHTS, HIDE, HISTORY,
    HISTORY_BOOST, HISTORY_SIZE, HISTORY_WEIGHT, MAX_PER_BYTE, NEIG, PRIO, SIZE, SKUS, USUAL_WEIGHT_BITS,
};
use super::streams::{FlagCoder, Kept, PriorCoder, RowCoder, SkuCoder};
use super::tilt::Tilts;

/// One item, as a file holds it.
pub(super) struct QuantisedItem<'a> {
    pub(super) sku: &'a str,
    /// The sign above the level.
    pub(super) prior: u32,
    pub(super) hidden: bool,
    pub(super) once: bool,
    /// The level of its row's scale.
    pub(super) level: u8,
    /// Its row, ascending.
    pub(super) row: Vec<Kept>,
}

/// A model, as a file holds it.
pub(super) struct Quantised<'a> {
    pub(super) items: Vec<QuantisedItem<'a>>,
    pub(super) weight_bits: u32,
    pub(super) tilts: Tilts,
    pub(super) history: History,
}

impl Quantised<'_> {
    /// The model file.
    pub(super) fn write(&self) -> Vec<u8> {
        let weights = self.items.iter().map(|item| item.row.len()).sum();
        // Padding keeps the promise that bounds a reader's allocation; only tiny or degenerate models need any.
        let skus = padded(self.skus(), self.items.len());
        let rows = padded(self.rows(), weights);
        let (priors, head, hidden) = (self.priors(), self.head(weights), flags(self.items.iter().map(|it| it.hidden)));
        let (bits, size, history) = ([self.weight_bits as u8], self.tilts.to_bytes(), self.history());
        let section = |tag, bytes| Section { tag, required: true, bytes };
        let mut sections =
            vec![section(HEAD, &head), section(SKUS, &skus), section(PRIO, &priors), section(HIDE, &hidden)];
        if self.weight_bits != USUAL_WEIGHT_BITS {
            sections.push(section(BITS, &bits));
        }
        if self.is_tilted() {
            sections.push(section(SIZE, &size));
        }
        sections.push(section(NEIG, &rows));
        if let Some(history) = &history {
            sections.push(Section { tag: HISTORY, required: false, bytes: history });
        }
        container::write(&sections)
    }

    fn is_tilted(&self) -> bool {
        self.tilts != Tilts::NONE
    }

    fn head(&self, weights: usize) -> [u8; HEAD_SIZE] {
        let mut head = [0; HEAD_SIZE];
        let items = self.items.len() as u32;
        let longs = [(HEAD_ITEMS, items), (HEAD_WEIGHTS, weights as u32), (HEAD_FIRST, 0), (HEAD_LAST, items)];
        for (at, value) in longs {
            container::put(&mut head, at, &value.to_le_bytes());
        }
        for (at, value) in [(HEAD_SHARD, 0u16), (HEAD_SHARDS, 1)] {
            container::put(&mut head, at, &value.to_le_bytes());
        }
        head
    }

    fn skus(&self) -> Vec<u8> {
        let (mut coder, mut skus) = (Encoder::new(), SkuCoder::new());
        for item in &self.items {
            skus.sku(&mut coder, item.sku.as_bytes());
        }
        coder.finish()
    }

    fn priors(&self) -> Vec<u8> {
        let (mut coder, mut priors) = (Encoder::new(), PriorCoder::new());
        for item in &self.items {
            priors.prior(&mut coder, item.prior);
        }
        coder.finish()
    }

    /// The `TAST` section; none if the history counts for nothing.
    fn history(&self) -> Option<Vec<u8>> {
        if self.history == History::default() && !self.items.iter().any(|item| item.once) {
            return None;
        }
        let mut section = vec![0; HISTORY_SIZE];
        container::put(&mut section, HISTORY_BOOST, &self.history.repurchase_boost.to_le_bytes());
        container::put(&mut section, HISTORY_WEIGHT, &(self.history.history_weight as u16).to_le_bytes());
        section.extend(flags(self.items.iter().map(|item| item.once)));
        Some(section)
    }

    /// The `NEIG` section.
    fn rows(&self) -> Vec<u8> {
        let (mut coder, mut rows) =
            (Encoder::new(), RowCoder::new(self.items.len() as u32, self.weight_bits, self.is_tilted()));
        for (n, item) in (0..).zip(&self.items) {
            // Checked rows break no rule of the coder.
            let _ = rows.row(&mut coder, n, item.level, &item.row);
        }
        coder.finish()
    }
}

/// One bit an item.
fn flags(given: impl Iterator<Item = bool>) -> Vec<u8> {
    let (mut coder, mut flags) = (Encoder::new(), FlagCoder::new());
    given.for_each(|given| {
        flags.flag(&mut coder, given);
    });
    coder.finish()
}

/// The stream, in front of enough zero bytes that it holds `count` things at the most allowed per byte.
fn padded(mut stream: Vec<u8>, count: usize) -> Vec<u8> {
    stream.resize(stream.len().max(count.div_ceil(MAX_PER_BYTE)), 0);
    stream
}
