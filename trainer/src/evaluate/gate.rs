//! Compares a new model with popularity and with the published model, on orders held out from training; never trains.
//!
//! The published model may have learned from the very orders that are held out, and would then look better than it
//! is. So the newest orders that it has not seen are held out where there are enough. Otherwise, where the new model
//! has about as many orders, both are compared as trained on all of them. Where it has far fewer, it is compared as
//! trained without the test orders.

use pairwell::model::{Model, Parts};

use super::bootstrap::{Interval, rate_difference};
use super::decoded::{Decoded, as_read};
use super::figures::Figures;
use super::history_gain::HistoryGain;
use super::holdout::{Holdout, HoldoutOptions, Split};
use super::measured::Measured;
use super::products::Products;
use super::ruled::{RULED, Ruled, Rules};
use super::situations::Situations;
use crate::affinity::baseline::baselines;
use crate::affinity::measure::{Fitted, Seen, Unfit};
use crate::orders::Orders;

/// With more lines than this, few orders are held out, and popularity is the only baseline.
const LARGE_LINES: usize = 3_000_000;
/// How many orders are then held out.
const FEW_ORDERS: usize = 6000;
/// The most test cases; the fewest that can refuse a model; the fewest unseen ones worth holding out alone.
const CASES: usize = 6000;
const ENOUGH_CASES: usize = 30;
const ENOUGH_UNSEEN: usize = 200;
/// With less than this share of the published model's orders, the new model has lost some: a few are cancelled or too
/// old, but with more gone an export is incomplete, or someone chose fewer on purpose.
const AS_MANY: f64 = 0.9;
/// A loss of less than this share of the other's hit rate does not matter, however sure it is.
const MATTERS: f64 = 0.02;
/// The baselines beside the new model. It must not be worse than the first.
const BESIDE: [&str; 3] = ["popularity", "cosine", "conditional"];

/// The model that the new one is to replace.
pub struct Published {
    /// The decoded model.
    pub model: Model,
    /// How many orders it was trained on.
    pub orders: u64,
    /// The time of the newest of them, if known.
    pub newest: Option<i64>,
}

/// Which of two models has learned from the test orders they are compared on.
#[derive(Debug, Clone, Copy, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Basis {
    /// Neither.
    UnseenByBoth,
    /// Both: the new model is trained on all orders, the published one was.
    SeenByBoth,
    /// Perhaps the published one, which has learned from many more orders than there are now.
    SeenByPublished,
}

/// The new model against another.
#[derive(Debug, Clone, PartialEq, serde::Serialize, serde::Deserialize)]
pub struct Comparison {
    /// The other.
    pub with: String,
    /// The new model's hit rate at 10 less the other's, over the same whole orders.
    #[serde(rename = "hr@10Difference")]
    pub whole: Interval,
    /// The same with live carts, which decides. Reports of older versions have none: whole orders decided there.
    #[serde(rename = "liveCartHr@10Difference", skip_serializing_if = "Option::is_none", default)]
    pub live_cart: Option<Interval>,
    /// Which of them has learned from the test orders.
    pub basis: Basis,
    /// Whether the new model is worse beyond chance.
    pub worse: bool,
}

impl Comparison {
    /// The difference that decides.
    pub fn difference(&self) -> Interval {
        self.live_cart.unwrap_or(self.whole)
    }
}

/// What the comparisons came to.
pub struct GateReport {
    /// How test orders were chosen.
    pub split: Split,
    /// How many test cases there were.
    pub cases: usize,
    /// How many orders the candidate was trained on.
    pub learned_from: usize,
    /// The candidate first, then the methods beside it.
    pub methods: Vec<Figures>,
    /// The comparisons that decide.
    pub comparisons: Vec<Comparison>,
    /// The candidate with the shop's rules against itself without. It decides nothing: the merchant wants the rules.
    pub rules: Option<Comparison>,
    /// What the shopper's history adds; not measured on large sets of orders.
    pub history_gain: Option<HistoryGain>,
}

