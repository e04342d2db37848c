//! Finds an experiment in the names that events use: which arm a device says it is in, and which exposures trigger it.

use std::collections::BTreeMap;

use crate::events::{Fact, Kind, Names};

/// What events say of one experiment, by the numbers of their names.
pub struct Named {
    arms: Vec<Said>,
    triggers: Vec<bool>,
}

/// What a device says of its arm.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Said {
    /// Nothing.
    Nothing,
    /// An arm of the experiment, by its number.
    Arm(u8),
    /// One that it does not have.
    Unknown,
}

/// Where a device met the shelf, or would have.
#[derive(Debug, Clone, Copy)]
pub struct Met {
    /// Its arm: the first that it names.
    pub arm: Said,
    /// Whether it named another one later.
    pub changed: bool,
    /// Its first exposure, by its own count: which of its events, and when.
    pub trigger: Option<(usize, i64)>,
}

impl Named {
    /// Of an experiment with these arms.
    pub fn new(names: &Names, experiment: &str, arms: &[&str]) -> Self {
        let said = |name: &str| match pairs(name).find(|(own, _)| *own == experiment) {
            None => Said::Nothing,
            Some((_, arm)) => {
                arms.iter().position(|known| *known == arm).map_or(Said::Unknown, |at| Said::Arm(at as u8))
            }
        };
        let triggers =
            |name: &str| !name.contains('\u{1f}') && name.split_terminator('\u{1e}').any(|own| own == experiment);
        let all = || (0..names.len() as u32).map(|number| names.name(number));
        Self { arms: all().map(said).collect(), triggers: all().map(triggers).collect() }
    }

    /// The device's arm by one event.
    pub fn arm(&self, fact: &Fact) -> Said {
        self.arms[fact.arms as usize]
    }

    /// Whether an event is an exposure that triggers the experiment.
    pub fn is_trigger(&self, fact: &Fact) -> bool {
        fact.kind == Kind::Exposure && self.triggers[fact.experiments as usize]
    }

    /// What a device's events, in its own order, say of it.
    pub fn met(&self, facts: &[Fact]) -> Met {
        let mut said = facts.iter().map(|fact| self.arm(fact)).filter(|said| *said != Said::Nothing);
        let arm = said.next().unwrap_or(Said::Nothing);
        let changed = said.any(|other| other != arm);
        let trigger = facts.iter().position(|fact| self.is_trigger(fact));
        Met { arm, changed, trigger: trigger.map(|at| (at, facts[at].moment().0)) }
    }
}

/// The experiments that events name, each with the names of its arms.
pub fn experiments(names: &Names) -> BTreeMap<String, Vec<String>> {
    let mut experiments: BTreeMap<String, Vec<String>> = BTreeMap::new();
    for number in 0..names.len() as u32 {
        for (experiment, arm) in pairs(names.name(number)) {
            let arms = experiments.entry(experiment.to_owned()).or_default();
            if !arms.iter().any(|known| known == arm) {
                arms.push(arm.to_owned());
            }
        }
    }
    experiments.values_mut().for_each(|arms| arms.sort());
    experiments
}

/// The pairs of experiment and arm in a name of them.
fn pairs(name: &str) -> impl Iterator<Item = (&str, &str)> {
    name.split_terminator('\u{1e}').filter_map(|pair| pair.split_once('\u{1f}'))
}
