//! Counts what was read and dropped, and formats it for people.

use super::line::Dropped;
use super::status::Standing;
use crate::terminal::{self, quoted, short};
use jiff::Timestamp;
use std::collections::BTreeMap;
use std::fmt;

/// How many examples of bad rows are remembered.
const EXAMPLES: usize = 5;

/// The most bytes of a title that are kept.
const LONGEST_TITLE: usize = 1024;

/// How many unknown statuses are named.
const NAMED: usize = 8;

/// A line as it was understood.
#[derive(Debug, Clone, PartialEq)]
pub struct Shown {
    /// The order's id.
    pub order: String,
    /// The item's code.
    pub item: String,
    /// How many, where the source says.
    pub quantity: Option<f64>,
    /// What one cost, where the source says.
    pub price: Option<f64>,
    /// Seconds since 1970, where the source has dates.
    pub time: Option<i64>,
    /// The order's status in the shop's words; empty for none.
    pub status: String,
    /// Whether it is known who ordered.
    pub customer: bool,
}

/// A status, and how it was understood.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StatusCount {
    /// The word, as the source has it.
    pub word: String,
    /// What it says of an order.
    pub standing: Standing,
    /// On how many lines it stands.
    pub lines: u64,
}

/// Values that could not be read, of a column that an order can do without.
#[derive(Debug, Default, Clone, PartialEq, Eq)]
pub struct Odd {
    /// On how many lines.
    pub lines: u64,
    /// The first of them.
    pub example: String,
}

/// What reading saw, kept and dropped.
#[derive(Debug, Default, Clone, PartialEq)]
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
    /// What was chosen against the names alone, from what, and why.
    pub notes: Vec<String>,
    /// Columns of the first source that were not read.
    pub unused: Vec<String>,
    /// The first lines as they were understood.
    pub shown: Vec<Shown>,
    /// Every status, in order of first appearance.
    pub statuses: Vec<StatusCount>,
    /// Orders kept without a time, where others have one.
    pub undated: u64,
    /// Values that could not be read, by field; their lines were kept without them.
    pub odd: BTreeMap<&'static str, Odd>,
    /// The first and the last moment of an order.
    pub span: Option<(i64, i64)>,
    /// The share of the orders that one customer made, where it is remarkable.
    pub largest_customer: Option<f64>,
    /// Sources that hold nothing, among others that do.
    pub empty: Vec<String>,
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
        let title = &title.trim_ascii()[..title.trim_ascii().len().min(LONGEST_TITLE)];
        let (item, title) = (String::from_utf8_lossy(item), String::from_utf8_lossy(title));
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

    /// Says something of how the sources were read, once.
    pub fn note(&mut self, note: String) {
        if !self.notes.contains(&note) {
            self.notes.push(note);
        }
    }

    /// Counts a value that could not be read, of a line that is kept without it.
    pub fn odd(&mut self, field: &'static str, value: &[u8]) {
        let odd = self.odd.entry(field).or_default();
        odd.lines += 1;
        if odd.lines == 1 {
            odd.example = String::from_utf8_lossy(value).into_owned();
        }
    }

    /// The columns as `--map` would say them.
    pub fn map(&self) -> String {
        let columns: Vec<String> = self.columns.iter().map(|(field, column)| format!("{field}={column}")).collect();
        columns.join(",")
    }

    /// Counts a bad row and remembers the first few.
    pub fn bad_row(&mut self, trouble: impl fmt::Display) {
        self.drop_lines(Dropped::Bad, 1);
        if self.bad_examples.len() < EXAMPLES {
            // What to do about such rows is said once, for all.
            self.bad_examples.push(trouble.to_string().lines().next().unwrap_or_default().to_owned());
        }
    }
}

impl fmt::Display for ReadReport {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(f, "read {} lines from {}", grouped(self.lines), self.sources.join(", "))?;
        if !self.columns.is_empty() {
            let column = |(field, column): &(String, String)| format!("{field}={}", short(column));
            writeln!(f, "  columns {}", self.columns.iter().map(column).collect::<Vec<_>>().join(", "))?;
        }
        for note in &self.notes {
            writeln!(f, "    {note}")?;
        }
        if !self.shown.is_empty() {
            writeln!(f, "  the first lines, as understood:")?;
            self.shown.iter().try_for_each(|line| writeln!(f, "    {line}"))?;
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
        self.warnings(true).iter().try_for_each(|warning| write!(f, "\n  {warning}"))
    }
}

impl ReadReport {
    /// Warnings about what may have to be changed. Values are only quoted for the user's own eyes: the report is published.
    pub fn warnings(&self, quoting: bool) -> Vec<String> {
        let mut warnings: Vec<String> = self.unknown_statuses(quoting).into_iter().collect();
        for (field, odd) in &self.odd {
            let example = if quoting { format!(", for example {}", quoted(&odd.example)) } else { String::new() };
            warnings.push(format!(
                "{} lines kept without their {field}, which could not be read{example}",
                grouped(odd.lines)
            ));
        }
        if self.undated > 0 {
            warnings.push(format!("{} orders without a date, dated like the order before", grouped(self.undated)));
        }
        if let Some(share) = self.largest_customer {
            warnings.push(format!(
                "one customer made {:.0} % of the orders; if guests share this id, ignore the column with --map customer=",
                share * 100.0
            ));
        }
        if !self.empty.is_empty() {
            warnings.push(format!("{} empty sources skipped", self.empty.len()));
        }
        warnings
    }

    fn unknown_statuses(&self, quoting: bool) -> Option<String> {
        let mut unknown: Vec<&StatusCount> =
            self.statuses.iter().filter(|status| status.standing == Standing::Unknown).collect();
        unknown.sort_by_key(|status| std::cmp::Reverse(status.lines));
        let lines: u64 = unknown.iter().map(|status| status.lines).sum();
        let named =
            unknown.iter().take(NAMED).map(|status| format!("{} {}", quoted(&status.word), grouped(status.lines)));
        let mut named = named.collect::<Vec<_>>().join(", ");
        if unknown.len() > NAMED {
            named += &format!(" and {} more", unknown.len() - NAMED);
        }
        let named = if quoting { format!(": {named}; classify them with --paid or --unpaid") } else { String::new() };
        (!unknown.is_empty()).then(|| format!("{} lines with an unknown status kept as bought{named}", grouped(lines)))
    }
}

impl fmt::Display for Shown {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "order {}: {}", short(&self.order), self.bought())?;
        if !self.status.is_empty() {
            write!(f, ", {}", short(&self.status))?;
        }
        if self.customer { write!(f, ", customer known") } else { Ok(()) }
    }
}

impl Shown {
    /// What was bought, for what, and when; nothing of the order or the customer.
    pub fn bought(&self) -> String {
        let mut text = short(&self.item);
        if let Some(quantity) = self.quantity {
            text += &format!(" × {quantity}");
        }
        if let Some(price) = self.price {
            text += &format!(", price {price}");
        }
        if let Some(time) = self.time.and_then(|time| Timestamp::from_second(time).ok()) {
            text += &format!(", {}", time.to_string().trim_end_matches('Z').replace('T', " "));
        }
        text
    }
}

/// A count as terminals show it.
fn grouped(n: u64) -> String {
    terminal::grouped(n, ' ')
}
