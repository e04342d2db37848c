//! Chooses among settings of one method on an inner split; never sees the test cases.

use super::holdout::{Carts, Holdout, HoldoutOptions};
use super::ranks::Ranks;
use crate::affinity::measure::{Affinity, Fitted, Seen, Unfit};

/// A method whose setting is chosen on an inner split of the training orders.
pub struct BestOf {
    /// Its name.
    pub name: &'static str,
    /// The settings.
    pub settings: Vec<Box<dyn Affinity>>,
    /// How the inner split is made.
    pub holdout: HoldoutOptions,
}

/// The most test cases of the inner split.
const CASES: usize = 4000;

impl Affinity for BestOf {
    fn name(&self) -> &'static str {
        self.name
    }

    fn fit<'a>(&self, seen: &'a Seen<'a>) -> Result<Box<dyn Fitted + 'a>, Unfit> {
        let holdout = Holdout::of(seen.orders, &self.holdout.inner()).at_most(CASES).carts(Carts::Live);
        let inner = Seen::new(&holdout.train);
        let mut best: Option<(f64, &dyn Affinity)> = None;
        for setting in &self.settings {
            let gain: f64 = Ranks::of(&holdout, &*setting.fit(&inner)?, &|_| ()).gain().sum();
            if best.is_none_or(|(most, _)| gain > most) {
                best = Some((gain, &**setting));
            }
        }
        let (_, setting) = best.ok_or_else(|| Unfit("there is no setting to choose from".into()))?;
        setting.fit(seen)
    }
}
