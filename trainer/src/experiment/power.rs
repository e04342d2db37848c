//! Computes how many devices an experiment needs, and what a number of them can find; never from outcomes of the experiment itself.

use anyhow::{Result, ensure};
use serde::Serialize;

use super::ALPHA;
use super::numeric::exceeded_with;
use super::sequence::Sequence;
use super::weekly;

/// The longest experiment that is looked for, in weeks.
pub const LONGEST: u32 = 104;

/// n per arm = (c + z)²·(s_A² + s_B²)/δ²: devices per arm of two equal arms, so that a true difference δ is found with probability
/// `power`. `reach` is the critical value c in standard errors; `spreads` are the variances per device, in squared units of δ.
pub fn per_arm(reach: f64, power: f64, spreads: [f64; 2], difference: f64) -> f64 {
    let sum = reach + exceeded_with(1.0 - power);
    sum * sum * (spreads[0] + spreads[1]) / (difference * difference)
}

/// The experiment that is planned: for revenue per device, or for conversion with a basket that always costs the same.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct Shop {
    /// Devices a week that newly meet the shelf. They fall off: weekly unique visitors do not add up.
    pub new_devices_a_week: f64,
    /// The share of devices that buy within their window, above 0 and below 1.
    pub conversion: f64,
    /// Standard deviation of what a buyer spends, by its mean.
    pub basket_spread: f64,
    /// The share of devices that get the shelf, above 0 and below 1.
    pub treated: f64,
    /// Correlation of revenue with a covariate from before first exposure; 0 without one.
    pub correlation: f64,
    /// The probability with which a true effect is to be found.
    pub power: f64,
}

/// How an experiment may end.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Ending {
    /// One look, at an end fixed beforehand.
    OneLook,
    /// A look every full week, with an end fixed beforehand.
    Weekly,
    /// A look at any time, without an end.
    OpenEnded,
}

/// What an ending costs.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct Need {
    /// How the experiment ends.
    pub ending: Ending,
    /// Devices of both arms together, at the last look.
    pub devices: u64,
    /// Full weeks, without the last window; `None` beyond two years.
    pub weeks: Option<u32>,
}

impl Shop {
    /// # Errors
    /// A figure out of its range, named.
    pub fn check(&self) -> Result<()> {
        let open = |share: f64| share > 0.0 && share < 1.0;
        let figures = [
            ("new devices a week", self.new_devices_a_week, self.new_devices_a_week >= 1.0, "at least 1"),
            ("conversion", self.conversion, open(self.conversion), "more than 0 and less than 1"),
            ("basket spread", self.basket_spread, self.basket_spread >= 0.0, "at least 0"),
            ("treated share", self.treated, open(self.treated), "more than 0 and less than 1"),
            ("correlation", self.correlation, self.correlation.abs() < 1.0, "more than -1 and less than 1"),
            ("power", self.power, self.power >= 0.5 && self.power < 1.0, "from 0.5 to less than 1"),
        ];
        for (name, figure, good, expected) in figures {
            ensure!(good && figure.is_finite(), "{name} is {figure}: expected {expected}");
        }
        Ok(())
    }

    /// The squared coefficient of variation of revenue per device, (1 + spread²)/p − 1, less what the covariate explains.
    pub fn squared_variation(&self) -> f64 {
        let revenue = (1.0 + self.basket_spread * self.basket_spread) / self.conversion - 1.0;
        revenue * (1.0 - self.correlation * self.correlation)
    }

    /// Devices of both arms to find a relative `lift` with this critical value: twice [`per_arm`], with 2 replaced by 1/(2q(1 − q))
    /// for a treated share q.
    fn devices(&self, reach: f64, lift: f64) -> f64 {
        let spread = self.squared_variation() / (4.0 * self.treated * (1.0 - self.treated));
        2.0 * per_arm(reach, self.power, [spread; 2], lift)
    }

    /// The smallest relative lift that can be found with `devices` in both arms together.
    fn lift(&self, reach: f64, devices: f64) -> f64 {
        (self.devices(reach, 1.0) / devices).sqrt()
    }

