//! Lays out what a report says by placement, item and week as sections of its page; never computes a figure.

use maud::{Markup, html};

use super::amounts::{amount_of, per, signed, signed_percent};
use super::figures::{Effect, Figure};
use super::report::Report;
use crate::report::words::grouped;

/// The most items that the page lists; report.json has more.
const MOST_ITEMS: usize = 20;

/// Revenue and conversion by the placement where devices met the shelf first. Nothing where there is one placement only.
pub(super) fn placements(report: &Report) -> Markup {
    let control = &report.arms[0].name;
    let of = |figures: &[Figure], key: &str| figures.iter().find(|figure| figure.key == key).cloned();
    let rows = report.placements.iter().flat_map(|placement| {
        placement.comparisons.iter().filter_map(move |compared| {
            let revenue = of(&compared.figures, "revenue")?;
            Some((&placement.placement, &compared.arm, revenue, of(&compared.figures, "conversion")?))
        })
    });
    let value =
        |figure: &Figure, arm: usize| figure.arms[arm].value.map_or_else(|| "–".to_owned(), |it| format!("{it:.2}"));
    html! {
        @if report.placements.len() > 1 {
            section.wide {
                h2 { "By placement of the first exposure" }
                p.soft { "Revenue per device. These figures explain; only all devices together decide." }
                div.scroll {
                    table {
                        tr {
                            th { "placement" } th { "arm" } th.n { "devices" } th.n { (control) } th.n { "arm" } th.n { "change" } th.n { "between" }
                            th.n { "shoppers who buy" } th.n { "between" }
                        }
                        @for (placement, arm, revenue, conversion) in rows {
                            @let devices = revenue.arms[0].devices + revenue.arms[1].devices;
                            tr {
                                td { (placement) } td { (arm) } td.n { (grouped(devices)) }
                                td.n { (value(&revenue, 0)) } td.n { (value(&revenue, 1)) }
                                (change(revenue.relative, signed_percent)) (change(conversion.relative, signed_percent))
                            }
                        }
                    }
                }
            }
        }
    }
}

/// A change and its interval, in two cells.
fn change(effect: Option<Effect>, write: impl Fn(f64) -> String) -> Markup {
    html! {
        @match effect {
            Some(Effect { estimate, low, high }) => { td.n { (write(estimate)) } td.n { (write(low)) " to " (write(high)) } },
            None => { td.n { "–" } td.n {} },
        }
    }
}

/// Revenue by item, of those with the highest.
pub(super) fn items(report: &Report) -> Markup {
    let control = &report.arms[0].name;
    let rows = report.items.iter().take(MOST_ITEMS).flat_map(|item| {
        let arm = |name: &str| report.arms.iter().position(|arm| arm.name == name).unwrap_or(0);
        item.comparisons.iter().map(move |compared| (item, &item.arms[arm(&compared.arm)], compared))
    });
    html! {
        @if !report.items.is_empty() {
            section.wide {
                h2 { "By item" }
                p.soft {
                    "Revenue of an item, from a list or not, per 100 devices: the difference from " (control)
                    ". All intervals hold together, however often one looks."
                }
                div.scroll {
                    table {
                        tr {
                            th { "item" } th { "arm" } th.n { "buyers" } th.n { "revenue" } th.n { "buyers, " (control) } th.n { "revenue, " (control) }
                            th.n { "per 100 devices" } th.n { "between" }
                        }
                        @for (item, arm, compared) in rows {
                            tr {
                                td { (item.sku) } td { (compared.arm) } td.n { (grouped(arm.buyers)) } td.n { (amount_of(arm.revenue)) }
                                td.n { (grouped(item.arms[0].buyers)) } td.n { (amount_of(item.arms[0].revenue)) }
                                (change(Some(compared.per_device), |amount| signed(100.0 * amount, 2)))
                            }
                        }
                    }
                }
            }
        }
    }
}

/// Devices by the week in which they met the shelf first.
pub(super) fn weeks(report: &Report) -> Markup {
    html! {
        section.wide {
            h2 { "By week of first exposure" }
            p.soft { "Devices counted, those with an order, and revenue per device." }
            div.scroll {
                table {
                    tr {
                        th { "week from" }
                        @for arm in &report.arms { th.n { (arm.name) } th.n { "buyers" } th.n { "share" } th.n { "revenue" } }
                    }
                    @for week in &report.weeks {
                        tr {
                            td { (week.from) }
                            @for arm in &week.arms {
                                td.n { (grouped(arm.counted)) } td.n { (grouped(arm.buyers)) }
                                td.n { (share(arm.buyers, arm.counted)) } td.n { (per(arm.revenue, arm.counted)) }
                            }
                        }
                    }
                }
            }
        }
    }
}

fn share(part: u64, whole: u64) -> String {
    if whole == 0 { "–".to_owned() } else { format!("{:.1} %", 100.0 * part as f64 / whole as f64) }
}
