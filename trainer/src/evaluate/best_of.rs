//! Chooses among several settings of one method by an inner split; never sees the trials it is judged on.

use super::exam::{Exam, ExamOptions};
use super::ranks::Ranks;
use crate::affinity::measure::{Affinity, Fitted, Seen, Unfit};

/// A method whose setting is chosen by trying each on an inner split of what it learns from.
pub struct BestOf {
    /// Its name.
    pub name: &'static str,
    /// The settings.
    pub settings: Vec<Box<dyn Affinity>>,
    /// How the inner split is made.
    pub exam: ExamOptions,
}

/// The most trials of an inner split.
const TRIALS: usize = 4000;

impl Affinity for BestOf {
    fn name(&self) -> &'static str {
        self.name
    }

    fn fit<'a>(&self, seen: &'a Seen<'a>) -> Result<Box<dyn Fitted + 'a>, Unfit> {
        let exam = Exam::of(seen.orders, &self.exam.inner()).at_most(TRIALS);
        let inner = Seen::new(&exam.train);
        let mut best: Option<(f64, &dyn Affinity)> = None;
        for setting in &self.settings {
            let gain: f64 = Ranks::of(&exam, &*setting.fit(&inner)?, &|_| ()).gain().sum();
            if best.is_none_or(|(most, _)| gain > most) {
                best = Some((gain, &**setting));
            }
        }
        let (_, setting) = best.ok_or_else(|| Unfit("there is no setting to choose from".into()))?;
        setting.fit(seen)
    }
}
