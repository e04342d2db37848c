//! Checks properties of verdicts: p-value and interval agree, order and parts do not matter, alarms and few buyers silence.

use pairwell_cli::experiment::alarms::{Alarm, What};
use pairwell_cli::experiment::comparison::Comparison;
use pairwell_cli::experiment::estimate::Estimate;
use pairwell_cli::experiment::judge::{Design, Look, Reason, Scale, Verdict, incremental, judge, over_all_assigned};
use pairwell_cli::experiment::logged::{Logging, Slot};
use pairwell_cli::experiment::replay::{Replay, WhyNone};
use pairwell_cli::experiment::sentence::{Metric, sentence};
use pairwell_cli::experiment::sums::Sums;

use super::world::Random;

const OPEN: Design = Design::OpenEnded { planned_devices: 2_000 };

/// An arm in which so many of the devices bought for `amount`, with a little spread.
fn arm(devices: u64, buyers: u64, amount: i64) -> Sums {
    let mut sums = Sums::default();
    (0..devices).for_each(|n| sums.add(if n < buyers { amount + (n % 7) as i64 } else { 0 }, 0).unwrap());
    sums
}

fn look(full_weeks: u32, arms: &[Sums; 2], buyers: [u64; 2]) -> Look {
    let [control, treatment] = [0, 1].map(|arm| Estimate::mean(&arms[arm], 100.0).unwrap());
    let devices = arms.map(|sums| sums.devices());
    Look { full_weeks, devices, buyers, comparison: Some(Comparison { control, treatment }) }
}

fn revenue(scale: Scale, decides: bool) -> Metric {
    let name = "Revenue per shopper who would have seen the shelf".to_owned();
    Metric { name, scale, unit: "EUR".to_owned(), decides }
}

/// What is told of two arms after some weeks.
fn told(design: Design, full_weeks: u32, arms: [(u64, u64, i64); 2], scale: Scale) -> String {
    let sums = arms.map(|(devices, buyers, amount)| arm(devices, buyers, amount));
    let looks: Vec<_> =
        (full_weeks.min(1)..=full_weeks).map(|week| look(week, &sums, arms.map(|(_, buyers, _)| buyers))).collect();
    let looks = if let Design::OpenEnded { .. } = design { &looks[looks.len() - 1..] } else { &looks };
    sentence(&revenue(scale, true), &judge(design, scale, 2, looks).unwrap(), &[])
}

#[test]
fn p_is_below_5_percent_exactly_when_the_interval_excludes_0() {
    let mut random = Random::seeded(1);
    let mut excluded = 0;
    for _ in 0..10_000 {
        let devices = [0; 2].map(|_| 100 + random.below(400));
        let buyers = [0, 1].map(|arm| 25 + random.below(devices[arm] - 25));
        let sums = [0, 1].map(|n| arm(devices[n], buyers[n], 100 + random.below(5_000) as i64));
        for scale in [Scale::Relative, Scale::Absolute] {
            let judged = judge(OPEN, scale, 2, &[look(1, &sums, buyers)]).unwrap();
            let interval = if scale == Scale::Relative { judged.relative } else { judged.absolute };
            let excludes = !interval.unwrap().1.holds(0.0);
            assert_eq!(judged.p.unwrap() < 0.05, excludes, "{judged:?}");
            assert_eq!(matches!(judged.verdict, Verdict::CannotTell(_)), !excludes, "{judged:?}");
            excluded += u32::from(excludes);
        }
    }
    assert!((2_000..18_000).contains(&excluded), "both cases are to be seen: {excluded}");
}

#[test]
fn the_order_of_devices_and_the_parts_of_the_sum_do_not_matter() {
    let mut random = Random::seeded(2);
    let mut devices: Vec<(i64, i64)> = (0..5_000)
        .map(|_| (random.below(1_000_000_000_000) as i64 - 300_000_000_000, random.below(9) as i64))
        .collect();
    let whole = |devices: &[(i64, i64)]| {
        let mut sums = Sums::default();
        devices.iter().for_each(|(y, x)| sums.add(*y, *x).unwrap());
        sums
    };
    let first = whole(&devices);
    for _ in 0..5 {
        for n in (1..devices.len()).rev() {
            devices.swap(n, random.below(n as u64 + 1) as usize);
        }
        let mut merged = Sums::default();
        devices.chunks(1 + random.below(700) as usize).for_each(|part| merged.merge(&whole(part)).unwrap());
        assert_eq!((whole(&devices), merged), (first, first));
        assert_eq!(merged.moments().unwrap(), first.moments().unwrap());
    }
}

