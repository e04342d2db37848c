//! Accounts for one device: its first exposure, its window, its orders, what it did with lists; into the sums of its arm.

use std::collections::HashSet;

use super::book::{Book, Bought, Found};
use super::breakdown::{Breakdown, owe};
use super::followed::{Followed, Following};
use super::lists::Lists;
use super::measure::{MEASURES, Measure, Values};
use super::merits::Merits;
use super::named::{Met, Named, Said};
use super::reasons::Why;
use super::survey::Survey;
use super::tally::{Tally, add, grown};
use super::visits::{gaps, is_bot, stay};
use super::{DAY, WEEK};
use crate::events::{Fact, Kind};

/// What all devices are accounted by.
pub struct Rules<'r> {
    /// What events say of the experiment.
    pub named: &'r Named,
    /// What must be known of all devices.
    pub survey: &'r Survey,
    /// What orders were worth.
    pub book: &'r Book,
    /// Milliseconds after the first exposure in which orders count.
    pub window: i64,
    /// Milliseconds for which customers are followed.
    pub follow_up: i64,
}

/// Accounts for devices, one after another.
pub struct Accounts<'r> {
    rules: &'r Rules<'r>,
    /// What they add up to.
    pub tally: Tally,
    lists: Lists,
    lines: Vec<Bought>,
    orders: HashSet<Vec<u8>>,
    ordered: HashSet<u32>,
    breakdown: Breakdown,
    /// The device's first order that counts, by its number in the shop's own record.
    first: Option<u32>,
}

/// A device in its window.
struct Window {
    arm: usize,
    /// Which of its events is the first exposure.
    trigger: usize,
    start: i64,
    end: i64,
    /// Whether it counts: it is no bot, and its window has closed.
    counts: bool,
}

impl<'r> Accounts<'r> {
    /// No device yet.
    pub fn new(rules: &'r Rules<'r>, arms: usize) -> Self {
        Self {
            rules,
            tally: Tally::new(arms),
            lists: Lists::default(),
            lines: Vec::new(),
            orders: HashSet::new(),
            ordered: HashSet::new(),
            breakdown: Breakdown::default(),
            first: None,
        }
    }

    /// Adds a device with its events in its own order.
    pub fn add(&mut self, device: &str, facts: &[Fact]) {
        let met = self.rules.named.met(facts);
        let arm = match met.arm {
            Said::Arm(arm) => Some(usize::from(arm)),
            _ => None,
        };
        let left = &mut self.tally.left;
        facts.iter().filter(|fact| fact.moment().1).for_each(|_| left.count(Why::WrongClock, arm));
        left.count_all(Why::Lost, arm, gaps(facts));
        if let Some(arm) = arm {
            self.tally.events[arm] += facts.len() as u64;
        }
        let left = &mut self.tally.left;
        if met.changed {
            left.count(Why::ChangedArm, arm);
        }
        match (arm, met.trigger) {
            (Some(arm), Some((at, moment))) => self.triggered(device, facts, arm, at, moment),
            _ => self.without(facts, &met),
        }
    }

    /// A device that takes no part: why, and its orders.
    fn without(&mut self, facts: &[Fact], met: &Met) {
        let arm = if let Said::Arm(arm) = met.arm { Some(usize::from(arm)) } else { None };
        match met.arm {
            Said::Unknown => self.tally.left.count(Why::UnknownArm, None),
            Said::Nothing if met.trigger.is_some() => self.tally.left.count(Why::NoArm, None),
            _ => {}
        }
        let orders = facts.iter().filter(|fact| fact.kind == Kind::Order).count() as u64;
        self.tally.left.count_all(Why::OrderWithoutExposure, arm, orders);
        if let (Some(arm), None) = (arm, met.trigger) {
            let [devices, buyers] = &mut self.tally.untriggered[arm];
            *devices += 1;
            *buyers += u64::from(orders > 0);
        }
    }

