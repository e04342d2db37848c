//! Reads WooCommerce's orders as its REST API returns them.

use super::columns::Field;
use super::error::{Place, ReadError};
use super::gather::Gather;
use super::json_shape;
use super::line::Line;
use super::records;
use super::row::{self, read_or_odd};
use super::scalar::Scalar;
use serde::Deserialize;
use serde_json::Value;
use std::io::BufRead;

/// Fields of an order that are read; all others, names and addresses among them, are skipped by the parser.
#[derive(Deserialize)]
struct Order {
    #[serde(default)]
    id: Scalar,
    #[serde(default)]
    status: Scalar,
    #[serde(default)]
    date_created_gmt: Scalar,
    #[serde(default)]
    date_created: Scalar,
    #[serde(default)]
    customer_id: Scalar,
    line_items: Vec<Item>,
    #[serde(default)]
    refunds: Vec<Refund>,
}

#[derive(Deserialize)]
struct Item {
    #[serde(default)]
    sku: Scalar,
    #[serde(default)]
    product_id: Scalar,
    #[serde(default)]
    variation_id: Scalar,
    #[serde(default)]
    quantity: Scalar,
    #[serde(default)]
    price: Scalar,
}

/// A refund: its lines, with quantities below zero, where the export has them.
#[derive(Deserialize)]
struct Refund {
    #[serde(default)]
    line_items: Vec<Item>,
}

/// Whether JSON text is such orders.
pub(super) fn recognises(start: &[u8]) -> bool {
    let has = |key: &str| start.windows(key.len()).any(|window| window == key.as_bytes());
    has("\"line_items\"")
        && (has("\"date_created")
            || has("\"variation_id\"")
            || (has("\"customer_id\"") && has("\"product_id\"") && !has("\"created_at\"")))
}

/// Reads all orders of one source.
pub(super) fn read(
    source: &str,
    first_line: Vec<u8>,
    text: impl BufRead,
    gather: &mut Gather,
) -> Result<(), ReadError> {
    gather.report.use_columns([
        ("order", "id"),
        ("item", "line_items.sku"),
        ("quantity", "line_items.quantity"),
        ("price", "line_items.price"),
        ("time", "date_created_gmt"),
        ("customer", "customer_id"),
        ("status", "status"),
    ]);
    let bad = |what: String, place| row::Trouble::row(what).place(source, place, |_| String::new());
    records::read(source, first_line, text, |place, value: Result<Value, String>| match value {
        Ok(value) => json_shape::records(value).into_iter().try_for_each(|order| match serde_json::from_value(order) {
            Ok(order) => push(source, place, &order, gather),
            Err(error) => gather.bad_row(bad(format!("not the order that was expected: {error}"), place)),
        }),
        Err(what) => gather.bad_row(bad(what, place)),
    })
}

fn push(source: &str, place: Place, order: &Order, gather: &mut Gather) -> Result<(), ReadError> {
    let pushed = push_order(order, gather);
    pushed.or_else(|trouble| gather.bad_row(trouble.place(source, place, |field| column(field).to_owned())))
}

/// What the API calls a field.
fn column(field: Field) -> &'static str {
    match field {
        Field::Time => "date_created_gmt",
        Field::Quantity => "line_items.quantity",
        Field::Price => "line_items.price",
        _ => "",
    }
}

fn push_order(order: &Order, gather: &mut Gather) -> Result<(), row::Trouble> {
    let strict = gather.options.strict;
    let when = if order.date_created_gmt.is_blank() { &order.date_created } else { &order.date_created_gmt };
    let mut head = Line {
        order: order.id.bytes(),
        customer: order.customer_id.bytes(),
        status: order.status.bytes(),
        ..Line::default()
    };
    head.time = read_or_odd(row::time(when.bytes(), &mut gather.dates), when.bytes(), &mut head.odd_time, strict)?;
    let refunded = order.refunds.iter().flat_map(|refund| &refund.line_items);
    let items: Vec<&Item> = order.line_items.iter().chain(refunded).collect();
    // An order is taken in as a whole, or not.
    let quantities: Vec<Option<f64>> =
        items.iter().map(|item| row::number(Field::Quantity, item.quantity.bytes())).collect::<Result<_, _>>()?;
    items.iter().try_for_each(|item| gather.check_code(code(item).as_bytes()))?;
    for (item, quantity) in items.into_iter().zip(quantities) {
        let code = code(item);
        let mut line = Line { item: code.as_bytes(), quantity, ..head };
        let price = row::number(Field::Price, item.price.bytes());
        line.price = read_or_odd(price, item.price.bytes(), &mut line.odd_price, strict)?;
        gather.push(&line)?;
    }
    Ok(())
}

/// The SKU, or, for an item without one, its number, as the shop's pages call it.
fn code(item: &Item) -> String {
    let id = |id: &Scalar| (!id.is_blank() && id.bytes() != b"0").then(|| id.0.trim().to_owned());
    if item.sku.is_blank() {
        return id(&item.variation_id).or_else(|| id(&item.product_id)).unwrap_or_default();
    }
    item.sku.0.trim().to_owned()
}
