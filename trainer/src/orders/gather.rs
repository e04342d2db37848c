//! Gathers and cleans order lines from all readers, and counts what it drops and why.

use super::blank::{is_blank, is_guest};
use super::choose::Choice;
use super::columns::Field;
use super::dates::Dates;
use super::error::{Problem, ReadError};
use super::event::{Event, event};
use super::fold::text as latin;
use super::intern::Interner;
use super::line::{Dropped, Line};
use super::numbers::hundredths;
use super::options::{ReadOptions, sku_of};
use super::report::ReadReport;
use super::row::Trouble;
use super::status::{Standing, Statuses};
use crate::terminal::quoted;
use foldhash::quality::FixedState;
use hashbrown::{HashMap, HashSet};
use pairwell::model::layout::MAX_SKU;
use std::hash::BuildHasher;

/// Bad rows are weighed against all rows while reading only once there are enough.
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
    /// What each line cost in hundredths of the currency, where that is asked for; `i64::MIN` for unknown.
    pub(super) amounts: Vec<i64>,
    /// Consecutive lines of one order: which order, and where the lines begin.
    pub(super) runs: Vec<(u32, usize)>,
    pub(super) returns: Vec<Return>,
    /// For each item as it was read, how many lines took it back from any order.
    pub(super) returned: HashMap<Vec<u8>, u32>,
    /// Orders taken back as a whole, wherever a line said so.
    pub(super) cancelled: HashSet<Box<[u8]>>,
    transactions: HashSet<u64>,
    /// For each item as it was read, the item that it is; empty while that is the same.
    pub(super) same_as: Vec<u32>,
    /// The first lines that were kept.
    pub(super) first_lines: Vec<FirstLine>,
    /// The words that orders' statuses are.
    pub(super) statuses: Statuses,
    /// How the tables read so far were read: their columns, on how many rows that was decided, and the choice.
    pub(super) choices: Vec<(Vec<String>, usize, Choice)>,
    /// How many orders were numbered here, for want of an id.
    pub(super) made_up: u64,
    /// Whether the platform calls orders pending that are to be paid later.
    pub(super) pending_is_bought: bool,
    /// What a line that was left out said of its order: an export may say it nowhere else.
    head: Head,
    last_cancelled: Vec<u8>,
    last_event: (Vec<u8>, Option<Event>),
}

/// What a line says of its order.
struct Head {
    order: Vec<u8>,
    time: Option<i64>,
    customer: u32,
}

impl Default for Head {
    fn default() -> Self {
        Self { order: Vec::new(), time: None, customer: u32::MAX }
    }
}

/// A line as it was understood, for people to check.
pub(super) struct FirstLine {
    pub(super) order: u32,
    pub(super) item: u32,
    pub(super) quantity: Option<f64>,
    pub(super) price: Option<f64>,
    pub(super) status: Vec<u8>,
}

