//! Collects what is wrong with a rules file, from places in its text to findings by line; never prints one.

use std::collections::HashMap;
use std::fmt;

/// A place in the text: line and column, both from 1.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord)]
pub struct Place {
    /// The line.
    pub line: u32,
    /// The column, in characters.
    pub column: u32,
}

/// How bad a finding is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
#[cfg_attr(feature = "schema", derive(serde::Serialize), serde(rename_all = "lowercase"))]
pub enum Severity {
    /// The file cannot be used.
    Error,
    /// Something is skipped, or does not do what it seems to.
    Warning,
    /// Worth knowing.
    Note,
}

/// One thing to tell the merchant.
#[derive(Debug, Clone, PartialEq, Eq)]
#[cfg_attr(feature = "schema", derive(serde::Serialize))]
pub struct Finding {
    /// How bad it is.
    pub severity: Severity,
    /// The line in the file, from 1.
    pub line: u32,
    /// The column, from 1, in characters.
    pub column: u32,
    /// What was found.
    pub text: String,
    /// What to do next.
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

/// Findings on their way, and where the text's lines begin.
pub(crate) struct Notes<'t> {
    text: &'t str,
    starts: Vec<usize>,
    findings: Vec<Finding>,
    guesses: u32,
}

/// The most names that are looked up among the near ones: a look at every SKU of a large shop takes its time.
const MOST_GUESSES: u32 = 12;

impl<'t> Notes<'t> {
    pub(crate) fn new(text: &'t str) -> Self {
        let starts = std::iter::once(0).chain(text.match_indices('\n').map(|(at, _)| at + 1)).collect();
        Self { text, starts, findings: Vec::new(), guesses: 0 }
    }

    /// The place of a byte of the text.
    pub(crate) fn place(&self, at: usize) -> Place {
        let line = self.starts.partition_point(|start| *start <= at).max(1);
        let start = self.starts.get(line - 1).copied().unwrap_or(0);
        let before = self.text.get(start..at).unwrap_or_default();
        Place { line: line as u32, column: before.chars().count() as u32 + 1 }
    }

    /// Whether one more name may be looked up among the near ones.
    pub(crate) fn may_guess(&mut self) -> bool {
        self.guesses += 1;
        self.guesses <= MOST_GUESSES
    }

    pub(crate) fn error(&mut self, place: Place, text: impl Into<String>, remedy: impl Into<String>) {
        self.add(Severity::Error, place, text.into(), remedy.into());
    }

    pub(crate) fn warning(&mut self, place: Place, text: impl Into<String>, remedy: impl Into<String>) {
        self.add(Severity::Warning, place, text.into(), remedy.into());
    }

    pub(crate) fn note(&mut self, place: Place, text: impl Into<String>, remedy: impl Into<String>) {
        self.add(Severity::Note, place, text.into(), remedy.into());
    }

    /// How many findings there are so far.
    pub(crate) fn len(&self) -> usize {
        self.findings.len()
    }

    pub(crate) fn has_errors(&self) -> bool {
        self.findings.iter().any(|finding| finding.severity == Severity::Error)
    }

    /// All findings, from top to bottom, each once.
    pub(crate) fn finish(mut self) -> Vec<Finding> {
        let place = |f: &Finding| (f.line, f.column, f.severity);
        self.findings.sort_by(|a, b| place(a).cmp(&place(b)).then_with(|| a.text.cmp(&b.text)));
        self.findings.dedup();
        few_of_a_kind(self.findings)
    }

    pub(crate) fn add(&mut self, severity: Severity, place: Place, text: String, remedy: String) {
        self.findings.push(Finding { severity, line: place.line, column: place.column, text, remedy });
    }
}

/// The most notes of one kind that are told.
const MOST_ALIKE: usize = 10;

/// Without notes that only repeat what others say of other names: the last that is told counts them.
fn few_of_a_kind(findings: Vec<Finding>) -> Vec<Finding> {
    let mut seen: HashMap<String, (usize, usize)> = HashMap::new();
    let mut told: Vec<Finding> = Vec::new();
    for finding in findings {
        if finding.severity != Severity::Note {
            told.push(finding);
            continue;
        }
        let (last, count) = seen.entry(kind(&finding.text)).or_default();
        *count += 1;
        if *count <= MOST_ALIKE {
            *last = told.len();
            told.push(finding);
        }
    }
    for (last, count) in seen.into_values().filter(|(_, count)| *count > MOST_ALIKE) {
        told[last].text += &format!(" – and {} more like this", count - MOST_ALIKE);
    }
    told
}

/// A text without the names in quotes and the numbers that it speaks of.
fn kind(text: &str) -> String {
    let words = text.split('"').step_by(2);
    words.flat_map(str::chars).filter(|c| !c.is_ascii_digit()).collect()
}
