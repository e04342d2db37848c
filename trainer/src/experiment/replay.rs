//! Estimates what another model's lists would have earned, from weighted logged lists; never of a log without randomisation.

use anyhow::{Result, ensure};
use serde::Serialize;

use super::ALPHA;
use super::comparison::{Interval, Statistic};
use super::logged::Weighted;
use super::numeric::exceeded_with;

/// Weights are added as whole numbers of this part, so that the order of lists cannot change an estimate.
const PART: f64 = (1 << 30) as f64;
/// The largest weight of an item; larger ones of prefixes and lists count as this, since such a list decides alone anyway.
const LARGEST: f64 = 65_536.0;
/// The most clicks of one slot in one list.
const MOST_REWARD: u32 = 8;
/// The most lists: squares of the largest weights and rewards still fit into 128 bits.
const MOST: u64 = 1 << 28;

/// The effective lists that every slot needs.
pub const FEWEST_EFFECTIVE: f64 = 500.0;
/// The share of the new policy's picks that the log must have been able to show.
pub const LEAST_SUPPORT: f64 = 0.99;
/// The largest share of a slot's weights that one list may have.
pub const LARGEST_SHARE: f64 = 0.05;

/// Sums of one kind of weights over lists: of w·r and w by slot, and of their products.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Kind {
    sums: Vec<i128>,
    products: Vec<i128>,
    largest: Vec<i128>,
}

impl Kind {
    fn new(slots: usize) -> Self {
        Self { sums: vec![0; 2 * slots], products: vec![0; 4 * slots * slots], largest: vec![0; slots] }
    }

    fn add(&mut self, weights: impl Iterator<Item = (f64, u32)>) {
        let slots = self.largest.len();
        let mut row = vec![0; 2 * slots];
        for (slot, (weight, reward)) in weights.enumerate() {
            let weight = (weight.min(LARGEST) * PART).round() as i128;
            row[slot] = weight * i128::from(reward);
            row[slots + slot] = weight;
            self.largest[slot] = self.largest[slot].max(weight);
        }
        for (at, part) in row.iter().enumerate().filter(|(_, part)| **part != 0) {
            self.sums[at] += part;
            let products = &mut self.products[at * 2 * slots..(at + 1) * 2 * slots];
            products.iter_mut().zip(&row).for_each(|(sum, other)| *sum += part * other);
        }
    }

    fn merge(&mut self, other: &Self) {
        self.sums.iter_mut().zip(&other.sums).for_each(|(sum, other)| *sum += other);
        self.products.iter_mut().zip(&other.products).for_each(|(sum, other)| *sum += other);
        self.largest.iter_mut().zip(&other.largest).for_each(|(most, other)| *most = (*most).max(*other));
    }

    fn slots(&self) -> std::ops::Range<usize> {
        0..self.largest.len()
    }

    fn sum(&self, at: usize) -> f64 {
        self.sums[at] as f64 / PART
    }

    fn product(&self, at: usize, other: usize) -> f64 {
        self.products[at * self.sums.len() + other] as f64 / (PART * PART)
    }

    /// Σ_k mean(w·r), with the standard error of a mean over lists (divisor n − 1).
    fn plain(&self, lists: f64) -> Statistic {
        let value: f64 = self.slots().map(|slot| self.sum(slot)).sum::<f64>() / lists;
        let squares: f64 = self.slots().flat_map(|k| self.slots().map(move |l| self.product(k, l))).sum();
        let variance = (squares - lists * value * value) / (lists - 1.0);
        Statistic { estimate: value, error: (variance.max(0.0) / lists).sqrt() }
    }

