//! Writes what the shop's other systems take: suggestions by item and by customer; never trains, never sends anything.

mod channel;
mod customers;
mod format;
mod google;
mod items;
mod json_ld;
mod klaviyo;
pub mod mail;
#[cfg(feature = "parquet")]
mod parquet;
mod parts;
mod personalize;
mod plain;
mod row;
mod salesforce;
mod shopify;
mod sink;
mod table;

pub use channel::{Channel, Item, Picked, Refusal, Shape};
pub use customers::{Customer, Fault, Intake, Mailed, Order, each as each_customer, past};
pub use format::Format;
pub use google::{GoogleTsv, GoogleXml};
pub use items::{Ids, Items, handles};
pub use json_ld::JsonLd;
pub use klaviyo::{KlaviyoCatalog, KlaviyoFeed};
#[cfg(feature = "parquet")]
pub use parquet::Columns;
pub use parts::{Parts, Written};
pub use personalize::{Batch, Personalize};
pub use plain::{Csv, JsonLines};
pub use row::Row;
pub use salesforce::Salesforce;
pub use shopify::Shopify;
pub use sink::{Sink, Text};
pub use table::{Left, Table};
