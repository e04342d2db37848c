//! Tests what training finds out for rules.

mod bundles;
mod curated;
mod reference;
mod returns;
mod ruled;
mod sample;
mod shop;
mod verb;
