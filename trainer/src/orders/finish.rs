//! Turns gathered lines into [`Orders`]: drops non-products and returns, groups, removes duplicates, caps sizes.

use super::error::{Problem, ReadError};
use super::fold::text;
use super::gather::{FirstLine, Gather, is_credit_note};
use super::line::Dropped;
use super::names::{call_by_sku, is_rounded};
use super::past::{Orders, marked_crc};
use super::renumber::Renumber;
use super::report::{ReadReport, Shown, StatusCount};
use super::select::renumbered;
use super::services::Services;
use crate::terminal::short;
use hashbrown::{HashMap, HashSet};
use std::collections::BTreeMap;

/// The share of the orders above which one customer is remarkable: guests may share an id.
const REMARKABLE: f64 = 0.2;
/// With fewer orders of known customers a share means nothing.
const ENOUGH_ORDERS: usize = 20;

/// The orders, and the account of how they came about.
pub(super) fn finish(mut gather: Gather) -> Result<(Orders, ReadReport), ReadError> {
    gather.check_all()?;
    let with_times = gather.times.iter().any(|&time| time != i64::MIN);
    if gather.options.since.is_some() && !with_times && !gather.times.is_empty() {
        return Err(no_times(&gather.report));
    }
    if let Some(code) = gather.items.iter().find(|code| is_rounded(code)) {
        let code = short(&text(code));
        gather.report.note(format!("codes such as {code} were rounded by a spreadsheet: export them again as text"));
    }
    call_by_sku(&mut gather);
    gather.report.returned = returned(&mut gather);
    let leave_out = leave_out_lines(&mut gather);
    let kept = compact(&mut gather, &leave_out);
    drop(leave_out);
    if with_times {
        gather.report.undated =
            kept.orders.iter().filter(|order| gather.times[**order as usize] == i64::MIN).count() as u64;
        fill_gaps(&mut gather.times);
        gather.dates.apply_month_first(&mut gather.times);
    }
    let options = gather.options.clone();
    let mut report = std::mem::take(&mut gather.report);
    describe(&mut gather, with_times, &mut report);
    let orders = assemble(gather, &kept, with_times, &mut report);
    let orders = select(orders, &options, &mut report);
    // Readers do not all number an item that was only ever taken back.
    let kept: HashSet<&str> = orders.skus.iter().map(String::as_str).collect();
    report.returned.retain(|sku, _| kept.contains(sku.as_str()));
    drop(kept);
    (report.kept, report.orders, report.items) =
        (orders.items.len() as u64, orders.len() as u64, orders.skus.len() as u64);
    report.span = span(&orders);
    report.largest_customer = largest_customer(&orders);
    if orders.is_empty() { Err(no_orders(&report)) } else { Ok((orders, report)) }
}

/// Adds to the report how the first lines and the statuses were understood.
fn describe(gather: &mut Gather, with_times: bool, report: &mut ReadReport) {
    let shown = |line: &FirstLine| Shown {
        order: text(gather.orders.text(line.order)),
        item: text(gather.items.text(line.item)),
        quantity: line.quantity,
        price: line.price,
        time: with_times.then(|| gather.times[line.order as usize]),
        status: text(&line.status),
        customer: gather.order_customers[line.order as usize] != u32::MAX,
    };
    report.shown = gather.first_lines.iter().map(shown).collect();
    let statuses = std::mem::take(&mut gather.statuses).into_seen().into_iter();
    report.statuses = statuses
        .map(|seen| StatusCount { word: text(&seen.word), standing: seen.standing, lines: seen.lines })
        .collect();
}

/// The first and the last moment of an order.
fn span(orders: &Orders) -> Option<(i64, i64)> {
    let times = orders.times.as_ref()?;
    Some((*times.iter().min()?, *times.iter().max()?))
}

/// The share of all orders that one customer made, where it is remarkable.
fn largest_customer(orders: &Orders) -> Option<f64> {
    let customers = orders.customers.as_ref().filter(|customers| customers.len() >= ENOUGH_ORDERS)?;
    let mut counts: HashMap<u32, usize> = HashMap::new();
    for customer in customers.iter().filter(|customer| **customer != u32::MAX) {
        *counts.entry(*customer).or_default() += 1;
    }
    let share = *counts.values().max()? as f64 / customers.len() as f64;
    (share > REMARKABLE).then_some(share)
}

/// An order without a time, among others that have one, is taken to be of the time of the order before it.
fn fill_gaps(times: &mut [i64]) {
    let mut last = times.iter().copied().find(|&time| time != i64::MIN).unwrap_or(0);
    for time in times {
        if *time == i64::MIN {
            *time = last;
        }
        last = *time;
    }
}

