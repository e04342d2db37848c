//! Sorts each device's events by its own count and keeps each once, however often and in whatever order they came.

use std::sync::PoisonError;

use rayon::prelude::*;

use super::fact::Fact;
use super::names::Names;
use super::packed::{place, put, take, unpack};
use super::store::{Shard, Store, last};
use crate::orders::intern::Interner;

/// Events that came more than once.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Doubled {
    /// Copies that were left out: the same device, count and content.
    pub same: u64,
    /// Other contents under a device's count that is taken: only what was received first counts.
    pub other: u64,
}

/// All devices, each with its events.
pub struct Settled {
    /// The names that events use.
    pub names: Names,
    /// Parts of the devices.
    pub parts: Vec<Part>,
    /// What came more than once.
    pub doubled: Doubled,
    /// Events that are left.
    pub events: u64,
}

/// Some devices, each with its events one after another.
pub struct Part {
    devices: Interner,
    blocks: Vec<Vec<u8>>,
    doubled: Doubled,
    events: u64,
}

impl Settled {
    pub(super) fn of(store: Store) -> Self {
        let names = store.names.into_inner().unwrap_or_else(PoisonError::into_inner);
        let ranks = names.ranks();
        let parts = store.shards.into_par_iter().map(|shard| {
            let shard = shard.into_inner().unwrap_or_else(PoisonError::into_inner);
            Part::of(shard, &ranks)
        });
        let parts: Vec<Part> = parts.collect();
        let mut doubled = Doubled::default();
        for part in &parts {
            doubled.same += part.doubled.same;
            doubled.other += part.doubled.other;
        }
        let events = parts.iter().map(|part| part.events).sum();
        Self { names, parts, doubled, events }
    }

    /// How many devices there are.
    pub fn devices(&self) -> u64 {
        self.parts.iter().map(|part| part.devices.len() as u64).sum()
    }
}

/// An event before sorting.
struct Entry<'b> {
    seq: u64,
    body: &'b [u8],
}

impl Part {
    fn of(shard: Shard, ranks: &[u32]) -> Self {
        let mut part =
            Self { devices: Interner::default(), blocks: Vec::new(), doubled: Doubled::default(), events: 0 };
        let (mut entries, starts) = by_device(&shard);
        for (device, span) in (0_u64..).zip(starts.windows(2)) {
            let own = &mut entries[span[0]..span[1]];
            if !own.is_sorted_by(|a, b| a.seq < b.seq) {
                // Without a time of receipt an event is taken to be the first.
                own.sort_by_cached_key(|entry| (entry.seq, place(entry.body).2));
            }
            for same in own.chunk_by(|a, b| a.seq == b.seq) {
                let kept = if let [one] = same { one } else { part.first(same, ranks) };
                part.events += 1;
                let block = last(&mut part.blocks, kept.body.len() + 16);
                put(block, device);
                put(block, kept.body.len() as u64);
                block.extend_from_slice(kept.body);
            }
        }
        drop(entries);
        part.devices = shard.devices;
        part
    }

    /// Which of several events under one count is kept: the first received; of those the least, so that no order of lines matters.
    fn first<'e, 'b>(&mut self, same: &'e [Entry<'b>], ranks: &[u32]) -> &'e Entry<'b> {
        let content = |entry: &Entry<'b>| {
            let (_, time, _, content) = place(entry.body);
            (time, content)
        };
        let mut contents: Vec<(i64, &[u8])> = same.iter().map(content).collect();
        contents.sort_unstable();
        contents.dedup();
        self.doubled.other += contents.len() as u64 - 1;
        self.doubled.same += (same.len() - contents.len()) as u64;
        let received = |entry: &Entry<'b>| place(entry.body).2;
        let candidates = same.iter().filter(|entry| received(entry) == received(&same[0]));
        candidates.min_by_key(|entry| ranked(entry.body, ranks)).unwrap_or(&same[0])
    }

    /// Shows each device with its events in its own order.
    pub fn each_device(&self, show: impl FnMut(&str, &[Fact])) {
        self.each(show, true);
    }

    /// The same, without lists and lines: of events no more than kind, time, arms, what they trigger, and the order's id and currency.
    pub fn each_device_briefly(&self, show: impl FnMut(&str, &[Fact])) {
        self.each(show, false);
    }

    fn each(&self, mut show: impl FnMut(&str, &[Fact]), whole: bool) {
        let mut facts: Vec<Fact> = Vec::new();
        let (mut used, mut current) = (0, None);
        for (device, body) in self.blocks.iter().flat_map(|block| each(block)) {
            if current != Some(device) {
                self.show(current, &facts[..used], &mut show);
                (used, current) = (0, Some(device));
            }
            if used == facts.len() {
                facts.push(Fact::default());
            }
            unpack(body, &mut facts[used], whole);
            used += 1;
        }
        self.show(current, &facts[..used], &mut show);
    }

    fn show(&self, device: Option<u32>, facts: &[Fact], show: &mut impl FnMut(&str, &[Fact])) {
        if let Some(device) = device {
            show(std::str::from_utf8(self.devices.text(device)).unwrap_or_default(), facts);
        }
    }
}

/// All events by device, and where those of each device begin.
fn by_device(shard: &Shard) -> (Vec<Entry<'_>>, Vec<usize>) {
    let events = || shard.blocks.iter().flat_map(|block| each(block));
    let mut starts = vec![0; shard.devices.len() + 1];
    events().for_each(|(device, _)| starts[device as usize + 1] += 1);
    (1..starts.len()).for_each(|at| starts[at] += starts[at - 1]);
    let mut next = starts.clone();
    let mut entries: Vec<Entry<'_>> = Vec::new();
    entries.resize_with(starts[starts.len() - 1], || Entry { seq: 0, body: &[] });
    for (device, body) in events() {
        let at = &mut next[device as usize];
        entries[*at] = Entry { seq: place(body).0, body };
        *at += 1;
    }
    (entries, starts)
}

/// The events of a block: each with its device and its bytes.
fn each(mut block: &[u8]) -> impl Iterator<Item = (u32, &[u8])> {
    std::iter::from_fn(move || {
        if block.is_empty() {
            return None;
        }
        let device = take(&mut block) as u32;
        let length = (take(&mut block) as usize).min(block.len());
        let (body, rest) = block.split_at(length);
        block = rest;
        Some((device, body))
    })
}

/// An event whose names are their places in alphabetical order, to be compared.
fn ranked(body: &[u8], ranks: &[u32]) -> Fact {
    let mut fact = Fact::default();
    unpack(body, &mut fact, true);
    let rank = |name: &mut u32| *name = ranks[*name as usize];
    [&mut fact.arms, &mut fact.experiments, &mut fact.placement, &mut fact.model, &mut fact.item, &mut fact.currency]
        .into_iter()
        .for_each(rank);
    fact.items.iter_mut().chain(&mut fact.cart).for_each(rank);
    fact.lines.iter_mut().for_each(|line| rank(&mut line.item));
    if let Some(super::fact::Policy::Shuffle { of, base, .. }) = &mut fact.policy {
        of.iter_mut().chain(base).for_each(rank);
    } else if let Some(super::fact::Policy::Interleave { models, .. }) = &mut fact.policy {
        models.iter_mut().for_each(rank);
    }
    fact
}
