//! Puts pins at their positions, one after another, as the engine does: one that finds its position taken moves on.

use std::collections::{HashMap, HashSet};

/// A pin: the item, and the position that it wants.
type Pin = (u32, u32);

/// Positions that are taken.
#[derive(Debug, Default)]
pub(super) struct Places {
    /// By position: the item there, and the position that it was pinned to.
    taken: HashMap<u32, Pin>,
    items: HashSet<u32>,
    /// By position that is taken: one that may be the next free one.
    next: HashMap<u32, u32>,
}

impl Places {
    fn free(&mut self, from: u32) -> u32 {
        let mut at = from;
        while let Some(next) = self.next.get(&at) {
            at = *next;
        }
        // Those on the way need not be walked again.
        let mut walked = from;
        while walked != at {
            walked = self.next.insert(walked, at).unwrap_or(at);
        }
        at
    }

    /// Puts a pin; an item that has a place keeps it.
    pub(super) fn put(&mut self, pin: Pin) {
        if self.items.insert(pin.0) {
            let at = self.free(pin.1);
            self.taken.insert(at, pin);
            self.next.insert(at, at + 1);
        }
    }
}

/// The pins of one rule over those before it.
pub(super) struct Over<'p> {
    below: &'p mut Places,
    taken: HashMap<u32, Pin>,
    items: HashSet<u32>,
}

impl<'p> Over<'p> {
    pub(super) fn new(below: &'p mut Places) -> Self {
        Self { below, taken: HashMap::new(), items: HashSet::new() }
    }

    /// Puts a pin. Returns the pin that moved to the position it wants, if one did, and where it goes itself.
    pub(super) fn put(&mut self, pin: Pin) -> Option<(Pin, u32)> {
        let (item, position) = pin;
        if self.below.items.contains(&item) || !self.items.insert(item) {
            return None;
        }
        let mut at = self.below.free(position);
        while self.taken.contains_key(&at) {
            at = self.below.free(at + 1);
        }
        let there = self.taken.get(&position).or_else(|| self.below.taken.get(&position)).copied();
        self.taken.insert(at, pin);
        there.filter(|(_, wanted)| *wanted != position).map(|there| (there, at))
    }
}
