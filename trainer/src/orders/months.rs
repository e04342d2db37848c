//! Parses dates with month names in many languages.

use super::fold::words;
use jiff::civil::Date;

/// How each month's names begin, in lower case and without accents: English, German, French, Spanish, Italian,
/// Portuguese, Dutch, Polish, Swedish, Danish, Norwegian, Czech, Finnish, Turkish, Russian, Ukrainian.
const MONTHS: [&str; 12] = [
    "jan ene gen sty led tammi oca janv янв січ",
    "feb fev lut uno helmi sub фев лют",
    "mar mrt maer bre maalis mrz мар бер",
    "apr avr abr kwi dub huhti nis апр кві",
    "may mai mag maj mei kve touko мая май тра",
    "jun giu cze cer kesa haz juin июн чер",
    "jul lug lip cervenec heina tem juil июл лип",
    "aug ago aou sie srp elo avg agu авг сер",
    "sep set wrz zar syys eyl сен вер",
    "oct okt out ott paz loka eki окт жов",
    "nov lis marras kas ноя лис",
    "dec dez dic gru pro joulu ara дек гру",
];

/// A year of two figures is of this century, or, from 70 on, of the last.
pub(super) fn century(year: i16) -> i16 {
    match year {
        0..70 => 2000 + year,
        70..100 => 1900 + year,
        _ => year,
    }
}

/// `17 January 2025`, `Jan-17-25`, `17-janv.-25`, `Friday, January 17th, 2025`, `2025年1月17日`.
pub(super) fn date(text: &str) -> Option<Date> {
    if text.contains('年') {
        let numbers: Vec<i16> = text.split(['年', '月', '日']).filter_map(|part| part.trim().parse().ok()).collect();
        let &[year, month, day] = numbers.as_slice() else { return None };
        return Date::new(year, i8::try_from(month).ok()?, i8::try_from(day).ok()?).ok();
    }
    let folded = words(text);
    let mut month = None;
    let mut numbers: Vec<&str> = Vec::new();
    for word in folded.split(' ') {
        // Of `mardi 17 janvier` both words look like a month: a weekday stands first.
        match number(word) {
            Some(number) => numbers.push(number),
            None => month = month_of(word).or(month),
        }
    }
    let &[first, second] = numbers.as_slice() else { return None };
    let (year, day) = if first.len() == 4 { (first, second) } else { (second, first) };
    if !matches!(year.len(), 2 | 4) || day.len() > 2 {
        return None;
    }
    Date::new(century(year.parse().ok()?), month?, day.parse().ok()?).ok()
}

/// `17`, `17th`, `1er`.
fn number(word: &str) -> Option<&str> {
    let digits = word.trim_end_matches(|c: char| c.is_ascii_alphabetic());
    let behind = &word[digits.len()..];
    let number = !digits.is_empty() && digits.bytes().all(|b| b.is_ascii_digit());
    (number && matches!(behind, "" | "st" | "nd" | "rd" | "th" | "er" | "e" | "o" | "a")).then_some(digits)
}

/// The longest beginning that fits: `mars` is `mar`, `marraskuu` is `marras`.
fn month_of(word: &str) -> Option<i8> {
    let mut best: Option<(usize, i8)> = None;
    for (n, names) in (1..).zip(MONTHS) {
        for name in names.split(' ').filter(|name| word.starts_with(*name)) {
            if best.is_none_or(|(length, _)| name.len() > length) {
                best = Some((name.len(), n));
            }
        }
    }
    best.map(|(_, month)| month)
}
