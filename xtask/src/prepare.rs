//! Installs and builds, beside the compilers, what later stages of a test run need; never decides about a test: what fails here is tried again, and told, by its stage.

use std::env;
use std::process::Command;
use std::time::Instant;

use anyhow::Result;

use crate::run::{self, Repo};
use crate::tools::{self, Tools};
use crate::{build, platforms};

/// Makes everything in a process of its own, and returns what it said: otherwise that would stand between the compilers' lines.
pub(crate) fn aside(repo: &Repo) -> Result<String> {
    let mut xtask = Command::new(env::current_exe()?);
    run::hush(xtask.arg("prepare"), &run::log(repo, "prepare"), "run `cargo xtask prepare` by itself")
        .map(|(_, said)| said)
}

/// What the work beside the lints needs itself, so that no two install the same at once.
pub(crate) fn first(tools: &Tools) {
    tell(&[tools.ensure_biome().map(|_| ()), tools::ensure_target()]);
}

/// The servers of databases that the trainer's tests start.
pub(crate) fn databases(tools: &Tools) {
    // If they cannot be installed, the tests that read from databases say that they were skipped.
    tell(&[tools.ensure_databases()]);
}

/// Everything else: tools, package, browsers, real shops. Most of it waits for the network or keeps one core busy.
pub(crate) fn everything(repo: &Repo) -> Result<()> {
    let (tools, start) = (&Tools::locate()?, Instant::now());
    databases(tools);
    let built = tools.ensure_npm().and_then(|()| modules(repo, tools));
    let browsers = [tools.ensure_chromium(), tools.ensure_headless(), tools.ensure_firefox()];
    tell(&browsers.map(|found| found.map(|_| ())));
    let applications = tools.ensure_consumers().map(|_| ());
    tell(&[built, tools.ensure_webkit(), applications, platforms::ensure(repo, tools).map(|_| ())]);
    eprintln!("xtask: that took {:.0} s, beside the stages above", start.elapsed().as_secs_f32());
    Ok(())
}

/// The package and the playground's module.
fn modules(repo: &Repo, tools: &Tools) -> Result<()> {
    build::compile(repo)?;
    tools.ensure_wasm(repo)?;
    build::build(repo)?;
    build::playground(repo).map(|_| ())
}

fn tell(results: &[Result<()>]) {
    results.iter().filter_map(|result| result.as_ref().err()).for_each(|error| eprintln!("xtask: {error:#}"));
}