    /// What it takes to find a relative lift, for each ending.
    ///
    /// # Errors
    /// A figure out of range, or a lift of 0.
    pub fn needs(&self, lift: f64) -> Result<[Need; 3]> {
        self.check()?;
        ensure!(
            lift != 0.0 && lift > -1.0 && lift.is_finite(),
            "lift is {lift}: expected a share other than 0, such as 0.05"
        );
        let need = |ending, devices: f64| {
            let weeks = (devices / self.new_devices_a_week).ceil();
            let weeks = (weeks <= f64::from(LONGEST)).then_some(weeks as u32);
            Need { ending, devices: devices.ceil() as u64, weeks }
        };
        Ok([
            need(Ending::OneLook, self.devices(exceeded_with(ALPHA / 2.0), lift)),
            need(Ending::Weekly, self.weekly(lift)?),
            need(Ending::OpenEnded, self.devices(open_ended()?, lift)),
        ])
    }

    /// Devices at the last look of the shortest experiment with weekly looks; more weeks raise its last bound a little. Beyond two
    /// years the bound of two years is used.
    fn weekly(&self, lift: f64) -> Result<f64> {
        let mut weeks = 1;
        loop {
            let devices = self.devices(last_bound(weeks)?, lift);
            let needed = (devices / self.new_devices_a_week).ceil().min(f64::from(LONGEST)) as u32;
            if needed <= weeks {
                return Ok(devices);
            }
            weeks = needed;
        }
    }

    /// The smallest relative lift that can be found within `weeks` full weeks, for each ending.
    ///
    /// # Errors
    /// A figure out of range, or no weeks.
    pub fn lifts(&self, weeks: u32) -> Result<[(Ending, f64); 3]> {
        self.check()?;
        ensure!((1..=LONGEST).contains(&weeks), "{weeks} weeks: expected 1 to {LONGEST}");
        let devices = self.new_devices_a_week * f64::from(weeks);
        Ok([
            (Ending::OneLook, self.lift(exceeded_with(ALPHA / 2.0), devices)),
            (Ending::Weekly, self.lift(last_bound(weeks)?, devices)),
            (Ending::OpenEnded, self.lift(open_ended()?, devices)),
        ])
    }
}

/// The bound of an open-ended experiment at its planned devices: tightest at half of them.
fn open_ended() -> Result<f64> {
    Ok(Sequence::new(ALPHA, 1)?.reach(2.0))
}

/// The bound of the last look, of one a week.
fn last_bound(weeks: u32) -> Result<f64> {
    let bounds = weekly::even_bounds(ALPHA, weeks)?;
    Ok(bounds[bounds.len() - 1])
}

#[cfg(test)]
mod tests {
    use super::*;

    const SHOP: Shop = Shop {
        new_devices_a_week: 20_000.0,
        conversion: 0.05,
        basket_spread: 1.0,
        treated: 0.5,
        correlation: 0.0,
        power: 0.8,
    };

    #[test]
    fn what_is_needed_for_a_lift_finds_that_lift() {
        for need in SHOP.needs(0.1).unwrap() {
            let weeks = need.weeks.unwrap();
            let found =
                |weeks| SHOP.lifts(weeks).unwrap().into_iter().find(|(ending, _)| *ending == need.ending).unwrap().1;
            assert!(found(weeks) <= 0.1 && found(weeks - 1) > 0.1, "{need:?}");
        }
    }

    #[test]
    fn endings_cost_more_the_freer_they_are() {
        let devices = SHOP.needs(0.1).unwrap().map(|need| need.devices);
        assert!(devices.is_sorted() && devices[0] < devices[1]);
    }

    #[test]
    fn a_covariate_saves_and_unequal_shares_cost() {
        let devices = |shop: Shop| shop.needs(0.1).unwrap()[0].devices as f64;
        let whole = devices(SHOP);
        assert!((devices(Shop { correlation: 0.5, ..SHOP }) / whole - 0.75).abs() < 1e-5);
        assert!((devices(Shop { treated: 0.9, ..SHOP }) / whole - 0.25 / 0.09).abs() < 1e-4);
    }

    #[test]
    fn more_than_two_years_has_no_number_of_weeks() {
        let small = Shop { new_devices_a_week: 100.0, ..SHOP };
        assert!(small.needs(0.05).unwrap().iter().all(|need| need.weeks.is_none()));
    }

    #[test]
    fn a_figure_out_of_range_is_named() {
        let error = Shop { conversion: 1.0, ..SHOP }.needs(0.1).unwrap_err().to_string();
        assert_eq!(error, "conversion is 1: expected more than 0 and less than 1");
        assert!(SHOP.needs(0.0).is_err() && SHOP.lifts(0).is_err() && SHOP.lifts(LONGEST + 1).is_err());
    }
}
