//! Defines what it takes to read one TOML value: the trait, the place, and the report of a wrong kind.

use std::ops::Deref;

use toml::Spanned;
use toml::de::DeValue;

use crate::finding::{Notes, Place};

/// A TOML value with its place in the text.
pub(crate) type Value<'i> = Spanned<DeValue<'i>>;

/// A value and its place in the text.
#[derive(Debug, Clone, Default)]
pub(crate) struct At<T> {
    pub(crate) place: Place,
    pub(crate) value: T,
}

impl<T> Deref for At<T> {
    type Target = T;

    fn deref(&self) -> &T {
        &self.value
    }
}

/// A type that can be read from a value of the file.
pub(crate) trait Read: Sized {
    /// Reads the value. If it is of the wrong kind, reports that and returns `None`.
    fn read(key: &str, value: &Value<'_>, notes: &mut Notes<'_>) -> Option<Self>;

    /// The value of a missing key; `None` if the key is required.
    fn absent() -> Option<Self> {
        None
    }
}

impl<T: Read> Read for Option<T> {
    fn read(key: &str, value: &Value<'_>, notes: &mut Notes<'_>) -> Option<Self> {
        // A mistake is reported, and reading goes on to find the next one.
        Some(T::read(key, value, notes))
    }

    fn absent() -> Option<Self> {
        Some(None)
    }
}

impl<T: Read> Read for Box<T> {
    fn read(key: &str, value: &Value<'_>, notes: &mut Notes<'_>) -> Option<Self> {
        T::read(key, value, notes).map(Self::new)
    }
}

/// Pairs a value that was read with its place.
pub(crate) fn at<T>(value: &Value<'_>, notes: &Notes<'_>, read: T) -> Option<At<T>> {
    Some(At { place: notes.place(value.span().start), value: read })
}

/// Reports that another kind of value was expected.
pub(crate) fn expected(what: &str, key: &str, value: &Value<'_>, notes: &mut Notes<'_>) {
    let text = format!("`{key}`: expected {what}, found {}", described(value.get_ref()));
    notes.error(notes.place(value.span().start), text, "");
}

/// A value in a few words.
fn described(value: &DeValue<'_>) -> String {
    match value {
        DeValue::String(text) => format!("the string {text:?}"),
        DeValue::Integer(number) => format!("the number {number}"),
        DeValue::Float(number) => format!("the number {number}"),
        DeValue::Boolean(flag) => flag.to_string(),
        DeValue::Datetime(moment) => format!("the date {moment}"),
        DeValue::Array(_) => "a list".into(),
        DeValue::Table(_) => "a table".into(),
    }
}
