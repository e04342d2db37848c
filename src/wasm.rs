//! Hands the engine to JavaScript: forwards calls and typed values; never decides anything.

use js_sys::{Array, Error, Float64Array, Reflect};
use serde::Serialize;
use wasm_bindgen::prelude::*;

use crate::model::{self, DecodeError, Model};
use crate::rank::{Ranker, Request, Suggestion};

/// Shown when the request says no limit.
const DEFAULT_LIMIT: usize = 4;

/// A model and the working memory to rank with it.
#[wasm_bindgen]
pub struct Engine {
    model: Model,
    ranker: Ranker,
}

#[derive(Serialize)]
struct SuggestAnswer<'a> {
    suggestions: Vec<Pick<'a>>,
    unknown: Vec<&'a str>,
}

#[derive(Serialize)]
struct Pick<'a> {
    sku: &'a str,
    score: f64,
    because: Vec<Because<'a>>,
}

#[derive(Serialize)]
struct Because<'a> {
    sku: &'a str,
    share: f64,
}

#[wasm_bindgen]
impl Engine {
    /// Reads a model file's bytes; throws an `Error` with a `code` if they are not a model this engine can use.
    #[wasm_bindgen(constructor)]
    pub fn new(bytes: &[u8]) -> Result<Engine, JsValue> {
        let model = Model::decode(bytes).map_err(thrown)?;
        Ok(Self { ranker: Ranker::new(&model), model })
    }

    /// How many items the model knows.
    #[wasm_bindgen(getter)]
    pub fn items(&self) -> usize {
        self.model.items()
    }

    /// Digest of the model file, 16 hex digits.
    #[wasm_bindgen(getter)]
    pub fn digest(&self) -> String {
        hex(self.model.digest())
    }

    /// The number of an item, by SKU.
    pub fn item(&self, sku: &str) -> Option<u32> {
        self.model.item(sku)
    }

    /// The SKU of an item, by number; empty for a number the model does not have.
    pub fn sku(&self, item: u32) -> String {
        self.model.sku(item).into()
    }

    /// The hot path: numbers in, numbers out. Flat records, best first: item, score, n, then n times
    /// (cart item, share), the largest share first.
    pub fn rank(&mut self, cart: &[u32], exclude: &[u32], limit: usize) -> Float64Array {
        let mut flat = Vec::with_capacity(limit.min(self.model.items()) * 8);
        for pick in self.ranker.rank(&self.model, &Request { cart, exclude, limit }) {
            flat.extend([f64::from(pick.item), pick.score, pick.because.len() as f64]);
            flat.extend(pick.because.iter().flat_map(|reason| [f64::from(reason.item), reason.share]));
        }
        Float64Array::from(flat.as_slice())
    }

    /// The same answers by name: `{cart, exclude?, limit?}` in, `{suggestions, unknown}` out.
    pub fn suggest(&mut self, request: &JsValue) -> Result<JsValue, JsValue> {
        let (cart, exclude) = (texts(request, "cart")?, texts(request, "exclude")?);
        let limit = Reflect::get(request, &"limit".into())?.as_f64().map_or(DEFAULT_LIMIT, |limit| limit as usize);
        let known = |skus: &[String]| skus.iter().filter_map(|sku| self.model.item(sku)).collect::<Vec<u32>>();
        let picks = self.ranker.rank(&self.model, &Request { cart: &known(&cart), exclude: &known(&exclude), limit });
        let unknown = cart.iter().map(String::as_str).filter(|sku| self.model.item(sku).is_none());
        let answer = SuggestAnswer {
            suggestions: picks.iter().map(|p| named(&self.model, p)).collect(),
            unknown: unknown.collect(),
        };
        Ok(serde_wasm_bindgen::to_value(&answer)?)
    }
}

/// Product cards.
#[wasm_bindgen]
pub struct Catalog {
    catalog: model::Catalog,
}

#[wasm_bindgen]
impl Catalog {
    /// Reads a catalog file's bytes; throws an `Error` with a `code` if they are not a catalog this engine can use.
    #[wasm_bindgen(constructor)]
    pub fn new(bytes: &[u8]) -> Result<Catalog, JsValue> {
        Ok(Self { catalog: model::Catalog::decode(bytes).map_err(thrown)? })
    }

    /// How many cards there are.
    #[wasm_bindgen(getter)]
    pub fn items(&self) -> usize {
        self.catalog.cards()
    }

    /// Digest of the catalog file, 16 hex digits.
    #[wasm_bindgen(getter)]
    pub fn digest(&self) -> String {
        hex(self.catalog.digest())
    }

    /// The card of a product, by SKU.
    pub fn card(&self, sku: &str) -> Result<JsValue, JsValue> {
        Ok(serde_wasm_bindgen::to_value(&self.catalog.card(sku))?)
    }
}

fn named<'a>(model: &'a Model, pick: &Suggestion) -> Pick<'a> {
    let because = pick.because.iter().map(|r| Because { sku: model.sku(r.item), share: r.share }).collect();
    Pick { sku: model.sku(pick.item), score: pick.score, because }
}

/// A property that is an array of strings; nothing else in it counts, and without it there are none.
fn texts(request: &JsValue, name: &str) -> Result<Vec<String>, JsValue> {
    let list = Reflect::get(request, &name.into())?;
    Ok(if Array::is_array(&list) {
        Array::from(&list).iter().filter_map(|text| text.as_string()).collect()
    } else {
        Vec::new()
    })
}

/// 16 lower-case hex digits, without the formatting machinery.
fn hex(digest: u64) -> String {
    (0..16).rev().filter_map(|place| char::from_digit((digest >> (4 * place) & 15) as u32, 16)).collect()
}

/// A JavaScript `Error` with the decode error's `code`, and its text as message.
fn thrown(error: DecodeError) -> JsValue {
    let thrown = Error::new(error.advice());
    // Setting a property on an Error just made cannot fail.
    let _ = Reflect::set(&thrown, &"code".into(), &error.code().into());
    if let DecodeError::Corrupt(rule) = error {
        let _ = Reflect::set(&thrown, &"cause".into(), &rule.into());
    }
    web_sys::console::warn_2(&"pairwell:".into(), &thrown);
    thrown.into()
}
