//! Holds past orders without personal data, and the readers that fill them.
//!
//! [`read()`] fills it: a reader per format turns rows into [`line::Line`]s, [`gather::Gather`] keeps what is wanted.

mod also;
mod basket;
#[cfg(feature = "parquet")]
mod batches;
pub(crate) mod blank;
#[cfg(feature = "parquet")]
mod cells;
mod choose;
mod clock;
pub mod columns;
mod constants;
mod containers;
pub mod dates;
pub(crate) mod delimited;
mod doubled;
#[cfg(feature = "channels")]
pub(crate) mod elements;
mod encoding;
mod epochs;
pub mod error;
mod event;
mod evidence;
mod field;
pub mod figures;
mod finish;
pub(crate) mod fold;
mod form;
mod ga4;
pub mod gather;
mod header;
pub(crate) mod intern;
mod json_shape;
mod jsonl;
mod keyed;
mod klaviyo;
mod layout;
mod lenient;
pub mod line;
pub(crate) mod list;
mod mailchimp;
mod months;
pub(crate) mod names;
#[cfg(feature = "parquet")]
mod nested;
pub mod numbers;
mod odd_forms;
pub mod options;
#[cfg(feature = "parquet")]
mod parquet;
mod past;
mod personalize;
mod php;
mod purchase;
mod python;
mod read;
mod records;
mod refunds;
mod renumber;
pub mod report;
mod row;
mod rows;
mod sales;
#[cfg(feature = "channels")]
mod salesforce;
mod sample;
mod scalar;
mod segment;
mod select;
mod services;
mod shopify;
pub mod source;
pub(crate) mod sources;
#[cfg(feature = "sql")]
mod sql;
mod standing;
pub mod status;
mod status_stems;
mod status_words;
mod table;
mod turned;
#[cfg(any(feature = "parquet", feature = "excel"))]
mod unpacked;
mod woocommerce;
mod workbook;

pub use columns::{ColumnMap, Field};
pub use error::{Place, Problem, ReadError};
pub use line::Dropped;
pub use options::{Format, ReadOptions, pattern};
#[cfg(feature = "parquet")]
pub(crate) use parquet::each_record;
pub use past::Orders;
pub(crate) use past::marked_crc;
pub use read::{read, read_sales};
pub use report::{ReadReport, Shown, StatusCount};
pub use sales::{Sale, Sales, SoldLine};
pub use source::{Progress, Quiet};
pub use status::{Standing, StatusWords};
