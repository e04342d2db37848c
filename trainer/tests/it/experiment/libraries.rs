//! Computes what other libraries' formulas give on the reference experiment: they check our sums, and show what we do not use.

use pairwell_cli::experiment::comparison::Interval;
use pairwell_cli::experiment::cuped::adjust;
use pairwell_cli::experiment::sums::Moments;

use super::fixture::{ENDS, Figures, Fixture, Z, metric};
use super::formulas::{Parts, around, bisect, p_of, p_of_t, t_975, welch};

pub fn figures(fixture: &Fixture, figures: &mut Figures) {
    for name in ["conv", "rpv", "aov", "ctr", "attach", "rpv_cuped"] {
        growthbook("gb", name, fixture, figures);
        growthbook("gbhead", name, fixture, figures);
        tea_tasting(name, fixture, figures);
    }
    for name in ["conv", "rpv", "rpv_cuped", "ctr", "aov"] {
        confseq(name, fixture, figures);
    }
    for name in ["conv", "rpv", "rpv_cuped", "aov", "attach"] {
        spotify(name, fixture, figures);
    }
    for name in ["rpv", "aov", "ctr"] {
        cluster_experiments(name, fixture, figures);
    }
    plain_ratios(fixture, figures);
    revenue(fixture, figures);
    mixtures(figures);
}

/// The metric as most libraries see it: a conversion has the variance p(1 − p).
fn parts(fixture: &Fixture, name: &str) -> Parts {
    let parts = Parts::of(&fixture.compare(metric(name), 4));
    if name == "conv" { parts.binomial() } else { parts }
}

/// −2 ln α + ln(1 − 2 ln α): the approximation of K by GrowthBook and confseq.
fn approximate_strength(alpha: f64) -> f64 {
    let l = -2.0 * alpha.ln();
    l + (1.0 + l).ln()
}

/// Width in standard errors, and p-value, of the two-sided normal mixture with this r = K·N/T.
fn mixture(r: f64, z: f64) -> (f64, f64) {
    let width = ((1.0 + 1.0 / r) * ((1.0 + r).ln() - 2.0 * 0.05_f64.ln())).sqrt();
    (width, ((1.0 + r).sqrt() * (-z * z * r / (2.0 * (1.0 + r))).exp()).min(1.0))
}

fn growthbook(library: &str, name: &str, fixture: &Fixture, figures: &mut Figures) {
    let parts = parts(fixture, name);
    let relative = match name {
        "rpv_cuped" => relative_cuped(library, fixture),
        _ => (parts.relative(), parts.delta()),
    };
    let scales = [("absolute", (parts.difference(), parts.error())), ("relative", relative)];
    for (scale, (estimate, error)) in scales {
        let name = format!("{library}.{name}.{scale}");
        figures.put(format!("{name}.est"), estimate);
        figures.put(format!("{name}.se"), error);
        figures.put(format!("{name}.p"), p_of_t(estimate / error, parts.freedom()));
        figures.interval(&name, ENDS, around(estimate, t_975(parts.freedom()) * error));
        for tightest in [5_000.0, 20_000.0, 40_000.0] {
            let (width, p) = mixture(approximate_strength(0.05) * 40_000.0 / tightest, estimate / error);
            figures.put(format!("{name}.seq{tightest}.p"), p);
            figures.interval(&format!("{name}.seq{tightest}"), ENDS, around(estimate, width * error));
        }
    }
}

/// GrowthBook divides the adjusted difference by the raw mean of the control. Version 0.8.0 takes them for independent, the later one
/// takes their covariance into account.
fn relative_cuped(library: &str, fixture: &Fixture) -> (f64, f64) {
    let sums = fixture.sums(metric("rpv_cuped"), 4);
    let theta = adjust([&sums[0], &sums[1]], 1.0).unwrap().theta;
    let [a, b] = sums.map(|sums| sums.moments().unwrap());
    let quotient = b.mean_y / a.mean_y;
    let spread = |arm: Moments, scale: f64, of_x: f64| {
        arm.var_y * scale * scale - 2.0 * theta * arm.joint * scale * of_x + (theta * of_x).powi(2) * arm.var_x
    };
    let of_x = if library == "gb" { quotient } else { 1.0 };
    let square = spread(b, 1.0, 1.0) / b.devices + spread(a, quotient, of_x) / a.devices;
    (parts(fixture, "rpv_cuped").difference() / parts(fixture, "rpv").values[0], square.sqrt() / a.mean_y)
}

fn tea_tasting(name: &str, fixture: &Fixture, figures: &mut Figures) {
    let parts = Parts::of(&fixture.compare(metric(name), 4));
    let name = format!("tt.{name}");
    figures.put(format!("{name}.diff"), parts.difference());
    figures.put(format!("{name}.se"), parts.error());
    figures.put(format!("{name}.p"), p_of_t(parts.difference() / parts.error(), parts.freedom()));
    let half = t_975(parts.freedom()) * parts.error();
    figures.interval(&format!("{name}.diff"), ENDS, around(parts.difference(), half));
    figures.put(format!("{name}.rel"), parts.relative());
    let squares = parts.log_squares();
    let half = t_975(welch(squares, parts.sizes)) * squares.iter().sum::<f64>().sqrt();
    let log = around((1.0 + parts.relative()).ln(), half);
    figures.interval(&format!("{name}.rel"), ENDS, log.map(f64::exp_m1));
}

