//! Ranks a model's items for a cart and gives each one's reasons; never changes a model, never keeps a cart.
//!
//! The score of item `j` for cart `C` is `prior_j + Σ w_ij` over the items `i` of the cart, and what [`history`] adds: an
//! estimate of the probability that `j` belongs in the order, and a sum, so that every cart item's share in it is known.

pub mod history;
mod ranker;
mod reasons;
pub(crate) mod slot;

pub use history::Past;
pub use ranker::{Ranker, Request, Suggestion};
pub use reasons::Reason;
pub(crate) use reasons::TOGETHER;
