//! Lays questions and answers out as flat lists of numbers, to cross a boundary cheaply; never computes an answer.
//!
//! A question: limit, kind (1 for upgrades), then eight lists, each behind how many entries it has: lines (item, quantity,
//! price or −1), excluded items, facts, measures (number, value), items in stock, items sold out, items shown (item, times),
//! remembered items (item, age, 1 if bought).

use super::query::{Dropped, Evidence, Explanation, Kind, Line, Offer, Pick, Pinned, QueryBuffer, Suppression};
use crate::model::rules::parts::{Capped, Source};
use crate::rank::Past;

impl QueryBuffer {
    /// Reads a flat question; what is missing or breaks off at the end is empty.
    pub fn read(flat: &[f64]) -> Self {
        let mut buffer = Self::default();
        buffer.reread(flat);
        buffer
    }

    /// Reads a flat question in place of this one, into the same memory.
    pub fn reread(&mut self, flat: &[f64]) {
        let mut numbers = flat.iter().copied();
        self.limit = numbers.next().unwrap_or(0.0) as usize;
        self.kind = if numbers.next() == Some(1.0) { Kind::Upsell } else { Kind::AddOn };
        let mut lists = Lists(numbers);
        // A float becomes the nearest whole number of the type; one that is none becomes 0.
        lists.next(&mut self.cart, |[item, quantity, price]: [f64; 3]| Line {
            item: item as u32,
            quantity: quantity as u32,
            price: (price >= 0.0).then_some(price as u32),
        });
        let one = |[item]: [f64; 1]| item as u32;
        lists.next(&mut self.exclude, one);
        lists.next(&mut self.facts, one);
        lists.next(&mut self.measures, |[number, value]: [f64; 2]| (number as u32, value as i64));
        lists.next(&mut self.in_stock, one);
        lists.next(&mut self.sold_out, one);
        lists.next(&mut self.shown, |[item, times]: [f64; 2]| (item as u32, times as u32));
        lists.next(&mut self.past, |[item, age, bought]: [f64; 3]| Past {
            item: item as u32,
            age: age as u32,
            bought: bought == 1.0,
        });
    }
}

/// What is left of a flat question.
struct Lists<I>(I);

impl<I: Iterator<Item = f64>> Lists<I> {
    fn next<const N: usize, T>(&mut self, list: &mut Vec<T>, entry: impl Fn([f64; N]) -> T) {
        list.clear();
        let count = self.0.next().unwrap_or(0.0) as usize;
        for _ in 0..count {
            let mut numbers = [0.0; N];
            for number in &mut numbers {
                match self.0.next() {
                    Some(given) => *number = given,
                    None => return,
                }
            }
            list.push(entry(numbers));
        }
    }
}

/// A pick, behind those better than it: item, score, source (0 pinned, 1 learned, 2 complement, 3 popular), rule or −1, evidence (0 none to 3
/// very often), benefit or −1, partner or −1, history's share, n, then n times (cart item, share).
pub fn pick(pick: &Pick, flat: &mut Vec<f64>) {
    let evidence = match pick.evidence {
        None => 0,
        Some(Evidence::Sometimes) => 1,
        Some(Evidence::Often) => 2,
        Some(Evidence::VeryOften) => 3,
    };
    let (rule, benefit, partner) = (number(pick.rule), number(pick.benefit), number(pick.partner));
    let reasons = pick.because.len() as f64;
    flat.extend([pick.item.into(), pick.score, source(pick.source), rule, evidence.into()]);
    flat.extend([benefit, partner, pick.history, reasons]);
    for reason in &pick.because {
        flat.push(reason.item.into());
        flat.push(reason.share);
    }
}

/// An explanation: prior, value class's multiplier, what a better version counts, worth, why dropped, that rule or −1, the fact,
/// set or item that it is about or −1, position or −1, what is remembered adds, source (as in a pick), diversity's multiplier
/// (1 is 1), 1 if it is pinned, by that rule or −1, at that position or −1, benefit or −1, partner or −1; then three lists behind their lengths: (cart item,
/// units), (rule, units added), (rule, multiplier).
///
/// Why dropped: 0 not, 1 in the cart, 2 excluded by the page, 3 hidden, 4 sold out, 5 variant, 6 substitute, 7 rests, 8 rule, 9 not
/// required, 10 silent, 11 owned, 12 below the least score, 13 not from where picks come from, 14 cap per category, 15 per
/// brand, 16 of a set, 17 another variant is shown, 18 of another category than what it would be better than, 19 not dearer,
/// 20 beyond the price step.
pub fn explanation(it: &Explanation) -> Vec<f64> {
    let (code, rule, about) = it.dropped.map_or((0, None, None), why);
    let position = it.position.map(|at| at as u32);
    let pin = it.pin.unwrap_or(Pinned { rule: None, position: None });
    let mut flat = vec![f64::from(it.prior), f64::from(it.class_factor), f64::from(it.likeness), it.worth as f64];
    flat.extend([f64::from(code), number(rule), number(about), number(position), it.history as f64]);
    flat.extend([source(it.source), it.diversity, f64::from(u8::from(it.pin.is_some()))]);
    flat.extend([number(pin.rule), number(pin.position), number(it.benefit), number(it.partner)]);
    for list in [&it.parts, &it.added, &it.factors] {
        flat.push(list.len() as f64);
        for (from, by) in list {
            flat.extend([f64::from(*from), f64::from(*by)]);
        }
    }
    flat
}

/// The number of a reason, its rule, and what else it is about.
fn why(dropped: Dropped) -> (u8, Option<u32>, Option<u32>) {
    match dropped {
        Dropped::InCart => (1, None, None),
        Dropped::Excluded => (2, None, None),
        Dropped::Hidden => (3, None, None),
        Dropped::SoldOut => (4, None, None),
        Dropped::Sibling => (5, None, None),
        Dropped::Substitute => (6, None, None),
        Dropped::Rests => (7, None, None),
        Dropped::ByRule(rule) => (8, Some(rule), None),
        Dropped::NotRequired(rule) => (9, Some(rule), None),
        Dropped::Suppressed(Suppression::Signal(fact)) => (10, None, Some(fact)),
        Dropped::Suppressed(Suppression::Rule(rule)) => (10, Some(rule), None),
        Dropped::Suppressed(Suppression::Unasked) => (10, None, None),
        Dropped::Owned => (11, None, None),
        Dropped::BelowLeast(rule) => (12, Some(rule), None),
        Dropped::NotFilled(rule) => (13, Some(rule), None),
        Dropped::Capped(Capped::Category, rule) => (14, Some(rule), None),
        Dropped::Capped(Capped::Brand, rule) => (15, Some(rule), None),
        Dropped::Capped(Capped::Set(set), rule) => (16, Some(rule), Some(set)),
        Dropped::OneVariant(item) => (17, None, Some(item)),
        Dropped::OtherCategory => (18, None, None),
        Dropped::NotDearer => (19, None, None),
        Dropped::BeyondStep => (20, None, None),
    }
}

fn source(of: Source) -> f64 {
    f64::from(of.number())
}

/// Offers: bundle, n, then n missing items.
pub fn offers(offers: &[Offer]) -> Vec<f64> {
    let mut flat = Vec::new();
    for offer in offers {
        flat.extend([f64::from(offer.bundle), offer.missing.len() as f64]);
        flat.extend(offer.missing.iter().copied().map(f64::from));
    }
    flat
}

fn number(of: Option<u32>) -> f64 {
    of.map_or(-1.0, f64::from)
}
