//! Lays queries and answers out as flat lists of numbers, to cross a boundary cheaply; never computes an answer.
//!
//! A query: limit, kind (1 for upsells), then eight lists, each behind how many entries it has: lines (item, quantity,
//! price or −1), excluded items, facts, measures (number, value), items in stock, items sold out, items shown (item, times),
//! history (item, age, 1 if bought).
//!
//! The tables that JavaScript needs to read answers are written to `www/engine/wire.js` from what is declared here, in
//! [`super::reasons`] and in [`super::facts`].

use super::answer::{Evidence, Explanation, Offer, Pick, Pinned};
use super::query::{Kind, Line, QueryBuffer};
use crate::rank::Past;

impl QueryBuffer {
    /// Reads a query; what is missing or breaks off at the end is empty.
    pub fn read(numbers: &[f64]) -> Self {
        let mut buffer = Self::default();
        buffer.reread(numbers);
        buffer
    }

    /// Reads a query in place of this one, into the same memory.
    pub fn reread(&mut self, numbers: &[f64]) {
        let mut numbers = numbers.iter().copied();
        self.limit = whole(numbers.next().unwrap_or(0.0)) as usize;
        self.kind = if numbers.next() == Some(1.0) { Kind::Upsell } else { Kind::AddOn };
        let mut lists = Lists(numbers);
        lists.next(&mut self.cart, |[item, quantity, price]: [f64; 3]| Line {
            item: whole(item),
            quantity: whole(quantity),
            price: (price >= 0.0).then_some(whole(price)),
        });
        let one = |[item]: [f64; 1]| whole(item);
        lists.next(&mut self.exclude, one);
        lists.next(&mut self.facts, one);
        lists.next(&mut self.measures, |[number, value]: [f64; 2]| (whole(number), signed(value)));
        lists.next(&mut self.in_stock, one);
        lists.next(&mut self.sold_out, one);
        lists.next(&mut self.shown, |[item, times]: [f64; 2]| (whole(item), whole(times)));
        lists.next(&mut self.past, |[item, age, bought]: [f64; 3]| Past {
            item: whole(item),
            age: whole(age),
            bought: bought == 1.0,
        });
    }
}

/// The nearest whole number, as `as` gives it; 0 for one that is none. The largest are named: what becomes of `as` in JavaScript, for
/// pages without WebAssembly, is 0 for them.
fn whole(number: f64) -> u32 {
    if number >= f64::from(u32::MAX) { u32::MAX } else { number as u32 }
}

/// The same with a sign.
fn signed(number: f64) -> i64 {
    const END: f64 = (1u64 << 63) as f64;
    match number {
        beyond if beyond >= END => i64::MAX,
        below if below <= -END => i64::MIN,
        number => number as i64,
    }
}

/// What is left of a query.
struct Lists<I>(I);

impl<I: Iterator<Item = f64>> Lists<I> {
    fn next<const N: usize, T>(&mut self, list: &mut Vec<T>, entry: impl Fn([f64; N]) -> T) {
        list.clear();
        let count = whole(self.0.next().unwrap_or(0.0)) as usize;
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

/// The numbers of a pick before its reasons: their count is the last. What a pick does not have is −1; evidence is 0 to 3.
pub const PICK: [&str; 10] =
    ["item", "score", "source", "rule", "evidence", "benefit", "partner", "bundle", "history", "reasons"];

/// A pick, behind those better than it: the numbers of [`PICK`], then for each reason (cart item, share).
pub fn pick(pick: &Pick, kind: Kind, out: &mut Vec<f64>) {
    let evidence = pick.evidence.map_or(0, Evidence::number);
    out.extend([
        pick.item.into(),
        pick.score,
        kind.shown(pick.source).number().into(),
        number(pick.rule),
        evidence.into(),
        number(pick.benefit),
        number(pick.partner),
        number(pick.bundle),
        pick.history,
        pick.because.len() as f64,
    ]);
    for reason in &pick.because {
        out.push(reason.item.into());
        out.push(reason.share);
    }
}

/// The numbers of an explanation before its lists. What it does not have is −1; `dropped` is 0 for an item that no reason keeps
/// out; `is_pinned` is 1 if it is pinned, by the rule `pinned_by` at `pinned_at`.
pub const EXPLANATION: [&str; 17] = [
    "prior",
    "class_factor",
    "likeness",
    "worth",
    "dropped",
    "rule",
    "about",
    "position",
    "history",
    "source",
    "diversity",
    "is_pinned",
    "pinned_by",
    "pinned_at",
    "benefit",
    "partner",
    "stands_for",
];

/// An explanation: the numbers of [`EXPLANATION`], then three lists behind their lengths: (cart item, units), (rule, units
/// added), (rule, multiplier).
pub fn explanation(it: &Explanation, kind: Kind) -> Vec<f64> {
    let why = it.dropped.map_or(0, |dropped| dropped.why.number());
    let (rule, about) = it.dropped.map_or((None, None), |dropped| (dropped.rule, dropped.about));
    let position = it.position.map(|at| at as u32);
    let pin = it.pin.unwrap_or(Pinned { rule: None, position: None });
    let mut out = vec![f64::from(it.prior), f64::from(it.class_factor), f64::from(it.likeness), it.worth as f64];
    out.extend([f64::from(why), number(rule), number(about), number(position), it.history as f64]);
    out.extend([kind.shown(it.source).number().into(), it.diversity, f64::from(u8::from(it.pin.is_some()))]);
    out.extend([pin.rule, pin.position, it.benefit, it.partner, Some(it.stands_for)].map(number));
    for list in [&it.parts, &it.added, &it.factors] {
        out.push(list.len() as f64);
        for (from, by) in list {
            out.extend([f64::from(*from), f64::from(*by)]);
        }
    }
    out
}

/// Offers: bundle, n, then n missing items.
pub fn offers(offers: &[Offer]) -> Vec<f64> {
    let mut out = Vec::new();
    for offer in offers {
        out.extend([f64::from(offer.bundle), offer.missing.len() as f64]);
        out.extend(offer.missing.iter().copied().map(f64::from));
    }
    out
}

fn number(of: Option<u32>) -> f64 {
    of.map_or(-1.0, f64::from)
}
