//! Adds up what devices did: by arm and week, by placement, list, item and place; exactly, and in any order.

use std::hash::Hash;

use foldhash::fast::FixedState;

use super::measure::{MEASURES, Measure, Values};
use super::reasons::Counts;
use crate::experiment::sums::{LARGEST, Sums};

/// A map whose keys are small numbers.
pub type Map<K, V> = std::collections::HashMap<K, V, FixedState>;

/// Devices of one arm that met the shelf in one week, or of another part.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Cohort {
    /// Devices whose window has closed.
    pub devices: u64,
    /// Of these, with an order.
    pub buyers: u64,
    /// Of these, whose past was told with the first exposure.
    pub known: u64,
    sums: [Sums; MEASURES],
}

impl Cohort {
    /// Adds a device.
    pub fn add(&mut self, values: &Values, known: bool) {
        self.devices += 1;
        self.known += u64::from(known);
        self.buyers += u64::from(values[Measure::Conversion as usize].0 > 0);
        for (sums, value) in self.sums.iter_mut().zip(values) {
            // Blank devices are counted once for all metrics.
            if *value != (0, 0) {
                add(sums, *value);
            }
        }
    }

    /// The sums of a metric over all devices.
    pub fn sums(&self, measure: Measure) -> Sums {
        self.sums[measure as usize].among(self.devices)
    }

    /// Adds those of another part.
    pub fn merge(&mut self, other: &Self) {
        self.devices += other.devices;
        self.buyers += other.buyers;
        self.known += other.known;
        self.sums.iter_mut().zip(&other.sums).for_each(|(sums, other)| merge(sums, other));
    }
}

/// Adds one value of a device. An amount beyond all shops counts as the largest.
pub fn add(sums: &mut Sums, (y, x): (i64, i64)) {
    // Within these bounds it cannot fail.
    let _ = sums.add(y.clamp(-LARGEST, LARGEST), x.clamp(-LARGEST, LARGEST));
}

/// Adds the sums of other devices.
pub fn merge(sums: &mut Sums, other: &Sums) {
    // There are never more devices than fit: each takes memory.
    let _ = sums.merge(other);
}

/// Lists in view, selected and added from: of a placement and model, an item or a place; summed over devices.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub struct Engaged {
    /// Selects by views.
    pub clicks: Sums,
    /// Additions by views.
    pub adds: Sums,
    /// Attributed pieces.
    pub units: u64,
    /// Attributed revenue, in hundredths.
    pub cents: i64,
    /// Of an item: what devices paid for it, from a list or not, in hundredths; and devices that bought it.
    pub sold: Sums,
}

impl Engaged {
    fn merge(&mut self, other: &Self) {
        merge(&mut self.sold, &other.sold);
        merge(&mut self.clicks, &other.clicks);
        merge(&mut self.adds, &other.adds);
        self.units += other.units;
        self.cents += other.cents;
    }
}

/// Counts of lists of one day, arm, placement and model.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Day {
    /// Lists that were shown, or would have been.
    pub lists: u64,
    /// Of these, shown.
    pub shown: u64,
    /// In view.
    pub viewed: u64,
    /// In view, with a select.
    pub clicked: u64,
    /// In view, with an addition.
    pub added: u64,
    /// Attributed pieces.
    pub units: u64,
    /// Attributed revenue, in hundredths.
    pub cents: i64,
}

impl Day {
    fn merge(&mut self, other: &Self) {
        self.lists += other.lists;
        self.shown += other.shown;
        self.viewed += other.viewed;
        self.clicked += other.clicked;
        self.added += other.added;
        self.units += other.units;
        self.cents += other.cents;
    }
}

/// Where a list stood: arm, placement, model.
pub type Where = (u8, u32, u32);

