//! Checks intervals against published and obvious figures.

use pairwell_cli::evaluate::{Interval, difference, mean, proportion, rate_difference};

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

/// The interval of a difference where the first method alone hits in `better` cases and the other alone in `worse`.
fn apart(better: usize, worse: usize, cases: usize) -> Interval {
    let first = (0..cases).map(|n| f64::from(u8::from(n < better)));
    rate_difference(first, (0..cases).map(|n| f64::from(u8::from((better..better + worse).contains(&n)))))
}

#[test]
fn a_few_cases_without_a_difference_are_not_sure_of_it() {
    near(apart(0, 0, 4), -0.4620, 0.4620);
    near(apart(0, 0, 0), -1.0, 1.0);
    let many = apart(0, 0, 6000);
    assert!(many.high < 5e-4 && many.low > -5e-4, "{many:?}");
    assert_eq!(apart(6000, 0, 6000).high, 1.0);
}

#[test]
fn with_many_cases_a_difference_of_rates_is_the_bootstrap_s() {
    let case = |n: usize, of: usize| f64::from(u8::from(n.is_multiple_of(of)));
    let (first, second) = (|| (0..5000).map(|n| case(n, 5)), || (0..5000).map(|n| case(n, 7)));
    let (closed, resampled) = (rate_difference(first(), second()), difference(first(), second()));
    assert_eq!(closed.value, resampled.value);
    assert!((closed.low - resampled.low).abs() < 2e-3 && (closed.high - resampled.high).abs() < 2e-3);
}

#[test]
fn an_interval_of_a_difference_covers_what_it_should_with_few_cases() {
    // Every outcome of ten cases, of which the first method alone hits in a share, and the other alone in another.
    for (better, worse) in [(0.1, 0.1), (0.2, 0.05), (0.3, 0.3), (0.5, 0.1)] {
        let mut covered = 0.0;
        for a in 0..=10usize {
            for b in 0..=10 - a {
                let ways: f64 = (1..=10).map(|n: usize| n as f64).product::<f64>()
                    / [a, b, 10 - a - b].map(|k| (1..=k).map(|n| n as f64).product::<f64>()).iter().product::<f64>();
                let chance = ways
                    * f64::powi(better, a as i32)
                    * f64::powi(worse, b as i32)
                    * f64::powi(1.0 - better - worse, (10 - a - b) as i32);
                let Interval { low, high, .. } = apart(a, b, 10);
                covered += if (low..=high).contains(&(better - worse)) { chance } else { 0.0 };
            }
        }
        assert!(covered >= 0.94, "{better} {worse}: {covered}");
    }
}
