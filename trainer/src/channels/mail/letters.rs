//! Asks the engine what to offer each customer of a file, on all threads, and writes it; never an item that they own.

use std::fs::File;
use std::io::BufReader;
use std::path::Path;

use anyhow::Context as _;
use jiff::ToSpan as _;
use jiff::civil::Date;
use pairwell::rules::{Advisor, Line};
use rayon::prelude::*;

use super::super::customers::{Customer, Fault, Intake, past};
use super::super::items::Items;
use super::super::parts::{Parts, Written};
use super::letter::{Letter, Mailing, Offered};
use super::permalink::permalink;
use crate::bounded::Lines;
use crate::question::{Asked, Words};
use crate::windows::Windows;

/// What the sender wishes.
#[derive(Debug, Clone, Default)]
pub struct Wishes {
    /// Most suggestions.
    pub limit: usize,
    /// With fewer there is no list.
    pub min: usize,
    /// Suggestions below this score are none.
    pub min_score: f64,
    /// The day of the mail: what is wanted later waits.
    pub on: Option<Date>,
    /// Days for which a mailed item rests.
    pub rest: u16,
    /// Whether what people buy again may be offered again.
    pub repurchases: bool,
    /// The address to which a cart's items are appended.
    pub cart_url: Option<String>,
}

/// Letters to all customers of a file.
pub struct Letters<'a> {
    /// The model and its rules.
    pub words: Words<'a>,
    /// As the receiver knows them.
    pub items: &'a Items<'a>,
    /// What the page states: the same for everyone.
    pub asked: &'a Asked,
    /// When things are wanted.
    pub windows: &'a Windows,
    /// What the sender wishes.
    pub wishes: &'a Wishes,
    /// Who writes them.
    pub mailing: &'a dyn Mailing,
}

/// An account of letters.
pub struct Mailed {
    /// What was read.
    pub intake: Intake,
    /// Customers with a list.
    pub letters: u64,
    /// Customers without one.
    pub without: u64,
    /// The files.
    pub written: Vec<Written>,
}

/// One thread's working memory, and its answers.
struct Worker {
    advisor: Advisor,
    asked: Asked,
    out: Vec<u8>,
    ends: Vec<usize>,
    letters: u64,
    without: u64,
    faults: Vec<(usize, Fault)>,
}

