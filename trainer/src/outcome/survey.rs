//! Looks over all devices once: from when to when the log is, who told which order, how many devices each arm has.

use std::collections::{BTreeMap, HashMap, HashSet};

use rayon::prelude::*;

use super::book::Book;
use super::named::{Met, Named, Said};
use super::owners::Owners;
use super::{DAY, WEEK};
use crate::events::{Fact, Kind, Settled};

/// Days apart from which the first or the last events may be those of a wrong clock.
const FAR: i64 = 7;
/// The share of events that a wrong clock may have made: one in a thousand.
const FEW: u64 = 1_000;

/// What must be known of all devices before one can be counted.
#[derive(Default)]
pub struct Survey {
    /// When the experiment began, milliseconds since 1970: midnight before the first exposure.
    pub start: i64,
    /// When the log ends.
    pub end: i64,
    /// Orders that several devices told, with the device that they count for.
    pub owners: HashMap<Box<[u8]>, Box<str>>,
    /// Devices that share an order with a device of another arm.
    pub shared: HashSet<Box<str>>,
    /// For each customer of the shop's own record the device whose orders are theirs.
    pub customers: HashMap<u32, Box<str>>,
    /// All orders that devices told.
    pub told: HashSet<Box<[u8]>>,
    /// The currency of most orders; 0 if none says.
    pub currency: u32,
    /// Devices by arm that any event assigns.
    pub assigned: Vec<u64>,
}

/// Events of one day.
#[derive(Debug, Clone, Copy)]
pub(super) struct Span {
    events: u64,
    first: i64,
    last: i64,
}

impl Span {
    fn with(self, other: Self) -> Self {
        Self { events: self.events + other.events, first: self.first.min(other.first), last: self.last.max(other.last) }
    }
}

pub(super) type Days = BTreeMap<i64, Span>;

/// An order that a device told.
struct Claim {
    order: Box<[u8]>,
    /// When the device met the shelf; the end of time if never.
    trigger: i64,
    device: Box<str>,
    arm: Option<u8>,
}

#[derive(Default)]
struct Part {
    days: Days,
    triggers: Days,
    claims: Vec<Claim>,
    currencies: HashMap<u32, u64>,
    assigned: Vec<u64>,
}

/// Looks over all devices. `start` is the definition's, if it has one.
pub fn survey(settled: &Settled, named: &Named, arms: usize, start: Option<i64>, book: &Book) -> Survey {
    let parts = settled.parts.par_iter().map(|part| {
        let mut seen = Part { assigned: vec![0; arms], ..Part::default() };
        part.each_device_briefly(|device, facts| seen.device(device, facts, named));
        seen
    });
    let parts: Vec<Part> = parts.collect();
    let mut all = Part { assigned: vec![0; arms], ..Part::default() };
    parts.into_iter().for_each(|part| all.merge(part));
    let first = bounds(&all.triggers).map_or(0, |(first, _)| first.div_euclid(DAY) * DAY);
    let mut survey = Survey {
        start: start.unwrap_or(first),
        end: bounds(&all.days).map_or(0, |(_, last)| last),
        currency: most(&all.currencies, settled),
        assigned: all.assigned,
        ..Survey::default()
    };
    survey.settle(all.claims, book);
    survey
}

impl Survey {
    /// Full weeks of devices whose windows have closed, and the last moment at which such a device met the shelf.
    pub fn weeks(&self, window: i64) -> (u32, i64) {
        let last = self.end - window;
        (((last - self.start).max(0) / WEEK) as u32, last)
    }

    /// Finds whom each order counts for, and who shares one over arms.
    fn settle(&mut self, mut claims: Vec<Claim>, book: &Book) {
        self.customers = customers(&claims, book);
        claims.par_sort_unstable_by(|a, b| (&a.order, a.trigger, &a.device).cmp(&(&b.order, b.trigger, &b.device)));
        for same in claims.chunk_by(|a, b| a.order == b.order) {
            self.told.insert(same[0].order.clone());
            if same.iter().all(|claim| claim.device == same[0].device) {
                continue;
            }
            self.owners.insert(same[0].order.clone(), same[0].device.clone());
            let arms: HashSet<u8> = same.iter().filter_map(|claim| claim.arm).collect();
            if arms.len() > 1 {
                self.shared.extend(same.iter().filter(|claim| claim.arm.is_some()).map(|claim| claim.device.clone()));
            }
        }
    }
}

/// The owner of each customer: of the devices that met the shelf and told an order of theirs, the first that met it.
fn customers(claims: &[Claim], book: &Book) -> HashMap<u32, Box<str>> {
    let mut owners = Owners::default();
    for claim in claims.iter().filter(|claim| claim.arm.is_some() && book.has_customers()) {
        let sale = book.number(&claim.order).and_then(|number| book.sale(number));
        if let Some(sale) = sale.filter(|sale| sale.customer != u32::MAX) {
            owners.note(sale.customer, claim.trigger, &claim.device);
        }
    }
    owners.finish()
}

