//! Hands shards to JavaScript: forwards calls and typed values; never decides anything. In a module of its own, for pages that load shards.

use wasm_bindgen::prelude::*;

use super::{Engine, Reading, thrown};
use crate::model::shards::{HeldLists, ROOT, Shard, join};
use crate::rank::Ranker;
use crate::rules::{QueryBuffer, Rulebook};

/// The root of a model in shards, and those that the page's items need.
#[wasm_bindgen]
pub struct Shards {
    root: Vec<u8>,
    /// By number.
    held: Vec<(u32, Shard)>,
    lists: HeldLists,
}

#[wasm_bindgen]
impl Shards {
    /// Takes the root's bytes.
    #[wasm_bindgen(constructor)]
    pub fn new(root: Vec<u8>) -> Shards {
        Self { root, held: Vec::new(), lists: HeldLists::default() }
    }

    /// Takes a shard; it counts from the next `join` on. Throws an `Error` with a `code` if the bytes are not the shard of that address.
    pub fn hold(&mut self, number: u32, bytes: &[u8], address: &str) -> Result<(), JsValue> {
        let shard = Shard::decode(bytes, address).map_err(thrown)?;
        self.held.push((number, shard));
        Ok(())
    }

    /// Lets go of a shard; answers stay as they are until the next `join`.
    pub fn release(&mut self, number: u32) {
        self.held.retain(|(held, _)| *held != number);
    }

    /// An engine that answers from what is held. Throws an `Error` with a `code` if the root is none, or they are not of its model.
    pub fn join(&mut self) -> Result<Engine, JsValue> {
        let shards: Vec<&Shard> = self.held.iter().map(|(_, shard)| shard).collect();
        // What the merchant says is read anew each time, which takes less code than copying it.
        let joined = Shard::decode(&self.root, ROOT).and_then(|root| join(root, &shards)).map_err(thrown)?;
        self.lists = joined.lists;
        let mut engine = Engine {
            reading: Reading::Nothing,
            model: joined.model,
            ranker: Ranker::default(),
            book: Rulebook::default(),
            advisor: None,
            query: QueryBuffer::default(),
            answer: Vec::new(),
        };
        engine.apply(joined.rules)?;
        Ok(engine)
    }

    /// What could still change the answer of the joined engine: three numbers for each block of a list (kind, which, block), the next to be
    /// loaded of each list.
    pub fn wants(&self, engine: &mut Engine, question: &[f64]) -> Vec<u32> {
        engine.query.reread(question);
        let Engine { advisor, model, book, query, .. } = engine;
        let wanted = advisor.as_mut().map(|it| it.wants(model, book, &query.query(), &self.lists));
        wanted.unwrap_or_default().iter().flat_map(|list| [list.kind as u32, list.number, list.block]).collect()
    }
}
