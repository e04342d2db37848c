//! Counts what was read and what was left out and why, and words it; never decides what to leave out.

use super::line::Dropped;
use std::collections::BTreeMap;
use std::fmt;

/// How many examples of bad rows are remembered.
const EXAMPLES: usize = 5;

/// What reading saw, kept and dropped.
#[derive(Debug, Default, Clone, PartialEq, Eq)]
pub struct ReadReport {
    /// The sources, as they were given.
    pub sources: Vec<String>,
    /// Field and column, for each column that was used, of the first source.
    pub columns: Vec<(String, String)>,
    /// Lines read, good or bad, without headers.
    pub lines: u64,
    /// Lines kept: distinct items over all orders.
    pub kept: u64,
    /// Orders kept.
    pub orders: u64,
    /// Distinct items kept.
    pub items: u64,
    /// Lines dropped, by reason.
    pub dropped: BTreeMap<Dropped, u64>,
    /// For each SKU that was ever taken back, by how many lines: returns and credit notes.
    pub returned: BTreeMap<String, u32>,
    /// What the first bad rows looked like: place and trouble.
    pub bad_examples: Vec<String>,
    /// By item code, what tables call it, where that is asked for.
    pub titles: BTreeMap<String, String>,
}

impl ReadReport {
    /// Counts lines dropped for a reason.
    pub fn drop_lines(&mut self, why: Dropped, lines: u64) {
        if lines > 0 {
            *self.dropped.entry(why).or_default() += lines;
        }
    }

    /// Remembers what an item is called: the first title it comes with.
    pub fn title(&mut self, item: &[u8], title: &[u8]) {
        let (item, title) = (String::from_utf8_lossy(item), String::from_utf8_lossy(title.trim_ascii()));
        if !title.is_empty() && !self.titles.contains_key(item.as_ref()) {
            self.titles.insert(item.into_owned(), title.into_owned());
        }
    }

    /// How many lines were dropped for a reason.
    pub fn dropped(&self, why: Dropped) -> u64 {
        self.dropped.get(&why).copied().unwrap_or(0)
    }

    /// Remembers which columns were used, of the first source that has any.
    pub fn use_columns<'c>(&mut self, columns: impl IntoIterator<Item = (&'c str, &'c str)>) {
        if self.columns.is_empty() {
            let owned = columns.into_iter().map(|(field, column)| (field.to_owned(), column.to_owned()));
            self.columns = owned.collect();
        }
    }

    /// Counts a bad row and remembers the first few.
    pub fn bad_row(&mut self, trouble: impl fmt::Display) {
        self.drop_lines(Dropped::Bad, 1);
        if self.bad_examples.len() < EXAMPLES {
            self.bad_examples.push(trouble.to_string());
        }
    }
}

impl fmt::Display for ReadReport {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(f, "read {} lines from {}", grouped(self.lines), self.sources.join(", "))?;
        if !self.columns.is_empty() {
            let columns: Vec<String> = self.columns.iter().map(|(field, column)| format!("{field}={column}")).collect();
            writeln!(f, "  columns {}", columns.join(", "))?;
        }
        let (lines, orders, items) = (grouped(self.kept), grouped(self.orders), grouped(self.items));
        write!(f, "  kept {lines} lines: {orders} orders of {items} items")?;
        for why in Dropped::ALL {
            if self.dropped(why) > 0 {
                write!(f, "\n  dropped {:>9}  {}", grouped(self.dropped(why)), why.words())?;
            }
        }
        for example in &self.bad_examples {
            write!(f, "\n    {}", example.lines().next().unwrap_or_default())?;
        }
        Ok(())
    }
}

/// A count with thin gaps between thousands.
fn grouped(n: u64) -> String {
    let digits = n.to_string();
    let mut out = String::new();
    for (at, digit) in digits.chars().enumerate() {
        if at > 0 && (digits.len() - at).is_multiple_of(3) {
            out.push(' ');
        }
        out.push(digit);
    }
    out
}
