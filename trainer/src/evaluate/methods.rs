//! Lists every method that can be evaluated, ours first; never fits one.

use super::best_of::BestOf;
use super::holdout::HoldoutOptions;
use super::ours::Pairwell;
use crate::affinity::baseline::{Ease, baselines};
use crate::affinity::measure::Affinity;

/// The names of all methods, in the order of tables.
pub const NAMES: [&str; 9] =
    ["pairwell", "popularity", "cosine", "conditional", "lift", "llr", "sessions-100", "sessions-500", "ease"];

/// The penalties that dense EASE chooses among.
const EASE_LAMBDAS: [f32; 3] = [20.0, 50.0, 100.0];

/// The methods of these names, in the order of tables. Unknown names are left out.
pub fn named(names: &[&str], ours: Pairwell, holdout: HoldoutOptions) -> Vec<Box<dyn Affinity>> {
    let mut all: Vec<Box<dyn Affinity>> = vec![Box::new(ours)];
    all.extend(baselines());
    let settings = EASE_LAMBDAS.map(|lambda| Box::new(Ease { lambda }) as Box<dyn Affinity>);
    all.push(Box::new(BestOf { name: "ease", settings: settings.into(), holdout }));
    all.retain(|method| names.contains(&method.name()));
    all
}
