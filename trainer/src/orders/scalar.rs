//! Reads a JSON string, number or truth value as text; never an array or an object.

use serde::de::{Deserialize, Deserializer, Error, Visitor};
use std::fmt;

/// A value's text; empty for null. Exports write the same id as a number or as a string.
#[derive(Debug, Default, Clone, PartialEq, Eq)]
pub(super) struct Scalar(pub(super) String);

impl Scalar {
    /// The text as bytes, without blanks around it; Google writes `(not set)` for nothing.
    pub(super) fn bytes(&self) -> &[u8] {
        let text = self.0.trim();
        if text == "(not set)" { b"" } else { text.as_bytes() }
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
