//! Turns orders into weights, by counting pairs and solving one small ridge regression per item; never reads a file.

pub mod baseline;
pub(crate) mod containing;
pub mod counts;
pub mod measure;
mod ranked;
pub mod ridge;
mod solve;
