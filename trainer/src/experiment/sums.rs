//! Adds up two whole numbers a device, exactly and in any order, and merges; never keeps a device, never rounds.

use anyhow::{Result, ensure};
use serde::Serialize;

/// The largest amount of one device, either sign: 10¹² minor units, ten thousand million euros in cents.
pub const LARGEST: i64 = 1_000_000_000_000;
/// The most devices: their squares still fit into 128 bits.
const MOST: u64 = 1_000_000_000_000;

/// Sums over the devices of one arm: of `y`, which the metric is about, and of `x`, which stands beside it.
///
/// `x` is the denominator of a ratio (orders of an average order value), or a covariate from before the first exposure (CUPED), or
/// 0. Money is in whole minor units (cents), counts are counts. Additions are of whole numbers, so the order of devices, the number
/// of parts and the machine cannot change the result.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize)]
pub struct Sums {
    devices: u64,
    y: i128,
    x: i128,
    yy: i128,
    xx: i128,
    xy: i128,
}

/// Means, variances and the covariance over devices (divisor n − 1), in the units that were added.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Moments {
    /// Devices.
    pub devices: f64,
    /// Mean of `y`.
    pub mean_y: f64,
    /// Mean of `x`.
    pub mean_x: f64,
    /// Variance of `y`.
    pub var_y: f64,
    /// Variance of `x`.
    pub var_x: f64,
    /// Covariance of both.
    pub joint: f64,
}

impl Moments {
    /// Variance of y − θ·x, at least 0: what is left of `y` once a multiple of `x` is taken off.
    pub fn variance_less(&self, theta: f64) -> f64 {
        (self.var_y - 2.0 * theta * self.joint + theta * theta * self.var_x).max(0.0)
    }
}

impl Sums {
    /// Adds one device.
    ///
    /// # Errors
    /// An amount beyond [`LARGEST`], or too many devices.
    pub fn add(&mut self, y: i64, x: i64) -> Result<()> {
        for amount in [y, x] {
            ensure!(
                amount.unsigned_abs() <= LARGEST.unsigned_abs(),
                "an amount of {amount} for one device: expected at most {LARGEST} minor units\n  Look for a wrong currency or a test order."
            );
        }
        // Most amounts are small: their products are cheaper in 64 bits.
        let products = match (i32::try_from(y), i32::try_from(x)) {
            (Ok(_), Ok(_)) => [y * y, x * x, x * y].map(i128::from),
            _ => [(y, y), (x, x), (x, y)].map(|(a, b)| i128::from(a) * i128::from(b)),
        };
        let [yy, xx, xy] = products;
        self.merge(&Self { devices: 1, y: y.into(), x: x.into(), yy, xx, xy })
    }

    /// Adds the devices of another part; both hold different devices.
    ///
    /// # Errors
    /// More than 10¹² devices.
    pub fn merge(&mut self, other: &Self) -> Result<()> {
        let devices = self.devices.saturating_add(other.devices);
        ensure!(devices <= MOST, "{devices} devices: expected at most {MOST}");
        *self = Self {
            devices,
            y: self.y + other.y,
            x: self.x + other.x,
            yy: self.yy + other.yy,
            xx: self.xx + other.xx,
            xy: self.xy + other.xy,
        };
        Ok(())
    }

    /// The same with this number of devices in all: those that were not added are blank.
    #[must_use]
    pub fn among(&self, devices: u64) -> Self {
        Self { devices: devices.max(self.devices), ..*self }
    }

    /// How many devices were added.
    pub fn devices(&self) -> u64 {
        self.devices
    }

    /// Sum of `y`, in minor units.
    pub fn y(&self) -> i128 {
        self.y
    }

    /// Sum of `x`.
    pub fn x(&self) -> i128 {
        self.x
    }

