//! Adds up what came of one device's lists by day, placement, model, item and place, and what it paid by item; never judges.

use super::DAY;
use super::book::Bought;
use super::lists::{List, Lists};
use super::tally::{Engaged, Tally, add, grown};
use crate::events::Fact;

/// Working memory for one device at a time: figures of items and of places, and of where lists stood.
#[derive(Default)]
pub(super) struct Breakdown {
    items: Scratch,
    places: Scratch,
    wheres: Vec<(u32, u32, [i64; 3])>,
    /// What it paid by item.
    paid: Vec<(u32, i64)>,
}

/// Figures of one device by number, emptied after it.
#[derive(Default)]
struct Scratch {
    figures: Vec<[i64; 3]>,
    touched: Vec<u32>,
}

impl Scratch {
    fn at(&mut self, number: usize) -> &mut [i64; 3] {
        let figures = grown(&mut self.figures, number);
        if *figures == [0; 3] {
            self.touched.push(number as u32);
        }
        figures
    }

    fn empty_into(&mut self, sums: &mut Vec<Engaged>) {
        for number in self.touched.drain(..) {
            let [views, clicks, adds] = std::mem::take(&mut self.figures[number as usize]);
            let engaged = grown(sums, number as usize);
            add(&mut engaged.clicks, (clicks, views));
            add(&mut engaged.adds, (adds, views));
        }
    }
}

impl Breakdown {
    /// Takes note of a line of an order that counts.
    pub(super) fn pay(&mut self, line: &Bought) {
        // Items that no event names have no name to report.
        if line.item > 0 {
            self.paid.push((line.item, line.cents));
        }
    }

    /// Forgets what the device paid.
    pub(super) fn forget(&mut self) {
        self.paid.clear();
    }

    /// Adds what the device paid by item, each item once.
    pub(super) fn paid_into(&mut self, tally: &mut Tally, arm: usize) {
        self.paid.sort_unstable();
        for same in self.paid.chunk_by(|a, b| a.0 == b.0) {
            let cents = same.iter().fold(0_i64, |sum, (_, cents)| sum.saturating_add(*cents));
            add(&mut grown(&mut tally.items[arm], same[0].0 as usize).sold, (cents, 1));
        }
        self.paid.clear();
    }

    /// Adds what came of the lists, by day, placement and model, by item and by place.
    pub(super) fn lists_into(&mut self, tally: &mut Tally, lists: &Lists, facts: &[Fact], arm: usize) {
        self.wheres.clear();
        for list in &lists.all {
            let at = (arm as u8, list.placement, list.model);
            let day = tally.lists.entry((list.moment.div_euclid(DAY), at)).or_default();
            day.lists += u64::from(list.exposed);
            day.shown += u64::from(list.shown);
            if !list.viewed {
                continue;
            }
            let figures = [1, i64::from(list.clicked[0]), i64::from(list.clicked[1])];
            day.viewed += 1;
            day.clicked += figures[1] as u64;
            day.added += figures[2] as u64;
            match self
                .wheres
                .iter_mut()
                .find(|(placement, model, _)| (*placement, *model) == (list.placement, list.model))
            {
                Some((.., own)) => (0..3).for_each(|at| own[at] += figures[at]),
                None => self.wheres.push((list.placement, list.model, figures)),
            }
            let [views, clicks, adds] = list.places;
            for (place, item) in
                facts[list.fact].items.iter().enumerate().take(64).filter(|(place, _)| views >> place & 1 == 1)
            {
                let seen = [1, (clicks >> place & 1) as i64, (adds >> place & 1) as i64];
                let (item, place) = (self.items.at(*item as usize), self.places.at(place));
                (0..3).for_each(|at| item[at] += seen[at]);
                (0..3).for_each(|at| place[at] += seen[at]);
            }
        }
        for (placement, model, [views, clicks, adds]) in self.wheres.drain(..) {
            let engaged = tally.engaged.entry((arm as u8, placement, model)).or_default();
            add(&mut engaged.clicks, (clicks, views));
            add(&mut engaged.adds, (adds, views));
        }
        self.items.empty_into(&mut tally.items[arm]);
        self.places.empty_into(&mut tally.places[arm]);
    }
}

/// Adds an attributed line to the list that it is owed to.
pub(super) fn owe(tally: &mut Tally, arm: usize, list: &List, line: &Bought) {
    let at = (arm as u8, list.placement, list.model);
    let units = u64::from(line.units - line.returned);
    let day = tally.lists.entry((list.moment.div_euclid(DAY), at)).or_default();
    day.units += units;
    day.cents += line.cents;
    for engaged in [tally.engaged.entry(at).or_default(), grown(&mut tally.items[arm], line.item as usize)] {
        engaged.units += units;
        engaged.cents += line.cents;
    }
}
