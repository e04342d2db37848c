//! Raises alarms about how devices were split, joined and removed, from counts; never looks at what was bought.

use anyhow::{Result, ensure};
use serde::Serialize;
use statrs::distribution::{ChiSquared, ContinuousCDF};
use statrs::function::gamma::ln_gamma;

/// An alarm is raised below this p-value: looked at twenty times, one experiment in a hundred raises it without cause.
pub const THRESHOLD: f64 = 0.001;
/// Prior devices of the always-valid test of the split.
const PRIOR: f64 = 100.0;

/// How well the devices of the arms agree with the planned shares.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct SampleRatio {
    /// Pearson's X² over the arms that should have devices.
    pub square: f64,
    /// The probability of such a split by chance; 1 if only one arm should have devices.
    pub p: f64,
    /// The same, valid however often one looks.
    pub always_valid_p: f64,
    /// Devices in arms that should have none: an alarm of its own.
    pub strangers: u64,
}

impl SampleRatio {
    /// Whether the split cannot be trusted.
    pub fn alarms(&self) -> bool {
        self.p < THRESHOLD || self.strangers > 0
    }
}

/// Tests the split of devices (sample-ratio mismatch): Pearson's test over the arms with a share above 0, degrees of freedom one less
/// than those, without continuity correction; beside it the always-valid multinomial test.
///
/// # Errors
/// Lists of different length, a share that is no number of at least 0, or no arm with a share.
pub fn sample_ratio(devices: &[u64], shares: &[f64]) -> Result<SampleRatio> {
    let (given, wanted) = (devices.len(), shares.len());
    ensure!(given == wanted, "devices of {given} arms and shares of {wanted}: expected one share for each arm");
    ensure!(
        shares.iter().all(|share| *share >= 0.0 && share.is_finite()),
        "shares {shares:?}: expected numbers of at least 0"
    );
    let arms: Vec<(f64, f64)> =
        devices.iter().zip(shares).filter(|(_, share)| **share > 0.0).map(|(n, share)| (*n as f64, *share)).collect();
    ensure!(!arms.is_empty(), "no arm has a share above 0");
    let strangers = devices.iter().zip(shares).filter(|(_, share)| **share == 0.0).map(|(n, _)| n).sum();
    let whole: f64 = arms.iter().map(|(_, share)| share).sum();
    let arms: Vec<(f64, f64)> = arms.into_iter().map(|(n, share)| (n, share / whole)).collect();
    let total: f64 = arms.iter().map(|(n, _)| n).sum();
    let square = match total > 0.0 {
        true => arms.iter().map(|(n, share)| (n - total * share).powi(2) / (total * share)).sum(),
        false => 0.0,
    };
    Ok(SampleRatio {
        square,
        p: beyond(square, arms.len() - 1)?,
        always_valid_p: always_valid(&arms, PRIOR),
        strangers,
    })
}

/// The probability that X² is at least this; 1 without degrees of freedom.
fn beyond(square: f64, freedom: usize) -> Result<f64> {
    Ok(if freedom == 0 { 1.0 } else { ChiSquared::new(freedom as f64)?.sf(square) })
}

/// 1/E of the multinomial test with a Dirichlet prior around the planned shares (Lindon & Malek, NeurIPS 2022), at most 1:
/// E = B(a + n)/B(a) / Πθⁿ, a = `prior`·θ. Arms are counts with their shares, which add up to 1.
pub fn always_valid(arms: &[(f64, f64)], prior: f64) -> f64 {
    let total: f64 = arms.iter().map(|(n, _)| n).sum();
    let of_arm = |(n, share): &(f64, f64)| {
        let a = prior * share;
        ln_gamma(a + n) - ln_gamma(a) - n * share.ln()
    };
    let evidence = arms.iter().map(of_arm).sum::<f64>() - ln_gamma(prior + total) + ln_gamma(prior);
    (-evidence).exp().min(1.0)
}

