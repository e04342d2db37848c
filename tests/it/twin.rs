//! Holds the engine against a slow twin: a recommender of twenty plain lines that knows only the model's look-ups.

use std::collections::BTreeSet;

use pairwell::model::Model;
use pairwell::rank::{Past, Ranker, Request, Suggestion};
use proptest::prelude::*;

use crate::worlds::{is_owned, parts, past, slow_history};

/// Scores every item by the formula, sorts all of them, keeps the first.
fn slow(model: &Model, cart: &[u32], exclude: &[u32], past: &[Past], limit: usize) -> Vec<(u32, i32, Vec<u32>)> {
    let items = model.items() as u32;
    let unknown = cart.iter().filter(|item| **item >= items).count();
    let cart: BTreeSet<u32> = cart.iter().copied().filter(|item| *item < items).collect();
    let size = cart.len() + unknown;
    let mut all: Vec<(u32, i32)> = (0..items)
        .filter(|item| !cart.contains(item) && !exclude.contains(item) && !model.is_hidden(*item))
        .filter(|item| !is_owned(model, past, *item))
        .map(|item| {
            let said = cart.iter().map(|i| i64::from(model.weight(*i, item, size))).sum::<i64>();
            let score = i64::from(model.prior(item)) + said + slow_history(model, &cart, past, item);
            (item, score.min(i64::from(i32::MAX)) as i32)
        })
        .collect();
    all.sort_by_key(|(item, score)| (-i64::from(*score), *item));
    all.truncate(limit);
    let reasons = |item: u32| {
        let mut because: Vec<u32> = cart.iter().copied().filter(|i| model.weight(*i, item, size) > 0).collect();
        because.sort_by_key(|i| (-model.weight(*i, item, size), *i));
        because
    };
    all.into_iter().map(|(item, score)| (item, score, reasons(item))).collect()
}

fn plain(picks: &[Suggestion]) -> Vec<(u32, i32, Vec<u32>)> {
    let units = |score: f64| (score * f64::from(1 << 24)) as i32;
    picks.iter().map(|p| (p.item, units(p.score), p.because.iter().map(|r| r.item).collect())).collect()
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(500))]

    #[test]
    fn the_engine_answers_like_its_slow_twin(
        parts in parts(), cart in proptest::collection::vec(0u32..45, 0..8),
        exclude in proptest::collection::vec(0u32..45, 0..4), past in past(), limit in 0usize..50,
    ) {
        let model = Model::decode(&parts.encode().unwrap()).unwrap();
        let mut ranker = Ranker::new(&model);
        let request = Request { cart: &cart, exclude: &exclude, past: &past, limit };
        prop_assert_eq!(plain(&ranker.rank(&model, &request)), slow(&model, &cart, &exclude, &past, limit));
        // Working memory is blank again: the second answer is the first.
        prop_assert_eq!(plain(&ranker.rank(&model, &request)), slow(&model, &cart, &exclude, &past, limit));
    }

    #[test]
    fn the_order_of_the_cart_changes_nothing(parts in parts(), mut cart in proptest::collection::vec(0u32..45, 0..8)) {
        let model = Model::decode(&parts.encode().unwrap()).unwrap();
        let mut ranker = Ranker::new(&model);
        let forwards = ranker.rank(&model, &Request { cart: &cart, exclude: &[], past: &[], limit: 10 });
        cart.reverse();
        // What is not known cannot be told from more of it.
        let known: Vec<u32> = cart.iter().copied().filter(|item| *item < parts.items.len() as u32).collect();
        cart.extend(known);
        let backwards = ranker.rank(&model, &Request { cart: &cart, exclude: &[], past: &[], limit: 10 });
        prop_assert_eq!(forwards, backwards);
    }

    #[test]
    fn shares_the_prior_and_history_make_up_the_score(
        parts in parts(), cart in proptest::collection::vec(0u32..40, 0..6), past in past(),
    ) {
        let model = Model::decode(&parts.encode().unwrap()).unwrap();
        for pick in Ranker::new(&model).rank(&model, &Request { cart: &cart, exclude: &[], past: &past, limit: 10 }) {
            let sum: f64 = pick.because.iter().map(|r| r.share).sum::<f64>() + pick.history;
            prop_assert!(sum <= 1.0 + 1e-9 && pick.because.iter().all(|r| r.share > 0.0));
            if model.prior(pick.item) <= 0 && sum > 0.0 {
                prop_assert!((sum - 1.0).abs() < 1e-9);
            }
        }
    }
}

/// More items than are kept at hand, all of them excluded: the rare path that looks at every item.
#[test]
fn a_cart_that_bars_every_popular_item_still_gets_the_next_ones() {
    let item =
        |n: u32| pairwell::model::ItemRow { sku: n.to_string(), prior: 0.9 / f64::from(n + 1), ..Default::default() };
    let parts = pairwell::model::Parts { items: (0..600).map(item).collect(), ..pairwell::model::Parts::default() };
    let model = Model::decode(&parts.encode().unwrap()).unwrap();
    let exclude: Vec<u32> = (0..300).collect();
    let picks = Ranker::new(&model).rank(&model, &Request { cart: &[], exclude: &exclude, past: &[], limit: 5 });
    assert_eq!(plain(&picks), slow(&model, &[], &exclude, &[], 5));
    assert_eq!(picks.len(), 5);
}
