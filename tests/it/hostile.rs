//! Feeds the reader what a network may bring: cut short, changed, random; every look-up afterwards stays in bounds.

use pairwell::model::{Catalog, DecodeError, Model, layout, xxh64};
use pairwell::rank::{Past, Ranker, Request};
use pairwell::rules::RuleParts;
use proptest::prelude::*;

use crate::worlds::{parts, rich, tiny};

/// Uses everything that a decoded model offers.
fn exercise(model: &Model) {
    let items = model.items() as u32;
    let mut ranker = Ranker::new(model);
    for item in 0..items {
        assert_eq!(model.item(model.sku(item)), Some(item));
        for (neighbour, weight) in model.neighbours(item) {
            assert!(neighbour < items && neighbour != item && weight >= 0);
        }
        let past = [Past { item: (item + 1) % items, age: 1, bought: true }];
        for pick in ranker.rank(model, &Request { cart: &[item], exclude: &[], past: &past, limit: 5 }) {
            assert!(pick.item < items && pick.item != item);
        }
    }
    assert!(ranker.rank(model, &Request { cart: &[items, u32::MAX], exclude: &[], past: &[], limit: 1 }).len() <= 1);
    assert_eq!(model.sku(items), "");
}

/// The same bytes with the digest made right again, so that the checks behind it are reached.
pub fn sealed(bytes: &[u8]) -> Vec<u8> {
    let mut bytes = bytes.to_vec();
    if bytes.len() >= layout::TABLE_AT {
        let seed = u64::from_le_bytes(bytes[..8].try_into().unwrap());
        let digest = xxh64(&bytes[layout::TABLE_AT..], seed);
        bytes[layout::DIGEST_AT..layout::TABLE_AT].copy_from_slice(&digest.to_le_bytes());
    }
    bytes
}

#[test]
fn every_truncation_is_an_error() {
    for bytes in [tiny(), rich()].map(|parts| parts.encode().unwrap()) {
        for end in 0..bytes.len() {
            let error = Model::decode(&bytes[..end]).unwrap_err();
            assert_eq!(error, DecodeError::Truncated, "cut at {end}");
            assert!(Model::decode(&sealed(&bytes[..end])).is_err(), "cut at {end} and sealed");
        }
    }
}

#[test]
fn every_changed_byte_is_an_error() {
    let bytes = tiny().encode().unwrap();
    for at in 0..bytes.len() {
        for change in 1..=255u8 {
            let mut changed = bytes.clone();
            changed[at] ^= change;
            assert!(Model::decode(&changed).is_err(), "byte {at} changed by {change:#x}");
        }
    }
}

#[test]
fn every_changed_byte_under_a_right_digest_is_an_error_or_a_sound_model() {
    let bytes = rich().encode().unwrap();
    let mut sound = 0;
    for at in 0..bytes.len() {
        for change in 1..=255u8 {
            let mut changed = bytes.clone();
            changed[at] ^= change;
            if let Ok(model) = Model::decode(&sealed(&changed)) {
                exercise(&model);
                sound += 1;
            }
        }
    }
    assert!(sound > 0, "some changes only change a weight");
}

fn refused(change: impl Fn(&mut Vec<u8>), expected: &DecodeError) {
    let mut bytes = tiny().encode().unwrap();
    change(&mut bytes);
    assert_eq!(Model::decode(&sealed(&bytes)).unwrap_err().code(), expected.code());
}

#[test]
fn another_version_is_reported() {
    refused(|b| b[layout::VERSION_AT] = 2, &DecodeError::FormatUnsupported(2));
}

#[test]
fn a_web_page_is_not_a_model() {
    refused(|b| b[..15].copy_from_slice(b"<!doctype html>"), &DecodeError::NotAModel);
}

#[test]
fn an_unknown_required_section_is_another_version() {
    refused(|b| b[layout::TABLE_AT] = b'X', &DecodeError::FormatUnsupported(1));
}

#[test]
fn a_shard_is_not_read_as_a_whole_model() {
    let head = layout::TABLE_AT + 5 * layout::ENTRY_SIZE;
    refused(|b| b[head + layout::HEAD_SHARDS] = 2, &DecodeError::FormatUnsupported(1));
}

#[test]
fn a_promise_of_four_billion_items_is_refused_before_anything_is_allocated() {
    let head = layout::TABLE_AT + 5 * layout::ENTRY_SIZE;
    refused(|b| b[head..head + 8].fill(0xff), &DecodeError::Corrupt(""));
}

/// Changes the section of a tag in the model that has them all.
fn refused_in(tag: [u8; 4], change: impl Fn(&mut [u8])) {
    let mut bytes = rich().encode().unwrap();
    let long = |bytes: &[u8], at: usize| u32::from_le_bytes(bytes[at..at + 4].try_into().unwrap()) as usize;
    let entries = (0..usize::from(bytes[layout::SECTIONS_AT])).map(|n| layout::TABLE_AT + n * layout::ENTRY_SIZE);
    let entry = entries.into_iter().find(|at| bytes[*at..at + 4] == tag).unwrap();
    let from = long(&bytes, entry + layout::ENTRY_OFFSET);
    let length = long(&bytes, entry + layout::ENTRY_LENGTH);
    change(&mut bytes[from..from + length]);
    assert_eq!(Model::decode(&sealed(&bytes)).unwrap_err().code(), "corrupt");
}

