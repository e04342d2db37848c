//! Reads Salesforce B2C Commerce's catalog.xml as a stream: variants and simple products, their masters' names where they have none.

use super::catalog_item::CatalogItem;
use crate::orders::elements::{Visit, attribute, walk};
use crate::orders::{Problem, ReadError};
use pairwell::model::layout::MAX_SKU;
use quick_xml::events::BytesStart;
use std::collections::{HashMap, HashSet};
use std::io::BufRead;

/// The items of a catalog. Prices and stock stand in other exports.
pub(super) fn read(source: &str, first_line: Vec<u8>, text: impl BufRead) -> Result<Found, ReadError> {
    let mut products = Products::default();
    if walk(source, first_line, text, &mut products)? == 0 {
        return Err(ReadError::new(Problem::Empty, source, "there is no product", "Export the catalog again."));
    }
    Ok(products.finish())
}

/// What was found.
#[derive(Default)]
pub(super) struct Found {
    pub(super) items: Vec<CatalogItem>,
    /// Products without an id, or with one that no model can hold.
    pub(super) without_sku: u64,
    /// Products whose id came before.
    pub(super) duplicates: u64,
}

#[derive(Default)]
struct Products {
    item: CatalogItem,
    /// Variants of the product that is being read.
    variants: Vec<String>,
    /// Whether the text that is being read is for everyone.
    is_default: bool,
    all: Vec<CatalogItem>,
    /// Masters, by SKU: they are not sold themselves.
    masters: HashMap<String, CatalogItem>,
    /// The master of each variant.
    master_of: HashMap<String, String>,
    categories: HashMap<String, String>,
    without_sku: u64,
}

impl Visit for Products {
    fn open(&mut self, path: &[String], tag: &BytesStart<'_>) {
        let names: Vec<&str> = path.iter().map(String::as_str).collect();
        let language = attribute(tag, "xml:lang");
        self.is_default = (language.is_empty() || language == "x-default") && attribute(tag, "site-id").is_empty();
        match names.as_slice() {
            ["catalog", "product"] => {
                self.item =
                    CatalogItem { sku: attribute(tag, "product-id"), available: true, ..CatalogItem::default() };
                self.variants.clear();
            }
            ["catalog", "product", "variations", "variants", "variant"] => {
                self.variants.push(attribute(tag, "product-id"));
            }
            ["catalog", "product", "images", "image-group", "image"] => {
                self.item.image.get_or_insert_with(|| attribute(tag, "path"));
            }
            ["catalog", "category-assignment"] => {
                self.categories.entry(attribute(tag, "product-id")).or_insert_with(|| attribute(tag, "category-id"));
            }
            _ => {}
        }
    }

    fn close(&mut self, path: &[String], text: &str) -> Result<bool, ReadError> {
        let names: Vec<&str> = path.iter().map(String::as_str).collect();
        let some = || Some(text.to_owned()).filter(|text| !text.is_empty());
        match names.as_slice() {
            ["catalog", "product"] => {
                self.end();
                return Ok(true);
            }
            ["catalog", "product", "display-name"] if self.is_default => self.item.title = text.to_owned(),
            ["catalog", "product", "short-description"] if self.is_default => self.item.description = some(),
            ["catalog", "product", "online-flag"] if self.is_default => self.item.withdrawn = text == "false",
            ["catalog", "product", "available-flag"] => self.item.available &= text != "false",
            ["catalog", "product", "page-attributes", "page-url"] if self.is_default => self.item.url = some(),
            ["catalog", "product", "brand"] => self.item.brand = some(),
            ["catalog", "product", "manufacturer-name"] => self.item.brand = self.item.brand.take().or_else(some),
            ["catalog", "product", "classification-category"] => self.item.category = some(),
            _ => {}
        }
        Ok(false)
    }
}

impl Products {
    fn end(&mut self) {
        let item = std::mem::take(&mut self.item);
        if item.sku.is_empty() || item.sku.len() > MAX_SKU {
            self.without_sku += 1;
        } else if self.variants.is_empty() {
            self.all.push(item);
        } else {
            self.master_of.extend(self.variants.drain(..).map(|variant| (variant, item.sku.clone())));
            self.masters.insert(item.sku.clone(), item);
        }
    }

    fn finish(self) -> Found {
        let Self { all, masters, master_of, categories, without_sku, .. } = self;
        let (mut found, mut seen) = (Found { without_sku, ..Found::default() }, HashSet::new());
        for mut item in all {
            let master = master_of.get(&item.sku);
            let head = master.and_then(|master| masters.get(master));
            item.group = master.cloned();
            if let Some(head) = head {
                inherit(&mut item, head);
            }
            let filed = [Some(&item.sku), master].into_iter().flatten().find_map(|sku| categories.get(sku));
            item.category = item.category.or_else(|| filed.cloned());
            if item.title.is_empty() {
                item.title.clone_from(&item.sku);
            }
            item.available &= !item.withdrawn;
            if seen.insert(item.sku.clone()) {
                found.items.push(item);
            } else {
                found.duplicates += 1;
            }
        }
        found
    }
}

/// What a variant leaves to its master.
fn inherit(item: &mut CatalogItem, head: &CatalogItem) {
    if item.title.is_empty() {
        item.title.clone_from(&head.title);
    }
    let fields = [
        (&mut item.url, &head.url),
        (&mut item.image, &head.image),
        (&mut item.brand, &head.brand),
        (&mut item.category, &head.category),
        (&mut item.description, &head.description),
    ];
    for (own, heads) in fields {
        if own.is_none() {
            own.clone_from(heads);
        }
    }
    item.withdrawn |= head.withdrawn;
}
