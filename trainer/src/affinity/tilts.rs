//! Finds the few tilts that stand for those of all weights; never computes a weight.

use pairwell::model::layout::TILTS;

/// Tilts are sorted into this many equal parts of −1 to 1 on each side of 0.
const FINE: usize = 64;
/// Rounds of refinement: the steps settle within a few.
const ROUNDS: usize = 16;

/// The steps that stand for these tilts, in 1/64, ascending: those with the least squared distance that Lloyd's iterations find
/// (Lloyd, "Least Squares Quantization in PCM", 1982), each tilt counting as much as its weight.
pub fn steps(tilts: impl Iterator<Item = (f32, f32)>) -> [i8; TILTS] {
    let mut mass = [0f64; 2 * FINE + 1];
    for (tilt, weight) in tilts {
        mass[((tilt + 1.0) * FINE as f32).round().clamp(0.0, 2.0 * FINE as f32) as usize] += f64::from(weight);
    }
    let mut steps = quantiles(&mass);
    for _ in 0..ROUNDS {
        steps = refined(&mass, steps);
    }
    steps.map(|step| (step - FINE as f64).round() as i8)
}

/// Where equal shares of the mass lie.
fn quantiles(mass: &[f64]) -> [f64; TILTS] {
    let whole: f64 = mass.iter().sum();
    std::array::from_fn(|n| {
        let wanted = whole * (n as f64 + 0.5) / TILTS as f64;
        let mut below = 0.0;
        let at = mass.iter().position(|part| {
            below += part;
            below >= wanted
        });
        at.unwrap_or(FINE) as f64
    })
}

/// Each step moved to the mean of the mass that is nearest to it.
fn refined(mass: &[f64], steps: [f64; TILTS]) -> [f64; TILTS] {
    let mut sums = [(0.0, 0.0); TILTS];
    for (at, part) in mass.iter().enumerate() {
        let distance = |n: &usize| (steps[*n] - at as f64).abs();
        let nearest = (0..TILTS).min_by(|a, b| distance(a).total_cmp(&distance(b))).unwrap_or(0);
        sums[nearest].0 += part;
        sums[nearest].1 += part * at as f64;
    }
    std::array::from_fn(|n| if sums[n].0 > 0.0 { sums[n].1 / sums[n].0 } else { steps[n] })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn steps_lie_where_the_tilts_are() {
        let tilts = [(-0.5, 3.0), (-0.25, 1.0), (0.0, 1.0), (0.5, 2.0)];
        assert_eq!(steps(tilts.into_iter()), [-32, -16, 0, 32]);
        assert_eq!(steps([].into_iter()), [0; TILTS]);
        assert_eq!(steps([(1.0, 1.0)].into_iter()), [64; TILTS]);
    }
}
