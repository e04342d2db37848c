//! Turns orders into weights, by counting pairs and solving one small ridge regression per item; never reads a file.

pub mod counts;
pub mod ridge;
mod solve;
