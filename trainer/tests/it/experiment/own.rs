//! Computes with our own methods what the reference values call own, srm, power and cs.

use pairwell_cli::experiment::alarms::{always_valid, sample_ratio};
use pairwell_cli::experiment::comparison::Comparison;
use pairwell_cli::experiment::cuped::adjust;
use pairwell_cli::experiment::power::per_arm;
use pairwell_cli::experiment::sequence::{Sequence, strength};
use pairwell_cli::experiment::{fixed, weekly};

use super::fixture::{ENDS, Figures, Fixture, METRICS, Z, metric};
use super::formulas::{bisect, p_of};

const LOW_HIGH: [&str; 2] = [".low", ".high"];
const Z_80: f64 = 0.841_621_233_572_914_3;

pub fn figures(fixture: &Fixture, figures: &mut Figures) {
    metrics(fixture, figures);
    weeks(fixture, figures);
    splits(fixture, figures);
    boundaries(figures);
    plans(fixture, figures);
    fixed_looks(fixture, figures);
    cuped(fixture, figures);
}

fn metrics(fixture: &Fixture, figures: &mut Figures) {
    let sequence = Sequence::new(0.05, 20_000).unwrap();
    for metric in METRICS {
        let (found, devices) = (fixture.compare(metric, 4), 40_000.0);
        let (log, absolute) = (found.logarithmic().unwrap(), found.absolute());
        let mut put = |name: &str, value| figures.put(format!("own.{}.{name}", metric.0), value);
        put("control", found.control.value);
        put("treatment", found.treatment.value);
        put("rel", found.relative());
        put("log.se_pooled", log.error);
        put("log.z", log.z());
        put("abs.se_pooled", absolute.error);
        put("cs.T20000.p", sequence.p_value(log.z(), devices));
        let reach = sequence.reach(devices);
        let name = |what| format!("own.{}.{what}", metric.0);
        figures.interval(&name("rel.fixed95"), LOW_HIGH, fixed::relative(&found, 0.05).unwrap());
        figures.interval(&name("rel.cs95.T20000"), LOW_HIGH, log.interval(reach).map(f64::exp_m1));
        figures.interval(&name("abs.cs95.T20000"), LOW_HIGH, absolute.interval(reach));
    }
}

fn weeks(fixture: &Fixture, figures: &mut Figures) {
    let sequence = Sequence::new(0.05, 20_000).unwrap();
    for name in ["conv", "rpv"] {
        let mut smallest = 1.0;
        for week in 1..=4 {
            let found = fixture.compare(metric(name), week);
            let (log, devices) = (found.logarithmic().unwrap(), found.devices() as f64);
            let p = sequence.p_value(log.z(), devices);
            smallest = p.min(smallest);
            let interval = log.interval(sequence.reach(devices)).map(f64::exp_m1);
            figures.interval(&format!("own.{name}.week{week}"), [".cs_low", ".cs_high"], interval);
            let parts = [("n", devices), ("rel", found.relative()), ("p", p), ("p_running_min", smallest)];
            for (part, value) in parts {
                figures.put(format!("own.{name}.week{week}.{part}"), value);
            }
        }
    }
}

fn splits(fixture: &Fixture, figures: &mut Figures) {
    let cases: [(&[u64], &[f64]); 7] = [
        (&[20_049, 19_951], &[0.5, 0.5]),
        (&[20_400, 19_600], &[0.5, 0.5]),
        (&[20_500, 19_500], &[0.5, 0.5]),
        (&[17_600, 2_400], &[0.9, 0.1]),
        (&[5_200, 4_800], &[0.5, 0.5]),
        (&[520, 480], &[0.5, 0.5]),
        (&[6_800, 3_200, 3_300], &[0.5, 0.25, 0.25]),
    ];
    for (devices, shares) in cases {
        let (name, split) = (format!("{devices:?}.{shares:?}"), sample_ratio(devices, shares).unwrap());
        let arms: Vec<_> = devices.iter().map(|n| *n as f64).zip(shares.iter().copied()).collect();
        figures.put(format!("srm.pearson.{name}"), split.p);
        figures.put(format!("srm.seq_k100.{name}"), split.always_valid_p);
        figures.put(format!("srm.seq_k10000.{name}"), always_valid(&arms, 10_000.0));
    }
    let split = sample_ratio(&fixture.sizes(), &[0.5, 0.5]).unwrap();
    for name in ["srm.chi2.p", "gb.srm.p", "gbhead.srm.p", "sp.srm.p"] {
        figures.put(name, split.p);
    }
    figures.put("savvi.srm.seq_k100.single", split.always_valid_p);
}

fn boundaries(figures: &mut Figures) {
    for alpha in [0.01, 0.05, 0.1, 0.2] {
        figures.put(format!("cs.k2(alpha={alpha})"), strength(alpha).unwrap());
        figures.put(format!("cs.c_min(alpha={alpha})"), Sequence::new(alpha, 1).unwrap().reach(1.0));
    }
    figures.put("rho2xT.exact_lambertW", strength(0.05).unwrap());
    let sequence = Sequence::new(0.05, 1).unwrap();
    figures.put("half_over_SE.at_T.exact", sequence.reach(1.0));
    for times in ["0.1", "0.25", "0.5", "1", "2", "4", "8", "16"] {
        figures.put(format!("half_over_SE.N/T={times}"), sequence.reach(times.parse().unwrap()));
    }
    let looks: [(u32, &[usize]); 3] = [(4, &[1, 2, 4]), (10, &[1, 2, 5, 10]), (20, &[1, 2, 10, 20])];
    for (weeks, looks) in looks {
        let bounds = weekly::even_bounds(0.05, weeks).unwrap();
        looks.iter().for_each(|look| figures.put(format!("sp.gs.rho2.K{weeks}.z[{look}]"), bounds[look - 1]));
    }
}