fn confseq(name: &str, fixture: &Fixture, figures: &mut Figures) {
    let parts = parts(fixture, name);
    let z = parts.difference() / parts.error();
    for tightest in [5_000.0, 20_000.0, 40_000.0, 80_000.0] {
        let (width, p) = mixture(approximate_strength(0.05) * 40_000.0 / tightest, z);
        let name = |sides| format!("cs.{name}.asymp_{sides}_sided.topt{tightest}");
        figures.put(name("two") + ".half", width * parts.error());
        figures.put(name("two") + ".p", p);
        let one = one_sided(40_000.0, tightest) / 200.0;
        figures.put(name("one") + ".half", one * parts.error());
    }
}

/// confseq's one-sided normal mixture bound at α .05, tightest at `best`.
fn one_sided(v: f64, best: f64) -> f64 {
    let rho = best / approximate_strength(0.1);
    let log = |s: f64| {
        let spread = v + rho;
        let below = 1.0 - p_of(s / spread.sqrt()) / 2.0;
        s * s / (2.0 * spread) + 0.5 * (4.0 * rho / spread).ln() + below.ln() + 0.05_f64.ln()
    };
    bisect(0.0, 100.0 * v.sqrt(), log)
}

fn spotify(name: &str, fixture: &Fixture, figures: &mut Figures) {
    let parts = match name {
        "conv" | "rpv" => parts(fixture, name),
        "rpv_cuped" => without_degree(fixture),
        _ => by_order(fixture, name),
    };
    let (difference, error) = (parts.difference(), parts.error());
    let t = (t_975(parts.freedom()), p_of_t(difference / error, parts.freedom()));
    let tests = [(".ZTest", (Z, p_of(difference / error))), (".StudentsTTest", t)];
    let tests = if name == "rpv_cuped" { vec![("", tests[0].1)] } else { tests.to_vec() };
    for (test, (reach, p)) in tests {
        let name = format!("sp.{name}{test}");
        let interval = around(difference, reach * error);
        figures.put(format!("{name}.diff"), difference);
        figures.put(format!("{name}.p"), p);
        figures.put(format!("{name}.rel"), parts.relative());
        figures.interval(&format!("{name}.diff"), ENDS, interval);
        figures.interval(&format!("{name}.rel"), ENDS, interval.map(|end| end / parts.values[0]));
    }
}

/// CUPED with the divisor n instead of n − 1 for all that the covariate is part of.
fn without_degree(fixture: &Fixture) -> Parts {
    let sums = fixture.sums(metric("rpv_cuped"), 4);
    let theta = adjust([&sums[0], &sums[1]], 1.0).unwrap().theta;
    let spread = |moments: Moments| {
        let covariate = (theta * theta * moments.var_x - 2.0 * theta * moments.joint) * (1.0 - 1.0 / moments.devices);
        (moments.var_y + covariate) / 1e4
    };
    Parts { spreads: sums.map(|sums| spread(sums.moments().unwrap())), ..parts(fixture, "rpv_cuped") }
}

/// spotify-confidence takes orders for independent: the squares of devices by the number of orders.
fn by_order(fixture: &Fixture, name: &str) -> Parts {
    let (_, y, x, unit) = metric(name);
    let arm = |arm| {
        let square = |device: &super::fixture::Device| (device.column(y) as f64 / unit).powi(2);
        let squares: f64 = fixture.devices.iter().filter(|device| device.arm == arm).map(square).sum();
        let (sum, orders) = (fixture.sum(arm, y) as f64 / unit, fixture.sum(arm, x) as f64);
        let value = sum / orders;
        let spread =
            if name == "attach" { value * (1.0 - value) } else { (squares - orders * value * value) / (orders - 1.0) };
        (value, spread, orders)
    };
    let [a, b] = [arm(0), arm(1)];
    Parts { values: [a.0, b.0], spreads: [a.1, b.1], sizes: [a.2, b.2] }
}

fn cluster_experiments(name: &str, fixture: &Fixture, figures: &mut Figures) {
    let mut parts = Parts::of(&fixture.compare(metric(name), 4));
    match name {
        // HC3: every residual by its leverage, 1/n.
        "rpv" => parts.sizes = parts.sizes.map(|n| n - 1.0),
        _ => parts = parts.of_population(),
    }
    let (difference, error) = (parts.difference(), parts.error());
    let name = format!("ce.{name}");
    figures.put(format!("{name}.diff"), difference);
    figures.put(format!("{name}.se"), error);
    figures.put(format!("{name}.p"), p_of(difference / error));
    figures.interval(&name, ENDS, around(difference, Z * error));
}

