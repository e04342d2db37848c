//! Lays orders out for counting: items by popularity, with the orders that contain each; never counts pairs.

use rayon::prelude::*;

use crate::orders::Orders;

/// Orders that one task lays out.
const TASK_ORDERS: usize = 1 << 14;

/// Orders as words, and for each item where the orders that contain it begin.
///
/// Items are numbered by *rank*: 0 is in the most orders, ties go to the smaller item. Popular items then share cache
/// lines in arrays indexed by rank, and each pair can be counted from the side of its rarer item.
pub(super) struct Ranked<const K: usize> {
    /// The item of each rank.
    pub(super) items: Vec<u32>,
    /// One order after another: its `K` steps, then the ranks of its items, ascending.
    words: Vec<u32>,
    /// Where the orders with an item begin in `words`; by rank, from `starts[rank]` on.
    containing: Vec<u32>,
    starts: Vec<usize>,
}

impl<const K: usize> Ranked<K> {
    /// Lays out the orders, each with its steps (what it counts for, once a kind), given how many orders hold each item.
    pub(super) fn of(orders: &Orders, steps: &[[u32; K]], support: &[u32]) -> Self {
        let words = orders.items.len() + K * orders.len();
        assert!(u32::try_from(words).is_ok(), "more than {} lines and orders", u32::MAX);
        let mut items: Vec<u32> = (0..support.len() as u32).collect();
        items.sort_by_key(|item| std::cmp::Reverse(support[*item as usize]));
        let mut rank = vec![0; items.len()];
        for (n, item) in (0u32..).zip(&items) {
            rank[*item as usize] = n;
        }
        let mut ranked = Self { words: laid_out(orders, steps, &rank), items, containing: Vec::new(), starts: vec![0] };
        for item in &ranked.items {
            ranked.starts.push(ranked.starts[ranked.starts.len() - 1] + support[*item as usize] as usize);
        }
        ranked.transpose(orders);
        ranked
    }

    fn transpose(&mut self, orders: &Orders) {
        let mut next = self.starts.clone();
        self.containing = vec![0; orders.items.len()];
        let mut at = 0;
        for span in orders.starts.windows(2) {
            let end = at + K + span[1] - span[0];
            for &rank in &self.words[at + K..end] {
                self.containing[next[rank as usize]] = at as u32;
                next[rank as usize] += 1;
            }
            at = end;
        }
    }

    /// Where in [`Self::order`] the orders with an item begin.
    pub(super) fn containing(&self, rank: u32) -> &[u32] {
        &self.containing[self.starts[rank as usize]..self.starts[rank as usize + 1]]
    }

    /// The steps of the order at a place, and all words after them: its items' ranks, then other orders.
    #[inline(always)]
    pub(super) fn order(&self, place: u32) -> (&[u32; K], &[u32]) {
        self.words[place as usize..].split_first_chunk().unwrap_or((&[0; K], &[]))
    }

    /// Cuts the ranks into spans of about equal work.
    pub(super) fn spans(&self, count: usize) -> Vec<std::ops::Range<u32>> {
        let share = (self.containing.len() / count).max(1);
        let mut spans = Vec::new();
        let (mut first, mut work) = (0, 0);
        for rank in 0..self.items.len() as u32 {
            work += self.containing(rank).len();
            if work >= share || rank as usize + 1 == self.items.len() {
                spans.push(first..rank + 1);
                (first, work) = (rank + 1, 0);
            }
        }
        spans
    }
}

fn laid_out<const K: usize>(orders: &Orders, steps: &[[u32; K]], rank: &[u32]) -> Vec<u32> {
    let mut words = vec![0; orders.items.len() + K * orders.len()];
    let mut tasks = Vec::new();
    let mut rest = words.as_mut_slice();
    for first in (0..orders.len()).step_by(TASK_ORDERS) {
        let end = (first + TASK_ORDERS).min(orders.len());
        let (task, after) = rest.split_at_mut(orders.starts[end] - orders.starts[first] + K * (end - first));
        tasks.push((first..end, task));
        rest = after;
    }
    tasks.into_par_iter().for_each(|(span, mut task)| {
        for n in span {
            let (order, after) = std::mem::take(&mut task).split_at_mut(K + orders.order(n).len());
            lay_out(order, orders.order(n), &steps[n], rank);
            task = after;
        }
    });
    words
}

/// Writes an order's steps and its items' ranks, ascending.
fn lay_out(order: &mut [u32], items: &[u32], steps: &[u32], rank: &[u32]) {
    let (head, ranks) = order.split_at_mut(steps.len());
    head.copy_from_slice(steps);
    for (word, item) in ranks.iter_mut().zip(items) {
        *word = rank[*item as usize];
    }
    ranks.sort_unstable();
}
