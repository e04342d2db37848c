//! Computes the classical tests of tables, ranks and regressions on the reference experiment, as scipy and statsmodels do.

use pairwell_cli::experiment::alarms::sample_ratio;
use statrs::distribution::{Binomial, DiscreteCDF};
use statrs::function::factorial::ln_binomial;

use super::fixture::{ENDS, Figures, Fixture, Z, metric};
use super::formulas::{Parts, around, bisect, p_of};

pub fn figures(fixture: &Fixture, figures: &mut Figures) {
    counts(fixture, figures);
    splits(fixture, figures);
    let arms = fixture.sizes();
    let table = Table { hits: [0, 1].map(|arm| fixture.sum(arm, "conv") as f64), cases: arms.map(|n| n as f64) };
    shares(&table, figures);
    chi_square(&table, figures);
    score(&table, figures);
    figures.put("rpv.mannwhitney.p", ranks(fixture));
}

fn counts(fixture: &Fixture, figures: &mut Figures) {
    for (arm, name) in ["control", "treatment"].into_iter().enumerate() {
        figures.put(format!("n_{name}"), fixture.sizes()[arm] as f64);
        for column in ["orders", "attached", "items", "views", "clicks", "adds", "revenue_cents", "margin_cents"] {
            figures.put(format!("sum_{column}_{name}"), fixture.sum(arm, column) as f64);
        }
    }
}

fn splits(fixture: &Fixture, figures: &mut Figures) {
    let [a, b] = fixture.sizes();
    let exact = 2.0 * Binomial::new(0.5, a + b).unwrap().cdf(a.min(b));
    let corrected = p_of((a.abs_diff(b) as f64 - 1.0) / ((a + b) as f64).sqrt());
    let plain = p_of(a.abs_diff(b) as f64 / ((a + b) as f64).sqrt());
    figures.put("savvi.srm.seq.p(20 looks, running min, k=100)", smallest(fixture));
    figures.put("srm.binom.p", exact);
    figures.put("tt.srm.p", corrected);
    for (method, with, without) in [("auto", corrected, plain), ("norm", corrected, plain), ("binom", exact, exact)] {
        figures.put(format!("tt.srm.{method}.correction=True.p"), with);
        figures.put(format!("tt.srm.{method}.correction=False.p"), without);
    }
}

/// The smallest always-valid p-value of the split, at 20 looks of 2 000 devices.
fn smallest(fixture: &Fixture) -> f64 {
    let (mut devices, mut smallest) = ([0, 0], 1.0_f64);
    for part in fixture.devices.chunks(2_000) {
        part.iter().for_each(|device| devices[device.arm] += 1);
        smallest = smallest.min(sample_ratio(&devices, &[0.5, 0.5]).unwrap().always_valid_p);
    }
    smallest
}

/// Buyers and devices, control first.
struct Table {
    hits: [f64; 2],
    cases: [f64; 2],
}

impl Table {
    fn parts(&self) -> Parts {
        let values = [0, 1].map(|arm| self.hits[arm] / self.cases[arm]);
        Parts { values, spreads: [0.0; 2], sizes: self.cases }.binomial()
    }

    /// The standard error if both arms have the same share, and that share.
    fn pooled(&self) -> (f64, f64) {
        let share = self.hits.iter().sum::<f64>() / self.cases.iter().sum::<f64>();
        ((share * (1.0 - share) * self.cases.iter().map(|n| 1.0 / n).sum::<f64>()).sqrt(), share)
    }
}

fn shares(table: &Table, figures: &mut Figures) {
    let parts = table.parts();
    let (difference, error) = (parts.difference(), parts.error());
    figures.put("conv.diff.se.unpooled", error);
    figures.put("conv.diff.ztest_unpooled.p", p_of(difference / error));
    figures.interval("conv.diff.wald", ENDS, around(difference, Z * error));
    let caffo = Table { hits: table.hits.map(|hits| hits + 1.0), cases: table.cases.map(|n| n + 2.0) }.parts();
    figures.interval("conv.diff.agresti-caffo", ENDS, around(caffo.difference(), Z * caffo.error()));
    let wilson = [0, 1].map(|arm| wilson(table.hits[arm], table.cases[arm]));
    let [a, b] = parts.values;
    let low = difference - ((b - wilson[1].0).powi(2) + (wilson[0].1 - a).powi(2)).sqrt();
    let high = difference + ((wilson[1].1 - b).powi(2) + (a - wilson[0].0).powi(2)).sqrt();
    figures.put("conv.diff.newcomb.ci_low", low);
    figures.put("conv.diff.newcomb.ci_high", high);
    for (name, more) in [("log", 0.0), ("log-adjusted", 0.5)] {
        let (hits, cases) = (table.hits.map(|hits| hits + more), table.cases.map(|n| n + more));
        let square: f64 = [0, 1].map(|arm| 1.0 / hits[arm] - 1.0 / cases[arm]).iter().sum();
        let log = around((hits[1] / cases[1] / (hits[0] / cases[0])).ln(), Z * square.sqrt());
        figures.interval(&format!("conv.rel.{name}"), ENDS, log.map(f64::exp_m1));
    }
}

