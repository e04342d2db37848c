//! Writes the tables that JavaScript needs to talk to the engine, from what is declared in Rust; knows no answer.

use std::fmt::Write;

use super::answer::Evidence;
use super::factors::UNITY;
use super::facts;
use super::query::Line;
use super::reasons::Why;
use super::wire::{EXPLANATION, PICK};
use crate::model::layout::{MEASURE_NOW, SCORE_BITS};
use crate::model::rules::parts::Source;

/// The most characters of a line of JavaScript.
const LONGEST: usize = 120;

/// `www/engine/wire.js`: numbers and names of queries and answers.
pub fn wire() -> String {
    let mut out = String::from(
        "/** Names the numbers that cross between the page and the engine; written by `cargo xtask wire` from src/rules/, never edited. */\n",
    );
    let sources = Source::ALL.into_iter().chain([Source::Upsell]);
    let dropped = ["shown"].into_iter().chain(Why::ALL.iter().map(|why| why.key()));
    let evidence = [""].into_iter().chain(Evidence::ALL.into_iter().map(Evidence::name));
    // What writes to a string cannot fail.
    let _ = names(&mut out, "Where a pick comes from, by number.", "SOURCES", sources.map(Source::name));
    let _ = names(&mut out, "How often items are bought together, by number.", "EVIDENCE", evidence);
    let _ = names(&mut out, "Why an item is not shown, by number.", "DROPPED", dropped);
    let _ = numbers(&mut out, "Where a pick's numbers stand in its record.", "PICK", &PICK);
    let _ = numbers(&mut out, "Where an explanation's numbers stand in its record.", "EXPLANATION", &EXPLANATION);
    for (doc, name, value) in [
        ("Score units of a probability of 1.", "UNIT", 1 << SCORE_BITS),
        ("What a multiplier of 1 is.", "UNITY", UNITY),
        ("The item number of a line that the model does not know.", "UNKNOWN_ITEM", Line::UNKNOWN),
        ("The measure that is the shopper's clock.", "NOW", MEASURE_NOW),
        ("What a share of 1 is as a measure.", "WHOLE_SHARE", facts::WHOLE_SHARE),
    ] {
        let _ = writeln!(out, "\n/** {doc} */\nexport const {name} = {value};");
    }
    let _ = writeln!(out, "\n/** Families of facts and measures, and words of plans. */");
    for (name, text) in [
        ("PLACEMENT", facts::PLACEMENT),
        ("SEGMENT", facts::SEGMENT),
        ("ANSWER", facts::ANSWER),
        ("LOCALE", facts::LOCALE),
        ("REGION", facts::REGION),
        ("PERMISSION", facts::PERMISSION),
        ("SIGNAL", facts::SIGNAL),
        ("PLAN", facts::PLAN),
        ("ANY_PLAN", facts::ANY_PLAN),
        ("ONLY_PLANS", facts::ONLY_PLANS),
        ("USAGE", facts::USAGE),
        ("DRAW", facts::DRAW),
    ] {
        let _ = writeln!(out, "export const {name} = '{text}';");
    }
    out
}

/// `www/devtools/reasons.js`: why an item is not shown, in English. Several reasons may share a key: the one is meant whose
/// names there are.
pub fn reasons() -> String {
    let mut out = String::from(
        "/** Says why an item is not shown, to developers; written by `cargo xtask wire` from src/rules/reasons.rs, never edited. */\n\n\
         /** By key: texts, of which that is meant whose {names} there are. @type {Record<string, string[]>} */\n\
         export const REASONS = {\n",
    );
    let mut keys: Vec<&str> = Vec::new();
    for why in Why::ALL {
        if !keys.contains(&why.key()) {
            keys.push(why.key());
        }
    }
    for key in keys {
        let texts: Vec<&str> = Why::ALL.iter().filter(|why| why.key() == key).map(|why| why.text()).collect();
        let name = if key.contains('-') { format!("'{key}'") } else { key.to_owned() };
        let _ = writeln!(out, "{}", list(&format!("  {name}: ["), &texts, "],"));
    }
    out.push_str("};\n");
    out
}

fn names<'n>(out: &mut String, doc: &str, name: &str, all: impl Iterator<Item = &'n str>) -> std::fmt::Result {
    let all: Vec<&str> = all.collect();
    writeln!(out, "\n/** {doc} */")?;
    writeln!(out, "{}", list(&format!("export const {name} = ["), &all, "];"))
}

/// Texts between brackets, on one line if they fit, as a formatter would have them.
fn list(open: &str, texts: &[&str], close: &str) -> String {
    let indent = &open[..open.len() - open.trim_start().len()];
    let line = format!("{open}'{}'{close}", texts.join("', '"));
    if line.chars().count() <= LONGEST {
        return line;
    }
    let texts: String = texts.iter().map(|text| format!("{indent}  '{text}',\n")).collect();
    format!("{open}\n{texts}{indent}{close}")
}

/// One constant for each number, which a bundler folds into the code, and how many there are.
fn numbers(out: &mut String, doc: &str, record: &str, names: &[&str]) -> std::fmt::Result {
    writeln!(out, "\n/** {doc} */")?;
    for (at, name) in names.iter().enumerate() {
        writeln!(out, "export const {record}_{} = {at};", name.to_uppercase())?;
    }
    writeln!(out, "export const {record}_WIDTH = {};", names.len())
}
