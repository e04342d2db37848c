//! What two items weigh together in a small cart and in a whole order; never computes it.

/// A weight of both kinds, of the item on the other side of a column or row.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Pair {
    pub(super) item: u32,
    /// In a small cart.
    pub(super) alone: f32,
    /// In a whole order.
    pub(super) whole: f32,
}

/// The weights with which other items raise one candidate, by ascending cart item.
pub(super) type Column = Vec<Pair>;
