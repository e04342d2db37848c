//! Computes how likely a count is by chance, from the expected count.
//!
//! Counts of orders are treated as Poisson counts: for rare events in many orders that is the limit of the binomial, and
//! its upper tail is larger, so a count beyond chance here is so by the binomial test too.

use statrs::function::gamma::{checked_gamma_lr, checked_gamma_ur};

/// The probability of `count` or more when `expected` are expected.
pub fn at_least(count: u32, expected: f64) -> f64 {
    match count {
        0 => 1.0,
        _ => checked_gamma_lr(f64::from(count), expected).unwrap_or(0.0),
    }
}

/// The probability of `count` or fewer when `expected` are expected.
pub fn at_most(count: u32, expected: f64) -> f64 {
    checked_gamma_ur(f64::from(count) + 1.0, expected).unwrap_or(1.0)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The same by adding up the distribution: the slow twin.
    fn slow(count: u32, expected: f64) -> f64 {
        let mut term = (-expected).exp();
        let terms = (0..=count).map(|n| {
            let this = term;
            term *= expected / f64::from(n + 1);
            this
        });
        terms.sum()
    }

    #[test]
    fn tails_are_those_of_the_distribution() {
        for (count, expected) in [(0, 0.5), (3, 0.5), (3, 3.0), (10, 4.0), (2, 9.0)] {
            assert!((at_most(count, expected) - slow(count, expected)).abs() < 1e-9, "{count} of {expected}");
            let beyond = 1.0 - slow(count, expected);
            assert!((at_least(count + 1, expected) - beyond).abs() < 1e-9, "{count} of {expected}");
        }
    }

    #[test]
    fn an_expectation_of_zero_does_not_panic() {
        assert_eq!((at_least(0, 0.0), at_least(3, 0.0)), (1.0, 0.0));
        assert_eq!((at_most(0, 0.0), at_most(3, 0.0)), (1.0, 1.0));
    }
}
