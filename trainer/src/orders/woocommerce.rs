//! Knows WooCommerce's orders as its REST API answers them; reads nothing of a customer but a number.

use super::error::{Place, ReadError};
use super::gather::Gather;
use super::line::Line;
use super::records;
use super::scalar::Scalar;
use super::{numbers, row};
use serde::Deserialize;
use std::io::BufRead;

/// Statuses of orders that were paid: the others are waiting, failed or taken back.
const PAID: [&str; 2] = ["completed", "processing"];

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
    has("\"line_items\"") && (has("\"date_created_gmt\"") || has("\"variation_id\"") || has("\"customer_id\""))
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
    records::read(source, first_line, text, |place, order: Result<Order, String>| match order {
        Ok(order) => push(source, place, &order, gather),
        Err(what) => gather.bad_row(row::Trouble::row(what).place(source, place, |_| String::new())),
    })
}

fn push(source: &str, place: Place, order: &Order, gather: &mut Gather) -> Result<(), ReadError> {
    let time = if order.date_created_gmt.is_blank() { &order.date_created } else { &order.date_created_gmt };
    let Some(time) = gather.dates.read(time.bytes()) else {
        let trouble = row::Trouble::unexpected(super::Field::Time, "a date", time.bytes());
        return gather.bad_row(trouble.place(source, place, |_| "date_created_gmt".to_owned()));
    };
    let guest = order.customer_id.bytes() == b"0";
    let head = Line {
        order: order.id.bytes(),
        time: Some(time),
        customer: if guest { b"" } else { order.customer_id.bytes() },
        status: if is_paid(order) { b"" } else { b"cancelled" },
        ..Line::default()
    };
    let refunded = order.refunds.iter().flat_map(|refund| &refund.line_items);
    for item in order.line_items.iter().chain(refunded) {
        push_item(head, item, gather);
    }
    Ok(())
}

fn push_item(head: Line<'_>, item: &Item, gather: &mut Gather) {
    let code = code(item);
    gather.push(&Line {
        item: code.as_bytes(),
        quantity: numbers::read(item.quantity.bytes()),
        price: numbers::read(item.price.bytes()),
        ..head
    });
}

fn is_paid(order: &Order) -> bool {
    let status = order.status.0.trim().trim_start_matches("wc-");
    status.is_empty() || PAID.iter().any(|paid| status.eq_ignore_ascii_case(paid))
}

/// The SKU, or what the product export calls an item without one.
fn code(item: &Item) -> String {
    let id = |id: &Scalar| (!id.is_blank() && id.bytes() != b"0").then(|| format!("id:{}", id.0.trim()));
    if item.sku.is_blank() {
        return id(&item.variation_id).or_else(|| id(&item.product_id)).unwrap_or_default();
    }
    item.sku.0.trim().to_owned()
}