fn plans(fixture: &Fixture, figures: &mut Figures) {
    let revenue = fixture.compare(metric("rpv"), 4).control;
    let variation = revenue.variance / (revenue.value * revenue.value);
    figures.put("rpv.control.cv2", variation);
    let last = |weeks| *weekly::even_bounds(0.05, weeks).unwrap().last().unwrap();
    let reaches = [
        ("fixed", Z),
        ("always_valid_T=N", Sequence::new(0.05, 1).unwrap().reach(1.0)),
        ("group_seq_K4_rho2", last(4)),
        ("group_seq_K20_rho2", last(20)),
    ];
    let shares = [0.05 * 0.95, 0.0525 * 0.9475];
    for (name, reach) in reaches {
        figures.put(format!("power.{name}.n_per_arm(5%->5.25%,80%)"), per_arm(reach, 0.8, shares, 0.0025));
        figures.put(format!("power.{name}.n_per_arm(rpv +5%, control cv2)"), per_arm(reach, 0.8, [variation; 2], 0.05));
    }
    figures.put("power.unpooled.n_per_arm(5%->5.25%)", per_arm(Z, 0.8, shares, 0.0025));
    for name in ["ttest", "z", "closed_form"] {
        let needed = per_arm(Z, 0.8, [variation; 2], 0.05);
        figures.put(format!("power.{name}.n_per_arm(mde5%,rpv)"), needed);
    }
    let angle = 2.0 * (0.0525_f64.sqrt().asin() - 0.05_f64.sqrt().asin());
    figures.put("power.arcsine.n_per_arm(5%->5.25%)", per_arm(Z, 0.8, [1.0; 2], angle));
    figures.put("tt.power.n_total(mde5%,rpv both arms pooled sd)", 2.0 * with_t(fixture).ceil());
    let tail = 2.241_402_727_604_947 + Z_80;
    figures.put("power.2indep.n_per_arm(5%->5.25%)", tail * tail * (shares[0] + shares[1]) / 0.0025_f64.powi(2));
}

/// Devices per arm for 5 % more revenue by Student's t with both tails, as tea-tasting solves it: z and z²/4.
fn with_t(fixture: &Fixture) -> f64 {
    let [mut both, treatment] = fixture.sums(metric("rpv"), 4);
    both.merge(&treatment).unwrap();
    let moments = both.moments().unwrap();
    let effect = 0.05 * moments.mean_y / moments.var_y.sqrt();
    let power = |n: f64| {
        let shift = effect * (n / 2.0).sqrt();
        1.0 - p_of(shift - Z) / 2.0 + p_of(shift + Z) / 2.0
    };
    bisect(1e5, 1e6, |n| power(n) - 0.8) + Z * Z / 4.0
}

/// Welch, Fieller and Wilson, which ours are.
fn fixed_looks(fixture: &Fixture, figures: &mut Figures) {
    let compare = |name| fixture.compare(metric(name), 4);
    for (name, p) in [("conv", true), ("rpv", true), ("mpv", false)] {
        let (found, prefix) = (compare(name), format!("{name}.diff.welch"));
        let welch = fixed::welch(&found, 0.05).unwrap();
        figures.put(format!("{prefix}.p"), welch.p);
        figures.put(format!("{name}.diff"), found.difference());
        if p {
            figures.put(format!("{prefix}.df"), welch.freedom);
            figures.interval(&prefix, ENDS, welch.interval);
            figures.put(format!("{name}.control"), found.control.value);
            figures.put(format!("{name}.treatment"), found.treatment.value);
        }
    }
    let revenue = compare("rpv");
    let welch = fixed::welch(&revenue, 0.05).unwrap();
    figures.put("rpv.diff.se", welch.error);
    figures.interval("rpv.diff.sm_welch", ENDS, welch.interval);
    figures.put("rpv.rel", revenue.relative());
    figures.interval("rpv.rel.fieller_z", ENDS, fixed::fieller(&revenue, 0.05).unwrap());
    let arms = fixture.sizes();
    for (arm, name) in ["control", "treatment"].into_iter().enumerate() {
        let wilson = fixed::wilson(fixture.sum(arm, "conv") as u64, arms[arm], 0.05).unwrap();
        figures.interval(&format!("conv.{name}.wilson"), ENDS, wilson);
    }
}

fn cuped(fixture: &Fixture, figures: &mut Figures) {
    let [a, b] = fixture.sums(metric("rpv_cuped"), 4);
    let adjusted = adjust([&a, &b], 100.0).unwrap();
    let [control, treatment] = adjusted.arms;
    let found = Comparison { control, treatment };
    let welch = fixed::welch(&found, 0.05).unwrap();
    let raw = fixture.compare(metric("rpv"), 4);
    // The fixture's covariate is in cents, as its revenue is.
    figures.put("cuped.theta.total", 100.0 * adjusted.theta);
    figures.put("rpv.pre.corr", adjusted.saved.sqrt());
    let before = fixed::welch(&raw, 0.05).unwrap().error;
    figures.put("rpv.cuped.variance_reduction", 1.0 - (welch.error / before).powi(2));
    figures.interval("rpv.cuped_total", ENDS, welch.interval);
    let parts = [
        ("diff", found.difference()),
        ("se", welch.error),
        ("p", welch.p),
        ("mean_control", control.value),
        ("mean_treatment", treatment.value),
        ("rel", found.relative()),
        ("rel_unadj_base", found.difference() / raw.control.value),
    ];
    for (part, value) in parts {
        figures.put(format!("rpv.cuped_total.{part}"), value);
    }
}
