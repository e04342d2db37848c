//! Reads Mailchimp's e-commerce orders as its API answers them, page after page.

use super::columns::Field;
use super::error::{Place, ReadError};
use super::gather::Gather;
use super::keyed::{list, object, scalar};
use super::purchase::{self, Bought, Purchase};
use super::row::Trouble;
use super::{json_shape, records};
use serde_json::{Map, Value};
use std::io::BufRead;

const NAMES: [(Field, &str); 8] = [
    (Field::Order, "id"),
    (Field::Item, "lines.product_variant_id"),
    (Field::Quantity, "lines.quantity"),
    (Field::Price, "lines.price"),
    (Field::Time, "processed_at_foreign"),
    (Field::Customer, "customer.id"),
    (Field::Status, "financial_status"),
    (Field::CancelledAt, "cancelled_at_foreign"),
];

/// Whether JSON text is such orders.
pub(super) fn recognises(start: &[u8]) -> bool {
    let has = |key: &str| start.windows(key.len()).any(|window| window == key.as_bytes());
    has("\"lines\"") && (has("\"processed_at_foreign\"") || has("\"product_variant_id\""))
}

/// Reads all orders of one source.
pub(super) fn read(
    source: &str,
    first_line: Vec<u8>,
    text: impl BufRead,
    gather: &mut Gather,
) -> Result<(), ReadError> {
    purchase::use_columns(&NAMES, gather);
    let bad = |what: String, place| Trouble::row(what).place(source, place, |_| String::new());
    records::read(source, first_line, text, |place, value: Result<Value, String>| match value {
        Ok(value) => json_shape::records(value).iter().try_for_each(|order| match order {
            Value::Object(order) => push(source, place, order, gather),
            other => gather.bad_row(bad(format!("expected an order, found {other}"), place)),
        }),
        Err(what) => gather.bad_row(bad(what, place)),
    })
}

fn push(source: &str, place: Place, order: &Map<String, Value>, gather: &mut Gather) -> Result<(), ReadError> {
    let purchase = Purchase {
        order: scalar(order, &["id"]),
        time: scalar(order, &["processedatforeign", "updatedatforeign"]),
        customer: object(order, "customer").map(|customer| scalar(customer, &["id"])).unwrap_or_default(),
        status: scalar(order, &["financialstatus"]),
        cancelled_at: scalar(order, &["cancelledatforeign"]),
        items: list(order, &["lines"]).iter().filter_map(Value::as_object).map(bought).collect(),
        ..Purchase::default()
    };
    purchase::push(source, place, &purchase, &NAMES, gather)
}

/// What a shop's pages sell is the variant; a connector that has no SKUs gives its id.
fn bought(line: &Map<String, Value>) -> Bought {
    Bought {
        code: scalar(line, &["sku", "productvariantid", "productid"]),
        quantity: scalar(line, &["quantity"]),
        price: scalar(line, &["price"]),
    }
}