    /// Σ_k Σ w·r/Σ w; its error by the influence Σ_k w(r − v_k)/w̄_k of each list (divisor n − 1). Slots without weight count 0.
    fn normalised(&self, lists: f64) -> Statistic {
        let slots = self.largest.len();
        let weighted: Vec<usize> = self.slots().filter(|slot| self.sums[slots + slot] > 0).collect();
        let value = |slot: usize| self.sum(slot) / self.sum(slots + slot);
        let parts: Vec<(usize, f64)> = weighted
            .iter()
            .flat_map(|slot| {
                let mean = self.sum(slots + slot) / lists;
                [(*slot, 1.0 / mean), (slots + slot, -value(*slot) / mean)]
            })
            .collect();
        let squares: f64 =
            parts.iter().flat_map(|(k, a)| parts.iter().map(move |(l, b)| a * b * self.product(*k, *l))).sum();
        let error = (squares.max(0.0) / (lists - 1.0) / lists).sqrt();
        Statistic { estimate: weighted.iter().map(|slot| value(*slot)).sum(), error }
    }

    /// (Σw)²/Σw² by slot: how many lists of equal weight would tell as much.
    fn effective(&self) -> Vec<f64> {
        let slots = self.largest.len();
        let effective = |slot: usize| match self.sum(slots + slot) {
            0.0 => 0.0,
            sum => sum * sum / self.product(slots + slot, slots + slot),
        };
        self.slots().map(effective).collect()
    }

    /// The largest share of one list in a slot's weights; 1 without weight.
    fn largest_share(&self) -> f64 {
        let slots = self.largest.len();
        let share = |slot: usize| match self.sums[slots + slot] {
            0 => 1.0,
            sum => self.largest[slot] as f64 / sum as f64,
        };
        self.slots().map(share).fold(0.0, f64::max)
    }
}

/// Which weights an estimate is made of.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum By {
    /// IIPS: of the item at its slot. Right if clicks depend on item and slot alone (the position-based model).
    Item,
    /// RIPS: of the list up to the slot (McInerney et al., KDD 2020).
    Prefix,
    /// SIPS: of the whole list. Right without assumptions, and useless for its width.
    List,
}

/// Sums over the weighted lists of a log, exact and in any order.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Replay {
    lists: u64,
    rewards: u64,
    supported: Vec<u64>,
    kinds: [Kind; 3],
}

impl Replay {
    /// No list yet; each is to have `slots` slots.
    ///
    /// # Errors
    /// No slots, or more than 100.
    pub fn new(slots: usize) -> Result<Self> {
        ensure!((1..=100).contains(&slots), "lists of {slots} slots: expected 1 to 100");
        let kind = Kind::new(slots);
        Ok(Self { lists: 0, rewards: 0, supported: vec![0; slots], kinds: [kind.clone(), kind.clone(), kind] })
    }

    /// Adds one list.
    ///
    /// # Errors
    /// Another number of slots, more than eight clicks of one, an item that was hardly ever shown by the log's policy, or too many
    /// lists.
    pub fn add(&mut self, list: &[Weighted]) -> Result<()> {
        let (slots, given) = (self.supported.len(), list.len());
        ensure!(given == slots, "a list of {given} slots in a log of lists of {slots}: replay them apart");
        ensure!(self.lists < MOST, "more than {MOST} lists");
        for Weighted { item, reward, .. } in list {
            ensure!(*reward <= MOST_REWARD, "{reward} clicks of one item in one list: expected at most {MOST_REWARD}");
            ensure!(
                (0.0..=LARGEST).contains(item),
                "a list shows an item that its policy shows with a probability of {:.1e}: expected more than 1 in {LARGEST}\n  Look \
                 whether the log holds the policy that made its lists.",
                1.0 / item
            );
        }
        self.lists += 1;
        self.rewards += list.iter().map(|slot| u64::from(slot.reward)).sum::<u64>();
        self.supported.iter_mut().zip(list).for_each(|(sum, slot)| *sum += u64::from(slot.supported));
        self.kinds[0].add(list.iter().map(|slot| (slot.item, slot.reward)));
        self.kinds[1].add(list.iter().map(|slot| (slot.prefix, slot.reward)));
        self.kinds[2].add(list.iter().map(|slot| (slot.list, slot.reward)));
        Ok(())
    }