impl Part {
    fn device(&mut self, device: &str, facts: &[Fact], named: &Named) {
        let Met { arm, trigger, .. } = named.met(facts);
        let arm = if let Said::Arm(arm) = arm { Some(arm) } else { None };
        if let Some(arm) = arm {
            self.assigned[usize::from(arm)] += 1;
        }
        if let (Some(_), Some((_, moment))) = (arm, trigger) {
            add(&mut self.triggers, moment);
        }
        // A device's events are mostly of one day: it is looked up once.
        let mut span: Option<(i64, Span)> = None;
        for moment in facts.iter().map(|fact| fact.moment().0) {
            let (day, one) = (moment.div_euclid(DAY), Span { events: 1, first: moment, last: moment });
            span = match span {
                Some((same, span)) if same == day => Some((day, span.with(one))),
                other => {
                    other.into_iter().for_each(|(day, span)| merge(&mut self.days, day, span));
                    Some((day, one))
                }
            };
        }
        span.into_iter().for_each(|(day, span)| merge(&mut self.days, day, span));
        for fact in facts {
            if fact.kind == Kind::Order {
                self.claims.push(Claim {
                    order: fact.order.as_slice().into(),
                    trigger: trigger.map_or(i64::MAX, |(_, moment)| moment),
                    device: device.into(),
                    arm: arm.filter(|_| trigger.is_some()),
                });
                *self.currencies.entry(fact.currency).or_default() += 1;
            }
        }
    }

    fn merge(&mut self, other: Self) {
        for (mine, theirs) in [(&mut self.days, other.days), (&mut self.triggers, other.triggers)] {
            for (day, span) in theirs {
                merge(mine, day, span);
            }
        }
        self.claims.extend(other.claims);
        other
            .currencies
            .into_iter()
            .for_each(|(currency, orders)| *self.currencies.entry(currency).or_default() += orders);
        self.assigned.iter_mut().zip(other.assigned).for_each(|(sum, other)| *sum += other);
    }
}

pub(super) fn add(days: &mut Days, moment: i64) {
    merge(days, moment.div_euclid(DAY), Span { events: 1, first: moment, last: moment });
}

pub(super) fn merge(days: &mut Days, day: i64, span: Span) {
    let own = days.entry(day).or_insert(Span { events: 0, ..span });
    *own = own.with(span);
}

/// The first and the last moment. Days far from all others that hold less than a thousandth of the events are those of wrong clocks.
pub(super) fn bounds(days: &Days) -> Option<(i64, i64)> {
    let total: u64 = days.values().map(|span| span.events).sum();
    let listed: Vec<(i64, Span)> = days.iter().map(|(day, span)| (*day, *span)).collect();
    let keep = |days: &mut dyn Iterator<Item = (usize, i64, Span)>| {
        let (mut left_out, mut kept) = (0, None);
        let mut last: Option<i64> = None;
        for (at, day, span) in days {
            if last.is_none_or(|last| (day - last).abs() > FAR) && left_out <= total / FEW {
                kept = Some(at);
            }
            left_out += span.events;
            last = Some(day);
        }
        kept
    };
    let from = keep(&mut listed.iter().enumerate().map(|(at, (day, span))| (at, *day, *span)))?;
    let to = keep(&mut listed.iter().enumerate().rev().map(|(at, (day, span))| (at, *day, *span)))?;
    Some((listed[from].1.first, listed[to].1.last))
}

/// The currency of most orders; of as many, the first by alphabet.
fn most(currencies: &HashMap<u32, u64>, settled: &Settled) -> u32 {
    let known = currencies.iter().filter(|(currency, _)| **currency > 0);
    let most = known.max_by(|(a, n), (b, m)| n.cmp(m).then(settled.names.name(**b).cmp(settled.names.name(**a))));
    most.map_or(0, |(currency, _)| *currency)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(days: &[(i64, u64)], wanted: Option<(i64, i64)>) {
        let span = |(day, events): &(i64, u64)| (*day, Span { events: *events, first: day * DAY, last: day * DAY + 1 });
        let found = bounds(&days.iter().map(span).collect());
        assert_eq!(found.map(|(first, last)| (first / DAY, last / DAY)), wanted, "{days:?}");
    }

    #[test]
    fn a_clock_that_jumps_moves_neither_end() {
        check(&[(10, 5_000), (11, 5_000), (900, 3)], Some((10, 11)));
        check(&[(0, 2), (10, 5_000), (11, 5_000)], Some((10, 11)));
        check(&[(10, 5_000), (900, 3_000)], Some((10, 900)));
        check(&[(10, 1)], Some((10, 10)));
        check(&[(0, 1), (10, 1), (20, 1)], Some((0, 20)));
        check(&[], None);
    }
}
