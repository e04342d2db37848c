//! Gathers order lines from any reader into [`Orders`], counting what it leaves out and why; never reads a source.

use super::Orders;
use super::dates::Dates;
use super::error::{Problem, ReadError};
use super::finish;
use super::intern::Interner;
use super::line::{Dropped, Line};
use super::options::ReadOptions;
use super::report::ReadReport;
use foldhash::quality::FixedState;
use hashbrown::{HashMap, HashSet};
use std::hash::BuildHasher;

/// Bad rows are weighed against all rows while reading only once there are enough to tell.
const ENOUGH_LINES: u64 = 10_000;

/// What all readers fill. A line costs four bytes, six with quantities; ids live only while reading.
#[derive(Default)]
pub struct Gather {
    pub(super) options: ReadOptions,
    /// What was seen so far.
    pub report: ReadReport,
    /// The date column, shared by all sources.
    pub dates: Dates,
    pub(super) orders: Interner,
    pub(super) items: Interner,
    customers: HashMap<u64, u32>,
    pub(super) times: Vec<i64>,
    pub(super) order_customers: Vec<u32>,
    pub(super) line_items: Vec<u32>,
    pub(super) quantities: Vec<u16>,
    /// Consecutive lines of one order: which order, and where the lines begin.
    pub(super) runs: Vec<(u32, usize)>,
    pub(super) returns: Vec<Return>,
    /// For each item as it was read, how many lines took it back from any order.
    pub(super) returned: HashMap<Vec<u8>, u32>,
    /// Orders taken back as a whole.
    pub(super) cancelled: Vec<Box<[u8]>>,
    transactions: HashSet<u64>,
    /// For each item as it was read, the item that it is; empty while that is the same.
    pub(super) same_as: Vec<u32>,
    last_status: (Vec<u8>, bool),
    last_event: (Vec<u8>, bool),
}

/// What a reader knows of a line without its text.
#[derive(Debug, Default, Clone, Copy)]
pub(super) struct Known {
    /// That its order is the last kept line's.
    pub(super) order: bool,
    /// The item's number: then the line need not give the item's text.
    pub(super) item: Option<u32>,
}

/// A line that takes back an item of an order.
pub(super) struct Return {
    pub(super) order: Box<[u8]>,
    pub(super) item: Box<[u8]>,
    pub(super) quantity: u16,
}

impl Gather {
    /// An empty one.
    pub fn new(options: &ReadOptions) -> Self {
        Self { options: options.clone(), ..Self::default() }
    }

    /// Takes in one line, or counts why not.
    pub fn push(&mut self, line: &Line<'_>) {
        self.push_known(line, Known::default());
    }

    /// The same, with what the reader knows already. Tells whether the line was kept.
    pub(super) fn push_known(&mut self, line: &Line<'_>, known: Known) -> bool {
        self.report.lines += 1;
        let refusal = self.refusal(line, known);
        match refusal {
            None => self.keep(line, known),
            Some(why) => {
                self.report.drop_lines(why, 1);
                self.remember_return(why, line, known);
            }
        }
        refusal.is_none()
    }

    /// Counts lines that a reader left out itself.
    pub fn count(&mut self, why: Dropped, lines: u64) {
        self.report.lines += lines;
        self.report.drop_lines(why, lines);
    }

    /// Whether a transaction was not announced before; one without an id never was.
    pub fn first_time(&mut self, transaction: &[u8]) -> bool {
        transaction.is_empty() || self.transactions.insert(FixedState::default().hash_one(transaction))
    }

    /// Takes back a whole order, wherever its lines stand.
    pub fn cancel(&mut self, order: &[u8]) {
        self.cancelled.push(order.into());
    }

    /// Counts a row that does not parse; an error when rows must parse, or when there are too many.
    pub fn bad_row(&mut self, error: ReadError) -> Result<(), ReadError> {
        self.report.lines += 1;
        if self.options.strict {
            let remedy = format!("{} Or leave out --strict to count such rows and go on.", error.remedy);
            return Err(ReadError { remedy, ..error });
        }
        self.report.bad_row(&error);
        if self.report.lines >= ENOUGH_LINES { self.check_bad_share(&error.source) } else { Ok(()) }
    }

    /// The orders and the account of how they came about.
    pub fn finish(self) -> Result<(Orders, ReadReport), ReadError> {
        self.check_bad_share(&self.report.sources.join(", "))?;
        finish::finish(self)
    }

    fn check_bad_share(&self, source: &str) -> Result<(), ReadError> {
        let (bad, lines) = (self.report.dropped(Dropped::Bad), self.report.lines);
        if bad as f64 <= self.options.max_bad * lines as f64 {
            return Ok(());
        }
        let limit = self.options.max_bad * 100.0;
        let what = format!(
            "{bad} of {lines} rows could not be read, more than {limit} %; the first:\n    {}",
            self.report.bad_examples.join("\n    ")
        );
        let remedy = "Check that the columns are the right ones (--map), correct the rows, or raise --max-bad.";
        Err(ReadError::new(Problem::TooManyBadRows, source, what, remedy))
    }

