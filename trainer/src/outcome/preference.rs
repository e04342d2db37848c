//! Credits two models for the clicks and additions of interleaved lists, device by device; never compares revenue.

use std::collections::HashMap;
use std::collections::hash_map::Entry;

use anyhow::Result;
use rayon::prelude::*;
use serde::Serialize;

use super::survey::{Days, add, bounds, merge};
use super::visits::is_bot;
use super::{DAY, WEEK};
use crate::events::{Fact, Kind, Policy, Settled};
use crate::experiment::interleaving::{Drafted, Preferred};

/// What interleaved lists tell of two models.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Interleaved {
    /// The digests of the old model and of the new.
    pub models: [String; 2],
    /// Lists of these two.
    pub lists: u64,
    /// Devices that saw them, without bots.
    pub devices: u64,
    /// Devices that preferred the old, and the new.
    pub wins: [u64; 2],
    /// Bots that were left out.
    pub bots: u64,
    /// Lists of other pairs of models.
    pub of_others: u64,
    /// Lists whose teams are not those of their items.
    pub broken: u64,
    /// Full weeks since the first such list.
    pub full_weeks: u32,
    /// The verdict; `None` of fewer than two devices.
    pub judged: Option<Preferred>,
    /// All in a sentence.
    pub sentence: String,
}

/// Sums of one pair of models.
#[derive(Default)]
struct Pair {
    drafted: Drafted,
    lists: u64,
    bots: u64,
    days: Days,
}

#[derive(Default)]
struct Part {
    pairs: HashMap<[u32; 2], Pair>,
    broken: u64,
    days: Days,
}

/// Judges the two models whose lists are most frequent. `planned_devices` is how many devices are planned.
///
/// # Errors
/// No interleaved list.
pub fn interleaved(settled: &Settled, planned_devices: u64) -> Result<Interleaved> {
    let parts = settled.parts.par_iter().map(|part| {
        let mut seen = Part::default();
        part.each_device(|_, facts| seen.device(facts));
        seen
    });
    let mut all = Part::default();
    parts.collect::<Vec<Part>>().into_iter().for_each(|part| all.merge(part));
    let names = |models: &[u32; 2]| models.map(|model| settled.names.name(model).to_owned());
    let most = all.pairs.iter().max_by(|(a, x), (b, y)| x.lists.cmp(&y.lists).then(names(b).cmp(&names(a))));
    let Some((models, pair)) = most else {
        anyhow::bail!(
            "no list of the log is a team draft: no exposure has a \"policy\" of kind \"interleave\"\n  docs/events.md says how a page logs \
             one."
        );
    };
    let end = bounds(&all.days).map_or(0, |(_, last)| last);
    let start = bounds(&pair.days).map_or(end, |(first, _)| first.div_euclid(DAY) * DAY);
    let full_weeks = ((end - start).max(0) / WEEK) as u32;
    let judged = pair.drafted.judge(planned_devices, full_weeks);
    Ok(Interleaved {
        models: names(models),
        lists: pair.lists,
        devices: pair.drafted.devices(),
        wins: pair.drafted.wins(),
        bots: pair.bots,
        of_others: all.pairs.values().map(|pair| pair.lists).sum::<u64>() - pair.lists,
        broken: all.broken,
        full_weeks,
        sentence: judged.as_ref().map_or_else(|why| format!("Cannot tell: {why}."), Preferred::sentence),
        judged: judged.ok(),
    })
}

impl Part {
    fn device(&mut self, facts: &[Fact]) {
        let mut lists: HashMap<u64, (usize, [u32; 2])> = HashMap::new();
        let mut credits: HashMap<[u32; 2], [u32; 2]> = HashMap::new();
        let mut first = None;
        for (at, fact) in facts.iter().enumerate() {
            let moment = fact.moment().0;
            add(&mut self.days, moment);
            let Some(Policy::Interleave { models, second }) = &fact.policy else { continue };
            if second.len() != fact.items.len() {
                self.broken += 1;
            } else if let Entry::Vacant(list) = lists.entry(fact.list) {
                first = first.or(Some((at, moment)));
                list.insert((at, *models));
                credits.entry(*models).or_default();
                let pair = self.pairs.entry(*models).or_default();
                pair.lists += 1;
                add(&mut pair.days, moment);
            }
        }
        let Some((at, moment)) = first else { return };
        let bot = is_bot(&facts[at..], moment);
        for fact in facts.iter().filter(|fact| matches!(fact.kind, Kind::Select | Kind::Add)) {
            let Some((exposure, models)) = lists.get(&fact.list) else { continue };
            let Some(Policy::Interleave { second, .. }) = &facts[*exposure].policy else { continue };
            // By the item, since a list may have moved.
            if let Some(slot) = facts[*exposure].items.iter().position(|item| *item == fact.item) {
                credits.entry(*models).or_default()[usize::from(second[slot])] += 1;
            }
        }
        for (models, [old, new]) in credits {
            let pair = self.pairs.entry(models).or_default();
            match bot {
                true => pair.bots += 1,
                // Credits are small, so they always fit.
                false => drop(pair.drafted.add(old, new)),
            }
        }
    }

    fn merge(&mut self, other: Self) {
        self.broken += other.broken;
        other.days.into_iter().for_each(|(day, span)| merge(&mut self.days, day, span));
        for (models, pair) in other.pairs {
            let own = self.pairs.entry(models).or_default();
            // There are never more devices than fit.
            let _ = own.drafted.merge(&pair.drafted);
            own.lists += pair.lists;
            own.bots += pair.bots;
            pair.days.into_iter().for_each(|(day, span)| merge(&mut own.days, day, span));
        }
    }
}