impl Letters<'_> {
    /// Writes letters to the customers of a file into a folder; nothing if too many of its lines are broken.
    ///
    /// # Errors
    /// When the file cannot be read or is no file of customers, or a record cannot be written.
    pub fn write(&self, path: &Path, folder: &Path) -> anyhow::Result<Mailed> {
        let unreadable = || format!("{}: cannot read", path.display());
        let mut file = BufReader::with_capacity(1 << 18, File::open(path).with_context(unreadable)?);
        let mut workers: Vec<Worker> = (0..rayon::current_num_threads()).map(|_| self.worker()).collect();
        let (mut lines, mut before) = (Lines::default(), 0);
        let mut parts = Parts::new(folder, self.mailing.shape())?;
        let (mut intake, mut letters, mut without) = (Intake::default(), 0, 0);
        while lines.read(&mut file).with_context(unreadable)? > 0 {
            self.answer(&lines, before, &mut workers);
            for worker in &mut workers {
                (letters, without) = (letters + worker.letters, without + worker.without);
                intake.read += worker.letters + worker.without;
                worker.faults.drain(..).try_for_each(|(line, fault)| intake.note(path, line, fault))?;
                worker.records().try_for_each(|record| parts.push(record))?;
            }
            before += lines.len();
        }
        intake.check(path)?;
        Ok(Mailed { intake, letters, without, written: parts.finish()? })
    }

    fn worker(&self) -> Worker {
        let mut asked = self.asked.clone();
        asked.numbers.exclude.clone_from(&self.items.exclude);
        let advisor = Advisor::new(self.words.model, self.words.book);
        Worker { advisor, asked, out: Vec::new(), ends: Vec::new(), letters: 0, without: 0, faults: Vec::new() }
    }

    /// Answers lines on all threads: each worker takes its share of them, in order.
    fn answer(&self, lines: &Lines, before: usize, workers: &mut [Worker]) {
        let share = lines.len().div_ceil(workers.len()).max(1);
        workers.par_iter_mut().enumerate().for_each(|(n, worker)| {
            worker.clear();
            for at in (n * share..lines.len()).take(share) {
                let line = lines.line(at);
                if line.trim_ascii().is_empty() {
                    continue;
                }
                match Customer::read(line) {
                    Ok(customer) => self.one(worker, &customer),
                    Err(fault) => worker.faults.push((before + at + 1, fault)),
                }
            }
        });
    }

    fn one(&self, worker: &mut Worker, customer: &Customer<'_>) {
        let offered = self.offered(worker, customer);
        let start = worker.out.len();
        if offered.len() < self.wishes.min.max(1) {
            worker.without += 1;
            self.mailing.without(&customer.id, &mut worker.out);
        } else {
            worker.letters += 1;
            let send_on = offered.iter().filter_map(|offered| offered.due).min();
            let ids = offered.iter().map(|offered| offered.item.id);
            let cart_link = self.wishes.cart_url.as_deref().map(|cart| permalink(cart, ids)).unwrap_or_default();
            self.mailing.record(&Letter { id: &customer.id, offered, send_on, cart_link }, &mut worker.out);
        }
        if worker.out.len() > start {
            worker.ends.push(worker.out.len());
        }
    }

    fn offered(&self, worker: &mut Worker, customer: &Customer<'_>) -> Vec<Offered<'_>> {
        let Words { model, book } = self.words;
        let latest = customer.orders.last();
        let numbers = &mut worker.asked.numbers;
        let cart = latest.iter().flat_map(|order| &order.items);
        numbers.cart.clear();
        numbers.cart.extend(cart.map(|sku| Line::of(model.item(&sku.0).unwrap_or(Line::UNKNOWN))));
        let before = customer.orders.split_last().map(|(_, before)| before).unwrap_or_default();
        numbers.past = past(model, before);
        numbers.exclude.truncate(self.items.exclude.len());
        if !self.wishes.repurchases {
            numbers.exclude.extend(numbers.past.iter().map(|past| past.item));
        }
        let resting = customer.mailed.iter().filter(|mailed| self.rests(mailed.on));
        numbers.exclude.extend(resting.filter_map(|mailed| model.item(&mailed.item.0)));
        let mut offered = Vec::new();
        let day = latest.and_then(|order| order.date);
        worker.advisor.each(model, book, &worker.asked.ask(self.wishes.limit), |pick| {
            let trigger = pick.because.first().map(|reason| model.sku(reason.item));
            let days = self.windows.days(trigger, model.sku(pick.item));
            let due = day.zip(days).and_then(|(day, days)| day.checked_add(i32::from(days).days()).ok());
            let waits = due.zip(self.wishes.on).is_some_and(|(due, on)| due > on);
            if !waits && pick.score >= self.wishes.min_score {
                offered.push(Offered { item: self.items.item(pick.item), score: pick.score, due });
            }
        });
        offered
    }

    /// Whether an item that was mailed on a day still rests; of an unknown day it does.
    fn rests(&self, mailed: Option<Date>) -> bool {
        let Some((mailed, on)) = mailed.zip(self.wishes.on) else { return true };
        mailed.checked_add(i32::from(self.wishes.rest).days()).is_ok_and(|until| until > on)
    }
}

impl Worker {
    fn clear(&mut self) {
        self.out.clear();
        self.ends.clear();
        (self.letters, self.without) = (0, 0);
    }

    fn records(&self) -> impl Iterator<Item = &[u8]> {
        let starts = std::iter::once(0).chain(self.ends.iter().copied());
        starts.zip(&self.ends).map(|(start, end)| &self.out[start..*end])
    }
}
