//! Reads a choice between words from a string, by a word's current or old name.

use toml::de::DeValue;

use super::value::{Value, expected};
use crate::finding::Notes;
use crate::near::{did_you_mean, nearest};

/// Declares choices between words. `was` gives the old name of a word, which is still accepted.
macro_rules! choices {
    ($($(#[$meta:meta])* enum $name:ident { $($(#[$of:meta])* $choice:ident = $word:literal $(was $old:literal)?,)* })*) => {
        /// The old names of words, as (enum, old name, word).
        #[cfg(feature = "schema")]
        #[allow(dead_code, reason = "only rules.toml has old words")]
        pub(crate) const OLD_WORDS: &[(&str, &str, &str)] = &[$($($((stringify!($name), $old, $word),)?)*)*];
        $(
        $(#[$meta])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq)]
        #[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
        pub enum $name {
            $($(#[$of])* #[cfg_attr(feature = "schema", schemars(rename = $word))] $choice,)*
        }

        impl $crate::read::Read for $name {
            fn read(
                key: &str,
                value: &toml::Spanned<toml::de::DeValue<'_>>,
                notes: &mut $crate::finding::Notes<'_>,
            ) -> Option<Self> {
                match $crate::read::word(key, value, &[$($word),*], &[$($(($old, $word),)?)*], notes)? {
                    $($word => Some(Self::$choice),)*
                    _ => None,
                }
            }
        }
    )*};
}

pub(crate) use choices;

/// One of these words; `old` pairs old names with words. Anything else is reported.
pub(crate) fn word(
    key: &str,
    value: &Value<'_>,
    words: &[&'static str],
    old: &[(&'static str, &'static str)],
    notes: &mut Notes<'_>,
) -> Option<&'static str> {
    let list = words.iter().map(|word| format!("{word:?}")).collect::<Vec<_>>().join(", ");
    let DeValue::String(text) = value.get_ref() else {
        expected(&format!("one of {list}"), key, value, notes);
        return None;
    };
    let place = notes.place(value.span().start);
    if let Some(word) = words.iter().find(|word| *word == text) {
        return Some(word);
    }
    if let Some((name, word)) = old.iter().find(|(name, _)| name == text) {
        notes.old_name(place, &format!("{name:?}"), &format!("{word:?}"));
        return Some(word);
    }
    let remedy = did_you_mean(nearest(text, words.iter().copied()), "");
    notes.error(place, format!("`{key}`: expected one of {list}, found {text:?}"), remedy);
    None
}
