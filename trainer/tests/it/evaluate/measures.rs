//! Holds every measure, ours among them, to what all of them promise: the contract suite.

use super::world;
use pairwell_cli::affinity::measure::{Affinity, Cart, Seen};
use pairwell_cli::evaluate::{HoldoutOptions, NAMES, Open, Pairwell, Split, named};
use pairwell_cli::orders::Orders;
use pairwell_cli::train::TrainOptions;

fn all() -> Vec<Box<dyn Affinity>> {
    let holdout = HoldoutOptions::new(Split::Crc32);
    let methods = named(&NAMES, Pairwell { options: TrainOptions::default(), open: Open::NONE, holdout }, holdout);
    assert_eq!(methods.iter().map(|method| method.name()).collect::<Vec<_>>(), NAMES, "the table is in order");
    methods
}

fn shop() -> Orders {
    world::orders(&world::couples(400, 6, 7))
}

fn scores(method: &dyn Affinity, orders: &Orders, carts: &[&[u32]]) -> Vec<Vec<f64>> {
    let seen = Seen::new(orders);
    let fitted = method.fit(&seen).unwrap();
    let mut scorer = fitted.scorer();
    let mut one = |cart: &&[u32]| {
        let mut scores = vec![f64::NAN; orders.skus.len()];
        scorer.score(Cart::of(cart), &mut scores);
        cart.iter().for_each(|item| scores[*item as usize] = 0.0);
        scores
    };
    carts.iter().map(&mut one).collect()
}

fn same(left: &[f64], right: &[f64], what: &str) {
    for (item, (a, b)) in left.iter().zip(right).enumerate() {
        assert!((a - b).abs() <= 1e-6 * a.abs().max(1.0), "{what}: item {item} scores {a} and {b}");
    }
}

#[test]
fn every_score_is_a_number() {
    for method in all() {
        for scores in scores(&*method, &shop(), &[&[], &[0], &[1, 4, 7], &[0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10]]) {
            assert!(scores.iter().all(|score| score.is_finite()), "{}: {scores:?}", method.name());
        }
    }
}

#[test]
fn the_order_of_the_cart_does_not_matter() {
    for method in all() {
        let scores = scores(&*method, &shop(), &[&[0, 5, 8], &[8, 0, 5]]);
        same(&scores[0], &scores[1], method.name());
    }
}

#[test]
fn a_scorer_keeps_no_cart() {
    for method in all() {
        let scores = scores(&*method, &shop(), &[&[2, 6], &[0, 1, 9], &[2, 6]]);
        assert_eq!(scores[0], scores[2], "{}", method.name());
    }
}

#[test]
fn the_same_orders_give_the_same_scores_on_any_number_of_threads() {
    for method in all() {
        let on = |threads| {
            let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build().unwrap();
            pool.install(|| scores(&*method, &shop(), &[&[0, 3], &[11]]))
        };
        assert_eq!(on(1), on(1), "{}", method.name());
        on(1).iter().zip(on(3)).for_each(|(one, three)| same(one, &three, method.name()));
    }
}

#[test]
fn what_is_bought_together_stands_above_what_is_not() {
    for method in all() {
        for scores in scores(&*method, &shop(), &[&[0]]) {
            let stranger = [3, 5, 7, 9, 11].iter().map(|item| scores[*item as usize]).fold(f64::MIN, f64::max);
            let partner = scores[1];
            assert!(partner > stranger || method.name() == "popularity", "{}: {scores:?}", method.name());
        }
    }
}

#[test]
fn the_numbering_of_items_does_not_matter() {
    let baskets = world::couples(400, 6, 7);
    let turned: Vec<Vec<u32>> = baskets.iter().map(|basket| basket.iter().map(|item| 11 - item).collect()).collect();
    for method in all() {
        let straight = scores(&*method, &world::orders(&baskets), &[&[0, 4]]);
        let mut turned = scores(&*method, &world::orders(&turned), &[&[11, 7]]);
        turned[0].reverse();
        same(&straight[0], &turned[0], method.name());
    }
}

#[test]
fn items_bought_alone_harm_nobody() {
    let baskets = vec![vec![0], vec![1], vec![2], vec![0], vec![1, 2]];
    for method in all() {
        let scores = scores(&*method, &world::orders(&baskets), &[&[0], &[1]]);
        assert!(scores.iter().flatten().all(|score| score.is_finite()), "{}: {scores:?}", method.name());
    }
}
