//! Says why bytes are not a model this engine can use, and what to do about it.

use std::fmt;

/// Why a file was refused.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum DecodeError {
    /// The first bytes are not those of a Pairwell file.
    NotAModel,
    /// The file is of a format version, or needs a section, that this engine does not know: the version found.
    FormatUnsupported(u16),
    /// The file ends before the end that it announces.
    Truncated,
    /// The bytes are not those that were written.
    DigestMismatch,
    /// The digest holds but the content breaks a rule of the format: which rule.
    Corrupt(&'static str),
    /// The rules were made for another model.
    OtherModel,
}

impl DecodeError {
    /// A stable name for programs; the JavaScript side calls it `code`.
    pub fn code(&self) -> &'static str {
        match self {
            Self::NotAModel => "not-a-model",
            Self::FormatUnsupported(_) => "format-unsupported",
            Self::Truncated => "truncated",
            Self::DigestMismatch => "digest-mismatch",
            Self::Corrupt(_) => "corrupt",
            Self::OtherModel => "other-model",
        }
    }

    /// What happened and what to do next, without the particulars: one static text, to keep the module small.
    pub fn advice(&self) -> &'static str {
        match self {
            Self::NotAModel => {
                "this is not a Pairwell file (often it is a web page in place of a missing file): check the address"
            }
            Self::FormatUnsupported(_) => {
                "this engine reads another format version: train the model again with the same version's `pairwell`, \
                 or update the engine"
            }
            Self::Truncated => "the file ends too early, as after a broken download: fetch it again",
            Self::DigestMismatch => "the file's bytes have changed: upload or fetch it again",
            Self::Corrupt(_) => "the file breaks the format's rules: train the model again",
            Self::OtherModel => {
                "the rules were made for another model: upload the whole directory, or run `pairwell rules apply` again"
            }
        }
    }
}

impl fmt::Display for DecodeError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.advice())?;
        match self {
            Self::FormatUnsupported(found) => {
                write!(f, " (found version {found}, expected {})", super::layout::VERSION)
            }
            Self::Corrupt(rule) => write!(f, " ({rule})"),
            _ => Ok(()),
        }
    }
}

impl std::error::Error for DecodeError {}

/// Why parts cannot be written as a model file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum EncodeError {
    /// There are more items than the format can number.
    TooManyItems(usize),
    /// A number of the whole model is out of bounds: which rule it breaks.
    BadNumber(&'static str),
    /// A SKU is empty, too long, or stands twice: the SKU.
    BadSku(String),
    /// An item's neighbours break a rule: the item's SKU and the rule.
    BadNeighbours(String, &'static str),
    /// Rules break a rule of the format: which.
    BadRules(&'static str),
}

impl fmt::Display for EncodeError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        use super::layout::{MAX_ITEMS, MAX_SKU};
        match self {
            Self::TooManyItems(n) => {
                write!(f, "a model holds at most {MAX_ITEMS} items, not {n}: leave out the rarest")
            }
            Self::BadSku(sku) => write!(f, "SKU {sku:?} must be of 1 to {MAX_SKU} bytes and stand only once"),
            Self::BadNeighbours(sku, rule) => write!(f, "neighbours of {sku:?}: {rule}"),
            Self::BadNumber(rule) => write!(f, "model: {rule}"),
            Self::BadRules(rule) => write!(f, "rules: {rule}"),
        }
    }
}

impl std::error::Error for EncodeError {}
