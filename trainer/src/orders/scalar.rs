//! Deserialises a JSON string, number or boolean as text.

use super::blank::filled;
use serde::de::{Deserialize, Deserializer, Error, Visitor};
use std::fmt;

/// A value's text; empty for null. Exports write the same id as a number or as a string.
#[derive(Debug, Default, Clone, PartialEq, Eq)]
pub(super) struct Scalar(pub(super) String);

impl Scalar {
    /// The text as bytes, without blanks around it; empty for a word for nothing, such as Google's `(not set)`.
    pub(super) fn bytes(&self) -> &[u8] {
        filled(self.0.as_bytes())
    }

    /// Whether there is nothing.
    pub(super) fn is_blank(&self) -> bool {
        self.bytes().is_empty()
    }
}

impl<'de> Deserialize<'de> for Scalar {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(Text)
    }
}

struct Text;

impl Visitor<'_> for Text {
    type Value = Scalar;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a string or a number")
    }

    fn visit_str<E: Error>(self, text: &str) -> Result<Scalar, E> {
        Ok(Scalar(text.to_owned()))
    }

    fn visit_i64<E: Error>(self, n: i64) -> Result<Scalar, E> {
        Ok(Scalar(n.to_string()))
    }

    fn visit_u64<E: Error>(self, n: u64) -> Result<Scalar, E> {
        Ok(Scalar(n.to_string()))
    }

    fn visit_f64<E: Error>(self, n: f64) -> Result<Scalar, E> {
        Ok(Scalar(n.to_string()))
    }

    fn visit_bool<E: Error>(self, yes: bool) -> Result<Scalar, E> {
        Ok(Scalar(yes.to_string()))
    }

    fn visit_unit<E: Error>(self) -> Result<Scalar, E> {
        Ok(Scalar::default())
    }
}
