//! Fuzzes the compiler of experiments.toml: any text gives findings within it, or experiments that may stay as they are.
#![no_main]

use libfuzzer_sys::fuzz_target;
use pairwell_fuzz::fits_a_screen;
use pairwell_rules::experiments::read;

fuzz_target!(|text: &str| {
    let first = read(text, None);
    let lines = text.lines().count().max(1) as u32;
    for finding in &first.findings {
        assert!((1..=lines + 1).contains(&finding.line), "line {} of {lines}", finding.line);
        fits_a_screen(finding);
    }
    let Some(experiments) = first.experiments else { return };
    for (experiment, arm) in experiments.arms_of("device-1") {
        assert!(experiment.arms.iter().any(|one| one.name == arm.name));
    }
    // What is published, and has not changed, is no change.
    let again = read(text, Some(&experiments));
    assert_eq!(again.experiments.as_ref(), Some(&experiments));
});
