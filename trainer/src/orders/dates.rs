//! Parses the dates of a column into seconds since 1970.

use super::clock::{Clock, split};
use super::epochs::{digits, serial, utc};
use super::months;
use super::odd_forms;
use jiff::Timestamp;
use jiff::civil::Date;
use jiff::fmt::temporal::DateTimeParser;
use jiff::tz::TimeZone;

static ISO: DateTimeParser = DateTimeParser::new();

/// Reads one column's dates, and learns on the way whether the day or the month comes first in `3/4/2025`.
///
/// Until a part is above 12, such dates are read day first; [`Dates::apply_month_first`] corrects them afterwards.
#[derive(Debug, Default)]
pub struct Dates {
    last: Vec<u8>,
    last_seconds: i64,
    read: u64,
    day_first: u64,
    month_first: u64,
    ambiguous: u64,
}

impl Dates {
    /// Seconds since 1970, or `None` when the field is no date. A date without an offset is read as UTC.
    pub fn read(&mut self, field: &[u8]) -> Option<i64> {
        let field = field.trim_ascii();
        if field == self.last.as_slice() && !field.is_empty() {
            return Some(self.last_seconds);
        }
        let seconds = self.parse(std::str::from_utf8(field).ok()?)?;
        self.read += 1;
        self.last.clear();
        self.last.extend_from_slice(field);
        self.last_seconds = seconds;
        Some(seconds)
    }

    fn parse(&mut self, text: &str) -> Option<i64> {
        // Russian writes "year" behind the date.
        let without_year = text.contains("г.").then(|| text.replace("г.", " "));
        let text = without_year.as_deref().map_or(text, str::trim_end);
        if text.bytes().all(|b| b.is_ascii_digit()) {
            return digits(text);
        }
        if let Some(seconds) = iso(text).or_else(|| odd_forms::read(text)) {
            return Some(seconds);
        }
        if text.bytes().all(|b| b.is_ascii_digit() || b == b'.') && text.matches('.').count() == 1 {
            return fraction(text);
        }
        let (date, clock) = split(text);
        let clock = Clock::read(&clock)?;
        let day = self.slashed(&date).or_else(|| months::date(&date))?;
        clock.seconds(day)
    }

    /// `3/4/2025`, `03.04.25`, `3-4-2025`, `2025.4.3`: the order of day and month is the column's, not the row's.
    fn slashed(&mut self, date: &str) -> Option<Date> {
        let mut parts = date.split(['/', '.', '-']).map(|part| part.trim().parse::<i16>());
        let (a, b, c) = (parts.next()?.ok()?, parts.next()?.ok()?, parts.next()?.ok()?);
        if parts.next().is_some_and(|part| part.is_ok()) {
            return None;
        }
        if a > 31 {
            return Date::new(a, i8::try_from(b).ok()?, i8::try_from(c).ok()?).ok();
        }
        let (day, month) = match (a, b) {
            (_, 13..) => (b, a),
            _ => (a, b),
        };
        let date = Date::new(months::century(c), i8::try_from(month).ok()?, i8::try_from(day).ok()?).ok()?;
        match (a, b) {
            (13.., _) => self.day_first += 1,
            (_, 13..) => self.month_first += 1,
            _ => self.ambiguous += 1,
        }
        Some(date)
    }

    /// Corrects the times of a column that turned out to write the month first. A column without such a part is
    /// taken to be in time order, as exports are: whichever reading runs backwards less often.
    pub fn apply_month_first(&self, times: &mut [i64]) {
        let all_slashed = self.day_first + self.month_first + self.ambiguous == self.read;
        if self.ambiguous == 0 || !all_slashed || self.day_first > self.month_first {
            return;
        }
        let swapped: Vec<i64> = times.iter().map(|&t| swap_day_and_month(t)).collect();
        if self.month_first > self.day_first || steps_back(&swapped) < steps_back(times) {
            times.copy_from_slice(&swapped);
        }
    }
}

fn steps_back(times: &[i64]) -> usize {
    times.windows(2).filter(|pair| pair[1] < pair[0]).count()
}

/// The other reading of an ambiguous date; a day above 12 was never ambiguous.
fn swap_day_and_month(seconds: i64) -> i64 {
    let other = || {
        let read = TimeZone::UTC.to_datetime(Timestamp::from_second(seconds).ok()?);
        let date = Date::new(read.year(), read.day(), read.month()).ok()?;
        utc(date.to_datetime(read.time()))
    };
    other().unwrap_or(seconds)
}

/// `2025-03-04 14:05:06`, `2025-03-04T14:05Z`, `2025-03-04 14:05:06 +0200`, `2025-03-04 14:05:06 UTC`.
fn iso(text: &str) -> Option<i64> {
    let at = |place: usize| text.as_bytes().get(place).copied();
    if !matches!(at(4), Some(b'-' | b'/')) && at(8) != Some(b'T') {
        return None;
    }
    let text = text.replace('/', "-");
    if let Ok(when) = ISO.parse_timestamp(&text) {
        return Some(when.as_second());
    }
    if let Some(plain) = text.strip_suffix(" UTC") {
        return iso(plain);
    }
    // Shopify writes a space before the offset.
    if let Some((when, offset)) = text.rsplit_once(' ')
        && offset.starts_with(['+', '-'])
        && let Ok(when) = ISO.parse_timestamp(format!("{when}{offset}"))
    {
        return Some(when.as_second());
    }
    utc(ISO.parse_datetime(&text).ok()?)
}

