//! Holds an item's suggestions by number, and shows them as a receiver knows them.

use super::channel::Picked;
use super::items::Items;

/// An item and its suggestions, best first.
#[derive(Debug, Clone, PartialEq)]
pub struct Row {
    /// The item's number.
    pub item: u32,
    /// Suggestions and their scores.
    pub picks: Vec<(u32, f64)>,
}

impl Row {
    /// The suggestions as the receiver knows them.
    pub fn picked<'a>(&self, items: &'a Items<'_>) -> Vec<Picked<'a>> {
        self.picks.iter().map(|(item, score)| Picked { item: items.item(*item), score: *score }).collect()
    }
}
