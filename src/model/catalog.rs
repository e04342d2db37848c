//! Turns product cards into a catalog file's bytes and back, checked; never ranks, never formats a price.

use std::borrow::Cow;
use std::mem::take;

use super::container::{self, Container, Section, u32_at};
use super::error::{DecodeError, EncodeError};
use super::layout::{CARD, CARD_AVAILABLE, CARD_HAS_PRICE, CARD_HAS_RATING, CARD_HEAD, CARD_LEAST, MAX_SKU};
use super::sku_table::SkuTable;

/// What a shopper sees of one product. Empty texts and `None` mean that the shop gave none.
#[derive(Debug, Clone, Default, PartialEq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize))]
pub struct Card {
    /// The shop's string for the item.
    pub sku: String,
    /// Name to show.
    pub title: String,
    /// Address of the product's page.
    pub url: String,
    /// Address of a picture.
    pub image: String,
    /// Category, as the shop names it.
    pub category: String,
    /// Brand.
    pub brand: String,
    /// Price in minor units of `currency` (cents of EUR, yen of JPY).
    pub price: Option<u32>,
    /// ISO 4217 code of the price's currency; empty without a price.
    pub currency: String,
    /// Mean rating in hundredths of a star, 0 to 500.
    pub rating: Option<u16>,
    /// Whether it can be bought now.
    pub available: bool,
}

/// Bytes of a card that are as much work as a card without any.
const CARD_WORK: usize = 512;

const BROKEN: DecodeError = DecodeError::Corrupt("a product card is unreadable");

/// A checked catalog: cards by SKU.
#[derive(Debug, Default, Clone)]
pub struct Catalog {
    bytes: Vec<u8>,
    starts: Vec<u32>,
    skus: SkuTable,
    digest: u64,
}

/// A catalog file on its way to a catalog, read a little at a time where there is something else to do in between.
#[derive(Debug)]
pub struct CatalogDecoding<'a> {
    file: Container<'a>,
    /// Cards that the file promises, once its frame is checked.
    promised: Option<usize>,
    /// Bytes of the section that are read.
    at: usize,
    starts: Vec<u32>,
    skus: SkuTable,
}

impl<'a> CatalogDecoding<'a> {
    /// Begins with a catalog file's bytes; checks no more than that they look like one.
    ///
    /// # Errors
    /// As [`Catalog::decode`], which may say more than this.
    pub fn new(bytes: impl Into<Cow<'a, [u8]>>) -> Result<Self, DecodeError> {
        let file = Container::open(bytes.into())?;
        Ok(Self { file, promised: None, at: CARD_HEAD, starts: Vec::new(), skus: SkuTable::default() })
    }

    /// Reads for up to `work` units, at least one: the checked catalog, once it is whole. A unit is about a card.
    ///
    /// # Errors
    /// As [`Catalog::decode`]; what is read after an error, or after the catalog, is void.
    pub fn step(&mut self, work: usize) -> Result<Option<Catalog>, DecodeError> {
        let mut work = work.max(1);
        let promised = match self.promised {
            Some(promised) => promised,
            None if self.file.check(&mut work, &[CARD])? => self.begin()?,
            None => return Ok(None),
        };
        let section = self.file.section(CARD)?;
        let mut reader = Reader { rest: section.get(self.at..).unwrap_or_default() };
        while work > 0 && self.starts.len() < promised {
            let before = reader.rest.len();
            let card = reader.card().ok_or(BROKEN)?;
            if !self.skus.push(&card.sku) {
                return Err(DecodeError::Corrupt("a SKU stands twice"));
            }
            self.starts.push((section.len() - before) as u32);
            work = work.saturating_sub(1 + (before - reader.rest.len()) / CARD_WORK);
        }
        self.at = section.len() - reader.rest.len();
        match (self.starts.len() < promised, reader.rest.is_empty()) {
            (true, _) => Ok(None),
            (false, false) => Err(BROKEN),
            (false, true) => {
                let (bytes, digest) = (section.to_vec(), self.file.digest());
                Ok(Some(Catalog { bytes, starts: take(&mut self.starts), skus: take(&mut self.skus), digest }))
            }
        }
    }

    /// Makes room for what the file promises, as far as it can hold it.
    fn begin(&mut self) -> Result<usize, DecodeError> {
        let section = self.file.section(CARD)?;
        let promised = u32_at(section, 0).ok_or(BROKEN)? as usize;
        if promised > section.len() / CARD_LEAST {
            return Err(DecodeError::Corrupt("more is promised than the sections can hold"));
        }
        self.starts.reserve_exact(promised);
        self.skus = SkuTable::with_capacity(promised);
        self.promised = Some(promised);
        Ok(promised)
    }
}

