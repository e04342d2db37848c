//! Reads orders from Klaviyo's events as its API answers them: `Placed Order` with its items, page after page.

use super::columns::Field;
use super::error::{Place, ReadError};
use super::gather::Gather;
use super::keyed::{list, object, scalar};
use super::line::Dropped;
use super::purchase::{self, Bought, Purchase};
use super::records;
use super::row::Trouble;
use super::scalar::Scalar;
use serde_json::{Map, Value};
use std::collections::HashMap;
use std::io::BufRead;

const NAMES: [(Field, &str); 7] = [
    (Field::Order, "event_properties.OrderId"),
    (Field::Item, "event_properties.Items.SKU"),
    (Field::Quantity, "event_properties.Items.Quantity"),
    (Field::Price, "event_properties.Items.ItemPrice"),
    (Field::Time, "datetime"),
    (Field::Customer, "relationships.profile"),
    (Field::Event, "relationships.metric"),
];

/// Whether JSON text is such events.
pub(super) fn recognises(start: &[u8]) -> bool {
    let has = |key: &str| start.windows(key.len()).any(|window| window == key.as_bytes());
    has("\"event_properties\"") && has("\"attributes\"")
}

/// Reads all pages, or single events, of one source.
pub(super) fn read(
    source: &str,
    first_line: Vec<u8>,
    text: impl BufRead,
    gather: &mut Gather,
) -> Result<(), ReadError> {
    purchase::use_columns(&NAMES, gather);
    let bad = |what: String, place| Trouble::row(what).place(source, place, |_| String::new());
    // Pages name their metrics; later pages may leave out what an earlier one said.
    let mut metrics = HashMap::new();
    records::read(source, first_line, text, |place, value: Result<Value, String>| match value {
        Ok(Value::Object(page)) => {
            learn_metrics(&page, &mut metrics);
            match page.get("data").and_then(Value::as_array) {
                Some(events) => events
                    .iter()
                    .filter_map(Value::as_object)
                    .try_for_each(|event| push(source, place, event, &metrics, gather)),
                None => {
                    push(source, place, page.get("data").and_then(Value::as_object).unwrap_or(&page), &metrics, gather)
                }
            }
        }
        Ok(other) => gather.bad_row(bad(format!("expected a page of events, found {other}"), place)),
        Err(what) => gather.bad_row(bad(what, place)),
    })
}

/// The names of the metrics that a page includes, by id.
fn learn_metrics(page: &Map<String, Value>, metrics: &mut HashMap<String, String>) {
    for included in list(page, &["included"]).iter().filter_map(Value::as_object) {
        let name = object(included, "attributes").map(|attributes| scalar(attributes, &["name"]).0).unwrap_or_default();
        if included.get("type").and_then(Value::as_str) == Some("metric") && !name.is_empty() {
            metrics.insert(scalar(included, &["id"]).0, name);
        }
    }
}

/// What a relationship points to.
fn related(event: &Map<String, Value>, name: &str) -> Scalar {
    let data = object(event, "relationships").and_then(|all| object(all, name)).and_then(|one| object(one, "data"));
    data.map(|data| scalar(data, &["id"])).unwrap_or_default()
}

/// What an event is to an order.
enum Kind {
    Placed,
    Cancelled,
    Refunded,
    Other,
}

/// By its metric's name; without one, an event with items is an order.
fn kind(name: Option<&String>, has_items: bool) -> Kind {
    match name.map(|name| super::fold::plain(name)).as_deref() {
        Some("placedorder") => Kind::Placed,
        Some("cancelledorder" | "canceledorder") => Kind::Cancelled,
        Some("refundedorder") => Kind::Refunded,
        None if has_items => Kind::Placed,
        _ => Kind::Other,
    }
}

fn push(
    source: &str,
    place: Place,
    event: &Map<String, Value>,
    metrics: &HashMap<String, String>,
    gather: &mut Gather,
) -> Result<(), ReadError> {
    let nothing = Map::new();
    let attributes = object(event, "attributes").unwrap_or(&nothing);
    let properties = object(attributes, "eventproperties").unwrap_or(&nothing);
    let items = list(properties, &["items"]);
    let order = scalar(properties, &["orderid", "ordernumber", "eventid", "id"]);
    let kind = kind(metrics.get(&related(event, "metric").0), !items.is_empty());
    match kind {
        Kind::Other => {
            gather.count(Dropped::NotPurchase, 1);
            return Ok(());
        }
        Kind::Cancelled => {
            gather.cancel(order.bytes());
            return Ok(());
        }
        Kind::Refunded if items.is_empty() => {
            gather.cancel(order.bytes());
            return Ok(());
        }
        Kind::Placed if !gather.first_time(order.bytes()) => {
            gather.count(Dropped::Duplicate, items.len() as u64);
            return Ok(());
        }
        Kind::Placed | Kind::Refunded => {}
    }
    let purchase = Purchase {
        order,
        time: scalar(attributes, &["datetime", "timestamp"]),
        customer: related(event, "profile"),
        refund: matches!(kind, Kind::Refunded),
        items: items.iter().filter_map(Value::as_object).map(bought).collect(),
        ..Purchase::default()
    };
    purchase::push(source, place, &purchase, &NAMES, gather)
}

/// The SKU; the product's id where the sender tells none.
fn bought(item: &Map<String, Value>) -> Bought {
    Bought {
        code: scalar(item, &["sku", "variantid", "productid", "productname", "name"]),
        quantity: scalar(item, &["quantity"]),
        price: scalar(item, &["itemprice", "price"]),
    }
}