/// The probability by chance that the share of hits differs so between control and treatment: Pearson's test of a 2 × 2 table, without
/// continuity correction. 1 where there is nothing to compare: an arm without cases, or all cases alike.
///
/// # Errors
/// More hits than cases.
pub fn shares_differ(hits: [u64; 2], cases: [u64; 2]) -> Result<f64> {
    for (hits, cases) in hits.into_iter().zip(cases) {
        ensure!(hits <= cases, "{hits} of {cases}: expected a part");
    }
    let (h, n) = (hits.map(|h| h as f64), cases.map(|n| n as f64));
    let (hit, total) = (h[0] + h[1], n[0] + n[1]);
    if n[0] == 0.0 || n[1] == 0.0 || hit == 0.0 || hit == total {
        return Ok(1.0);
    }
    let cross = h[0] * (n[1] - h[1]) - h[1] * (n[0] - h[0]);
    beyond(total * cross * cross / (hit * (total - hit) * n[0] * n[1]), 1)
}

/// What an alarm is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum What {
    /// The devices assigned to the arms are not split as planned.
    Assigned,
    /// The devices that met the shelf, or would have, are not split as planned.
    Triggered,
    /// Orders find their devices more often in one arm.
    Joins,
    /// Bots were removed more often in one arm.
    Bots,
    /// Devices that share an order with the other arm are more frequent in one arm.
    Contamination,
    /// Devices that never met the shelf buy more often in one arm.
    Untriggered,
}

/// One alarm.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct Alarm {
    /// What it is about.
    pub what: What,
    /// How probable it is by chance.
    pub p: f64,
    /// Devices in arms that should have none.
    pub strangers: u64,
}

impl Alarm {
    /// Whether no verdict may be told while it stands: the arms are not alike, or their orders are not counted alike.
    pub fn replaces_verdicts(&self) -> bool {
        matches!(self.what, What::Assigned | What::Triggered | What::Joins)
    }

    /// The alarm in a sentence: what was seen, and what to do.
    pub fn sentence(&self) -> String {
        if self.strangers > 0 {
            return format!(
                "{} devices are in an arm that should have none; look whether the arms were changed after the start",
                self.strangers
            );
        }
        let (seen, remedy) = match self.what {
            What::Assigned => {
                ("assigned devices are not split as planned", "look at how devices are assigned and stored")
            }
            What::Triggered => {
                ("devices that met the shelf are not split as planned", "look whether both arms log exposures alike")
            }
            What::Joins => (
                "orders find their devices more often in one arm",
                "look whether both arms report thank-you pages alike",
            ),
            What::Bots => ("bots were removed more often in one arm", "compare the figures with and without them"),
            What::Contamination => {
                ("more devices of one arm share orders with the other", "compare the figures without these devices")
            }
            What::Untriggered => (
                "devices that never met the shelf buy more often in one arm",
                "look whether one arm fails to log exposures, or whether its pages differ elsewhere",
            ),
        };
        format!("{seen} (p = {:.2e}); {remedy}", self.p)
    }
}

/// Counts by arm, control first, for the alarms of a comparison of two.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct Counts {
    /// Planned shares of the arms.
    pub shares: [f64; 2],
    /// Devices assigned.
    pub assigned: [u64; 2],
    /// Devices that met the shelf, or would have; bots are not among them.
    pub triggered: [u64; 2],
    /// Orders of triggered devices, and how many of them both the device and the shop reported.
    pub orders: [u64; 2],
    /// Orders of these that were joined.
    pub joined: [u64; 2],
    /// Devices removed as bots by what they did before any outcome.
    pub bots: [u64; 2],
    /// Triggered devices that share an order with a device of the other arm.
    pub contaminated: [u64; 2],
    /// Assigned devices that never met the shelf, and those of them that ordered. The shelf cannot have changed what they bought.
    pub untriggered: [[u64; 2]; 2],
}

