//! Compares every measure with a slow twin of a few plain lines, on random small worlds.

use super::world;
use pairwell_cli::affinity::baseline::{Ease, baselines};
use pairwell_cli::affinity::counts::Counts;
use pairwell_cli::affinity::measure::{Affinity, Cart, Seen};
use pairwell_cli::affinity::order_weights::OrderWeights;
use pairwell_cli::affinity::repeats::Repeats;
use pairwell_cli::affinity::ridge::{Known, RidgeOptions, ridge};
use pairwell_cli::orders::Orders;
use proptest::prelude::*;

/// How many orders hold all these items.
fn with(orders: &Orders, items: &[u32]) -> f64 {
    orders.iter().filter(|order| items.iter().all(|item| order.contains(item))).count() as f64
}

fn pairwise(orders: &Orders, cart: &[u32], candidate: u32, measure: impl Fn(f64, f64, f64, f64) -> f64) -> f64 {
    let one = |item: &u32| {
        let both = with(orders, &[*item, candidate]);
        let (own, other) = (with(orders, &[*item]), with(orders, &[candidate]));
        if both == 0.0 { 0.0 } else { measure(both, own, other, orders.len() as f64) }
    };
    cart.iter().map(one).sum()
}

/// The log-likelihood ratio, from the entropies of the table and of its margins.
fn llr(both: f64, own: f64, other: f64, all: f64) -> f64 {
    let information =
        |cells: &[f64]| -> f64 { cells.iter().filter(|cell| **cell > 0.0).map(|cell| cell * (cell / all).ln()).sum() };
    let table = [both, own - both, other - both, all - own - other + both];
    2.0 * (information(&table) - information(&[own, all - own]) - information(&[other, all - other]))
}

fn sessions(orders: &Orders, cart: &[u32], candidate: u32, neighbours: usize) -> f64 {
    let rarity = |item: u32| (orders.len() as f64 / with(orders, &[item])).ln();
    let mut near: Vec<(f64, usize)> = (0..orders.len())
        .map(|n| {
            let order = orders.order(n);
            let shared: f64 = cart.iter().filter(|item| order.contains(item)).map(|item| rarity(*item)).sum();
            (shared / (order.len() as f64).sqrt(), n)
        })
        .collect();
    near.sort_by(|a, b| b.0.total_cmp(&a.0).then(b.1.cmp(&a.1)));
    let asked = near.iter().take(neighbours).filter(|(_, n)| orders.order(*n).contains(&candidate));
    asked.map(|(nearness, _)| nearness).sum::<f64>() * rarity(candidate).sqrt()
}

/// Solves by elimination with pivots; slow and plain.
fn solved(mut a: Vec<Vec<f64>>, mut b: Vec<f64>) -> Vec<f64> {
    let n = b.len();
    for i in 0..n {
        let pivot = (i..n).max_by(|x, y| a[*x][i].abs().total_cmp(&a[*y][i].abs())).unwrap();
        a.swap(i, pivot);
        b.swap(i, pivot);
        for r in (0..n).filter(|r| *r != i) {
            let factor = a[r][i] / a[i][i];
            let subtracted = a[i].clone();
            a[r].iter_mut().zip(&subtracted).for_each(|(cell, other)| *cell -= factor * other);
            b[r] -= factor * b[i];
        }
    }
    (0..n).map(|i| b[i] / a[i][i]).collect()
}

/// EASE by its definition: each candidate's ridge regression on all other items.
fn ease(orders: &Orders, cart: &[u32], candidate: u32, lambda: f64) -> f64 {
    let others: Vec<u32> = (0..orders.skus.len() as u32).filter(|item| *item != candidate).collect();
    let row = |i: &u32| others.iter().map(|j| with(orders, &[*i, *j]) + lambda * f64::from(i == j)).collect();
    let right = others.iter().map(|i| with(orders, &[*i, candidate])).collect();
    let weights = solved(others.iter().map(row).collect(), right);
    others.iter().zip(weights).filter(|(item, _)| cart.contains(item)).map(|(_, weight)| weight).sum()
}

fn expected(name: &str, orders: &Orders, cart: &[u32], candidate: u32) -> f64 {
    match name {
        "popularity" => with(orders, &[candidate]),
        "cosine" => pairwise(orders, cart, candidate, |both, own, other, _| both / (own * other).sqrt()),
        "conditional" => pairwise(orders, cart, candidate, |both, own, _, _| both / own),
        "lift" => pairwise(orders, cart, candidate, |both, own, other, all| both * all / (own * other)),
        "llr" => pairwise(orders, cart, candidate, llr),
        "sessions-100" => sessions(orders, cart, candidate, 100),
        "sessions-500" => sessions(orders, cart, candidate, 500),
        "ease" => ease(orders, cart, candidate, 20.0),
        other => panic!("{other} has no twin: write one"),
    }
}

