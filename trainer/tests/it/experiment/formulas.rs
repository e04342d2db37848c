//! Holds plain formulas that other libraries use and we do not, as twins for the reference values.

use pairwell_cli::experiment::comparison::{Comparison, Interval};
use statrs::distribution::{ContinuousCDF, Normal, StudentsT};

/// Probability of a z of this size on both sides.
pub fn p_of(z: f64) -> f64 {
    2.0 * Normal::standard().sf(z.abs())
}

/// Probability of a t of this size on both sides.
pub fn p_of_t(t: f64, freedom: f64) -> f64 {
    2.0 * StudentsT::new(0.0, 1.0, freedom).unwrap().cdf(-t.abs())
}

/// The 97.5 % point of Student's t, by bisection of its distribution function.
pub fn t_975(freedom: f64) -> f64 {
    let student = StudentsT::new(0.0, 1.0, freedom).unwrap();
    bisect(1.0, 20.0, |t| 0.025 - student.cdf(-t))
}

/// Where a growing function is 0.
pub fn bisect(mut low: f64, mut high: f64, function: impl Fn(f64) -> f64) -> f64 {
    for _ in 0..200 {
        let middle = (low + high) / 2.0;
        if function(middle) < 0.0 { low = middle } else { high = middle }
    }
    (low + high) / 2.0
}

pub fn around(middle: f64, half: f64) -> Interval {
    Interval { low: middle - half, high: middle + half }
}

/// An estimate with variances of its two parts, and the devices of each.
#[derive(Clone, Copy)]
pub struct Parts {
    pub values: [f64; 2],
    /// Variance per device.
    pub spreads: [f64; 2],
    pub sizes: [f64; 2],
}

impl Parts {
    pub fn of(comparison: &Comparison) -> Self {
        let arms = [comparison.control, comparison.treatment];
        Self {
            values: arms.map(|arm| arm.value),
            spreads: arms.map(|arm| arm.variance),
            sizes: arms.map(|arm| arm.devices as f64),
        }
    }

    /// The same with the variance p(1 − p) of a share.
    pub fn binomial(self) -> Self {
        Self { spreads: self.values.map(|p| p * (1.0 - p)), ..self }
    }

    /// The same with the variance of means over devices with divisor n instead of n − 1.
    pub fn of_population(self) -> Self {
        Self { spreads: [0, 1].map(|arm| self.spreads[arm] * (self.sizes[arm] - 1.0) / self.sizes[arm]), ..self }
    }

    pub fn difference(&self) -> f64 {
        self.values[1] - self.values[0]
    }

    pub fn relative(&self) -> f64 {
        self.difference() / self.values[0]
    }

    /// Squared standard errors of the two values.
    pub fn squares(&self) -> [f64; 2] {
        [0, 1].map(|arm| self.spreads[arm] / self.sizes[arm])
    }

    pub fn error(&self) -> f64 {
        self.squares().iter().sum::<f64>().sqrt()
    }

    pub fn freedom(&self) -> f64 {
        welch(self.squares(), self.sizes)
    }

    /// The standard error of the quotient by the delta method.
    pub fn delta(&self) -> f64 {
        let ([a, b], [v, w]) = (self.values, self.squares());
        (w / (a * a) + v * b * b / a.powi(4)).sqrt()
    }

    /// The squared standard errors of the logarithms of both values.
    pub fn log_squares(&self) -> [f64; 2] {
        [0, 1].map(|arm| self.squares()[arm] / self.values[arm].powi(2))
    }
}

/// Degrees of freedom by Welch and Satterthwaite.
pub fn welch(squares: [f64; 2], sizes: [f64; 2]) -> f64 {
    let sum: f64 = squares.iter().sum();
    sum * sum / [0, 1].map(|arm| squares[arm].powi(2) / (sizes[arm] - 1.0)).iter().sum::<f64>()
}
