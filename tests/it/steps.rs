//! Decodes files in steps of any size: what comes of it is the same as at once, error or not, and the steps are counted.

use pairwell::model::rules::{RuleParts, RulesDecoding};
use pairwell::model::{Card, Catalog, CatalogDecoding, DecodeError, Decoding, Model, encode_catalog};
use proptest::prelude::*;

use crate::hostile::sealed;
use crate::rule_worlds::worlds;
use crate::worlds::{parts, rich};

/// What comes of a model file that is decoded in steps of so much work, and in how many.
fn model(bytes: &[u8], work: usize) -> (Result<Model, DecodeError>, usize) {
    let mut steps = 0;
    let mut decode = || {
        // Owned, as the browser's are; the other tests decode borrowed bytes.
        let mut decoding = Decoding::new(bytes.to_vec())?;
        loop {
            steps += 1;
            if let Some(whole) = decoding.step(work)? {
                return Ok(whole);
            }
        }
    };
    (decode(), steps)
}

fn catalog(bytes: &[u8], work: usize) -> (Result<Catalog, DecodeError>, usize) {
    let mut steps = 0;
    let mut decode = || {
        let mut decoding = CatalogDecoding::new(bytes.to_vec())?;
        loop {
            steps += 1;
            if let Some(whole) = decoding.step(work)? {
                return Ok(whole);
            }
        }
    };
    (decode(), steps)
}

fn rules(bytes: &[u8], work: usize) -> (Result<RuleParts, DecodeError>, usize) {
    let mut steps = 0;
    let mut decode = || {
        let mut decoding = RulesDecoding::new(bytes.to_vec())?;
        loop {
            steps += 1;
            if let Some(whole) = decoding.step(work)? {
                return Ok(whole);
            }
        }
    };
    (decode(), steps)
}

/// Everything in it.
fn shown(what: impl std::fmt::Debug) -> String {
    format!("{what:?}")
}

/// One byte after the other changed, under a right digest and without.
fn changed(bytes: &[u8], at: &prop::sample::Index, byte: u8) -> [Vec<u8>; 2] {
    let mut changed = bytes.to_vec();
    changed[at.index(bytes.len())] = byte;
    [sealed(&changed), changed]
}

#[test]
fn an_error_stays() {
    let mut bytes = rich().encode().unwrap();
    bytes.pop();
    bytes.push(1);
    let mut decoding = Decoding::new(bytes).unwrap();
    for _ in 0..3 {
        assert_eq!(decoding.step(1000).unwrap_err(), DecodeError::DigestMismatch);
    }
}

#[test]
fn a_step_without_work_does_something() {
    let bytes = rich().encode().unwrap();
    let mut decoding = Decoding::new(&bytes[..]).unwrap();
    // Rows, priors, flags of two kinds and SKUs of four items, and the frame.
    let steps = (1..).find(|_| decoding.step(0).unwrap().is_some()).unwrap();
    assert_eq!(steps, 1 + 5 * 4);
}

proptest! {
    #[test]
    fn models_are_the_same_in_steps(parts in parts(), work in 1usize..300) {
        let bytes = parts.encode().unwrap();
        let whole = Model::decode(&bytes).unwrap();
        let (stepped, steps) = model(&bytes, work);
        prop_assert_eq!(shown(stepped.unwrap()), shown(&whole));
        // A unit is an item of a section, or 512 bytes of the file.
        let units = 2 + bytes.len() / 512 + 5 * whole.items();
        prop_assert!(steps <= 1 + units.div_ceil(work), "{steps} steps of {work}, {units} units");
    }

    #[test]
    fn changed_models_come_to_the_same_in_steps(
        parts in parts(), at in any::<prop::sample::Index>(), byte: u8, work in 1usize..40,
    ) {
        for bytes in changed(&parts.encode().unwrap(), &at, byte) {
            prop_assert_eq!(shown(model(&bytes, work).0), shown(Model::decode(&bytes)));
        }
    }

    #[test]
    fn catalogs_are_the_same_in_steps(
        titles in proptest::collection::vec("\\PC{0,20}", 0..40), at in any::<prop::sample::Index>(), byte: u8, work in 1usize..30,
    ) {
        let cards: Vec<_> = titles.into_iter().enumerate()
            .map(|(n, title)| Card { sku: n.to_string(), title, ..Card::default() }).collect();
        let bytes = encode_catalog(&cards).unwrap();
        let (stepped, steps) = catalog(&bytes, work);
        prop_assert_eq!(shown(stepped), shown(Catalog::decode(&bytes)));
        prop_assert!(steps <= 1 + (2 + bytes.len() / 256 + cards.len()).div_ceil(work));
        for bytes in changed(&bytes, &at, byte) {
            prop_assert_eq!(shown(catalog(&bytes, work).0), shown(Catalog::decode(&bytes)));
        }
    }

    #[test]
    fn rules_are_the_same_in_steps(
        world in worlds(), at in any::<prop::sample::Index>(), byte: u8, work in 1usize..30,
    ) {
        let bytes = world.rules.encode().unwrap();
        let (stepped, steps) = rules(&bytes, work);
        prop_assert_eq!(&stepped.unwrap(), &world.rules);
        // An entry of a list takes a byte at least.
        prop_assert!(steps <= 9 + (20 + bytes.len()).div_ceil(work), "{steps} steps of {work}, {} bytes", bytes.len());
        for bytes in changed(&bytes, &at, byte) {
            prop_assert_eq!(shown(rules(&bytes, work).0), shown(RuleParts::decode(&bytes)));
        }
    }
}
