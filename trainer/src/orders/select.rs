//! Drops whole orders from [`Orders`] by size, age or position.

use super::past::Orders;
use super::renumber::Renumber;

impl Orders {
    /// Without the orders that have more distinct items: nobody shops like that, and they cost most to count.
    #[must_use]
    pub fn without_larger_than(self, most: usize) -> Self {
        let wanted: Vec<bool> = self.iter().map(|order| order.len() <= most).collect();
        self.only(&wanted)
    }

    /// Without the orders before a moment. Orders without times are all kept.
    #[must_use]
    pub fn since(self, moment: i64) -> Self {
        match &self.times {
            None => self,
            Some(times) => {
                let wanted: Vec<bool> = times.iter().map(|&time| time >= moment).collect();
                self.only(&wanted)
            }
        }
    }

    /// Without some items, by SKU; orders of nothing else go too. Items and customers are numbered anew, by first
    /// appearance.
    #[must_use]
    pub fn without_items(mut self, leave_out: impl Fn(&str) -> bool) -> Self {
        let gone: Vec<bool> = self.skus.iter().map(|sku| leave_out(sku)).collect();
        let (mut items, mut starts) = (Vec::with_capacity(self.items.len()), vec![0]);
        for order in self.iter() {
            items.extend(order.iter().copied().filter(|&item| !gone[item as usize]));
            starts.push(items.len());
        }
        let wanted: Vec<bool> = starts.windows(2).map(|span| span[0] < span[1]).collect();
        (self.items, self.starts) = (items, starts);
        // Whatever goes, the items have to be numbered anew.
        self.numbered(&wanted)
    }

    /// The orders that are wanted, one flag each. Items and customers are numbered anew, by first appearance.
    #[must_use]
    pub fn only(self, wanted: &[bool]) -> Self {
        if wanted.iter().all(|&wanted| wanted) {
            return self;
        }
        self.numbered(wanted)
    }

    /// The orders that are wanted, with new numbers.
    fn numbered(self, wanted: &[bool]) -> Self {
        let mut items = Renumber::new(self.skus.len());
        let mut kept = Self { starts: vec![0], ..Self::default() };
        for (n, order) in self.iter().enumerate().filter(|&(n, _)| wanted[n]) {
            kept.items.extend(order.iter().map(|&item| items.number(item)));
            kept.starts.push(kept.items.len());
            kept.id_crcs.push(self.id_crcs[n]);
            kept.cart_crcs.push(self.cart_crcs[n]);
        }
        let mut skus = self.skus;
        kept.skus = items.old.iter().map(|&old| std::mem::take(&mut skus[old as usize])).collect();
        kept.times = self.times.map(|times| filter(times, wanted));
        kept.kinds = self.kinds.map(|kinds| items.old.iter().map(|&old| kinds[old as usize]).collect());
        kept.kinship = self.kinship;
        kept.customers = self.customers.map(|customers| renumbered(filter(customers, wanted)));
        kept
    }
}

fn filter<T>(values: Vec<T>, wanted: &[bool]) -> Vec<T> {
    values.into_iter().zip(wanted).filter_map(|(value, &wanted)| wanted.then_some(value)).collect()
}

/// Customers numbered densely again; the unknown stays unknown.
pub(super) fn renumbered(customers: Vec<u32>) -> Vec<u32> {
    let most = customers.iter().filter(|&&customer| customer != u32::MAX).max().map_or(0, |&most| most as usize + 1);
    let mut numbers = Renumber::new(most);
    let new = |customer| if customer == u32::MAX { customer } else { numbers.number(customer) };
    customers.into_iter().map(new).collect()
}
