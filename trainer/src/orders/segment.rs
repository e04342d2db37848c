//! Reads orders from tracked events: `Order Completed` of Segment and RudderStack, and the same as PostHog exports it.

use super::columns::Field;
use super::error::{Place, ReadError};
use super::fold::plain;
use super::gather::Gather;
use super::keyed::{list, object, scalar};
use super::line::Dropped;
use super::purchase::{self, Bought, Purchase};
use super::records;
use super::row::Trouble;
use super::scalar::Scalar;
use serde_json::{Map, Value};
use std::io::BufRead;

const NAMES: [(Field, &str); 7] = [
    (Field::Order, "properties.order_id"),
    (Field::Item, "properties.products.sku"),
    (Field::Quantity, "properties.products.quantity"),
    (Field::Price, "properties.products.price"),
    (Field::Time, "timestamp"),
    (Field::Customer, "userId"),
    (Field::Event, "event"),
];

/// Whether JSON text is such events.
pub(super) fn recognises(start: &[u8]) -> bool {
    let has = |key: &str| start.windows(key.len()).any(|window| window == key.as_bytes());
    let sender = ["\"anonymousId\"", "\"userId\"", "\"messageId\"", "\"distinct_id\"", "\"originalTimestamp\""];
    has("\"event\"") && has("\"properties\"") && sender.iter().any(|key| has(key))
}

/// Reads all events of one source.
pub(super) fn read(
    source: &str,
    first_line: Vec<u8>,
    text: impl BufRead,
    gather: &mut Gather,
) -> Result<(), ReadError> {
    purchase::use_columns(&NAMES, gather);
    let bad = |what: String, place| Trouble::row(what).place(source, place, |_| String::new());
    records::read(source, first_line, text, |place, value: Result<Value, String>| match value {
        Ok(value) => events(&value).iter().try_for_each(|event| match event {
            Value::Object(event) => push(source, place, event, gather),
            other => gather.bad_row(bad(format!("expected an event, found {other}"), place)),
        }),
        Err(what) => gather.bad_row(bad(what, place)),
    })
}

/// The events of a value: of a batch, of a page of results, or itself.
fn events(value: &Value) -> &[Value] {
    match value {
        Value::Array(events) => events,
        Value::Object(page) if !page.contains_key("event") => match list(page, &["batch", "results", "data"]) {
            [] => std::slice::from_ref(value),
            events => events,
        },
        one => std::slice::from_ref(one),
    }
}

fn push(source: &str, place: Place, event: &Map<String, Value>, gather: &mut Gather) -> Result<(), ReadError> {
    let name = plain(&scalar(event, &["event"]).0);
    let [bought, refunded, cancelled] = [
        ["ordercompleted", "completedorder"].contains(&name.as_str()),
        name == "orderrefunded",
        ["ordercancelled", "ordercanceled"].contains(&name.as_str()),
    ];
    let nothing = Map::new();
    let properties = object(event, "properties").unwrap_or(&nothing);
    let order = scalar(properties, &["orderid"]);
    if !bought && !refunded && !cancelled {
        gather.count(Dropped::NotPurchase, 1);
        return Ok(());
    }
    let products = list(properties, &["products", "items"]);
    if cancelled || refunded && products.is_empty() {
        gather.cancel(order.bytes());
        return Ok(());
    }
    // Without an order's id a message is the order; both are told once, however often they are sent.
    let id = if order.is_blank() { scalar(event, &["messageid", "uuid", "checkoutid"]) } else { order };
    if bought && !gather.first_time(id.bytes()) {
        gather.count(Dropped::Duplicate, products.len() as u64);
        return Ok(());
    }
    let purchase = Purchase {
        order: id,
        time: scalar(event, &["timestamp", "originaltimestamp", "receivedat", "sentat"]),
        customer: scalar(event, &["userid", "distinctid", "anonymousid"]),
        refund: refunded,
        items: products.iter().filter_map(Value::as_object).map(bought_of).collect(),
        ..Purchase::default()
    };
    purchase::push(source, place, &purchase, &NAMES, gather)
}

/// The SKU; a variant's or a product's id where the sender tells none.
fn bought_of(product: &Map<String, Value>) -> Bought {
    let code: Scalar = scalar(product, &["sku", "variantid", "productid", "id", "name"]);
    Bought { code, quantity: scalar(product, &["quantity"]), price: scalar(product, &["price"]) }
}
