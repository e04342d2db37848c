//! Names what is asked and what is answered when rules apply; never computes either.

use crate::rank::{Past, Reason};

use crate::model::rules::parts::{Capped, Source};

/// What to rank for, when rules apply. All item numbers are the model's; numbers it does not know change nothing,
/// but for a cart line's price and quantity.
#[derive(Debug, Clone, Copy, Default)]
pub struct Query<'a> {
    /// The lines of the cart, the page's item among them.
    pub cart: &'a [Line],
    /// Items not to suggest.
    pub exclude: &'a [u32],
    /// Facts that hold now, as [`super::Rulebook::fact`] numbers them.
    pub facts: &'a [u32],
    /// (measure, value): what the page measured. The cart's value and size are taken from its lines unless given.
    pub measures: &'a [(u32, i64)],
    /// Items that the page knows to be in stock, whatever the file says.
    pub in_stock: &'a [u32],
    /// Items that the page knows to be sold out.
    pub sold_out: &'a [u32],
    /// (item, how often it was shown without a click).
    pub shown: &'a [(u32, u32)],
    /// What the device remembers of this shopper.
    pub past: &'a [Past],
    /// How many picks at most.
    pub limit: usize,
    /// What is wanted.
    pub kind: Kind,
}

/// An [`Query`] that owns its lists.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct QueryBuffer {
    /// As [`Query::cart`].
    pub cart: Vec<Line>,
    /// As [`Query::exclude`].
    pub exclude: Vec<u32>,
    /// As [`Query::facts`].
    pub facts: Vec<u32>,
    /// As [`Query::measures`].
    pub measures: Vec<(u32, i64)>,
    /// As [`Query::in_stock`].
    pub in_stock: Vec<u32>,
    /// As [`Query::sold_out`].
    pub sold_out: Vec<u32>,
    /// As [`Query::shown`].
    pub shown: Vec<(u32, u32)>,
    /// As [`Query::past`].
    pub past: Vec<Past>,
    /// As [`Query::limit`].
    pub limit: usize,
    /// As [`Query::kind`].
    pub kind: Kind,
}

impl QueryBuffer {
    /// The question itself.
    pub fn query(&self) -> Query<'_> {
        Query {
            cart: &self.cart,
            exclude: &self.exclude,
            facts: &self.facts,
            measures: &self.measures,
            in_stock: &self.in_stock,
            sold_out: &self.sold_out,
            shown: &self.shown,
            past: &self.past,
            limit: self.limit,
            kind: self.kind,
        }
    }
}

/// A line of the cart.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Line {
    /// The item; [`Line::UNKNOWN`] for one that the model does not know.
    pub item: u32,
    /// How many pieces.
    pub quantity: u32,
    /// Price of one piece in minor units, if the page says it.
    pub price: Option<u32>,
}

impl Line {
    /// An item that the model does not know.
    pub const UNKNOWN: u32 = u32::MAX;

    /// One piece of an item, at the price that the file knows.
    pub fn of(item: u32) -> Self {
        Self { item, quantity: 1, price: None }
    }
}

/// What is wanted.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Kind {
    /// What goes with the cart.
    #[default]
    AddOn,
    /// Better versions of the first line's item: of its category, dearer, within a price step.
    Upsell,
}

/// One picked item.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Pick {
    /// The item.
    pub item: u32,
    /// Estimated probability that it belongs in the order. Picks stand by what they are worth, which may be another order.
    pub score: f64,
    /// The cart items responsible, the largest share first.
    pub because: Vec<Reason>,
    /// The share of what the device remembers, 0 to 1.
    pub history: f64,
    /// Where it comes from.
    pub source: Source,
    /// The rule that pinned it; else one that adds to its score; else the one whose multiplier is furthest from 1. By
    /// position in the file.
    pub rule: Option<u32>,
    /// How sure "bought together" is.
    pub evidence: Option<Evidence>,
    /// The merchant's words for it: position among [`crate::model::rules::parts::MerchantRules::benefits`].
    pub benefit: Option<u32>,
    /// Whose item it is, if not the shop's: position among [`crate::model::rules::parts::MerchantRules::partners`].
    pub partner: Option<u32>,
}

