//! Reads product catalogs from shop exports into [`CatalogItem`]s.

mod aliases;
mod catalog_item;
mod columns;
mod entities;
mod gift_cards;
mod item;
mod meet;
mod money;
mod options;
mod platform;
mod read;
#[cfg(feature = "channels")]
mod salesforce;
mod shopify;
mod vendure;
mod woocommerce;

pub use aliases::aliases;
pub use catalog_item::CatalogItem;
pub use meet::{Strangers, strangers};
pub use money::{exponent, minor_units};
pub use read::{Catalog, read, read_report, read_with};
