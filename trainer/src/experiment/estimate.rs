//! Estimates a metric in one arm, with its variance per device, from sums; never compares arms.

use anyhow::{Result, ensure};
use serde::Serialize;

use super::sums::Sums;

/// A metric in one arm: a mean per device, or a ratio of two sums.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct Estimate {
    /// Devices of the arm.
    pub devices: u64,
    /// The metric's value: money in currency units, or a share.
    pub value: f64,
    /// Variance of one device's contribution (divisor n − 1), in squared units of the value; that of the value is this by `devices`.
    pub variance: f64,
    /// What the value is a quotient of: its numerator, in the units of the value.
    pub numerator: f64,
    /// And its denominator: devices for a mean, Σx for a ratio.
    pub denominator: f64,
}

impl Estimate {
    /// The mean of `y` per device. `unit` is how many of the added units make one: 100 for cents, 1 for counts.
    ///
    /// # Errors
    /// Fewer than two devices.
    pub fn mean(sums: &Sums, unit: f64) -> Result<Self> {
        let moments = sums.moments()?;
        Ok(Self {
            devices: sums.devices(),
            value: moments.mean_y / unit,
            variance: moments.var_y / (unit * unit),
            numerator: sums.y() as f64 / unit,
            denominator: moments.devices,
        })
    }

    /// The ratio R = Σy/Σx over devices, those with x = 0 included. By the delta method each device counts as (y − R·x)/x̄, since
    /// the events of one device go together; intervals by event would be too narrow (Deng, Knoblich & Lu, KDD 2018). `unit` is
    /// that of `y`; `x` is a count.
    ///
    /// # Errors
    /// Fewer than two devices, or Σx not above 0.
    pub fn ratio(sums: &Sums, unit: f64) -> Result<Self> {
        let moments = sums.moments()?;
        ensure!(sums.x() > 0, "a ratio whose denominator is {}: expected more than 0", sums.x());
        let ratio = sums.y() as f64 / sums.x() as f64;
        let scale = moments.mean_x * unit;
        Ok(Self {
            devices: sums.devices(),
            value: ratio / unit,
            variance: moments.variance_less(ratio) / (scale * scale),
            numerator: sums.y() as f64 / unit,
            denominator: sums.x() as f64,
        })
    }

    /// The squared standard error of the value: variance by devices.
    pub fn squared_error(&self) -> f64 {
        self.variance / self.devices as f64
    }
}

#[cfg(test)]
mod tests {
    use super::super::sums::tests::sums;
    use super::*;

    #[test]
    fn a_ratio_is_linearised_per_device() {
        let devices = [(300, 2), (0, 0), (500, 1), (150, 3)];
        let found = Estimate::ratio(&sums(&devices), 100.0).unwrap();
        let (ratio, mean_x) = (950.0 / 6.0, 1.5);
        let parts = devices.map(|(y, x)| (y as f64 - ratio * x as f64) / mean_x / 100.0);
        let variance = parts.iter().map(|e| e * e).sum::<f64>() / 3.0;
        assert!((found.value - ratio / 100.0).abs() < 1e-12 && (found.variance - variance).abs() < 1e-9);
    }

    #[test]
    fn a_ratio_of_nothing_is_refused() {
        let error = Estimate::ratio(&sums(&[(0, 0), (0, 0)]), 1.0).unwrap_err().to_string();
        assert!(error.contains("denominator is 0"), "{error}");
    }
}
