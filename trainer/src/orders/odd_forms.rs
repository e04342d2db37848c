//! Parses dates in forms that only programs and some countries write, such as `2024-W05-3` and `/Date(1706713440000)/`.

use super::clock::Clock;
use super::epochs::{digits, utc};
use super::months;
use jiff::civil::{Date, ISOWeekDate, Weekday};

/// Seconds since 1970.
pub(super) fn read(text: &str) -> Option<i64> {
    week(text)
        .or_else(|| day_of_year(text))
        .or_else(|| epoch(text))
        .or_else(|| compact(text))
        .or_else(|| dotted(text))
        .or_else(|| half_in_words(text))
}

fn midnight(day: Date) -> Option<i64> {
    utc(day.to_datetime(jiff::civil::Time::midnight()))
}

/// `2024-W05-3`, `2024W053`, `2024-W05`.
fn week(text: &str) -> Option<i64> {
    let (year, rest) = text.split_at_checked(4)?;
    let rest = rest.trim_start_matches('-').strip_prefix('W')?;
    let (week, day) = rest.split_at_checked(2)?;
    let day = day.trim_start_matches('-');
    let weekday = Weekday::from_monday_one_offset(if day.is_empty() { 1 } else { day.parse().ok()? }).ok()?;
    midnight(ISOWeekDate::new(year.parse().ok()?, week.parse().ok()?, weekday).ok()?.date())
}

/// `2024-031`.
fn day_of_year(text: &str) -> Option<i64> {
    let (year, day) = text.split_once('-').filter(|(year, day)| year.len() == 4 && day.len() == 3)?;
    let first = Date::new(year.parse().ok()?, 1, 1).ok()?;
    let day = first.checked_add(jiff::Span::new().days(day.parse::<i64>().ok()? - 1)).ok()?;
    midnight(day)
}

/// `/Date(1706713440000)/`, `1.70671344E12`.
fn epoch(text: &str) -> Option<i64> {
    let inside = text.trim_matches(['/', '\\']).strip_prefix("Date(").and_then(|text| text.strip_suffix(')'));
    if let Some(inside) = inside {
        let end = inside.rfind(['+', '-']).filter(|at| *at > 0).unwrap_or(inside.len());
        return Some(inside[..end].parse::<i64>().ok()? / 1000);
    }
    let figures = text.bytes().all(|byte| byte.is_ascii_digit() || matches!(byte, b'.' | b'E' | b'e' | b'+'));
    let number: f64 = text.parse().ok().filter(|_| figures && text.contains(['E', 'e']))?;
    digits(&format!("{number:.0}"))
}

/// `20240131 150400`.
fn compact(text: &str) -> Option<i64> {
    let joined: String = text.chars().filter(|c| *c != ' ').collect();
    let fits = joined.len() == 14 && text.len() == 15 && joined.bytes().all(|byte| byte.is_ascii_digit());
    fits.then(|| digits(&joined)).flatten()
}

/// `2024-01-31-15.04.00.000000` of DB2, `31-JAN-24 03.04.00.000000 PM` of Oracle, `31/Jan/2024:15:04:00 +0000` of web servers.
fn dotted(text: &str) -> Option<i64> {
    let at = text.match_indices(['-', ' ', ':']).map(|(at, _)| at).find(|at| is_clock(&text[at + 1..]))?;
    let (day, clock) = (&text[..at], &text[at + 1..]);
    let day = months::date(&day.replace('/', "-")).or_else(|| day.parse().ok())?;
    Clock::read(clock)?.seconds(day)
}

/// `15.04.00.000000` or `15:04:00` at the start.
fn is_clock(text: &str) -> bool {
    let figures = text.split(['.', ':', ' ']).take(3);
    let two = |part: &str| part.len() == 2 && part.bytes().all(|byte| byte.is_ascii_digit());
    figures.clone().count() == 3
        && figures.clone().all(two)
        && (text.contains('.') || text.contains(':'))
        && text.get(2..3) != Some(" ")
}

/// `2024. 1. 31. 오후 3:04`, `2024/01/31 下午3:04`.
fn half_in_words(text: &str) -> Option<i64> {
    const HALVES: [(&str, &str); 8] = [
        ("오전", "AM"),
        ("오후", "PM"),
        ("上午", "AM"),
        ("下午", "PM"),
        ("午前", "AM"),
        ("午後", "PM"),
        (" ص", "AM"),
        (" م", "PM"),
    ];
    let (word, half) = HALVES.iter().find(|(word, _)| text.contains(word))?;
    let rest = text.replace(word, " ");
    let rest = rest.trim();
    let (day, clock) = rest.rsplit_once(' ').map(|(day, clock)| (day.trim(), clock.trim()))?;
    let mut numbers =
        day.split(['/', '.', '-', '年', '月', '日', ' ']).filter_map(|part| part.trim().parse::<i16>().ok());
    let (year, month, day) = (numbers.next()?, numbers.next()?, numbers.next()?);
    let (year, day) = if year > 31 { (year, day) } else { (day, year) };
    let day = Date::new(year, i8::try_from(month).ok()?, i8::try_from(day).ok()?).ok()?;
    Clock::read(&format!("{clock} {half}"))?.seconds(day)
}