    /// Means, variances and covariance. Squares are centred as whole numbers, so a large mean costs no digits.
    ///
    /// # Errors
    /// Fewer than two devices: there is no variance.
    pub fn moments(&self) -> Result<Moments> {
        ensure!(self.devices >= 2, "{} devices in an arm: a variance needs two", self.devices);
        let below = (self.devices - 1) as f64;
        let spread = |a, b, ab| centred(i128::from(self.devices), a, b, ab) / below;
        let devices = self.devices as f64;
        Ok(Moments {
            devices,
            mean_y: self.y as f64 / devices,
            mean_x: self.x as f64 / devices,
            var_y: spread(self.y, self.y, self.yy),
            var_x: spread(self.x, self.x, self.xx),
            joint: spread(self.x, self.y, self.xy),
        })
    }
}

/// Σ(a − ā)(b − b̄) from n, Σa, Σb and Σab: first around the whole parts of the means, which is exact, then the rest.
fn centred(n: i128, a: i128, b: i128, ab: i128) -> f64 {
    let (whole_a, rest_a) = (a.div_euclid(n), a.rem_euclid(n));
    let (whole_b, rest_b) = (b.div_euclid(n), b.rem_euclid(n));
    let around = ab - whole_a * b - whole_b * a + n * whole_a * whole_b;
    match around.checked_mul(n) {
        Some(product) => (product - rest_a * rest_b) as f64 / n as f64,
        None => around as f64 - rest_a as f64 * rest_b as f64 / n as f64,
    }
}

#[cfg(test)]
pub(super) mod tests {
    use super::*;

    /// The sums of devices, each with its `y` and `x`.
    pub(in super::super) fn sums(devices: &[(i64, i64)]) -> Sums {
        let mut sums = Sums::default();
        devices.iter().for_each(|(y, x)| sums.add(*y, *x).unwrap());
        sums
    }

    #[test]
    fn moments_are_those_of_the_plain_formulas() {
        let moments = sums(&[(3, 1), (5, 0), (-2, 4), (10, 7)]).moments().unwrap();
        assert_eq!((moments.mean_y, moments.mean_x), (4.0, 3.0));
        assert!((moments.var_y - 74.0 / 3.0).abs() < 1e-12 && (moments.var_x - 10.0).abs() < 1e-12);
        assert!((moments.joint - 17.0 / 3.0).abs() < 1e-12, "{}", moments.joint);
    }

    #[test]
    fn blank_devices_may_be_added_as_a_number() {
        assert_eq!(sums(&[(3, 1)]).among(3), sums(&[(3, 1), (0, 0), (0, 0)]));
    }

    #[test]
    fn a_large_offset_costs_no_digits() {
        let far: Vec<_> = [(0, 0), (1, 1), (1, 0), (2, 1)].map(|(y, x)| (y + 999_999_999_000, x)).to_vec();
        let (near, far) = (sums(&[(0, 0), (1, 1), (1, 0), (2, 1)]).moments().unwrap(), sums(&far).moments().unwrap());
        assert_eq!((near.var_y, near.joint), (far.var_y, far.joint));
    }

    #[test]
    fn the_largest_amounts_of_the_most_devices_do_not_overflow() {
        let mut many = sums(&[(LARGEST, -LARGEST), (-LARGEST, LARGEST)]);
        while many.merge(&many.clone()).is_ok() {}
        let moments = many.moments().unwrap();
        assert!((moments.var_y / 1e24 - 1.0).abs() < 1e-9 && (moments.joint / -1e24 - 1.0).abs() < 1e-9);
        assert!(many.devices() > MOST / 2);
    }

    #[test]
    fn amounts_and_arms_that_cannot_be_are_refused() {
        let error = Sums::default().add(LARGEST + 1, 0).unwrap_err().to_string();
        assert!(error.contains("1000000000001") && error.contains("at most"), "{error}");
        assert!(Sums::default().add(0, i64::MIN).is_err());
        assert!(sums(&[(1, 0)]).moments().unwrap_err().to_string().contains("needs two"));
    }
}
