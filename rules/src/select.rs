//! Turns a selector into item numbers, and reports unknown names.

use crate::file::{Bounds, Selector};
use crate::finding::{Notes, Place};
use crate::money::minor;
use crate::near::{did_you_mean, nearest};
use crate::quote::short;
use crate::read::{At, Words};
use crate::shop::{Index, folded};

/// The items that a selector selects.
#[derive(Debug, Clone, Default)]
pub(crate) struct Selected {
    /// Item numbers, ascending.
    pub(crate) items: Vec<u32>,
    /// Those that are named by SKU.
    pub(crate) named: Vec<u32>,
    /// The selector in words.
    pub(crate) name: String,
    /// A kind of name that it uses and that is unknown here, such as tags without a catalog. Then its items are unknown too.
    pub(crate) unknown_kind: Option<&'static str>,
    pub(crate) place: Place,
}

/// What to do where a selector has no key at all.
pub(crate) const SELECT_SOME: &str = "Select items, categories, tags, brands or a price range.";

/// The actions and sections that hide items: skipping one of them would show the items.
const HIDING: [&str; 7] = ["exclude", "require", "cap", "only", "one_off", "service", "restricted"];

/// The most names of a kind in a selector's words.
const MOST_NAMES: usize = 20;

/// Whether a selector has no key at all.
pub(crate) fn is_blank(selector: &Selector) -> bool {
    let Selector { place: _, items, categories, tags, brands, price, except } = selector;
    items.is_none() && categories.is_none() && tags.is_none() && brands.is_none() && price.is_none() && except.is_none()
}

/// The items that a selector selects. Unknown names are reported.
pub(crate) fn select(selector: &Selector, index: &Index<'_>, notes: &mut Notes<'_>) -> Selected {
    let Selector { categories, tags, brands, price, .. } = selector;
    let used = [categories.is_some(), tags.is_some(), brands.is_some(), price.is_some()];
    if let Some(kind) = index.unknown_kind(used) {
        return Selected {
            name: in_words(selector),
            unknown_kind: Some(kind),
            place: selector.place,
            ..Selected::default()
        };
    }
    let named = selector.items.as_ref().map(|words| known_items(words, index, notes));
    let count = index.shop.items.len();
    let mut kept: Vec<Vec<u32>> = named.iter().map(|items| ascending(items.clone())).collect();
    for (kind, words, names) in [
        ("category", &selector.categories, &index.categories),
        ("tag", &selector.tags, &index.tags),
        ("brand", &selector.brands, &index.brands),
    ] {
        let Some(words) = words else { continue };
        let known = |word: &At<String>| names.get(&folded(word)).map(|(_, items)| items);
        for word in words.0.iter().filter(|word| known(word).is_none()) {
            unknown(kind, word, names.values().map(|(name, _)| *name), notes);
        }
        kept.push(ascending(words.0.iter().filter_map(known).flatten().copied().collect()));
    }
    let price = selector.price.as_ref().map(|bounds| price_range(bounds, index.exponent, notes));
    let Selected { items: without, unknown_kind, .. } =
        selector.except.as_ref().map(|except| select(except, index, notes)).unwrap_or_default();
    let priced = |item: u32| index.described(item).and_then(|item| item.price_minor);
    let fits = |item: &u32| {
        kept.iter().all(|items| items.binary_search(item).is_ok())
            && price.is_none_or(|(from, to)| priced(*item).is_some_and(|price| (from..=to).contains(&price)))
            && without.binary_search(item).is_err()
    };
    let items: Vec<u32> = match kept.iter().min_by_key(|items| items.len()) {
        Some(fewest) => fewest.iter().copied().filter(fits).collect(),
        None => (0..count as u32).filter(fits).collect(),
    };
    let named = named.unwrap_or_default().into_iter().filter(|item| items.binary_search(item).is_ok()).collect();
    Selected { items, named, name: in_words(selector), unknown_kind, place: selector.place }
}

/// Items in their order, each once.
pub(crate) fn ascending(mut items: Vec<u32>) -> Vec<u32> {
    items.sort_unstable();
    items.dedup();
    items
}

/// The items of the model with these SKUs, in this order. Unknown SKUs are reported.
pub(crate) fn known_items(words: &Words, index: &Index<'_>, notes: &mut Notes<'_>) -> Vec<u32> {
    let mut items = Vec::new();
    for word in &words.0 {
        match index.item(word) {
            Some(Some(item)) if !items.contains(&item) => items.push(item),
            Some(Some(_)) => notes.note(word.place, format!("{:?} is named twice", word.value), ""),
            Some(None) => {
                let text = format!("{:?} is in the catalog, but not in the model: skipped", word.value);
                let remedy =
                    "Train with `--rules` and this file: training adds the items that rules name to the model.";
                notes.warning(word.place, text, remedy);
            }
            None => unknown_sku(word, index, notes),
        }
    }
    items
}

fn unknown_sku(word: &At<String>, index: &Index<'_>, notes: &mut Notes<'_>) {
    let near = if notes.may_guess() { nearest(word, index.skus()) } else { None };
    let remedy = did_you_mean(near, "If it has left the shop, remove it from this file.");
    notes.warning(word.place, format!("{:?} is not in the model or the catalog: skipped", word.value), remedy);
}