/// Steps over whole orders, each counted.
fn select(orders: Orders, options: &super::ReadOptions, report: &mut ReadReport) -> Orders {
    let before = orders.items.len();
    let orders = match options.since {
        Some(since) => orders.since(since),
        None => orders,
    };
    report.drop_lines(Dropped::TooOld, (before - orders.items.len()) as u64);
    let before = orders.items.len();
    let orders = match options.max_order_items {
        Some(most) => orders.without_larger_than(most),
        None => orders,
    };
    report.drop_lines(Dropped::Oversized, (before - orders.items.len()) as u64);
    orders
}

/// Which lines are not wanted, which only the whole input shows.
pub(super) struct LeaveOut {
    pub(super) orders: Vec<bool>,
    pub(super) items: Vec<bool>,
    pub(super) taken_back: HashMap<(u32, u32), i64>,
}

impl LeaveOut {
    fn reason(&self, order: u32, item: u32) -> Option<Dropped> {
        if self.orders[order as usize] {
            Some(Dropped::Cancelled)
        } else if self.items[item as usize] {
            Some(Dropped::NonProduct)
        } else if self.taken_back.get(&(order, item)).is_some_and(|&left| left <= 0) {
            Some(Dropped::Returned)
        } else {
            None
        }
    }
}

pub(super) fn leave_out_lines(gather: &mut Gather) -> LeaveOut {
    let options = &gather.options;
    let services = Services::new(options.products.as_ref(), options.non_products.as_ref(), gather.items.iter());
    let items = gather.items.iter().map(|code| !services.is_product(code)).collect();
    let credit_notes: Vec<bool> = gather.orders.iter().map(is_credit_note).collect();
    // In a shop whose every order number begins with a C, the C says nothing.
    let few = credit_notes.iter().filter(|&&is| is).count() * 2 < credit_notes.len();
    let mut orders: Vec<bool> = credit_notes.into_iter().map(|is| is && few).collect();
    for order in gather.cancelled.iter().filter_map(|id| gather.orders.find(id)) {
        orders[order as usize] = true;
    }
    LeaveOut { orders, items, taken_back: taken_back(gather) }
}

/// For each SKU, how many lines took it back.
fn returned(gather: &mut Gather) -> BTreeMap<String, u32> {
    let mut by_sku = BTreeMap::new();
    for (item, lines) in std::mem::take(&mut gather.returned) {
        let number = gather.items.find(&item).map(|item| gather.same_as.get(item as usize).copied().unwrap_or(item));
        if let Some(number) = number {
            *by_sku.entry(text(gather.items.text(number))).or_default() += lines;
        }
    }
    by_sku
}

/// For each returned pair of order and item: how many were left in the end.
fn taken_back(gather: &mut Gather) -> HashMap<(u32, u32), i64> {
    let mut left = HashMap::new();
    for back in std::mem::take(&mut gather.returns) {
        if let (Some(order), Some(item)) = (gather.orders.find(&back.order), gather.items.find(&back.item)) {
            let item = gather.same_as.get(item as usize).copied().unwrap_or(item);
            *left.entry((order, item)).or_insert(0) -= i64::from(back.quantity);
        }
    }
    if left.is_empty() {
        return left;
    }
    gather.quantities.resize(gather.line_items.len(), u16::MAX);
    for (order, span) in spans(&gather.runs, gather.line_items.len()) {
        for line in span {
            if let Some(left) = left.get_mut(&(order, gather.line_items[line])) {
                *left += i64::from(gather.quantities[line]);
            }
        }
    }
    left
}

pub(super) fn spans(runs: &[(u32, usize)], lines: usize) -> impl Iterator<Item = (u32, std::ops::Range<usize>)> {
    let ends = runs.iter().skip(1).map(|&(_, start)| start).chain([lines]);
    runs.iter().zip(ends).map(|(&(order, start), end)| (order, start..end))
}

/// What is left after the unwanted lines are gone: new numbers by first appearance among the kept lines.
struct Kept {
    runs: Vec<(u32, usize)>,
    /// The old number of each new order, and of each new item.
    orders: Vec<u32>,
    items: Vec<u32>,
}

