//! Collects problems of a rules file, from places in its text to findings by line.

use std::cell::Cell;
use std::collections::{HashMap, HashSet};
use std::fmt;

use crate::quote::fit;

/// A place in the text: line and column, both from 1.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord)]
pub struct Place {
    /// The line.
    pub line: u32,
    /// The column, in characters.
    pub column: u32,
}

/// How serious a finding is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
#[cfg_attr(feature = "schema", derive(serde::Serialize), serde(rename_all = "lowercase"))]
pub enum Severity {
    /// The file cannot be used.
    Error,
    /// Something is skipped, or does not do what it seems to.
    Warning,
    /// Good to know.
    Note,
}

/// One problem or hint for the merchant.
#[derive(Debug, Clone, PartialEq, Eq)]
#[cfg_attr(feature = "schema", derive(serde::Serialize))]
pub struct Finding {
    /// How serious it is.
    pub severity: Severity,
    /// The line in the file, from 1.
    pub line: u32,
    /// The column, from 1, in characters.
    pub column: u32,
    /// The problem.
    pub text: String,
    /// What to do about it.
    pub remedy: String,
}

impl fmt::Display for Finding {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let severity = match self.severity {
            Severity::Error => "error",
            Severity::Warning => "warning",
            Severity::Note => "note",
        };
        write!(f, "{}:{}: {severity}: {}", self.line, self.column, self.text)?;
        if self.remedy.is_empty() { Ok(()) } else { write!(f, "\n  {}", self.remedy) }
    }
}

/// The findings so far, and where the lines of the text begin.
pub(crate) struct Notes<'t> {
    text: &'t str,
    starts: Vec<usize>,
    findings: Vec<Finding>,
    guesses: u32,
    /// The last place that was asked for: its line, its byte, its column.
    last: Cell<(usize, usize, u32)>,
    /// Old names that were reported.
    old_names: HashSet<String>,
}

/// How many unknown names are compared with the known ones: comparing with every SKU of a large shop is slow.
const MOST_GUESSES: u32 = 12;

impl<'t> Notes<'t> {
    pub(crate) fn new(text: &'t str) -> Self {
        let starts = std::iter::once(0).chain(text.match_indices('\n').map(|(at, _)| at + 1)).collect();
        Self { text, starts, findings: Vec::new(), guesses: 0, last: Cell::default(), old_names: HashSet::new() }
    }

    /// The place of a byte of the text.
    pub(crate) fn place(&self, at: usize) -> Place {
        let line = self.starts.partition_point(|start| *start <= at).max(1);
        let start = self.starts.get(line - 1).copied().unwrap_or(0);
        // A file may be one long line: its letters are counted from the last place on.
        let (last_line, last_at, last_column) = self.last.get();
        let (from, column) = if last_line == line && last_at <= at { (last_at, last_column) } else { (start, 1) };
        let before = self.text.get(from..at).unwrap_or_default();
        let column = column + before.chars().count() as u32;
        self.last.set((line, at, column));
        Place { line: line as u32, column }
    }

    /// Whether one more unknown name may be compared with the known ones.
    pub(crate) fn may_guess(&mut self) -> bool {
        self.guesses += 1;
        self.guesses <= MOST_GUESSES
    }

    pub(crate) fn error(&mut self, place: Place, text: impl Into<String>, remedy: impl Into<String>) {
        self.add(Severity::Error, place, &text.into(), &remedy.into());
    }

    pub(crate) fn warning(&mut self, place: Place, text: impl Into<String>, remedy: impl Into<String>) {
        self.add(Severity::Warning, place, &text.into(), &remedy.into());
    }

    pub(crate) fn note(&mut self, place: Place, text: impl Into<String>, remedy: impl Into<String>) {
        self.add(Severity::Note, place, &text.into(), &remedy.into());
    }

    /// Notes an old name of a key or word, once per file.
    pub(crate) fn old_name(&mut self, place: Place, old: &str, now: &str) {
        if self.old_names.insert(old.to_owned()) {
            self.note(place, format!("{old} is now called {now}"), "The old name still works.");
        }
    }

    /// How many findings there are so far.
    pub(crate) fn len(&self) -> usize {
        self.findings.len()
    }

    pub(crate) fn has_errors(&self) -> bool {
        self.findings.iter().any(|finding| finding.severity == Severity::Error)
    }

    /// All findings, from top to bottom, without duplicates.
    pub(crate) fn finish(mut self) -> Vec<Finding> {
        let place = |f: &Finding| (f.line, f.column, f.severity);
        self.findings.sort_by(|a, b| place(a).cmp(&place(b)).then_with(|| a.text.cmp(&b.text)));
        self.findings.dedup();
        few_of_a_kind(self.findings)
    }

    pub(crate) fn add(&mut self, severity: Severity, place: Place, text: &str, remedy: &str) {
        let (text, remedy) = (fit(text), fit(remedy));
        self.findings.push(Finding { severity, line: place.line, column: place.column, text, remedy });
    }
}

/// How many notes of one kind are listed.
const MOST_ALIKE: usize = 10;

/// Drops notes that only repeat others with different names. The last one listed says how many were dropped.
fn few_of_a_kind(findings: Vec<Finding>) -> Vec<Finding> {
    let mut seen: HashMap<String, (usize, usize)> = HashMap::new();
    let mut listed: Vec<Finding> = Vec::new();
    for finding in findings {
        if finding.severity != Severity::Note {
            listed.push(finding);
            continue;
        }
        let (last, count) = seen.entry(kind(&finding.text)).or_default();
        *count += 1;
        if *count <= MOST_ALIKE {
            *last = listed.len();
            listed.push(finding);
        }
    }
    for (last, count) in seen.into_values().filter(|(_, count)| *count > MOST_ALIKE) {
        listed[last].text += &format!(" – and {} more like this", count - MOST_ALIKE);
    }
    listed
}

/// A text without its quoted names and its numbers.
fn kind(text: &str) -> String {
    let words = text.split('"').step_by(2);
    words.flat_map(str::chars).filter(|c| !c.is_ascii_digit()).collect()
}
