//! Defines an event as one JSON object holds it, borrowed from the line, and says what it lacks; never keeps one.

use std::borrow::Cow;
use std::fmt;

use serde::Deserialize;
use serde::de::{Deserializer, MapAccess, SeqAccess, Visitor};

/// Text that is borrowed from the line unless it has escapes.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Deserialize)]
pub struct Text<'a>(#[serde(borrow)] pub Cow<'a, str>);

/// What happened.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Kind {
    /// A shelf was shown, or would have been.
    #[default]
    Exposure,
    /// A list was in view.
    View,
    /// An item of a list was opened.
    Select,
    /// An item of a list was put into the cart.
    Add,
    /// An order was placed.
    Order,
}

/// One event of `docs/events.md`; fields that it does not name are passed over.
#[derive(Debug, Deserialize)]
pub(super) struct Event<'a> {
    #[serde(default)]
    pub(super) v: u32,
    #[serde(rename = "type")]
    pub(super) kind: Kind,
    #[serde(borrow)]
    pub(super) device: Text<'a>,
    pub(super) seq: u64,
    pub(super) time: i64,
    pub(super) received: Option<i64>,
    pub(super) queued: Option<i64>,
    #[serde(borrow, default)]
    pub(super) arms: Arms<'a>,
    pub(super) shown: Option<bool>,
    #[serde(borrow, default)]
    pub(super) experiments: Listed<'a>,
    #[serde(borrow)]
    pub(super) list: Option<Text<'a>>,
    #[serde(borrow)]
    pub(super) placement: Option<Text<'a>>,
    #[serde(borrow, default)]
    pub(super) items: Listed<'a>,
    #[serde(borrow, default)]
    pub(super) cart: Listed<'a>,
    #[serde(borrow)]
    pub(super) model: Option<Text<'a>>,
    #[serde(borrow)]
    pub(super) policy: Option<Policy<'a>>,
    pub(super) before: Option<Before>,
    #[serde(borrow)]
    pub(super) customer: Option<Text<'a>>,
    pub(super) hints: Option<Hints>,
    #[serde(borrow)]
    pub(super) sku: Option<Text<'a>>,
    pub(super) position: Option<u32>,
    pub(super) quantity: Option<f64>,
    #[serde(borrow)]
    pub(super) order: Option<Text<'a>>,
    #[serde(borrow)]
    pub(super) currency: Option<Text<'a>>,
    #[serde(borrow, default)]
    pub(super) lines: Vec<Line<'a>>,
}

/// Listed names; room for a list's is made at once.
#[derive(Debug, Default)]
pub(super) struct Listed<'a>(pub(super) Vec<Text<'a>>);

impl<'de: 'a, 'a> Deserialize<'de> for Listed<'a> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_seq(Names)
    }
}

struct Names;

impl<'de> Visitor<'de> for Names {
    type Value = Listed<'de>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a list of texts")
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut names: A) -> Result<Listed<'de>, A::Error> {
        let mut listed = Vec::with_capacity(8);
        while let Some(name) = names.next_element()? {
            listed.push(name);
        }
        Ok(Listed(listed))
    }
}

/// How a list was ordered.
#[derive(Debug, Deserialize)]
pub(super) struct Policy<'a> {
    #[serde(borrow)]
    pub(super) kind: Text<'a>,
    pub(super) eps: Option<f64>,
    #[serde(borrow)]
    pub(super) candidates: Option<Candidates<'a>>,
    #[serde(borrow, default)]
    pub(super) base: Vec<Text<'a>>,
    #[serde(borrow)]
    pub(super) a: Option<Text<'a>>,
    #[serde(borrow)]
    pub(super) b: Option<Text<'a>>,
    #[serde(borrow, default)]
    pub(super) teams: Vec<Text<'a>>,
}

/// The items that a shuffle draws from, or how many they are.
#[derive(Debug, Deserialize)]
#[serde(untagged)]
pub(super) enum Candidates<'a> {
    Number(u32),
    Items(#[serde(borrow)] Vec<Text<'a>>),
}

/// What the device knew before its first exposure.
#[derive(Debug, Deserialize)]
pub(super) struct Before {
    #[serde(default)]
    pub(super) orders: u32,
    #[serde(default)]
    pub(super) value: f64,
    #[serde(default)]
    pub(super) views: u32,
}

