//! Runs pairwell-checks, which is compiled only when needed: the house rules, and sizes under brotli.

use std::path::PathBuf;
use std::process::Command;

use anyhow::{Context, Result};

use crate::run::{self, Repo};

const REMEDY: &str = "its message above says why";

/// Checks the house rules and prints what breaks one.
pub(crate) fn tidy(repo: &Repo) -> Result<()> {
    run::run(checks(repo)?.arg("tidy"), REMEDY)
}

/// Writes the JavaScript tables that the engine's Rust declares.
pub(crate) fn wire(repo: &Repo) -> Result<()> {
    run::run(checks(repo)?.arg("wire"), REMEDY)
}

/// The size of each file, compressed by brotli at quality 11.
pub(crate) fn brotli(repo: &Repo, files: &[PathBuf]) -> Result<Vec<f64>> {
    let sizes = run::capture(checks(repo)?.arg("brotli").args(files), REMEDY)?;
    sizes.lines().map(|size| size.parse().with_context(|| format!("{size:?} is not a size"))).collect()
}

fn checks(repo: &Repo) -> Result<Command> {
    repo.build("pairwell-checks", "pairwell-checks", &[]).map(Command::new)
}
