//! Numbers names over all threads: SKUs, placements, digests, arms; 0 is no name.

use std::sync::{Mutex, PoisonError};

use foldhash::fast::FixedState;
use hashbrown::HashMap;

use crate::orders::intern::Interner;

/// All names that events use. Their numbers depend on which thread came first, so nothing may be sorted by them.
#[derive(Debug)]
pub struct Names(Interner);

impl Default for Names {
    fn default() -> Self {
        let mut names = Interner::default();
        names.number(b"");
        Self(names)
    }
}

impl Names {
    /// The number of a name: a new one if it was never seen.
    pub fn number(&mut self, name: &str) -> u32 {
        self.0.number(name.as_bytes())
    }

    /// The number of a name, if events use it.
    pub fn find(&self, name: &str) -> Option<u32> {
        self.0.find(name.as_bytes())
    }

    /// The name of a number.
    pub fn name(&self, number: u32) -> &str {
        std::str::from_utf8(self.0.text(number)).unwrap_or_default()
    }

    /// How many there are, with the one that is none.
    pub fn len(&self) -> usize {
        self.0.len()
    }

    /// Whether events use no name at all.
    pub fn is_empty(&self) -> bool {
        self.len() <= 1
    }

    /// For every number its place among all names in alphabetical order.
    pub(super) fn ranks(&self) -> Vec<u32> {
        let mut order: Vec<u32> = (0..self.len() as u32).collect();
        order.sort_unstable_by_key(|number| self.0.text(*number));
        let mut ranks = vec![0; order.len()];
        (0..).zip(order).for_each(|(rank, number): (u32, u32)| ranks[number as usize] = rank);
        ranks
    }
}

/// One thread's view of the names, which asks the others only for names that are new to it.
pub(super) struct Known<'n> {
    all: &'n Mutex<Names>,
    /// Names of up to 16 bytes, as most are, by their bytes; and those of the latest at their place, which most look-ups are for.
    short: HashMap<Short, u32, FixedState>,
    latest: Vec<(Short, u32)>,
    long: Interner,
    numbers: Vec<u32>,
}

/// A name that comes again and again, with its number.
#[derive(Default)]
pub(super) struct Again(String, u32);

impl Again {
    /// The number of a name, which is often that of the last time.
    pub(super) fn number(&mut self, name: &str, names: &mut Known<'_>) -> u32 {
        if self.0 != name {
            self.1 = names.number(name);
            name.clone_into(&mut self.0);
        }
        self.1
    }
}

impl<'n> Known<'n> {
    pub(super) fn new(all: &'n Mutex<Names>) -> Self {
        let latest = vec![((0, 0, 0), 0); LATEST];
        Self { all, short: HashMap::default(), latest, long: Interner::default(), numbers: Vec::new() }
    }

    /// The number of a name.
    pub(super) fn number(&mut self, name: &str) -> u32 {
        let all = || self.all.lock().unwrap_or_else(PoisonError::into_inner).number(name);
        if let Some(key) = short(name) {
            let latest = &mut self.latest[place(key)];
            if latest.0 != key {
                *latest = (key, *self.short.entry(key).or_insert_with(all));
            }
            return latest.1;
        }
        let own = self.long.number(name.as_bytes()) as usize;
        if own == self.numbers.len() {
            self.numbers.push(all());
        }
        self.numbers[own]
    }
}

/// A name's first and last eight bytes and its length: no other name of up to 16 bytes has the same.
type Short = (u64, u64, u8);

/// Places for the latest short names: a power of two.
const LATEST: usize = 1 << 13;

/// The place of a short name. The blank name's has its number, 0, from the start.
#[inline]
fn place((first, last, length): Short) -> usize {
    // The golden ratio in 64 bits spreads what differs in any byte over the highest bits.
    let mixed = (first ^ last.rotate_left(29) ^ u64::from(length)).wrapping_mul(0x9e37_79b9_7f4a_7c15);
    (mixed >> (64 - LATEST.trailing_zeros())) as usize
}

#[inline]
fn short(name: &str) -> Option<Short> {
    let bytes = name.as_bytes();
    let length = bytes.len() as u8;
    match (bytes.first_chunk::<8>(), bytes.last_chunk::<8>()) {
        _ if bytes.len() > 16 => None,
        (Some(first), Some(last)) => Some((u64::from_le_bytes(*first), u64::from_le_bytes(*last), length)),
        _ => Some((bytes.iter().fold(0, |all, byte| all << 8 | u64::from(*byte)), 0, length)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_name_has_one_number_whatever_its_length_and_thread() {
        let all = Mutex::default();
        let names = ["", "a", "a\0", "fifteen bytes.", "fifteen  bytes.", "sixteen   bytes.", "seventeen   bytes"];
        let numbers = |known: &mut Known<'_>| names.map(|name| known.number(name));
        let (mut one, mut other) = (Known::new(&all), Known::new(&all));
        let first = numbers(&mut one);
        assert_eq!(first, [0, 1, 2, 3, 4, 5, 6]);
        assert_eq!((numbers(&mut other), numbers(&mut one)), (first, first));
        assert_eq!(all.lock().unwrap().name(5), names[5]);
    }
}
