//! Tests what training finds out for rules; one binary, since linking is what costs.

mod bundles;
mod curated;
mod reference;
mod returns;
mod ruled;
mod sample;
mod shop;
mod verb;
