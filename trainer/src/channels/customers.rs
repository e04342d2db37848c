//! Reads customers and their orders, one JSON object a line, known only by an opaque id; counts the lines that are broken.

use std::borrow::Cow;
use std::fs::File;
use std::io::BufReader;
use std::path::Path;

use anyhow::{Context as _, bail};
use jiff::civil::Date;
use pairwell::model::Model;
use pairwell::rank::Past;
use serde::Deserialize;
use serde::de::{self, MapAccess, SeqAccess, Visitor, value::MapAccessDeserializer, value::SeqAccessDeserializer};

use crate::bounded::read_line;
use crate::question::Sku;
use crate::terminal::{grouped, quoted, short};

/// The share of lines that may be broken before the file is taken for another one.
const MOST_BROKEN: f64 = 0.05;
/// The longest id.
const LONGEST_ID: usize = 256;

const EXPECTED: &str =
    "expected a line such as {\"id\":\"c-1\",\"orders\":[{\"date\":\"2026-11-01\",\"items\":[\"A\",\"B\"]}]}";

/// A customer.
#[derive(Debug, PartialEq, Deserialize)]
pub struct Customer<'a> {
    /// The caller's own; never an address.
    #[serde(borrow, deserialize_with = "text")]
    pub id: Cow<'a, str>,
    /// Orders, the latest last.
    #[serde(borrow, default)]
    pub orders: Vec<Order<'a>>,
    /// What was mailed before, and rests.
    #[serde(borrow, default)]
    pub mailed: Vec<Mailed<'a>>,
}

/// An order of a customer.
#[derive(Debug, PartialEq)]
pub struct Order<'a> {
    /// Its day, if that is known.
    pub date: Option<Date>,
    /// What was bought.
    pub items: Vec<Sku<'a>>,
}

/// An item that was mailed before.
#[derive(Debug, PartialEq)]
pub struct Mailed<'a> {
    /// The item.
    pub item: Sku<'a>,
    /// The day, if that is known.
    pub on: Option<Date>,
}

/// A string or a number, as shops write ids.
fn text<'de: 'a, 'a, D: serde::Deserializer<'de>>(deserializer: D) -> Result<Cow<'a, str>, D::Error> {
    struct Text;
    impl<'de> Visitor<'de> for Text {
        type Value = Cow<'de, str>;

        fn expecting(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
            f.write_str("a string or a number")
        }

        fn visit_borrowed_str<E: de::Error>(self, text: &'de str) -> Result<Self::Value, E> {
            Ok(text.into())
        }

        fn visit_str<E: de::Error>(self, text: &str) -> Result<Self::Value, E> {
            Ok(text.to_owned().into())
        }

        fn visit_u64<E: de::Error>(self, number: u64) -> Result<Self::Value, E> {
            Ok(number.to_string().into())
        }
    }
    deserializer.deserialize_any(Text)
}

/// A day, from a date or from a date with a time.
fn day<'de, D: serde::Deserializer<'de>>(deserializer: D) -> Result<Option<Date>, D::Error> {
    let Some(Sku(text)) = Option::<Sku<'de>>::deserialize(deserializer)? else { return Ok(None) };
    let day = text.get(..10).unwrap_or(&text);
    day.parse().map(Some).map_err(|_| de::Error::custom(format!("{}: expected a day such as 2026-11-01", short(&text))))
}

impl<'de: 'a, 'a> Deserialize<'de> for Order<'a> {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        #[derive(Deserialize)]
        struct Dated<'a> {
            #[serde(default, deserialize_with = "day")]
            date: Option<Date>,
            #[serde(borrow)]
            items: Vec<Sku<'a>>,
        }
        struct Either;
        impl<'de> Visitor<'de> for Either {
            type Value = Order<'de>;

            fn expecting(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.write_str("a list of SKUs, or {\"date\":\"2026-11-01\",\"items\":[\"A\"]}")
            }

            fn visit_seq<A: SeqAccess<'de>>(self, list: A) -> Result<Self::Value, A::Error> {
                let items = Vec::deserialize(SeqAccessDeserializer::new(list))?;
                Ok(Order { date: None, items })
            }

            fn visit_map<A: MapAccess<'de>>(self, map: A) -> Result<Self::Value, A::Error> {
                let Dated { date, items } = Dated::deserialize(MapAccessDeserializer::new(map))?;
                Ok(Order { date, items })
            }
        }
        deserializer.deserialize_any(Either)
    }
}

impl<'de: 'a, 'a> Deserialize<'de> for Mailed<'a> {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        #[derive(Deserialize)]
        struct Dated<'a> {
            #[serde(borrow)]
            item: Sku<'a>,
            #[serde(default, deserialize_with = "day")]
            on: Option<Date>,
        }
        struct Either;
        impl<'de> Visitor<'de> for Either {
            type Value = Mailed<'de>;

            fn expecting(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.write_str("a SKU, or {\"item\":\"A\",\"on\":\"2026-11-01\"}")
            }

            fn visit_borrowed_str<E: de::Error>(self, sku: &'de str) -> Result<Self::Value, E> {
                Ok(Mailed { item: Sku(sku.into()), on: None })
            }

            fn visit_str<E: de::Error>(self, sku: &str) -> Result<Self::Value, E> {
                Ok(Mailed { item: Sku(sku.to_owned().into()), on: None })
            }

            fn visit_map<A: MapAccess<'de>>(self, map: A) -> Result<Self::Value, A::Error> {
                let Dated { item, on } = Dated::deserialize(MapAccessDeserializer::new(map))?;
                Ok(Mailed { item, on })
            }
        }
        deserializer.deserialize_any(Either)
    }
}

