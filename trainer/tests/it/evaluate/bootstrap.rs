//! Checks intervals against published and obvious figures.

use pairwell_cli::evaluate::{Interval, difference, mean, proportion};

fn near(found: Interval, low: f64, high: f64) {
    assert!((found.low - low).abs() < 5e-4 && (found.high - high).abs() < 5e-4, "{found:?}, expected {low} to {high}");
}

#[test]
fn wilson_intervals_are_the_published_ones() {
    // Newcombe 1998, table I, method 3.
    near(proportion(81, 263), 0.2553, 0.3662);
    near(proportion(15, 148), 0.0624, 0.1605);
    near(proportion(0, 20), 0.0, 0.1611);
    near(proportion(1, 29), 0.0061, 0.1718);
}

#[test]
fn no_cases_say_nothing() {
    near(proportion(0, 0), 0.0, 1.0);
    assert_eq!(mean::<1>(&[]), [Interval::default()]);
}

#[test]
fn a_bootstrap_comes_near_the_normal_interval() {
    let cases: Vec<[f64; 1]> = (0..4000).map(|n| [f64::from(n % 2)]).collect();
    let [found] = mean(&cases);
    assert!((found.value - 0.5).abs() < 1e-12);
    assert!((found.low - 0.4845).abs() < 0.004 && (found.high - 0.5155).abs() < 0.004, "{found:?}");
}

#[test]
fn the_same_cases_have_the_same_interval() {
    let cases: Vec<[f64; 2]> = (0..500).map(|n| [f64::from(n % 7), f64::from(n % 3)]).collect();
    assert_eq!(mean(&cases), mean(&cases));
}

#[test]
fn a_pairwise_difference_is_far_surer_than_two_averages() {
    let first = (0..1000).map(|n| f64::from(n % 2) + 0.1);
    let second = (0..1000).map(|n| f64::from(n % 2));
    near(difference(first, second), 0.1, 0.1);
}
