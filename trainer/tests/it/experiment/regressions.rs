//! Computes regressions on the reference experiment with robust errors, as statsmodels and cluster-experiments do.

use super::fixture::{ENDS, Figures, Fixture, Z, metric};
use super::formulas::{Parts, around, p_of, p_of_t, t_975};

pub fn figures(fixture: &Fixture, figures: &mut Figures) {
    within(fixture, figures);
    ratios(fixture, figures);
    let mean = fixture.devices.iter().map(covariate).sum::<f64>() / fixture.devices.len() as f64;
    let arm = |device: &super::fixture::Device| device.arm as f64;
    let plain = Fit::of(fixture, |device| [1.0, arm(device), covariate(device)]);
    figures.put("rpv.ancova.diff", plain.effect);
    figures.put("rpv.ancova.se_classic", plain.classic);
    figures.put("rpv.ancova.se_hc1", plain.hc1);
    let lin = Fit::of(fixture, |device| {
        let x = covariate(device) - mean;
        [1.0, arm(device), x, arm(device) * x]
    });
    figures.put("rpv.lin.diff", lin.effect);
    figures.put("rpv.lin.se_hc2", lin.hc2);
    figures.put("ce.rpv_cuped.diff", plain.effect);
    figures.put("ce.rpv_cuped.se", plain.hc3);
    figures.put("ce.rpv_cuped.p", p_of(plain.effect / plain.hc3));
    figures.interval("ce.rpv_cuped", ENDS, around(plain.effect, Z * plain.hc3));
}

fn covariate(device: &super::fixture::Device) -> f64 {
    device.column("pre_cents") as f64 / 100.0
}

/// CUPED with θ within arms.
fn within(fixture: &Fixture, figures: &mut Figures) {
    let moments = fixture.sums(metric("rpv_cuped"), 4).map(|sums| sums.moments().unwrap());
    let [a, b] = moments;
    let theta = ((a.devices - 1.0) * a.joint + (b.devices - 1.0) * b.joint)
        / ((a.devices - 1.0) * a.var_x + (b.devices - 1.0) * b.var_x);
    let mean = (a.devices * a.mean_x + b.devices * b.mean_x) / (a.devices + b.devices);
    let parts = Parts {
        values: moments.map(|arm| (arm.mean_y - theta * (arm.mean_x - mean)) / 100.0),
        spreads: moments.map(|arm| (arm.var_y - 2.0 * theta * arm.joint + theta * theta * arm.var_x) / 1e4),
        sizes: moments.map(|arm| arm.devices),
    };
    let (difference, error) = (parts.difference(), parts.error());
    figures.put("cuped.theta.within", theta);
    figures.interval("rpv.cuped_within", ENDS, around(difference, t_975(parts.freedom()) * error));
    let found = [
        ("diff", difference),
        ("se", error),
        ("p", p_of_t(difference / error, parts.freedom())),
        ("mean_control", parts.values[0]),
        ("mean_treatment", parts.values[1]),
        ("rel", parts.relative()),
        ("rel_unadj_base", difference / (a.mean_y / 100.0)),
    ];
    for (part, value) in found {
        figures.put(format!("rpv.cuped_within.{part}"), value);
    }
}

/// Ratios as weighted regressions over the devices whose denominator is above 0, HC1.
fn ratios(fixture: &Fixture, figures: &mut Figures) {
    for (name, x) in [("ctr", "views"), ("aov", "orders")] {
        let parts = Parts::of(&fixture.compare(metric(name), 4)).of_population();
        let rows = fixture.devices.iter().filter(|device| device.column(x) > 0).count() as f64;
        figures.put(format!("{name}.diff.se.wls_hc1"), parts.error() * (rows / (rows - 2.0)).sqrt());
    }
}

/// A regression of revenue: the second coefficient, which is the arm's, and its errors.
struct Fit {
    effect: f64,
    classic: f64,
    hc1: f64,
    hc2: f64,
    hc3: f64,
}

impl Fit {
    fn of<const K: usize>(fixture: &Fixture, row: impl Fn(&super::fixture::Device) -> [f64; K]) -> Self {
        let rows: Vec<([f64; K], f64)> =
            fixture.devices.iter().map(|device| (row(device), device.column("revenue_cents") as f64 / 100.0)).collect();
        let (mut squares, mut products) = ([[0.0; K]; K], [0.0; K]);
        for (x, y) in &rows {
            for k in 0..K {
                products[k] += x[k] * y;
                (0..K).for_each(|l| squares[k][l] += x[k] * x[l]);
            }
        }
        let inverse = inverse(squares);
        let times = |vector: &[f64; K]| inverse.map(|row| row.iter().zip(vector).map(|(a, b)| a * b).sum::<f64>());
        let beta = times(&products);
        let (n, k) = (rows.len() as f64, K as f64);
        let [mut residual, mut plain, mut hc2, mut hc3] = [0.0; 4];
        for (x, y) in &rows {
            let mapped = times(x);
            let dot = |a: &[f64; K]| a.iter().zip(x).map(|(a, b)| a * b).sum::<f64>();
            let (error, leverage) = ((y - dot(&beta)).powi(2), dot(&mapped));
            let part = mapped[1] * mapped[1] * error;
            residual += error;
            plain += part;
            hc2 += part / (1.0 - leverage);
            hc3 += part / (1.0 - leverage).powi(2);
        }
        Self {
            effect: beta[1],
            classic: (residual / (n - k) * inverse[1][1]).sqrt(),
            hc1: (plain * n / (n - k)).sqrt(),
            hc2: hc2.sqrt(),
            hc3: hc3.sqrt(),
        }
    }
}

/// The inverse of a symmetric matrix by Gauss and Jordan.
fn inverse<const K: usize>(mut matrix: [[f64; K]; K]) -> [[f64; K]; K] {
    let mut inverse = [[0.0; K]; K];
    (0..K).for_each(|k| inverse[k][k] = 1.0);
    for pivot in 0..K {
        let scale = matrix[pivot][pivot];
        for column in 0..K {
            matrix[pivot][column] /= scale;
            inverse[pivot][column] /= scale;
        }
        for row in (0..K).filter(|row| *row != pivot) {
            let factor = matrix[row][pivot];
            for column in 0..K {
                matrix[row][column] -= factor * matrix[pivot][column];
                inverse[row][column] -= factor * inverse[pivot][column];
            }
        }
    }
    inverse
}
