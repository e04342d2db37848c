//! Lays out what ranking must know of an item in sixteen bytes, so that one look at memory tells it; never decides anything.

/// Bits of a slot's flags that one question sets.
pub(crate) const IN_CART: u16 = 1;
pub(crate) const EXCLUDED: u16 = 2;
pub(crate) const VARIANT: u16 = 4;
pub(crate) const SUBSTITUTE: u16 = 8;
pub(crate) const FREQUENCY_CAP: u16 = 16;
pub(crate) const SOLD_OUT: u16 = 32;
pub(crate) const IN_STOCK: u16 = 64;
pub(crate) const OWNED: u16 = 128;
/// Beside [`SUBSTITUTE`]: it would replace something that it is not dearer than.
pub(crate) const NOT_DEARER: u16 = 1024;
/// All bits that a question sets.
pub(crate) const ASKED: u16 = 255 | NOT_DEARER;
/// Bits of a question that block an item.
pub(crate) const BLOCKS: u16 = IN_CART | EXCLUDED | VARIANT | SUBSTITUTE | FREQUENCY_CAP | SOLD_OUT | OWNED;
/// Bits that the files set: hidden; hidden only for being sold out. Above them the value class.
pub(crate) const HIDDEN: u16 = 256;
pub(crate) const OUT_OF_STOCK: u16 = 512;
pub(crate) const CLASS_AT: u32 = 12;

/// A score that no candidate has: the item was not touched by any cart item.
pub(crate) const UNTOUCHED: i32 = i32::MIN;

/// The sets named in the slot itself; most items are in no more.
pub(crate) const NEAR_SETS: usize = 3;
/// In place of a set: there is no further one.
pub(crate) const NO_SET: u8 = 0;
/// In place of the first set: there are too many, or too large numbers, to be named here.
pub(crate) const FAR: u8 = 1;
/// The first number that names a set.
const FIRST: u8 = 2;

/// Everything about one item that is looked at for every candidate.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Slot {
    /// Its sum for this cart, or [`UNTOUCHED`].
    pub(crate) score: i32,
    pub(crate) prior: i32,
    pub(crate) flags: u16,
    pub(crate) sets: [u8; NEAR_SETS],
}

impl Slot {
    /// An item of no set that nothing is known of.
    pub(crate) fn of(prior: i32, hidden: bool) -> Self {
        Self { score: UNTOUCHED, prior, flags: if hidden { HIDDEN } else { 0 }, sets: [NO_SET; NEAR_SETS] }
    }

    /// Notes what a rules file knows of the item: whether it is only sold out, its value class, its sets.
    pub(crate) fn note(&mut self, sold_out: bool, class: u8, sets: &[u32]) {
        self.flags |= if sold_out { OUT_OF_STOCK } else { 0 } | u16::from(class) << CLASS_AT;
        if sets.len() > NEAR_SETS || sets.iter().any(|set| Self::near(*set).is_none()) {
            self.sets = [FAR; NEAR_SETS];
        } else {
            self.sets
                .iter_mut()
                .zip(sets.iter().filter_map(|set| Self::near(*set)))
                .for_each(|(name, near)| *name = near);
        }
    }

    /// What an item that the model does not have looks like.
    pub(crate) const NONE: Self = Self { score: UNTOUCHED, prior: 0, flags: HIDDEN, sets: [NO_SET; NEAR_SETS] };

    /// What slots call a set, if its number is small enough.
    pub(crate) fn near(set: u32) -> Option<u8> {
        u8::try_from(set).ok()?.checked_add(FIRST)
    }

    /// Whether its sets are not named here.
    #[inline(always)]
    pub(crate) fn is_far(&self) -> bool {
        self.sets[0] == FAR
    }

    /// The sets that are named here.
    #[inline(always)]
    pub(crate) fn named(&self) -> impl Iterator<Item = u32> {
        self.sets.into_iter().take_while(|name| *name >= FIRST).map(|name| u32::from(name - FIRST))
    }

    #[inline(always)]
    pub(crate) fn is_touched(&self) -> bool {
        self.score != UNTOUCHED
    }

    /// The score so far: the prior, if nothing in the cart speaks for the item.
    #[inline(always)]
    pub(crate) fn sum(&self) -> i32 {
        if self.is_touched() { self.score } else { self.prior }
    }

    /// Whether it may not be shown where there are no rules.
    #[inline(always)]
    pub(crate) fn is_blocked(&self) -> bool {
        self.flags & (BLOCKS | HIDDEN) != 0
    }
}

/// Adds to an item's score what is above 0.
#[inline(always)]
pub(super) fn raise(slots: &mut [Slot], touched: &mut Vec<u32>, item: u32, by: i32) {
    if let Some(slot) = slots.get_mut(item as usize) {
        if !slot.is_touched() {
            slot.score = slot.prior;
            touched.push(item);
        }
        slot.score = raised(slot.score, by);
    }
}

/// A score and a weight, which is never below 0: so the sum saturates at one end only.
#[inline(always)]
pub(super) fn raised(score: i32, weight: i32) -> i32 {
    let sum = score.wrapping_add(weight);
    if sum < score { i32::MAX } else { sum }
}
