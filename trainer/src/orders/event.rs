//! Classifies event names as purchase, return or other.

use super::fold::plain;

/// What an event is to an order.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Event {
    /// Something was bought.
    Purchase,
    /// Something was given back.
    Return,
    /// Neither: a view, a cart.
    Other,
}

const PURCHASES: [&str; 20] = [
    "purchase",
    "purchased",
    "order",
    "ordered",
    "orderedproduct",
    "ordercompleted",
    "orderplaced",
    "placedorder",
    "buy",
    "bought",
    "transaction",
    "checkoutcompleted",
    "checkoutcomplete",
    "sale",
    "sales",
    "sold",
    "payment",
    "charge",
    "invoice",
    "receipt",
];
const RETURNS: [&str; 8] =
    ["refund", "refunded", "return", "returned", "creditmemo", "creditnote", "exchangereturn", "partialrefund"];

/// What an event's name says.
pub(super) fn event(name: &[u8]) -> Event {
    let name = plain(&String::from_utf8_lossy(name));
    match () {
        () if PURCHASES.contains(&name.as_str()) => Event::Purchase,
        () if RETURNS.contains(&name.as_str()) => Event::Return,
        () => Event::Other,
    }
}
