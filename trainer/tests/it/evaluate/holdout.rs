//! Checks how orders are split and items hidden.

use super::world;
use pairwell_cli::evaluate::{Carts, Holdout, HoldoutOptions, Split};
use pairwell_cli::orders::Orders;

fn dated(baskets: &[Vec<u32>], times: &[i64]) -> Orders {
    Orders { times: Some(times.to_vec()), ..world::orders(baskets) }
}

fn singles(count: u32) -> Vec<Vec<u32>> {
    (0..count).map(|item| vec![item, item + 1]).collect()
}

#[test]
fn the_last_fifth_is_tested_and_the_cut_is_rounded_down() {
    for (orders, learned) in [(5, 4), (9, 7), (10, 8), (35, 28), (104, 83)] {
        let holdout = Holdout::of(&world::orders(&singles(orders)), &HoldoutOptions::new(Split::Time));
        assert_eq!((holdout.train.len(), holdout.cases.len()), (learned, orders as usize - learned), "{orders} orders");
    }
}

#[test]
fn orders_out_of_time_are_put_in_time_first() {
    let orders = dated(&singles(5), &[50, 40, 30, 20, 10]);
    let holdout = Holdout::of(&orders, &HoldoutOptions::new(Split::Time));
    assert_eq!(holdout.cases.iter().map(|case| case.order).collect::<Vec<_>>(), [0]);
}

#[test]
fn orders_of_the_same_time_stay_in_file_order() {
    let orders = dated(&singles(5), &[7, 7, 7, 7, 7]);
    let holdout = Holdout::of(&orders, &HoldoutOptions::new(Split::Time));
    assert_eq!(holdout.cases.iter().map(|case| case.order).collect::<Vec<_>>(), [4]);
}

#[test]
fn the_hidden_item_is_the_one_the_reference_hides() {
    // crc32("4") = 0xf3b61b38 = 4088798008: position 1 of 3.
    let mut baskets = singles(4);
    baskets.push(vec![2, 0, 1]);
    let holdout = Holdout::of(&world::orders(&baskets), &HoldoutOptions::new(Split::Time));
    let case = &holdout.cases[0];
    assert_eq!((case.size, case.cart().collect::<Vec<_>>(), case.hidden), (2, vec![2, 1], Some(0)));
}

#[test]
fn a_crc32_split_tests_every_order_whose_crc_says_so() {
    let orders = world::orders(&singles(500));
    let holdout = Holdout::of(&orders, &HoldoutOptions::new(Split::Crc32));
    let wanted: Vec<usize> = (0..500).filter(|n| orders.id_crcs[*n].is_multiple_of(5)).collect();
    assert_eq!(holdout.cases.iter().map(|case| case.order).collect::<Vec<_>>(), wanted);
    assert_eq!(holdout.train.len(), 500 - wanted.len());
}

#[test]
fn an_inner_split_finds_orders_to_test_on_where_the_outer_left_none() {
    let holdout = Holdout::of(&world::orders(&singles(1000)), &HoldoutOptions::new(Split::Crc32));
    let inner = Holdout::of(&holdout.train, &HoldoutOptions::new(Split::Crc32).inner());
    let share = 1.0 - inner.train.len() as f64 / holdout.train.len() as f64;
    assert!((0.14..0.26).contains(&share), "{share}");
}

#[test]
fn items_that_training_never_saw_leave_the_cart_and_cannot_be_hit() {
    let holdout = Holdout::of(
        &world::orders(&[vec![0], vec![0], vec![0], vec![0], vec![1, 2]]),
        &HoldoutOptions::new(Split::Time),
    );
    let case = &holdout.cases[0];
    assert_eq!((case.size, case.cart().count(), case.hidden), (1, 0, None));
    assert_eq!(holdout.unknown(), 1);
}

#[test]
fn orders_too_large_or_too_small_are_left_out() {
    let options = HoldoutOptions { max_train_items: 3, max_test_items: 3, ..HoldoutOptions::new(Split::Time) };
    let mut baskets = vec![vec![0, 1, 2, 3], vec![0, 1], vec![2], vec![0, 1, 2]];
    baskets.extend(singles(12));
    baskets.extend([vec![0], vec![0, 1], vec![0, 1, 2], vec![0, 1, 2, 3]]);
    let holdout = Holdout::of(&world::orders(&baskets), &options);
    assert_eq!((holdout.train.len(), holdout.cases.len()), (15, 2));
}

/// The known items of the only case's cart, and its size.
fn shown(holdout: &Holdout, carts: Carts) -> (Vec<u32>, usize) {
    let case = &holdout.clone().carts(carts).cases[0];
    (case.cart().collect(), case.size)
}

