//! Turns orders into weights, by counting pairs and solving one small ridge regression per item; never reads a file.

pub mod again;
pub mod baseline;
pub(crate) mod containing;
pub mod counts;
pub mod measure;
pub mod order_weights;
mod ranked;
pub mod repeats;
pub mod ridge;
mod solve;
