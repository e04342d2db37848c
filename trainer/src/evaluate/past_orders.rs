//! Finds each order's earlier orders by the same customer, as the shopper's device would keep them.

use pairwell::rank::Past;

use crate::orders::Orders;

/// How many of the latest orders a device keeps; the page's history keeps as many.
pub const KEPT_ORDERS: usize = 20;

/// The orders before each order, by the same customer.
pub struct PastOrders {
    /// For each order, the one before it by its customer, plus one; 0 for none.
    before: Vec<u32>,
    /// Where each order's items begin in `items`.
    starts: Vec<usize>,
    /// The items of all orders by their number in the training orders; `u32::MAX` for items that are in none.
    items: Vec<u32>,
}

impl PastOrders {
    /// Finds each customer's orders; `None` where orders name no customers. `number` is each item's number in the
    /// training orders.
    pub fn of(orders: &Orders, number: &[Option<u32>]) -> Option<Self> {
        let customers = orders.customers.as_ref()?;
        let known = customers.iter().filter(|customer| **customer != u32::MAX).max()?;
        let mut latest = vec![0u32; *known as usize + 1];
        let mut before = vec![0; orders.len()];
        for order in orders.in_time() {
            if let Some(latest) = latest.get_mut(customers[order as usize] as usize) {
                before[order as usize] = std::mem::replace(latest, order + 1);
            }
        }
        let items = orders.items.iter().map(|item| number[*item as usize].unwrap_or(u32::MAX)).collect();
        Some(Self { before, starts: orders.starts.clone(), items })
    }

    /// Whether an order's customer has ordered before.
    pub fn has_any(&self, order: usize) -> bool {
        self.before[order] > 0
    }

    /// Appends the items of the orders before this one, the latest order first.
    pub fn before(&self, order: usize, past: &mut Vec<Past>) {
        let mut at = self.before[order];
        for age in 1..=KEPT_ORDERS as u32 {
            let Some(order) = (at as usize).checked_sub(1) else { break };
            let items = &self.items[self.starts[order]..self.starts[order + 1]];
            past.extend(items.iter().map(|item| Past { item: *item, age, bought: true }));
            at = self.before[order];
        }
    }
}
