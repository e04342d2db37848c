//! Grows sets item by item from pairs bought together beyond chance, as Apriori does; never prices one.

use hashbrown::HashSet;
use rayon::prelude::*;

use super::stat::{Stats, splits};
use super::{BundleOptions, Set};
use crate::orders::Orders;
use crate::relations::chance::at_least;

/// Only this many of the most bought items can be in a set: enough for any shop, and their pairs fit into a table.
const ITEMS: usize = 4096;
/// This many sets of each size are kept and grow: those with most orders beyond chance.
const SETS: usize = 1000;
/// This many candidates of each size are tested.
const CANDIDATES: usize = 2 * SETS;
/// The probability that any set is listed by chance alone, and the number of sizes that share it.
const SIGNIFICANT: f64 = 0.05;
const SIZES: f64 = 3.0;

pub(super) struct Grow<'a> {
    stats: Stats<'a>,
    groups: &'a [u32],
    floor: u32,
    customers: u32,
    /// The items that can be in a set, by falling support.
    items: Vec<u32>,
    /// Each item's place among them.
    rank: Vec<Option<u32>>,
}

/// A set that may be beyond chance.
struct Candidate {
    items: Vec<u32>,
    orders: u32,
    /// Orders beyond those expected from the set it grew from.
    beyond: f64,
}

impl<'a> Grow<'a> {
    pub(super) fn new(orders: &'a Orders, groups: &'a [u32], wanted: &[bool], options: &BundleOptions) -> Self {
        let stats = Stats::new(orders);
        let floor = options.min_support.max(options.min_customers).max(1);
        let wanted = |item: &u32| wanted[*item as usize] && stats.support(*item) >= floor;
        let mut items: Vec<u32> = (0..orders.skus.len() as u32).filter(wanted).collect();
        items.sort_by_key(|item| std::cmp::Reverse(stats.support(*item)));
        items.truncate(ITEMS);
        let mut rank = vec![None; orders.skus.len()];
        for (n, item) in (0..).zip(&items) {
            rank[*item as usize] = Some(n);
        }
        Self { stats, groups, floor, customers: options.min_customers, items, rank }
    }

    /// The pairs beyond chance, those of most orders beyond chance first.
    pub(super) fn pairs(&mut self) -> Vec<Set> {
        self.stats.learn(self.items.iter().map(|item| vec![*item]));
        let table = self.table();
        let tests = (self.items.len() * self.items.len().saturating_sub(1) / 2) as f64;
        let mut sets = Vec::new();
        for (b, &item) in self.items.iter().enumerate() {
            for (&other, &orders) in self.items[..b].iter().zip(&table[triangle(b)..]) {
                if orders >= self.floor && self.is_unrelated(&[item], other) {
                    sets.extend(self.tested(with(&[item], other), orders, tests));
                }
            }
        }
        kept(sets)
    }

    /// For each pair of places among the items, the larger first, how many orders have both.
    fn table(&self) -> Vec<u32> {
        let mut table = vec![0; triangle(self.items.len())];
        let mut places = Vec::new();
        for items in self.stats.orders.iter() {
            places.clear();
            places.extend(items.iter().filter_map(|item| self.rank[*item as usize]));
            places.sort_unstable();
            for (n, b) in places.iter().enumerate() {
                let row = &mut table[triangle(*b as usize)..];
                places[..n].iter().for_each(|a| row[*a as usize] += 1);
            }
        }
        table
    }

    /// The sets grown from these by one item that are beyond chance.
    pub(super) fn larger(&mut self, seeds: &[Set]) -> Vec<Set> {
        let tests = (seeds.len() * self.items.len()) as f64;
        self.stats.learn(seeds.iter().map(|seed| seed.items.clone()));
        let mut candidates: Vec<Candidate> = seeds
            .par_iter()
            .map_init(|| vec![0u32; self.items.len()], |counts, seed| self.grown(seed, counts, tests))
            .flatten_iter()
            .collect();
        candidates.sort_by(|a, b| b.beyond.total_cmp(&a.beyond).then_with(|| a.items.cmp(&b.items)));
        let mut seen = HashSet::new();
        candidates.retain(|candidate| seen.insert(candidate.items.clone()));
        candidates.truncate(CANDIDATES);
        self.stats
            .learn(candidates.iter().flat_map(|candidate| parts(&candidate.items)).collect::<Vec<_>>().into_iter());
        let tested = candidates.into_iter().filter_map(|c| self.tested(c.items, c.orders, tests));
        kept(tested.collect())
    }

