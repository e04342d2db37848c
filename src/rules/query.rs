//! Names what a page asks when rules apply; never computes an answer.

use crate::model::rules::parts::Source;
use crate::rank::Past;

/// What to rank for, when rules apply. All item numbers are the model's; numbers it does not know change nothing,
/// but for a cart line's price and quantity.
#[derive(Debug, Clone, Copy, Default)]
pub struct Query<'a> {
    /// The lines of the cart, the page's item among them.
    pub cart: &'a [Line],
    /// Items not to suggest.
    pub exclude: &'a [u32],
    /// Facts that the page states, as [`super::Rulebook::fact`] numbers them.
    pub facts: &'a [u32],
    /// (measure, value): what the page measured. The cart's value and size are taken from its lines unless given.
    pub measures: &'a [(u32, i64)],
    /// Items that the page knows to be in stock, whatever the file says.
    pub in_stock: &'a [u32],
    /// Items that the page knows to be sold out.
    pub sold_out: &'a [u32],
    /// (item, how often it was shown without a click).
    pub shown: &'a [(u32, u32)],
    /// The shopper's history on this device.
    pub past: &'a [Past],
    /// How many picks at most.
    pub limit: usize,
    /// What kind of picks.
    pub kind: Kind,
}

/// The lists that a [`Query`] borrows; they can be used again for the next.
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
    /// The query.
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

/// What kind of picks is asked for.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Kind {
    /// What goes with the cart.
    #[default]
    AddOn,
    /// Upsells of the first line's item: of its category, more expensive, within a price step.
    Upsell,
}

impl Kind {
    /// The source that an answer of this kind names: upsells have one of their own.
    pub fn shown(self, source: Source) -> Source {
        match self {
            Self::AddOn => source,
            Self::Upsell => Source::Upsell,
        }
    }
}
