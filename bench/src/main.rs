//! Measures Pairwell beside what a user would otherwise pick: one subcommand, one table; never tests.

mod dice;
mod generate;
mod world;

use clap::Parser;

/// Benchmarks of Pairwell; `cargo xtask bench` runs them
#[derive(Parser)]
enum Verb {
    Generate(generate::Args),
}

fn main() -> anyhow::Result<()> {
    match Verb::parse() {
        Verb::Generate(args) => generate::run(&args),
    }
}
