//! Checks on simulated experiments that chance alone rarely wins, however often one looks, and that intervals hold the truth.

use pairwell_cli::experiment::interleaving::{Drafted, Preference};
use pairwell_cli::experiment::judge::{Design, FEWEST_BUYERS, Judged, Look, Scale, Verdict, by_bounds, judge};
use pairwell_cli::experiment::weekly;
use rayon::prelude::*;

use super::world::{Random, WEEKS, World};

/// Experiments of each world.
const EXPERIMENTS: u64 = 1_000;
/// Of 1 000 experiments without an effect, so many may win: 5 % and 1.96 standard errors of the simulation.
const MOST_FALSE: usize = 64;

/// The columns of the reference's table of A/A tests, and small controls the other way round.
fn worlds_without_effect() -> Vec<(&'static str, World)> {
    let world = World::without_effect;
    vec![
        ("binary 5 %, 20 000 an arm", world([20_000; 2], 0.05, None)),
        ("revenue 5 %, s 1, 20 000 an arm", world([20_000; 2], 0.05, Some(1.0))),
        ("revenue 5 %, s 1.5, 20 000 an arm", world([20_000; 2], 0.05, Some(1.5))),
        ("binary 2 %, 500 an arm", world([500; 2], 0.02, None)),
        ("revenue 2 %, s 1, 500 an arm", world([500; 2], 0.02, Some(1.0))),
        ("revenue 2 %, s 1, 5 000 an arm", world([5_000; 2], 0.02, Some(1.0))),
        ("revenue 5 %, s 1, 2 000 : 18 000", world([2_000, 18_000], 0.05, Some(1.0))),
        ("revenue 5 %, s 1.5, 2 000 : 18 000", world([2_000, 18_000], 0.05, Some(1.5))),
        ("revenue 5 %, s 1.5, 18 000 : 2 000", world([18_000, 2_000], 0.05, Some(1.5))),
    ]
}

fn decided(judged: &Judged) -> bool {
    !matches!(judged.verdict, Verdict::CannotTell(_))
}

/// The open-ended design of a world, tightest at half its devices, judged at every look.
fn at_every_look(world: &World, scale: Scale, looks: &[Look]) -> Vec<Judged> {
    let design = Design::OpenEnded { planned_devices: world.devices.iter().sum() };
    (1..=looks.len()).map(|n| judge(design, scale, 2, &looks[..n]).unwrap()).collect()
}

/// How many experiments of a world without effect win at any look: open-ended, the same on the absolute scale, and weekly.
fn false_wins(world: &World) -> [usize; 3] {
    let bounds = weekly::even_bounds(0.05, WEEKS).unwrap();
    let won = |seed| {
        let looks = world.looks(seed);
        let any = |scale| at_every_look(world, scale, &looks).iter().any(decided);
        let weekly = by_bounds(&bounds, WEEKS, Scale::Relative, &looks).unwrap();
        [any(Scale::Relative), any(Scale::Absolute), decided(&weekly)].map(usize::from)
    };
    let sum = |a: [usize; 3], b: [usize; 3]| [0, 1, 2].map(|n| a[n] + b[n]);
    (0..EXPERIMENTS).into_par_iter().map(won).reduce(|| [0; 3], sum)
}

#[test]
fn experiments_without_effect_rarely_win_at_twenty_looks() {
    for (name, world) in worlds_without_effect() {
        let wins = false_wins(&world);
        eprintln!("{name}: open-ended {}, absolute {}, weekly {} of {EXPERIMENTS}", wins[0], wins[1], wins[2]);
        assert!(wins.iter().all(|wins| *wins <= MOST_FALSE), "{name}: {wins:?} of {EXPERIMENTS} win");
    }
}

/// The test above can fail: a fixed interval that is looked at twenty times is fooled far more often.
#[test]
fn a_fixed_bound_at_twenty_looks_is_fooled() {
    let world = World::without_effect([20_000; 2], 0.05, Some(1.0));
    let fixed = [1.959_964; WEEKS as usize];
    let won = |seed: &u64| decided(&by_bounds(&fixed, WEEKS, Scale::Relative, &world.looks(*seed)).unwrap());
    let wins = (0..EXPERIMENTS).into_par_iter().filter(won).count();
    eprintln!("fixed bound at twenty looks: {wins} of {EXPERIMENTS}");
    assert!(wins > 3 * MOST_FALSE, "{wins}");
}

/// Why spreads are pooled: with each arm's own, the same bounds are fooled by a small control with a heavy tail.
#[test]
fn an_error_that_is_not_pooled_is_fooled_by_small_controls() {
    let world = World::without_effect([2_000, 18_000], 0.05, Some(1.5));
    let bounds = weekly::even_bounds(0.05, WEEKS).unwrap();
    let beyond = |(look, bound): (&Look, &f64)| {
        let judged = look.buyers.iter().all(|buyers| *buyers >= FEWEST_BUYERS);
        let found = look.comparison.unwrap();
        judged
            && found.difference().abs()
                > bound * (found.control.squared_error() + found.treatment.squared_error()).sqrt()
    };
    let won = |seed: &u64| world.looks(*seed).iter().zip(&bounds).any(beyond);
    let wins = (0..EXPERIMENTS).into_par_iter().filter(won).count();
    eprintln!("weekly bounds without pooling, 2 000 : 18 000: {wins} of {EXPERIMENTS}");
    assert!(wins > 2 * MOST_FALSE, "{wins}");
}

