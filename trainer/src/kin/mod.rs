//! Says what items have in common by the catalog, and what an item's kin are bought with; never solves for a weight.
//!
//! A rarely bought item has little evidence of its own. Until it has, it leans on what items of its product, category, brand,
//! price and words of the title are bought with: hierarchical shrinkage, as in Gelman and Hill, "Data Analysis Using Regression
//! and Multilevel/Hierarchical Models", 2007.

mod attributes;
mod rows;
mod words;

pub use attributes::Kinship;
pub use rows::{Kin, KinColumns, KinRow, Newcomers};