    /// Adds the lists of another part.
    ///
    /// # Errors
    /// Another number of slots, or too many lists.
    pub fn merge(&mut self, other: &Self) -> Result<()> {
        ensure!(self.supported.len() == other.supported.len(), "logs of lists of different lengths: replay them apart");
        ensure!(self.lists + other.lists <= MOST, "more than {MOST} lists");
        self.lists += other.lists;
        self.rewards += other.rewards;
        self.supported.iter_mut().zip(&other.supported).for_each(|(sum, other)| *sum += other);
        self.kinds.iter_mut().zip(&other.kinds).for_each(|(kind, other)| kind.merge(other));
        Ok(())
    }

    /// How many lists were added.
    pub fn lists(&self) -> u64 {
        self.lists
    }

    /// Rewards per list under the new policy, Σ_k mean(w·r), and its standard error. Not a number for fewer than two lists.
    pub fn plain(&self, by: By) -> Statistic {
        self.kind(by).plain(self.lists as f64)
    }

    /// The same, normalised by the weights of each slot: Σ_k Σw·r/Σw.
    pub fn normalised(&self, by: By) -> Statistic {
        self.kind(by).normalised(self.lists as f64)
    }

    /// Effective lists by slot: (Σw)²/Σw².
    pub fn effective(&self, by: By) -> Vec<f64> {
        self.kind(by).effective()
    }

    /// Rewards per list as logged.
    pub fn logged(&self) -> f64 {
        self.rewards as f64 / self.lists as f64
    }

    /// By slot, the share of the new policy's picks that the log could have held.
    pub fn support(&self) -> Vec<f64> {
        self.supported.iter().map(|lists| *lists as f64 / self.lists as f64).collect()
    }

    fn kind(&self, by: By) -> &Kind {
        match by {
            By::Item => &self.kinds[0],
            By::Prefix => &self.kinds[1],
            By::List => &self.kinds[2],
        }
    }

    /// The estimate by self-normalised IIPS with its 95 % interval, or why there is none.
    pub fn judge(&self, randomised: bool) -> Replayed {
        let statistic = self.normalised(By::Item);
        let interval = match self.why_none(randomised) {
            None => Ok(statistic.interval(exceeded_with(ALPHA / 2.0))),
            Some(why) => Err(why),
        };
        let gain = |by| (self.plain(by).estimate - self.logged()).is_sign_positive();
        Replayed {
            value: interval.map(|interval| (statistic.estimate, interval)),
            logged: if self.lists > 0 { self.logged() } else { 0.0 },
            effective: self.effective(By::Item),
            whole_lists_agree: gain(By::Item) == gain(By::List),
        }
    }

    fn why_none(&self, randomised: bool) -> Option<WhyNone> {
        let least = |figures: Vec<f64>| figures.into_iter().fold(f64::INFINITY, f64::min);
        match () {
            () if self.lists < 2 => Some(WhyNone::NoLists),
            () if !randomised => Some(WhyNone::NotRandomised),
            () if least(self.support()) < LEAST_SUPPORT => Some(WhyNone::NoSupport),
            () if self.kind(By::Item).largest_share() > LARGEST_SHARE => Some(WhyNone::OneListDecides),
            () if least(self.effective(By::Item)) < FEWEST_EFFECTIVE => Some(WhyNone::FewLists),
            () => None,
        }
    }
}

/// Why a log cannot tell.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum WhyNone {
    /// Fewer than two lists.
    NoLists,
    /// The shelf showed the best items always, so other lists were never seen.
    NotRandomised,
    /// At some slot the log could not have held what the new policy shows.
    NoSupport,
    /// The effective lists of some slot are fewer than 500.
    FewLists,
    /// One list has more than 5 % of the weight of a slot.
    OneListDecides,
}

/// What a replay tells.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Replayed {
    /// Clicks or additions per list under the new policy, and their 95 % interval; or why there is none.
    pub value: Result<(f64, Interval), WhyNone>,
    /// Clicks or additions per list as logged.
    pub logged: f64,
    /// Effective lists by slot.
    pub effective: Vec<f64>,
    /// Whether weights of whole lists, which assume nothing, see a change in the same direction.
    pub whole_lists_agree: bool,
}

