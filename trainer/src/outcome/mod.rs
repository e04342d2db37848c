//! Accounts for an experiment's devices, from their events and the shop's orders to a report; never decides by another method than
//! `experiment/` has.
//!
//! [`survey`] looks over all devices once, [`device`] accounts for each into the sums of [`tally`], [`making`] judges these. All sums
//! are of whole numbers, so neither the order of events nor copies of them change a digit.

mod amounts;
pub mod book;
mod breakdown;
mod charts;
pub mod definition;
mod device;
mod figures;
mod followed;
mod goods;
mod lists;
mod making;
pub mod measure;
mod merits;
mod named;
mod owners;
mod page;
mod parts;
mod preference;
mod reasons;
mod replayed;
mod report;
mod sections;
mod survey;
mod table;
mod tables;
mod tally;
mod tds;
mod visits;

pub use making::report;
pub use named::experiments;
pub use page::page;
pub use preference::{Interleaved, interleaved};
pub use replayed::{Asked, Lists as ReplayedLists, replayed};
pub use report::Report;
pub use table::Table;
pub use tables::tables;
pub use tds::tds;

/// Milliseconds of a day.
const DAY: i64 = 24 * 60 * 60 * 1000;
/// Milliseconds of a week.
const WEEK: i64 = 7 * DAY;
