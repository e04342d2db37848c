//! Computes intervals for one look at an end fixed beforehand: Welch, Fieller, Wilson; never valid if looked at often.

use anyhow::{Result, ensure};
use serde::Serialize;

use super::comparison::{Comparison, Interval};
use super::numeric::{exceeded_with, t_exceeded_with, two_sided_t};

/// A difference by Welch's t-test.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct Welch {
    /// Standard error, each arm with its own variance.
    pub error: f64,
    /// Degrees of freedom by Welch and Satterthwaite.
    pub freedom: f64,
    /// Probability of a difference of this size, either sign, without an effect.
    pub p: f64,
    /// The interval, in the metric's units.
    pub interval: Interval,
}

/// Welch's t-test of the difference (Biometrika, 1947): no assumption that both arms spread alike.
///
/// # Errors
/// No variance in either arm.
pub fn welch(comparison: &Comparison, alpha: f64) -> Result<Welch> {
    let parts = [comparison.control, comparison.treatment];
    let squared: f64 = parts.iter().map(|arm| arm.squared_error()).sum();
    ensure!(squared > 0.0, "all devices of both arms have the same value: there is nothing to test");
    let spread: f64 = parts.iter().map(|arm| arm.squared_error().powi(2) / (arm.devices as f64 - 1.0)).sum();
    let (error, freedom) = (squared.sqrt(), squared * squared / spread);
    let half = t_exceeded_with(alpha / 2.0, freedom)? * error;
    let difference = comparison.difference();
    Ok(Welch {
        error,
        freedom,
        p: two_sided_t(difference / error, freedom)?,
        interval: Interval { low: difference - half, high: difference + half },
    })
}

/// The fixed interval of the relative effect from the pooled log ratio; `None` where there is none.
pub fn relative(comparison: &Comparison, alpha: f64) -> Option<Interval> {
    Some(comparison.logarithmic()?.interval(exceeded_with(alpha / 2.0)).map(f64::exp_m1))
}

/// Fieller's interval of the relative effect: all quotients ρ with (m_B − ρ·m_A)² ≤ c²(v_B + ρ²·v_A), less 1 (Fieller, JRSS B
/// 1954). Of fixed relative intervals the one that keeps its promise for small shops. `None` if it is unbounded: the control is not
/// clearly different from 0.
pub fn fieller(comparison: &Comparison, alpha: f64) -> Option<Interval> {
    let reach = exceeded_with(alpha / 2.0).powi(2);
    let [a, b] = [comparison.control, comparison.treatment];
    let (v_a, v_b) = (reach * a.squared_error(), reach * b.squared_error());
    let square = a.value * a.value - v_a;
    if square <= 0.0 {
        return None;
    }
    let product = a.value * b.value;
    let root = (product * product - square * (b.value * b.value - v_b)).max(0.0).sqrt();
    Some(Interval { low: (product - root) / square - 1.0, high: (product + root) / square - 1.0 })
}

/// Wilson's interval of one arm's share (JASA, 1927).
///
/// # Errors
/// More hits than cases, or no cases.
pub fn wilson(hits: u64, cases: u64, alpha: f64) -> Result<Interval> {
    ensure!(cases > 0 && hits <= cases, "{hits} of {cases}: expected a part of at least one");
    Ok(wilson_at(hits as f64, cases as f64, exceeded_with(alpha / 2.0)))
}

/// The same of at least one case, `z` standard errors to each side.
pub(crate) fn wilson_at(hits: f64, n: f64, z: f64) -> Interval {
    let share = hits / n;
    let widened = 1.0 + z * z / n;
    let centre = (share + z * z / (2.0 * n)) / widened;
    let half = z / widened * (share * (1.0 - share) / n + z * z / (4.0 * n * n)).sqrt();
    Interval { low: (centre - half).max(0.0), high: (centre + half).min(1.0) }
}

#[cfg(test)]
mod tests {
    use super::super::estimate::Estimate;
    use super::*;

    fn arm(value: f64, variance: f64) -> Estimate {
        Estimate { devices: 50, value, variance, numerator: 50.0 * value, denominator: 50.0 }
    }

    #[test]
    fn fieller_says_where_it_is_unbounded() {
        let clear = Comparison { control: arm(1.0, 1.0), treatment: arm(1.2, 1.0) };
        let interval = fieller(&clear, 0.05).unwrap();
        assert!(interval.holds(0.2) && interval.low < 0.0);
        let unclear = Comparison { control: arm(0.1, 1.0), treatment: arm(1.2, 1.0) };
        assert!(fieller(&unclear, 0.05).is_none());
    }

    #[test]
    fn devices_all_alike_are_nothing_to_test() {
        let same = Comparison { control: arm(1.0, 0.0), treatment: arm(1.0, 0.0) };
        assert!(welch(&same, 0.05).unwrap_err().to_string().contains("nothing to test"));
    }

    #[test]
    fn wilson_stays_within_0_and_1() {
        let none = wilson(0, 20, 0.05).unwrap();
        assert!(none.low == 0.0 && (0.1..0.2).contains(&none.high));
        assert!(wilson(3, 2, 0.05).is_err() && wilson(0, 0, 0.05).is_err());
    }
}
