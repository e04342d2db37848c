//! Compiles the settings into the policy and into rules that always apply, with the documented defaults.

use pairwell::rules::facts::SIGNAL;
use pairwell::rules::parts::{Action, Policy};

use super::build::Build;
use super::numbers::{factor, within};
use crate::file::{Defaults, PriceSanity, Quiet, Substitutes, Worth};
use crate::finding::{Notes, Place};
use crate::read::At;
use crate::shop::{Kept, Shop};

/// Settings that take effect when a model is trained.
#[derive(Debug, Clone, PartialEq)]
pub struct Training {
    /// What a suggestion is worth.
    pub value: Worth,
    /// How much the worth counts: its exponent.
    pub weight: f64,
    /// Prefers items with much stock.
    pub overstock: Option<Overstock>,
    /// Whether the shop's own curation becomes pins.
    pub curation: bool,
}

/// Prefers items with much stock.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Overstock {
    /// Applies to items with more pieces in stock than this.
    pub above: u32,
    /// Multiplies their scores.
    pub boost: f64,
}

impl Default for Training {
    fn default() -> Self {
        Self { value: Worth::None, weight: 0.25, overstock: None, curation: true }
    }
}

/// The largest factor for a score.
pub(super) const MOST_FACTOR: f64 = 255.0;

/// `[defaults]`.
pub(super) fn defaults(defaults: Option<&Defaults>, build: &mut Build, notes: &mut Notes<'_>) -> Training {
    let diversity = defaults.and_then(|d| d.diversity.as_ref());
    let ratio = defaults.and_then(|d| d.upsell_max_ratio.as_ref());
    build.merchant.policy = Policy {
        diversity: factor(diversity.map_or(0.85, |d| within("diversity", d, 0.01, 1.0, notes))),
        dearer_substitutes: defaults.and_then(|d| d.substitutes) == Some(Substitutes::MoreExpensive),
        upsell_step: factor(ratio.map_or(1.5, |r| within("upsell_max_ratio", r, 1.0, MOST_FACTOR, notes))),
        ..Policy::default()
    };
    let Some(defaults) = defaults else { return Training::default() };
    if let Some(sanity) = &defaults.price_sanity {
        build.setting("price sanity", Vec::new(), price_sanity(sanity, notes), sanity.place);
    }
    training(defaults, notes)
}

fn price_sanity(sanity: &PriceSanity, notes: &mut Notes<'_>) -> Action {
    Action::PriceSanity {
        share: factor(within("share", &sanity.share, 0.01, MOST_FACTOR, notes)),
        factor: factor(within("factor", &sanity.factor, 0.01, 1.0, notes)),
    }
}

fn training(defaults: &Defaults, notes: &mut Notes<'_>) -> Training {
    let usual = Training::default();
    let overstock = defaults.overstock.as_ref().map(|overstock| Overstock {
        above: overstock.above.value,
        boost: within("boost", &overstock.boost, 1.0, 4.0, notes),
    });
    Training {
        value: defaults.value.as_ref().map_or(usual.value, |value| value.by),
        weight: defaults
            .value
            .as_ref()
            .and_then(|value| value.weight.as_ref())
            .map_or(usual.weight, |weight| within("weight", weight, 0.0, 1.0, notes)),
        overstock,
        curation: defaults.curation.as_ref().map_or(usual.curation, |curation| curation.value),
    }
}

/// Reports settings for the next training whose column the catalog lacks.
pub(super) fn without_effect(defaults: &Defaults, shop: &Shop, notes: &mut Notes<'_>) {
    let Some(kept) = &shop.kept else { return };
    for (setting, place, column) in lacking(defaults, kept) {
        let text = format!("{setting} has no effect: no item has a {column}");
        let remedy = format!("The catalog needs a column `{column}`.");
        notes.warning(place, text, shop.lacks.unwrap_or(&remedy));
    }
    let curation = defaults.curation.as_ref().filter(|curation| curation.value && kept.curated == 0);
    if let Some(curation) = curation {
        let text = "`curation` has no effect: the catalog has no cross-sells, up-sells or complementary products";
        notes.warning(curation.place, text, shop.lacks.unwrap_or("Remove it, or add a column `cross_sells`."));
    }
    let by_margin = defaults.value.as_ref().filter(|value| value.by.uses_cost());
    if let (Some(value), Some(first)) = (by_margin, kept.losses.first()) {
        notes.warning(value.place, losses(kept.losses.len(), first), SAME_CURRENCY);
    }
}

/// The settings that need a column no item has: their names, places and columns.
fn lacking(defaults: &Defaults, kept: &Kept) -> impl Iterator<Item = (&'static str, Place, &'static str)> {
    let value = defaults.value.as_ref().and_then(|value| match value.by {
        Worth::Price if kept.prices == 0 => Some(("`value` by price", value.place, "price")),
        by if by.uses_cost() && kept.costs == 0 => Some(("`value` by margin", value.place, "cost")),
        _ => None,
    });
    let overstock = defaults.overstock.as_ref().filter(|_| kept.stocks == 0);
    value.into_iter().chain(overstock.map(|overstock| ("`overstock`", overstock.place, "stock")))
}

impl Worth {
    fn uses_cost(self) -> bool {
        matches!(self, Self::Margin | Self::MarginAfterReturns)
    }
}

const SAME_CURRENCY: &str = "Check that price and cost use the same currency, both with tax or both without.";

fn losses(count: usize, first: &str) -> String {
    let cost = if count == 1 { "item has" } else { "items have" };
    format!("{count} {cost} a cost above the price, such as {first:?}: counted as the lowest value")
}

/// The signals that hide all suggestions by default.
const SUPPRESS_ON: [&str; 4] = ["complaint", "return", "payment-problem", "frequent-returner"];

/// `[quiet]`.
pub(super) fn quiet(quiet: Option<&Quiet>, build: &mut Build) {
    let number = |of: fn(&Quiet) -> &Option<At<u32>>, usual: u32| {
        quiet.and_then(|quiet| of(quiet).as_ref()).map_or(usual, |number| number.value)
    };
    let suppress = suppressing(quiet, build);
    let policy = &mut build.merchant.policy;
    policy.frequency_cap = number(|quiet| &quiet.frequency_cap, 6);
    policy.per_page = number(|quiet| &quiet.per_page, 12);
    policy.per_session = number(|quiet| &quiet.per_session, 60);
    policy.suppress = suppress;
}

/// The facts that hide all suggestions.
fn suppressing(quiet: Option<&Quiet>, build: &mut Build) -> Vec<u32> {
    let signals: Vec<&str> = match quiet.and_then(|quiet| quiet.suppress_on.as_ref()) {
        Some(words) => words.0.iter().map(|word| word.value.as_str()).collect(),
        None => SUPPRESS_ON.to_vec(),
    };
    let mut facts = Vec::new();
    for signal in signals {
        let fact = build.fact(&format!("{SIGNAL}{signal}"));
        if !facts.contains(&fact) {
            facts.push(fact);
        }
    }
    facts
}
