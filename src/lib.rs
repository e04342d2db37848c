//! The Pairwell engine: loads a model, ranks add-ons for a cart; never reads a clock, a file or randomness, knows no DOM.
//!
//! Three rooms: [`model`] turns a model file's bytes into a checked [`model::Model`] and back, [`rank`] scores and picks
//! items for a cart, and, in the browser only, `wasm` hands both to JavaScript.
//!
//! ```
//! use pairwell::model::{ItemRow, Model, Parts};
//! use pairwell::rank::{Ranker, Request};
//!
//! let parts = Parts {
//!     items: vec![
//!         ItemRow { sku: "kettle".into(), prior: 0.20, neighbours: vec![(1, 0.30)], ..ItemRow::default() },
//!         ItemRow { sku: "filters".into(), prior: 0.05, ..ItemRow::default() },
//!     ],
//!     ..Parts::default()
//! };
//! let model = Model::decode(&parts.encode()?)?;
//! let cart = [model.item("kettle").unwrap()];
//! let picks = Ranker::new(&model).rank(&model, &Request { cart: &cart, exclude: &[], past: &[], limit: 4 });
//! assert_eq!(model.sku(picks[0].item), "filters");
//! assert_eq!(picks[0].because[0].item, cart[0]);
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```
#![warn(missing_docs)]

pub mod model;
pub mod rank;
pub mod rules;
mod top;
#[cfg(target_arch = "wasm32")]
mod wasm;