/// Signs that no shopper is there.
#[derive(Debug, Deserialize)]
pub(super) struct Hints {
    pub(super) pointer: Option<bool>,
    pub(super) headless: Option<bool>,
}

/// A line of an order.
#[derive(Debug, Deserialize)]
pub(super) struct Line<'a> {
    #[serde(borrow)]
    pub(super) sku: Text<'a>,
    #[serde(default = "one")]
    pub(super) quantity: f64,
    pub(super) price: f64,
}

fn one() -> f64 {
    1.0
}

/// The device's arms, by experiment.
#[derive(Debug, Default)]
pub(super) struct Arms<'a>(pub(super) Vec<(Text<'a>, Text<'a>)>);

impl<'de: 'a, 'a> Deserialize<'de> for Arms<'a> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_map(Pairs)
    }
}

struct Pairs;

impl<'de> Visitor<'de> for Pairs {
    type Value = Arms<'de>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("an object of experiments and arms")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Arms<'de>, A::Error> {
        let mut arms = Vec::with_capacity(1);
        while let Some(pair) = map.next_entry()? {
            arms.push(pair);
        }
        Ok(Arms(arms))
    }
}

/// The longest name, id or SKU, in bytes.
const LONGEST: usize = 1024;
/// Bytes that a device id may have.
const LETTERS: [bool; 256] = {
    let mut letters = [false; 256];
    let mut byte = 0;
    while byte < 256 {
        letters[byte] = matches!(byte as u8, b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'-' | b'_');
        byte += 1;
    }
    letters
};
/// The longest device id.
const LONGEST_DEVICE: usize = 64;
/// The most items of a list, lines of an order and arms of a device.
const MOST: usize = 1_000;
/// The largest amount of a line, in currency units.
const LARGEST: f64 = 1e9;

impl Event<'_> {
    /// What is wrong with it; `None` if it can be used. `bytes` is the length of its line.
    pub(super) fn fault(&self, bytes: usize) -> Option<&'static str> {
        let lacks = match self.kind {
            Kind::Exposure if self.shown.is_none() => Some("an exposure without \"shown\""),
            Kind::Exposure | Kind::View if self.list.is_none() => Some("an exposure or a view without \"list\""),
            Kind::Select | Kind::Add if self.sku.is_none() => Some("a select or an add without \"sku\""),
            Kind::Order if self.order.as_ref().is_none_or(|order| order.0.trim().is_empty()) => {
                Some("an order without \"order\"")
            }
            _ => None,
        };
        lacks.or_else(|| self.odd(bytes))
    }

    /// Values that no page of ours writes.
    fn odd(&self, bytes: usize) -> Option<&'static str> {
        let device = self.device.0.as_bytes();
        let lists =
            [self.items.0.len(), self.cart.0.len(), self.lines.len(), self.experiments.0.len(), self.arms.0.len()];
        let money =
            |line: &Line<'_>| (0.0..=1e6).contains(&line.quantity) && (line.quantity * line.price).abs() <= LARGEST;
        match () {
            () if device.is_empty()
                || device.len() > LONGEST_DEVICE
                || !device.iter().all(|byte| LETTERS[usize::from(*byte)]) =>
            {
                Some("a \"device\" of other than 1 to 64 letters, digits, - and _")
            }
            () if !(0..=253_402_300_799_999).contains(&self.time) => Some("a \"time\" before 1970 or after 9999"),
            () if lists.into_iter().any(|length| length > MOST) => Some("a list of more than 1000"),
            // A short line has no long text.
            () if bytes > LONGEST && self.texts().any(|text| text.0.len() > LONGEST) => {
                Some("a text of more than 1024 bytes")
            }
            () if !self.lines.iter().all(money) => Some("a line of an order beyond all prices"),
            () => None,
        }
    }

    fn texts(&self) -> impl Iterator<Item = &Text<'_>> {
        let one = [&self.list, &self.placement, &self.model, &self.customer, &self.sku, &self.order, &self.currency];
        let many = self.items.0.iter().chain(&self.cart.0).chain(&self.experiments.0);
        let arms = self.arms.0.iter().flat_map(|(name, arm)| [name, arm]);
        one.into_iter().flatten().chain(many).chain(arms).chain(self.lines.iter().map(|line| &line.sku))
    }
}
