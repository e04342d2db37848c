//! Makes the rules file of a model from the merchant's rules and from relations in orders and catalog; never trains.

use std::collections::{BTreeMap, HashMap, HashSet};

use pairwell::model::{Model, Parts};
use pairwell::rules::RuleParts;
use pairwell::rules::parts::{ItemRelations, MerchantRules};
use pairwell_cli::affinity::measure::Unfit;
use pairwell_cli::catalog::CatalogItem;
use pairwell_cli::kin::Newcomers;
use pairwell_cli::orders::Orders;
use pairwell_cli::relations::{Input, Relations, learn};
use pairwell_cli::rules::{money, of_catalog};
use pairwell_cli::terminal::short;
use pairwell_rules::{Shop, Training, compile};

use super::rules_text::RulesText;

/// What a rules file is made from.
pub struct Ruling<'a> {
    /// The merchant's rules.
    pub text: &'a RulesText,
    /// Returned lines by SKU.
    pub returned: &'a BTreeMap<String, u32>,
    /// The catalog; empty without one.
    pub catalog: &'a [CatalogItem],
    /// Relations in fewer orders are ignored.
    pub min_orders: u32,
}

impl Ruling<'_> {
    /// Both halves of the rules file of a model trained on these orders. Prints what is wrong with the rules.
    pub fn aloud(
        &self,
        orders: &Orders,
        parts: &Parts,
        newcomers: &[Newcomers],
    ) -> anyhow::Result<(ItemRelations, MerchantRules)> {
        let skus = skus(parts);
        let shop = of_catalog(skus.iter().copied(), self.catalog);
        let shop = Shop { newcomers: numbered(newcomers, &shop), ..shop };
        let (merchant, compiled) = self.text.compiled(&shop)?;
        let Relations { relations, unknown } = self.relations(orders, &skus, &compiled.training);
        if let Some(first) = unknown.first().filter(|_| compiled.training.curation) {
            let count = unknown.len();
            say!("  {count} curated items are in no order, such as {}: not pinned", short(first));
        }
        Ok((relations, merchant))
    }

    /// The same for a model that is only evaluated: nothing is printed.
    pub fn quietly(&self, orders: &Orders, parts: &Parts, model: &Model) -> Result<RuleParts, Unfit> {
        let skus = skus(parts);
        let compiled = compile(&self.text.text, &of_catalog(skus.iter().copied(), self.catalog), None);
        let Some(merchant) = compiled.merchant else {
            let errors = compiled.findings.iter().map(ToString::to_string).collect::<Vec<_>>().join("\n");
            return Err(Unfit(format!("{}:{errors}", self.text.path.display())));
        };
        let Relations { relations, .. } = self.relations(orders, &skus, &compiled.training);
        Ok(RuleParts { model: model.digest(), relations, merchant })
    }

    fn relations(&self, orders: &Orders, skus: &[&str], training: &Training) -> Relations {
        let Self { returned, catalog, min_orders, .. } = *self;
        let mut relations = learn(&Input { orders, returned, skus, catalog, min_orders, money: money(training) });
        if !training.curation {
            relations.relations.curated.clear();
        }
        relations
    }
}

/// The newcomers that are in the model, by number. A new size of a product that people buy is not new.
fn numbered(newcomers: &[Newcomers], shop: &Shop) -> Vec<pairwell_rules::Newcomers> {
    let numbers: HashMap<&str, u32> =
        (0..).zip(&shop.items).map(|(number, item)| (item.sku.as_str(), number)).collect();
    let few: HashSet<&str> = newcomers.iter().flat_map(|group| &group.skus).map(String::as_str).collect();
    let known: HashSet<&str> = shop
        .items
        .iter()
        .filter(|item| !item.group.is_empty() && !few.contains(item.sku.as_str()))
        .map(|item| item.group.as_str())
        .collect();
    let is_new = |number: &u32| !known.contains(shop.items[*number as usize].group.as_str());
    let known_by =
        |skus: &[String]| skus.iter().filter_map(|sku| numbers.get(sku.as_str()).copied()).collect::<Vec<_>>();
    let group = |group: &Newcomers| {
        let items: Vec<u32> = known_by(&group.skus).into_iter().filter(is_new).collect();
        pairwell_rules::Newcomers { items, brought_by: known_by(&group.brought_by), gain: group.gain }
    };
    newcomers.iter().map(group).filter(|group| !group.items.is_empty() && !group.brought_by.is_empty()).collect()
}

fn skus(parts: &Parts) -> Vec<&str> {
    parts.items.iter().map(|item| item.sku.as_str()).collect()
}
