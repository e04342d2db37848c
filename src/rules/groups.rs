//! Tells whether an item is a variant of one in the cart; never marks anything.

/// The groups of variants that the cart's items are in. Few candidates are judged, and most are in no group of the cart, which
/// one bit of 64 tells: marking every variant beforehand would be a walk all over memory.
#[derive(Debug, Default)]
pub(super) struct Groups {
    bits: u64,
    groups: Vec<u32>,
}

impl Groups {
    /// Forgets all groups.
    pub(super) fn clear(&mut self) {
        self.bits = 0;
        self.groups.clear();
    }

    /// Adds a group; 0 is none.
    #[inline(always)]
    pub(super) fn add(&mut self, group: u32) {
        if group > 0 {
            self.bits |= bit(group);
            self.groups.push(group);
        }
    }

    /// Whether a group was added.
    #[inline(always)]
    pub(super) fn have(&self, group: u32) -> bool {
        self.bits & bit(group) != 0 && self.search(group)
    }

    #[inline(never)]
    fn search(&self, group: u32) -> bool {
        self.groups.contains(&group)
    }
}

fn bit(group: u32) -> u64 {
    1 << (group % 64)
}