/// How often a cart item and a pick are bought together, in bands that give no count away.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Evidence {
    /// A cart item raises the probability by 2 points or more.
    Sometimes,
    /// By 8 points or more.
    Often,
    /// By 25 points or more.
    VeryOften,
}

impl Evidence {
    /// What answers call it.
    pub fn name(self) -> &'static str {
        match self {
            Self::Sometimes => "sometimes",
            Self::Often => "often",
            Self::VeryOften => "very-often",
        }
    }
}

/// Why an item is not suggested.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Dropped {
    /// It is in the cart.
    InCart,
    /// The page excludes it.
    Excluded,
    /// It is hidden for good, or the model does not know it.
    Hidden,
    /// It is sold out.
    SoldOut,
    /// It is a variant of an item in the cart.
    Sibling,
    /// It would replace an item in the cart.
    Substitute,
    /// The shopper has it, and nobody buys it twice.
    Owned,
    /// It was shown too often without a click.
    Rests,
    /// A rule excludes it.
    ByRule(u32),
    /// A rule requires others.
    NotRequired(u32),
    /// Nothing is shown at all.
    Suppressed(Suppression),
    /// A cap of this rule is full.
    Capped(Capped, u32),
    /// Another variant of it, this item, is shown.
    OneVariant(u32),
    /// Its score is below the least that this rule asks for.
    BelowLeast(u32),
    /// This rule wants nothing from where it comes from.
    NotFilled(u32),
    /// No better version of what is asked about: of another category.
    OtherCategory,
    /// No better version: not dearer, as far as prices are known.
    NotDearer,
    /// No better version: dearer than the price step allows.
    BeyondStep,
}

/// Why nothing is shown at all.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Suppression {
    /// The page says this fact, which silences.
    Signal(u32),
    /// This rule shows none.
    Rule(u32),
    /// Nothing is asked for.
    Unasked,
}

/// Who puts an item among the first.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Pinned {
    /// This rule; `None` for the shop's own curation.
    pub rule: Option<u32>,
    /// At this position, from 0, if the rule says so.
    pub position: Option<u32>,
}

/// How an item came to its place, or to none.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Explanation {
    /// Its score before the cart speaks, in score units.
    pub prior: i32,
    /// (cart item, score units it adds), the largest first.
    pub parts: Vec<(u32, u32)>,
    /// Score units that what the device remembers adds.
    pub history: i64,
    /// (rule, score units it adds), each rule by itself.
    pub added: Vec<(u32, u32)>,
    /// The value class's multiplier, in 1/256.
    pub class_factor: u32,
    /// (rule, multiplier in 1/256), each rule by itself. A score at or below 0 is not multiplied by anything.
    pub factors: Vec<(u32, u32)>,
    /// What it counts as a better version, in 1/256: more if it is bought instead, most if the shop names it. Better versions
    /// are ranked by their popularity alone.
    pub likeness: u32,
    /// What it counts after the picks of its category that were chosen before it, 1 if there are none.
    pub diversity: f64,
    /// What it is ranked by, in score units: the picks that are not pinned stand by it, those of an earlier source first.
    pub worth: i64,
    /// Where it comes from, or would.
    pub source: Source,
    /// Who pins it now, if anyone, whether it is shown or not.
    pub pin: Option<Pinned>,
    /// Why it is not suggested, if so.
    pub dropped: Option<Dropped>,
    /// Its position among the picks, from 0, if it is one.
    pub position: Option<usize>,
    /// As [`Pick::benefit`], shown or not.
    pub benefit: Option<u32>,
    /// As [`Pick::partner`].
    pub partner: Option<u32>,
}

/// A bundle that the cart has at least one item of, and whose others can be suggested.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Offer {
    /// Which, by position among [`super::Rulebook::bundles`].
    pub bundle: u32,
    /// What is missing, ascending; empty when the cart has them all.
    pub missing: Vec<u32>,
}
