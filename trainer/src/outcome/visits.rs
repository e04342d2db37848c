//! Looks at how a device's events lie in time, whatever its arm: bots, visits, gaps in its count; never at what it bought.

use super::DAY;
use crate::events::{Fact, Kind};

/// Exposures in the first day by which a device is a bot, and those without any move of a pointer.
const BOT_EXPOSURES: [usize; 2] = [200, 20];

/// Milliseconds without an event after which a new visit begins.
const PAUSE: i64 = 30 * 60 * 1000;
/// Milliseconds of an hour.
const HOUR: i64 = 60 * 60 * 1000;
/// The most hours that are told apart: a year's.
const MOST_HOURS: i64 = 366 * 24;

/// How many events of a device never came: its own count has no gaps. A leap in the count, as that of Google's export, which is by
/// time, tells nothing.
pub(super) fn gaps(facts: &[Fact]) -> u64 {
    const LEAP: u64 = 10_000;
    let before = std::iter::once(0).chain(facts.iter().map(|fact| fact.seq));
    let gaps = before.zip(facts).map(|(before, fact)| fact.seq.saturating_sub(before).saturating_sub(1));
    gaps.filter(|gap| *gap < LEAP).sum()
}

/// The hours between a device's first and its last event, and whether all its events are of one visit.
pub(super) fn stay(facts: &[Fact]) -> (usize, bool) {
    let (mut first, mut last, mut before) = (i64::MAX, i64::MIN, None);
    let mut is_one = true;
    for moment in facts.iter().map(|fact| fact.moment().0) {
        (first, last) = (first.min(moment), last.max(moment));
        is_one &= before.is_none_or(|before: i64| moment - before <= PAUSE);
        before = Some(moment);
    }
    (last.saturating_sub(first).div_euclid(HOUR).clamp(0, MOST_HOURS) as usize, is_one)
}

/// The hours below which half of the devices lie; `None` of no device.
pub(super) fn median(hours: &[u64]) -> Option<usize> {
    let total: u64 = hours.iter().sum();
    let mut before = 0;
    hours.iter().position(|devices| {
        before += devices;
        *devices > 0 && 2 * before >= total
    })
}

/// Whether a device is a bot by what it did in its first day before any order. Never looks at the arm.
pub(super) fn is_bot(facts: &[Fact], start: i64) -> bool {
    let before = facts.iter().take_while(|fact| fact.kind != Kind::Order);
    let (mut exposures, mut moved, mut told) = (0, false, false);
    for fact in before.filter(|fact| fact.kind == Kind::Exposure && fact.moment().0 < start + DAY) {
        if fact.hints.headless == Some(true) {
            return true;
        }
        exposures += 1;
        told |= fact.hints.pointer.is_some();
        moved |= fact.hints.pointer == Some(true);
    }
    exposures >= BOT_EXPOSURES[0] || (exposures >= BOT_EXPOSURES[1] && told && !moved)
}
