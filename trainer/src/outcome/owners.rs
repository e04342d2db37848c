//! Keeps for each customer the device whose orders are theirs; never follows one.

use std::collections::HashMap;

/// For each customer of the shop's record the device whose orders are theirs: of several, the one that met the shelf first.
#[derive(Default)]
pub(super) struct Owners(HashMap<u32, (i64, Box<str>)>);

impl Owners {
    /// Takes note of a device that told an order of the customer.
    pub(super) fn note(&mut self, customer: u32, trigger: i64, device: &str) {
        match self.0.get_mut(&customer) {
            Some(own) if (own.0, &*own.1) <= (trigger, device) => {}
            Some(own) => *own = (trigger, device.into()),
            None => {
                self.0.insert(customer, (trigger, device.into()));
            }
        }
    }

    /// The owners.
    pub(super) fn finish(self) -> HashMap<u32, Box<str>> {
        self.0.into_iter().map(|(customer, (_, device))| (customer, device)).collect()
    }
}
