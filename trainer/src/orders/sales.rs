//! Turns gathered lines into sales: what each order's items cost in the end, and what was taken back; never counts an item once only.

use hashbrown::HashMap;

use super::error::{Problem, ReadError};
use super::finish::{leave_out_lines, spans};
use super::fold::text;
use super::gather::Gather;
use super::intern::Interner;
use super::report::ReadReport;

/// The shop's own record of its orders, without postage, fees and vouchers.
#[derive(Debug, Default)]
pub struct Sales {
    ids: Interner,
    orders: Vec<Sale>,
    lines: Vec<SoldLine>,
    /// The items that lines name.
    pub items: Vec<String>,
    /// Lines whose price is not known: they count nothing.
    pub without_price: u64,
}

/// An order.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Sale {
    /// Seconds since 1970; `None` where the record does not say.
    pub time: Option<i64>,
    /// A number for the customer; `u32::MAX` for unknown.
    pub customer: u32,
    /// Whether it came to nothing: cancelled, refunded as a whole, never paid.
    pub cancelled: bool,
    start: usize,
    end: usize,
}

/// A line of an order.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct SoldLine {
    /// The item, a number of [`Sales::items`].
    pub item: u32,
    /// Pieces that were sold.
    pub quantity: u32,
    /// Pieces of these that were taken back.
    pub returned: u32,
    /// What was paid, less what was given back for them; in hundredths of the currency.
    pub cents: i64,
}

impl Sales {
    /// The order of this id.
    pub fn find(&self, id: &[u8]) -> Option<&Sale> {
        self.sale(self.number(id)?)
    }

    /// The number of an order, by its id; from 0.
    pub fn number(&self, id: &[u8]) -> Option<u32> {
        self.ids.find(id)
    }

    /// The order of this number.
    pub fn sale(&self, number: u32) -> Option<&Sale> {
        self.orders.get(number as usize)
    }

    /// All orders with their ids, by number.
    pub fn iter(&self) -> impl Iterator<Item = (&[u8], &Sale)> {
        self.ids.iter().zip(&self.orders)
    }

    /// The lines of an order.
    pub fn lines(&self, sale: &Sale) -> &[SoldLine] {
        &self.lines[sale.start..sale.end]
    }
}

/// The sales, and the account of how they came about.
pub(super) fn finish(mut gather: Gather) -> Result<(Sales, ReadReport), ReadError> {
    gather.check_all()?;
    let leave_out = leave_out_lines(&mut gather);
    gather.dates.apply_month_first(&mut gather.times);
    let mut lines = ordered(&gather);
    lines.retain(|(_, line)| !leave_out.items[gather.line_items[*line] as usize]);
    let mut sales = Sales { items: gather.items.iter().map(text).collect(), ..Sales::default() };
    let mut left = returned(&gather, &leave_out.taken_back);
    let mut next = lines.into_iter().peekable();
    for number in 0..gather.orders.len() as u32 {
        sales.ids.number(gather.orders.text(number));
        let start = sales.lines.len();
        while let Some((_, line)) = next.next_if(|(order, _)| *order == number) {
            sales.sell(&gather, number, line, &mut left);
        }
        let time = gather.times[number as usize];
        sales.orders.push(Sale {
            time: (time != i64::MIN).then_some(time),
            customer: gather.order_customers[number as usize],
            cancelled: leave_out.orders[number as usize],
            start,
            end: sales.lines.len(),
        });
    }
    // Orders that no kept line is of: all their lines say that they came to nothing.
    for id in gather.cancelled.iter().filter(|id| gather.orders.find(id).is_none()) {
        if sales.ids.number(id) as usize == sales.orders.len() {
            let end = sales.lines.len();
            sales.orders.push(Sale { time: None, customer: u32::MAX, cancelled: true, start: end, end });
        }
    }
    let mut report = std::mem::take(&mut gather.report);
    (report.kept, report.orders, report.items) =
        (sales.lines.len() as u64, sales.orders.len() as u64, sales.items.len() as u64);
    match sales.orders.is_empty() {
        false => Ok((sales, report)),
        true => {
            let what = format!("no usable order among {} lines", report.lines);
            Err(ReadError::new(Problem::NoOrders, &report.sources.join(", "), what, "Check the columns with --map."))
        }
    }
}

/// All kept lines by order.
fn ordered(gather: &Gather) -> Vec<(u32, usize)> {
    let spans = spans(&gather.runs, gather.line_items.len());
    let mut lines: Vec<(u32, usize)> = spans.flat_map(|(order, span)| span.map(move |line| (order, line))).collect();
    lines.sort_by_key(|(order, _)| *order);
    lines
}

/// For each order and item of which something was taken back, how many pieces.
fn returned(gather: &Gather, left: &HashMap<(u32, u32), i64>) -> HashMap<(u32, u32), i64> {
    let mut returned: HashMap<(u32, u32), i64> = left.iter().map(|(pair, left)| (*pair, -left)).collect();
    if !returned.is_empty() {
        for (order, span) in spans(&gather.runs, gather.line_items.len()) {
            for line in span {
                if let Some(returned) = returned.get_mut(&(order, gather.line_items[line])) {
                    *returned += i64::from(gather.quantities.get(line).copied().unwrap_or(u16::MAX));
                }
            }
        }
    }
    returned
}

/// Pieces of a line; one where the source does not say.
fn pieces(gather: &Gather, line: usize) -> u32 {
    match gather.quantities.get(line) {
        None | Some(&u16::MAX) => 1,
        Some(pieces) => (*pieces).max(1).into(),
    }
}

impl Sales {
    /// Adds a line, less what was taken back of its item.
    fn sell(&mut self, gather: &Gather, order: u32, line: usize, left: &mut HashMap<(u32, u32), i64>) {
        let (item, quantity) = (gather.line_items[line], pieces(gather, line));
        let amount = gather.amounts.get(line).copied().filter(|amount| *amount != i64::MIN);
        self.without_price += u64::from(amount.is_none());
        let taken_back = left.get_mut(&(order, item));
        let returned = taken_back.map_or(0, |left| {
            let returned = (*left).clamp(0, quantity.into());
            *left -= returned;
            returned as u32
        });
        let kept = i128::from(amount.unwrap_or(0)) * i128::from(quantity - returned) / i128::from(quantity);
        self.lines.push(SoldLine { item, quantity, returned, cents: kept as i64 });
    }
}
