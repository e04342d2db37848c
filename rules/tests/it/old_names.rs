//! Checks that old names of keys and words compile to the same bytes as the new ones, with one note each.

use pairwell::rules::RuleParts;
use pairwell::rules::parts::{ItemRelations, Traits};
use pairwell_rules::Severity;

use crate::mistakes::finds;
use crate::shop::{compiled, shop};

/// The rules file of a text.
fn bytes(text: &str) -> Vec<u8> {
    let compiled = compiled(text);
    let merchant = compiled.merchant.unwrap_or_else(|| panic!("{text}\n{:#?}", compiled.findings));
    let traits = vec![Traits::default(); shop().items.len()];
    let relations = ItemRelations { traits, ..ItemRelations::default() };
    RuleParts { model: 1, relations, merchant }.encode().unwrap()
}

/// The old text compiles to the bytes of the new one, and its only finding is this note.
fn check(old: &str, new: &str, note: &str) {
    assert_eq!(bytes(old), bytes(new), "{old}");
    assert!(compiled(new).findings.is_empty(), "{new}");
    let findings = compiled(old).findings;
    let [finding] = findings.as_slice() else { panic!("{old}\n{findings:#?}") };
    assert_eq!(finding.severity, Severity::Note, "{old}");
    assert_eq!(finding.to_string(), note, "{old}");
}

#[test]
fn old_names_compile_to_the_same_bytes_with_a_note() {
    let still = "The old name still works.";
    check(
        "[quiet]\nrest_after = 3",
        "[quiet]\nfrequency_cap = 3",
        &format!("2:1: note: `rest_after` is now called `frequency_cap`\n  {still}"),
    );
    check(
        "[quiet]\nsilence = ['vacation']",
        "[quiet]\nsuppress_on = ['vacation']",
        &format!("2:1: note: `silence` is now called `suppress_on`\n  {still}"),
    );
    check(
        "[defaults]\nupgrade_step = 2.5",
        "[defaults]\nupsell_max_ratio = 2.5",
        &format!("2:1: note: `upgrade_step` is now called `upsell_max_ratio`\n  {still}"),
    );
    check(
        "[defaults]\nsubstitutes = 'dearer'",
        "[defaults]\nsubstitutes = 'more-expensive'",
        &format!("2:15: note: \"dearer\" is now called \"more-expensive\"\n  {still}"),
    );
    check(
        "[[rule]]\nfill = ['learned', 'popular']",
        "[[rule]]\nsource_order = ['learned', 'popular']",
        &format!("2:1: note: `fill` is now called `source_order`\n  {still}"),
    );
}

#[test]
fn an_old_name_is_noted_once_in_a_file() {
    let rule =
        |placement: &str, key: &str| format!("[[rule]]\nwhen = {{ placement = '{placement}' }}\n{key} = ['learned']\n");
    let old = rule("cart", "fill") + &rule("home", "fill");
    let new = rule("cart", "source_order") + &rule("home", "source_order");
    check(&old, &new, "3:1: note: `fill` is now called `source_order`\n  The old name still works.");
}

#[test]
fn a_table_with_the_old_and_the_new_name_is_an_error() {
    let both = ["`rest_after` is the old name of `frequency_cap`", "Remove `rest_after`."];
    finds("[quiet]\nrest_after = 3\nfrequency_cap = 3", "2:1: error", &both);
    let both = ["`fill` is the old name of `source_order`", "Remove `fill`."];
    finds("[[rule]]\nsource_order = ['learned']\nfill = ['learned']", "3:1: error", &both);
}

#[test]
fn a_mistake_is_reported_by_the_name_that_was_written() {
    finds("[quiet]\nrest_after = 'often'", "2:14: error", &["`rest_after`: expected a whole number"]);
}
