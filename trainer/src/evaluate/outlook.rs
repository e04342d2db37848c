//! Says from a learning curve with how many orders most suggestions will rest on a shop's own pairs; never measures.
//!
//! How many do so grows with the logarithm of the orders as a logistic curve: fitted by minimum logit χ² (Berkson, Biometrics
//! 1955). What it says is believed only if it hardly depends on any one point (the jackknife), where there are enough, and if it
//! does not lie far beyond what was measured.

use super::learning_curve::{CurvePoint, LearningCurve};

/// The fewest points that can tell, and the fewest that show whether they agree.
const FEWEST: usize = 2;
const ENOUGH: usize = 3;
/// A point tells something once this many suggestions rest on own pairs.
const FEWEST_PLACES: f64 = 5.0;
/// A number of orders beyond this many times those there are is not told: with few points, and with enough.
const FAR: [f64; 2] = [4.0, 8.0];
/// The largest estimate without one of the points may be this many times the smallest.
const AGREE: f64 = 2.5;
/// Places on the shelf of a test case.
const PLACES: f64 = super::ranks::CUT as f64;

/// With how many orders most suggestions rest on the shop's own pairs.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Outlook {
    /// With those that there are.
    Now,
    /// With about this many.
    At(usize),
    /// The curve does not tell.
    Unknown,
}

/// What a curve says.
pub fn outlook(curve: &LearningCurve) -> Outlook {
    let Some(last) = curve.points.last() else { return Outlook::Unknown };
    if last.grounds.own_pairs >= 0.5 {
        return Outlook::Now;
    }
    let places = curve.cases as f64 * PLACES;
    let told = curve.points.iter().filter(|point| point.grounds.own_pairs * places >= FEWEST_PLACES);
    let points: Vec<Point> = told.map(|point| Point::of(point, places)).collect();
    let far = FAR[usize::from(points.len() >= ENOUGH)];
    match half(&points, None).filter(|_| points.len() >= FEWEST) {
        Some(half) if agree(&points, half) && half <= (last.orders as f64 * far).ln() => {
            // Fewer orders than were measured with: the last point says otherwise.
            let orders = one_digit(half.exp());
            if orders > last.orders { Outlook::At(orders) } else { Outlook::Unknown }
        }
        _ => Outlook::Unknown,
    }
}

/// Whether every point could be missing. Two points cannot disagree.
fn agree(points: &[Point], all: f64) -> bool {
    if points.len() < ENOUGH {
        return true;
    }
    let estimates: Option<Vec<f64>> = (0..points.len()).map(|left_out| half(points, Some(left_out))).collect();
    estimates.is_some_and(|estimates| {
        let (least, most) = estimates.iter().fold((all, all), |(least, most), one| (least.min(*one), most.max(*one)));
        (most - least).exp() <= AGREE
    })
}

/// A point as it is fitted.
struct Point {
    /// Logarithm of the orders.
    at: f64,
    /// Logarithm of the odds that a suggestion rests on own pairs.
    logit: f64,
    /// How much is known of that.
    weight: f64,
}

impl Point {
    /// Half a place more on each side keeps a share of 0 or 1 finite.
    fn of(point: &CurvePoint, places: f64) -> Self {
        let share = (point.grounds.own_pairs * places + 0.5) / (places + 1.0);
        Self { at: (point.orders as f64).ln(), logit: (share / (1.0 - share)).ln(), weight: share * (1.0 - share) }
    }
}

/// Where the line through the points reaches even odds; `None` where it does not rise.
fn half(points: &[Point], left_out: Option<usize>) -> Option<f64> {
    let used = || points.iter().enumerate().filter(|(n, _)| Some(*n) != left_out).map(|(_, point)| point);
    let sum = |of: &dyn Fn(&Point) -> f64| used().map(|point| point.weight * of(point)).sum::<f64>();
    let weight = sum(&|_| 1.0);
    let (at, logit) = (sum(&|point| point.at) / weight, sum(&|point| point.logit) / weight);
    let slope = sum(&|point| (point.at - at) * (point.logit - logit)) / sum(&|point| (point.at - at).powi(2));
    (slope > 0.0).then(|| at - logit / slope).filter(|half| half.is_finite())
}

/// Rounds a number of orders to one significant digit.
fn one_digit(orders: f64) -> usize {
    let digit = 10f64.powf(orders.max(1.0).log10().floor());
    ((orders / digit).round() * digit) as usize
}
