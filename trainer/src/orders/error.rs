//! Says what a reader expected, what came, where, and what to do next; never prints.

use std::fmt;

/// What kind of trouble it was, for callers and tests that need to tell.
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

/// Why orders or a catalog could not be read.
#[derive(Debug, Clone)]
pub struct ReadError {
    /// What kind of trouble.
    pub problem: Problem,
    /// The file, or what stands for it.
    pub source: String,
    /// Line or row, from 1, when there is one.
    pub row: Option<u64>,
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
        Self { problem, source: source.to_owned(), row: None, column: None, what, remedy }
    }

    /// The same, about one row of it.
    #[must_use]
    pub fn at_row(mut self, row: u64) -> Self {
        self.row = Some(row);
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
        f.write_str(&self.source)?;
        if let Some(row) = self.row {
            write!(f, ", line {row}")?;
        }
        if let Some(column) = &self.column {
            write!(f, ", column {column:?}")?;
        }
        write!(f, ": {}", self.what)?;
        if self.remedy.is_empty() { Ok(()) } else { write!(f, "\n  {}", self.remedy) }
    }
}

impl std::error::Error for ReadError {}