    fn triggered(&mut self, device: &str, facts: &[Fact], arm: usize, trigger: usize, start: i64) {
        let Rules { survey, window, .. } = *self.rules;
        if start < survey.start {
            self.tally.left.count(Why::BeforeStart, Some(arm));
            return;
        }
        let end = start + window;
        let (is_bot, is_open) = (is_bot(&facts[trigger..], start), end > survey.end);
        let week = ((start - survey.start) / WEEK) as usize;
        if is_bot {
            self.tally.bots[arm] += 1;
            self.tally.left.count(Why::Bot, Some(arm));
        } else {
            self.tally.triggered[arm] += 1;
            *grown(&mut self.tally.weekly[arm], week) += 1;
            let (hours, is_one_visit) = stay(facts);
            *grown(&mut self.tally.ages[arm], hours) += 1;
            self.tally.one_visit[arm] += u64::from(is_one_visit);
        }
        let shares = survey.shared.contains(device);
        if shares && !is_bot {
            self.tally.shared[arm] += 1;
            self.tally.left.count(Why::SharedOrder, Some(arm));
        }
        if is_open {
            self.tally.left.count(Why::OpenWindow, Some(arm));
            return;
        }
        let own = Window { arm, trigger, start, end, counts: !is_bot };
        let values = self.values(device, facts, &own);
        let revenue = (values[Measure::Revenue as usize].0, 0);
        add(&mut self.tally.with_bots[arm], revenue);
        if is_bot {
            return;
        }
        if !shares {
            add(&mut self.tally.unshared[arm], revenue);
        }
        let known = facts[trigger].before.is_some();
        grown(&mut self.tally.cohorts[arm], week).add(&values, known);
        let day = (start.div_euclid(DAY), arm as u8, facts[trigger].placement);
        self.tally.days.entry(day).or_default().add(&values, known);
    }

    /// What a device did in its window.
    fn values(&mut self, device: &str, facts: &[Fact], own: &Window) -> Values {
        let mut values = [(0, 0); MEASURES];
        self.lists.clear();
        self.orders.clear();
        self.ordered.clear();
        self.breakdown.forget();
        self.first = None;
        for (at, fact) in facts.iter().enumerate() {
            let (moment, _) = fact.moment();
            if fact.kind == Kind::Order {
                self.order(device, facts, at, moment, own, &mut values);
            } else if at >= own.trigger && (own.start..own.end).contains(&moment) {
                match fact.received.is_some_and(|received| received >= own.end) {
                    true if own.counts => self.tally.left.count(Why::Late, Some(own.arm)),
                    true => {}
                    false => self.lists.push(facts, at, moment),
                }
            }
        }
        let (orders, bought) = (values[Measure::OrderValue as usize].1, Measure::Conversion as usize);
        values[bought].0 = i64::from(orders > 0);
        values[Measure::Revenue as usize].1 = facts[own.trigger].before.map_or(0, |before| before.cents);
        self.engagement(facts, own, &mut values);
        let Rules { book, survey, follow_up: span, .. } = *self.rules;
        let followed = Followed { device, facts, trigger: own.trigger, start: own.start, first: self.first };
        Following { book, survey, span }.add(&followed, &mut values);
        values
    }

    /// An order of the device, if it counts.
    fn order(&mut self, device: &str, facts: &[Fact], at: usize, moment: i64, own: &Window, values: &mut Values) {
        let fact = &facts[at];
        let refused = self.refusal(device, fact, at, moment, own);
        let count = |tally: &mut Tally, why| {
            if own.counts {
                tally.left.count(why, Some(own.arm));
            }
        };
        if let Some(why) = refused {
            count(&mut self.tally, why);
            return;
        }
        let mut lines = std::mem::take(&mut self.lines);
        let book = self.rules.book;
        let found = book.find(fact, &mut lines);
        if own.counts && book.is_shops() {
            self.tally.joined[own.arm][0] += 1;
            self.tally.joined[own.arm][1] += u64::from(!matches!(found, Found::Unknown));
        }
        match found {
            Found::Unknown => count(&mut self.tally, Why::OrderUnknown),
            Found::Cancelled => count(&mut self.tally, Why::OrderCancelled),
            Found::Bought(lines) => {
                self.first = self.first.or_else(|| book.number(&fact.order));
                self.bought(facts, moment, lines, own, values);
                self.lists.order(fact.seq);
            }
        }
        self.lines = lines;
    }

