//! Compares two arms by one statistic with a pooled variance, relative or absolute; never decides.

use serde::Serialize;

use super::estimate::Estimate;

/// Two ends between which a figure lies.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct Interval {
    /// The lower end.
    pub low: f64,
    /// The upper end.
    pub high: f64,
}

impl Interval {
    /// Whether a figure lies between the ends, or on one.
    pub fn holds(&self, figure: f64) -> bool {
        self.low <= figure && figure <= self.high
    }

    /// Both ends changed in the same way, by a growing function.
    pub fn map(&self, change: impl Fn(f64) -> f64) -> Self {
        Self { low: change(self.low), high: change(self.high) }
    }
}

/// A difference between arms and its standard error, in the same units.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct Statistic {
    /// Treatment less control, or the logarithm of their quotient.
    pub estimate: f64,
    /// Its standard error.
    pub error: f64,
}

impl Statistic {
    /// Estimate by standard error; 0 if both are 0.
    pub fn z(&self) -> f64 {
        if self.estimate == 0.0 { 0.0 } else { self.estimate / self.error }
    }

    /// The estimate with `reach` standard errors to each side.
    pub fn interval(&self, reach: f64) -> Interval {
        let half = reach * self.error;
        Interval { low: self.estimate - half, high: self.estimate + half }
    }
}

/// One metric in control and treatment.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct Comparison {
    /// The arm that would have seen the shelf.
    pub control: Estimate,
    /// The arm that saw it.
    pub treatment: Estimate,
}

impl Comparison {
    /// Treatment less control, in the metric's units.
    pub fn difference(&self) -> f64 {
        self.treatment.value - self.control.value
    }

    /// Treatment by control, less 1: 0.05 is 5 % more. Not a number if the control is 0.
    pub fn relative(&self) -> f64 {
        self.treatment.value / self.control.value - 1.0
    }

    /// Devices of both arms.
    pub fn devices(&self) -> u64 {
        self.control.devices + self.treatment.devices
    }

    /// √(Σ(n − 1)s² / (N − 2)) · √(1/n_A + 1/n_B): the standard error of the difference if devices of both arms spread alike. A
    /// small control's mean and spread move together; pooling breaks that (`docs/experiments.md` has figures).
    pub fn pooled_error(&self) -> f64 {
        let [a, b] = [self.control, self.treatment];
        let [n, m] = [a.devices, b.devices].map(|devices| devices as f64);
        let pooled = ((n - 1.0) * a.variance + (m - 1.0) * b.variance) / (n + m - 2.0);
        (pooled * (1.0 / n + 1.0 / m)).sqrt()
    }

    /// The value over both arms together.
    pub fn pooled_value(&self) -> f64 {
        (self.control.numerator + self.treatment.numerator) / (self.control.denominator + self.treatment.denominator)
    }

    /// The difference with its pooled error: for metrics that can be 0 or less, such as margin and refunds.
    pub fn absolute(&self) -> Statistic {
        Statistic { estimate: self.difference(), error: self.pooled_error() }
    }

    /// ln(m_B/m_A) with the error s_p·√(1/n_A + 1/n_B)/m̄. Interval and p-value of relative effects come from this one statistic,
    /// so they never contradict each other. `None` if a value is not above 0: there is no relative effect.
    pub fn logarithmic(&self) -> Option<Statistic> {
        let [a, b] = [self.control.value, self.treatment.value];
        (a > 0.0 && b > 0.0)
            .then(|| Statistic { estimate: (b / a).ln(), error: self.pooled_error() / self.pooled_value() })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn estimate(devices: u64, value: f64, variance: f64) -> Estimate {
        let denominator = devices as f64;
        Estimate { devices, value, variance, numerator: value * denominator, denominator }
    }

    #[test]
    fn what_is_not_above_0_has_no_relative_effect() {
        let compare = |control, treatment| Comparison {
            control: estimate(100, control, 1.0),
            treatment: estimate(100, treatment, 1.0),
        };
        assert!(compare(1.0, 2.0).logarithmic().is_some());
        assert!(compare(0.0, 2.0).logarithmic().is_none());
        assert!(compare(1.0, -2.0).logarithmic().is_none());
        assert_eq!(compare(1.0, -2.0).absolute().estimate, -3.0);
    }

    #[test]
    fn arms_that_never_vary_have_z_0_when_equal() {
        let same = Comparison { control: estimate(9, 1.0, 0.0), treatment: estimate(9, 1.0, 0.0) };
        assert_eq!(same.absolute().z(), 0.0);
    }
}
