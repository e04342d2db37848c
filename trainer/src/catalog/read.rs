//! Reads a catalog file row by row, each SKU once.

use super::catalog_item::CatalogItem;
use super::columns::Columns;
use super::item::Reading;
use super::options::kept;
use super::platform::Platform;
use crate::orders::delimited::{Head, broken, line, next};
use crate::orders::error::Place;
use crate::orders::names::are_whole_numbers;
use crate::orders::numbers::without_point;
use crate::orders::source::{Tally, first_line, open};
use crate::orders::{Problem, Quiet, ReadError, fold};
use csv::ByteRecord;
use pairwell::model::layout::MAX_SKU;
use std::collections::{BTreeMap, HashSet};
use std::io::BufRead;

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
    /// Rows with a field that could not be read; the field was left out, and the row if it was the SKU.
    pub bad_rows: u64,
    /// What the first of these looked like.
    pub bad_examples: Vec<String>,
    /// How many fields these were, by column.
    pub bad_fields: BTreeMap<String, u64>,
    /// SKUs of a price below 0, which is taken for 0.
    pub below_zero: Vec<String>,
    /// What the column that was asked for says of each item, empty where it says nothing.
    pub further: Vec<String>,
}

/// The items of a catalog file.
pub fn read(path: &str) -> Result<Vec<CatalogItem>, ReadError> {
    Ok(read_report(path)?.items)
}

/// The items of a catalog file, and what was odd about it.
pub fn read_report(path: &str) -> Result<Catalog, ReadError> {
    read_with(path, None)
}

/// The same, and what a further column says of each item, such as the id by which another system knows it.
///
/// # Errors
/// As [`read_report`]; also when there is no such column.
pub fn read_with(path: &str, column: Option<&str>) -> Result<Catalog, ReadError> {
    let mut tally = Tally::new(&[], &Quiet);
    let (mut text, _) = open(path, &mut tally)?;
    let header = first_line(path, text.as_mut())?;
    let remedy = "Export the catalog again.";
    if header.is_empty() {
        return Err(ReadError::new(Problem::Empty, path, "the file is empty", remedy));
    }
    let catalog = match header.trim_ascii_start().starts_with(b"<") {
        true => read_xml(path, header, text, column)?,
        false => read_rows(path, header, text, column)?,
    };
    if catalog.items.is_empty() {
        return Err(ReadError::new(Problem::Empty, path, "there is a header and no item under it", remedy));
    }
    if catalog.bad_rows as f64 > MAX_BAD * (catalog.items.len() as f64) {
        return Err(too_many(path, &catalog));
    }
    Ok(catalog)
}

/// XML that is let in is a catalog of Salesforce, which has no columns.
fn read_xml(path: &str, first_line: Vec<u8>, text: impl BufRead, further: Option<&str>) -> Result<Catalog, ReadError> {
    if let Some(name) = further {
        let what = format!("no column {name:?}: it is XML");
        return Err(ReadError::new(
            Problem::MissingColumn,
            path,
            what,
            "Leave the column out: product ids are the SKUs.",
        ));
    }
    read_salesforce(path, first_line, text)
}

#[cfg(feature = "channels")]
fn read_salesforce(path: &str, first_line: Vec<u8>, text: impl BufRead) -> Result<Catalog, ReadError> {
    let found = super::salesforce::read(path, first_line, text)?;
    let (without_sku, duplicates) = (found.without_sku, found.duplicates);
    Ok(Catalog { items: found.items, without_sku, duplicates, ..Catalog::default() })
}

#[cfg(not(feature = "channels"))]
fn read_salesforce(path: &str, _: Vec<u8>, _: impl BufRead) -> Result<Catalog, ReadError> {
    Err(ReadError::without_feature(path, "channels"))
}

fn read_rows(
    path: &str,
    first_line: Vec<u8>,
    mut text: impl BufRead,
    further: Option<&str>,
) -> Result<Catalog, ReadError> {
    let head = Head::read(path, first_line, &mut text, |names| Columns::find(names.to_vec(), path).is_ok())?;
    let above = head.above();
    let mut rows = head.rows(text, false);
    let names = rows.byte_headers().map_err(|e| broken(path, above, &e))?;
    let names = names.iter().map(|name| fold::text(name).trim().to_owned()).collect();
    let columns = Columns::find(names, path)?;
    let further = further.map(|name| columns.further(name, path)).transpose()?;
    let mut platform = Platform::of(&columns);
    let (mut catalog, mut seen, mut row) = (Catalog::default(), HashSet::new(), ByteRecord::new());
    while next(path, above, &mut rows, &mut row)? {
        let place = Place::Line(line(&rows, &row) + above);
        let mut reading = Reading { path, columns: &columns, row: &row, place, trouble: Vec::new(), below_zero: false };
        let mut item = platform.adapt(reading.item(), &columns, &row);
        item.options = kept(item.options);
        if item.sku.is_empty() {
            catalog.without_sku += 1;
        } else if item.sku.len() > MAX_SKU {
            catalog.note(vec![reading.too_long()]);
        } else if seen.insert(item.sku.clone()) {
            catalog.further.extend(further.as_deref().map(|name| columns.raw(&row, name)));
            catalog.note(reading.trouble);
            catalog.below_zero.extend(reading.below_zero.then(|| item.sku.clone()));
            catalog.items.push(item);
        } else {
            catalog.duplicates += 1;
        }
    }
    platform.finish(&mut catalog.items);
    mend_numbers(&mut catalog.items);
    Ok(catalog)
}

/// Where all SKUs are whole numbers, drops the `.0` that a spreadsheet added to some.
fn mend_numbers(items: &mut [CatalogItem]) {
    if are_whole_numbers(items.iter().map(|item| item.sku.as_bytes())) {
        for item in items.iter_mut().filter(|item| without_point(item.sku.as_bytes()).is_some()) {
            item.sku.truncate(item.sku.len() - 2);
        }
    }
}

impl Catalog {
    fn note(&mut self, trouble: Vec<(String, ReadError)>) {
        self.bad_rows += u64::from(!trouble.is_empty());
        for (column, trouble) in trouble {
            *self.bad_fields.entry(column).or_default() += 1;
            if self.bad_examples.len() < EXAMPLES {
                self.bad_examples.push(trouble.to_string().lines().next().unwrap_or_default().to_owned());
            }
        }
    }

    /// Items that can be bought with none in stock: availability wins.
    pub fn backorders(&self) -> impl Iterator<Item = &CatalogItem> {
        self.items.iter().filter(|item| item.available && item.stock.is_some_and(|stock| stock <= 0))
    }
}

fn too_many(path: &str, catalog: &Catalog) -> ReadError {
    let (bad, items) = (catalog.bad_rows, catalog.items.len());
    let what =
        format!("{bad} of {items} items have a field that could not be read: {}", catalog.bad_examples.join("; "));
    ReadError::new(Problem::TooManyBadRows, path, what, "Correct these columns, or rename them to leave them out.")
}