fn wilson(hits: f64, n: f64) -> (f64, f64) {
    let (share, z) = (hits / n, Z);
    let (centre, widened) = (share + z * z / (2.0 * n), 1.0 + z * z / n);
    let half = z * (share * (1.0 - share) / n + z * z / (4.0 * n * n)).sqrt();
    ((centre - half) / widened, (centre + half) / widened)
}

fn chi_square(table: &Table, figures: &mut Figures) {
    let (difference, (error, share)) = (table.parts().difference(), table.pooled());
    for name in ["conv.chi2.p", "conv.diff.ztest_pooled.p", "sp.conv.chi2.p"] {
        figures.put(name, p_of(difference / error));
    }
    // Yates' correction.
    let correction = table.cases.iter().map(|n| 0.5 / n).sum::<f64>();
    let corrected = p_of((difference.abs() - correction) / error);
    figures.put("conv.chi2_yates.p", corrected);
    figures.put("tt.conv_prop.p", corrected);
    figures.put("tt.conv_prop.diff", difference);
    figures.put("tt.conv_prop.rel", table.parts().relative());
    figures.interval("tt.conv_prop.diff", ENDS, around(difference, Z * error + correction));
    let half = (Z * error) / share + correction / table.parts().values[0];
    let log = around((1.0 + table.parts().relative()).ln(), half);
    figures.interval("tt.conv_prop.rel", ENDS, log.map(f64::exp_m1));
    figures.put("conv.fisher.p", fisher(table));
}

/// Fisher's exact test, two-sided: all tables that are not more probable.
fn fisher(table: &Table) -> f64 {
    let ([a, b], [n, m]) = (table.hits.map(|h| h as u64), table.cases.map(|n| n as u64));
    let hits = a + b;
    let log = |first: u64| ln_binomial(n, first) + ln_binomial(m, hits - first) - ln_binomial(n + m, hits);
    let observed = log(a);
    (hits.saturating_sub(m)..=hits.min(n)).map(log).filter(|log| *log <= observed + 1e-7).map(f64::exp).sum()
}

/// Score intervals of the difference and the quotient, with the correction N/(N − 1) (Miettinen & Nurminen).
fn score(table: &Table, figures: &mut Figures) {
    let ([a, b], [n, m]) = (table.parts().values, table.cases);
    let widened = (n + m) / (n + m - 1.0);
    // The likeliest share of the control if the treatment's is θ times it.
    let fitted = |theta: f64| {
        let slope = |p: f64| n * (p - a) / (p * (1.0 - p)) + m * (theta * p - b) / (p * (1.0 - theta * p));
        bisect(0.03, 0.07, slope)
    };
    let difference = |delta: f64| {
        let p = bisect(0.03, 0.07, |p| -cubic(table, delta, p));
        let q = p + delta;
        (b - a - delta) / ((p * (1.0 - p) / n + q * (1.0 - q) / m) * widened).sqrt()
    };
    figures.put("conv.diff.score.ci_low", bisect(-0.002, 0.006, |delta| Z - difference(delta)));
    figures.put("conv.diff.score.ci_high", bisect(0.006, 0.02, |delta| -Z - difference(delta)));
    let quotient = |theta: f64| {
        let p = fitted(theta);
        let q = theta * p;
        (b - theta * a) / ((q * (1.0 - q) / m + theta * theta * p * (1.0 - p) / n) * widened).sqrt()
    };
    figures.put("conv.rel.score.ci_low", bisect(0.95, 1.12, |theta| Z - quotient(theta)) - 1.0);
    figures.put("conv.rel.score.ci_high", bisect(1.12, 1.35, |theta| -Z - quotient(theta)) - 1.0);
}

/// The cubic whose root is the likeliest share of the control if the treatment's is δ more. statsmodels 0.15.0 has x₀δ in its linear
/// term where Miettinen & Nurminen have n₀δ, which moves the upper end by 2·10⁻⁶.
fn cubic(table: &Table, delta: f64, p: f64) -> f64 {
    let ([x, y], [n, m]) = (table.hits, table.cases);
    let square = (m + 2.0 * n) * delta - n - m - x - y;
    let linear = (x * delta - n - m - 2.0 * x) * delta + x + y;
    (n + m) * p.powi(3) + square * p * p + linear * p + x * delta * (1.0 - delta)
}

/// Mann and Whitney's test of revenue, with ties and continuity correction.
fn ranks(fixture: &Fixture) -> f64 {
    let revenue = metric("rpv").1;
    let mut devices: Vec<(i64, usize)> =
        fixture.devices.iter().map(|device| (device.column(revenue), device.arm)).collect();
    devices.sort_unstable();
    let (mut rank, mut sum, mut ties) = (0.0, 0.0, 0.0);
    for alike in devices.chunk_by(|a, b| a.0 == b.0) {
        let t = alike.len() as f64;
        sum += (rank + (t + 1.0) / 2.0) * alike.iter().filter(|(_, arm)| *arm == 1).count() as f64;
        ties += t * t * t - t;
        rank += t;
    }
    let [n, m] = fixture.sizes().map(|n| n as f64);
    let (u, total) = (sum - m * (m + 1.0) / 2.0, n + m);
    let spread = (n * m / 12.0 * (total + 1.0 - ties / (total * (total - 1.0)))).sqrt();
    p_of(((u - n * m / 2.0).abs() - 0.5) / spread)
}
