//! Finds which items of a cart speak for which picks; never ranks anything.

use crate::model::{Model, Volumes};

use crate::top::{Scored, Top};

/// How many picks share one walk through the cart's rows.
pub(crate) const TOGETHER: usize = 16;

/// What one cart item contributed.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Reason {
    /// The cart item.
    pub item: u32,
    /// Its part of the sum of all positive parts of the score, above 0, at most 1.
    pub share: f64,
}

/// The weights between a cart and some picks: the cart's rows lie in memory one by one, so that walking through them once
/// for all picks is quicker than searching each of them for every pick.
#[derive(Debug, Default)]
pub(crate) struct Reasons {
    /// (pick, cart item, weight), every weight above 0.
    found: Vec<(u32, u32, i32)>,
    picks: Vec<u32>,
    parts: Top,
}

/// What a pick has beside the cart items.
pub(crate) struct Shares {
    /// The largest weight among them, 0 if there is none.
    pub(crate) weight: i32,
    /// The share of the history.
    pub(crate) history: f64,
}

impl Reasons {
    /// The picks to find reasons for, best at most [`TOGETHER`] of them.
    pub(crate) fn ask(&mut self, picks: impl Iterator<Item = u32>) {
        self.picks.clear();
        self.picks.extend(picks);
    }

    /// Finds what each item of a cart (distinct, known) adds to those picks, at these volumes.
    pub(crate) fn find(&mut self, model: &Model, cart: &[u32], volumes: Volumes) {
        self.found.clear();
        // Most neighbours are no pick, which one bit of 64 tells.
        let bit = |item: u32| 1u64 << (item % 64);
        let bits = self.picks.iter().fold(0, |bits, pick| bits | bit(*pick));
        for &from in cart {
            for (neighbour, weight) in model.heard(from, volumes) {
                if bits & bit(neighbour) != 0 && weight > 0 && self.picks.contains(&neighbour) {
                    self.found.push((neighbour, from, weight));
                }
            }
        }
    }

    /// The cart items responsible for one of those picks, the largest share first, ties by smaller item, put in place of
    /// what is in `because`, given what else speaks for it.
    pub(crate) fn tell(&mut self, prior: i32, history: i64, pick: u32, because: &mut Vec<Reason>) -> Shares {
        self.parts.restart(self.found.len());
        let mut whole = i64::from(prior.max(0)) + history;
        for &(of, from, weight) in &self.found {
            if of == pick {
                whole += i64::from(weight);
                self.parts.offer(Scored::of(from, weight.into()));
            }
        }
        let parts = self.parts.best().iter();
        because.clear();
        because.extend(parts.map(|part| Reason { item: part.item, share: part.units() as f64 / whole as f64 }));
        Shares {
            weight: self.parts.best().first().map_or(0, |part| part.units() as i32),
            history: if history > 0 { history as f64 / whole as f64 } else { 0.0 },
        }
    }
}