/// The items that an action or a section selects; `None` if there are none, which is reported. `what` is its key.
pub(crate) fn some(what: &str, selector: &Selector, index: &Index<'_>, notes: &mut Notes<'_>) -> Option<Selected> {
    if is_blank(selector) {
        notes.error(selector.place, format!("`{what}` selects no items"), SELECT_SOME);
        return None;
    }
    let selected = select(selector, index, notes);
    if let Some(kind) = selected.unknown_kind {
        report_unknown_kind(what, kind, HIDING.contains(&what), selector.place, index, notes);
        return None;
    }
    if selected.items.is_empty() {
        let text = format!("`{what}` has no effect: no item of the model matches {}", selected.name);
        notes.warning(selector.place, text, "It is skipped. Correct or remove it.");
        return None;
    }
    Some(selected)
}

/// Reports that items are unknown without a catalog. It is an error if hidden items would be shown because of it.
pub(crate) fn report_unknown_kind(
    what: &str,
    kind: &str,
    hides: bool,
    place: Place,
    index: &Index<'_>,
    notes: &mut Notes<'_>,
) {
    let remedy = index.shop.lacks.unwrap_or_default();
    let uses = format!("`{what}` uses {kind}, which are unknown here");
    if hides {
        notes.error(place, format!("{uses}: the items that it hides would be shown"), remedy);
    } else {
        notes.warning(place, format!("{uses}: skipped"), remedy);
    }
}

fn unknown<'n>(kind: &str, word: &At<String>, names: impl ExactSizeIterator<Item = &'n str>, notes: &mut Notes<'_>) {
    let remedy = if names.len() == 0 {
        format!("No item of the catalog has a {kind}: check that its column exists and has values.")
    } else {
        let otherwise = format!("Use the spelling of the catalog's {kind} column.");
        let near = if notes.may_guess() { nearest(word, names) } else { None };
        did_you_mean(near, &otherwise)
    };
    notes.warning(word.place, format!("no item has the {kind} {:?}: skipped", word.value), remedy);
}

/// A price range in minor units.
pub(crate) fn price_range(bounds: &Bounds, exponent: u32, notes: &mut Notes<'_>) -> (i64, i64) {
    scaled(bounds, notes, |amount| minor(amount, exponent))
}

/// A range in another unit. Impossible ranges are reported.
pub(crate) fn scaled(bounds: &Bounds, notes: &mut Notes<'_>, scale: impl Fn(f64) -> i64) -> (i64, i64) {
    let (from, to) = (bounds.from.as_ref(), bounds.to.as_ref());
    if from.is_none() && to.is_none() {
        notes.error(bounds.place, "a range needs `from`, `to` or both", "Use { from = 10, to = 50 }.");
    }
    for bound in from.iter().chain(&to).filter(|bound| bound.value < 0.0) {
        notes.error(bound.place, format!("expected 0 or more, found {}", bound.value), "");
    }
    if let (Some(from), Some(to)) = (from, to)
        && from.value > to.value
    {
        let text = format!("`from` {} is more than `to` {}, so the range is empty", from.value, to.value);
        notes.error(from.place, text, "Swap them.");
    }
    (from.map_or(0, |from| scale(from.value)), to.map_or(i64::MAX, |to| scale(to.value)))
}

/// A selector in words.
fn in_words(selector: &Selector) -> String {
    let list = |kind: [&str; 2], words: &Option<Words>| words.as_ref().map(|words| listed(kind, words));
    let mut parts: Vec<String> = [
        list(["", ""], &selector.items),
        list(["category", "categories"], &selector.categories),
        list(["tag", "tags"], &selector.tags),
        list(["brand", "brands"], &selector.brands),
    ]
    .into_iter()
    .flatten()
    .collect();
    parts.extend(selector.price.as_ref().map(price_in_words));
    if let Some(except) = &selector.except {
        parts.push(format!("except {}", in_words(except)));
    }
    parts.join("; ")
}

/// Names after their kind, in the singular or the plural; of many, the first few.
fn listed(kind: [&str; 2], words: &Words) -> String {
    let names: Vec<String> = words.0.iter().take(MOST_NAMES).map(|word| short(&word.value)).collect();
    if names.is_empty() {
        return format!("{} (an empty list)", if kind[1].is_empty() { "items" } else { kind[1] });
    }
    let more = match words.0.len() - names.len() {
        0 => String::new(),
        more => format!(" and {more} more"),
    };
    format!("{} {}{more}", kind[usize::from(words.0.len() != 1)], names.join(", ")).trim().to_owned()
}

fn price_in_words(price: &Bounds) -> String {
    let bound = |word: &str, at: &Option<At<f64>>| at.as_ref().map(|at| format!(" {word} {}", at.value));
    let (from, to) = (bound("from", &price.from), bound("to", &price.to));
    format!("price{}{}", from.unwrap_or_default(), to.unwrap_or_default())
}
