//! Computes intervals and p-values that hold however often one looks (an asymptotic confidence sequence); never an end.

use anyhow::{Result, ensure};
use serde::Serialize;

use super::comparison::Statistic;
use super::numeric::root;

/// An always-valid boundary: the normal mixture of Robbins (1970) for standard errors, as in Howard, Ramdas, McAuliffe & Sekhon
/// (Annals of Statistics, 2021) and Waudby-Smith, Arbour, Sinha, Kennedy & Ramdas (arXiv 2103.06476).
///
/// Of experiments without an effect, at most a share `alpha` ever leaves the boundary, at whatever looks. It is asymptotic, so
/// nothing is judged under 25 buyers an arm.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct Sequence {
    alpha: f64,
    tightest_at: f64,
    strength: f64,
}

impl Sequence {
    /// A boundary that is tightest at `tightest_at` devices of both arms together; ten times too many or too few costs 7 to 26 % of width.
    /// Choose half the planned devices, before any outcome is seen.
    ///
    /// # Errors
    /// `alpha` outside of 0 to 1, or no devices.
    pub fn new(alpha: f64, tightest_at: u64) -> Result<Self> {
        ensure!(alpha > 0.0 && alpha < 1.0, "alpha {alpha}: expected more than 0 and less than 1");
        ensure!(tightest_at > 0, "a boundary that is tightest at 0 devices: expected half the planned devices");
        Ok(Self { alpha, tightest_at: tightest_at as f64, strength: strength(alpha)? })
    }

    /// How many standard errors the interval reaches to each side, with `devices` in both arms: √((1 + 1/r)(ln(1 + r) − 2 ln α))
    /// with r = K(α)·N/T. Infinite at 0 devices.
    pub fn reach(&self, devices: f64) -> f64 {
        let r = self.strength * devices / self.tightest_at;
        ((1.0 + 1.0 / r) * (r.ln_1p() - 2.0 * self.alpha.ln())).sqrt()
    }

    /// 1/E with E = (1 + r)^(−½)·exp(z²r/(2(1 + r))), at most 1. Below `alpha` exactly when z is beyond [`Self::reach`]; valid
    /// against any other threshold, too. Keep the smallest of all looks.
    pub fn p_value(&self, z: f64, devices: f64) -> f64 {
        let r = self.strength * devices / self.tightest_at;
        ((1.0 + r).sqrt() * (-z * z * r / (2.0 * (1.0 + r))).exp()).min(1.0)
    }

    /// Whether this statistic lies beyond the boundary.
    pub fn crossed(&self, statistic: &Statistic, devices: f64) -> bool {
        statistic.z().abs() > self.reach(devices)
    }
}

/// K(α) = −W₋₁(−α²/e) − 1 with Lambert's W: the K above 0 with K − ln(1 + K) = −2 ln α. It makes the boundary tightest at N = T.
///
/// # Errors
/// `alpha` so near to 0 or 1 that no such K is found.
pub fn strength(alpha: f64) -> Result<f64> {
    let wanted = -2.0 * alpha.ln();
    root(0.0, 2.0 * wanted + 10.0, |k| k - k.ln_1p() - wanted)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_p_value_is_below_alpha_exactly_beyond_the_boundary() {
        for alpha in [0.01, 0.05, 0.2] {
            let sequence = Sequence::new(alpha, 20_000).unwrap();
            for devices in [10.0, 999.0, 20_000.0, 1e7] {
                let reach = sequence.reach(devices);
                assert!((sequence.p_value(reach, devices) - alpha).abs() < 1e-9);
                assert!(sequence.p_value(1.001 * reach, devices) < alpha);
            }
        }
    }

    #[test]
    fn it_is_tightest_where_it_was_said() {
        let sequence = Sequence::new(0.05, 5_000).unwrap();
        let there = sequence.reach(5_000.0);
        assert!([4_000.0, 6_000.0, 50.0, 1e6].iter().all(|n| sequence.reach(*n) > there));
        assert!(sequence.reach(0.0).is_infinite());
    }

    #[test]
    fn boundaries_that_cannot_be_are_refused() {
        assert!(Sequence::new(0.0, 10).is_err() && Sequence::new(1.5, 10).is_err() && Sequence::new(0.05, 0).is_err());
    }
}
