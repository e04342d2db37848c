//! Compiles experiments.toml into what a page assigns devices by, and reports problems by line; never judges an experiment.
//!
//! ```
//! use pairwell_rules::experiments::read;
//!
//! let text = "[[experiment]]\nname = 'autumn'\ncontrol = 'off'\nending = 'weekly'\nweeks = 4\n\
//!     [[experiment.arm]]\nname = 'off'\nshare = 1\nshown = false\n[[experiment.arm]]\nname = 'on'\nshare = 1\n";
//! let experiments = read(text, None).experiments.unwrap();
//! let (experiment, arm) = experiments.arms_of("device-1")[0];
//! assert_eq!((experiment.name.as_str(), arm.name.as_str()), ("autumn", "off"));
//! ```

mod assign;
mod changed;
mod compile;
mod file;
mod layers;

use std::collections::BTreeMap;

use toml::de::DeTable;

pub use assign::{WHOLE, digest, murmur3};

use crate::finding::{Finding, Notes, Place};

/// All experiments of a shop, as pages read them.
#[derive(Debug, Clone, PartialEq)]
#[cfg_attr(feature = "schema", derive(serde::Serialize, serde::Deserialize), serde(rename_all = "camelCase"))]
pub struct Experiments {
    /// The version of this format, 1.
    pub v: u32,
    /// The experiments; one that holds devices out of the others comes first.
    pub experiments: Vec<Experiment>,
    /// Whether an arm sets anything but whether the shelf is shown: pages then load the code for it.
    #[cfg_attr(feature = "schema", serde(default, skip_serializing_if = "std::ops::Not::not"))]
    pub settings: bool,
    /// Names of experiments that were published before. They are never used again.
    #[cfg_attr(feature = "schema", serde(default, skip_serializing_if = "Vec::is_empty"))]
    pub ended: Vec<String>,
}

/// One experiment.
#[derive(Debug, Clone, PartialEq)]
#[cfg_attr(feature = "schema", derive(serde::Serialize, serde::Deserialize), serde(rename_all = "camelCase"))]
pub struct Experiment {
    /// Its name in events.
    pub name: String,
    /// The arm that all others are compared with.
    pub control: String,
    /// `open-ended`, `weekly` or `fixed`.
    pub ending: String,
    /// The full weeks to an end.
    #[cfg_attr(feature = "schema", serde(default, skip_serializing_if = "Option::is_none"))]
    pub weeks: Option<u32>,
    /// Without an end, the devices planned with, of all arms together.
    #[cfg_attr(feature = "schema", serde(default, skip_serializing_if = "Option::is_none"))]
    pub planned_devices: Option<u32>,
    /// The days in which a device's orders count.
    pub window_days: u32,
    /// A day such as 2026-09-01 (UTC): what devices saw before does not count.
    #[cfg_attr(feature = "schema", serde(default, skip_serializing_if = "Option::is_none"))]
    pub start: Option<String>,
    /// Whether the control's devices take part in no other experiment.
    #[cfg_attr(feature = "schema", serde(default, skip_serializing_if = "std::ops::Not::not"))]
    pub holdout: bool,
    /// The layer by which devices take part; its own name without one.
    pub layer: String,
    /// Devices whose place in the layer is at least this take part, in units of 2⁻³².
    pub from: u64,
    /// And below this.
    pub to: u64,
    /// The placements of the shelves that take part; empty for all.
    #[cfg_attr(feature = "schema", serde(default, skip_serializing_if = "Vec::is_empty"))]
    pub placements: Vec<String>,
    /// The arms.
    pub arms: Vec<Arm>,
}

/// One arm: what its devices see.
#[derive(Debug, Clone, PartialEq)]
#[cfg_attr(feature = "schema", derive(serde::Serialize, serde::Deserialize), serde(rename_all = "camelCase"))]
pub struct Arm {
    /// Its name in events.
    pub name: String,
    /// Its share as written.
    pub share: f64,
    /// Devices that are drawn below this, and not in an arm before, are in this arm; in units of 2⁻³².
    pub upto: u64,
    /// Whether the shelf is shown.
    #[cfg_attr(feature = "schema", serde(default = "yes", skip_serializing_if = "Clone::clone"))]
    pub shown: bool,
    /// Attributes of the shelf.
    #[cfg_attr(feature = "schema", serde(default, skip_serializing_if = "BTreeMap::is_empty"))]
    pub set: BTreeMap<String, String>,
    /// Another model directory, relative to this one.
    #[cfg_attr(feature = "schema", serde(default, skip_serializing_if = "Option::is_none"))]
    pub model: Option<String>,
    /// Rules of its own: as a path when read, with the published file's entry for pages.
    #[cfg_attr(feature = "schema", serde(default, skip_serializing_if = "Option::is_none"))]
    pub rules: Option<Rules>,
    /// Lists that are drawn at random.
    #[cfg_attr(feature = "schema", serde(default, skip_serializing_if = "Option::is_none"))]
    pub shuffle: Option<Shuffle>,
    /// Another model directory, whose items are mixed into the list.
    #[cfg_attr(feature = "schema", serde(default, skip_serializing_if = "Option::is_none"))]
    pub interleave: Option<String>,
}

/// An arm's own rules.
#[derive(Debug, Clone, PartialEq, Default)]
#[cfg_attr(feature = "schema", derive(serde::Serialize, serde::Deserialize), serde(rename_all = "camelCase"))]
pub struct Rules {
    /// The rules file, as experiments.toml names it.
    pub source: String,
    /// The published file, beside the manifest; empty before it is published.
    pub file: String,
    /// Its size.
    pub bytes: u64,
    /// Its digest, 16 hex digits.
    pub digest: String,
}

/// An ε-shuffle: with probability `eps`, a list is a uniform draw from the first `candidates` items.
#[derive(Debug, Clone, Copy, PartialEq)]
#[cfg_attr(feature = "schema", derive(serde::Serialize, serde::Deserialize), serde(rename_all = "camelCase"))]
pub struct Shuffle {
    /// The probability.
    pub eps: f64,
    /// The number of items that it is drawn from.
    pub candidates: u32,
}

/// What was read.
#[derive(Debug, Clone)]
pub struct Read {
    /// The experiments; `None` if there is an error.
    pub experiments: Option<Experiments>,
    /// Problems, from top to bottom.
    pub findings: Vec<Finding>,
}

#[cfg(feature = "schema")]
fn yes() -> bool {
    true
}

/// Reads experiments.toml. `published` is what pages have now: an experiment that is in both may not change, since its events are
/// there already, and one that is gone has ended.
pub fn read(text: &str, published: Option<&Experiments>) -> Read {
    let mut notes = Notes::new(text);
    let experiments = parse(text, &mut notes).map(|file| compile::compile(&file, published, &mut notes));
    if let (Some(now), Some(before)) = (&experiments, published) {
        changed::refuse(now, before, &mut notes);
    }
    let experiments = experiments.filter(|_| !notes.has_errors()).map(|(experiments, _)| experiments);
    Read { experiments, findings: notes.finish() }
}

fn parse(text: &str, notes: &mut Notes<'_>) -> Option<file::File> {
    let (table, errors) = DeTable::parse_recoverable(text);
    for error in errors.iter().take(crate::MOST_SYNTAX_ERRORS) {
        let place = notes.place(error.span().map_or(0, |span| span.start));
        notes.error(place, format!("invalid TOML: {}", error.message()), "");
    }
    if !errors.is_empty() {
        return None;
    }
    crate::read::whole("", table.get_ref(), Place { line: 1, column: 1 }, notes)
}
