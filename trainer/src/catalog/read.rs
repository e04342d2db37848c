//! Reads a catalog file row by row, each SKU once; never judges whether an item should be shown.

use super::CatalogItem;
use super::columns::{Columns, Part};
use super::money::{currency_beside, minor_units};
use crate::orders::delimited::delimiter;
use crate::orders::source::{Tally, open, unreadable};
use crate::orders::{Problem, Quiet, ReadError, numbers};
use csv::ByteRecord;
use std::collections::HashSet;
use std::io::{self, BufRead, Cursor, Read};

/// The share of fields that may fail to parse before the columns are taken for the wrong ones.
const MAX_BAD: f64 = 0.05;
const EXAMPLES: usize = 5;

/// A catalog, and the account of reading it.
#[derive(Debug, Default, Clone, PartialEq)]
pub struct Catalog {
    /// The items, in the file's order.
    pub items: Vec<CatalogItem>,
    /// Rows without a SKU: further pictures of an item, blank lines.
    pub without_sku: u64,
    /// Rows whose SKU came before.
    pub duplicates: u64,
    /// Rows with a field that could not be read; the field was left out.
    pub bad_rows: u64,
    /// What the first of these looked like.
    pub bad_examples: Vec<String>,
}

/// The items of a catalog file.
pub fn read(path: &str) -> Result<Vec<CatalogItem>, ReadError> {
    Ok(read_report(path)?.items)
}

/// The items of a catalog file, and what was odd about it.
pub fn read_report(path: &str) -> Result<Catalog, ReadError> {
    let mut tally = Tally::new(&[], &Quiet);
    let mut text = open(path, &mut tally)?;
    let mut header = Vec::new();
    text.read_until(b'\n', &mut header).map_err(|e| unreadable(path, &e))?;
    let remedy = "Export the catalog again.";
    if header.is_empty() {
        return Err(ReadError::new(Problem::Empty, path, "the file is empty", remedy));
    }
    let catalog = read_rows(path, header, text)?;
    if catalog.items.is_empty() {
        return Err(ReadError::new(Problem::Empty, path, "there is a header and no item under it", remedy));
    }
    if catalog.bad_rows as f64 > MAX_BAD * (catalog.items.len() as f64) {
        return Err(too_many(path, &catalog));
    }
    Ok(catalog)
}

fn read_rows(path: &str, header: Vec<u8>, text: impl BufRead) -> Result<Catalog, ReadError> {
    let delimiter = delimiter(&header);
    let all = Cursor::new(header).chain(text);
    let mut rows = csv::ReaderBuilder::new().delimiter(delimiter).flexible(true).from_reader(all);
    let names = rows.byte_headers().map_err(|e| broken(path, &e))?;
    let names = names.iter().map(|name| String::from_utf8_lossy(name).trim().to_owned()).collect();
    let columns = Columns::find(names, path)?;
    let (mut catalog, mut seen, mut row) = (Catalog::default(), HashSet::new(), ByteRecord::new());
    while rows.read_byte_record(&mut row).map_err(|e| broken(path, &e))? {
        let mut reading = Reading { path, columns: &columns, row: &row, trouble: None };
        let item = reading.item();
        if item.sku.is_empty() {
            catalog.without_sku += 1;
        } else if seen.insert(item.sku.clone()) {
            catalog.note(reading.trouble);
            catalog.items.push(item);
        } else {
            catalog.duplicates += 1;
        }
    }
    Ok(catalog)
}

impl Catalog {
    fn note(&mut self, trouble: Option<ReadError>) {
        let Some(trouble) = trouble else { return };
        self.bad_rows += 1;
        if self.bad_examples.len() < EXAMPLES {
            self.bad_examples.push(trouble.to_string().lines().next().unwrap_or_default().to_owned());
        }
    }
}

/// One row on its way to an item.
struct Reading<'r> {
    path: &'r str,
    columns: &'r Columns,
    row: &'r ByteRecord,
    trouble: Option<ReadError>,
}

