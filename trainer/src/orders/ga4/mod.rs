//! Reads purchases and refunds from Google Analytics 4's BigQuery export.

#[cfg(feature = "parquet")]
pub(super) mod parquet;

use super::columns::Field;
use super::error::{Place, ReadError};
use super::gather::Gather;
use super::line::{Dropped, Line};
use super::records;
use super::row::{self, Trouble, read_or_odd};
use super::scalar::Scalar;
use serde::Deserialize;
use std::io::BufRead;

/// Fields of an event that are read.
#[derive(Default, Deserialize)]
pub(super) struct Event {
    #[serde(default)]
    pub(super) event_name: Scalar,
    #[serde(default)]
    pub(super) event_timestamp: Scalar,
    #[serde(default)]
    pub(super) user_pseudo_id: Scalar,
    #[serde(default)]
    pub(super) user_id: Scalar,
    #[serde(default)]
    pub(super) ecommerce: Option<Ecommerce>,
    #[serde(default)]
    pub(super) event_params: Vec<Param>,
    #[serde(default)]
    pub(super) items: Vec<Item>,
}

#[derive(Default, Deserialize)]
pub(super) struct Ecommerce {
    #[serde(default)]
    pub(super) transaction_id: Scalar,
}

#[derive(Default, Deserialize)]
pub(super) struct Param {
    #[serde(default)]
    pub(super) key: Scalar,
    #[serde(default)]
    pub(super) value: Option<ParamValue>,
}

#[derive(Default, Deserialize)]
pub(super) struct ParamValue {
    #[serde(default)]
    pub(super) string_value: Scalar,
    #[serde(default)]
    pub(super) int_value: Scalar,
}

#[derive(Default, Deserialize)]
pub(super) struct Item {
    #[serde(default)]
    pub(super) item_id: Scalar,
    #[serde(default)]
    pub(super) item_name: Scalar,
    #[serde(default)]
    pub(super) quantity: Scalar,
    #[serde(default)]
    pub(super) price: Scalar,
}

/// Whether JSON text is such events.
pub(super) fn recognises(start: &[u8]) -> bool {
    let has = |key: &str| start.windows(key.len()).any(|window| window == key.as_bytes());
    has("\"event_name\"") && has("\"event_timestamp\"")
}

/// Reads all events of one source, as JSON.
pub(super) fn read(
    source: &str,
    first_line: Vec<u8>,
    text: impl BufRead,
    gather: &mut Gather,
) -> Result<(), ReadError> {
    use_columns(gather);
    records::read(source, first_line, text, |place, event: Result<Event, String>| match event {
        Ok(event) => push(source, place, &event, gather),
        Err(what) => gather.bad_row(Trouble::row(what).place(source, place, |_| String::new())),
    })
}

/// Tells the report what stands for what.
pub(super) fn use_columns(gather: &mut Gather) {
    gather.report.use_columns([
        ("order", "ecommerce.transaction_id"),
        ("item", "items.item_id"),
        ("quantity", "items.quantity"),
        ("price", "items.price"),
        ("time", "event_timestamp"),
        ("customer", "user_id"),
        ("event", "event_name"),
    ]);
}

/// Takes in one event, whatever it was read from.
pub(super) fn push(source: &str, place: Place, event: &Event, gather: &mut Gather) -> Result<(), ReadError> {
    let refund = event.event_name.bytes() == b"refund";
    if !refund && event.event_name.bytes() != b"purchase" {
        gather.count(Dropped::NotPurchase, 1);
        return Ok(());
    }
    let transaction = transaction(event);
    if !refund && !gather.first_time(transaction) {
        // Browsers send a purchase again when its page is loaded again.
        gather.count(Dropped::Duplicate, event.items.len() as u64);
        return Ok(());
    }
    if refund && event.items.is_empty() {
        gather.cancel(transaction);
        return Ok(());
    }
    let pushed = push_items(event, transaction, refund, gather);
    pushed.or_else(|trouble| gather.bad_row(trouble.place(source, place, |field| column(field).to_owned())))
}

/// What the export calls a field.
fn column(field: Field) -> &'static str {
    match field {
        Field::Time => "event_timestamp",
        Field::Quantity => "items.quantity",
        Field::Price => "items.price",
        _ => "",
    }
}

fn push_items(event: &Event, transaction: &[u8], refund: bool, gather: &mut Gather) -> Result<(), Trouble> {
    let strict = gather.options.strict;
    let customer = if event.user_id.is_blank() { &event.user_pseudo_id } else { &event.user_id };
    let mut head = Line { order: transaction, customer: customer.bytes(), ..Line::default() };
    let when = event.event_timestamp.bytes();
    head.time = read_or_odd(row::time(when, &mut gather.dates), when, &mut head.odd_time, strict)?;
    // An event is taken in as a whole, or not.
    let quantities: Vec<Option<f64>> =
        event.items.iter().map(|item| row::number(Field::Quantity, item.quantity.bytes())).collect::<Result<_, _>>()?;
    event.items.iter().try_for_each(|item| gather.check_code(code(item)))?;
    for (item, quantity) in event.items.iter().zip(quantities) {
        let quantity = quantity.unwrap_or(1.0);
        let mut line = Line { item: code(item), quantity: Some(if refund { -quantity } else { quantity }), ..head };
        let price = row::number(Field::Price, item.price.bytes());
        line.price = read_or_odd(price, item.price.bytes(), &mut line.odd_price, strict)?;
        gather.push(&line)?;
    }
    Ok(())
}

fn code(item: &Item) -> &[u8] {
    if item.item_id.is_blank() { item.item_name.bytes() } else { item.item_id.bytes() }
}

/// The transaction's id, from the record or, in older exports, from the parameters.
fn transaction(event: &Event) -> &[u8] {
    let own = event.ecommerce.as_ref().map_or(&[][..], |ecommerce| ecommerce.transaction_id.bytes());
    if !own.is_empty() {
        return own;
    }
    let param = event.event_params.iter().find(|param| param.key.bytes() == b"transaction_id");
    let Some(value) = param.and_then(|param| param.value.as_ref()) else { return b"" };
    if value.string_value.is_blank() { value.int_value.bytes() } else { value.string_value.bytes() }
}
