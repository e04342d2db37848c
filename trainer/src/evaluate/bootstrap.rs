//! Puts 95 % intervals around averages: closed ones for shares and their differences, a seeded bootstrap for the rest; never ranks.

use rand_chacha::ChaCha8Rng;
use rand_chacha::rand_core::{Rng, SeedableRng};
use statrs::distribution::{ContinuousCDF, Normal};

use crate::experiment::fixed::wilson_at;

/// Resamples of a bootstrap: enough that an end of the interval moves by less than a tenth of its width.
const RESAMPLES: usize = 500;
/// Share of cases left outside of an interval, on both sides together.
const OUTSIDE: f64 = 0.05;

/// A figure and its 95 % interval.
#[derive(Debug, Clone, Copy, Default, PartialEq, serde::Serialize, serde::Deserialize)]
pub struct Interval {
    /// The figure.
    pub value: f64,
    /// The interval's lower end.
    pub low: f64,
    /// The interval's upper end.
    pub high: f64,
}

/// A share of cases with Wilson's score interval; 0 to 1 when there are no cases.
pub fn proportion(hits: usize, cases: usize) -> Interval {
    if cases == 0 {
        return Interval { value: 0.0, low: 0.0, high: 1.0 };
    }
    let (hits, cases) = (hits as f64, cases as f64);
    let ends = wilson_at(hits, cases, standard_errors());
    Interval { value: hits / cases, low: ends.low, high: ends.high }
}

/// How many standard errors an interval reaches to each side.
fn standard_errors() -> f64 {
    Normal::standard().inverse_cdf(1.0 - OUTSIDE / 2.0)
}

/// The difference between two hit rates over the same cases, each 1 or 0: how much the first is better. The adjusted Wald
/// interval for paired shares of Bonett and Price (Journal of Educational and Behavioral Statistics, 2012), which keeps its
/// width where few cases differ; a bootstrap of five cases without a difference would be sure of it.
pub fn rate_difference(first: impl Iterator<Item = f64>, second: impl Iterator<Item = f64>) -> Interval {
    let (mut cases, mut better, mut worse) = (0.0, 0.0, 0.0);
    for (a, b) in first.zip(second) {
        cases += 1.0;
        better += f64::from(u8::from(a > b));
        worse += f64::from(u8::from(a < b));
    }
    let value = if cases > 0.0 { (better - worse) / cases } else { 0.0 };
    let [better, worse] = [better, worse].map(|count| (count + 1.0) / (cases + 2.0));
    let (centre, spread) = (better - worse, better + worse);
    let half = standard_errors() * ((spread - centre * centre) / (cases + 2.0)).max(0.0).sqrt();
    Interval { value, low: (centre - half).max(-1.0).min(value), high: (centre + half).min(1.0).max(value) }
}

/// Averages of the columns of a table of cases, each with a percentile bootstrap interval from the same resamples.
pub fn mean<const N: usize>(cases: &[[f64; N]]) -> [Interval; N] {
    if cases.is_empty() {
        return [Interval::default(); N];
    }
    let average = |sums: [f64; N]| sums.map(|sum| sum / cases.len() as f64);
    let sum = |sums: [f64; N], case: &[f64; N]| std::array::from_fn(|n| sums[n] + case[n]);
    let value = average(cases.iter().fold([0.0; N], sum));
    // The seed is a constant: the same cases have the same interval.
    let mut random = ChaCha8Rng::seed_from_u64(0x9a17);
    let resamples: Vec<[f64; N]> = (0..RESAMPLES)
        .map(|_| average((0..cases.len()).fold([0.0; N], |sums, _| sum(sums, &cases[below(&mut random, cases.len())]))))
        .collect();
    std::array::from_fn(|n| {
        let mut column: Vec<f64> = resamples.iter().map(|averages| averages[n]).collect();
        column.sort_unstable_by(f64::total_cmp);
        let at = |share: f64| column[((RESAMPLES - 1) as f64 * share).round() as usize];
        Interval { value: value[n], low: at(OUTSIDE / 2.0), high: at(1.0 - OUTSIDE / 2.0) }
    })
}

/// The average difference between two columns over the same cases: how much the first is better.
pub fn difference(first: impl Iterator<Item = f64>, second: impl Iterator<Item = f64>) -> Interval {
    let cases: Vec<[f64; 1]> = first.zip(second).map(|(a, b)| [a - b]).collect();
    mean(&cases)[0]
}

/// A number below `n`, even enough for any number of cases in practice.
fn below(random: &mut ChaCha8Rng, n: usize) -> usize {
    ((u64::from(random.next_u32()) * n as u64) >> 32) as usize
}
