//! Checks that what few customers bought stays out of the model, and that customers are counted as they should be.

use super::{twins, world};
use pairwell_cli::affinity::order_weights::OrderWeights;
use pairwell_cli::affinity::repeats::Repeats;
use pairwell_cli::orders::Orders;
use pairwell_cli::stages::Silent;
use pairwell_cli::train::{TrainOptions, train};
use proptest::prelude::*;

const RARE: [u32; 2] = [40, 41];

/// A shop, and fifty orders of a rare pair by these customers in turn.
fn planted(customers: &[u32]) -> Orders {
    let mut baskets = world::couples(600, 6, 3);
    let usual = baskets.len();
    baskets.extend((0..50).map(|_| RARE.to_vec()));
    let customer = |n: usize| match n.checked_sub(usual) {
        Some(n) => customers[n % customers.len()],
        None => 100 + n as u32,
    };
    Orders { customers: Some((0..baskets.len()).map(customer).collect()), ..world::orders(&baskets) }
}

fn has_rare_pair(orders: &Orders) -> bool {
    let parts = train(orders, &TrainOptions::default(), &Silent);
    let number = |item: u32| parts.items.iter().position(|row| row.sku == format!("i{item}")).unwrap() as u32;
    let row = &parts.items[number(RARE[0]) as usize];
    assert!(parts.items.iter().any(|row| !row.neighbours.is_empty()), "the model has other pairs");
    row.neighbours.iter().any(|(neighbour, _)| *neighbour == number(RARE[1]))
}

#[test]
fn a_pair_that_one_customer_bought_fifty_times_is_not_in_the_model() {
    assert!(!has_rare_pair(&planted(&[1])));
}

#[test]
fn a_pair_that_two_customers_bought_is_not_in_the_model() {
    assert!(!has_rare_pair(&planted(&[1, 2])));
}

#[test]
fn a_pair_that_three_customers_bought_is_in_the_model() {
    assert!(has_rare_pair(&planted(&[1, 2, 3])));
}

#[test]
fn where_customers_are_unknown_orders_count() {
    assert!(has_rare_pair(&Orders { customers: None, ..planted(&[1]) }));
    assert!(has_rare_pair(&planted(&[u32::MAX])), "an order of nobody known is a customer of its own");
}

#[test]
fn one_customer_cannot_own_the_model() {
    let baskets = vec![vec![0, 1]; 4000];
    let wholesale = (0..4000).map(|n| if n < 2000 { 0 } else { n }).collect();
    let orders = Orders { customers: Some(wholesale), ..world::orders(&baskets) };
    let weights = |share| OrderWeights { alpha: 0.25, half_life: None, customer_share: share }.of(&orders);
    let owned = |weights: &[f64]| weights[..2000].iter().sum::<f64>() / weights.iter().sum::<f64>();
    assert!((owned(&weights(1.0)) - 0.5).abs() < 1e-9);
    assert!(owned(&weights(0.01)) < 0.02, "{}", owned(&weights(0.01)));
    assert!((weights(0.01).iter().sum::<f64>() - 4000.0).abs() < 1e-6, "the mean weight is 1");
}

#[test]
fn newer_orders_count_more_by_the_half_life() {
    let day = 86_400;
    let orders = Orders { times: Some(vec![0, 10 * day, 20 * day]), ..world::orders(&vec![vec![0, 1]; 3]) };
    let weights = OrderWeights { alpha: 0.0, half_life: Some(10.0), customer_share: 1.0 }.of(&orders);
    assert!((weights[1] / weights[0] - 2.0).abs() < 1e-9 && (weights[2] / weights[1] - 2.0).abs() < 1e-9);
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(100))]

    #[test]
    fn distinct_customers_are_support_less_repeats(
        baskets in world::baskets(),
        people in prop::collection::vec(0u32..5, 41),
    ) {
        let mut orders = world::orders(&baskets);
        orders.customers = Some((0..orders.len()).map(|n| if people[n] == 4 { u32::MAX } else { people[n] }).collect());
        let repeats = Repeats::of(&orders).unwrap();
        let mut row = repeats.row();
        for i in 0..orders.skus.len() as u32 {
            repeats.count(i, &mut row);
            for j in 0..orders.skus.len() as u32 {
                let support = orders.iter().filter(|order| order.contains(&i) && order.contains(&j)).count();
                prop_assert_eq!(support - row.with(j) as usize, twins::people(&orders, i, j), "{} with {}", i, j);
            }
        }
    }
}
