//! Computes the bounds of weekly looks with a fixed end (error spending); never a look between weeks or after the end.

use anyhow::{Result, ensure};

use super::numeric::{beyond, exceeded_with, root};

/// A week that adds less than this share of devices is no look: its statistic is that of the week before.
const LEAST_NEW: f64 = 0.001;
/// The longest experiment, in weeks: ten years.
const LONGEST: u32 = 520;

/// How many standard errors a statistic must be from 0 after each completed week, in an experiment of `weeks` weeks. `devices` are
/// those of both arms after each completed week, growing; weeks after the end are left out.
///
/// After week w an `alpha`·(w/W)² of error has been spent, both sides together (Lan & DeMets, Biometrika 1983; power family of Kim &
/// DeMets, 1987). Statistics of two weeks correlate by √(n_i/n_j); the bounds are found by integrating from look to look
/// (Armitage, McPherson & Rowe, JRSS A 1969). A week that adds fewer than one device in a thousand is no look: its bound is infinite,
/// its share goes to the next.
///
/// # Errors
/// No weeks or more than ten years, `alpha` outside of 0 to 1, or devices that become fewer.
pub fn bounds(alpha: f64, weeks: u32, devices: &[u64]) -> Result<Vec<f64>> {
    ensure!((1..=LONGEST).contains(&weeks), "an experiment of {weeks} weeks: expected 1 to {LONGEST}");
    ensure!(alpha > 0.0 && alpha < 1.0, "alpha {alpha}: expected more than 0 and less than 1");
    let held = held(devices.iter().copied().take(weeks as usize))?;
    let mut looks = Looks::new(&held);
    let mut spent = 0.0;
    let bound = |(week, held): (u32, Option<f64>)| {
        let Some(held) = held else { return Ok(f64::INFINITY) };
        let spend = alpha * (f64::from(week) / f64::from(weeks)).powi(2);
        let bound = looks.next(spend - spent, held);
        spent = spend;
        bound
    };
    (1..=weeks).zip(held.iter().copied()).map(bound).collect()
}

/// Which part of a week's devices was there at the look before; `None` for a week that is no look.
fn held(devices: impl Iterator<Item = u64>) -> Result<Vec<Option<f64>>> {
    let (mut before, mut last) = (0, 0);
    let mut held = Vec::new();
    for devices in devices {
        ensure!(
            devices >= last,
            "{devices} devices after week {}, {last} before: they cannot become fewer",
            held.len() + 1
        );
        last = devices;
        let part = before as f64 / devices as f64;
        let is_look = devices > 0 && part <= 1.0 - LEAST_NEW;
        held.push(is_look.then_some(part));
        before = if is_look { devices } else { before };
    }
    Ok(held)
}

/// The bounds if every week brings as many devices.
///
/// # Errors
/// As [`bounds`].
pub fn even_bounds(alpha: f64, weeks: u32) -> Result<Vec<f64>> {
    bounds(alpha, weeks, &(1..=u64::from(weeks)).collect::<Vec<_>>())
}

/// The density of the statistic at the last look, of experiments that have not crossed a bound: points, and density times weight.
struct Looks {
    points: Vec<(f64, f64)>,
    /// How many points a density is integrated on (Simpson's rule): at least 401, odd, several within every spread.
    grid: usize,
}

impl Looks {
    fn new(held: &[Option<f64>]) -> Self {
        let most = held.iter().flatten().fold(0.0, |most: f64, held| most.max(*held));
        let grid = (50.0 / (1.0 - most).sqrt()).ceil() as usize;
        Self { points: Vec::new(), grid: grid.max(401) | 1 }
    }

    /// The bound that this share of experiments crosses next; `held` is the part of its devices that were there before.
    fn next(&mut self, spend: f64, held: f64) -> Result<f64> {
        let bound = match self.points.is_empty() {
            true => exceeded_with(spend / 2.0),
            false => root(0.0, 10.0, |bound| 2.0 * self.crossing(bound, held) - spend)?,
        };
        self.points = grid(bound, self.grid).map(|(z, weight)| (z, weight * self.density(z, held))).collect();
        Ok(bound)
    }

    /// The share that is beyond `bound` now and was within all bounds before; one side.
    fn crossing(&self, bound: f64, held: f64) -> f64 {
        let (slope, spread) = (held.sqrt(), (1.0 - held).sqrt());
        self.points.iter().map(|(z, mass)| mass * beyond((bound - slope * z) / spread)).sum()
    }

    fn density(&self, z: f64, held: f64) -> f64 {
        if self.points.is_empty() {
            return normal(z);
        }
        let (slope, spread) = (held.sqrt(), (1.0 - held).sqrt());
        self.points.iter().map(|(before, mass)| mass * normal((z - slope * before) / spread) / spread).sum()
    }
}

/// Points from −bound to bound with the weights of Simpson's rule.
fn grid(bound: f64, points: usize) -> impl Iterator<Item = (f64, f64)> {
    let step = 2.0 * bound / (points - 1) as f64;
    (0..points).map(move |n| {
        let weight = match n {
            0 => 1.0,
            n if n == points - 1 => 1.0,
            n if n % 2 == 1 => 4.0,
            _ => 2.0,
        };
        (n as f64 * step - bound, weight * step / 3.0)
    })
}

fn normal(z: f64) -> f64 {
    (-z * z / 2.0).exp() / std::f64::consts::TAU.sqrt()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_week_has_the_fixed_bound() {
        let bound = even_bounds(0.05, 1).unwrap();
        assert_eq!(bound.len(), 1);
        assert!((bound[0] - 1.959_963_984_540_054).abs() < 1e-9);
    }

    #[test]
    fn a_week_without_devices_gives_its_share_to_the_next() {
        let found = bounds(0.05, 4, &[10, 10, 30, 40]).unwrap();
        assert!(found[1].is_infinite());
        let three = bounds(0.05, 4, &[10, 20, 30, 40]).unwrap();
        assert!(found[2] < three[2], "{found:?} {three:?}");
    }

    #[test]
    fn weeks_after_the_end_are_left_out_and_devices_stay() {
        assert_eq!(bounds(0.05, 2, &[10, 20, 30]).unwrap().len(), 2);
        let error = bounds(0.05, 4, &[10, 5]).unwrap_err().to_string();
        assert!(error.contains("after week 2"), "{error}");
        assert!(bounds(0.05, 0, &[]).is_err() && bounds(0.05, 521, &[]).is_err());
        assert!((4.0..6.0).contains(&bounds(0.05, 520, &[1]).unwrap()[0]));
    }
}
