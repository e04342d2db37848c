//! Reads the dates of a column as seconds since 1970, whatever way they are written; never reads a clock.

use jiff::civil::{Date, DateTime, Time};
use jiff::fmt::temporal::DateTimeParser;
use jiff::tz::TimeZone;
use jiff::{Timestamp, fmt::strtime};

static ISO: DateTimeParser = DateTimeParser::new();

/// Month names and other ways of writing a date that need a pattern.
const PATTERNS: [&str; 8] = [
    "%d %b %Y %H:%M:%S",
    "%d %b %Y %H:%M",
    "%d %b %Y",
    "%b %d, %Y %H:%M:%S",
    "%b %d, %Y %H:%M",
    "%b %d, %Y",
    "%d-%b-%Y",
    "%d-%b-%Y %H:%M",
];

/// Reads one column's dates, and learns on the way whether the day or the month comes first in `3/4/2025`.
///
/// Until a part above 12 tells, such dates are read day first; [`Dates::settle`] corrects them afterwards.
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
        if text.bytes().all(|b| b.is_ascii_digit()) {
            return digits(text);
        }
        iso(text).or_else(|| self.slashed(text)).or_else(|| named(text))
    }

    /// `3/4/2025 14:05`, `03.04.25`, `3-4-2025 2:05 PM`: the order of day and month is the column's, not the row's.
    fn slashed(&mut self, text: &str) -> Option<i64> {
        let (date, time) = text.split_once([' ', 'T', ',']).unwrap_or((text, ""));
        let mut parts = date.split(['/', '.', '-']).map(str::parse::<i16>);
        let (a, b, year) = (parts.next()?.ok()?, parts.next()?.ok()?, parts.next()?.ok()?);
        let year = if year < 100 { 2000 + year } else { year };
        let (day, month) = match (a, b) {
            (13.., _) => (a, b),
            (_, 13..) => (b, a),
            _ => (a, b),
        };
        let date = Date::new(year, i8::try_from(month).ok()?, i8::try_from(day).ok()?).ok()?;
        let seconds = utc(date.to_datetime(clock_time(time)?))?;
        match (a, b) {
            (13.., _) => self.day_first += 1,
            (_, 13..) => self.month_first += 1,
            _ => self.ambiguous += 1,
        }
        Some(seconds)
    }

    /// Corrects the times of a column that turned out to write the month first. A column that never tells is
    /// taken to be in time order, as exports are: whichever reading runs backwards less often.
    pub fn settle(&self, times: &mut [i64]) {
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

fn utc(when: DateTime) -> Option<i64> {
    Some(TimeZone::UTC.to_timestamp(when).ok()?.as_second())
}

/// `2025-03-04 14:05:06`, `2025-03-04T14:05Z`, `2025-03-04 14:05:06 +0200`, `2025-03-04 14:05:06 UTC`.
fn iso(text: &str) -> Option<i64> {
    if text.as_bytes().get(4) != Some(&b'-') && text.as_bytes().get(4) != Some(&b'/') {
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

/// Dates and epochs written as digits alone, told apart by their number.
fn digits(text: &str) -> Option<i64> {
    let n: i64 = text.parse().ok()?;
    match text.len() {
        8 => utc(Date::strptime("%Y%m%d", text).ok()?.to_datetime(Time::midnight())),
        14 => utc(DateTime::strptime("%Y%m%d%H%M%S", text).ok()?),
        9 | 10 => Some(n),
        12 | 13 => Some(n / 1_000),
        15 | 16 => Some(n / 1_000_000),
        18 | 19 => Some(n / 1_000_000_000),
        _ => None,
    }
}

fn named(text: &str) -> Option<i64> {
    let read = |pattern: &&str| strtime::parse(*pattern, text).ok();
    let parsed = PATTERNS.iter().find_map(read)?;
    let date = parsed.to_date().ok()?;
    utc(date.to_datetime(parsed.to_time().unwrap_or(Time::midnight())))
}

/// `14:05`, `14:05:06`, `2:05 PM`; nothing is midnight.
fn clock_time(text: &str) -> Option<Time> {
    let text = text.trim();
    if text.is_empty() {
        return Some(Time::midnight());
    }
    let upper = text.to_ascii_uppercase();
    let (figures, half) = match (upper.strip_suffix("AM"), upper.strip_suffix("PM")) {
        (Some(figures), _) => (figures.trim(), Some(0)),
        (_, Some(figures)) => (figures.trim(), Some(12)),
        _ => (upper.as_str(), None),
    };
    let mut parts = figures.split([':', '.']).map(str::parse::<i8>);
    let hour = parts.next()?.ok()?;
    let minute = parts.next()?.ok()?;
    let second = parts.next().transpose().ok()?.unwrap_or(0);
    let hour = half.map_or(hour, |half| hour % 12 + half);
    Time::new(hour, minute, second, 0).ok()
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
            "1291191960",
            "1291191960000",
            "1291191960000000",
        ] {
            assert_eq!(seconds(text), Some(moment), "{text}");
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
        dates.settle(&mut times);
        assert_eq!(times, [1_291_191_960, 1_292_230_800]);
    }

    #[test]
    fn without_a_telling_day_the_reading_in_time_order_wins() {
        let mut dates = Dates::default();
        let mut times: Vec<i64> =
            ["11/5/2010", "12/1/2010", "12/2/2010"].iter().filter_map(|t| dates.read(t.as_bytes())).collect();
        dates.settle(&mut times);
        assert_eq!(times[1] - 1_291_161_600, 0);
    }
}
