//! Counts, for each pair of items, the orders in which a customer bought both again.

use rayon::prelude::*;

use crate::orders::Orders;

/// Marks the first order of a customer in an item's list. Order numbers stay below it.
const BEGINS: u32 = 1 << 31;

/// For each item, the orders of those customers who ordered it more than once.
///
/// The distinct customers of a pair are its support less its repeats. Only repeated purchases cost time here, so the
/// pair counts need not hold customers. An order without a customer counts as a customer of its own.
pub struct Repeats<'a> {
    orders: &'a Orders,
    by_item: Vec<Vec<u32>>,
}

/// One thread's working memory: the repeats of one item with each other.
pub struct RepeatRow {
    repeats: Vec<u32>,
    /// The last customer that each item was seen with.
    seen: Vec<u32>,
    touched: Vec<u32>,
}

impl<'a> Repeats<'a> {
    /// Finds the repeated purchases; `None` when the orders name no customers.
    pub fn of(orders: &'a Orders) -> Option<Self> {
        let customers = orders.customers.as_ref()?;
        assert!(orders.len() < BEGINS as usize, "too many orders to mark one");
        let mut by_item: Vec<Vec<u32>> = vec![Vec::new(); orders.skus.len()];
        orders.each_customer(|own| {
            for order in own {
                orders.order(*order as usize).iter().for_each(|item| by_item[*item as usize].push(*order));
            }
        });
        by_item.par_iter_mut().for_each(|list| *list = repeated(list, customers));
        Some(Self { orders, by_item })
    }

    /// Working memory.
    pub fn row(&self) -> RepeatRow {
        let items = self.by_item.len();
        RepeatRow { repeats: vec![0; items], seen: vec![0; items], touched: Vec::new() }
    }

    /// Counts the repeats of one item with every other.
    pub fn count(&self, item: u32, row: &mut RepeatRow) {
        row.clear();
        let mut customer = 0;
        for &entry in &self.by_item[item as usize] {
            customer += u32::from(entry & BEGINS != 0);
            for &other in self.orders.order((entry & !BEGINS) as usize) {
                let seen = &mut row.seen[other as usize];
                if *seen == 0 {
                    row.touched.push(other);
                }
                row.repeats[other as usize] += u32::from(*seen == customer);
                *seen = customer;
            }
        }
    }
}

impl RepeatRow {
    /// In how many orders beyond each customer's first one the counted item and this other one meet.
    pub fn with(&self, other: u32) -> u32 {
        self.repeats[other as usize]
    }

    fn clear(&mut self) {
        for item in self.touched.drain(..) {
            self.repeats[item as usize] = 0;
            self.seen[item as usize] = 0;
        }
    }
}

/// Of an item's orders, grouped by customer, those of customers with more than one; the first of each marked.
fn repeated(list: &[u32], customers: &[u32]) -> Vec<u32> {
    let groups = list.chunk_by(|a, b| customers[*a as usize] == customers[*b as usize]).filter(|own| own.len() > 1);
    groups
        .flat_map(|own| own.iter().enumerate().map(|(n, order)| if n == 0 { order | BEGINS } else { *order }))
        .collect()
}