#[test]
fn a_cart_shows_the_first_other_items_of_its_order_and_counts_those_nobody_knows() {
    // The hidden item of the order "4" is at 4088798008 mod 7 = 1. Items 9 and 8 are in no training order.
    let mut baskets: Vec<Vec<u32>> = (0..4).map(|_| (0..7).collect()).collect();
    baskets.push(vec![9, 0, 6, 5, 4, 8, 3]);
    let holdout = Holdout::of(&world::orders(&baskets), &HoldoutOptions::new(Split::Time));
    let case = &holdout.cases[0];
    assert_eq!((case.hidden, case.cart().collect::<Vec<_>>(), case.size), (Some(0), vec![6, 5, 4, 3], 6));
    assert_eq!(shown(&holdout, Carts::First(0)), (vec![], 0));
    assert_eq!(shown(&holdout, Carts::First(1)), (vec![], 1), "the first item is in no training order");
    assert_eq!(shown(&holdout, Carts::First(4)), (vec![6, 5, 4], 4));
    assert_eq!(shown(&holdout, Carts::First(99)), shown(&holdout, Carts::Whole));
    // crc32("c4") = 784195118, mod min(7 - 1, 8) = 2: three items.
    assert_eq!(shown(&holdout, Carts::Live), (vec![6, 5], 3));
    let again = holdout.clone().carts(Carts::First(1)).carts(Carts::Whole);
    assert_eq!(again.cases, holdout.cases, "a smaller cart forgets nothing");
}

#[test]
fn live_carts_have_one_to_eight_items_all_about_as_often() {
    let baskets: Vec<Vec<u32>> = (0..4000).map(|n| (0..2 + n % 20).collect()).collect();
    let orders = world::orders(&baskets);
    for options in [HoldoutOptions::new(Split::Crc32), HoldoutOptions::new(Split::Crc32).inner()] {
        let live = Holdout::of(&orders, &options).carts(Carts::Live);
        assert!(
            live.cases.iter().all(|case| (1..=8).contains(&case.size) && case.size < orders.order(case.order).len())
        );
        let large: Vec<usize> =
            live.cases.iter().filter(|case| orders.order(case.order).len() > 8).map(|case| case.size).collect();
        for size in 1..=8 {
            let share = large.iter().filter(|found| **found == size).count() as f64 / large.len() as f64;
            assert!((0.08..0.18).contains(&share), "{share} of {} carts have {size} items", large.len());
        }
    }
}

#[test]
fn a_new_item_is_in_no_training_order_and_stands_alone_in_the_cart() {
    let baskets: Vec<Vec<u32>> = (0..400).map(|n| vec![n % 40, (n + 7) % 40, (n + 19) % 40]).collect();
    let holdout = Holdout::of_new_items(&world::orders(&baskets), &HoldoutOptions::new(Split::Crc32));
    let is_new = |sku: &str| crc32fast::hash(format!("c{sku}").as_bytes()).is_multiple_of(10);
    assert!(!holdout.train.skus.iter().any(|sku| is_new(sku)));
    assert!(!holdout.cases.is_empty() && holdout.train.iter().all(|order| !order.is_empty()));
    for case in &holdout.cases {
        let cart: Vec<&str> = holdout.strangers(case).collect();
        assert!(cart.len() == 1 && is_new(cart[0]), "{cart:?}");
        assert_eq!((case.cart().count(), case.size), (0, 1));
        let hidden = &holdout.train.skus[case.hidden.unwrap() as usize];
        let order: Vec<String> = baskets[case.order].iter().map(|item| format!("i{item}")).collect();
        assert!(order.contains(hidden) && order.iter().any(|sku| sku == cart[0]));
    }
}

#[test]
fn an_item_that_only_the_catalog_may_know_is_told_by_its_sku() {
    let mut baskets: Vec<Vec<u32>> = (0..4).map(|_| vec![0, 1]).collect();
    baskets.push(vec![0, 9, 1]);
    let holdout = Holdout::of(&world::orders(&baskets), &HoldoutOptions::new(Split::Time));
    let told = |holdout: &Holdout| holdout.strangers(&holdout.cases[0]).map(str::to_owned).collect::<Vec<_>>();
    // The hidden item is at 4088798008 mod 3 = 1: the one that nobody knows.
    assert_eq!(told(&holdout), Vec::<String>::new());
    baskets[4] = vec![9, 0, 1];
    let holdout = Holdout::of(&world::orders(&baskets), &HoldoutOptions::new(Split::Time));
    assert_eq!(told(&holdout), ["i9"]);
    let nobody = holdout.with_an_unknown_item();
    assert_eq!((told(&nobody), nobody.cases[0].size), (Vec::new(), 1));
}
