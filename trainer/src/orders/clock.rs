//! Parses the time of day in a date, with AM/PM and time zone.

use jiff::civil::{Date, Time};
use jiff::tz::TimeZone;

/// A time of day, and how far its zone is ahead of UTC.
#[derive(Debug, Clone, Copy)]
pub(super) struct Clock {
    time: Time,
    ahead: i64,
}

/// Zones by name, in hours ahead of UTC, as exports write them.
const ZONES: [(&str, f64); 30] = [
    ("UTC", 0.0),
    ("GMT", 0.0),
    ("Z", 0.0),
    ("WET", 0.0),
    ("WEST", 1.0),
    ("BST", 1.0),
    ("CET", 1.0),
    ("MEZ", 1.0),
    ("CEST", 2.0),
    ("MESZ", 2.0),
    ("EET", 2.0),
    ("EEST", 3.0),
    ("MSK", 3.0),
    ("TRT", 3.0),
    ("IST", 5.5),
    ("SGT", 8.0),
    ("HKT", 8.0),
    ("AWST", 8.0),
    ("JST", 9.0),
    ("AEST", 10.0),
    ("AEDT", 11.0),
    ("NZST", 12.0),
    ("EST", -5.0),
    ("EDT", -4.0),
    ("CST", -6.0),
    ("CDT", -5.0),
    ("MST", -7.0),
    ("MDT", -6.0),
    ("PST", -8.0),
    ("PDT", -7.0),
];

/// Words between a date and its time.
const BETWEEN: [&str; 9] = ["at", "um", "a", "à", "las", "alle", "kl", "kl.", "às"];

/// A text's date and its time of day, wherever the time stands in it.
pub(super) fn split(text: &str) -> (String, String) {
    let Some(start) = clock_at(text) else {
        let (date, time) = dotted_clock(text).unwrap_or((text, ""));
        return (trimmed(date), time.to_owned());
    };
    let rest = &text[start..];
    let mut date = trimmed(&text[..start]);
    let mut clock = String::new();
    let mut brackets = 0;
    for (n, word) in rest.split_whitespace().map(|word| word.trim_end_matches(',')).enumerate() {
        brackets += word.matches('(').count();
        let year = word.len() == 4 && word.bytes().all(|b| b.is_ascii_digit());
        let half = ["am", "pm", "a.m.", "p.m."].iter().any(|half| word.eq_ignore_ascii_case(half));
        let zone = word.starts_with(['+', '-']) || is_zone(word);
        // The name of a zone in brackets says what its offset has said.
        if brackets == 0 && (n == 0 || half || (zone && !year)) {
            clock.push(' ');
            clock.push_str(word);
        } else if brackets == 0
            && !matches!(word.to_lowercase().as_str(), "uhr" | "h" | "г." | "г" | "hrs" | "o'clock" | "on")
        {
            date.push(' ');
            date.push_str(word);
        }
        brackets -= word.matches(')').count().min(brackets);
    }
    (trimmed(&date), clock.trim().to_owned())
}

/// Where `8:26` or `08h26` begins.
fn clock_at(text: &str) -> Option<usize> {
    let bytes = text.as_bytes();
    let digit = |at: usize| bytes.get(at).is_some_and(u8::is_ascii_digit);
    let colon = (1..bytes.len())
        .find(|&at| matches!(bytes[at], b':' | b'h') && digit(at - 1) && digit(at + 1) && digit(at + 2))?;
    let start = if colon >= 2 && digit(colon - 2) { colon - 2 } else { colon - 1 };
    Some(start)
}

/// `1/12/2010 8.26`: a point in place of the colon.
fn dotted_clock(text: &str) -> Option<(&str, &str)> {
    let (date, time) = text.trim().rsplit_once(' ')?;
    let (hour, minute) = time.split_once('.')?;
    let figures = |text: &str| (1..=2).contains(&text.len()) && text.bytes().all(|b| b.is_ascii_digit());
    (figures(hour) && minute.len() == 2 && figures(minute) && date.contains(['/', '.', '-'])).then_some((date, time))
}

fn trimmed(date: &str) -> String {
    let mut date = date.trim().trim_end_matches([',', 'T']).trim();
    if let Some((before, last)) = date.rsplit_once(' ')
        && BETWEEN.contains(&last.to_lowercase().as_str())
    {
        date = before;
    }
    date.trim_end_matches(',').trim().to_owned()
}

fn is_zone(word: &str) -> bool {
    zone(word).is_some()
}

/// `GMT+0100`, `+02:00`, `-0500`, `PST`: seconds ahead of UTC.
fn zone(word: &str) -> Option<i64> {
    let upper = word.trim_matches(['(', ')', ',']).to_ascii_uppercase();
    let offset = ["GMT", "UTC"].iter().find_map(|name| upper.strip_prefix(name)).unwrap_or(&upper);
    if let Some(sign) = offset.strip_prefix('+').map(|_| 1).or_else(|| offset.strip_prefix('-').map(|_| -1)) {
        let digits: String = offset.chars().filter(char::is_ascii_digit).collect();
        let n: i64 = digits.parse().ok()?;
        return match digits.len() {
            1 | 2 => Some(sign * n * 3600),
            4 => Some(sign * (n / 100 * 3600 + n % 100 * 60)),
            _ => None,
        };
    }
    ZONES.iter().find(|(name, _)| *name == upper).map(|(_, hours)| (hours * 3600.0) as i64)
}

impl Clock {
    /// `14:05`, `14:05:06.123`, `2:05 PM`, `2:05:06 PM PST`, `08h26`; nothing is midnight, UTC.
    pub(super) fn read(text: &str) -> Option<Self> {
        let mut clock = Self { time: Time::midnight(), ahead: 0 };
        let mut half = None;
        for (n, word) in text.split_whitespace().enumerate() {
            let upper = word.to_ascii_uppercase().replace('.', if n == 0 { "." } else { "" });
            match upper.as_str() {
                "AM" => half = Some(0),
                "PM" => half = Some(12),
                _ if n == 0 => half = clock.figures(&upper)?,
                word => clock.ahead = zone(word)?,
            }
        }
        // Some write AM or PM behind hours that go on to 23.
        if let Some(half) = half.filter(|_| clock.time.hour() <= 12) {
            let hour = clock.time.hour() % 12 + half;
            clock.time = Time::new(hour, clock.time.minute(), clock.time.second(), 0).ok()?;
        }
        Some(clock)
    }

    /// The figures, and what stands right behind them: `8:26AM`, `08:26:00Z`, `08:26+01:00`.
    fn figures(&mut self, word: &str) -> Option<Option<i8>> {
        let end = word.find(|c: char| !c.is_ascii_digit() && !matches!(c, ':' | '.' | 'H')).unwrap_or(word.len());
        let (figures, behind) = word.split_at(end);
        let mut parts = figures.splitn(4, [':', '.', 'H']).map(str::parse::<i8>);
        let hour = parts.next()?.ok()?;
        let minute = parts.next()?.ok()?;
        let second = parts.next().and_then(Result::ok).unwrap_or(0);
        self.time = Time::new(hour, minute, second, 0).ok()?;
        match behind {
            "" => Some(None),
            "AM" => Some(Some(0)),
            "PM" => Some(Some(12)),
            offset => {
                self.ahead = zone(offset)?;
                Some(None)
            }
        }
    }

    /// Seconds since 1970 of this time on a day.
    pub(super) fn seconds(self, day: Date) -> Option<i64> {
        let local = TimeZone::UTC.to_timestamp(day.to_datetime(self.time)).ok()?.as_second();
        Some(local - self.ahead)
    }
}
