//! Computes weights from orders: counts pairs and solves one small ridge regression per item; never reads a file.

pub mod baseline;
pub(crate) mod best;
pub mod bought_once;
pub(crate) mod containing;
pub mod counts;
pub mod measure;
pub mod order_weights;
mod pair;
mod products;
mod ranked;
pub mod repeats;
pub mod ridge;
mod solve;
pub mod still_sold;
mod sum;
mod tilts;
pub mod weights;
pub mod why_none;
