//! Extrapolates when a bound will be crossed, from today's effect and pace; never a verdict.

use anyhow::Result;

use super::sequence::Sequence;
use super::weekly;

/// How far ahead one looks, in weeks.
const HORIZON: u32 = 104;

/// The first full week by which |z|, which grows by the root of devices, is beyond the always-valid boundary; `None` if not within
/// two years.
pub(super) fn open_ended(sequence: &Sequence, z: f64, devices: f64, full_weeks: u32) -> Option<u32> {
    let crossed = |week: &u32| {
        let grown = f64::from(*week) / f64::from(full_weeks);
        z.abs() * grown.sqrt() > sequence.reach(devices * grown)
    };
    (full_weeks + 1..=full_weeks + HORIZON).find(crossed)
}

/// The first week up to the end in which |z| is beyond its bound, if every week brings as many devices as those before; `None` if
/// none is.
///
/// # Errors
/// As [`weekly::bounds`].
pub(super) fn weekly(alpha: f64, weeks: u32, z: f64, devices: &[u64]) -> Result<Option<u32>> {
    let (now, total) = (devices.len() as u32, devices.last().copied().unwrap_or_default());
    let at_pace = |week: u32| (u128::from(total) * u128::from(week) / u128::from(now)) as u64;
    let expected: Vec<u64> = devices.iter().copied().chain((now + 1..=weeks).map(at_pace)).collect();
    let bounds = weekly::bounds(alpha, weeks, &expected)?;
    let crossed = |(bound, devices): (&f64, &u64)| z.abs() * (*devices as f64 / total as f64).sqrt() > *bound;
    let ahead = bounds.iter().zip(&expected).skip(now as usize).position(crossed);
    Ok(ahead.map(|ahead| now + 1 + ahead as u32))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_effect_that_grows_as_expected_crosses_in_the_week_that_was_told() {
        let sequence = Sequence::new(0.05, 10_000).unwrap();
        let week = open_ended(&sequence, 2.0, 4_000.0, 2).unwrap();
        let z = |week: u32| 2.0 * f64::from(week).sqrt() / 2_f64.sqrt();
        assert!(z(week) > sequence.reach(2_000.0 * f64::from(week)));
        assert!(z(week - 1) <= sequence.reach(2_000.0 * f64::from(week - 1)));
        assert_eq!(open_ended(&sequence, 0.01, 4_000.0, 2), None);
    }

    #[test]
    fn weekly_bounds_end() {
        let found = weekly(0.05, 4, 1.9, &[1_000, 2_000]).unwrap();
        assert_eq!(found, Some(3));
        assert_eq!(weekly(0.05, 4, 1.0, &[1_000, 2_000]).unwrap(), None);
        assert_eq!(weekly(0.05, 2, 1.9, &[1_000, 2_000]).unwrap(), None);
    }
}
