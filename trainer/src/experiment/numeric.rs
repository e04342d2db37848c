//! Computes distribution functions, their inverses and roots by statrs and roots; never a statistic of its own.

use anyhow::{Context, Result};
use roots::{SimpleConvergency, find_root_brent};
use statrs::distribution::{ContinuousCDF, Normal, StudentsT};

/// The share of a standard normal beyond `z`, one side.
pub(super) fn beyond(z: f64) -> f64 {
    Normal::standard().sf(z)
}

/// The z that a standard normal exceeds with this probability, above 0 and below 1.
pub(super) fn exceeded_with(probability: f64) -> f64 {
    -Normal::standard().inverse_cdf(probability)
}

/// Student's t with these degrees of freedom, which need not be whole.
fn student(freedom: f64) -> Result<StudentsT> {
    StudentsT::new(0.0, 1.0, freedom).with_context(|| format!("degrees of freedom {freedom}: expected more than 0"))
}

/// The p-value of a t of this size, both sides.
pub(super) fn two_sided_t(t: f64, freedom: f64) -> Result<f64> {
    Ok(2.0 * student(freedom)?.cdf(-t.abs()))
}

/// The t that is exceeded with this probability. The library's inverse is refined on its distribution function.
pub(super) fn t_exceeded_with(probability: f64, freedom: f64) -> Result<f64> {
    let student = student(freedom)?;
    let normal = exceeded_with(probability).abs();
    let size = root(0.0, 1e3 * (1.0 + normal), |t| student.cdf(-t) - probability.min(1.0 - probability))?;
    Ok(if probability <= 0.5 { size } else { -size })
}

/// Where a continuous function is 0 between two points of opposite sign; to 10⁻¹³ of either axis.
pub(super) fn root(low: f64, high: f64, function: impl FnMut(f64) -> f64) -> Result<f64> {
    let mut until = SimpleConvergency { eps: 1e-13, max_iter: 200 };
    find_root_brent(low, high, function, &mut until)
        .ok()
        .with_context(|| format!("no solution between {low} and {high}: a figure is out of range"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn quantiles_are_those_of_the_tables() {
        let near = |found: f64, wanted: f64| assert!((found - wanted).abs() < 1e-9, "{found} is not {wanted}");
        near(exceeded_with(0.025), 1.959_963_984_540_054);
        near(beyond(1.959_963_984_540_054), 0.025);
        near(t_exceeded_with(0.025, 10.0).unwrap(), 2.228_138_851_986_273);
        near(t_exceeded_with(0.975, 10.0).unwrap(), -2.228_138_851_986_273);
        near(two_sided_t(2.228_138_851_986_273, 10.0).unwrap(), 0.05);
        near(t_exceeded_with(0.025, 1.0).unwrap(), 12.706_204_736_174_698);
    }

    #[test]
    fn without_a_change_of_sign_there_is_no_root() {
        assert!(root(1.0, 2.0, |x| x).is_err());
        assert!(t_exceeded_with(0.025, -1.0).is_err());
    }
}
