//! Dispatches `cargo xtask VERB` from the command line to one file per verb.

mod bench;
mod build;
mod checks;
mod demo;
mod format;
mod fuzz;
mod javascript_engine;
mod notice;
mod package;
mod parity;
mod platforms;
mod prepare;
mod rehearsal;
mod run;
mod serve;
mod site;
mod size;
mod stages;
mod steps;
mod test;
mod tools;
mod train;

use std::process::ExitCode;

use clap::{CommandFactory, Parser, Subcommand};

use crate::run::Repo;

/// Pairwell's project commands. A newcomer needs only `demo` and `test`; both install what is missing
#[derive(Parser)]
#[command(bin_name = "cargo xtask", disable_help_subcommand = true)]
struct Cli {
    #[command(subcommand)]
    verb: Option<Verb>,
}

#[derive(Subcommand)]
enum Verb {
    /// Build pkg/, the npm package: engine by wasm-pack, shim from www/, type declarations
    Build,
    /// Build everything, train on the sample shop or on your orders, and serve the storefront on 127.0.0.1
    Demo(demo::Options),
    /// Run every test, browsers included; the last line is "N passed, N failed"
    Test(test::Options),
    /// Install and build what the stages of `test` need, while it runs the first of them
    #[command(hide = true)]
    Prepare,
    /// Check sizes against their budgets: what the shopper downloads, and models
    Size,
    /// Run the benchmarks: `bench rank`, `bench page`, `bench train`, …; `bench -- --help` lists them
    Bench(bench::Options),
    /// Check the house rules: which code belongs where, first lines of files, lengths, names
    Tidy,
    /// Format the Rust and the JavaScript
    Format,
    /// Write www/engine/wire.js and www/devtools/reasons.js from the tables in src/rules/
    Wire,
    /// Fuzz the decoders with cargo-fuzz
    Fuzz(fuzz::Options),
}

fn main() -> ExitCode {
    match act(Cli::parse().verb, &Repo::here()) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("xtask: {error:#}");
            ExitCode::FAILURE
        }
    }
}

fn act(verb: Option<Verb>, repo: &Repo) -> anyhow::Result<()> {
    match verb {
        None => Cli::command().print_long_help().map_err(Into::into),
        Some(Verb::Build) => build::build(repo).map(|pkg| println!("pkg is ready: {}", pkg.display())),
        Some(Verb::Demo(options)) => demo::demo(repo, &options),
        Some(Verb::Test(options)) => test::test(repo, &options),
        Some(Verb::Prepare) => prepare::everything(repo),
        Some(Verb::Size) => {
            train::trainer(repo).and_then(|trainer| size::size(repo, &trainer)).and_then(|figures| figures.verdict())
        }
        Some(Verb::Bench(options)) => bench::bench(repo, &options),
        Some(Verb::Tidy) => checks::tidy(repo),
        Some(Verb::Format) => format::format(repo),
        Some(Verb::Wire) => checks::wire(repo),
        Some(Verb::Fuzz(options)) => fuzz::fuzz(repo, &options),
    }
}
