//! The command line `pairwell`: one verb, one file; never does a verb's work itself.

mod progress;
mod verbs;

use std::process::ExitCode;

use clap::{Parser, Subcommand};

/// Cross-sell suggestions from a shop's past orders, for the shopper's browser.
#[derive(Parser)]
#[command(
    name = "pairwell",
    version,
    max_term_width = 110,
    after_help = "Exit codes: 0 good, 1 the answer is \"no\" or not good enough, 2 bad input or usage."
)]
struct Cli {
    #[command(subcommand)]
    verb: Verb,
}

#[derive(Subcommand)]
enum Verb {
    /// Train a model directory from past orders
    Train(verbs::train::Args),
    /// Compare methods on past orders
    Evaluate(verbs::evaluate::Args),
    /// Suggest add-ons for carts
    Suggest(verbs::suggest::Args),
    /// Explain an item's place for a cart
    Explain(verbs::explain::Args),
    /// Find bundles: sets bought together beyond chance
    // A model can be asked for the bundles it holds: then there are no orders to name.
    #[command(mut_arg("orders", |arg| arg.required(false)))]
    Bundles(verbs::bundles::Args),
    /// Show a model as text
    Inspect(verbs::inspect::Args),
    /// Check, apply or describe a rules file
    Rules(verbs::rules::Args),
    /// Check every digest, bound and reference of a model directory
    Verify(verbs::verify::Args),
}

/// What a verb comes to: `Ok(false)` is the answer "no".
type Outcome = anyhow::Result<bool>;

fn main() -> ExitCode {
    let outcome = match Cli::parse().verb {
        Verb::Train(args) => verbs::train::run(&args),
        Verb::Evaluate(args) => verbs::evaluate::run(&args),
        Verb::Suggest(args) => verbs::suggest::run(&args),
        Verb::Explain(args) => verbs::explain::run(&args),
        Verb::Bundles(args) => verbs::bundles::run(&args),
        Verb::Inspect(args) => verbs::inspect::run(&args),
        Verb::Rules(args) => verbs::rules::run(&args),
        Verb::Verify(args) => verbs::verify::run(&args),
    };
    match outcome {
        Ok(true) => ExitCode::SUCCESS,
        Ok(false) => ExitCode::from(1),
        Err(error) if reader_went_away(&error) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("pairwell: {error:#}");
            ExitCode::from(2)
        }
    }
}

/// Whether all that happened is that the program we print to, such as `head`, had enough.
fn reader_went_away(error: &anyhow::Error) -> bool {
    let broken = Some(std::io::ErrorKind::BrokenPipe);
    error.chain().any(|cause| {
        let json = cause.downcast_ref::<serde_json::Error>().and_then(serde_json::Error::io_error_kind);
        cause.downcast_ref::<std::io::Error>().map(std::io::Error::kind).or(json) == broken
    })
}
