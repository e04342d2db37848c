//! Counts the orders with a set of items, and the places beside the set in them.

use hashbrown::HashMap;
use rayon::prelude::*;

use crate::affinity::containing::Containing;
use crate::orders::Orders;

/// The counts of one set of items.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub(super) struct Stat {
    /// Orders with all of them.
    pub(super) orders: u32,
    /// Places beside them in these orders.
    pub(super) room: f64,
    /// Pairs of such places.
    pub(super) pairs: f64,
}

/// Orders, and the counts of sets in them.
pub(super) struct Stats<'a> {
    pub(super) orders: &'a Orders,
    containing: Containing,
    known: HashMap<Vec<u32>, Stat>,
    /// Lines of all orders, and pairs of lines of one order.
    lines: f64,
    line_pairs: f64,
}

impl<'a> Stats<'a> {
    pub(super) fn new(orders: &'a Orders) -> Self {
        let sizes = orders.iter().map(|items| items.len() as f64);
        Self {
            orders,
            containing: Containing::of(orders),
            known: HashMap::new(),
            lines: orders.items.len() as f64,
            line_pairs: sizes.map(|size| size * (size - 1.0) / 2.0).sum(),
        }
    }

    pub(super) fn support(&self, item: u32) -> u32 {
        self.containing.support(item) as u32
    }

    /// The orders with all items of a set.
    pub(super) fn of_set(&self, set: &[u32]) -> impl Iterator<Item = u32> + '_ {
        let rarest = set.iter().copied().min_by_key(|item| self.support(*item));
        let others: Vec<u32> = set.iter().copied().filter(|item| Some(*item) != rarest).collect();
        let orders = rarest.map_or(&[][..], |item| self.containing.of_item(item));
        orders.iter().copied().filter(move |order| {
            let items = self.orders.order(*order as usize);
            others.iter().all(|item| items.contains(item))
        })
    }

    /// Counts the sets that were not counted before.
    pub(super) fn learn(&mut self, sets: impl Iterator<Item = Vec<u32>>) {
        let mut new: Vec<Vec<u32>> = sets.filter(|set| !self.known.contains_key(set)).collect();
        new.sort_unstable();
        new.dedup();
        let counted: Vec<Stat> = new.par_iter().map(|set| self.count(set)).collect();
        self.known.extend(new.into_iter().zip(counted));
    }

    fn count(&self, set: &[u32]) -> Stat {
        let mut stat = Stat::default();
        for order in self.of_set(set) {
            let room = (self.orders.order(order as usize).len() - set.len()) as f64;
            stat.orders += 1;
            stat.room += room;
            stat.pairs += room * (room - 1.0) / 2.0;
        }
        stat
    }

    /// The counts of a set; zeros if it was not counted.
    pub(super) fn stat(&self, set: &[u32]) -> Stat {
        self.known.get(set).copied().unwrap_or_default()
    }

    /// Orders expected with an item beside a counted set.
    pub(super) fn expected_with(&self, rest: &[u32], item: u32) -> f64 {
        self.stat(rest).room * f64::from(self.support(item)) / self.lines
    }

    /// Orders expected with a set whose parts are counted: the highest over all ways to split it.
    pub(super) fn expected(&self, set: &[u32]) -> f64 {
        let singles = splits(set, 1).map(|(part, rest)| self.expected_with(&rest, part[0]));
        let pairs = splits(set, 2).filter(|_| set.len() == 4);
        let pairs =
            pairs.map(|(part, rest)| self.stat(&rest).pairs * f64::from(self.stat(&part).orders) / self.line_pairs);
        singles.chain(pairs).fold(0.0, f64::max)
    }

    /// Distinct customers of a set; an order without a customer counts as a customer of its own.
    pub(super) fn customers(&self, set: &[u32]) -> u32 {
        let Some(customers) = &self.orders.customers else { return self.of_set(set).count() as u32 };
        let mut of_set: Vec<u32> = self.of_set(set).map(|order| customers[order as usize]).collect();
        of_set.sort_unstable();
        let unknown = of_set.iter().filter(|customer| **customer == u32::MAX).count();
        of_set.dedup();
        (of_set.len() + unknown.saturating_sub(1)) as u32
    }
}

/// The ways to split `size` items off a set: these items, and the rest.
pub(super) fn splits(set: &[u32], size: u32) -> impl Iterator<Item = (Vec<u32>, Vec<u32>)> + '_ {
    let choices = (1u32..1 << set.len()).filter(move |choice| choice.count_ones() == size);
    let chosen = move |choice: u32, whether: u32| {
        let items = (0..).zip(set).filter(move |(n, _)| choice >> n & 1 == whether);
        items.map(|(_, item)| *item).collect::<Vec<u32>>()
    };
    choices.map(move |choice| (chosen(choice, 1), chosen(choice, 0)))
}
