//! Hands the engine to JavaScript: forwards calls and typed values; never decides anything.

#[cfg(feature = "shards")]
mod shards;

use js_sys::{Array, Error, Float64Array, Object};
use wasm_bindgen::prelude::*;
use web_sys::console;

use crate::model::rules::RulesDecoding;
use crate::model::{self, CatalogDecoding, DecodeError, Decoding, Model};
use crate::rank::{Past, Ranker, Request};
use crate::rules::{Advisor, QueryBuffer, RuleParts, Rulebook, text_for, wire};

#[wasm_bindgen]
extern "C" {
    /// Sets a property of an object made here, which cannot fail. `js_sys::Reflect::set` catches what is thrown, which cost 140 bytes when measured (brotli).
    #[wasm_bindgen(js_namespace = Reflect, js_name = set)]
    fn put(object: &JsValue, name: &str, value: &JsValue) -> bool;
}

/// A third of the size of std's allocator.
#[global_allocator]
static ALLOCATOR: rlsf::SmallGlobalTlsf = rlsf::SmallGlobalTlsf::new();

/// A model and the working memory to rank with it.
#[wasm_bindgen]
pub struct Engine {
    reading: Reading,
    model: Model,
    ranker: Ranker,
    book: Rulebook,
    advisor: Option<Advisor>,
    /// The last question and its answer: memory for the next.
    query: QueryBuffer,
    answer: Vec<f64>,
}

#[wasm_bindgen]
impl Engine {
    /// Takes a model file's bytes; `step` decodes them. Both throw an `Error` with a `code` if they are not a model this engine can use.
    #[wasm_bindgen(constructor)]
    pub fn new(bytes: Vec<u8>) -> Result<Engine, JsValue> {
        Ok(Self {
            reading: Reading::Model(Decoding::new(bytes).map_err(thrown)?),
            model: Model::default(),
            ranker: Ranker::default(),
            book: Rulebook::default(),
            advisor: None,
            query: QueryBuffer::default(),
            answer: Vec::new(),
        })
    }

