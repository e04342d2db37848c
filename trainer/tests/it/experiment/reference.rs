//! Compares every reference value with what we compute; those that are not computed are named, with the reason.

use super::fixture::{self, Figures, Fixture};
use super::{libraries, own, regressions, replayed, tables};

#[derive(serde::Deserialize)]
struct Reference {
    values: Vec<Value>,
}

#[derive(serde::Deserialize)]
struct Value {
    name: String,
    value: f64,
    tolerance: Tolerance,
}

#[derive(serde::Deserialize)]
struct Tolerance {
    abs: Option<f64>,
    rel: Option<f64>,
}

impl Value {
    fn is_near(&self, found: f64) -> bool {
        let allowed = self.tolerance.abs.unwrap_or(0.0) + self.tolerance.rel.unwrap_or(0.0) * self.value.abs();
        (found - self.value).abs() <= allowed
    }
}

/// Beginnings of the names that are not computed here, and why.
const LEFT_OUT: &[(&str, &str)] = &[
    ("clv.", "BTYD of CDNOW, whose orders are not here; it is not to be printed as measured"),
    ("ope.SIPS.boot", "bootstrap ends need numpy's generator"),
    ("ope.IIPS.boot", "bootstrap ends need numpy's generator"),
    ("ope.RIPS.boot", "bootstrap ends need numpy's generator"),
    ("ope.SNSIPS.boot", "bootstrap ends need numpy's generator"),
    ("ope.SNIIPS.boot", "bootstrap ends need numpy's generator"),
    ("ope.SNRIPS.boot", "bootstrap ends need numpy's generator"),
    ("rho2xT.numeric_min", "the error of scipy's minimiser is above the tolerance; the exact value is met"),
];

#[test]
fn every_reference_value_is_met_within_its_tolerance() {
    let (Some(path), Some(fixture)) = (fixture::reference("reference-values.json"), Fixture::read()) else { return };
    let reference: Reference = serde_json::from_slice(&std::fs::read(path).unwrap()).unwrap();
    let mut figures = Figures::default();
    own::figures(&fixture, &mut figures);
    libraries::figures(&fixture, &mut figures);
    tables::figures(&fixture, &mut figures);
    regressions::figures(&fixture, &mut figures);
    replayed::figures(&mut figures);
    let (mut wrong, mut met) = (Vec::new(), 0);
    for value in &reference.values {
        let left_out = LEFT_OUT.iter().any(|(beginning, _)| value.name.starts_with(beginning));
        match figures.0.remove(&value.name) {
            Some(found) if value.is_near(found) && !left_out => met += 1,
            Some(found) => wrong.push(format!("{}: {found} is not {}", value.name, value.value)),
            None if left_out => {}
            None => wrong.push(format!("{}: not computed; it is {}", value.name, value.value)),
        }
    }
    let stale =
        |(beginning, _): &&(&str, &str)| !reference.values.iter().any(|value| value.name.starts_with(beginning));
    wrong.extend(LEFT_OUT.iter().filter(stale).map(|(beginning, _)| format!("{beginning}: no such reference value")));
    wrong.extend(figures.0.keys().map(|name| format!("{name}: computed, and no reference value")));
    assert!(wrong.is_empty(), "{met} of {} met; {} not:\n{}", reference.values.len(), wrong.len(), wrong.join("\n"));
}
