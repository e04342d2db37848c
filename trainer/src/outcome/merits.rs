//! Tells whether an item of an order is a cross-sell or an upsell, by the lists that it came from and the catalog; never counts.

use super::book::Bought;
use super::goods::Goods;
use super::lists::{List, Lists};
use crate::events::Fact;

/// What a device did before an order, and what is known of the items.
#[derive(Clone, Copy)]
pub(super) struct Merits<'m> {
    pub(super) lists: &'m Lists,
    /// All events of the device: its lists point at them.
    pub(super) facts: &'m [Fact],
    pub(super) goods: &'m Goods,
}

impl Merits<'_> {
    /// Whether the catalog has categories, and none of this item.
    pub(super) fn lacks_category(&self, item: u32) -> bool {
        self.goods.has_categories && self.goods.of(item).category == 0
    }

    /// Whether the item was added from a list, and nothing of its category was in the cart before: not in the cart that the list was made
    /// for, and not among what the device had added from lists since its last order.
    pub(super) fn is_cross_sell(&self, item: u32) -> bool {
        let category = self.goods.of(item).category;
        let Some((seq, list)) = self.lists.added(item).filter(|_| category > 0) else { return false };
        let earlier = self.lists.added_before(seq).filter(|other| *other != item);
        let mut before = self.basis(list).iter().copied().chain(earlier);
        !before.any(|other| self.goods.of(other).category == category)
    }

    /// Whether the item came from a list, and is dearer than an item of its category that the device had looked at when it met the list
    /// and did not buy. Both prices are the catalog's.
    pub(super) fn is_upsell(&self, item: u32, owed_to: usize, order: &[Bought]) -> bool {
        let own = self.goods.of(item);
        let (Some(price), true) = (own.price, own.category > 0) else { return false };
        let viewed = self.lists.all[..=owed_to].iter().flat_map(|list| self.basis(list));
        let is_cheaper = |other: u32| {
            let other = self.goods.of(other);
            other.category == own.category && other.price.is_some_and(|other| other < price)
        };
        let mut left = viewed.filter(|viewed| is_cheaper(**viewed));
        left.any(|viewed| order.iter().all(|line| line.item != *viewed))
    }

    /// What a list was made for.
    fn basis(&self, list: &List) -> &[u32] {
        if list.exposed { &self.facts[list.fact].cart } else { &[] }
    }
}
