//! Judges two models by team-draft interleaving, from credits per device to a verdict; never says how much, nothing of revenue.

use anyhow::{Result, ensure};
use serde::Serialize;
use statrs::distribution::{Binomial, DiscreteCDF};

use super::ALPHA;
use super::comparison::{Interval, Statistic};
use super::estimate::Estimate;
use super::sequence::Sequence;
use super::sums::Sums;

/// The fewest devices that preferred either model before anything is judged: two arms' worth of 25 buyers. Our choice.
pub const FEWEST_DECIDED: u64 = 50;

/// Sums over devices whose lists were drafted by two teams (Radlinski, Kurup & Joachims, CIKM 2008): in each round a coin says who
/// picks first. A click or an addition counts for the team of its slot.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize)]
pub struct Drafted {
    sums: Sums,
    wins: [u64; 2],
}

/// What can be said of two models.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Preference {
    /// Shoppers prefer the new model's picks.
    New,
    /// Shoppers prefer the old model's picks.
    Old,
    /// The interval holds 0.
    CannotTell,
    /// Too few devices preferred either, or no full week has passed.
    TooEarly,
}

/// Two models judged.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct Preferred {
    /// Which is preferred.
    pub preference: Preference,
    /// Mean credits of the new less those of the old model per device, and its always-valid interval.
    pub difference: (f64, Interval),
    /// (wins of the new + ½ ties)/devices − ½: from −0.5 to 0.5 (Chapelle, Joachims, Radlinski & Yue, TOIS 2012).
    pub advantage: f64,
    /// The always-valid p-value.
    pub p: f64,
    /// The sign test over devices without a tie, for a single look: an exact two-sided binomial p-value.
    pub sign_p: f64,
}

impl Drafted {
    /// Adds one device: credits for the old and the new model's slots.
    ///
    /// # Errors
    /// As [`Sums::add`].
    pub fn add(&mut self, old: u32, new: u32) -> Result<()> {
        self.sums.add(i64::from(new) - i64::from(old), 0)?;
        self.wins[0] += u64::from(old > new);
        self.wins[1] += u64::from(new > old);
        Ok(())
    }

    /// Adds the devices of another part.
    ///
    /// # Errors
    /// As [`Sums::merge`].
    pub fn merge(&mut self, other: &Self) -> Result<()> {
        self.sums.merge(&other.sums)?;
        (0..2).for_each(|team| self.wins[team] += other.wins[team]);
        Ok(())
    }

    /// How many devices were added.
    pub fn devices(&self) -> u64 {
        self.sums.devices()
    }

    /// Devices that preferred the old model, and those that preferred the new.
    pub fn wins(&self) -> [u64; 2] {
        self.wins
    }

    /// The verdict by an always-valid boundary on the credits per device, tightest at half the planned devices.
    ///
    /// # Errors
    /// Fewer than two devices.
    pub fn judge(&self, planned_devices: u64, full_weeks: u32) -> Result<Preferred> {
        ensure!(self.devices() >= 2, "{} devices saw interleaved lists: expected at least two", self.devices());
        let sequence = Sequence::new(ALPHA, (planned_devices / 2).max(1))?;
        let statistic = self.statistic()?;
        let devices = self.devices() as f64;
        let early = full_weeks == 0 || self.wins.iter().sum::<u64>() < FEWEST_DECIDED;
        let preference = match sequence.crossed(&statistic, devices) {
            _ if early => Preference::TooEarly,
            false => Preference::CannotTell,
            true if statistic.estimate > 0.0 => Preference::New,
            true => Preference::Old,
        };
        let ties = devices - self.wins[0] as f64 - self.wins[1] as f64;
        Ok(Preferred {
            preference,
            difference: (statistic.estimate, statistic.interval(sequence.reach(devices))),
            advantage: (self.wins[1] as f64 + ties / 2.0) / devices - 0.5,
            p: sequence.p_value(statistic.z(), devices),
            sign_p: self.sign_test()?,
        })
    }

    /// Mean difference of credits and its standard error sd/√n.
    fn statistic(&self) -> Result<Statistic> {
        let mean = Estimate::mean(&self.sums, 1.0)?;
        Ok(Statistic { estimate: mean.value, error: mean.squared_error().sqrt() })
    }

    fn sign_test(&self) -> Result<f64> {
        let [fewer, more] = if self.wins[0] < self.wins[1] { self.wins } else { [self.wins[1], self.wins[0]] };
        Ok((2.0 * Binomial::new(0.5, fewer + more)?.cdf(fewer)).min(1.0))
    }
}

impl Preferred {
    /// The verdict in a sentence.
    pub fn sentence(&self) -> String {
        let verdict = match self.preference {
            Preference::New => "shoppers prefer the new model",
            Preference::Old => "shoppers prefer the old model",
            Preference::CannotTell => "cannot tell yet",
            Preference::TooEarly => "cannot tell yet: a full week and 50 devices with a preference are needed",
        };
        let (estimate, Interval { low, high }) = self.difference;
        format!(
            "Credits of the new model less those of the old, per device: {estimate:+.4}, between {low:+.4} and {high:+.4}; {verdict}. \
             It says which, not how much, and nothing of revenue."
        )
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn drafted(old: u32, new: u32, ties: u32) -> Drafted {
        let mut drafted = Drafted::default();
        (0..old).for_each(|_| drafted.add(1, 0).unwrap());
        (0..new).for_each(|_| drafted.add(0, 1).unwrap());
        (0..ties).for_each(|_| drafted.add(0, 0).unwrap());
        drafted
    }

    fn check(drafted: &Drafted, weeks: u32, preference: Preference) {
        assert_eq!(drafted.judge(1_000, weeks).unwrap().preference, preference);
    }

    #[test]
    fn a_clear_preference_is_told_either_way() {
        check(&drafted(50, 150, 800), 1, Preference::New);
        check(&drafted(150, 50, 800), 1, Preference::Old);
        check(&drafted(100, 110, 800), 1, Preference::CannotTell);
    }

    #[test]
    fn nothing_is_told_before_a_week_or_of_few_devices() {
        check(&drafted(50, 150, 800), 0, Preference::TooEarly);
        check(&drafted(0, 49, 800), 1, Preference::TooEarly);
        check(&drafted(0, 50, 800), 1, Preference::New);
        assert!(drafted(1, 0, 0).judge(1_000, 1).is_err());
    }

    #[test]
    fn advantage_and_sign_test_are_those_of_the_formulas() {
        let judged = drafted(2, 8, 10).judge(100, 1).unwrap();
        assert!((judged.advantage - 0.15).abs() < 1e-12);
        assert!((judged.sign_p - 0.109_375).abs() < 1e-12);
    }

    #[test]
    fn parts_merge_to_the_whole() {
        let mut parts = drafted(3, 4, 5);
        parts.merge(&drafted(7, 1, 2)).unwrap();
        assert_eq!(parts, drafted(10, 5, 7));
    }
}
