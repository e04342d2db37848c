//! Gathers logged lists and asks another model what it would have shown in their place; never estimates a value itself.

use std::collections::btree_map::Entry;
use std::collections::{BTreeMap, HashMap};

use anyhow::Result;
use rayon::prelude::*;
use serde::Serialize;

use super::visits::is_bot;
use crate::events::{Fact, Kind, Names, Part, Policy, Settled};
use crate::experiment::logged::{Logging, Slot, Weighted};
use crate::experiment::replay::{Replay, Replayed};

/// Parts of a probability.
const PARTS: f64 = 1e9;

/// What was done with a log's lists.
#[derive(Debug, Clone, Default, PartialEq, Serialize)]
pub struct Lists {
    /// Lists that were replayed.
    pub replayed: u64,
    /// Of these, lists that might have been shuffled.
    pub randomised: u64,
    /// Their length.
    pub slots: usize,
    /// Lists that were not shown.
    pub withheld: u64,
    /// Lists whose cart the log does not tell.
    pub without_cart: u64,
    /// Lists of other lengths.
    pub of_other_lengths: u64,
    /// Lists whose place the new model would have left in part empty.
    pub too_few: u64,
    /// Lists of another policy than a shuffle, or of one that cannot be.
    pub other_policies: u64,
    /// Lists of bots.
    pub of_bots: u64,
    /// What the replay tells; `None` if nothing could be replayed.
    pub told: Option<Replayed>,
    /// All in a sentence.
    pub sentence: String,
}

/// What a list was made for.
pub struct Asked<'a> {
    /// SKUs in the cart.
    pub cart: Vec<&'a str>,
    /// Where the shelf stands.
    pub placement: &'a str,
    /// How many items the list had.
    pub limit: usize,
}

/// Lists by their length.
type ByLength = BTreeMap<usize, (Replay, u64)>;

/// Replays a log: `suggest` makes what answers as the new model would, one a thread.
///
/// # Errors
/// A question that the new model cannot answer, or a log beyond the limits of a replay.
pub fn replayed<S>(settled: &Settled, suggest: impl Fn() -> Result<S> + Sync) -> Result<Lists>
where
    S: FnMut(&Asked<'_>) -> Result<Vec<String>>,
{
    let some = settled.parts.par_chunks(settled.parts.len().div_ceil(rayon::current_num_threads()).max(1));
    let replays = some.map(|parts| {
        let mut own =
            Replaying { names: &settled.names, suggest: suggest()?, lists: Lists::default(), replays: ByLength::new() };
        parts.iter().try_for_each(|part| own.part(part))?;
        Ok((own.lists, own.replays))
    });
    let mut all = (Lists::default(), ByLength::new());
    for (lists, replays) in replays.collect::<Result<Vec<_>>>()? {
        all.0.merge(&lists);
        for (slots, (replay, randomised)) in replays {
            match all.1.get_mut(&slots) {
                Some(own) => {
                    own.0.merge(&replay)?;
                    own.1 += randomised;
                }
                None => drop(all.1.insert(slots, (replay, randomised))),
            }
        }
    }
    let (mut lists, replays) = all;
    let count = |replay: &Replay| replay.lists();
    let most = replays.iter().max_by_key(|(slots, (replay, _))| (count(replay), std::cmp::Reverse(**slots)));
    lists.sentence = "Replay cannot tell: no list of the log can be replayed.".to_owned();
    if let Some((slots, (replay, randomised))) = most {
        let told = replay.judge(*randomised > 0);
        lists.of_other_lengths = replays.values().map(|(replay, _)| count(replay)).sum::<u64>() - count(replay);
        (lists.slots, lists.replayed, lists.randomised) = (*slots, count(replay), *randomised);
        lists.sentence = told.sentence();
        lists.told = Some(told);
    }
    Ok(lists)
}

impl Lists {
    fn merge(&mut self, other: &Self) {
        self.withheld += other.withheld;
        self.without_cart += other.without_cart;
        self.too_few += other.too_few;
        self.other_policies += other.other_policies;
        self.of_bots += other.of_bots;
    }
}

struct Replaying<'n, S> {
    names: &'n Names,
    suggest: S,
    lists: Lists,
    replays: ByLength,
}

