//! Forwards `cargo xtask bench ARGS` to the benchmarks' release build; never measures anything.

use anyhow::Result;

use crate::run::{self, Repo};

#[derive(clap::Args)]
pub(crate) struct Options {
    /// Handed to pairwell-bench as they are; `cargo xtask bench -- --help` lists what it takes
    #[arg(trailing_var_arg = true, allow_hyphen_values = true)]
    arguments: Vec<String>,
}

pub(crate) fn bench(repo: &Repo, options: &Options) -> Result<()> {
    let mut cargo = repo.cargo(&["run", "--quiet", "--release", "--package", "pairwell-bench", "--"]);
    run::run(cargo.args(&options.arguments), "its own message above says what it needs")
}