    /// The sets one item larger that are beyond chance, given the set they grew from.
    fn grown(&self, seed: &Set, counts: &mut [u32], tests: f64) -> Vec<Candidate> {
        counts.fill(0);
        for order in self.stats.of_set(&seed.items) {
            let items = self.stats.orders.order(order as usize).iter();
            items.filter_map(|item| self.rank[*item as usize]).for_each(|place| counts[place as usize] += 1);
        }
        let enough = counts.iter().zip(&self.items).filter(|(orders, _)| **orders >= self.floor);
        let grown = enough.filter(|(_, item)| self.is_unrelated(&seed.items, **item)).filter_map(|(orders, item)| {
            let expected = self.stats.expected_with(&seed.items, *item);
            let beyond = f64::from(*orders) - expected;
            let significant = corrected(*orders, expected, tests) <= SIGNIFICANT;
            significant.then(|| Candidate { items: with(&seed.items, *item), orders: *orders, beyond })
        });
        grown.collect()
    }

    /// Whether an item is neither in a set nor a variant of one of its items.
    fn is_unrelated(&self, set: &[u32], item: u32) -> bool {
        let group = self.groups[item as usize];
        set.iter().all(|other| *other != item && (group == 0 || self.groups[*other as usize] != group))
    }

    /// The set, if it is beyond chance.
    fn tested(&self, items: Vec<u32>, orders: u32, tests: f64) -> Option<Set> {
        let expected = self.stats.expected(&items);
        let p = corrected(orders, expected, tests);
        if p > SIGNIFICANT {
            return None;
        }
        let (mut near, mut uplift) = (0, 0.0);
        for (item, rest) in splits(&items, 1) {
            let with_rest = self.stats.stat(&rest).orders;
            let beyond = (f64::from(orders) - self.stats.expected_with(&rest, item[0])) / f64::from(with_rest.max(1));
            near += with_rest.saturating_sub(orders);
            uplift += f64::from(with_rest.saturating_sub(orders)) * beyond.max(0.0);
        }
        Some(Set { items, orders, expected, p, near, uplift })
    }

    /// Removes the sets of too few customers.
    pub(super) fn private(&self, mut sets: Vec<Set>) -> Vec<Set> {
        let customers: Vec<u32> = sets.par_iter().map(|set| self.stats.customers(&set.items)).collect();
        let mut customers = customers.into_iter();
        sets.retain(|_| customers.next().is_some_and(|customers| customers >= self.customers));
        sets
    }
}

/// A probability corrected for all sets tested (Bonferroni).
fn corrected(orders: u32, expected: f64, tests: f64) -> f64 {
    (at_least(orders, expected) * tests * SIZES).min(1.0)
}

/// The sets with most orders beyond chance, in that order.
fn kept(mut sets: Vec<Set>) -> Vec<Set> {
    sets.sort_by(|a, b| b.leverage().total_cmp(&a.leverage()).then_with(|| a.items.cmp(&b.items)));
    sets.truncate(SETS);
    sets
}

fn with(set: &[u32], item: u32) -> Vec<u32> {
    let mut larger = [set, &[item]].concat();
    larger.sort_unstable();
    larger
}

/// Where the row of a place begins in a table of pairs.
fn triangle(place: usize) -> usize {
    place * place.saturating_sub(1) / 2
}

/// All parts of a set but the whole: those of one item, of two and so on.
fn parts(set: &[u32]) -> Vec<Vec<u32>> {
    (1..set.len() as u32).flat_map(|size| splits(set, size).map(|(part, _)| part)).collect()
}
