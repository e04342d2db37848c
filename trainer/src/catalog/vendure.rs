//! Handles Vendure's product CSV: product fields in the first row only, one row a variant, lists with `|` between their entries.

use super::catalog_item::CatalogItem;
use super::columns::Columns;
use super::item::yes_or_no;
use csv::ByteRecord;

/// Whether the columns are those of Vendure's product import.
pub(super) fn recognises(columns: &Columns) -> bool {
    columns.has("optiongroups") && columns.has("optionvalues") && columns.has("slug")
}

/// The product whose variants are being read.
#[derive(Default)]
pub(super) struct Products {
    slug: String,
    head: CatalogItem,
    /// The names of its options.
    names: Vec<String>,
}

impl Products {
    /// The variant, with what only its product's first row says. A product without a slug has its name's.
    pub(super) fn adapt(&mut self, item: CatalogItem, columns: &Columns, row: &ByteRecord) -> CatalogItem {
        let raw = |name: &str| columns.raw(row, name);
        if !raw("name").is_empty() {
            let slug = Some(raw("slug")).filter(|slug| !slug.is_empty());
            self.slug = slug.unwrap_or_else(|| raw("name").to_lowercase().replace(' ', "-"));
            self.names = entries(&raw("optiongroups"));
            let facets = entries(&raw("facets"));
            let facet = |name: &str| {
                let mut values = facets.iter().filter_map(|facet| facet.split_once(':'));
                values.find(|(facet, _)| facet.eq_ignore_ascii_case(name)).map(|(_, value)| value.trim().to_owned())
            };
            self.head = CatalogItem {
                category: facet("category").or(item.category.clone()),
                brand: facet("brand").or(item.brand.clone()),
                ..item.clone()
            };
        }
        let values = entries(&raw("optionvalues"));
        let title = [std::slice::from_ref(&self.head.title), &values[..]].concat().join(" ");
        let head = &self.head;
        let is_tracked = yes_or_no(&raw("trackinventory")) == Some(true);
        let stock: Option<i64> = raw("stockonhand").parse().ok();
        CatalogItem {
            aliases: vec![head.title.clone()],
            title,
            options: self.names.iter().cloned().zip(values).collect(),
            group: Some(self.slug.clone()),
            category: head.category.clone(),
            brand: head.brand.clone(),
            description: head.description.clone(),
            available: item.available && !(is_tracked && stock.is_some_and(|stock| stock <= 0)),
            stock: stock.filter(|_| is_tracked),
            image: item.image.or(head.image.clone()),
            ..item
        }
    }
}

/// `S|M|L` as three.
fn entries(list: &str) -> Vec<String> {
    list.split('|').map(|entry| entry.trim().to_owned()).filter(|entry| !entry.is_empty()).collect()
}