#[test]
fn weights_of_no_bits_or_too_many_are_refused() {
    refused_in(layout::BITS, |section| section[0] = 1);
    refused_in(layout::BITS, |section| section[0] = 7);
}

#[test]
fn a_history_above_certainty_is_refused() {
    refused_in(layout::HISTORY, |section| section[layout::HISTORY_BOOST + 3] = 2);
    refused_in(layout::HISTORY, |section| section[layout::HISTORY_WEIGHT + 1] = 2);
}

#[test]
fn bytes_after_the_end_are_refused() {
    refused(|b| b.push(0), &DecodeError::DigestMismatch);
}

#[test]
fn the_errors_say_what_to_do() {
    let error = Model::decode(b"<!doctype html>").unwrap_err();
    assert!(error.to_string().contains("check the address"), "{error}");
    assert!(DecodeError::FormatUnsupported(9).to_string().contains("found version 9, expected 1"));
}

/// Every code that a refusal may have.
const CODES: [&str; 6] =
    ["not-a-model", "format-unsupported", "truncated", "digest-mismatch", "corrupt", "other-model"];

/// Numbers that look random and are the same on every run.
struct Dice(u64);

impl Dice {
    fn below(&mut self, most: usize) -> usize {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) as usize % most.max(1)
    }

    /// A file as a broken transfer, a broken disk or a bad neighbour leaves it.
    fn damage(&mut self, file: &[u8]) -> Vec<u8> {
        let mut bytes = file.to_vec();
        for _ in 0..=self.below(3) {
            let at = self.below(bytes.len());
            let end = (at + 1 + self.below(40)).min(bytes.len());
            match self.below(6) {
                0 => bytes.truncate(at),
                1 => bytes[at..end].fill(self.below(256) as u8),
                2 => drop(bytes.drain(at..end)),
                3 => bytes.extend_from_within(at..end),
                4 => bytes.splice(at..at, [0xff; 4]).for_each(drop),
                _ => bytes[at] ^= 1 << self.below(8),
            }
            if bytes.is_empty() {
                break;
            }
        }
        bytes
    }
}

#[test]
fn two_thousand_damaged_files_are_refused_by_name_or_are_sound() {
    let fossil = |name: &str| std::fs::read(format!("{}/tests/fixtures/{name}", env!("CARGO_MANIFEST_DIR"))).unwrap();
    let files = ["tiny", "rich", "catalog", "rules"].map(|kind| fossil(&format!("{kind}-format-1.pw")));
    let (mut dice, mut refused, mut sound) = (Dice(7), 0, 0);
    for number in 0..2000 {
        let kind = number % files.len();
        let damaged = dice.damage(&files[kind]);
        // Every other one with its digest made right, or hardly any would come further than that.
        let damaged = if number / files.len() % 2 == 0 { damaged } else { sealed(&damaged) };
        let decoded = match kind {
            0 | 1 => Model::decode(&damaged).map(|model| exercise(&model)),
            2 => Catalog::decode(&damaged).map(|catalog| drop((catalog.card("kettle"), catalog.card("")))),
            _ => RuleParts::decode(&damaged).map(drop),
        };
        match decoded {
            Ok(()) => sound += 1,
            Err(error) => {
                assert!(CODES.contains(&error.code()), "{error:?}");
                refused += 1;
            }
        }
    }
    assert!(refused > 1000 && sound > 0, "{refused} refused, {sound} sound");
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(400))]

    #[test]
    fn random_bytes_never_panic(bytes in proptest::collection::vec(any::<u8>(), 0..400)) {
        let _ = Model::decode(&bytes);
        let _ = Catalog::decode(&bytes);
    }

    #[test]
    fn changed_models_are_errors_or_sound(
        parts in parts(), changes in proptest::collection::vec((any::<prop::sample::Index>(), any::<u8>()), 1..6),
    ) {
        let mut bytes = parts.encode().unwrap();
        for (at, byte) in changes {
            let at = at.index(bytes.len());
            bytes[at] = byte;
        }
        if let Ok(model) = Model::decode(&sealed(&bytes)) {
            exercise(&model);
        }
    }

    #[test]
    fn changed_catalogs_are_errors_or_sound(
        titles in proptest::collection::vec("\\PC{0,20}", 1..10),
        at in any::<prop::sample::Index>(), byte: u8,
    ) {
        let cards: Vec<_> = titles.into_iter().enumerate()
            .map(|(n, title)| pairwell::model::Card { sku: n.to_string(), title, ..Default::default() }).collect();
        let mut bytes = pairwell::model::encode_catalog(&cards).unwrap();
        let at = at.index(bytes.len());
        bytes[at] = byte;
        if let Ok(catalog) = Catalog::decode(&sealed(&bytes)) {
            for n in 0..10 {
                let _ = catalog.card(&n.to_string());
            }
        }
    }
}