#[test]
fn an_arm_without_a_sale_is_not_no_difference() {
    let sums = [arm(500, 0, 0), arm(500, 25, 1_000)];
    let judged = judge(OPEN, Scale::Relative, 2, &[look(1, &sums, [0, 25])]).unwrap();
    assert_eq!(judged.verdict, Verdict::CannotTell(Reason::FewBuyers));
    assert_eq!((judged.p, judged.relative, judged.absolute), (None, None, None));
    assert_eq!(
        sentence(&revenue(Scale::Relative, true), &judged, &[]),
        "Revenue per shopper who would have seen the shelf: 0 of 500 devices bought without the shelf and 25 of 500 with it; cannot \
         tell yet: each arm needs 25 buyers."
    );
}

#[test]
fn sentences_are_plain() {
    let told = |design, weeks, arms, scale| {
        let told = told(design, weeks, arms, scale);
        told.strip_prefix("Revenue per shopper who would have seen the shelf: ").unwrap().to_owned()
    };
    let weekly = |weeks| Design::Weekly { weeks };
    let (even, more, less) = ((1_000, 200, 1_000), (1_000, 300, 1_000), (1_000, 120, 1_000));
    let slight = (1_000, 230, 1_000);
    let sentences = [
        told(OPEN, 1, [even, more], Scale::Relative),
        told(OPEN, 1, [even, less], Scale::Relative),
        told(OPEN, 1, [even, more], Scale::Absolute),
        told(OPEN, 1, [even, slight], Scale::Relative),
        told(OPEN, 1, [even, even], Scale::Relative),
        told(OPEN, 0, [even, more], Scale::Relative),
        told(weekly(4), 1, [even, more], Scale::Relative),
        told(weekly(4), 1, [even, slight], Scale::Relative),
        told(weekly(1), 1, [even, slight], Scale::Absolute),
    ];
    let expected = [
        "+50.0 %, between +18.5 % and +89.9 %; better.",
        "−40.0 %, between −56.1 % and −18.0 %; worse.",
        "+1.00 EUR, between +0.41 EUR and +1.59 EUR; better.",
        "+15.0 %, between −11.5 % and +49.4 %; cannot tell yet; at this pace by week 4.",
        "0.0 %, between −24.0 % and +31.5 %; cannot tell yet; at this pace not by the end or within two years.",
        "200 of 1000 devices bought without the shelf and 300 of 1000 with it; cannot tell yet: the first full week is not over.",
        "+50.0 %, between +19.5 % and +88.3 %; better.",
        "+15.0 %, between −10.7 % and +48.0 %; cannot tell yet; at this pace by week 3.",
        "+0.30 EUR, between −0.06 EUR and +0.66 EUR; cannot tell, and the experiment ended with week 1.",
    ];
    assert_eq!(sentences.as_slice(), expected.as_slice());
}

#[test]
fn what_explains_proves_no_money_and_an_alarm_replaces_the_verdict() {
    let sums = [arm(1_000, 200, 1_000), arm(1_000, 300, 1_000)];
    let judged = judge(OPEN, Scale::Relative, 2, &[look(1, &sums, [200, 300])]).unwrap();
    let told = sentence(&revenue(Scale::Relative, false), &judged, &[]);
    assert!(told.ends_with("higher, which explains and proves no money."), "{told}");
    let alarm = |what| [Alarm { what, p: 1e-5, strangers: 0 }];
    let told = sentence(&revenue(Scale::Relative, true), &judged, &alarm(What::Triggered));
    assert!(told.contains(": no verdict; devices that met the shelf are not split as planned"), "{told}");
    let told = sentence(&revenue(Scale::Relative, true), &judged, &alarm(What::Bots));
    assert!(told.ends_with("better."), "{told}");
}

