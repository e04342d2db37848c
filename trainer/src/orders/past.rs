//! Holds past orders: which items were bought together, without personal data.

use std::sync::Arc;

use crate::kin::Kinship;

/// Past orders, boiled down to what counting needs. No personal column ever reaches this struct.
///
/// Orders stand in order of first appearance in the input. Within an order, items are distinct and stand in
/// order of first appearance: the evaluation protocol depends on both (`../shared/reference/quality.md`).
#[derive(Debug, Default, Clone, PartialEq, Eq)]
pub struct Orders {
    /// SKU of every item, by item number; in order of first appearance among the lines that were kept.
    pub skus: Vec<String>,
    /// Where each order's items begin in `items`; one more entry than there are orders.
    pub starts: Vec<usize>,
    /// The items of all orders, one order after another.
    pub items: Vec<u32>,
    /// CRC-32 (as in zlib) of each order id's bytes: all that the protocol needs of the id.
    pub id_crcs: Vec<u32>,
    /// CRC-32 of the letter c and each order id's bytes: how many items a live cart shows, by the protocol.
    pub cart_crcs: Vec<u32>,
    /// Time of each order in seconds since 1970 (UTC, or the shop's clock read as UTC), when the input has dates.
    pub times: Option<Vec<i64>>,
    /// A dense number for each order's customer (`u32::MAX` for unknown), when the input names customers.
    pub customers: Option<Vec<u32>>,
    /// A number for what kind of thing each item is (`u32::MAX` for unknown), when a catalog says.
    pub kinds: Option<Vec<u32>>,
    /// What items have in common, when a catalog says.
    pub kinship: Option<Arc<Kinship>>,
}

/// CRC-32 of the letter c and a text: a second number, by the protocol, beside the CRC-32 of the text itself.
pub(crate) fn marked_crc(text: &[u8]) -> u32 {
    let mut hasher = crc32fast::Hasher::new();
    hasher.update(b"c");
    hasher.update(text);
    hasher.finalize()
}

impl Orders {
    /// How many orders there are.
    pub fn len(&self) -> usize {
        self.id_crcs.len()
    }

    /// Whether there is no order at all.
    pub fn is_empty(&self) -> bool {
        self.id_crcs.is_empty()
    }

    /// In how many orders each item is.
    pub fn support(&self) -> Vec<u32> {
        let mut support = vec![0; self.skus.len()];
        self.items.iter().for_each(|item| support[*item as usize] += 1);
        support
    }

    /// Shows the orders of each known customer who has more than one, in time.
    pub fn each_customer(&self, mut show: impl FnMut(&[u32])) {
        let Some(customers) = &self.customers else { return };
        let mut known: Vec<u32> = (0..self.len() as u32).filter(|n| customers[*n as usize] != u32::MAX).collect();
        let time = |n: u32| self.times.as_ref().map(|times| times[n as usize]);
        known.sort_by_key(|n| (customers[*n as usize], time(*n)));
        let own = known.chunk_by(|a, b| customers[*a as usize] == customers[*b as usize]);
        own.filter(|own| own.len() > 1).for_each(&mut show);
    }

    /// The orders by time; in file order where they have no dates, or the same.
    pub fn in_time(&self) -> Vec<u32> {
        let mut sequence: Vec<u32> = (0..self.len() as u32).collect();
        if let Some(times) = &self.times {
            sequence.sort_by_key(|n| times[*n as usize]);
        }
        sequence
    }

    /// Learns from a catalog what kind of thing each item is.
    pub fn name_kinds<'c>(&mut self, category: impl Fn(&str) -> Option<&'c str>) {
        let mut numbers: hashbrown::HashMap<&str, u32> = hashbrown::HashMap::new();
        let mut number = |sku: &String| {
            let next = numbers.len() as u32;
            category(sku).map_or(u32::MAX, |name| *numbers.entry(name).or_insert(next))
        };
        self.kinds = Some(self.skus.iter().map(&mut number).collect());
    }

    /// The distinct items of one order, in order of first appearance.
    pub fn order(&self, n: usize) -> &[u32] {
        &self.items[self.starts[n]..self.starts[n + 1]]
    }

    /// All orders, first to last.
    pub fn iter(&self) -> impl ExactSizeIterator<Item = &[u32]> + Clone {
        self.starts.windows(2).map(|span| &self.items[span[0]..span[1]])
    }
}
