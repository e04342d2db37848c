//! Names the bundle that a pick completes, as the page does; never decides which.

use pairwell::rules::text_for;
use serde::Serialize;

use super::Words;

/// A bundle as the page names it.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Completed<'a> {
    /// Its name.
    pub name: &'a str,
    /// What shoppers read, in their language; its name if there is none.
    pub label: &'a str,
    /// Percent off.
    pub discount: f64,
    /// All that is in it.
    pub items: Vec<&'a str>,
}

impl<'a> Completed<'a> {
    /// A bundle of the rulebook, by its number; `None` if there is none of that number.
    pub fn of(words: Words<'a>, bundle: u32, language: &str) -> Option<Self> {
        let bundle = words.book.bundle(bundle)?;
        let label = text_for(&bundle.labels, language).filter(|label| !label.is_empty());
        Some(Self {
            name: &bundle.name,
            label: label.unwrap_or(&bundle.name),
            discount: f64::from(bundle.discount) / 100.0,
            items: bundle.items.iter().map(|item| words.model.sku(*item)).collect(),
        })
    }
}
