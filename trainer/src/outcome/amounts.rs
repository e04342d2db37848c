//! Writes amounts, differences and shares as people read them; never computes one.

use crate::report::words::grouped;

pub(super) fn per(amount: f64, devices: u64) -> String {
    if devices == 0 { "–".to_owned() } else { format!("{:.2}", amount / devices as f64) }
}

/// A difference in a metric's unit.
pub(super) fn signed(figure: f64, digits: usize) -> String {
    format!("{figure:+.digits$}").replace('-', "−")
}

pub(super) fn signed_percent(share: f64) -> String {
    format!("{:+.1} %", 100.0 * share).replace('-', "−")
}

/// Money with gaps between thousands; cents only of small amounts.
pub(super) fn amount_of(amount: f64) -> String {
    let sign = if amount < 0.0 { "−" } else { "" };
    match amount.abs() {
        size if size < 1000.0 => format!("{sign}{size:.2}"),
        size => format!("{sign}{}", grouped(size.round() as u64)),
    }
}
