//! Names what a status can say of an order.

/// What a status says of an order.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Standing {
    /// It was bought: paid, sent, or to be paid on delivery.
    Bought,
    /// It was not, or not in the end: unpaid, failed, cancelled, refunded.
    NotBought,
    /// The word is not known. Such orders are kept, and the word is named.
    Unknown,
}