/// Ratio metrics with the normal instead of t, and the naive errors by event.
fn plain_ratios(fixture: &Fixture, figures: &mut Figures) {
    for name in ["aov", "ctr", "attach", "ipo"] {
        let parts = parts(fixture, name);
        let (difference, error) = (parts.difference(), parts.error());
        figures.put(format!("{name}.control"), parts.values[0]);
        figures.put(format!("{name}.treatment"), parts.values[1]);
        figures.put(format!("{name}.diff"), difference);
        figures.put(format!("{name}.diff.se.delta"), error);
        figures.put(format!("{name}.diff.delta_z.p"), p_of(difference / error));
        figures.interval(&format!("{name}.diff.delta_z"), ENDS, around(difference, Z * error));
        figures.put(format!("{name}.rel"), parts.relative());
        figures.put(format!("{name}.rel.se.delta"), parts.delta());
    }
    for (name, x) in [("ctr", "views"), ("attach", "orders")] {
        let parts = Parts::of(&fixture.compare(metric(name), 4)).binomial();
        let events = Parts { sizes: [0, 1].map(|arm| fixture.sum(arm, x) as f64), ..parts };
        figures.put(format!("{name}.diff.se.naive_binomial"), events.error());
    }
}

fn revenue(fixture: &Fixture, figures: &mut Figures) {
    let found = fixture.compare(metric("rpv"), 4);
    let parts = Parts::of(&found);
    figures.put("rpv.rel.se.delta", parts.delta());
    figures.interval("rpv.rel.delta_z", ENDS, around(parts.relative(), Z * parts.delta()));
    let log = parts.log_squares().iter().sum::<f64>().sqrt();
    figures.put("rpv.rel.se_log", log);
    figures.interval("rpv.rel.log_z", ENDS, around((1.0 + parts.relative()).ln(), Z * log).map(f64::exp_m1));
    let ignoring = around(parts.difference(), Z * parts.error());
    figures.interval("rpv.rel.ignoring_control_var", ENDS, ignoring.map(|end| end / parts.values[0]));
    let pooled = found.absolute();
    figures.put("rpv.diff.student.p", p_of_t(pooled.z(), found.devices() as f64 - 2.0));
}

/// Boundaries of confseq that are not for differences of arms.
fn mixtures(figures: &mut Figures) {
    figures.put("rho2xT.gbstats", approximate_strength(0.05));
    let l = -2.0 * 0.05_f64.ln() - 0.05 * 0.05;
    figures.put("rho2xT.confseq.rho2_opt", l + (1.0 + l).ln());
    figures.put("half_over_SE.gb_default.N=40000", mixture(approximate_strength(0.05) * 8.0, 0.0).0);
    figures.put("cs.normal_mixture(v=10000,a=.05,vopt=10000,1-sided)", one_sided(1e4, 1e4));
    let two = mixture(approximate_strength(0.05), 0.0).0 * 100.0;
    figures.put("cs.normal_mixture(v=10000,a=.05,vopt=10000,2-sided)", two);
    let cases = [
        ("control", 953, 20_049, 2e4),
        ("treatment", 1_070, 19_951, 2e4),
        ("small", 10, 500, 500.0),
        ("zero", 0, 500, 500.0),
    ];
    for (name, hits, trials, tightest) in cases {
        let Interval { low, high } = beta_binomial(f64::from(hits), f64::from(trials), tightest);
        figures.put(format!("cs.bernoulli.{name}.low"), low);
        figures.put(format!("cs.bernoulli.{name}.high"), high);
    }
    figures.put("cs.poly_stitching(v=10000,a=.05,vmin=100)", stitched());
}

/// confseq's interval of a share by a beta-binomial mixture.
fn beta_binomial(hits: f64, trials: f64, tightest: f64) -> Interval {
    use statrs::function::beta::ln_beta;
    let beyond = |p: f64| {
        let variance = p * (1.0 - p);
        let r = (tightest * variance / approximate_strength(0.05) - variance).max(1e-3 * variance);
        let (a, b) = (r / (1.0 - p), r / p);
        let evidence = ln_beta(a + hits, b + trials - hits) - ln_beta(a, b);
        evidence - hits * p.ln() - (trials - hits) * (1.0 - p).ln() + 0.05_f64.ln()
    };
    let share = hits / trials;
    let low = if hits > 0.0 { bisect(1e-9, share, |p| -beyond(p)) } else { 0.0 };
    Interval { low, high: bisect(share.max(1e-9), 0.999, beyond) }
}

/// The polynomial stitched bound of Howard et al. with s = 1.4 and η = 2 at v = 10 000, v_min = 100, α = .05.
fn stitched() -> f64 {
    let (s, eta, v): (f64, f64, f64) = (1.4, 2.0, 1e4);
    // ζ(1.4) by Euler and Maclaurin.
    let n = 1_000.0_f64;
    let zeta = (1..1_000).map(|k| f64::from(k).powf(-s)).sum::<f64>()
        + n.powf(1.0 - s) / (s - 1.0)
        + n.powf(-s) / 2.0
        + s * n.powf(-s - 1.0) / 12.0;
    let l = s * (eta * v / 100.0).ln().ln() + (zeta / (0.05 * eta.ln().powf(s))).ln();
    (eta.powf(0.25) + eta.powf(-0.25)) / 2_f64.sqrt() * (v * l).sqrt()
}