/// All that is added up.
#[derive(Debug, Clone, Default)]
pub struct Tally {
    /// By arm and week of first exposure.
    pub cohorts: Vec<Vec<Cohort>>,
    /// By day of first exposure, arm and the placement of first exposure.
    pub days: Map<(i64, u8, u32), Cohort>,
    /// Revenue of devices with bots among them, by arm.
    pub with_bots: Vec<Sums>,
    /// Revenue of devices that share no order with another arm, by arm.
    pub unshared: Vec<Sums>,
    /// By day of the list and where it stood.
    pub lists: Map<(i64, Where), Day>,
    /// By where the list stood.
    pub engaged: Map<Where, Engaged>,
    /// By arm and item.
    pub items: Vec<Vec<Engaged>>,
    /// By arm and place, from 0.
    pub places: Vec<Vec<Engaged>>,
    /// Triggered devices by arm, without bots.
    pub triggered: Vec<u64>,
    /// Triggered devices by arm and week, without bots.
    pub weekly: Vec<Vec<u64>>,
    /// Events of devices by arm.
    pub events: Vec<u64>,
    /// Assigned devices that never met the shelf, and those of them that ordered, by arm.
    pub untriggered: Vec<[u64; 2]>,
    /// Triggered devices by arm and by the hours between their first and their last event.
    pub ages: Vec<Vec<u64>>,
    /// Triggered devices of one visit, by arm.
    pub one_visit: Vec<u64>,
    /// Bots by arm.
    pub bots: Vec<u64>,
    /// Triggered devices that share an order with another arm, by arm.
    pub shared: Vec<u64>,
    /// Orders of triggered devices that the shop could know, and those it knows, by arm.
    pub joined: Vec<[u64; 2]>,
    /// What was left out or put right.
    pub left: Counts,
}

impl Tally {
    /// Nothing yet, of some arms.
    pub fn new(arms: usize) -> Self {
        Self {
            cohorts: vec![Vec::new(); arms],
            with_bots: vec![Sums::default(); arms],
            unshared: vec![Sums::default(); arms],
            items: vec![Vec::new(); arms],
            places: vec![Vec::new(); arms],
            triggered: vec![0; arms],
            weekly: vec![Vec::new(); arms],
            events: vec![0; arms],
            untriggered: vec![[0; 2]; arms],
            ages: vec![Vec::new(); arms],
            one_visit: vec![0; arms],
            bots: vec![0; arms],
            shared: vec![0; arms],
            joined: vec![[0; 2]; arms],
            left: Counts::new(arms),
            ..Self::default()
        }
    }

    /// Adds those of other devices.
    #[must_use]
    pub fn merged(mut self, other: Self) -> Self {
        each(&mut self.cohorts, &other.cohorts, |own, other| each(own, other, Cohort::merge));
        map(&mut self.days, other.days, Cohort::merge);
        each(&mut self.with_bots, &other.with_bots, merge);
        each(&mut self.unshared, &other.unshared, merge);
        map(&mut self.lists, other.lists, Day::merge);
        map(&mut self.engaged, other.engaged, Engaged::merge);
        each(&mut self.items, &other.items, |own, other| each(own, other, Engaged::merge));
        each(&mut self.places, &other.places, |own, other| each(own, other, Engaged::merge));
        each(&mut self.triggered, &other.triggered, count);
        each(&mut self.weekly, &other.weekly, |own, other| each(own, other, count));
        each(&mut self.events, &other.events, count);
        each(&mut self.untriggered, &other.untriggered, pair);
        each(&mut self.ages, &other.ages, |own, other| each(own, other, count));
        each(&mut self.one_visit, &other.one_visit, count);
        each(&mut self.bots, &other.bots, count);
        each(&mut self.shared, &other.shared, count);
        each(&mut self.joined, &other.joined, pair);
        self.left.merge(&other.left);
        self
    }
}

fn count(own: &mut u64, other: &u64) {
    *own += other;
}

fn pair(own: &mut [u64; 2], other: &[u64; 2]) {
    (0..2).for_each(|at| own[at] += other[at]);
}

/// The place of a number in a list that grows.
pub fn grown<T: Clone + Default>(list: &mut Vec<T>, at: usize) -> &mut T {
    if list.len() <= at {
        list.resize(at + 1, T::default());
    }
    &mut list[at]
}

fn each<T: Clone + Default>(own: &mut Vec<T>, other: &[T], mut merge: impl FnMut(&mut T, &T)) {
    if own.len() < other.len() {
        own.resize(other.len(), T::default());
    }
    own.iter_mut().zip(other).for_each(|(own, other)| merge(own, other));
}

fn map<K: Eq + Hash, V: Default>(own: &mut Map<K, V>, other: Map<K, V>, merge: impl Fn(&mut V, &V)) {
    for (key, value) in other {
        merge(own.entry(key).or_default(), &value);
    }
}