impl GateReport {
    /// The comparison that refuses the new model, if one does.
    pub fn refusal(&self) -> Option<&Comparison> {
        self.comparisons.iter().find(|comparison| comparison.worse)
    }
}

/// Holds test orders out.
pub struct Gate {
    /// Training orders and test cases.
    pub holdout: Holdout,
    /// How they were split.
    pub options: HoldoutOptions,
    /// Whether there are many orders. Then a smaller share is held out, and less is measured.
    pub large: bool,
    /// Whether the published model has seen none of the test cases.
    unseen: bool,
    /// Which items are variants of one product, where the catalog says.
    products: Option<Products>,
}

impl Gate {
    /// Splits the orders. Prefers orders newer than those of the published model.
    pub fn new(orders: &Orders, published: Option<&Published>) -> Self {
        let large = orders.items.len() > LARGE_LINES;
        let one_in = if large { (orders.len() / FEW_ORDERS).max(5) } else { 5 };
        let options = HoldoutOptions { one_in, ..HoldoutOptions::new(Split::for_orders(orders)) };
        if let (Some(after), Split::Time) = (published.and_then(|published| published.newest), options.split) {
            let options = HoldoutOptions { after: Some(after), ..options };
            let holdout = Holdout::of(orders, &options).at_most(CASES);
            if holdout.cases.len() >= ENOUGH_UNSEEN {
                return Self { holdout, options, large, unseen: true, products: None };
            }
        }
        let holdout = Holdout::of(orders, &options).at_most(CASES);
        Self { holdout, options, large, unseen: false, products: None }
    }

    /// The same where some items are known to be variants of one product.
    #[must_use]
    pub fn with_products(self, group: &dyn Fn(&str) -> Option<String>) -> Self {
        Self { products: Products::of(&self.holdout.train.skus, group), ..self }
    }

    /// The cases where little is known; not measured on large sets of orders.
    fn situations(&self) -> Result<Option<Situations<'_>>, Unfit> {
        (!self.large).then(|| Situations::of(&self.holdout, self.products.as_ref())).transpose()
    }

    /// Measures a candidate, trained on the holdout's training orders, beside the baselines. `note` says how it was
    /// trained; `rules` makes the shop's rules for it, which are left out on large sets of orders.
    ///
    /// # Errors
    /// When the candidate cannot be encoded, for example for a SKU that is too long, or no rules can be made for it.
    pub fn evaluate(&self, candidate: &Parts, note: String, rules: &Rules<'_>) -> Result<Evaluation<'_>, Unfit> {
        let (model, train) = (as_read(candidate)?, &self.holdout.train);
        let fitted = Decoded::new(model.clone(), train);
        let measured = Measured::of(&self.holdout, &fitted, &|_| ());
        let situations = self.situations()?;
        let found = situations.as_ref().map(|all| all.measure(&fitted, &|_| ())).unwrap_or_default();
        let figures = Figures::of("pairwell", Some(note), &self.holdout, &measured).with_situations(found);
        let mut evaluation = Evaluation {
            gate: self,
            candidate: measured,
            situations,
            methods: vec![figures],
            comparisons: Vec::new(),
            rules: None,
            history_gain: if self.large { None } else { HistoryGain::of(&self.holdout, &fitted) },
        };
        if !self.large {
            evaluation.measure_rules(&model, rules(train, candidate, &model)?)?;
        }
        evaluation.measure_baselines()?;
        Ok(evaluation)
    }
}

/// What has been measured so far.
pub struct Evaluation<'a> {
    gate: &'a Gate,
    /// How the candidate ranked.
    candidate: Measured,
    situations: Option<Situations<'a>>,
    methods: Vec<Figures>,
    comparisons: Vec<Comparison>,
    rules: Option<Comparison>,
    history_gain: Option<HistoryGain>,
}

