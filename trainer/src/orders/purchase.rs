//! Takes in an order that a typed reader has read: as a whole, or not at all.

use super::columns::Field;
use super::error::{Place, ReadError};
use super::gather::Gather;
use super::line::Line;
use super::row::{self, Trouble, read_or_odd};
use super::scalar::Scalar;

/// An order, or what was given back of one.
#[derive(Debug, Default)]
pub(super) struct Purchase {
    pub(super) order: Scalar,
    pub(super) time: Scalar,
    pub(super) customer: Scalar,
    pub(super) status: Scalar,
    /// The day of its cancellation, if any.
    pub(super) cancelled_at: Scalar,
    /// Whether its items are given back.
    pub(super) refund: bool,
    pub(super) items: Vec<Bought>,
}

/// A line of it.
#[derive(Debug, Default)]
pub(super) struct Bought {
    pub(super) code: Scalar,
    pub(super) quantity: Scalar,
    pub(super) price: Scalar,
}

/// What a source calls the fields.
pub(super) type Names = [(Field, &'static str)];

/// Tells the report what stands for what.
pub(super) fn use_columns(names: &Names, gather: &mut Gather) {
    gather.report.use_columns(names.iter().map(|(field, name)| (field.map_name(), *name)));
}

/// Takes in an order, or counts the row as bad.
///
/// # Errors
/// When rows must be readable, or too many are not.
pub(super) fn push(
    source: &str,
    place: Place,
    purchase: &Purchase,
    names: &Names,
    gather: &mut Gather,
) -> Result<(), ReadError> {
    let name = |field: Field| names.iter().find(|(known, _)| *known == field).map_or("", |(_, name)| name).to_owned();
    push_lines(purchase, gather).or_else(|trouble| gather.bad_row(trouble.place(source, place, name)))
}

fn push_lines(purchase: &Purchase, gather: &mut Gather) -> Result<(), Trouble> {
    let strict = gather.options.strict;
    let mut head = Line {
        order: purchase.order.bytes(),
        customer: purchase.customer.bytes(),
        status: purchase.status.bytes(),
        cancelled: !super::blank::is_no_day(purchase.cancelled_at.bytes()),
        ..Line::default()
    };
    let when = purchase.time.bytes();
    head.time = read_or_odd(row::time(when, &mut gather.dates), when, &mut head.odd_time, strict)?;
    let quantity = |item: &Bought| row::number(Field::Quantity, item.quantity.bytes());
    let quantities: Vec<Option<f64>> = purchase.items.iter().map(quantity).collect::<Result<_, _>>()?;
    purchase.items.iter().try_for_each(|item| gather.check_code(item.code.bytes()))?;
    for (item, quantity) in purchase.items.iter().zip(quantities) {
        // A blank is one: of a refund too, which must find what it takes back.
        let quantity = quantity.unwrap_or(1.0);
        let quantity = Some(if purchase.refund { -quantity.abs() } else { quantity });
        let mut line = Line { item: item.code.bytes(), quantity, ..head };
        let price = row::number(Field::Price, item.price.bytes());
        line.price = read_or_odd(price, item.price.bytes(), &mut line.odd_price, strict)?;
        gather.push(&line)?;
    }
    Ok(())
}
