//! Looks SKUs up by item and items up by SKU; never holds a SKU twice.

use super::digest::xxh64;

/// A slot without an item.
const EMPTY: u32 = u32::MAX;

/// All SKUs in one string, and a hash table of item numbers with linear probing.
#[derive(Debug, Default, Clone)]
pub(super) struct SkuTable {
    text: String,
    ends: Vec<u32>,
    slots: Vec<u32>,
}

impl SkuTable {
    pub(super) fn with_capacity(items: usize) -> Self {
        let slots = (items * 3 / 2 + 1).next_power_of_two();
        Self { text: String::new(), ends: Vec::with_capacity(items), slots: vec![EMPTY; slots] }
    }

    pub(super) fn len(&self) -> usize {
        self.ends.len()
    }

    /// Adds the next item's SKU; false, and no change, if it is there already or there is no room.
    pub(super) fn push(&mut self, sku: &str) -> bool {
        let item = self.ends.len() as u32;
        if self.ends.len() * 3 / 2 >= self.slots.len() {
            return false;
        }
        let Some(free) = self.probe(sku).find(|at| self.holds(*at, sku)) else { return false };
        match self.slots.get_mut(free) {
            Some(slot) if *slot == EMPTY => *slot = item,
            _ => return false,
        }
        self.text.push_str(sku);
        self.ends.push(self.text.len() as u32);
        true
    }

    pub(super) fn item(&self, sku: &str) -> Option<u32> {
        let at = self.probe(sku).find(|at| self.holds(*at, sku))?;
        self.slots.get(at).copied().filter(|item| *item != EMPTY)
    }

    pub(super) fn sku(&self, item: u32) -> &str {
        let end = |n: usize| self.ends.get(n).map_or(0, |end| *end as usize);
        let start = (item as usize).checked_sub(1).map_or(0, end);
        self.text.get(start..end(item as usize)).unwrap_or_default()
    }

    /// The slots to look at for a SKU, in order.
    fn probe(&self, sku: &str) -> impl Iterator<Item = usize> + use<> {
        let mask = self.slots.len().wrapping_sub(1);
        let first = xxh64(sku.as_bytes(), 0) as usize;
        (0..self.slots.len()).map(move |step| first.wrapping_add(step) & mask)
    }

    /// Whether the search ends at a slot: it is free, or has this SKU.
    fn holds(&self, at: usize, sku: &str) -> bool {
        self.slots.get(at).is_none_or(|item| *item == EMPTY || self.sku(*item) == sku)
    }
}