impl Evaluation<'_> {
    fn ranks(&self, fitted: &dyn Fitted) -> Measured {
        Measured::of(&self.gate.holdout, fitted, &|_| ())
    }

    /// Ranks by another method, and adds its figures.
    fn measure(&mut self, name: &str, fitted: &dyn Fitted) -> Measured {
        let measured = self.ranks(fitted);
        let situations = self.situations.as_ref().map(|all| all.measure(fitted, &|_| ())).unwrap_or_default();
        self.methods.push(Figures::of(name, None, &self.gate.holdout, &measured).with_situations(situations));
        measured
    }

    fn measure_rules(&mut self, model: &Model, rules: pairwell::rules::RuleParts) -> Result<(), Unfit> {
        let ruled = Ruled::new(model, rules, &self.gate.holdout.train)?;
        let measured = self.ranks(&ruled);
        self.methods.push(Figures::of(RULED, None, &self.gate.holdout, &measured));
        self.rules = Some(compared("no rules", &measured, &self.candidate, Basis::UnseenByBoth));
        Ok(())
    }

    fn measure_baselines(&mut self) -> Result<(), Unfit> {
        let wanted = if self.gate.large { &BESIDE[..1] } else { &BESIDE[..] };
        let seen = Seen::new(&self.gate.holdout.train);
        for method in baselines().iter().filter(|method| wanted.contains(&method.name())) {
            let ranks = self.measure(method.name(), &*method.fit(&seen)?);
            if method.name() == BESIDE[0] {
                self.comparisons.push(compared(BESIDE[0], &self.candidate, &ranks, Basis::UnseenByBoth));
            }
        }
        Ok(())
    }

    /// Compares with the published model. `parts` are the model to publish, trained on all of `orders`.
    ///
    /// # Errors
    /// When the model cannot be encoded.
    pub fn compare_published(&mut self, published: &Published, orders: &Orders, parts: &Parts) -> Result<(), Unfit> {
        let train = &self.gate.holdout.train;
        let before = Decoded::new(published.model.clone(), train);
        let comparison = if self.gate.unseen {
            let before = self.measure("published", &before);
            compared("published", &self.candidate, &before, Basis::UnseenByBoth)
        } else if orders.len() as f64 >= published.orders as f64 * AS_MANY {
            let now = self.ranks(&Decoded::new(as_read(parts)?, train));
            compared("published", &now, &self.ranks(&before), Basis::SeenByBoth)
        } else {
            compared("published", &self.candidate, &self.ranks(&before), Basis::SeenByPublished)
        };
        self.comparisons.push(comparison);
        Ok(())
    }

    /// The figures and comparisons; none without test cases.
    pub fn finish(self) -> GateReport {
        let Holdout { cases, train, .. } = &self.gate.holdout;
        let report = GateReport {
            split: self.gate.options.split,
            cases: cases.len(),
            learned_from: train.len(),
            methods: self.methods,
            comparisons: self.comparisons,
            rules: self.rules,
            history_gain: self.history_gain,
        };
        if cases.is_empty() {
            return GateReport { methods: Vec::new(), comparisons: Vec::new(), rules: None, ..report };
        }
        report
    }
}

/// The difference of one method's hit rate to another's, over the same test cases. Live carts decide which is worse.
pub fn compared(with: &str, new: &Measured, other: &Measured, basis: Basis) -> Comparison {
    let cases = other.live.ranks.len();
    let matters = other.live.hit_values().sum::<f64>() / cases.max(1) as f64 * MATTERS;
    let [live, whole] = [(&new.live, &other.live), (&new.whole, &other.whole)]
        .map(|(new, other)| rate_difference(new.hit_values(), other.hit_values()));
    let sure = cases >= ENOUGH_CASES && live.high < 0.0;
    let worse = sure && live.value < -matters;
    Comparison { with: with.to_owned(), whole, live_cart: Some(live), basis, worse }
}
