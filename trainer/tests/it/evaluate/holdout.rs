//! Checks how orders are split and items hidden.

use super::world;
use pairwell_cli::evaluate::{Holdout, HoldoutOptions, Split};
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
    assert_eq!((case.size, case.cart.as_slice(), case.hidden), (2, [2, 1].as_slice(), Some(0)));
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
    assert_eq!((case.size, case.cart.len(), case.hidden), (1, 0, None));
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
