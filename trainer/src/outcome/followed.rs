//! Follows the customer of a device beyond its window, in the shop's own record: who buys again, and what all orders bring; never a
//! device that has no order.

use super::book::Book;
use super::measure::{Measure, Values};
use super::survey::Survey;
use crate::events::{Fact, Kind};

/// What customers are followed by.
#[derive(Clone, Copy)]
pub(super) struct Following<'f> {
    pub(super) book: &'f Book,
    pub(super) survey: &'f Survey,
    /// For how long, milliseconds.
    pub(super) span: i64,
}

/// A device that is followed.
pub(super) struct Followed<'f> {
    pub(super) device: &'f str,
    pub(super) facts: &'f [Fact],
    /// Which of its events is its first exposure, and when that was.
    pub(super) trigger: usize,
    pub(super) start: i64,
    /// The first order that counts, by its number among the shop's.
    pub(super) first: Option<u32>,
}

impl Following<'_> {
    /// Adds what became of the device's customer.
    pub(super) fn add(&self, followed: &Followed<'_>, values: &mut Values) {
        if !self.book.has_customers() {
            return;
        }
        let customer = self.customer(followed);
        values[Measure::Repeat as usize] = self.repeat(customer, followed).unwrap_or_default();
        if self.book.has_costs() && followed.start + self.span <= self.survey.end {
            values[Measure::Lifetime as usize] = (self.lifetime(customer, followed), 1);
        }
    }

    /// The customer of the first order. A customer of several devices is that of the device which met the shelf first.
    fn customer(&self, followed: &Followed<'_>) -> Option<u32> {
        let customer = self.book.sale(followed.first?)?.customer;
        let owner = self.survey.customers.get(&customer)?;
        (**owner == *followed.device).then_some(customer)
    }

    /// Whether the customer has bought again in the days after the first order; nothing before these have passed.
    fn repeat(&self, customer: Option<u32>, followed: &Followed<'_>) -> Option<(i64, i64)> {
        let first = self.book.sale(followed.first?)?.time? * 1000;
        if first + self.span > self.survey.end {
            return None;
        }
        let again = |order: &u32| {
            let time = self.book.sale(*order).and_then(|sale| sale.time).map_or(i64::MIN, |time| time * 1000);
            time > first && time <= first + self.span
        };
        Some((self.book.orders_of(customer?).iter().any(again).into(), 1))
    }

    /// The margin of all orders since the first exposure: those of the customer, and those that the device told. Each counts once.
    fn lifetime(&self, customer: Option<u32>, followed: &Followed<'_>) -> i64 {
        let Followed { device, facts, trigger, start, .. } = *followed;
        let span = start..start + self.span;
        let told = facts[trigger..].iter().filter(|fact| fact.kind == Kind::Order && span.contains(&fact.moment().0));
        let is_own =
            |fact: &&Fact| self.survey.owners.get(fact.order.as_slice()).is_none_or(|owner| **owner == *device);
        let told = told.filter(is_own).filter_map(|fact| self.book.number(&fact.order));
        let in_span = |order: &&u32| {
            self.book.sale(**order).and_then(|sale| sale.time).is_some_and(|time| span.contains(&(time * 1000)))
        };
        let known = customer.map_or(&[][..], |customer| self.book.orders_of(customer)).iter().filter(in_span).copied();
        let mut orders: Vec<u32> = told.chain(known).collect();
        orders.sort_unstable();
        orders.dedup();
        orders.into_iter().map(|order| self.book.margin_of(order)).sum()
    }
}
