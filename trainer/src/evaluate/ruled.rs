//! Scores with a model under the merchant's rules, through the interface of the measures: the picks that a shopper
//! would see.

use pairwell::model::{Model, Parts};
use pairwell::rules::{Advisor, Line, Query, RuleParts, Rulebook};

use super::decoded::in_model;
use super::ranks::CUT;
use crate::affinity::measure::{Cart, Fitted, Scorer, Unfit};
use crate::orders::Orders;

/// Makes a shop's rules for a model, given its training orders and its parts.
pub type Rules<'a> = dyn Fn(&Orders, &Parts, &Model) -> Result<RuleParts, Unfit> + Sync + 'a;

/// The method's name in tables.
pub const RULED: &str = "with rules";

/// A model and its rules, with the items of some training orders mapped to the model's.
pub struct Ruled<'a> {
    model: &'a Model,
    book: Rulebook,
    /// The model's number for each item of the training orders, and the other way round.
    to_model: Vec<Option<u32>>,
    to_orders: Vec<Option<u32>>,
}

impl<'a> Ruled<'a> {
    /// A model under rules, to be asked about the items of these orders.
    ///
    /// # Errors
    /// When the rules were made for another model.
    pub fn new(model: &'a Model, rules: RuleParts, orders: &Orders) -> Result<Self, Unfit> {
        let book = Rulebook::new(model, rules).map_err(|error| Unfit(error.to_string()))?;
        let to_model: Vec<Option<u32>> = orders.skus.iter().map(|sku| model.item(sku)).collect();
        let mut to_orders = vec![None; model.items()];
        for (n, item) in (0..).zip(&to_model) {
            if let Some(item) = item {
                to_orders[*item as usize] = Some(n);
            }
        }
        Ok(Self { model, book, to_model, to_orders })
    }
}

impl Fitted for Ruled<'_> {
    fn scorer(&self) -> Box<dyn Scorer + '_> {
        Box::new(RuledScorer { ruled: self, advisor: Advisor::new(self.model, &self.book), cart: Vec::new() })
    }
}

struct RuledScorer<'a> {
    ruled: &'a Ruled<'a>,
    advisor: Advisor,
    cart: Vec<Line>,
}

impl Scorer for RuledScorer<'_> {
    /// A pick scores by its place; an item that is not picked is not shown.
    fn score(&mut self, cart: Cart<'_>, scores: &mut [f64]) {
        let Ruled { model, book, to_model, to_orders } = self.ruled;
        self.cart.clear();
        self.cart.extend(in_model(cart, model, to_model).map(Line::of));
        let picks = self.advisor.picks(model, book, &Query { cart: &self.cart, limit: CUT, ..Query::default() });
        scores.fill(f64::NEG_INFINITY);
        for (place, pick) in picks.iter().enumerate() {
            if let Some(item) = to_orders[pick.item as usize] {
                scores[item as usize] = 1.0 / (place + 1) as f64;
            }
        }
    }
}
