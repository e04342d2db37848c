//! Lists the methods a shop would otherwise use, to compare ours with; never trains a model that is published.

mod ease;
mod pairwise;
mod popularity;
mod session;

use super::measure::Affinity;
pub use ease::{EASE_ITEMS, Ease};
pub use pairwise::{Pairwise, Table};
pub use popularity::Popularity;
pub use session::Sessions;

/// Neighbours each item keeps in the pairwise measures, as many as a model of ours may have.
const NEIGHBOURS: usize = 20;

/// Every baseline but [`Ease`], whose penalty must be chosen first, in the order of tables.
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
