//! Lists, for each item, the orders that contain it; never counts pairs.

use crate::orders::Orders;

/// For each item, the orders that contain it, ascending.
pub(crate) struct Containing {
    starts: Vec<usize>,
    orders: Vec<u32>,
}

impl Containing {
    /// Lists the orders of each item.
    pub(crate) fn of(orders: &Orders) -> Self {
        let mut starts = vec![0usize; orders.skus.len() + 1];
        for &item in &orders.items {
            starts[item as usize + 1] += 1;
        }
        for i in 1..starts.len() {
            starts[i] += starts[i - 1];
        }
        let mut next = starts.clone();
        let mut containing = vec![0u32; orders.items.len()];
        for (n, items) in (0..).zip(orders.iter()) {
            for &item in items {
                containing[next[item as usize]] = n;
                next[item as usize] += 1;
            }
        }
        Self { starts, orders: containing }
    }

    /// The orders that contain an item.
    pub(crate) fn of_item(&self, item: u32) -> &[u32] {
        &self.orders[self.starts[item as usize]..self.starts[item as usize + 1]]
    }

    /// How many orders contain an item.
    pub(crate) fn support(&self, item: u32) -> usize {
        self.of_item(item).len()
    }
}