/// The most bytes of an order's id, of a status or of an event: longer ones are something else, and would fill the memory.
const LONGEST_ID: usize = 1024;
/// How many lines are shown.
const SHOWN: usize = 3;

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

    /// Takes in one line, or counts why not. What is too long for a code, an id or a word makes a row that cannot be read.
    pub(super) fn push(&mut self, line: &Line<'_>) -> Result<(), Trouble> {
        self.push_known(line, Known::default()).map(|_| ())
    }

    /// The same, with what the reader knows already. Returns whether the line was kept.
    pub(super) fn push_known(&mut self, line: &Line<'_>, known: Known) -> Result<bool, Trouble> {
        self.check_code(known.item.map_or(line.item, |item| self.items.text(item)))?;
        for (field, text) in [(Field::Order, line.order), (Field::Status, line.status), (Field::Event, line.event)] {
            check_length(field, text, LONGEST_ID)?;
        }
        self.report.lines += 1;
        let given_back = self.given_back(line);
        let line = given_back.as_ref().unwrap_or(line);
        let refusal = self.refusal(line, known);
        match refusal {
            None => self.keep(line, known),
            Some(why) => {
                self.report.drop_lines(why, 1);
                self.remember_return(why, line, known);
                self.remember_head(line, known);
            }
        }
        Ok(refusal.is_none())
    }

    /// Trouble if no model can hold an item of this code, and the catalog knows no other for it.
    pub(super) fn check_code(&self, item: &[u8]) -> Result<(), Trouble> {
        // What is not UTF-8 becomes longer as text: a byte such as that of "‰" three.
        let short = item.len() * 3 <= MAX_SKU || latin(item).len() <= MAX_SKU;
        let fits = if short { Ok(()) } else { check_length(Field::Item, latin(item).as_bytes(), MAX_SKU) };
        fits.or_else(|trouble| sku_of(item, &self.options.aliases).map(|_| ()).ok_or(trouble))
    }

    /// The line of an event that gives something back, as a return.
    fn given_back<'l>(&mut self, line: &Line<'l>) -> Option<Line<'l>> {
        let given_back = !line.event.is_empty() && self.event(line.event) == Event::Return;
        given_back.then(|| Line { quantity: Some(-line.quantity.map_or(1.0, f64::abs)), ..*line })
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
        if order != self.last_cancelled.as_slice() {
            self.last_cancelled.clear();
            self.last_cancelled.extend_from_slice(order);
            if !self.cancelled.contains(order) {
                self.cancelled.insert(order.into());
            }
        }
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

    /// An error when more rows than allowed do not parse.
    pub(super) fn check_all(&self) -> Result<(), ReadError> {
        self.check_bad_share(&self.report.sources.join(", "))
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
        if self.event(line.event) == Event::Other {
            Some(Dropped::NotPurchase)
        } else if is_blank(line.order) {
            Some(Dropped::BlankOrder)
        } else if self.is_cancelled(line, known) {
            Some(Dropped::Cancelled)
        } else if known.item.is_none() && is_blank(line.item) {
            Some(Dropped::BlankItem)
        } else if taken_back && is_credit_note(line.order) {
            Some(Dropped::Cancelled)
        } else if taken_back {
            Some(Dropped::Returned)
        } else if line.price.is_some_and(|price| price <= 0.0) {
            Some(Dropped::Price)
        } else {
            None
        }
    }

    /// Whether the line says that its order came to nothing; then the order did, whatever its other lines say.
    fn is_cancelled(&mut self, line: &Line<'_>, known: Known) -> bool {
        if line.status.is_empty() && !line.cancelled {
            return false;
        }
        let Self { statuses, options, pending_is_bought, .. } = self;
        let unpaid = !line.status.is_empty()
            && statuses.standing(line.status, &options.statuses, *pending_is_bought) == Standing::NotBought;
        if !unpaid && !line.cancelled {
            return false;
        }
        match self.runs.last().filter(|_| known.order) {
            Some(&(last, _)) => {
                let order = self.orders.text(last).to_vec();
                self.cancel(&order);
            }
            None => self.cancel(line.order),
        }
        true
    }

    fn event(&mut self, name: &[u8]) -> Event {
        if name.is_empty() {
            return Event::Purchase;
        }
        match self.last_event.1.filter(|_| name == self.last_event.0.as_slice()) {
            Some(known) => known,
            None => {
                let new = event(name);
                self.last_event = (name.to_vec(), Some(new));
                new
            }
        }
    }

    /// Whether the last line that was kept is of this order: then all that concerns the order is known.
    #[cfg(feature = "parquet")]
    pub(super) fn continues(&self, order: &[u8]) -> bool {
        self.runs.last().is_some_and(|&(last, _)| self.orders.text(last) == order)
    }

    /// Whether the last kept line's order still lacks its time or its customer.
    #[cfg(feature = "parquet")]
    pub(super) fn wants_head(&self) -> bool {
        self.runs.last().is_some_and(|&(last, _)| {
            self.times[last as usize] == i64::MIN || self.order_customers[last as usize] == u32::MAX
        })
    }

    fn keep(&mut self, line: &Line<'_>, known: Known) {
        let order = match self.runs.last().filter(|_| known.order) {
            Some(&(last, _)) => last,
            None => {
                let order = self.order_number(line.order);
                if self.runs.last().is_none_or(|&(last, _)| last != order) {
                    self.runs.push((order, self.line_items.len()));
                }
                order
            }
        };
        self.fill_head(order, line);
        let item = known.item.unwrap_or_else(|| self.items.number(line.item));
        self.line_items.push(item);
        self.keep_quantity(line.quantity);
        if self.options.amounts {
            self.amounts.push(line.price.map_or(i64::MIN, |price| hundredths(price * line.quantity.unwrap_or(1.0))));
        }
        if !line.odd_price.is_empty() {
            self.report.odd("price", line.odd_price);
        }
        if self.first_lines.len() < SHOWN {
            let Line { quantity, price, status, .. } = *line;
            self.first_lines.push(FirstLine { order, item, quantity, price, status: status.to_vec() });
        }
    }

    fn order_number(&mut self, order: &[u8]) -> u32 {
        if let Some(&(last, _)) = self.runs.last()
            && self.orders.text(last) == order
        {
            return last;
        }
        let order = self.orders.number(order);
        if order as usize == self.order_customers.len() {
            self.order_customers.push(u32::MAX);
            self.times.push(i64::MIN);
        }
        order
    }

    /// What concerns an order may stand on any of its lines; the first to say it counts.
    fn fill_head(&mut self, order: u32, line: &Line<'_>) {
        let at = order as usize;
        if self.times[at] == i64::MIN {
            let above = self.head.time.filter(|_| self.head.order == self.orders.text(order));
            if let Some(time) = line.time.or(above) {
                self.times[at] = time;
            } else if !line.odd_time.is_empty() {
                self.report.odd("time", line.odd_time);
            }
        }
        if self.order_customers[at] == u32::MAX {
            self.order_customers[at] = match self.customer_number(line.customer) {
                u32::MAX if self.head.order == self.orders.text(order) => self.head.customer,
                own => own,
            };
        }
    }

    /// Remembers what a line that is left out says of its order.
    fn remember_head(&mut self, line: &Line<'_>, known: Known) {
        let continues = self.runs.last().is_some_and(|&(last, _)| self.orders.text(last) == line.order);
        if known.order || continues || is_blank(line.order) || (line.time.is_none() && line.customer.is_empty()) {
            return;
        }
        if line.order != self.head.order.as_slice() {
            self.head = Head { order: line.order.to_vec(), time: None, customer: u32::MAX };
        }
        self.head.time = self.head.time.or(line.time);
        if self.head.customer == u32::MAX {
            self.head.customer = self.customer_number(line.customer);
        }
    }

    /// A customer's number: nothing but this number of a customer is kept.
    fn customer_number(&mut self, customer: &[u8]) -> u32 {
        if customer.is_empty() || is_guest(customer) {
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

fn check_length(field: Field, text: &[u8], most: usize) -> Result<(), Trouble> {
    if text.len() <= most {
        return Ok(());
    }
    let what =
        format!("expected at most {most} bytes, found {}, which begin with {}", text.len(), quoted(&latin(text)));
    Err(Trouble::in_field(field, what))
}

/// `C536379`: how many shops number a credit note for invoice 536379 or any other.
pub(super) fn is_credit_note(order: &[u8]) -> bool {
    matches!(order, [b'C' | b'c', digits @ ..] if !digits.is_empty() && digits.iter().all(u8::is_ascii_digit))
}