    /// Why an order of the device does not count.
    fn refusal(&mut self, device: &str, fact: &Fact, at: usize, moment: i64, own: &Window) -> Option<Why> {
        let survey = self.rules.survey;
        let is_other = || survey.owners.get(fact.order.as_slice()).is_some_and(|owner| **owner != *device);
        match () {
            () if at < own.trigger || moment < own.start => Some(Why::OrderBefore),
            () if moment >= own.end => Some(Why::OrderAfter),
            () if fact.received.is_some_and(|received| received >= own.end) => Some(Why::Late),
            () if !self.orders.insert(fact.order.clone()) => Some(Why::OrderAgain),
            () if is_other() => Some(Why::OrderOfOther),
            () if !self.rules.book.is_shops() && fact.currency != survey.currency && fact.currency != 0 => {
                Some(Why::OtherCurrency)
            }
            () => None,
        }
    }

    /// Counts the lines of an order.
    fn bought(&mut self, facts: &[Fact], moment: i64, lines: &[Bought], own: &Window, values: &mut Values) {
        let mut sum = |measure: Measure, y: i64, x: i64| {
            let value = &mut values[measure as usize];
            *value = (value.0.saturating_add(y), value.1.saturating_add(x));
        };
        let cents: i64 = lines.iter().map(|line| line.cents).sum();
        let units: i64 = lines.iter().map(|line| i64::from(line.units - line.returned)).sum();
        let had = lines.iter().any(|line| self.lists.had(line.item, facts));
        sum(Measure::Revenue, cents, 0);
        sum(Measure::OrderValue, cents, 1);
        sum(Measure::OrderSize, units, 1);
        sum(Measure::Attach, had.into(), 1);
        let merits = Merits { lists: &self.lists, facts, goods: &self.rules.book.goods };
        let (mut added, mut cross_sell, mut upsell) = (false, false, false);
        for line in lines {
            sum(Measure::Margin, line.margin.unwrap_or(0), 0);
            if line.margin.is_none() && self.rules.book.has_costs() && own.counts {
                self.tally.left.count(Why::NoCost, Some(own.arm));
            }
            sum(Measure::Returns, line.returned.into(), 0);
            self.ordered.insert(line.item);
            self.breakdown.pay(line);
            let Some(list) = self.lists.owed_to(line.item, moment) else { continue };
            if merits.lacks_category(line.item) && own.counts {
                self.tally.left.count(Why::NoCategory, Some(own.arm));
            }
            added |= self.lists.added(line.item).is_some();
            cross_sell |= merits.is_cross_sell(line.item);
            upsell |= merits.is_upsell(line.item, list, lines);
            sum(Measure::Attributed, line.cents, 0);
            if moment + self.rules.follow_up <= self.rules.survey.end {
                sum(Measure::ReturnRate, line.returned.into(), line.units.into());
            }
            if own.counts {
                owe(&mut self.tally, own.arm, &self.lists.all[list], line);
            }
        }
        sum(Measure::Added, added.into(), 1);
        sum(Measure::CrossSell, cross_sell.into(), 1);
        sum(Measure::Upsell, upsell.into(), 1);
    }

    /// What came of the device's lists.
    fn engagement(&mut self, facts: &[Fact], own: &Window, values: &mut Values) {
        for list in self.lists.all.iter().filter(|list| list.viewed) {
            let clicked = list.clicked.map(i64::from);
            for (measure, clicked) in [Measure::ClickRate, Measure::AddRate].into_iter().zip(clicked) {
                let value = &mut values[measure as usize];
                *value = (value.0 + clicked, value.1 + 1);
            }
        }
        let touched = self.lists.touched().map(|item| i64::from(self.ordered.contains(&item)));
        values[Measure::Suggested as usize] = touched.fold((0, 0), |(y, x), ordered| (y + ordered, x + 1));
        if own.counts {
            self.breakdown.lists_into(&mut self.tally, &self.lists, facts, own.arm);
            self.breakdown.paid_into(&mut self.tally, own.arm);
        }
    }
}