fn check(method: &dyn Affinity, orders: &Orders, cart: &[u32], tolerance: f64) {
    let seen = Seen::new(orders);
    let fitted = method.fit(&seen).unwrap();
    let mut scores = vec![0.0; orders.skus.len()];
    fitted.scorer().score(Cart::of(cart), &mut scores);
    for candidate in (0..orders.skus.len() as u32).filter(|item| !cart.contains(item)) {
        let (found, twin) = (scores[candidate as usize], expected(method.name(), orders, cart, candidate));
        let near = (found - twin).abs() <= tolerance * twin.abs().max(1.0);
        assert!(near, "{}: {found}, its twin {twin}, for {candidate} and cart {cart:?}", method.name());
    }
}

/// Ours by its definition: each candidate's centred ridge regression, on all items with enough orders and people, of which each
/// is seen with a probability.
fn weights(orders: &Orders, order_weights: &[f64], lambda: f64, seen: f64, least: u32) -> Vec<Vec<f64>> {
    let items = orders.skus.len() as u32;
    let sum = |wanted: &[u32]| -> f64 {
        let holding = orders.iter().zip(order_weights).filter(|(order, _)| wanted.iter().all(|i| order.contains(i)));
        holding.map(|(_, weight)| weight).sum()
    };
    let total: f64 = order_weights.iter().sum();
    let covariance = |i: u32, j: u32| sum(&[i, j]) - sum(&[i]) * sum(&[j]) / total;
    let mut weights = vec![vec![0.0; items as usize]; items as usize];
    for j in 0..items {
        let predicts = |i: &u32| *i != j && covariance(*i, j) > 1e-9 && people(orders, *i, j) >= least as usize;
        let chosen: Vec<u32> = (0..items).filter(predicts).collect();
        let cell = |i: u32, l: u32| match i == l {
            true => sum(&[i]) - seen * sum(&[i]).powi(2) / total + lambda,
            false => seen * covariance(i, l),
        };
        let row = |i: &u32| chosen.iter().map(|l| cell(*i, *l)).collect();
        let right = chosen.iter().map(|i| covariance(*i, j)).collect();
        for (i, weight) in chosen.iter().zip(solved(chosen.iter().map(row).collect(), right)) {
            weights[*i as usize][j as usize] = weight.max(0.0);
        }
    }
    weights
}

/// Distinct customers of a pair; an order of nobody known is a customer of its own.
pub fn people(orders: &Orders, i: u32, j: u32) -> usize {
    let holding = (0..orders.len()).filter(|n| [i, j].iter().all(|item| orders.order(*n).contains(item)));
    let customer = |n: usize| match orders.customers.as_ref().map_or(u32::MAX, |customers| customers[n]) {
        u32::MAX => (true, n),
        known => (false, known as usize),
    };
    holding.map(customer).collect::<std::collections::BTreeSet<_>>().len()
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(60))]

    #[test]
    fn baselines_score_as_their_definitions_say(baskets in world::baskets(), cart in 1usize..3) {
        let orders = world::orders(&baskets);
        let cart: Vec<u32> = (0..cart as u32).collect();
        for method in baselines() {
            check(&*method, &orders, &cart, 1e-6);
        }
        check(&Ease { lambda: 20.0 }, &orders, &cart, 1e-4);
    }

    #[test]
    fn our_weights_are_those_of_the_regression(
        baskets in world::baskets(),
        people in prop::collection::vec(0u32..6, 41),
        alpha in 0.0..0.5,
        least in 1u32..4,
    ) {
        let mut orders = world::orders(&baskets);
        orders.customers = Some((0..orders.len()).map(|n| if people[n] == 5 { u32::MAX } else { people[n] }).collect());
        let order_weights = OrderWeights { alpha, half_life: None, customer_share: 1.0 }.of(&orders);
        // Weights are counted in steps of this size. A covariance that is 0 but for rounding must round alike here.
        let order_weights: Vec<f64> = order_weights.iter().map(|weight| (weight * 65_536.0).round() / 65_536.0).collect();
        let counts = Counts::of(&orders, &order_weights, 1);
        let options =
            RidgeOptions { predictors: 20, lambda: 3.0, seen: 0.2, neighbours: 20, min_orders: least, lean: 0.0 };
        let repeats = Repeats::of(&orders);
        let known = Known { repeats: repeats.as_ref(), ..Known::default() };
        let found = ridge(&counts, &counts, known, &options, &|_| ());
        // One item that misleads has no other beside it: for small carts the penalty is twice as large.
        for (seen, lambda, side) in [(0.2, 6.0, -1.0), (1.0, 3.0, 1.0)] {
            let twin = weights(&orders, &order_weights, lambda, seen, least);
            for (i, twin) in twin.iter().enumerate() {
                let mut row = vec![0.0; orders.skus.len()];
                found.row(i).for_each(|(j, weight, tilt)| row[j as usize] = f64::from(weight * (1.0 + side * tilt)));
                for (j, weight) in row.iter().enumerate() {
                    prop_assert!((weight - twin[j]).abs() < 2e-3, "{i} {j}: {weight}, its twin {}", twin[j]);
                }
            }
        }
    }
}
