//! Simulates experiments with a known effect, by seed, and hands out their weekly looks.

use pairwell_cli::experiment::comparison::Comparison;
use pairwell_cli::experiment::estimate::Estimate;
use pairwell_cli::experiment::judge::Look;
use pairwell_cli::experiment::sums::Sums;

pub use pairwell_cli::experiment::random::Random;

/// Equal looks of every experiment.
pub const WEEKS: u32 = 20;

/// What devices do.
#[derive(Clone, Copy)]
pub struct World {
    /// Devices of control and treatment, over all weeks.
    pub devices: [u64; 2],
    /// Share of devices that buy in the control.
    pub conversion: f64,
    /// Standard deviation of the logarithm of baskets; `None` counts buyers instead of money.
    pub sigma: Option<f64>,
    /// What conversion is multiplied by in the treatment.
    pub more_buyers: f64,
    /// What baskets are multiplied by in the treatment.
    pub larger_baskets: f64,
}

impl World {
    /// A world without an effect.
    pub fn without_effect(devices: [u64; 2], conversion: f64, sigma: Option<f64>) -> Self {
        Self { devices, conversion, sigma, more_buyers: 1.0, larger_baskets: 1.0 }
    }

    /// The true relative effect on the mean per device.
    pub fn effect(&self) -> f64 {
        self.more_buyers * self.larger_baskets - 1.0
    }

    /// The looks after every week, cumulative.
    pub fn looks(&self, seed: u64) -> Vec<Look> {
        let mut random = Random::seeded(seed);
        let (mut sums, mut buyers) = ([Sums::default(); 2], [0; 2]);
        let mut look = |full_weeks| {
            for arm in 0..2 {
                let devices = self.devices[arm] / u64::from(WEEKS);
                buyers[arm] += self.week(&mut random, arm, devices, &mut sums[arm]);
            }
            Look { full_weeks, devices: sums.map(|sums| sums.devices()), buyers, comparison: compare(&sums) }
        };
        (1..=WEEKS).map(&mut look).collect()
    }

    /// Adds a week of one arm; how many bought.
    fn week(&self, random: &mut Random, arm: usize, devices: u64, sums: &mut Sums) -> u64 {
        let [more, larger] = if arm == 1 { [self.more_buyers, self.larger_baskets] } else { [1.0; 2] };
        let none = (1.0 - self.conversion * more).ln();
        let (mut buyers, mut device) = (0, random.geometric(none));
        while device < devices {
            let amount = self
                .sigma
                .map_or(1.0, |sigma| larger * 5_000.0 * (sigma * random.normal() - sigma * sigma / 2.0).exp());
            sums.add(amount.round() as i64, 0).unwrap();
            buyers += 1;
            device += 1 + random.geometric(none);
        }
        add_without_order(sums, devices - buyers);
        buyers
    }
}

/// Adds devices that bought nothing, by doubling.
fn add_without_order(sums: &mut Sums, mut devices: u64) {
    let mut double = Sums::default();
    double.add(0, 0).unwrap();
    while devices > 0 {
        if devices % 2 == 1 {
            sums.merge(&double).unwrap();
        }
        double.merge(&double.clone()).unwrap();
        devices /= 2;
    }
}

fn compare(sums: &[Sums; 2]) -> Option<Comparison> {
    let [control, treatment] = [0, 1].map(|arm| Estimate::mean(&sums[arm], 100.0).ok());
    Some(Comparison { control: control?, treatment: treatment? })
}
