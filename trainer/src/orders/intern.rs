//! Numbers byte strings densely, in order of first appearance.

use foldhash::fast::FixedState;
use hashbrown::HashTable;
use std::hash::BuildHasher;

/// Byte strings end to end in one buffer, and a table from string to number.
#[derive(Debug, Default)]
pub(crate) struct Interner {
    bytes: Vec<u8>,
    ends: Vec<u64>,
    table: HashTable<u32>,
    hasher: FixedState,
}

impl Interner {
    /// The number of a string: a new one if it was never seen.
    pub(crate) fn number(&mut self, text: &[u8]) -> u32 {
        let hash = self.hasher.hash_one(text);
        let (bytes, ends) = (&self.bytes, &self.ends);
        if let Some(&n) = self.table.find(hash, |&n| slice(bytes, ends, n) == text) {
            return n;
        }
        let n = self.ends.len() as u32;
        self.bytes.extend_from_slice(text);
        self.ends.push(self.bytes.len() as u64);
        let (bytes, ends, hasher) = (&self.bytes, &self.ends, &self.hasher);
        self.table.insert_unique(hash, n, |&n| hasher.hash_one(slice(bytes, ends, n)));
        n
    }

    /// The number of a string, if it was seen.
    pub(crate) fn find(&self, text: &[u8]) -> Option<u32> {
        let hash = self.hasher.hash_one(text);
        self.table.find(hash, |&n| slice(&self.bytes, &self.ends, n) == text).copied()
    }

    /// The string of a number that this interner handed out.
    pub(crate) fn text(&self, n: u32) -> &[u8] {
        slice(&self.bytes, &self.ends, n)
    }

    /// How many different strings there are.
    pub(crate) fn len(&self) -> usize {
        self.ends.len()
    }

    /// All strings, by number.
    pub(crate) fn iter(&self) -> impl Iterator<Item = &[u8]> {
        (0..self.len() as u32).map(|n| self.text(n))
    }
}

fn slice<'a>(bytes: &'a [u8], ends: &[u64], n: u32) -> &'a [u8] {
    let n = n as usize;
    let start = if n == 0 { 0 } else { ends[n - 1] };
    &bytes[start as usize..ends[n] as usize]
}
