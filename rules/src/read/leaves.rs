//! Reads strings, numbers, dates, lists and maps from TOML values, whatever their key means.

use toml::de::DeValue;

use super::value::{At, Read, Value, at, expected};
use crate::finding::Notes;

impl Read for At<String> {
    fn read(key: &str, value: &Value<'_>, notes: &mut Notes<'_>) -> Option<Self> {
        let text = match value.get_ref() {
            DeValue::String(text) => text.trim(),
            _ => {
                expected("a string in quotes", key, value, notes);
                return None;
            }
        };
        if text.is_empty() {
            notes.error(notes.place(value.span().start), format!("`{key}`: the string is empty"), "");
            return None;
        }
        at(value, notes, text.to_owned())
    }
}

/// What was read, with its place; if nothing, reports what was expected.
fn or_expected<T>(read: Option<T>, what: &str, key: &str, value: &Value<'_>, notes: &mut Notes<'_>) -> Option<At<T>> {
    if read.is_none() {
        expected(what, key, value, notes);
    }
    at(value, notes, read?)
}

impl Read for At<f64> {
    fn read(key: &str, value: &Value<'_>, notes: &mut Notes<'_>) -> Option<Self> {
        let number = match value.get_ref() {
            DeValue::Integer(number) => i64::from_str_radix(number.as_str(), number.radix()).ok().map(|n| n as f64),
            DeValue::Float(number) => number.as_str().parse::<f64>().ok(),
            _ => None,
        };
        or_expected(number.filter(|number| number.is_finite()), "a number", key, value, notes)
    }
}

impl Read for At<u32> {
    fn read(key: &str, value: &Value<'_>, notes: &mut Notes<'_>) -> Option<Self> {
        let number = match value.get_ref() {
            DeValue::Integer(number) => u32::from_str_radix(number.as_str(), number.radix()).ok(),
            _ => None,
        };
        or_expected(number, "a whole number of 0 or more", key, value, notes)
    }
}

impl Read for At<bool> {
    fn read(key: &str, value: &Value<'_>, notes: &mut Notes<'_>) -> Option<Self> {
        let flag = value.get_ref().as_bool();
        or_expected(flag, "true or false", key, value, notes)
    }
}

/// A day or a minute: its first and last minute since 1970-01-01 00:00.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Moment {
    pub(crate) first: i64,
    pub(crate) last: i64,
}

const DAY: i64 = 24 * 60;

impl Read for At<Moment> {
    fn read(key: &str, value: &Value<'_>, notes: &mut Notes<'_>) -> Option<Self> {
        let moment = match value.get_ref() {
            DeValue::Datetime(moment) if moment.offset.is_some() => {
                let text = format!("`{key}`: {moment} has a time zone");
                let remedy = "Dates use the shopper's own clock: remove the offset (Z, +01:00).";
                notes.error(notes.place(value.span().start), text, remedy);
                return None;
            }
            DeValue::Datetime(moment) => moment.date.map(|date| {
                let minute = moment.time.map(|time| i64::from(time.hour) * 60 + i64::from(time.minute));
                Moment::of(days(i64::from(date.year), i64::from(date.month), i64::from(date.day)), minute)
            }),
            _ => None,
        };
        or_expected(moment, "a date such as 2026-11-24, without quotes", key, value, notes)
    }
}

impl Moment {
    /// A minute of a day, or the whole day.
    fn of(day: i64, minute: Option<i64>) -> Self {
        let midnight = day * DAY;
        Self { first: midnight + minute.unwrap_or(0), last: midnight + minute.unwrap_or(DAY - 1) }
    }
}

/// Days from 1970-01-01 to a date of the Gregorian calendar.
fn days(year: i64, month: i64, day: i64) -> i64 {
    // Count years from March, so that the leap day is the last day of a year.
    let year = if month <= 2 { year - 1 } else { year };
    let day_of_year = (153 * ((month + 9) % 12) + 2) / 5 + day - 1;
    let era = year.div_euclid(400);
    let of_era = year.rem_euclid(400);
    era * 146_097 + of_era * 365 + of_era / 4 - of_era / 100 + day_of_year - 719_468
}

/// One string, or a list of them.
#[derive(Debug, Clone, Default)]
pub(crate) struct Words(pub(crate) Vec<At<String>>);

impl Read for Words {
    fn read(key: &str, value: &Value<'_>, notes: &mut Notes<'_>) -> Option<Self> {
        match value.get_ref() {
            DeValue::Array(list) => Some(Self(list.iter().filter_map(|word| Read::read(key, word, notes)).collect())),
            DeValue::String(_) => Some(Self(At::read(key, value, notes).into_iter().collect())),
            _ => {
                expected("a list of strings such as [\"a\", \"b\"]", key, value, notes);
                None
            }
        }
    }
}

/// One value, or a list of them: `[[rule]]`, or several actions of one kind.
#[derive(Debug, Clone)]
pub(crate) struct Many<T>(pub(crate) Vec<T>);

impl<T: Read> Read for Many<T> {
    fn read(key: &str, value: &Value<'_>, notes: &mut Notes<'_>) -> Option<Self> {
        match value.get_ref() {
            DeValue::Array(list) => Some(Self(list.iter().filter_map(|one| T::read(key, one, notes)).collect())),
            _ => Some(Self(T::read(key, value, notes).into_iter().collect())),
        }
    }

    fn absent() -> Option<Self> {
        Some(Self(Vec::new()))
    }
}

/// Names chosen by the merchant, each with its value.
#[derive(Debug, Clone)]
pub(crate) struct Map<T>(pub(crate) Vec<(At<String>, T)>);

impl<T: Read> Read for Map<T> {
    fn read(key: &str, value: &Value<'_>, notes: &mut Notes<'_>) -> Option<Self> {
        let DeValue::Table(entries) = value.get_ref() else {
            expected("a table such as { name = … }", key, value, notes);
            return None;
        };
        let mut map = Vec::new();
        for (name, value) in entries {
            let place = notes.place(name.span().start);
            let read = T::read(name.get_ref(), value, notes);
            map.extend(read.map(|read| (At { place, value: name.get_ref().trim().to_owned() }, read)));
        }
        // In the order of the file: the first one applies if the page has no language.
        map.sort_by_key(|(name, _)| name.place);
        Some(Self(map))
    }
}

/// A text, or one for each language, as (language, text). An empty language means any.
#[derive(Debug, Clone)]
pub(crate) struct Texts(pub(crate) Vec<(String, String)>);

impl Read for Texts {
    fn read(key: &str, value: &Value<'_>, notes: &mut Notes<'_>) -> Option<Self> {
        match value.get_ref() {
            DeValue::String(_) => {
                At::read(key, value, notes).map(|text: At<String>| Self(vec![(String::new(), text.value)]))
            }
            DeValue::Table(_) => {
                let map: Map<At<String>> = Map::read(key, value, notes)?;
                Some(Self(map.0.into_iter().map(|(name, text)| (name.value.to_lowercase(), text.value)).collect()))
            }
            _ => {
                expected("a string, or one for each language such as { en = \"…\" }", key, value, notes);
                None
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::days;

    #[test]
    fn dates_are_days_since_1970() {
        for (date, expected) in [
            ((1970, 1, 1), 0),
            ((1970, 3, 1), 59),
            ((1969, 12, 31), -1),
            ((2000, 2, 29), 11_016),
            ((2026, 11, 24), 20_781),
        ] {
            assert_eq!(days(date.0, date.1, date.2), expected, "{date:?}");
        }
    }
}
