//! Checks that settings are chosen the same way every time, only where they are open, only where there is enough to try.

use super::world;
use pairwell_cli::evaluate::{HoldoutOptions, Open, Split, Tuned, tune};
use pairwell_cli::orders::Orders;
use pairwell_cli::stages::Silent;
use pairwell_cli::train::TrainOptions;

fn shop(orders: usize) -> Orders {
    world::orders(&world::couples(orders, 40, 17))
}

fn tuned(orders: &Orders, open: Open) -> Tuned {
    tune(orders, &HoldoutOptions::new(Split::Crc32), TrainOptions::default(), open, &Silent).unwrap()
}

#[test]
fn the_same_orders_lead_to_the_same_choice() {
    let orders = shop(1500);
    let on = |threads| {
        let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build().unwrap();
        pool.install(|| tuned(&orders, Open::ALL))
    };
    assert_eq!(on(1), on(2));
}

#[test]
fn what_is_chosen_is_as_good_as_anything_that_was_tried() {
    let tuned = tuned(&shop(1500), Open::ALL);
    let best = tuned.tries.iter().map(|tried| tried.ndcg).fold(0.0, f64::max);
    let chosen = tuned.tries.iter().find(|tried| tried.options == tuned.options).unwrap();
    // A setting must gain half a percent to be worth having.
    assert!(chosen.ndcg * 1.006 > best, "{} of {best}", chosen.ndcg);
    assert!(tuned.tries.len() > 5);
}

#[test]
fn another_bit_a_weight_is_taken_only_where_it_is_worth_its_bytes_and_one_less_where_nothing_is_lost() {
    let of = |bits: u32| {
        let from = TrainOptions { weight_bits: bits, ..TrainOptions::default() };
        let open = Open { weight_bits: true, ..Open::NONE };
        tune(&shop(1500), &HoldoutOptions::new(Split::Crc32), from, open, &Silent).unwrap()
    };
    for tuned in [of(3), of(4), of(5)] {
        let ndcg = |bits: u32| {
            let tried = tuned.tries.iter().find(|tried| tried.options.weight_bits == bits);
            tried.map(|tried| tried.ndcg)
        };
        let chosen = tuned.options.weight_bits;
        let own = ndcg(chosen).expect("what is chosen was tried");
        assert!(ndcg(chosen + 1).is_none_or(|more| more < own * 1.005), "{:?}", tuned.tries);
        assert!(ndcg(chosen - 1).is_none_or(|fewer| fewer < own), "{:?}", tuned.tries);
    }
}

#[test]
fn what_is_not_open_stays() {
    let usual = TrainOptions::default();
    let tuned = tuned(&shop(1500), Open { alpha: true, ..Open::NONE });
    assert!(tuned.tries.iter().all(|tried| TrainOptions { alpha: usual.alpha, ..tried.options } == usual));
    assert!(tuned.tries.len() > 1);
}

#[test]
fn nothing_is_tried_when_nothing_is_open_or_orders_are_few() {
    for tuned in [tuned(&shop(1500), Open::NONE), tuned(&shop(60), Open::ALL)] {
        assert_eq!(tuned, Tuned { options: TrainOptions::default(), tries: Vec::new() });
    }
}

#[test]
fn age_is_only_tried_where_there_are_dates() {
    let undated = tuned(&shop(1500), Open::ALL);
    assert!(undated.tries.iter().all(|tried| tried.options.half_life.is_none()));
    let times = Some((0..1500).map(|n| n * 86_400).collect());
    let dated = tuned(&Orders { times, ..shop(1500) }, Open::ALL);
    assert!(dated.tries.iter().any(|tried| tried.options.half_life.is_some()));
}