/// Why a line is no customer.
#[derive(Debug)]
pub enum Fault {
    /// It is not of the shape; the line is left out and counted.
    Broken(String),
    /// Its id is an address, or looks like one: nothing is written.
    Address(String),
}

impl<'a> Customer<'a> {
    /// Reads a line.
    ///
    /// # Errors
    /// See [`Fault`].
    pub fn read(line: &'a [u8]) -> Result<Self, Fault> {
        let customer: Self = serde_json::from_slice(line).map_err(|error| Fault::Broken(error.to_string()))?;
        match customer.id.as_ref() {
            "" => Err(Fault::Broken("\"id\" is empty".to_owned())),
            id if id.len() > LONGEST_ID => Err(Fault::Broken(format!("\"id\" is longer than {LONGEST_ID} bytes"))),
            id if id.contains('@') => Err(Fault::Address(format!("\"id\" {} looks like an address", quoted(id)))),
            _ => Ok(customer),
        }
    }

    /// What was bought before, as the engine counts it.
    pub fn past(&self, model: &Model) -> Vec<Past> {
        past(model, &self.orders)
    }
}

/// The items of orders by age: 1 for the latest.
pub fn past(model: &Model, orders: &[Order<'_>]) -> Vec<Past> {
    let aged = (1..).zip(orders.iter().rev());
    aged.flat_map(|(age, order)| {
        let known = order.items.iter().filter_map(|sku| model.item(&sku.0));
        known.map(move |item| Past { item, age, bought: true })
    })
    .collect()
}

/// An account of reading.
#[derive(Debug, Default)]
pub struct Intake {
    /// Customers read.
    pub read: u64,
    /// Lines that are none.
    pub broken: u64,
    /// The first of these.
    example: Option<String>,
}

impl Intake {
    /// Takes note of a line that cannot be used.
    ///
    /// # Errors
    /// When its id is an address.
    pub fn note(&mut self, path: &Path, line: usize, fault: Fault) -> anyhow::Result<()> {
        match fault {
            Fault::Broken(why) => {
                self.broken += 1;
                self.example.get_or_insert_with(|| format!("line {line}: {why}"));
                Ok(())
            }
            Fault::Address(why) => bail!(
                "{}, line {line}: {why}\n  Give an opaque id, such as the shop's customer number, and join by it: no address is taken in or written.",
                path.display()
            ),
        }
    }

    /// Whether it is a file of customers.
    ///
    /// # Errors
    /// When more lines are broken than an export has by accident, or there are none at all.
    pub fn check(&self, path: &Path) -> anyhow::Result<()> {
        let Self { read, broken, example } = self;
        let (path, example) = (path.display(), example.as_deref().unwrap_or_default());
        if read + broken == 0 {
            bail!("{path}: the file has no lines\n  {EXPECTED}");
        }
        if *broken as f64 > MOST_BROKEN * (read + broken) as f64 {
            bail!("{path}: {broken} of {} lines are no customers; {example}\n  {EXPECTED}", read + broken);
        }
        Ok(())
    }

    /// What to say of broken lines, if there are any.
    pub fn note_of(&self, path: &Path) -> Option<String> {
        let example = self.example.as_deref()?;
        let broken = grouped(self.broken, ' ');
        Some(format!("{}: {broken} lines are no customers and are left out; {example}", path.display()))
    }
}

/// Reads all customers of a file, one after another.
///
/// # Errors
/// When the file cannot be read, or [`Intake`] refuses it.
pub fn each(path: &Path, mut take: impl FnMut(Customer<'_>)) -> anyhow::Result<Intake> {
    let unreadable = || format!("{}: cannot read", path.display());
    let mut file = BufReader::with_capacity(1 << 18, File::open(path).with_context(unreadable)?);
    let (mut intake, mut line) = (Intake::default(), Vec::new());
    for number in 1.. {
        line.clear();
        if read_line(&mut file, &mut line).with_context(unreadable)? == 0 {
            break;
        }
        if line.trim_ascii().is_empty() {
            continue;
        }
        match Customer::read(&line) {
            Ok(customer) => {
                intake.read += 1;
                take(customer);
            }
            Err(fault) => intake.note(path, number, fault)?,
        }
    }
    intake.check(path)?;
    Ok(intake)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_customer_is_read_in_every_form() {
        let line = br#"{"id":7,"orders":[["A"],{"date":"2026-11-01T10:00:00Z","items":["B","C"]}],"mailed":["A",{"item":"B","on":"2026-10-01"}]}"#;
        let customer = Customer::read(line).unwrap();
        assert_eq!(customer.id, "7");
        assert_eq!(customer.orders[0].date, None);
        assert_eq!(customer.orders[1].date, Some(jiff::civil::date(2026, 11, 1)));
        assert_eq!(customer.orders[1].items, ["B", "C"].map(|sku| Sku(sku.into())));
        assert_eq!(customer.mailed[1].on, Some(jiff::civil::date(2026, 10, 1)));
    }

    #[test]
    fn broken_lines_are_told_from_addresses() {
        for broken in [
            "",
            "{}",
            "[]",
            r#"{"id":""}"#,
            r#"{"id":"a","orders":[{"items":"A"}]}"#,
            r#"{"id":"a","orders":[{"date":"soon","items":[]}]}"#,
        ] {
            assert!(matches!(Customer::read(broken.as_bytes()), Err(Fault::Broken(_))), "{broken}");
        }
        assert!(matches!(Customer::read(br#"{"id":"a@b.example"}"#), Err(Fault::Address(_))));
    }
}