#[test]
fn the_first_week_beyond_its_bound_decides_and_none_after_the_end() {
    let week = |full_weeks, buyers| {
        let devices = 1_000 * u64::from(full_weeks);
        look(full_weeks, &[arm(devices, devices / 5, 1_000), arm(devices, buyers, 1_000)], [devices / 5, buyers])
    };
    let judged = |weeks, looks: &[Look]| judge(Design::Weekly { weeks }, Scale::Relative, 2, looks).unwrap();
    let looks = [week(1, 200), week(2, 560), week(3, 600), week(4, 800)];
    let first = judged(4, &looks);
    assert_eq!((first.verdict, first.look.full_weeks), (Verdict::Higher, 2));
    let looks = [week(1, 200), week(2, 400), week(3, 900)];
    let over = judged(2, &looks);
    assert_eq!((over.verdict, over.look.full_weeks), (Verdict::CannotTell(Reason::Over), 2));
    let error = judge(Design::Weekly { weeks: 4 }, Scale::Relative, 2, &[looks[0], looks[2]]).unwrap_err().to_string();
    assert!(error.contains("a week is missing"), "{error}");
}

#[test]
fn more_arms_need_stronger_evidence() {
    let sums = [arm(1_000, 200, 1_000), arm(1_000, 262, 1_000)];
    let judged = |arms| judge(OPEN, Scale::Relative, arms, &[look(1, &sums, [200, 262])]).unwrap();
    assert_eq!(judged(2).verdict, Verdict::Higher);
    assert_eq!(judged(5).verdict, Verdict::CannotTell(Reason::Undecided));
    assert!(judge(OPEN, Scale::Relative, 1, &[]).is_err() && judge(OPEN, Scale::Relative, 2, &[]).is_err());
}

#[test]
fn incremental_revenue_is_the_difference_over_the_treated() {
    let sums = [arm(1_000, 200, 1_000), arm(500, 150, 1_000)];
    let judged = judge(OPEN, Scale::Relative, 2, &[look(1, &sums, [200, 150])]).unwrap();
    let (difference, interval) = judged.absolute.unwrap();
    let (whole, ends) = incremental(&judged).unwrap();
    assert!((whole - 500.0 * difference).abs() < 1e-9 && (ends.low - 500.0 * interval.low).abs() < 1e-9);
    let (diluted, ends) = over_all_assigned((difference, interval), 0.25);
    assert!((diluted - difference / 4.0).abs() < 1e-12 && (ends.high - interval.high / 4.0).abs() < 1e-12);
}

/// Lists of three slots from a logging policy, clicked now and then, for a new policy that swaps the first two items.
fn replayed(epsilon: f64) -> Replay {
    let logging = Logging { epsilon, candidates: 6, base: vec![0, 1, 2] };
    let mut random = Random::seeded(3);
    let mut replay = Replay::new(3).unwrap();
    for _ in 0..30_000 {
        let mut items = [0, 1, 2, 3, 4, 5];
        if random.share() < epsilon {
            (1..6).rev().for_each(|n| items.swap(n, random.below(n as u64 + 1) as usize));
        }
        let slots: Vec<Slot> = [1, 0, 2]
            .into_iter()
            .zip(items)
            .map(|(wanted, shown)| {
                // Item 1 is clicked most, and the first place.
                let chance = if shown == 1 { 0.3 } else { 0.1 };
                Slot { shown, wanted, candidate: true, reward: u32::from(random.share() < chance) }
            })
            .collect();
        replay.add(&logging.weigh(&slots).unwrap()).unwrap();
    }
    replay
}

#[test]
fn a_randomised_log_tells_the_value_and_a_deterministic_one_cannot() {
    let (value, interval) = replayed(0.3).judge(true).value.unwrap();
    assert!(interval.holds(0.5) && interval.high - interval.low < 0.1, "{value} {interval:?}");
    assert_eq!(replayed(0.0).judge(false).value.unwrap_err(), WhyNone::NotRandomised);
    assert_eq!(replayed(0.0).judge(true).value.unwrap_err(), WhyNone::NoSupport);
}