/// All alarms that these counts raise.
///
/// # Errors
/// Counts that cannot be: a part larger than its whole, or a wrong share.
pub fn alarms(counts: &Counts) -> Result<Vec<Alarm>> {
    let mut alarms = Vec::new();
    for (what, devices) in [(What::Assigned, counts.assigned), (What::Triggered, counts.triggered)] {
        let split = sample_ratio(&devices, &counts.shares)?;
        if split.alarms() {
            alarms.push(Alarm { what, p: split.p, strangers: split.strangers });
        }
    }
    let seen = [0, 1].map(|arm| counts.triggered[arm] + counts.bots[arm]);
    let parts = [
        (What::Joins, counts.joined, counts.orders),
        (What::Bots, counts.bots, seen),
        (What::Contamination, counts.contaminated, counts.triggered),
        (What::Untriggered, counts.untriggered.map(|[_, bought]| bought), counts.untriggered.map(|[all, _]| all)),
    ];
    for (what, hits, cases) in parts {
        let p = shares_differ(hits, cases)?;
        if p < THRESHOLD {
            alarms.push(Alarm { what, p, strangers: 0 });
        }
    }
    Ok(alarms)
}

#[cfg(test)]
mod tests {
    use super::*;

    const QUIET: Counts = Counts {
        shares: [0.5, 0.5],
        assigned: [5_000, 5_050],
        triggered: [2_000, 2_040],
        orders: [100, 110],
        joined: [80, 90],
        bots: [50, 60],
        contaminated: [5, 6],
        untriggered: [[3_000, 60], [3_010, 66]],
    };

    fn check(counts: Counts, what: Option<What>) {
        let found: Vec<What> = alarms(&counts).unwrap().iter().map(|alarm| alarm.what).collect();
        assert_eq!(found, what.into_iter().collect::<Vec<_>>());
    }

    #[test]
    fn each_fault_raises_its_alarm_and_no_other() {
        check(QUIET, None);
        check(Counts { assigned: [5_200, 4_800], ..QUIET }, Some(What::Assigned));
        check(Counts { triggered: [2_200, 1_900], ..QUIET }, Some(What::Triggered));
        check(Counts { joined: [50, 100], ..QUIET }, Some(What::Joins));
        check(Counts { bots: [50, 140], ..QUIET }, Some(What::Bots));
        check(Counts { contaminated: [5, 40], ..QUIET }, Some(What::Contamination));
        check(Counts { untriggered: [[3_000, 60], [3_010, 130]], ..QUIET }, Some(What::Untriggered));
    }

    #[test]
    fn only_a_wrong_split_or_join_replaces_verdicts() {
        let replaces = |what| Alarm { what, p: 0.0, strangers: 0 }.replaces_verdicts();
        assert!([What::Assigned, What::Triggered, What::Joins].into_iter().all(replaces));
        assert!(![What::Bots, What::Contamination, What::Untriggered].into_iter().any(replaces));
    }

    #[test]
    fn a_device_in_an_arm_without_share_is_an_alarm_of_its_own() {
        let split = sample_ratio(&[500, 500, 1], &[0.5, 0.5, 0.0]).unwrap();
        assert!(split.alarms() && split.strangers == 1 && split.p == 1.0);
        let alarm = Alarm { what: What::Assigned, p: split.p, strangers: 1 };
        assert!(alarm.sentence().starts_with("1 devices are in an arm that should have none"));
    }

    #[test]
    fn shares_need_not_add_up_to_1() {
        assert_eq!(sample_ratio(&[90, 12], &[9.0, 1.0]).unwrap(), sample_ratio(&[90, 12], &[0.9, 0.1]).unwrap());
    }

    #[test]
    fn counts_that_cannot_be_are_refused() {
        assert!(sample_ratio(&[1, 2], &[1.0]).is_err() && sample_ratio(&[1], &[f64::NAN]).is_err());
        assert!(sample_ratio(&[1], &[0.0]).is_err() && shares_differ([3, 0], [2, 1]).is_err());
        assert_eq!(shares_differ([0, 0], [0, 9]).unwrap(), 1.0);
        assert_eq!(sample_ratio(&[0, 0], &[0.5, 0.5]).unwrap().p, 1.0);
    }
}
