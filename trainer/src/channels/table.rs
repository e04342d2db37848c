//! Asks the engine for the suggestions of every item, in batches on all threads; never writes.

use std::collections::HashSet;

use pairwell::rules::{Advisor, Line};
use rayon::prelude::*;

use super::items::Items;
use super::row::Row;
use super::sink::Sink;
use crate::question::{Asked, Words};

/// Items answered at a time: enough to keep all threads busy, few enough to hold in memory.
const BATCH: usize = 8192;

/// What was left out while suggestions were asked for.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Left {
    /// Other items of an id that came before, such as further variants of a product.
    pub same_id: u64,
    /// Items for which there is nothing to suggest.
    pub without: u64,
}

/// The question that is asked for every item.
pub struct Table<'a> {
    /// The model and its rules.
    pub words: Words<'a>,
    /// As the receiver knows them.
    pub items: &'a Items<'a>,
    /// What the page states: the same for every item.
    pub asked: &'a Asked,
    /// Most suggestions of an item.
    pub limit: usize,
}

impl Table<'_> {
    /// Gives the rows of all items to a sink, in the model's order: the most bought first.
    ///
    /// # Errors
    /// When the sink cannot write.
    pub fn each(&self, sink: &mut dyn Sink) -> anyhow::Result<Left> {
        let mut left = Left::default();
        let wanted = self.wanted(&mut left);
        let mut workers: Vec<Worker> = (0..rayon::current_num_threads()).map(|_| self.worker()).collect();
        for batch in wanted.chunks(BATCH) {
            let share = batch.len().div_ceil(workers.len());
            let shares = workers.par_iter_mut().zip(batch.par_chunks(share));
            let rows: Vec<Row> = shares.flat_map_iter(|(worker, share)| self.rows(worker, share)).collect();
            let (full, empty): (Vec<Row>, Vec<Row>) = rows.into_iter().partition(|row| !row.picks.is_empty());
            left.without += empty.len() as u64;
            sink.take(self.items, &full)?;
        }
        Ok(left)
    }

    /// The items to write, each id once.
    fn wanted(&self, left: &mut Left) -> Vec<u32> {
        let mut seen = HashSet::new();
        let mut out = self.items.out.iter().peekable();
        let mut wanted = Vec::with_capacity(self.items.taken());
        for number in 0..self.words.model.items() as u32 {
            if out.next_if_eq(&&number).is_some() {
                continue;
            }
            if seen.insert(self.items.item(number).id) {
                wanted.push(number);
            } else {
                left.same_id += 1;
            }
        }
        wanted
    }

    fn worker(&self) -> Worker {
        let mut asked = self.asked.clone();
        asked.numbers.exclude.extend(&self.items.exclude);
        Worker { advisor: Advisor::new(self.words.model, self.words.book), asked }
    }

    fn rows(&self, worker: &mut Worker, items: &[u32]) -> Vec<Row> {
        items.iter().map(|item| self.row(worker, *item)).collect()
    }

    fn row(&self, worker: &mut Worker, item: u32) -> Row {
        let Worker { advisor, asked } = worker;
        asked.numbers.cart.clear();
        asked.numbers.cart.push(Line::of(item));
        let mut row = Row { item, picks: Vec::with_capacity(self.limit) };
        let own = self.items.item(item).id;
        advisor.each(self.words.model, self.words.book, &asked.ask(self.limit), |pick| {
            let id = self.items.item(pick.item).id;
            let is_new = id != own && row.picks.iter().all(|(before, _)| self.items.item(*before).id != id);
            row.picks.extend(is_new.then_some((pick.item, pick.score)));
        });
        row
    }
}

/// One thread's working memory.
struct Worker {
    advisor: Advisor,
    asked: Asked,
}
