//! Turns the fields of a row, as text, into a [`Line`], whatever they were read from; never finds the fields itself.

use super::columns::Field;
use super::dates::Dates;
use super::error::{Place, Problem, ReadError};
use super::line::Line;
use super::numbers;

/// What is wrong with a row: which field, what was expected, what came.
pub(super) struct Trouble {
    field: Option<Field>,
    what: String,
}

impl Trouble {
    /// A row that is wrong as a whole.
    pub(super) fn row(what: String) -> Self {
        Self { field: None, what }
    }

    /// A field that is not what it should be.
    pub(super) fn unexpected(field: Field, expected: &str, found: &[u8]) -> Self {
        let found = match String::from_utf8_lossy(found).trim() {
            "" => "nothing".to_owned(),
            text => format!("{:?}", text.chars().take(40).collect::<String>()),
        };
        Self { field: Some(field), what: format!("expected {expected}, found {found}") }
    }

    /// The error, with its place; `column` knows the source's own name for a field.
    pub(super) fn place(self, source: &str, place: Place, column: impl Fn(Field) -> String) -> ReadError {
        let remedy = "Correct the row, or name the right columns with --map.";
        let error = ReadError::new(Problem::BadRow, source, self.what, remedy).at(place);
        match self.field {
            Some(field) => error.in_column(&column(field)),
            None => error,
        }
    }
}

/// The line that a row stands for. `field` gives a field's text: empty where the row leaves it blank, `None` where
/// the source has no such column or no value.
pub(super) fn line<'r>(dates: &mut Dates, field: impl Fn(Field) -> Option<&'r [u8]>) -> Result<Line<'r>, Trouble> {
    let text = |name: Field| field(name).unwrap_or_default().trim_ascii();
    let cancelled = !text(Field::CancelledAt).is_empty();
    let line = Line {
        order: text(Field::Order),
        item: Some(text(Field::Item)).filter(|item| !item.is_empty()).unwrap_or_else(|| text(Field::Title)),
        quantity: field(Field::Quantity).map(|text| number(Field::Quantity, text)).transpose()?,
        price: price(text(Field::Price))?,
        time: field(Field::Time).map(|text| time(text, dates)).transpose()?,
        customer: text(Field::Customer),
        status: if cancelled { b"cancelled" } else { text(Field::Status) },
        event: text(Field::Event),
    };
    Ok(returned(line, text(Field::ReturnOf)))
}

/// A return that names its order takes the item back from that order.
pub(super) fn returned<'r>(line: Line<'r>, order: &'r [u8]) -> Line<'r> {
    if order.is_empty() {
        return line;
    }
    let quantity = line.quantity.map_or(f64::MIN, |quantity| -quantity.abs());
    Line { order, quantity: Some(quantity), ..line }
}

fn number(field: Field, text: &[u8]) -> Result<f64, Trouble> {
    numbers::read(text).ok_or_else(|| Trouble::unexpected(field, "a number", text))
}

/// A price left blank is unknown, not nothing.
fn price(text: &[u8]) -> Result<Option<f64>, Trouble> {
    if text.is_empty() { Ok(None) } else { number(Field::Price, text).map(Some) }
}

fn time(text: &[u8], dates: &mut Dates) -> Result<i64, Trouble> {
    dates.read(text).ok_or_else(|| Trouble::unexpected(Field::Time, "a date", text))
}
