//! Turns a day's number and a minute into the text of a date and back into its month; never asks what day it is.

/// Days from 1970-01-01 to the first day of the sample: Thursday, 1 May 2025.
pub(crate) const FIRST_DAY: u32 = 20_209;
/// How many days the sample covers: to 31 October 2026.
pub(crate) const DAYS: u32 = 549;

/// A moment, in minutes since the sample's first midnight.
pub(crate) type Minute = u32;

/// Year, month and day of the sample's `day`, by Howard Hinnant's civil calendar.
fn civil(day: u32) -> (u32, u32, u32) {
    let z = FIRST_DAY + day + 719_468;
    let (era, doe) = (z / 146_097, z % 146_097);
    let yoe = (doe - doe / 1460 + doe / 36_524 - doe / 146_096) / 365;
    let doy = doe - (365 * yoe + yoe / 4 - yoe / 100);
    let mp = (5 * doy + 2) / 153;
    let month = if mp < 10 { mp + 3 } else { mp - 9 };
    (yoe + era * 400 + u32::from(month <= 2), month, doy - (153 * mp + 2) / 5 + 1)
}

/// The month of `day`, January being 0.
pub(crate) fn month(day: u32) -> usize {
    civil(day).1 as usize - 1
}

/// True on the first days of the year, when the January sale is on.
pub(crate) fn in_sale(day: u32) -> bool {
    let (_, month, date) = civil(day);
    month == 1 && date <= 18
}

/// The day of the week of `day`, Monday being 0.
pub(crate) fn weekday(day: u32) -> usize {
    ((FIRST_DAY + day + 3) % 7) as usize
}

/// The moment as `2025-05-01T09:30:00Z`, with seconds that only look like chance.
pub(crate) fn timestamp(at: Minute) -> String {
    let (year, month, date) = civil(at / 1440);
    let (hour, minute, second) = (at / 60 % 24, at % 60, at * 37 % 60);
    format!("{year:04}-{month:02}-{date:02}T{hour:02}:{minute:02}:{second:02}Z")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_first_and_the_last_minute_have_the_promised_dates() {
        assert!(timestamp(0).starts_with("2025-05-01T00:00"));
        assert!(timestamp(DAYS * 1440 - 1).starts_with("2026-10-31T23:59"));
    }

    #[test]
    fn the_sample_starts_on_a_thursday_in_may() {
        assert_eq!((weekday(0), month(0)), (3, 4));
    }
}
