//! Handles Shopify's products export: product fields in the first row only, one row a variant.

use super::catalog_item::CatalogItem;
use super::columns::Columns;
use super::gift_cards::names_gift_cards;
use super::item::yes_or_no;
use csv::ByteRecord;

/// Whether the columns are those of a products export, classic or new.
pub(super) fn recognises(columns: &Columns) -> bool {
    let classic = columns.has("handle") && columns.has("variantprice");
    let new = columns.has("urlhandle") && columns.has("option1name") && columns.has("price");
    classic || new
}

/// What Search & Discovery's column ends with; what stands before it is in the shop's language.
const COMPLEMENTARY: &str = "productmetafieldsshopifydiscoveryproductrecommendationcomplementaryproducts";

/// The product whose variants are being read.
#[derive(Default)]
pub(super) struct Products {
    handle: String,
    head: CatalogItem,
    sold: bool,
}

impl Products {
    /// The variant, with what only its product's first row says. A row that is only a further picture has no SKU.
    pub(super) fn adapt(&mut self, item: CatalogItem, columns: &Columns, row: &ByteRecord) -> CatalogItem {
        let raw = |names: [&str; 2]| names.map(|name| columns.raw(row, name)).concat();
        let handle = raw(["handle", "urlhandle"]);
        if handle != self.handle {
            self.begin(handle, &item, columns, row);
        }
        if item.price_minor.is_none() {
            return CatalogItem { sku: String::new(), ..item };
        }
        let title = self.variant_title(columns, row);
        let stocked = self.stocked(&item, columns, row);
        let head = &self.head;
        CatalogItem {
            options: named(item.options, &head.options),
            sku: if item.sku.is_empty() { title.clone() } else { item.sku },
            aliases: vec![title.clone(), head.title.clone()],
            title,
            url: Some(format!("/products/{}", self.handle)),
            image: Some(raw(["variantimage", "variantimageurl"]))
                .filter(|image| !image.is_empty())
                .or(head.image.clone()),
            category: head.category.clone(),
            brand: head.brand.clone(),
            tags: head.tags.clone(),
            description: head.description.clone(),
            available: self.sold && !head.gift_card && stocked,
            withdrawn: !self.sold,
            gift_card: head.gift_card,
            group: Some(self.handle.clone()),
            cross_sells: head.cross_sells.clone(),
            ..item
        }
    }

    fn begin(&mut self, handle: String, item: &CatalogItem, columns: &Columns, row: &ByteRecord) {
        let raw = |names: &[&str]| names.iter().map(|name| columns.raw(row, name)).find(|text| !text.is_empty());
        let no = |names: &[&str]| raw(names).is_some_and(|text| yes_or_no(&text) == Some(false));
        self.sold = !no(&["status"]) && !no(&["published", "publishedononlinestore"]);
        let is_named = |column: &str| names_gift_cards(&columns.raw(row, column));
        self.head = CatalogItem {
            title: raw(&["title"]).unwrap_or_else(|| handle.clone()),
            category: raw(&["type", "productcategory"]),
            image: raw(&["imagesrc", "productimageurl"]),
            cross_sells: handles(&columns.raw_ending(row, COMPLEMENTARY)),
            gift_card: item.gift_card || is_named("type") || is_named("productcategory"),
            ..item.clone()
        };
        self.handle = handle;
    }

    /// `Title - Red / Large`, as the orders export calls the line.
    fn variant_title(&self, columns: &Columns, row: &ByteRecord) -> String {
        let values = ["option1value", "option2value", "option3value"].map(|name| columns.raw(row, name));
        let values: Vec<&str> = values.iter().map(String::as_str).filter(|value| !value.is_empty()).collect();
        match values.as_slice() {
            [] | ["Default Title"] => self.head.title.clone(),
            values => format!("{} - {}", self.head.title, values.join(" / ")),
        }
    }

    /// Nobody counts it, there is some, or it is sold without.
    fn stocked(&self, item: &CatalogItem, columns: &Columns, row: &ByteRecord) -> bool {
        let raw = |names: [&str; 2]| names.map(|name| columns.raw(row, name)).concat();
        let tracker = raw(["variantinventorytracker", "inventorytracker"]);
        let policy = raw(["variantinventorypolicy", "continuesellingwhenoutofstock"]).to_lowercase();
        tracker.is_empty()
            || item.stock.is_some_and(|stock| stock > 0)
            || matches!(policy.as_str(), "continue" | "true")
    }
}

/// Options whose names only the product's first row has.
fn named(options: Vec<(String, String)>, head: &[(String, String)]) -> Vec<(String, String)> {
    let both = options.into_iter().zip(head);
    both.map(|((name, value), (first, _))| (if name.is_empty() { first.clone() } else { name }, value)).collect()
}

/// `oak-tray; linen-napkin`, or the same as a JSON list.
fn handles(text: &str) -> Vec<String> {
    let handle = |part: &str| part.trim_matches(|c: char| c.is_whitespace() || "[]\"".contains(c)).to_owned();
    text.split([';', ',', '|', '\n']).map(handle).filter(|handle| !handle.is_empty()).collect()
}
