//! Finds the few tilts that stand for those of all weights; never computes a weight.

use pairwell::model::layout::TILTS;

/// Tilts are rounded to this many equal steps on each side of 0.
const FINE: usize = 64;
/// How many there are to choose among.
const ALL: usize = 2 * FINE + 1;

/// The steps that stand for these tilts, in 1/64, ascending: those with the least squared distance, each tilt counting as much as
/// its weight. Found by dynamic programming, as Wang and Song, "Ckmeans.1d.dp", The R Journal 2011.
pub fn steps(tilts: impl Iterator<Item = (f32, f32)>) -> [i8; TILTS] {
    let mut sums = Sums::default();
    for (tilt, weight) in tilts {
        let at = ((tilt + 1.0) * FINE as f32).round().clamp(0.0, 2.0 * FINE as f32) as usize;
        sums.add(at, f64::from(weight));
    }
    // By number of groups, less one, and by how many of the tilts they hold: the least distance, and where the last group begins.
    let mut best = vec![[(0.0, 0); ALL + 1]; TILTS];
    for groups in 0..TILTS {
        for end in 0..=ALL {
            best[groups][end] = match groups {
                0 => (sums.distance(0, end), 0),
                _ => (0..=end)
                    .map(|begin| (best[groups - 1][begin].0 + sums.distance(begin, end), begin))
                    .min_by(|a, b| a.0.total_cmp(&b.0))
                    .unwrap_or_default(),
            };
        }
    }
    let (mut steps, mut end) = ([0; TILTS], ALL);
    for groups in (0..TILTS).rev() {
        let begin = best[groups][end].1;
        steps[groups] = (sums.mean(begin, end) - FINE as f64).round() as i8;
        end = begin;
    }
    steps.sort_unstable();
    steps
}

/// At each tilt, the sums of the weights, of the weighted tilts, and of their squares.
#[derive(Default)]
struct Sums {
    parts: Vec<[f64; 3]>,
}

impl Sums {
    fn add(&mut self, at: usize, weight: f64) {
        self.parts.resize(ALL, [0.0; 3]);
        let tilt = at as f64;
        for (part, more) in self.parts[at].iter_mut().zip([weight, weight * tilt, weight * tilt * tilt]) {
            *part += more;
        }
    }

    fn sum(&self, begin: usize, end: usize) -> [f64; 3] {
        let parts = self.parts.get(begin..end).unwrap_or_default();
        parts.iter().fold([0.0; 3], |sum, part| std::array::from_fn(|n| sum[n] + part[n]))
    }

    /// The squared distance of a group to its mean.
    fn distance(&self, begin: usize, end: usize) -> f64 {
        let [weight, tilts, squares] = self.sum(begin, end);
        if weight > 0.0 { (squares - tilts * tilts / weight).max(0.0) } else { 0.0 }
    }

    /// The mean of a group; without any, no tilt.
    fn mean(&self, begin: usize, end: usize) -> f64 {
        let [weight, tilts, _] = self.sum(begin, end);
        if weight > 0.0 { tilts / weight } else { FINE as f64 }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn steps_lie_where_the_tilts_are() {
        let tilts = [(-0.5, 3.0), (-0.25, 1.0), (0.0, 1.0), (0.5, 2.0)];
        assert_eq!(steps(tilts.into_iter()), [-32, -16, 0, 32]);
        let close = [(-0.51, 1.0), (-0.5, 1.0), (0.25, 1.0), (0.26, 3.0), (0.9, 0.5), (0.0, 0.5)];
        assert_eq!(steps(close.into_iter()), [-33, 0, 17, 58]);
        assert_eq!(steps([].into_iter()), [0; TILTS]);
        assert_eq!(steps([(1.0, 1.0)].into_iter()), [0, 0, 0, 64]);
    }
}
