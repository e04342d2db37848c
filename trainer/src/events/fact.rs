//! Defines an event as it is kept: numbers for names, whole minor units for money; never text but an order's id.

use super::event::Kind;

/// An event of one device. Names are numbers of [`super::Names`]; 0 stands for none.
#[derive(Debug, Clone, Default, PartialEq, Eq, PartialOrd, Ord)]
pub struct Fact {
    /// The device's own count.
    pub seq: u64,
    /// When it was received, by the receiver's clock; milliseconds since 1970.
    pub received: Option<i64>,
    /// How long it waited on the device, milliseconds.
    pub queued: Option<i64>,
    /// What happened.
    pub kind: Kind,
    /// When, by the device's clock; milliseconds since 1970.
    pub time: i64,
    /// The device's arms: a name of `experiment=arm` pairs.
    pub arms: u32,
    /// The experiments that an exposure triggers, a name of all of them.
    pub experiments: u32,
    /// Whether the shelf was shown.
    pub shown: bool,
    /// The list instance, by its hash: only lists of one device are ever compared. 0 for none.
    pub list: u64,
    /// Where the shelf stands.
    pub placement: u32,
    /// The model's digest.
    pub model: u32,
    /// The list's items, or those in view.
    pub items: Vec<u32>,
    /// What the list was made for.
    pub cart: Vec<u32>,
    /// The item of a select or an add.
    pub item: u32,
    /// Its place in the list, from 1; 0 for unknown.
    pub position: u32,
    /// Pieces that were added.
    pub quantity: u32,
    /// The order's id.
    pub order: Vec<u8>,
    /// The order's currency.
    pub currency: u32,
    /// The order's lines.
    pub lines: Vec<Sold>,
    /// What the device knew before its first exposure.
    pub before: Option<Before>,
    /// The customer, by a hash; 0 for unknown.
    pub customer: u64,
    /// Signs that no shopper is there.
    pub hints: Hints,
    /// How the list was ordered.
    pub policy: Option<Policy>,
}

/// A line of an order.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord)]
pub struct Sold {
    /// The item.
    pub item: u32,
    /// Pieces.
    pub quantity: u32,
    /// What all pieces cost together, in hundredths of the currency.
    pub cents: i64,
}

/// What a device knew before its first exposure.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord)]
pub struct Before {
    /// Orders.
    pub orders: u32,
    /// Their value, in hundredths of the currency.
    pub cents: i64,
    /// Pages viewed.
    pub views: u32,
}

/// Signs that no shopper is there; `None` where the page could not tell.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord)]
pub struct Hints {
    /// Whether the shopper moved or scrolled.
    pub pointer: Option<bool>,
    /// Whether a program drives the browser.
    pub headless: Option<bool>,
}

/// How a list was ordered, but for the model's own order.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub enum Policy {
    /// With some probability a uniform draw from the first candidates.
    Shuffle {
        /// The probability, in parts of 10⁹.
        eps: u32,
        /// How many candidates.
        candidates: u32,
        /// The candidates, where the log has them.
        of: Vec<u32>,
        /// The list without a shuffle.
        base: Vec<u32>,
    },
    /// A team draft of two models.
    Interleave {
        /// Their digests.
        models: [u32; 2],
        /// For every item whether the second model drafted it.
        second: Vec<bool>,
    },
}

impl Fact {
    /// Makes it blank, and keeps its memory.
    pub(super) fn clear(&mut self) {
        let (mut items, mut cart, mut order, mut lines) = Default::default();
        std::mem::swap(&mut items, &mut self.items);
        std::mem::swap(&mut cart, &mut self.cart);
        std::mem::swap(&mut order, &mut self.order);
        std::mem::swap(&mut lines, &mut self.lines);
        items.clear();
        cart.clear();
        order.clear();
        lines.clear();
        *self = Self { items, cart, order, lines, ..Self::default() };
    }

    /// When it happened, in milliseconds since 1970, and whether the device's clock was wrong: more than a day from the receiver's,
    /// once the time that the event waited is taken off. Then the receiver's clock counts.
    pub fn moment(&self) -> (i64, bool) {
        let Some(received) = self.received else { return (self.time, false) };
        let sent = received.saturating_sub(self.queued.unwrap_or(0).max(0));
        let wrong = (self.time - sent).abs() > DAY;
        (if wrong { sent } else { self.time }, wrong)
    }
}

/// Milliseconds of a day.
const DAY: i64 = 24 * 60 * 60 * 1000;