    fn refusal(&mut self, line: &Line<'_>, known: Known) -> Option<Dropped> {
        let taken_back = line.quantity.is_some_and(|quantity| quantity <= 0.0);
        if !self.is_purchase(line.event) {
            Some(Dropped::NotPurchase)
        } else if line.order.is_empty() {
            Some(Dropped::BlankOrder)
        } else if line.item.is_empty() && known.item.is_none() {
            Some(Dropped::BlankItem)
        } else if self.is_cancelled(line.status) || (taken_back && is_credit_note(line.order)) {
            Some(Dropped::Cancelled)
        } else if taken_back {
            Some(Dropped::Returned)
        } else if line.price.is_some_and(|price| price <= 0.0) {
            Some(Dropped::Price)
        } else {
            None
        }
    }

    fn is_cancelled(&mut self, status: &[u8]) -> bool {
        if status.is_empty() {
            return false;
        }
        if status != self.last_status.0.as_slice() {
            self.last_status = (status.to_vec(), means_cancelled(status));
        }
        self.last_status.1
    }

    fn is_purchase(&mut self, event: &[u8]) -> bool {
        if event.is_empty() {
            return true;
        }
        if event != self.last_event.0.as_slice() {
            self.last_event = (event.to_vec(), means_purchase(event));
        }
        self.last_event.1
    }

    /// Whether the last line that was kept is of this order: then all that concerns the order is known.
    #[cfg(feature = "parquet")]
    pub(super) fn continues(&self, order: &[u8]) -> bool {
        self.runs.last().is_some_and(|&(last, _)| self.orders.text(last) == order)
    }

    fn keep(&mut self, line: &Line<'_>, known: Known) {
        if !known.order {
            let order = self.order_number(line);
            if self.runs.last().is_none_or(|&(last, _)| last != order) {
                self.runs.push((order, self.line_items.len()));
            }
        }
        let item = known.item.unwrap_or_else(|| self.items.number(line.item));
        self.line_items.push(item);
        self.keep_quantity(line.quantity);
    }

    fn order_number(&mut self, line: &Line<'_>) -> u32 {
        if let Some(&(last, _)) = self.runs.last()
            && self.orders.text(last) == line.order
        {
            return last;
        }
        let order = self.orders.number(line.order);
        if order as usize == self.order_customers.len() {
            let customer = self.customer_number(line.customer);
            self.order_customers.push(customer);
            self.times.push(line.time.unwrap_or(i64::MIN));
        }
        order
    }

    /// A customer's number: of whatever told customers apart, nothing but this number stays.
    fn customer_number(&mut self, customer: &[u8]) -> u32 {
        if customer.is_empty() {
            return u32::MAX;
        }
        let next = self.customers.len() as u32;
        *self.customers.entry(FixedState::default().hash_one(customer)).or_insert(next)
    }

    /// Quantities only matter to returns; they cost nothing until a source has them.
    fn keep_quantity(&mut self, quantity: Option<f64>) {
        if let Some(quantity) = quantity {
            self.quantities.resize(self.line_items.len() - 1, u16::MAX);
            self.quantities.push(quantity.ceil().min(f64::from(u16::MAX)) as u16);
        }
    }

    fn remember_return(&mut self, why: Dropped, line: &Line<'_>, known: Known) {
        let quantity = -line.quantity.unwrap_or(0.0);
        if quantity <= 0.0 || !matches!(why, Dropped::Returned | Dropped::Cancelled) {
            return;
        }
        let item = known.item.map_or(line.item, |item| self.items.text(item));
        *self.returned.entry_ref(item).or_insert(0) += 1;
        if why == Dropped::Returned {
            let quantity = quantity.ceil().min(f64::from(u16::MAX)) as u16;
            self.returns.push(Return { order: line.order.into(), item: item.into(), quantity });
        }
    }
}

/// `C536379`: how many shops number a credit note for invoice 536379 or any other.
pub(super) fn is_credit_note(order: &[u8]) -> bool {
    matches!(order, [b'C' | b'c', digits @ ..] if !digits.is_empty() && digits.iter().all(u8::is_ascii_digit))
}

/// Whether a status says that nothing was bought in the end.
fn means_cancelled(status: &[u8]) -> bool {
    const WORDS: [&str; 17] = [
        "cancelled",
        "canceled",
        "cancel",
        "refunded",
        "refund",
        "voided",
        "void",
        "failed",
        "declined",
        "rejected",
        "expired",
        "returned",
        "abandoned",
        "trash",
        "checkout-draft",
        "storniert",
        "annulé",
    ];
    let text = String::from_utf8_lossy(status.trim_ascii()).to_lowercase();
    let word = text.strip_prefix("wc-").unwrap_or(&text).replace(['_', ' '], "-");
    WORDS.contains(&word.as_str()) || word.starts_with("cancelled-") || word.starts_with("canceled-")
}

/// Whether an event's name says that something was bought.
fn means_purchase(event: &[u8]) -> bool {
    const WORDS: [&str; 13] = [
        "purchase",
        "purchased",
        "order",
        "ordered",
        "orderedproduct",
        "ordercompleted",
        "placedorder",
        "buy",
        "bought",
        "transaction",
        "checkoutcompleted",
        "sale",
        "sold",
    ];
    WORDS.contains(&super::columns::plain(&String::from_utf8_lossy(event)).as_str())
}
