//! Gives the playground's page the rules compiler: a model directory's files and a text in, a rules file and findings out.
#![cfg(target_arch = "wasm32")]

use std::collections::HashMap;

use pairwell::model::{Catalog, Model};
use pairwell::rules::RuleParts;
use pairwell_rules::{Finding, RESOLUTION, Severity, Shop, Training, compile};
use serde::Serialize;
use wasm_bindgen::prelude::*;

/// A shop's files, decoded once.
#[wasm_bindgen]
pub struct Workshop {
    shop: Shop,
    rules: RuleParts,
    /// The settings that the model was trained with.
    training: Training,
}

/// The result of compiling a text.
#[wasm_bindgen]
pub struct Compiled {
    rules: Option<Vec<u8>>,
    findings: JsValue,
    needs_training: bool,
}

#[derive(Serialize)]
struct PageFinding<'a> {
    severity: &'a str,
    line: u32,
    column: u32,
    text: &'a str,
    remedy: &'a str,
}

#[wasm_bindgen]
impl Workshop {
    /// Takes the model, the catalog and the current rules file, whose item relations stay; `tags` by SKU, as far as the page
    /// knows them; and `trained`, the rules.toml that the model was trained with. Throws an `Error` if a file is invalid.
    #[wasm_bindgen(constructor)]
    pub fn new(model: &[u8], catalog: &[u8], rules: &[u8], tags: JsValue, trained: &str) -> Result<Workshop, JsError> {
        let (model, catalog) = (Model::decode(model)?, Catalog::decode(catalog)?);
        let rules = RuleParts::decode(rules)?;
        let mut tags: HashMap<String, Vec<String>> = serde_wasm_bindgen::from_value(tags)?;
        let mut shop = Shop::of_cards(&model, Some(&catalog), Some(&rules.relations));
        shop.lacks = Some("This page does not have them. `pairwell rules check` reads them from --catalog.");
        for item in &mut shop.items {
            item.tags = tags.remove(&item.sku).unwrap_or_default();
        }
        let training = compile(trained, &shop, None).training;
        Ok(Self { shop, rules, training })
    }

    /// The order of resolution: if rules contradict each other, the first of these wins.
    #[wasm_bindgen(getter)]
    pub fn resolution(&self) -> Vec<String> {
        RESOLUTION.map(str::to_owned).to_vec()
    }

    /// Compiles a text; `today` is in minutes since 1970-01-01.
    pub fn compile(&mut self, text: &str, today: f64) -> Result<Compiled, JsError> {
        let compiled = compile(text, &self.shop, Some(today as i64));
        let needs_training = compiled.training != self.training;
        let rules = compiled.merchant.map(|merchant| {
            self.rules.merchant = merchant;
            self.rules.encode()
        });
        let findings: Vec<PageFinding<'_>> = compiled.findings.iter().map(for_page).collect();
        Ok(Compiled { rules: rules.transpose()?, findings: serde_wasm_bindgen::to_value(&findings)?, needs_training })
    }
}

#[wasm_bindgen]
impl Compiled {
    /// The rules file's bytes; none if the text has errors.
    #[wasm_bindgen(getter)]
    pub fn rules(&self) -> Option<Vec<u8>> {
        self.rules.clone()
    }

    /// Whether the text's settings for training differ from those that the model was trained with.
    #[wasm_bindgen(getter, js_name = needsTraining)]
    pub fn needs_training(&self) -> bool {
        self.needs_training
    }

    /// Problems and hints, from top to bottom: `{severity, line, column, text, remedy}`.
    #[wasm_bindgen(getter)]
    pub fn findings(&self) -> JsValue {
        self.findings.clone()
    }
}

fn for_page(finding: &Finding) -> PageFinding<'_> {
    let severity = match finding.severity {
        Severity::Error => "error",
        Severity::Warning => "warning",
        Severity::Note => "note",
    };
    PageFinding { severity, line: finding.line, column: finding.column, text: &finding.text, remedy: &finding.remedy }
}
