//! Names what is answered when rules apply: picks, explanations, offers; never computes any.

use super::reasons::Dropped;
use crate::model::layout::SCORE_BITS;
use crate::model::rules::parts::Source;
use crate::rank::Reason;

/// One picked item.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Pick {
    /// The item. Where a product has variants, the one that fits best: score, reasons and rule are those of the variant that brought
    /// the product to its place.
    pub item: u32,
    /// Estimated probability that it belongs in the order. Picks stand by what they are worth, which may be another order.
    pub score: f64,
    /// The cart items responsible, the largest share first.
    pub because: Vec<Reason>,
    /// The share of the shopper's history, 0 to 1.
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
    /// The first bundle that it completes: position among [`super::Rulebook::bundles`].
    pub bundle: Option<u32>,
}

/// How often a cart item and a pick are bought together, in bands that give no count away.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
#[repr(u8)]
pub enum Evidence {
    /// A cart item raises the probability by 2 points or more.
    Sometimes = 1,
    /// By 8 points or more.
    Often = 2,
    /// By 25 points or more.
    VeryOften = 3,
}

impl Evidence {
    /// All bands, from the lowest.
    pub const ALL: [Self; 3] = [Self::Sometimes, Self::Often, Self::VeryOften];

    /// The band of the largest weight, in score units of 2⁻²⁴.
    pub(super) fn of(weight: i32) -> Option<Self> {
        let points = (i64::from(weight) * 100) >> SCORE_BITS;
        match points {
            25.. => Some(Self::VeryOften),
            8.. => Some(Self::Often),
            2.. => Some(Self::Sometimes),
            _ => None,
        }
    }

    /// Its number in answers to JavaScript; 0 is for no evidence.
    pub fn number(self) -> u8 {
        self as u8
    }

    /// What answers call it.
    pub fn name(self) -> &'static str {
        match self {
            Self::Sometimes => "sometimes",
            Self::Often => "often",
            Self::VeryOften => "very-often",
        }
    }
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
    /// The variant of the same product in whose place it is shown, because it fits better: score, worth and pin are that one's.
    /// Itself, if it stands in its own place or in none.
    pub stands_for: u32,
    /// Its score before the cart speaks, in score units.
    pub prior: i32,
    /// (cart item, score units it adds), the largest first.
    pub parts: Vec<(u32, u32)>,
    /// Score units that the history adds.
    pub history: i64,
    /// (rule, score units it adds), each rule by itself.
    pub added: Vec<(u32, u32)>,
    /// The value class's multiplier, in 1/256.
    pub class_factor: u32,
    /// (rule, multiplier in 1/256), each rule by itself. A score at or below 0 is not multiplied by anything.
    pub factors: Vec<(u32, u32)>,
    /// What it counts as an upsell, in 1/256: more if it is bought instead, most if the shop names it. Upsells
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