    /// Decodes `work` more units of work. Returns whether there is more to decode.
    pub fn step(&mut self, work: usize) -> Result<bool, JsValue> {
        match &mut self.reading {
            Reading::Nothing => return Ok(false),
            Reading::Model(model) => match model.step(work).map_err(thrown)? {
                None => return Ok(true),
                Some(model) => {
                    self.ranker = Ranker::new(&model);
                    self.model = model;
                }
            },
            Reading::Rules(rules) => match rules.step(work).map_err(thrown)? {
                None => return Ok(true),
                Some(rules) => self.apply(rules)?,
            },
        }
        self.reading = Reading::Nothing;
        Ok(false)
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

    /// The hot path: numbers in, numbers out. `past` has three numbers for each item of the history: item, age, 1 if bought. Flat
    /// records, best first: item, score, history's share, n, then n times (cart item, share), the largest share first.
    pub fn rank(&mut self, cart: &[u32], exclude: &[u32], limit: usize, past: &[u32]) -> Float64Array {
        let flat = &mut self.answer;
        flat.clear();
        let ranker = self.advisor.as_mut().map_or(&mut self.ranker, Advisor::ranker);
        let past = &history(past);
        ranker.each(&self.model, &Request { cart, exclude, past, limit }, |pick| {
            flat.extend([f64::from(pick.item), pick.score, pick.history, pick.because.len() as f64]);
            pick.because.iter().for_each(|reason| flat.extend([f64::from(reason.item), reason.share]));
        });
        Float64Array::from(flat.as_slice())
    }
}

/// What is being read.
enum Reading {
    Nothing,
    Model(Decoding<'static>),
    Rules(RulesDecoding<'static>),
}

impl Engine {
    fn apply(&mut self, parts: RuleParts) -> Result<(), JsValue> {
        self.book = Rulebook::new(&self.model, parts).map_err(thrown)?;
        self.advisor = Some(Advisor::new(&self.model, &self.book));
        // The advisor has one of its own; a page needs no two.
        self.ranker = Ranker::default();
        Ok(())
    }
}

/// Questions under the merchant's rules, once `rules` has taken a rules file. Their numbers are laid out as `rules::wire` says.
#[wasm_bindgen]
impl Engine {
    /// Takes a rules file's bytes; `step` decodes them. The previous rules stay until then. Both throw an `Error` with a `code` if they are
    /// not rules for this model.
    pub fn rules(&mut self, bytes: Vec<u8>) -> Result<(), JsValue> {
        self.reading = Reading::Rules(RulesDecoding::new(bytes).map_err(thrown)?);
        Ok(())
    }

    /// The number of a fact that some rule asks for.
    pub fn fact(&self, name: &str) -> Option<u32> {
        self.book.fact(name)
    }

    /// The number of a measure of the merchant's own that some rule asks for.
    pub fn measure(&self, name: &str) -> Option<u32> {
        self.book.measure(name)
    }

    /// The picks for a question; none before `rules`.
    pub fn advise(&mut self, question: &[f64]) -> Float64Array {
        let flat = &mut self.answer;
        flat.clear();
        self.query.reread(question);
        let kind = self.query.kind;
        if let Some(advisor) = &mut self.advisor {
            advisor.each(&self.model, &self.book, &self.query.query(), |pick| wire::pick(pick, kind, flat));
        }
        Float64Array::from(flat.as_slice())
    }

    /// How an item came to its place, or to none; empty before `rules`.
    pub fn explain(&mut self, question: &[f64], item: u32) -> Float64Array {
        self.query.reread(question);
        let advisor = self.advisor.as_mut();
        let explained = advisor.map(|advisor| advisor.explain(&self.model, &self.book, &self.query.query(), item));
        Float64Array::from(explained.map(|it| wire::explanation(&it, self.query.kind)).unwrap_or_default().as_slice())
    }

    /// The bundles that the cart has begun.
    pub fn offers(&mut self, question: &[f64]) -> Float64Array {
        self.query.reread(question);
        let advisor = self.advisor.as_mut();
        let offers = advisor.map(|advisor| advisor.offers(&self.model, &self.book, &self.query.query()));
        Float64Array::from(wire::offers(&offers.unwrap_or_default()).as_slice())
    }

    /// What people call a rule.
    pub fn rule(&self, rule: u32) -> String {
        self.book.parts().merchant.rules.get(rule as usize).map(|rule| rule.name.clone()).unwrap_or_default()
    }

    /// A benefit's text in a language.
    pub fn benefit(&self, benefit: u32, language: &str) -> Option<String> {
        let benefit = self.book.parts().merchant.benefits.get(benefit as usize)?;
        text_for(&benefit.texts, language).map(Into::into)
    }

    /// A partner's name.
    pub fn partner(&self, partner: u32) -> Option<String> {
        self.book.parts().merchant.partners.get(partner as usize).map(|partner| partner.name.clone())
    }

    /// A bundle: `{name, label, discount, items}`, the discount in hundredths of a percent.
    pub fn bundle(&self, bundle: u32, language: &str) -> JsValue {
        let Some(bundle) = self.book.bundle(bundle) else { return JsValue::UNDEFINED };
        let label = text_for(&bundle.labels, language).unwrap_or_default();
        let items = Array::new();
        for item in &bundle.items {
            items.push(&JsValue::from(*item));
        }
        object(&[
            ("name", bundle.name.as_str().into()),
            ("label", label.into()),
            ("discount", bundle.discount.into()),
            ("items", items.into()),
        ])
    }

    /// How often an item is shown before it rests, the most picks on a page, and in a session; 0 for no limit.
    pub fn policy(&self) -> Vec<u32> {
        let policy = &self.book.parts().merchant.policy;
        vec![policy.frequency_cap, policy.per_page, policy.per_session]
    }
}

/// Product cards.
#[wasm_bindgen]
pub struct Catalog {
    reading: Option<CatalogDecoding<'static>>,
    catalog: model::Catalog,
}

#[wasm_bindgen]
impl Catalog {
    /// Takes a catalog file's bytes; `step` decodes them. Both throw an `Error` with a `code` if they are not a catalog this engine can use.
    #[wasm_bindgen(constructor)]
    pub fn new(bytes: Vec<u8>) -> Result<Catalog, JsValue> {
        let reading = Some(CatalogDecoding::new(bytes).map_err(thrown)?);
        Ok(Self { reading, catalog: model::Catalog::default() })
    }

    /// Decodes `work` more units of work. Returns whether there is more to decode.
    pub fn step(&mut self, work: usize) -> Result<bool, JsValue> {
        if let Some(reading) = &mut self.reading {
            match reading.step(work).map_err(thrown)? {
                None => return Ok(true),
                Some(catalog) => self.catalog = catalog,
            }
        }
        self.reading = None;
        Ok(false)
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
    pub fn card(&self, sku: &str) -> JsValue {
        let Some(card) = self.catalog.card(sku) else { return JsValue::UNDEFINED };
        object(&[
            ("sku", card.sku.into()),
            ("title", card.title.into()),
            ("url", card.url.into()),
            ("image", card.image.into()),
            ("category", card.category.into()),
            ("brand", card.brand.into()),
            ("price", card.price.into()),
            ("currency", card.currency.into()),
            ("rating", card.rating.into()),
            ("available", card.available.into()),
        ])
    }
}

/// Three numbers an entry.
fn history(flat: &[u32]) -> Vec<Past> {
    let (entries, _) = flat.as_chunks();
    entries.iter().map(|[item, age, bought]| Past { item: *item, age: *age, bought: *bought == 1 }).collect()
}

/// An object of these properties.
fn object(properties: &[(&str, JsValue)]) -> JsValue {
    let object = Object::new();
    for (name, value) in properties {
        put(&object, name, value);
    }
    object.into()
}

/// 16 lower-case hex digits, without the formatting machinery.
fn hex(digest: u64) -> String {
    (0..16).rev().filter_map(|place| char::from_digit((digest >> (4 * place) & 15) as u32, 16)).collect()
}

/// A JavaScript `Error` with the decode error's `code`, and its text as message.
fn thrown(error: DecodeError) -> JsValue {
    let thrown = Error::new(error.advice());
    put(&thrown, "code", &error.code().into());
    // The particulars, to be put into words by the page: formatting text here would cost the shopper some kilobytes.
    match error {
        DecodeError::Corrupt(rule) => put(&thrown, "cause", &rule.into()),
        DecodeError::FormatUnsupported(found) => put(&thrown, "cause", &found.into()),
        _ => false,
    };
    console::warn_2(&"pairwell:".into(), &thrown);
    thrown.into()
}
