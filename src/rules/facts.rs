//! Names the facts and measures that a page states, and how they are spelled; knows no rule.
//!
//! A fact is a family and a word, such as `placement:cart`. Rules ask for facts by these names; pages, the command line and the
//! rules compiler all spell them as this file does.

/// Where a shelf stands.
pub const PLACEMENT: &str = "placement:";
/// What the shop calls a customer's kind.
pub const SEGMENT: &str = "segment:";
/// An answer to a question of the shop's: `answer:milk=oat`.
pub const ANSWER: &str = "answer:";
/// The page's language, and its language as in a country: `locale:de`, `locale:de-CH`.
pub const LOCALE: &str = "locale:";
/// The shopper's country.
pub const REGION: &str = "region:";
/// What the shopper is permitted.
pub const PERMISSION: &str = "permission:";
/// What should suppress suggestions.
pub const SIGNAL: &str = "signal:";
/// The plan of a line in the cart.
pub const PLAN: &str = "plan:";
/// The word for some line having a plan.
pub const ANY_PLAN: &str = "any";
/// The word for all lines having a plan.
pub const ONLY_PLANS: &str = "only";
/// Family of measures: shares used up.
pub const USAGE: &str = "usage:";
/// The measure that is drawn once for a page view: a whole number from 0 to below [`WHOLE_SHARE`].
pub const DRAW: &str = "draw";
/// The name of rules, and of a set, about items that hardly any order holds yet.
pub const NEWCOMERS: &str = "new items";
/// What a share of 1 is as a measure.
pub const WHOLE_SHARE: u32 = 1000;

/// A locale as facts spell it: `DE` as `de`, `de_ch` as `de-CH`.
pub fn locale(word: &str) -> String {
    match word.split_once(['-', '_']) {
        Some((language, region)) => format!("{}-{}", language.to_lowercase(), region.to_uppercase().replace('_', "-")),
        None => word.to_lowercase(),
    }
}

/// The locale facts that a page with this locale states: `de_ch` is German as in Switzerland, and German.
pub fn locales(word: &str) -> Vec<String> {
    let whole = locale(word);
    let language = whole.split('-').next().unwrap_or_default().to_owned();
    if language == whole { vec![whole] } else { vec![whole, language] }
}

/// A region as facts spell it.
pub fn region(word: &str) -> String {
    word.to_uppercase()
}

/// The family and question of an answer.
pub fn answer(question: &str) -> String {
    format!("{ANSWER}{question}=")
}

/// Whether a page that states one fact always states the other: `locale:de-CH` brings `locale:de`, a plan brings `plan:any`.
pub fn brings(one: &str, other: &str) -> bool {
    let both = |family: &str| one.starts_with(family) && other.starts_with(family);
    let language = both(LOCALE) && one.strip_prefix(other).is_some_and(|rest| rest.starts_with('-'));
    language || both(PLAN) && other.strip_prefix(PLAN) == Some(ANY_PLAN)
}

/// What a fact is one value of, if a page states one value of it at a time.
pub fn single(fact: &str) -> Option<&str> {
    if fact.starts_with(ANSWER) {
        return fact.split_once('=').map(|(question, _)| question);
    }
    [PLACEMENT, REGION, LOCALE].into_iter().find(|family| fact.starts_with(family))
}

/// Whether a fact's name is spelled by this file rather than by the merchant: then it has one spelling only.
pub fn is_spelled(fact: &str) -> bool {
    fact.starts_with(LOCALE) || fact.starts_with(REGION)
}