impl Catalog {
    /// Reads and checks a whole catalog file. Afterwards every card can be read.
    ///
    /// # Errors
    /// Says what is wrong with the bytes; see [`DecodeError`]. No sequence of bytes makes it panic.
    pub fn decode(bytes: &[u8]) -> Result<Self, DecodeError> {
        let mut decoding = CatalogDecoding::new(bytes)?;
        loop {
            if let Some(catalog) = decoding.step(usize::MAX)? {
                return Ok(catalog);
            }
        }
    }

    /// How many cards there are.
    pub fn cards(&self) -> usize {
        self.starts.len()
    }

    /// The SKUs of all cards, in the file's order.
    pub fn skus(&self) -> impl Iterator<Item = &str> {
        (0..self.cards() as u32).map(|card| self.skus.sku(card))
    }

    /// XXH64 of the file it was read from.
    pub fn digest(&self) -> u64 {
        self.digest
    }

    /// The card of a product, by the shop's SKU.
    pub fn card(&self, sku: &str) -> Option<Card> {
        let start = *self.starts.get(self.skus.item(sku)? as usize)?;
        Reader { rest: self.bytes.get(start as usize..)? }.card()
    }
}

/// Writes a catalog file of these cards.
///
/// # Errors
/// Names a SKU that is empty, too long or there twice.
pub fn encode_catalog(cards: &[Card]) -> Result<Vec<u8>, EncodeError> {
    let mut skus = SkuTable::with_capacity(cards.len());
    let mut bytes = (cards.len() as u32).to_le_bytes().to_vec();
    for card in cards {
        if card.sku.is_empty() || card.sku.len() > MAX_SKU || !skus.push(&card.sku) {
            return Err(EncodeError::BadSku(card.sku.clone()));
        }
        write_card(card, &mut bytes);
    }
    Ok(container::write(&[Section { tag: CARD, required: true, bytes: &bytes }]))
}

fn write_card(card: &Card, out: &mut Vec<u8>) {
    let flag = |bit: u8, set: bool| if set { bit } else { 0 };
    out.push(
        flag(CARD_HAS_PRICE, card.price.is_some())
            | flag(CARD_HAS_RATING, card.rating.is_some())
            | flag(CARD_AVAILABLE, card.available),
    );
    for text in [&card.sku, &card.title, &card.url, &card.image, &card.category, &card.brand] {
        write_text(text, out);
    }
    if let Some(price) = card.price {
        out.extend(price.to_le_bytes());
        write_text(&card.currency, out);
    }
    if let Some(rating) = card.rating {
        out.extend(rating.to_le_bytes());
    }
    // Keeps the promise of `CARD_LEAST` for a card with nothing but a one-byte SKU.
    debug_assert!(card.sku.is_empty() || out.len() >= CARD_LEAST);
}

/// A text as LEB128 length and UTF-8 bytes.
fn write_text(text: &str, out: &mut Vec<u8>) {
    let mut length = text.len();
    while length >= 0x80 {
        out.push(length as u8 | 0x80);
        length >>= 7;
    }
    out.push(length as u8);
    out.extend(text.as_bytes());
}

struct Reader<'a> {
    rest: &'a [u8],
}

impl<'a> Reader<'a> {
    fn card(&mut self) -> Option<Card> {
        let [flags] = self.array()?;
        let mut card = Card {
            sku: self.text()?,
            title: self.text()?,
            url: self.text()?,
            image: self.text()?,
            category: self.text()?,
            brand: self.text()?,
            available: flags & CARD_AVAILABLE != 0,
            ..Card::default()
        };
        if flags & CARD_HAS_PRICE != 0 {
            card.price = Some(u32::from_le_bytes(self.array()?));
            card.currency = self.text()?;
        }
        if flags & CARD_HAS_RATING != 0 {
            card.rating = Some(u16::from_le_bytes(self.array()?));
        }
        (!card.sku.is_empty()).then_some(card)
    }

    fn text(&mut self) -> Option<String> {
        let length = self.length()?;
        Some(std::str::from_utf8(self.take(length)?).ok()?.into())
    }

    fn length(&mut self) -> Option<usize> {
        let mut length = 0;
        for place in [0, 7, 14, 21] {
            let [byte] = self.array()?;
            length |= usize::from(byte & 0x7f) << place;
            if byte & 0x80 == 0 {
                return Some(length);
            }
        }
        None
    }

    fn take(&mut self, length: usize) -> Option<&'a [u8]> {
        let (taken, rest) = self.rest.split_at_checked(length)?;
        self.rest = rest;
        Some(taken)
    }

    fn array<const N: usize>(&mut self) -> Option<[u8; N]> {
        let (taken, rest) = self.rest.split_first_chunk()?;
        self.rest = rest;
        Some(*taken)
    }
}
