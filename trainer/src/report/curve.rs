//! Says in words, a chart and a table what a learning curve tells of the orders; never measures.

use maud::{Markup, html};

use super::Report;
use super::charts::{self, ChartError};
use super::words::{drawing, grouped, percent};
use crate::evaluate::{CurvePoint, Grounds, Interval, LearningCurve, Outlook, outlook};

/// Twice the orders that bring less than this share of the hit rate bring little.
const LITTLE: f64 = 0.05;

/// What this number of orders can carry, and what more would bring.
pub fn curve_sentences(curve: &LearningCurve, orders: u64) -> Vec<String> {
    let Some(last) = curve.points.last() else { return Vec::new() };
    vec![carries(curve, &last.grounds, orders), brings(curve, last)]
}

/// What suggestions lean on, and when they will rest on the shop's own pairs.
fn carries(curve: &LearningCurve, grounds: &Grounds, orders: u64) -> String {
    let Grounds { own_pairs, kin, popularity } = *grounds;
    let parts = [(own_pairs, "your own pairs"), (kin, "the catalog"), (popularity, "what is popular")];
    let told = parts.iter().filter(|(share, what)| *share > 0.0 || *what == "your own pairs");
    let told: Vec<String> = told.map(|(share, what)| format!("{:.0} on {what}", share * 100.0)).collect();
    let shop = match orders {
        1 => "1 order".to_owned(),
        n => format!("{} orders", grouped(n)),
    };
    let told = told.join(", ");
    if own_pairs >= kin && own_pairs >= popularity {
        return format!("{shop}: suggestions rest on your own pairs (of 100, {told}).{}", most(curve, orders));
    }
    let leans = if kin >= popularity { "categories, brands and words of the catalog" } else { "what is popular" };
    format!("{shop}: suggestions lean on {leans} (of 100, {told}).{}", most(curve, orders))
}

/// When most suggestions will rest on the shop's own pairs. The curve is measured without the orders that are held back.
fn most(curve: &LearningCurve, orders: u64) -> String {
    match outlook(curve) {
        Outlook::Now => String::new(),
        Outlook::At(enough) if enough as u64 <= orders => {
            " With those held back for the test, most should rest on your own pairs.".to_owned()
        }
        Outlook::At(enough) => {
            format!(" At about {} orders most will rest on your own pairs.", grouped(enough as u64))
        }
        Outlook::Unknown => {
            " The orders do not tell yet with how many more most will rest on your own pairs.".to_owned()
        }
    }
}

/// What more orders would bring, by what the last ones did.
fn brings(curve: &LearningCurve, last: &CurvePoint) -> String {
    let Interval { value, low, high } = curve.last_step;
    let [points, least, most] = [value, low, high].map(|share| format!("{:+.1}", share * 100.0));
    let half = curve.points.iter().rev().nth(1).map_or(0, |point| point.orders);
    let [half, all] = [half, last.orders].map(|orders| grouped(orders as u64));
    let brought = format!("From {half} to {all} orders the hit rate changed by {points} points ({least} to {most}):");
    if low > 0.0 {
        format!("{brought} more orders will bring more.")
    } else if high < LITTLE * last.hr.value {
        format!("{brought} more orders will bring little.")
    } else {
        let cases = grouped(curve.cases as u64);
        format!("{brought} {cases} held-out orders do not tell what more will bring.")
    }
}

/// The curve as a section of the page.
pub(super) fn section(report: &Report) -> Result<Markup, ChartError> {
    let Some(curve) = &report.learning_curve else { return Ok(html! {}) };
    let place = |name| report.methods.iter().position(|figures| figures.method == name);
    let svg = charts::learning_curve(&curve.points, [0, place("popularity").unwrap_or(1)])?;
    Ok(html! {
        section.wide {
            h2 { "What your orders can carry" }
            @for sentence in curve_sentences(curve, report.read.orders) { p { (sentence) } }
            div.pair {
                div {
                    p.soft { "Hit rate on live carts by the number of orders trained on, the newest ones; popularity of the same orders beside it" }
                    (drawing("Hit rate by the number of orders; the table has its figures", &svg))
                }
                (table(curve))
            }
        }
    })
}

fn table(curve: &LearningCurve) -> Markup {
    let rate = |rate: Interval| {
        html! { (percent(rate.value)) " " small { (format!("{:.0}–{:.0}", rate.low * 100.0, rate.high * 100.0)) } }
    };
    html! {
        div { div.scroll { table {
            tr {
                th { "orders" } th.n { "hit rate" } th.n { "popularity" } th.n { "own pairs" }
                @if curve.has_kin { th.n { "catalog" } }
                th.n { "popular" }
            }
            @for point in &curve.points {
                tr {
                    td { (grouped(point.orders as u64)) }
                    td.n { (rate(point.hr)) } td.n { (rate(point.popularity)) } td.n { (percent(point.grounds.own_pairs)) }
                    @if curve.has_kin { td.n { (percent(point.grounds.kin)) } }
                    td.n { (percent(point.grounds.popularity)) }
                }
            }
        } }
        p.soft {
            "Own pairs, catalog, popular: what the first ten suggestions rest on. A suggestion that an empty cart gets too rests on popularity. Small: 95 % intervals."
        } }
    }
}
