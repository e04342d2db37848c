//! Reads the keys of a TOML table, by their current or old names, and reports unknown, missing and doubled ones.

use toml::de::{DeTable, DeValue};

use super::value::{Read, Value, expected};
use crate::finding::{Notes, Place};
use crate::near::{did_you_mean, nearest};

/// The name of a key, and its old name if it had another.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Name {
    pub(crate) now: &'static str,
    pub(crate) old: &'static [&'static str],
}

/// A type that is read from a table's keys.
pub(crate) trait Table: Sized {
    /// The keys that the table may have.
    fn keys() -> Vec<Name>;

    /// Reads these keys and ignores others.
    fn fields(entries: &DeTable<'_>, place: Place, notes: &mut Notes<'_>) -> Option<Self>;
}

/// Reads a table, and reports unknown keys.
pub(crate) fn table<T: Table>(key: &str, value: &Value<'_>, notes: &mut Notes<'_>) -> Option<T> {
    let DeValue::Table(entries) = value.get_ref() else {
        expected("a table such as { key = value }", key, value, notes);
        return None;
    };
    let place = notes.place(value.span().start);
    whole(key, entries, place, notes)
}

/// Reads all entries of a table.
pub(crate) fn whole<T: Table>(key: &str, entries: &DeTable<'_>, place: Place, notes: &mut Notes<'_>) -> Option<T> {
    let keys = T::keys();
    let is_known = |name: &str| keys.iter().any(|key| key.now == name || key.old.contains(&name));
    for name in entries.keys().filter(|name| !is_known(name.get_ref())) {
        let within = if key.is_empty() { String::new() } else { format!(" in `{key}`") };
        let names: Vec<&str> = keys.iter().map(|key| key.now).collect();
        let known = format!("Known keys: {}.", names.join(", "));
        let remedy = did_you_mean(nearest(name.get_ref(), names.iter().copied()), &known);
        notes.error(notes.place(name.span().start), format!("unknown key `{}`{within}", name.get_ref()), remedy);
    }
    T::fields(entries, place, notes)
}

/// Reads one key of a table.
pub(crate) fn field<T: Read>(name: Name, entries: &DeTable<'_>, place: Place, notes: &mut Notes<'_>) -> Option<T> {
    let Name { now, old } = name;
    let old = old.iter().find_map(|old| entries.get_key_value(*old).map(|(key, value)| (*old, key, value)));
    match (entries.get(now), old) {
        (Some(value), None) => T::read(now, value, notes),
        (None, Some((old, key, value))) => {
            notes.old_name(notes.place(key.span().start), &format!("`{old}`"), &format!("`{now}`"));
            T::read(old, value, notes)
        }
        (Some(value), Some((old, key, _))) => {
            let text = format!("`{old}` is the old name of `{now}`: this table has both");
            notes.error(notes.place(key.span().start), text, format!("Remove `{old}`."));
            T::read(now, value, notes)
        }
        (None, None) => absent(now, place, notes),
    }
}

/// What a key means that a table lacks. A key that is needed is reported.
fn absent<T: Read>(key: &str, place: Place, notes: &mut Notes<'_>) -> Option<T> {
    let absent = T::absent();
    if absent.is_none() {
        notes.error(place, format!("`{key}` is missing"), format!("Add `{key} = …`."));
    }
    absent
}

/// Declares the tables of the file: reader and schema both come from this. `was` gives the old name of a key, which is
/// still accepted.
macro_rules! tables {
    ($($(#[$meta:meta])* struct $name:ident $(with $base:ident: $Base:ident)? { $($(#[$of:meta])* $field:ident $(was $old:ident)?: $type:ty,)* })*) => {
        /// The old names of keys, as (table, old name, key).
        #[cfg(feature = "schema")]
        #[allow(dead_code, reason = "only rules.toml has old keys")]
        pub(crate) const OLD_KEYS: &[(&str, &str, &str)] =
            &[$($($((stringify!($name), stringify!($old), stringify!($field)),)?)*)*];
        $(
        $(#[$meta])*
        #[derive(Debug, Clone)]
        #[cfg_attr(feature = "schema", derive(schemars::JsonSchema), schemars(deny_unknown_fields))]
        pub(crate) struct $name {
            #[cfg_attr(feature = "schema", schemars(skip))]
            #[allow(dead_code, reason = "not every table is reported as a whole")]
            pub(crate) place: $crate::finding::Place,
            $(#[cfg_attr(feature = "schema", schemars(flatten))] pub(crate) $base: $Base,)?
            $($(#[$of])* pub(crate) $field: $type,)*
        }

        impl $crate::read::Table for $name {
            fn keys() -> Vec<$crate::read::Name> {
                #[allow(unused_mut, reason = "only some tables include another's keys")]
                let mut keys =
                    vec![$($crate::read::Name { now: stringify!($field), old: &[$(stringify!($old))?] }),*];
                $(keys.extend(<$Base as $crate::read::Table>::keys());)?
                keys
            }

            fn fields(
                entries: &toml::de::DeTable<'_>,
                place: $crate::finding::Place,
                notes: &mut $crate::finding::Notes<'_>,
            ) -> Option<Self> {
                $(let $base = <$Base as $crate::read::Table>::fields(entries, place, notes);)?
                $(let name = $crate::read::Name { now: stringify!($field), old: &[$(stringify!($old))?] };
                let $field = $crate::read::field(name, entries, place, notes);)*
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

pub(crate) use tables;