/// In how many experiments the interval holds the truth at all looks, at the last, and how many find the effect by weekly bounds.
fn covered(world: &World) -> [usize; 3] {
    let (truth, bounds) = (world.effect(), weekly::even_bounds(0.05, WEEKS).unwrap());
    let holds = |judged: &Judged| judged.relative.is_none_or(|(_, interval)| interval.holds(truth));
    let count = |seed| {
        let looks = world.looks(seed);
        let judged = at_every_look(world, Scale::Relative, &looks);
        let weekly = by_bounds(&bounds, WEEKS, Scale::Relative, &looks).unwrap();
        let right = if truth > 0.0 { Verdict::Higher } else { Verdict::Lower };
        [judged.iter().all(holds), judged.last().is_some_and(holds), weekly.verdict == right].map(usize::from)
    };
    let sum = |a: [usize; 3], b: [usize; 3]| [0, 1, 2].map(|n| a[n] + b[n]);
    (0..EXPERIMENTS).into_par_iter().map(count).reduce(|| [0; 3], sum)
}

#[test]
fn intervals_hold_planted_effects_at_every_look() {
    let planted = |devices, sigma, more_buyers, larger_baskets| World {
        more_buyers,
        larger_baskets,
        ..World::without_effect(devices, 0.05, sigma)
    };
    let worlds = [
        ("+20 % conversion, 20 000 an arm", planted([20_000; 2], None, 1.2, 1.0)),
        ("+20 % baskets, s 1, 20 000 an arm", planted([20_000; 2], Some(1.0), 1.0, 1.2)),
        ("-20 % conversion, s 1.5, 20 000 an arm", planted([20_000; 2], Some(1.5), 0.8, 1.0)),
        ("+50 % conversion, s 1, 2 000 : 18 000", planted([2_000, 18_000], Some(1.0), 1.5, 1.0)),
        ("+20 % baskets, s 1.5, 2 000 : 18 000", planted([2_000, 18_000], Some(1.5), 1.0, 1.2)),
    ];
    for (name, world) in worlds {
        let [all, last, found] = covered(&world);
        eprintln!("{name}: held at all looks {all}, at the last {last}; found weekly {found} of {EXPERIMENTS}");
        assert!(all >= 936 && last >= 985, "{name}: held at all looks {all}, at the last {last}");
    }
}

#[test]
fn weekly_bounds_find_a_large_effect() {
    let world = World { more_buyers: 1.2, ..World::without_effect([20_000; 2], 0.05, None) };
    let [_, _, found] = covered(&world);
    assert!(found >= 970, "the reference finds 98.6 %, we {found} of {EXPERIMENTS}");
}

/// The integrated bounds against their slow twin: many walks whose weeks bring very different numbers of devices.
#[test]
fn walks_cross_weekly_bounds_as_often_as_error_was_spent() {
    const WALKS: u64 = 100_000;
    let devices = [400, 4_000, 4_500, 12_000];
    let bounds = weekly::bounds(0.05, 4, &devices).unwrap();
    let first = |seed| {
        let (mut random, mut before, mut sum) = (Random::seeded(seed), 0, 0.0);
        devices.iter().zip(&bounds).position(|(devices, bound)| {
            sum += ((devices - before) as f64).sqrt() * random.normal();
            before = *devices;
            (sum / (*devices as f64).sqrt()).abs() > *bound
        })
    };
    let weeks: Vec<usize> = (0..WALKS).into_par_iter().filter_map(first).collect();
    for week in 0..4 {
        let crossed = weeks.iter().filter(|first| **first <= week).count() as f64 / WALKS as f64;
        let spent = 0.05 * ((week + 1) as f64 / 4.0).powi(2);
        let error = (spent * (1.0 - spent) / WALKS as f64).sqrt();
        eprintln!("week {}: crossed {crossed:.5}, spent {spent:.5}", week + 1);
        assert!((crossed - spent).abs() < 4.0 * error, "week {}: {crossed} crossed, {spent} spent", week + 1);
    }
}

/// How many of 1 000 interleavings judge one model better, at any of twenty looks; devices click with very different propensities.
fn preferred(chances: [f64; 2]) -> [usize; 2] {
    let told = |seed| {
        let (mut random, mut drafted, mut told) = (Random::seeded(seed), Drafted::default(), [0, 0]);
        for week in 1..=WEEKS {
            for _ in 0..250 {
                // Gamma(1) devices.
                let propensity = -random.share().ln();
                let credits =
                    chances.map(|chance| (0..3).filter(|_| random.share() < propensity * chance).count() as u32);
                drafted.add(credits[0], credits[1]).unwrap();
            }
            match drafted.judge(5_000, week).unwrap().preference {
                Preference::Old => told[0] = 1,
                Preference::New => told[1] = 1,
                Preference::CannotTell | Preference::TooEarly => {}
            }
        }
        told
    };
    (0..EXPERIMENTS).into_par_iter().map(told).reduce(|| [0; 2], |a, b| [a[0] + b[0], a[1] + b[1]])
}

#[test]
fn interleaving_rarely_prefers_an_equal_model_and_finds_a_better_one() {
    let (equal, better) = (preferred([0.05, 0.05]), preferred([0.05, 0.065]));
    eprintln!("interleaving: equal models {equal:?}, a better new model {better:?} of {EXPERIMENTS}");
    assert!(equal[0] + equal[1] <= MOST_FALSE, "{equal:?}");
    assert!(better[1] > 900 && better[0] <= MOST_FALSE, "{better:?}");
}