impl Replayed {
    /// The result in a sentence. A replay is a sanity check before interleaving, not a proof.
    pub fn sentence(&self) -> String {
        let (value, Interval { low, high }) = match self.value {
            Ok(found) => found,
            Err(why) => return format!("Replay cannot tell: {}.", why.words()),
        };
        let agree = match self.whole_lists_agree {
            true => "weights of whole lists see the same direction",
            false => "weights of whole lists see the other direction",
        };
        format!(
            "Clicks per list with the new model: {value:.4}, between {low:.4} and {high:.4}; {:.4} as logged; {agree}. It assumes that \
             a click depends on item and place alone.",
            self.logged
        )
    }
}

impl WhyNone {
    fn words(self) -> &'static str {
        match self {
            Self::NoLists => "the log holds fewer than two lists",
            Self::NotRandomised => "the log was not randomised",
            Self::NoSupport => "the log could not have held what the new model shows",
            Self::FewLists => "fewer than 500 effective lists at some place",
            Self::OneListDecides => "one list has more than 5 % of the weight",
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn slot(item: f64, reward: u32, supported: bool) -> Weighted {
        Weighted { item, prefix: item, list: item, reward, supported }
    }

    /// `lists` lists of one slot, each second one clicked.
    fn log(lists: u32, weight: f64, supported: bool) -> Replay {
        let mut replay = Replay::new(1).unwrap();
        (0..lists).for_each(|n| replay.add(&[slot(weight, n % 2, supported)]).unwrap());
        replay
    }

    #[test]
    fn weights_of_1_give_the_log_back() {
        let replay = log(1_000, 1.0, true);
        let judged = replay.judge(true);
        let (value, interval) = judged.value.unwrap();
        assert!((value - 0.5).abs() < 1e-12 && (judged.logged - 0.5).abs() < 1e-12);
        let half = 1.959_964 * (0.25_f64 / 999.0).sqrt();
        assert!((interval.high - value - half).abs() < 1e-6, "{interval:?}");
        assert!(judged.sentence().contains("as logged"));
    }

    #[test]
    fn a_log_that_cannot_tell_says_why() {
        let why = |replay: &Replay, randomised| replay.judge(randomised).value.unwrap_err();
        assert_eq!(why(&log(1_000, 1.0, true), false), WhyNone::NotRandomised);
        assert_eq!(why(&log(1_000, 1.0, false), true), WhyNone::NoSupport);
        assert_eq!(why(&log(499, 1.0, true), true), WhyNone::FewLists);
        assert_eq!(why(&Replay::new(2).unwrap(), true), WhyNone::NoLists);
        let mut one = log(10_000, 1.0, true);
        one.add(&[slot(600.0, 1, true)]).unwrap();
        assert_eq!(why(&one, true), WhyNone::OneListDecides);
        assert_eq!(log(1_000, 1.0, true).judge(false).sentence(), "Replay cannot tell: the log was not randomised.");
    }

    #[test]
    fn the_largest_weights_and_rewards_of_the_most_lists_do_not_overflow() {
        let mut replay = Replay::new(1).unwrap();
        replay.add(&[slot(LARGEST, MOST_REWARD, true)]).unwrap();
        while replay.merge(&replay.clone()).is_ok() {}
        assert_eq!(replay.lists, MOST);
        let (value, lists) = (replay.plain(By::Item).estimate, replay.effective(By::Item)[0]);
        assert_eq!((value, lists), (LARGEST * f64::from(MOST_REWARD), MOST as f64));
    }

    #[test]
    fn lists_that_cannot_be_are_refused() {
        let mut replay = Replay::new(1).unwrap();
        let error = replay.add(&[slot(f64::INFINITY, 1, true)]).unwrap_err().to_string();
        assert!(error.contains("with a probability of 0.0e0"), "{error}");
        assert!(replay.add(&[slot(1.0, 9, true)]).is_err() && replay.add(&[slot(f64::NAN, 1, true)]).is_err());
        assert_eq!(replay.lists, 0);
    }

    #[test]
    fn lists_of_another_length_are_refused() {
        let mut replay = log(2, 1.0, true);
        assert!(replay.add(&[]).is_err() && replay.merge(&Replay::new(2).unwrap()).is_err() && Replay::new(0).is_err());
    }
}
