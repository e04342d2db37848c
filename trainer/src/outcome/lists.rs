//! Follows one device's lists: what was in view, selected and added, and from which list an ordered item came; never across devices.

use std::collections::HashMap;

use super::DAY;
use crate::events::{Fact, Kind};

/// Places of a list that are followed.
const PLACES: usize = 64;

/// A list that a device was shown, or would have been.
#[derive(Debug, Clone, Copy)]
pub struct List {
    /// Where the shelf stands, and the model.
    pub placement: u32,
    /// The model's digest; 0 if no exposure tells.
    pub model: u32,
    /// Which of the device's events has its items.
    pub fact: usize,
    /// When it was first told of.
    pub moment: i64,
    /// Whether an exposure tells of it.
    pub exposed: bool,
    /// Whether it was shown.
    pub shown: bool,
    /// Whether it was in view.
    pub viewed: bool,
    /// Its places in view, selected and added from, a bit each.
    pub places: [u64; 3],
    /// Whether anything was selected, and added: of places that are not known, too.
    pub clicked: [bool; 2],
}

/// When an item was last touched in a list.
#[derive(Debug, Clone, Copy, Default)]
struct Touch {
    /// The device's count at the last addition, and the list.
    added: Option<(u64, u32)>,
    /// The same of the last select, and when.
    selected: Option<(u64, u32, i64)>,
}

/// The lists of one device. It is emptied and used again.
#[derive(Default)]
pub struct Lists {
    /// By the order in which they were told of.
    pub all: Vec<List>,
    numbers: HashMap<u64, u32, foldhash::fast::FixedState>,
    touches: HashMap<u32, Touch, foldhash::fast::FixedState>,
    /// The device's count at its last order that counts.
    ordered: u64,
}

impl Lists {
    /// Forgets all.
    pub fn clear(&mut self) {
        self.all.clear();
        self.numbers.clear();
        self.touches.clear();
        self.ordered = 0;
    }

    /// Takes note of an order: what was added before is not in the cart any more.
    pub fn order(&mut self, seq: u64) {
        self.ordered = seq;
    }

    /// The last addition of an item from a list: the device's count, and the list.
    pub fn added(&self, item: u32) -> Option<(u64, &List)> {
        let (seq, list) = self.touches.get(&item)?.added?;
        Some((seq, &self.all[list as usize]))
    }

    /// Items that were added from lists since the last order, and before the device had counted so far.
    pub fn added_before(&self, seq: u64) -> impl Iterator<Item = u32> {
        let span = self.ordered..seq;
        let added = self.touches.iter().filter(move |(_, touch)| touch.added.is_some_and(|(at, _)| span.contains(&at)));
        added.map(|(item, _)| *item)
    }

    /// Takes in an event of the device that is no order. `facts` are all of the device's.
    pub fn push(&mut self, facts: &[Fact], at: usize, moment: i64) {
        let fact = &facts[at];
        if matches!(fact.kind, Kind::Select | Kind::Add) && fact.list == 0 {
            return;
        }
        let number = self.number(fact, at, moment);
        let list = &mut self.all[number as usize];
        match fact.kind {
            Kind::Exposure => {
                if !list.exposed {
                    (list.placement, list.model, list.fact) = (fact.placement, fact.model, at);
                }
                list.exposed = true;
                list.shown |= fact.shown;
            }
            Kind::View => {
                list.viewed = true;
                let whole = &facts[list.fact].items;
                for item in &fact.items {
                    if let Some(place) = whole.iter().take(PLACES).position(|other| other == item) {
                        list.places[0] |= 1 << place;
                    }
                }
            }
            Kind::Select | Kind::Add => {
                let kind = usize::from(fact.kind == Kind::Add);
                list.clicked[kind] = true;
                let whole = &facts[list.fact].items;
                let own = whole.iter().take(PLACES).position(|item| *item == fact.item);
                if let Some(place) = own {
                    list.places[1 + kind] |= 1 << place;
                }
                let touch = self.touches.entry(fact.item).or_default();
                match fact.kind {
                    Kind::Add => touch.added = Some((fact.seq, number)),
                    _ => touch.selected = Some((fact.seq, number, moment)),
                }
            }
            Kind::Order => {}
        }
    }

    /// The number of an event's list.
    fn number(&mut self, fact: &Fact, at: usize, moment: i64) -> u32 {
        let next = self.all.len() as u32;
        let number = *self.numbers.entry(fact.list).or_insert(next);
        if number == next {
            self.all.push(List {
                placement: fact.placement,
                model: 0,
                fact: at,
                moment,
                exposed: false,
                shown: false,
                viewed: false,
                places: [0; 3],
                clicked: [false; 2],
            });
        }
        number
    }

    /// The list that an ordered item is owed to, by its place in [`Self::all`]: of its last addition, or of its last select in the day
    /// before; whichever came last.
    pub fn owed_to(&self, item: u32, moment: i64) -> Option<usize> {
        let touch = self.touches.get(&item)?;
        let selected =
            touch.selected.filter(|(.., selected)| moment - selected <= DAY).map(|(seq, list, _)| (seq, list));
        let (_, list) = touch.added.max(selected)?;
        Some(list as usize)
    }

    /// Whether any list so far had the item.
    pub fn had(&self, item: u32, facts: &[Fact]) -> bool {
        item != 0 && self.all.iter().any(|list| list.exposed && facts[list.fact].items.contains(&item))
    }

    /// The items that were selected or added.
    pub fn touched(&self) -> impl Iterator<Item = u32> {
        self.touches.keys().copied()
    }
}