impl Reading<'_> {
    fn item(&mut self) -> CatalogItem {
        let (price_minor, currency) = self.price();
        let stock = self.number(Part::Stock).map(|stock| stock as i64);
        let sku = self.text(Part::Sku);
        CatalogItem {
            title: self.some(Part::Title).unwrap_or_else(|| sku.clone()),
            url: self.some(Part::Url),
            image: self.some(Part::Image).map(first_address),
            price_minor,
            cost_minor: self.money(Part::Cost, currency.as_deref()),
            currency,
            category: self.some(Part::Category),
            brand: self.some(Part::Brand),
            rating: self.rating(),
            available: self.available(stock),
            group: self.some(Part::Group),
            tags: self.list(Part::Tags),
            stock,
            description: self.some(Part::Description),
            cross_sells: self.list(Part::CrossSells),
            up_sells: self.list(Part::UpSells),
            sku,
        }
    }

    fn text(&self, part: Part) -> String {
        self.columns.text(self.row, part).into_owned()
    }

    fn some(&self, part: Part) -> Option<String> {
        Some(self.text(part)).filter(|text| !text.is_empty())
    }

    /// `a, b | c` as three.
    fn list(&self, part: Part) -> Vec<String> {
        let text = self.text(part);
        text.split([',', '|']).map(str::trim).filter(|part| !part.is_empty()).map(str::to_owned).collect()
    }

    /// The price that holds now, and its currency, from its own column or from beside the price.
    fn price(&mut self) -> (Option<i64>, Option<String>) {
        let part = if self.some(Part::SalePrice).is_some() { Part::SalePrice } else { Part::Price };
        let currency = self.some(Part::Currency).map(|c| c.to_ascii_uppercase());
        let currency = currency.or_else(|| currency_beside(&self.text(part)));
        (self.money(part, currency.as_deref()), currency)
    }

    fn money(&mut self, part: Part, currency: Option<&str>) -> Option<i64> {
        let text = self.some(part)?;
        let minor = minor_units(&text, currency.unwrap_or_default());
        self.noting(minor, part, "a price")
    }

    fn number(&mut self, part: Part) -> Option<f64> {
        let text = self.some(part)?;
        self.noting(numbers::read(text.as_bytes()), part, "a number")
    }

    fn rating(&mut self) -> Option<f32> {
        let rating = self.number(Part::Rating)? as f32;
        let within = (0.0..=5.0).contains(&rating).then_some(rating);
        self.noting(within, Part::Rating, "0 to 5 stars")
    }

    /// By what the column says; without one, by the stock; without that, yes.
    fn available(&mut self, stock: Option<i64>) -> bool {
        let Some(text) = self.some(Part::Available) else { return stock.is_none_or(|stock| stock > 0) };
        self.noting(yes_or_no(&text), Part::Available, "true or false").unwrap_or(true)
    }

    fn noting<T>(&mut self, value: Option<T>, part: Part, expected: &str) -> Option<T> {
        if value.is_none() && self.trouble.is_none() {
            let what = format!("expected {expected}, found {:?}", self.text(part));
            let error = ReadError::new(Problem::BadRow, self.path, what, "Correct the field or empty it.");
            let row = self.row.position().map_or(0, csv::Position::line);
            self.trouble = Some(error.at_row(row).in_column(self.columns.name(part)));
        }
        value
    }
}

/// Of several addresses the first; a comma within one has no blank after it.
fn first_address(text: String) -> String {
    text.split_once(", ").map_or(text.clone(), |(first, _)| first.to_owned())
}

fn yes_or_no(text: &str) -> Option<bool> {
    let word: String = text.to_lowercase().chars().filter(|c| c.is_alphanumeric()).collect();
    // schema.org writes availability as an address.
    let word = word.rsplit("schemaorg").next().unwrap_or(&word);
    match word {
        "true"
        | "yes"
        | "y"
        | "t"
        | "instock"
        | "available"
        | "active"
        | "backorder"
        | "preorder"
        | "limitedavailability"
        | "onlineonly"
        | "madetoorder" => Some(true),
        "false" | "no" | "n" | "f" | "outofstock" | "soldout" | "unavailable" | "discontinued" | "draft"
        | "archived" => Some(false),
        number => number.parse::<f64>().ok().map(|n| n > 0.0),
    }
}

fn too_many(path: &str, catalog: &Catalog) -> ReadError {
    let (bad, items) = (catalog.bad_rows, catalog.items.len());
    let what =
        format!("{bad} of {items} items have a field that could not be read: {}", catalog.bad_examples.join("; "));
    ReadError::new(Problem::TooManyBadRows, path, what, "Correct these columns, or rename them to leave them out.")
}

fn broken(path: &str, error: &csv::Error) -> ReadError {
    let row = error.position().map(csv::Position::line);
    let io = io::Error::new(io::ErrorKind::InvalidData, error.to_string());
    ReadError { row, ..unreadable(path, &io) }
}
