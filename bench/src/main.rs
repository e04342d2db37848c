//! Measures Pairwell beside its alternatives: one subcommand, one table.

mod channels;
mod child;
mod count;
mod dice;
mod events;
mod generate;
mod journey;
mod no_wasm;
mod package;
mod page;
mod proof;
mod quality;
mod rank;
mod report;
mod rules;
mod scale;
mod small;
mod suggest;
mod train;
mod view;
mod world;

use std::process::ExitCode;

use clap::{Parser, Subcommand};

/// Benchmarks of Pairwell; `cargo xtask bench` runs them. Exit code 1: a target was missed
#[derive(Parser)]
struct Bench {
    /// What to measure [default: rank, train and suggest]
    #[command(subcommand)]
    verb: Option<Verb>,
}

#[derive(Subcommand)]
enum Verb {
    /// Rank carts in Node, beside plain JavaScript on typed arrays
    Rank(package::Args),
    /// Rank without WebAssembly in Node, beside the ranker written by hand of an earlier commit
    NoWasm(package::Args),
    Train(train::Args),
    Suggest(suggest::Args),
    Quality(quality::Args),
    Channels(channels::Args),
    Scale(scale::Args),
    Small(small::Args),
    Page(page::Args),
    Report(proof::Args),
    View(view::Args),
    Generate(generate::Args),
    Count(count::Args),
}

fn main() -> anyhow::Result<ExitCode> {
    let verbs = match Bench::parse().verb {
        Some(verb) => vec![verb],
        None => ["rank", "train", "suggest"].iter().filter_map(|name| Bench::parse_from(["", name]).verb).collect(),
    };
    let mut good = true;
    for verb in &verbs {
        good &= run(verb)?;
    }
    Ok(if good { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}

fn run(verb: &Verb) -> anyhow::Result<bool> {
    match verb {
        Verb::Rank(args) => rank::run(args),
        Verb::NoWasm(args) => no_wasm::run(args),
        Verb::Train(args) => train::run(args),
        Verb::Suggest(args) => suggest::run(args),
        Verb::Quality(args) => quality::run(args),
        Verb::Channels(args) => channels::run(args),
        Verb::Scale(args) => scale::run(args),
        Verb::Small(args) => small::run(args),
        Verb::Page(args) => page::run(args),
        Verb::Report(args) => proof::run(args),
        Verb::View(args) => view::run(args),
        Verb::Generate(args) => generate::run(args).map(|()| true),
        Verb::Count(args) => count::run(args).map(|()| true),
    }
}
