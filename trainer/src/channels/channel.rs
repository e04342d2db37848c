//! Says what every receiver has in common: which items it takes, how a record is written, and how large a file may be.

use std::fmt;

use pairwell::model::Card;

/// An item as a receiver knows it.
#[derive(Debug, Clone, Copy)]
pub struct Item<'a> {
    /// The shop's string for it.
    pub sku: &'a str,
    /// The receiver's.
    pub id: &'a str,
    /// What a shopper sees of it; links are absolute where the shop's address is known.
    pub card: Option<&'a Card>,
}

/// A suggestion.
#[derive(Debug, Clone, Copy)]
pub struct Picked<'a> {
    /// What is suggested.
    pub item: Item<'a>,
    /// Estimated probability that it belongs in the order.
    pub score: f64,
}

/// How a receiver's files are built.
#[derive(Debug, Clone)]
pub struct Shape {
    /// The file's name, without a number.
    pub name: &'static str,
    /// Its ending, without the dot.
    pub ending: &'static str,
    /// What stands before the first record of a part.
    pub head: String,
    /// What stands between two records.
    pub between: &'static str,
    /// What stands after the last.
    pub foot: &'static str,
    /// The most records of a part.
    pub records: usize,
    /// The most bytes of a part, head and foot included.
    pub bytes: usize,
    /// The most bytes of a record.
    pub record_bytes: usize,
    /// Whether parts are lines of one file, as requests are; else each is a file.
    pub lines: bool,
}

impl Shape {
    /// A file of any size, one record a line.
    pub fn of_lines(name: &'static str, ending: &'static str) -> Self {
        Self {
            name,
            ending,
            head: String::new(),
            between: "\n",
            foot: "\n",
            records: usize::MAX,
            bytes: usize::MAX,
            record_bytes: usize::MAX,
            lines: false,
        }
    }
}

/// Why a receiver would refuse an item.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Refusal {
    /// The catalog has no id for it.
    NoId,
    /// Its id has a character that the receiver forbids.
    Characters,
    /// Its id is longer than the receiver takes.
    TooLong,
    /// It has no address.
    NoLink,
    /// Its address says no host.
    RelativeLink,
    /// It has no title.
    NoTitle,
}

impl fmt::Display for Refusal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::NoId => "without an id in the catalog",
            Self::Characters => "with an id that the receiver refuses for its characters",
            Self::TooLong => "with an id that is too long for the receiver",
            Self::NoLink => "without an address in the catalog",
            Self::RelativeLink => "with an address that names no host",
            Self::NoTitle => "without a title in the catalog",
        })
    }
}

/// A receiver of suggestions by item.
pub trait Channel: Sync {
    /// How its files are built.
    fn shape(&self) -> Shape;

    /// The most suggestions of one item.
    fn most(&self) -> usize {
        usize::MAX
    }

    /// Whether it takes an item, as the one that is bought or as a suggestion.
    ///
    /// # Errors
    /// Why it would refuse it.
    fn takes(&self, item: &Item<'_>) -> Result<(), Refusal>;

    /// Appends an item's record. There is at least one suggestion.
    fn record(&self, item: &Item<'_>, picks: &[Picked<'_>], out: &mut Vec<u8>);
}

/// Whether an id is of at most `most` characters, all of them allowed.
///
/// # Errors
/// Which it is not.
pub(super) fn id_of(id: &str, most: usize, is_allowed: impl Fn(char) -> bool) -> Result<(), Refusal> {
    if id.chars().count() > most {
        return Err(Refusal::TooLong);
    }
    if id.chars().all(is_allowed) { Ok(()) } else { Err(Refusal::Characters) }
}

/// A card whose address says where it is.
///
/// # Errors
/// When there is none, or it names no host.
pub(super) fn linked<'a>(item: &Item<'a>) -> Result<&'a Card, Refusal> {
    let card = item.card.filter(|card| !card.url.is_empty()).ok_or(Refusal::NoLink)?;
    if is_absolute(&card.url) { Ok(card) } else { Err(Refusal::RelativeLink) }
}

/// Whether an address names its host.
pub(super) fn is_absolute(url: &str) -> bool {
    ["https://", "http://"]
        .iter()
        .any(|scheme| url.get(..scheme.len()).is_some_and(|it| it.eq_ignore_ascii_case(scheme)))
}

/// Appends a value as JSON.
pub(super) fn json(out: &mut Vec<u8>, value: &impl serde::Serialize) {
    serde_json::to_writer(out, value).expect("plain data, into memory");
}
