//! Says what the age of orders changes: which items gain and lose by it, and which fade; never trains.

use jiff::Timestamp;
use jiff::tz::TimeZone;
use maud::{Markup, html};
use serde::{Deserialize, Serialize};

use super::Report;
use super::words::{grouped, named, percent};
use crate::affinity::order_weights::OrderWeights;
use crate::affinity::still_sold::{Sold, still_sold};
use crate::orders::Orders;
use crate::train::TrainOptions;

/// How many items are listed of each kind.
const LISTED: usize = 6;
/// An item whose probability of being sold is below this has faded.
const HALF: f64 = 0.5;

/// What the age of orders changes.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Recency {
    /// The items that gain most by the half-life, the most first; none without one.
    pub gained: Vec<Shifted>,
    /// The items that lose most by it.
    pub lost: Vec<Shifted>,
    /// How many items are more likely gone than still sold; 0 where nothing fades.
    pub faded_items: usize,
    /// Of these, those that were in the most orders.
    pub faded: Vec<Faded>,
}

/// An item that counts for more or less by the age of its orders.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Shifted {
    /// The item.
    pub sku: String,
    /// Its share of the orders, old and new alike.
    pub alike: f64,
    /// The same by their age.
    pub aged: f64,
}

/// An item that is more likely gone than still sold.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Faded {
    /// The item.
    pub sku: String,
    /// How many orders had it.
    pub orders: u32,
    /// The time of the last, in seconds since 1970.
    pub last_order: i64,
    /// The probability that it is still sold.
    pub still_sold: f64,
}

/// What age changes in a model trained on these orders with these options; `None` where the orders have no dates.
pub fn recency(orders: &Orders, options: &TrainOptions) -> Option<Recency> {
    orders.times.as_ref()?;
    let sold = Sold::of(orders);
    // What is in fewer orders than a pair needs is nobody's business, nor does it say anything.
    let counts = |item: usize| sold[item].is_some_and(|sold| sold.orders >= options.min_orders);
    let mut recency = Recency::default();
    if options.half_life.is_some() {
        let (alike, aged) = (shares(orders, &TrainOptions { half_life: None, ..*options }), shares(orders, options));
        let shift = |item: usize| aged[item] - alike[item];
        let mut items: Vec<usize> = (0..orders.skus.len()).filter(|item| counts(*item)).collect();
        items.sort_by(|a, b| shift(*b).total_cmp(&shift(*a)).then(a.cmp(b)));
        let told = |item: &usize| Shifted { sku: orders.skus[*item].clone(), alike: alike[*item], aged: aged[*item] };
        recency.gained = items.iter().take(LISTED).filter(|item| shift(**item) > 0.0).map(told).collect();
        recency.lost = items.iter().rev().take(LISTED).filter(|item| shift(**item) < 0.0).map(told).collect();
    }
    if let Some(days) = options.item_lifetime {
        let chances = still_sold(orders, days);
        let item = |(n, chance): (usize, &f64)| {
            let sold = sold[n].filter(|_| *chance < HALF && counts(n))?;
            let sku = orders.skus[n].clone();
            Some(Faded { sku, orders: sold.orders, last_order: sold.last, still_sold: *chance })
        };
        recency.faded = chances.iter().enumerate().filter_map(item).collect();
        recency.faded_items = recency.faded.len();
        recency.faded.sort_by(|a, b| b.orders.cmp(&a.orders).then_with(|| a.sku.cmp(&b.sku)));
        recency.faded.truncate(LISTED);
    }
    Some(recency)
}

/// Each item's share of the weighted orders.
fn shares(orders: &Orders, options: &TrainOptions) -> Vec<f64> {
    let TrainOptions { alpha, half_life, customer_share, .. } = *options;
    let weights = OrderWeights { alpha, half_life, customer_share }.of(orders);
    let mut shares = vec![0.0; orders.skus.len()];
    for (items, weight) in orders.iter().zip(&weights) {
        items.iter().for_each(|item| shares[*item as usize] += weight / weights.len() as f64);
    }
    shares
}

/// The same as a section of the page.
pub(super) fn section(report: &Report, title: &dyn Fn(&str) -> Option<String>) -> Markup {
    let Some(recency) = &report.recency else { return html! {} };
    html! {
        section.wide {
            h2 { "Old orders and new" }
            p { (half_life(report)) " " (lifetime(report, recency)) }
            @if !recency.gained.is_empty() || !recency.lost.is_empty() { (shifted(recency, title)) }
            @if !recency.faded.is_empty() { (faded(&recency.faded, title)) }
        }
    }
}

fn half_life(report: &Report) -> String {
    match report.training.half_life {
        Some(days) => format!("An order counts half as much as one that is {days} days newer."),
        None if report.tried.iter().any(|tried| tried.options.half_life.is_some()) => {
            "Old orders count as much as new ones: no half-life was better on the inner split.".to_owned()
        }
        None => "Old orders count as much as new ones.".to_owned(),
    }
}

fn lifetime(report: &Report, recency: &Recency) -> String {
    match report.training.item_lifetime {
        Some(days) => format!(
            "Items that have not sold for long, against their own usual gap, fade, as if items were sold for {days} days on average: {} are more likely gone than still sold.",
            grouped(recency.faded_items as u64)
        ),
        None if report.tried.iter().any(|tried| tried.options.item_lifetime.is_some()) => {
            "Items that have not sold for long do not fade: that was no better on the inner split.".to_owned()
        }
        None => "Items that have not sold for long do not fade.".to_owned(),
    }
}

fn shifted(recency: &Recency, title: &dyn Fn(&str) -> Option<String>) -> Markup {
    html! {
        table {
            tr { th { "gains or loses most by age" } th.n { "of all orders" } th.n { "by their age" } }
            @for (class, sign, item) in recency.gained.iter().map(|item| ("up", "▲", item)).chain(recency.lost.iter().map(|item| ("down", "▼", item))) {
                tr {
                    td { b class=(class) { (sign) } " " (named(&item.sku, title)) }
                    td.n { (percent(item.alike)) } td.n { (percent(item.aged)) }
                }
            }
        }
    }
}

fn faded(items: &[Faded], title: &dyn Fn(&str) -> Option<String>) -> Markup {
    html! {
        table {
            tr { th { "fades" } th.n { "orders" } th.n { "the last on" } th.n { "still sold" } }
            @for item in items {
                tr {
                    td { (named(&item.sku, title)) }
                    td.n { (grouped(u64::from(item.orders))) } td.n { (day(item.last_order)) } td.n { (percent(item.still_sold)) }
                }
            }
        }
    }
}

fn day(time: i64) -> String {
    Timestamp::from_second(time).map_or_else(|_| "–".to_owned(), |time| time.to_zoned(TimeZone::UTC).date().to_string())
}