impl<S: FnMut(&Asked<'_>) -> Result<Vec<String>>> Replaying<'_, S> {
    fn part(&mut self, part: &Part) -> Result<()> {
        let mut wrong = Ok(());
        part.each_device(|_, facts| {
            if wrong.is_ok() {
                wrong = self.device(facts);
            }
        });
        wrong
    }

    fn device(&mut self, facts: &[Fact]) -> Result<()> {
        let exposures = || facts.iter().enumerate().filter(|(_, fact)| fact.kind == Kind::Exposure);
        let Some((first, fact)) = exposures().next() else { return Ok(()) };
        if is_bot(&facts[first..], fact.moment().0) {
            self.lists.of_bots += exposures().count() as u64;
            return Ok(());
        }
        let mut seen: HashMap<u64, usize> = HashMap::new();
        for (at, fact) in exposures() {
            seen.entry(fact.list).or_insert(at);
        }
        let mut rewards: HashMap<(usize, u32), u32> = HashMap::new();
        for fact in facts.iter().filter(|fact| matches!(fact.kind, Kind::Select | Kind::Add)) {
            if let Some(at) = seen.get(&fact.list) {
                // Selected, then added: one success of its slot.
                rewards.insert((*at, fact.item), 1);
            }
        }
        exposures()
            .filter(|(at, fact)| seen[&fact.list] == *at)
            .try_for_each(|(at, fact)| self.list(at, fact, &rewards))
    }

    fn list(&mut self, at: usize, fact: &Fact, rewards: &HashMap<(usize, u32), u32>) -> Result<()> {
        let placement = self.names.name(fact.placement);
        let left = match () {
            () if !fact.shown || fact.items.is_empty() => Some(&mut self.lists.withheld),
            // Only a home page asks without a cart.
            () if fact.cart.is_empty() && placement != "home" => Some(&mut self.lists.without_cart),
            () => None,
        };
        if let Some(left) = left {
            *left += 1;
            return Ok(());
        }
        let cart = fact.cart.iter().map(|item| self.names.name(*item)).collect();
        let wanted = (self.suggest)(&Asked { cart, placement, limit: fact.items.len() })?;
        if wanted.len() < fact.items.len() {
            self.lists.too_few += 1;
            return Ok(());
        }
        match weighed(fact, &wanted, self.names, |item| rewards.get(&(at, item)).copied().unwrap_or(0)) {
            None => self.lists.other_policies += 1,
            Some((list, randomised)) => {
                let (replay, count) = match self.replays.entry(list.len()) {
                    Entry::Occupied(entry) => entry.into_mut(),
                    Entry::Vacant(entry) => entry.insert((Replay::new(list.len())?, 0)),
                };
                replay.add(&list)?;
                *count += u64::from(randomised);
            }
        }
        Ok(())
    }
}

/// The weights of a list's slots, and whether it might have been shuffled; `None` of another policy, or of one that cannot be.
fn weighed(
    fact: &Fact,
    wanted: &[String],
    names: &Names,
    reward: impl Fn(u32) -> u32,
) -> Option<(Vec<Weighted>, bool)> {
    let (epsilon, candidates, of, base) = match &fact.policy {
        None => (0.0, fact.items.len() as u32, &fact.items, &fact.items),
        Some(Policy::Shuffle { eps, candidates, of, base }) => {
            // Without a list of the candidates, only the base order's are known to be among them.
            (f64::from(*eps) / PARTS, *candidates, if of.is_empty() { base } else { of }, base)
        }
        Some(Policy::Interleave { .. }) => return None,
    };
    let logging = Logging { epsilon, candidates, base: base.clone() };
    let slot = |(shown, wanted): (&u32, &String)| {
        // An item that no event names was never shown.
        let wanted = names.find(wanted).unwrap_or(u32::MAX);
        Slot { shown: *shown, wanted, candidate: of.contains(&wanted), reward: reward(*shown) }
    };
    let slots: Vec<Slot> = fact.items.iter().zip(wanted).map(slot).collect();
    let list = logging.weigh(&slots).ok()?;
    let possible = list.iter().all(|slot| slot.item.is_finite() && slot.item < 65_536.0);
    possible.then_some((list, epsilon > 0.0))
}
