//! Lists the methods that ours is compared with.

#[cfg(feature = "ease")]
mod dense;
mod ease;
mod pairwise;
mod popularity;
mod session;

use super::measure::Affinity;
pub use ease::{EASE_ITEMS, Ease};
pub use pairwise::{Pairwise, Table};
pub use popularity::Popularity;
pub(crate) use popularity::Supports;
pub use session::Sessions;

/// Neighbours per item in the pairwise measures, as many as our models keep.
const NEIGHBOURS: usize = 20;

/// All baselines in the order of tables, except [`Ease`], whose penalty must be chosen first.
pub fn baselines() -> Vec<Box<dyn Affinity>> {
    vec![
        Box::new(Popularity),
        Box::new(Pairwise { name: "cosine", measure: pairwise::cosine, keep: NEIGHBOURS }),
        Box::new(Pairwise { name: "conditional", measure: pairwise::conditional, keep: NEIGHBOURS }),
        Box::new(Pairwise { name: "lift", measure: pairwise::lift, keep: NEIGHBOURS }),
        Box::new(Pairwise { name: "llr", measure: pairwise::log_likelihood_ratio, keep: NEIGHBOURS }),
        Box::new(Sessions { name: "sessions-100", neighbours: 100 }),
        Box::new(Sessions { name: "sessions-500", neighbours: 500 }),
    ]
}
