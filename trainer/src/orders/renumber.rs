//! Assigns dense new numbers to old ones, in order of first appearance.

const UNSEEN: u32 = u32::MAX;

/// Old numbers and the new one of each.
pub(super) struct Renumber {
    new: Vec<u32>,
    /// The old number of each new one.
    pub(super) old: Vec<u32>,
}

impl Renumber {
    /// For this many old numbers.
    pub(super) fn new(len: usize) -> Self {
        Self { new: vec![UNSEEN; len], old: Vec::new() }
    }

    /// The new number of an old one.
    pub(super) fn number(&mut self, old: u32) -> u32 {
        let new = &mut self.new[old as usize];
        if *new == UNSEEN {
            *new = self.old.len() as u32;
            self.old.push(old);
        }
        *new
    }
}
