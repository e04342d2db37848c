//! Describes a reading error: what was expected, what was found, where, and what to do next.

use crate::terminal::{quoted, screen};
use std::fmt;

/// What kind of error it was, for callers and tests.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Problem {
    /// The source cannot be opened or read.
    Unreadable,
    /// The source holds nothing, or a header and nothing else.
    Empty,
    /// A column that is needed is not there, or was mapped to a name that is not there.
    MissingColumn,
    /// A row that does not parse, under `--strict`.
    BadRow,
    /// More rows than allowed do not parse.
    TooManyBadRows,
    /// Every line was dropped.
    NoOrders,
    /// An option, a pattern or a mapping that makes no sense.
    Usage,
    /// The source stopped answering in the middle.
    Interrupted,
}

/// Where in a source, counted from 1.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Place {
    /// A line of text.
    Line(u64),
    /// A row of a table, or a record in a list.
    Row(u64),
}

impl fmt::Display for Place {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Line(n) => write!(f, "line {n}"),
            Self::Row(n) => write!(f, "row {n}"),
        }
    }
}

/// Why orders or a catalog could not be read.
#[derive(Debug, Clone)]
pub struct ReadError {
    /// What kind of trouble.
    pub problem: Problem,
    /// The file, or what stands for it.
    pub source: String,
    /// Where in it, when that is known.
    pub place: Option<Place>,
    /// The column's own name, when there is one.
    pub column: Option<String>,
    /// What was expected and what came.
    pub what: String,
    /// What to do next.
    pub remedy: String,
}

impl ReadError {
    /// An error about a whole source.
    pub fn new(problem: Problem, source: &str, what: impl Into<String>, remedy: impl Into<String>) -> Self {
        let (what, remedy) = (what.into(), remedy.into());
        Self { problem, source: source.to_owned(), place: None, column: None, what, remedy }
    }

    /// A source that this program could read if it had been built with a feature that it lacks.
    #[must_use]
    pub fn without_feature(source: &str, feature: &str) -> Self {
        let what = format!("this pairwell was built without the feature `{feature}`");
        let remedy = "Install one that has it: `cargo install --path trainer` in Pairwell's repository.";
        Self::new(Problem::Usage, source, what, remedy)
    }

    /// The same, about one place in it.
    #[must_use]
    pub fn at(mut self, place: Place) -> Self {
        self.place = Some(place);
        self
    }

    /// The same, about one place in it, unless it is about another already.
    #[must_use]
    pub fn or_at(mut self, place: Place) -> Self {
        self.place = self.place.or(Some(place));
        self
    }

    /// The same, about one column of it.
    #[must_use]
    pub fn in_column(mut self, column: &str) -> Self {
        self.column = Some(column.to_owned());
        self
    }
}

impl fmt::Display for ReadError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let place = self.place.map_or_else(String::new, |place| format!(", {place}"));
        let column = self.column.as_ref().map_or_else(String::new, |column| format!(", column {}", quoted(column)));
        f.write_str(&screen(&format!("{}{place}{column}: {}", self.source, self.what)))?;
        if self.remedy.is_empty() { Ok(()) } else { write!(f, "\n  {}", screen(&self.remedy)) }
    }
}

impl std::error::Error for ReadError {}