fn compact(gather: &mut Gather, leave_out: &LeaveOut) -> Kept {
    let mut order_numbers = Renumber::new(gather.orders.len());
    let mut item_numbers = Renumber::new(gather.items.len());
    let old_runs = std::mem::take(&mut gather.runs);
    let mut runs: Vec<(u32, usize)> = Vec::with_capacity(old_runs.len());
    let mut write = 0;
    for (order, span) in spans(&old_runs, gather.line_items.len()) {
        for line in span {
            let item = gather.line_items[line];
            if let Some(why) = leave_out.reason(order, item) {
                gather.report.drop_lines(why, 1);
                continue;
            }
            let order = order_numbers.number(order);
            if runs.last().is_none_or(|&(last, _)| last != order) {
                runs.push((order, write));
            }
            gather.line_items[write] = item_numbers.number(item);
            write += 1;
        }
    }
    gather.line_items.truncate(write);
    Kept { runs, orders: order_numbers.old, items: item_numbers.old }
}

fn assemble(mut gather: Gather, kept: &Kept, with_times: bool, report: &mut ReadReport) -> Orders {
    let (starts, items) = group(kept, std::mem::take(&mut gather.line_items));
    let by_order = |old: &u32| *old as usize;
    let customers: Vec<u32> = kept.orders.iter().map(|old| gather.order_customers[by_order(old)]).collect();
    let mut orders = Orders {
        skus: kept.items.iter().map(|&old| text(gather.items.text(old))).collect(),
        starts,
        items,
        id_crcs: kept.orders.iter().map(|&old| crc32fast::hash(gather.orders.text(old))).collect(),
        cart_crcs: kept.orders.iter().map(|&old| marked_crc(gather.orders.text(old))).collect(),
        times: with_times.then(|| kept.orders.iter().map(|old| gather.times[by_order(old)]).collect()),
        customers: customers.iter().any(|&customer| customer != u32::MAX).then(|| renumbered(customers)),
        kinds: None,
        kinship: None,
    };
    report.drop_lines(Dropped::Duplicate, dedupe(&mut orders));
    orders
}

/// Lines grouped by order. Exports keep an order's lines together: then they already stand where they belong.
fn group(kept: &Kept, lines: Vec<u32>) -> (Vec<usize>, Vec<u32>) {
    let orders = kept.orders.len();
    if kept.runs.len() == orders {
        let starts = kept.runs.iter().map(|&(_, start)| start).chain([lines.len()]).collect();
        return (starts, lines);
    }
    let mut starts = vec![0; orders + 1];
    for (order, span) in spans(&kept.runs, lines.len()) {
        starts[order as usize + 1] += span.len();
    }
    for order in 0..orders {
        starts[order + 1] += starts[order];
    }
    let mut next = starts.clone();
    let mut grouped = vec![0; lines.len()];
    for (order, span) in spans(&kept.runs, lines.len()) {
        let at = next[order as usize];
        next[order as usize] += span.len();
        grouped[at..at + span.len()].copy_from_slice(&lines[span]);
    }
    (starts, grouped)
}

/// Keeps the first line of each item in each order; returns how many others there were.
fn dedupe(orders: &mut Orders) -> u64 {
    let mut last_order = vec![usize::MAX; orders.skus.len()];
    let (mut write, before) = (0, orders.items.len());
    for order in 0..orders.len() {
        let (start, end) = (orders.starts[order], orders.starts[order + 1]);
        orders.starts[order] = write;
        for line in start..end {
            let item = orders.items[line];
            if std::mem::replace(&mut last_order[item as usize], order) != order {
                orders.items[write] = item;
                write += 1;
            }
        }
    }
    if let Some(end) = orders.starts.last_mut() {
        *end = write;
    }
    orders.items.truncate(write);
    (before - write) as u64
}

fn no_times(report: &ReadReport) -> ReadError {
    let what = "--since needs dates, and no date could be read";
    let remedy = "Name the date column with --map time=COLUMN, or leave --since out.";
    ReadError::new(Problem::Usage, &report.sources.join(", "), what, remedy)
}

fn no_orders(report: &ReadReport) -> ReadError {
    let what = format!("no usable order among {} lines", report.lines);
    let dropped = Dropped::ALL.iter().filter(|why| report.dropped(**why) > 0);
    let counts: Vec<String> = dropped.map(|why| format!("{} {}", report.dropped(*why), why.words())).collect();
    let mut remedy = format!("Dropped: {}.", counts.join("; "));
    if !report.columns.is_empty() {
        remedy += &format!("\n  If the columns are the wrong ones, change --map {}", report.map());
    }
    for warning in report.warnings(true) {
        remedy += &format!("\n  {warning}");
    }
    ReadError::new(Problem::NoOrders, &report.sources.join(", "), what, remedy)
}
