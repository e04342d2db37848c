//! Runs the benchmarks' release build; builds the demo site first for those that need a browser.

use std::process::Command;

use anyhow::Result;

use crate::demo;
use crate::run::{self, Repo};
use crate::tools::Tools;

#[derive(clap::Args)]
pub(crate) struct Options {
    /// Passed on to pairwell-bench; `cargo xtask bench -- --help` lists its benchmarks
    #[arg(trailing_var_arg = true, allow_hyphen_values = true)]
    arguments: Vec<String>,
}

pub(crate) fn bench(repo: &Repo, options: &Options) -> Result<()> {
    let mut bench = Command::new(repo.build("pairwell-bench", "pairwell-bench", &[])?);
    bench.args(&options.arguments).current_dir(&repo.root);
    if options.arguments.first().is_some_and(|benchmark| benchmark == "page") {
        let (tools, site) = (Tools::locate()?, demo::site(repo, &demo::Options::default())?);
        bench.arg("--site").arg(site).env("PAIRWELL_NODE_MODULES", tools.node_modules());
        bench.env("CHROMIUM", tools.ensure_chromium()?);
    }
    run::run(&mut bench, "its own message above says why")
}
