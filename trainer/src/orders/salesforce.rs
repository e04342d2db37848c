//! Reads Salesforce B2C Commerce's order.xml as a stream: one order in memory at a time, no address looked at.

use super::columns::Field;
use super::elements::{Visit, attribute, walk};
use super::error::{Place, Problem, ReadError};
use super::gather::Gather;
use super::purchase::{self, Bought, Purchase};
use super::scalar::Scalar;
use quick_xml::events::BytesStart;
use std::io::BufRead;

const NAMES: [(Field, &str); 7] = [
    (Field::Order, "order-no"),
    (Field::Item, "product-id"),
    (Field::Quantity, "quantity"),
    (Field::Price, "base-price"),
    (Field::Time, "order-date"),
    (Field::Customer, "customer-no"),
    (Field::Status, "order-status"),
];

/// What the platform says of orders that came to nothing, or are not placed yet.
const NOT_BOUGHT: [&str; 4] = ["CREATED", "CANCELLED", "FAILED", "REPLACED"];
/// What it says of the others.
const BOUGHT: [&str; 3] = ["NEW", "OPEN", "COMPLETED"];

/// Reads all orders of one source.
pub(super) fn read(
    source: &str,
    first_line: Vec<u8>,
    text: impl BufRead,
    gather: &mut Gather,
) -> Result<(), ReadError> {
    purchase::use_columns(&NAMES, gather);
    NOT_BOUGHT.iter().for_each(|word| gather.options.statuses.platform_says_unpaid(word));
    BOUGHT.iter().for_each(|word| gather.options.statuses.platform_says_paid(word));
    let mut orders = Orders { source, gather, read: 0, order: Purchase::default(), item: Bought::default() };
    match walk(source, first_line, text, &mut orders)? {
        0 => Err(ReadError::new(Problem::Empty, source, "there is no order", "Export the orders again.")),
        _ => Ok(()),
    }
}

struct Orders<'a> {
    source: &'a str,
    gather: &'a mut Gather,
    read: u64,
    order: Purchase,
    item: Bought,
}

impl Visit for Orders<'_> {
    fn open(&mut self, path: &[String], tag: &BytesStart<'_>) {
        match names(path).as_slice() {
            ["orders", "order"] => {
                self.order = Purchase { order: Scalar(attribute(tag, "order-no")), ..Purchase::default() };
            }
            ["orders", "order", "product-lineitems", "product-lineitem"] => self.item = Bought::default(),
            _ => {}
        }
    }

    /// Options and parts of bundles lie deeper, so they are not counted beside what they belong to.
    fn close(&mut self, path: &[String], text: &str) -> Result<bool, ReadError> {
        let scalar = || Scalar(text.to_owned());
        match names(path).as_slice() {
            ["orders", "order"] => {
                self.read += 1;
                let order = std::mem::take(&mut self.order);
                purchase::push(self.source, Place::Row(self.read), &order, &NAMES, self.gather)?;
                return Ok(true);
            }
            ["orders", "order", "order-date"] => self.order.time = scalar(),
            ["orders", "order", "status", "order-status"] => self.order.status = scalar(),
            ["orders", "order", "customer", "customer-no"] => self.order.customer = scalar(),
            ["orders", "order", "product-lineitems", "product-lineitem"] => {
                self.order.items.push(std::mem::take(&mut self.item));
            }
            ["orders", "order", "product-lineitems", "product-lineitem", "product-id"] => self.item.code = scalar(),
            ["orders", "order", "product-lineitems", "product-lineitem", "quantity"] => self.item.quantity = scalar(),
            ["orders", "order", "product-lineitems", "product-lineitem", "base-price"] => self.item.price = scalar(),
            _ => {}
        }
        Ok(false)
    }
}

fn names(path: &[String]) -> Vec<&str> {
    path.iter().map(String::as_str).collect()
}
