//! Chooses the platform of a catalog by its columns.

use super::catalog_item::CatalogItem;
use super::columns::Columns;
use super::{shopify, vendure, woocommerce};
use csv::ByteRecord;

/// Whose export a catalog is.
pub(super) enum Platform {
    /// Nobody's in particular.
    Generic,
    /// Shopify's products export, of either generation.
    Shopify(Box<shopify::Products>),
    /// Vendure's product import.
    Vendure(Box<vendure::Products>),
    /// WooCommerce's product CSV.
    WooCommerce(woocommerce::Products),
}

impl Platform {
    /// By the columns.
    pub(super) fn of(columns: &Columns) -> Self {
        if shopify::recognises(columns) {
            Self::Shopify(Box::default())
        } else if woocommerce::recognises(columns) {
            Self::WooCommerce(woocommerce::Products::default())
        } else if vendure::recognises(columns) {
            Self::Vendure(Box::default())
        } else {
            Self::Generic
        }
    }

    /// The item, with what the platform's own columns say of it.
    pub(super) fn adapt(&mut self, item: CatalogItem, columns: &Columns, row: &ByteRecord) -> CatalogItem {
        match self {
            Self::Generic => item,
            Self::Shopify(products) => products.adapt(item, columns, row),
            Self::Vendure(products) => products.adapt(item, columns, row),
            Self::WooCommerce(products) => products.adapt(item, columns, row),
        }
    }

    /// What can only be said when all rows are read.
    pub(super) fn finish(self, items: &mut [CatalogItem]) {
        if let Self::WooCommerce(products) = self {
            products.finish(items);
        }
    }
}