/// A day in a spreadsheet, counted from the end of 1899, or an epoch with a fraction.
fn fraction(text: &str) -> Option<i64> {
    let number: f64 = text.parse().ok()?;
    match text.split('.').next().map_or(0, str::len) {
        5 => serial(number),
        9 | 10 => Some(number as i64),
        _ => digits(text.strip_suffix(".0")?),
    }
}

#[cfg(test)]
mod tests {
    use super::Dates;

    fn seconds(text: &str) -> Option<i64> {
        Dates::default().read(text.as_bytes())
    }

    #[test]
    fn one_moment_is_the_same_however_it_is_written() {
        let moment = 1_291_191_960; // 2010-12-01 08:26:00 UTC
        for text in [
            "2010-12-01 08:26:00",
            "2010-12-01 08:26",
            "2010-12-01T08:26:00Z",
            "2010-12-01T09:26:00+01:00",
            "2010-12-01 09:26:00 +0100",
            "2010-12-01 08:26:00 UTC",
            "2010-12-01T08:26:00.123Z",
            "2010/12/01 08:26",
            "01/12/2010 08:26",
            "01.12.2010 8:26:00",
            "1/12/10 8:26",
            "01/12/2010 8:26 AM",
            "01 Dec 2010 08:26",
            "Dec 1, 2010 08:26",
            "20101201082600",
            "2010-12-01 08:26 AM",
            "2010-12-01 03:26:00 EST",
            "20101201T082600Z",
            "Wed, 01 Dec 2010 08:26:00 +0000",
            "Wed Dec 01 2010 09:26:00 GMT+0100 (Central European Standard Time)",
            "Wed Dec  1 08:26:00 2010",
            "08:26:00 Dec 01, 2010 UTC",
            "December 1, 2010 8:26 am",
            "1 December 2010 at 8:26",
            "1. Dezember 2010, 08:26 Uhr",
            "1er décembre 2010 à 08h26",
            "01-déc.-10 08:26",
            "1 de diciembre de 2010 8:26",
            "Dec-01-10 08:26",
            "2010年12月1日 08:26",
            "2010.12.01 08:26",
            "1291191960.0",
            "1/12/2010 8.26",
            "1291191960",
            "1291191960000",
            "1291191960000000",
            "1.29119196E9",
            "1.29119196E12",
            "/Date(1291191960000)/",
            "20101201 082600",
            "2010-12-01-08.26.00.000000",
            "01-DEC-10 08.26.00.000000 AM",
            "01/Dec/2010:08:26:00 +0000",
            "1 декабря 2010 08:26",
            "01.12.2010 г. 08:26",
            "2010. 12. 1. 오전 8:26",
            "2010/12/01 上午8:26",
            "2010-12-1 8:26",
            "01/12/2010 8:26 ص",
        ] {
            assert_eq!(seconds(text), Some(moment), "{text}");
        }
    }

    #[test]
    fn days_are_read_without_a_time() {
        let day = 1_737_072_000; // 2025-01-17
        for text in [
            "17 January 2025",
            "January 17, 2025",
            "Jan-17-25",
            "17-janv.-25",
            "17-Jan-25",
            "17.1.25",
            "45674",
            "45674.0",
            "20250117",
            "17 gennaio 2025",
            "17 stycznia 2025",
            "17th Jan 2025",
            "Friday, January 17, 2025",
            "2025-W03-5",
            "2025W035",
            "2025-017",
            "17 января 2025",
            "17.01.2025 г.",
        ] {
            assert_eq!(seconds(text), Some(day), "{text}");
        }
    }

    #[test]
    fn what_is_no_date_is_none() {
        for text in ["", "yesterday", "2010-13-01", "32/12/2010", "12", "99:99"] {
            assert_eq!(seconds(text), None, "{text}");
        }
    }

    #[test]
    fn a_day_above_twelve_tells_that_the_month_comes_first() {
        let mut dates = Dates::default();
        let mut times: Vec<i64> =
            ["12/1/2010 8:26", "12/13/2010 9:00"].iter().filter_map(|t| dates.read(t.as_bytes())).collect();
        dates.apply_month_first(&mut times);
        assert_eq!(times, [1_291_191_960, 1_292_230_800]);
    }

    #[test]
    fn without_a_telling_day_the_reading_in_time_order_wins() {
        let mut dates = Dates::default();
        let mut times: Vec<i64> =
            ["11/5/2010", "12/1/2010", "12/2/2010"].iter().filter_map(|t| dates.read(t.as_bytes())).collect();
        dates.apply_month_first(&mut times);
        assert_eq!(times[1] - 1_291_161_600, 0);
    }
}
