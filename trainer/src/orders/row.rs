//! Turns the text fields of a row into a [`Line`].

use super::blank::{filled, is_no_day, is_zero_date};
use super::columns::Field;
use super::dates::Dates;
use super::error::{Place, Problem, ReadError};
use super::line::Line;
use super::numbers::{self, without_point};

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

    /// A field that is wrong in some way.
    pub(super) fn in_field(field: Field, what: String) -> Self {
        Self { field: Some(field), what }
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
/// the source has no such column or no value. Order, item and quantity must be readable; a price or a date that is not is
/// left out of the line, or, if `strict`, is trouble.
pub(super) fn line<'r>(
    dates: &mut Dates,
    strict: bool,
    field: impl Fn(Field) -> Option<&'r [u8]>,
) -> Result<Line<'r>, Trouble> {
    let text = |name: Field| field(name).map_or(&b""[..], filled);
    let code = text(Field::Item);
    let mut line = Line {
        order: id(text(Field::Order)),
        item: if code.is_empty() { text(Field::Title) } else { code },
        customer: text(Field::Customer),
        status: text(Field::Status),
        cancelled: !is_no_day(text(Field::CancelledAt)),
        event: text(Field::Event),
        ..Line::default()
    };
    let order_is_blank = line.order.is_empty() && text(Field::ReturnOf).is_empty();
    if !order_is_blank && !line.item.is_empty() {
        line.quantity = number(Field::Quantity, text(Field::Quantity))?;
        line.price =
            read_or_odd(number(Field::Price, text(Field::Price)), text(Field::Price), &mut line.odd_price, strict)?;
    }
    line.time = read_or_odd(time(text(Field::Time), dates), text(Field::Time), &mut line.odd_time, strict)?;
    Ok(returned(line, id(text(Field::ReturnOf))))
}

/// An order's id. One such as `1001.0` is a whole number that went through floating point.
fn id(text: &[u8]) -> &[u8] {
    without_point(text).unwrap_or(text)
}

/// A value, or its text set aside.
pub(super) fn read_or_odd<'r, T>(
    value: Result<Option<T>, Trouble>,
    text: &'r [u8],
    odd: &mut &'r [u8],
    strict: bool,
) -> Result<Option<T>, Trouble> {
    match value {
        Err(trouble) if strict => Err(trouble),
        Err(_) => {
            *odd = text;
            Ok(None)
        }
        Ok(value) => Ok(value),
    }
}

/// A return that names its order takes the item back from that order.
pub(super) fn returned<'r>(line: Line<'r>, order: &'r [u8]) -> Line<'r> {
    if order.is_empty() {
        return line;
    }
    let quantity = line.quantity.map_or(f64::MIN, |quantity| -quantity.abs());
    Line { order, quantity: Some(quantity), ..line }
}

/// A number; a blank is none.
pub(super) fn number(field: Field, text: &[u8]) -> Result<Option<f64>, Trouble> {
    if text.is_empty() {
        return Ok(None);
    }
    numbers::read(text).map(Some).ok_or_else(|| Trouble::unexpected(field, "a number", text))
}

/// A time; a blank is none.
pub(super) fn time(text: &[u8], dates: &mut Dates) -> Result<Option<i64>, Trouble> {
    if text.is_empty() || is_zero_date(text) {
        return Ok(None);
    }
    dates.read(text).map(Some).ok_or_else(|| Trouble::unexpected(Field::Time, "a date", text))
}
