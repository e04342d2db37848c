//! Turns dates that are written as digits alone, and days of spreadsheets, into seconds since 1970.

use jiff::civil::{Date, DateTime, Time};
use jiff::tz::TimeZone;

/// Seconds since 1970 of a moment in UTC.
pub(super) fn utc(when: DateTime) -> Option<i64> {
    Some(TimeZone::UTC.to_timestamp(when).ok()?.as_second())
}

/// A spreadsheet's day with the time of day as its fraction: `45674.628`.
pub(super) fn serial(days: f64) -> Option<i64> {
    const DAY_OF_1970: f64 = 25_569.0;
    let plausible = (20_000.0..80_000.0).contains(&days);
    plausible.then(|| ((days - DAY_OF_1970) * 86_400.0).round() as i64)
}

/// Dates and epochs written as digits alone, recognised by their length.
pub(super) fn digits(text: &str) -> Option<i64> {
    let n: i64 = text.parse().ok()?;
    match text.len() {
        5 => serial(n as f64),
        8 => utc(Date::strptime("%Y%m%d", text).ok()?.to_datetime(Time::midnight())),
        14 => utc(DateTime::strptime("%Y%m%d%H%M%S", text).ok()?),
        9 | 10 => Some(n),
        12 | 13 => Some(n / 1_000),
        15 | 16 => Some(n / 1_000_000),
        18 | 19 => Some(n / 1_000_000_000),
        _ => None,
    }
}
