//! Reads a parsed TOML table into plain values that know their place, and notes what is not as it should be; never
//! stops at the first mistake.

mod leaves;

use std::ops::Deref;

use toml::Spanned;
use toml::de::{DeTable, DeValue};

use crate::finding::{Notes, Place};
use crate::near::{did_you_mean, nearest};

pub(crate) use leaves::{Many, Map, Moment, Texts, Words};

/// A value, and where it stands.
#[derive(Debug, Clone, Default)]
pub(crate) struct At<T> {
    pub(crate) place: Place,
    pub(crate) value: T,
}

impl<T> Deref for At<T> {
    type Target = T;

    fn deref(&self) -> &T {
        &self.value
    }
}

/// What can be read from a value of the file.
pub(crate) trait Read: Sized {
    /// The value; `None` when it is not of the kind wanted, which then is noted.
    fn read(key: &str, value: &Spanned<DeValue<'_>>, notes: &mut Notes<'_>) -> Option<Self>;

    /// What it means that the key is not there; `None` when it must be.
    fn absent() -> Option<Self> {
        None
    }
}

impl<T: Read> Read for Option<T> {
    fn read(key: &str, value: &Spanned<DeValue<'_>>, notes: &mut Notes<'_>) -> Option<Self> {
        // What is wrong is noted: reading goes on, to find the next mistake too.
        Some(T::read(key, value, notes))
    }

    fn absent() -> Option<Self> {
        Some(None)
    }
}

impl<T: Read> Read for Box<T> {
    fn read(key: &str, value: &Spanned<DeValue<'_>>, notes: &mut Notes<'_>) -> Option<Self> {
        T::read(key, value, notes).map(Self::new)
    }
}

/// What is read from a table's keys.
pub(crate) trait Table: Sized {
    /// The keys that it may have.
    fn keys() -> Vec<&'static str>;

    /// Reads the keys; others are not looked at.
    fn fields(entries: &DeTable<'_>, place: Place, notes: &mut Notes<'_>) -> Option<Self>;
}

/// Reads a table, noting keys that it should not have.
pub(crate) fn table<T: Table>(key: &str, value: &Spanned<DeValue<'_>>, notes: &mut Notes<'_>) -> Option<T> {
    let DeValue::Table(entries) = value.get_ref() else {
        expected("a table such as { key = value }", key, value, notes);
        return None;
    };
    let place = notes.place(value.span().start);
    whole(key, entries, place, notes)
}

/// Reads all of a table.
pub(crate) fn whole<T: Table>(key: &str, entries: &DeTable<'_>, place: Place, notes: &mut Notes<'_>) -> Option<T> {
    let keys = T::keys();
    for name in entries.keys().filter(|name| !keys.contains(&name.get_ref().as_ref())) {
        let within = if key.is_empty() { String::new() } else { format!(" in `{key}`") };
        let known = format!("Known here: {}.", keys.join(", "));
        let remedy = did_you_mean(nearest(name.get_ref(), keys.iter().copied()), &known);
        notes.error(notes.place(name.span().start), format!("unknown key `{}`{within}", name.get_ref()), remedy);
    }
    T::fields(entries, place, notes)
}

/// Reads one key of a table.
pub(crate) fn field<T: Read>(key: &str, entries: &DeTable<'_>, place: Place, notes: &mut Notes<'_>) -> Option<T> {
    match entries.get(key) {
        Some(value) => T::read(key, value, notes),
        None => {
            let absent = T::absent();
            if absent.is_none() {
                notes.error(place, format!("`{key}` is missing here"), format!("Add `{key} = …`."));
            }
            absent
        }
    }
}

/// Notes that something else was expected.
pub(crate) fn expected(what: &str, key: &str, value: &Spanned<DeValue<'_>>, notes: &mut Notes<'_>) {
    let text = format!("`{key}`: expected {what}, found {}", described(value.get_ref()));
    notes.error(notes.place(value.span().start), text, "");
}

/// A value in a few words.
pub(crate) fn described(value: &DeValue<'_>) -> String {
    match value {
        DeValue::String(text) => format!("the text {text:?}"),
        DeValue::Integer(number) => format!("the number {number}"),
        DeValue::Float(number) => format!("the number {number}"),
        DeValue::Boolean(flag) => flag.to_string(),
        DeValue::Datetime(moment) => format!("the date {moment}"),
        DeValue::Array(_) => "a list".into(),
        DeValue::Table(_) => "a table".into(),
    }
}

/// Declares tables of the file: what is declared is what is read, and what the schema says.
macro_rules! tables {
    ($($(#[$meta:meta])* struct $name:ident $(with $base:ident: $Base:ident)? { $($(#[$of:meta])* $field:ident: $type:ty,)* })*) => {$(
        $(#[$meta])*
        #[derive(Debug, Clone)]
        #[cfg_attr(feature = "schema", derive(schemars::JsonSchema), schemars(deny_unknown_fields))]
        pub(crate) struct $name {
            #[cfg_attr(feature = "schema", schemars(skip))]
            #[allow(dead_code, reason = "not every table is found fault with as a whole")]
            pub(crate) place: $crate::finding::Place,
            $(#[cfg_attr(feature = "schema", schemars(flatten))] pub(crate) $base: $Base,)?
            $($(#[$of])* pub(crate) $field: $type,)*
        }

        impl $crate::read::Table for $name {
            fn keys() -> Vec<&'static str> {
                #[allow(unused_mut, reason = "only some tables take another's keys")]
                let mut keys = vec![$(stringify!($field)),*];
                $(keys.extend(<$Base as $crate::read::Table>::keys());)?
                keys
            }

            fn fields(
                entries: &toml::de::DeTable<'_>,
                place: $crate::finding::Place,
                notes: &mut $crate::finding::Notes<'_>,
            ) -> Option<Self> {
                $(let $base = <$Base as $crate::read::Table>::fields(entries, place, notes);)?
                $(let $field = $crate::read::field(stringify!($field), entries, place, notes);)*
                Some(Self { place, $($base: $base?,)? $($field: $field?,)* })
            }
        }

        impl $crate::read::Read for $name {
            fn read(
                key: &str,
                value: &toml::Spanned<toml::de::DeValue<'_>>,
                notes: &mut $crate::finding::Notes<'_>,
            ) -> Option<Self> {
                $crate::read::table(key, value, notes)
            }
        }
    )*};
}

/// Declares a choice between words.
macro_rules! choices {
    ($($(#[$meta:meta])* enum $name:ident { $($(#[$of:meta])* $choice:ident = $word:literal,)* })*) => {$(
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
                match $crate::read::word(key, value, &[$($word),*], notes)? {
                    $($word => Some(Self::$choice),)*
                    _ => None,
                }
            }
        }
    )*};
}

pub(crate) use {choices, tables};

/// One of these words; anything else is noted.
pub(crate) fn word<'v>(
    key: &str,
    value: &'v Spanned<DeValue<'_>>,
    words: &[&str],
    notes: &mut Notes<'_>,
) -> Option<&'v str> {
    let list = words.iter().map(|word| format!("{word:?}")).collect::<Vec<_>>().join(", ");
    match value.get_ref() {
        DeValue::String(text) if words.contains(&text.as_ref()) => Some(text),
        DeValue::String(text) => {
            let remedy = did_you_mean(nearest(text, words.iter().copied()), "");
            let found = format!("`{key}`: expected one of {list}, found {text:?}");
            notes.error(notes.place(value.span().start), found, remedy);
            None
        }
        _ => {
            expected(&format!("one of {list}"), key, value, notes);
            None
        }
    }
}
