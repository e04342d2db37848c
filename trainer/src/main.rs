//! Runs the command line `pairwell`: parses the arguments, calls the verb, sets the exit code.

/// Writes a message on standard error, as `eprintln!` does, but never panics; see [`pairwell_cli::terminal::say`].
macro_rules! say {
    ($($message:tt)*) => { pairwell_cli::terminal::say(format_args!($($message)*)) };
}

mod old_flags;
mod progress;
mod verbs;

use std::process::ExitCode;

use clap::{Parser, Subcommand};
use pairwell_cli::directory::PublishError;
use pairwell_cli::terminal::screen;

/// Cross-sell suggestions from a shop's past orders, for the shopper's browser.
#[derive(Parser)]
#[command(
    name = "pairwell",
    version,
    max_term_width = 110,
    after_help = "Exit codes: 0 success, 1 a check failed or nothing was found, 2 bad input or usage, 3 another training is \
                  writing to the directory."
)]
struct Cli {
    #[command(subcommand)]
    verb: Verb,
}

/// Each verb's help is that of its arguments.
#[derive(Subcommand)]
enum Verb {
    // The files are positional arguments here.
    #[command(mut_arg("orders", |arg| arg.required(false).hide(true)))]
    Look(verbs::look::Args),
    Train(verbs::train::Args),
    Evaluate(verbs::evaluate::Args),
    Suggest(verbs::suggest::Args),
    Explain(verbs::explain::Args),
    // Without --orders it lists the bundles in the model.
    #[command(mut_arg("orders", |arg| arg.required(false)))]
    Bundles(verbs::bundles::Args),
    #[cfg(feature = "channels")]
    Export(verbs::export::Args),
    #[cfg(feature = "channels")]
    Mail(verbs::mail::Args),
    #[cfg(feature = "channels")]
    Mcp(verbs::mcp::Args),
    Inspect(verbs::inspect::Args),
    Plan(verbs::plan::Args),
    Rehearse(verbs::rehearse::Args),
    // Without --orders an order is worth what its page told.
    #[command(mut_arg("orders", |arg| arg.required(false)))]
    Report(verbs::report::Args),
    Replay(verbs::replay::Args),
    Interleave(verbs::interleave::Args),
    Rules(verbs::rules::Args),
    Experiments(verbs::experiments::Args),
    Verify(verbs::verify::Args),
    Diff(verbs::diff::Args),
    Tags(verbs::tags::Args),
}

/// A verb's result: `Ok(false)` becomes exit code 1.
type Outcome = anyhow::Result<bool>;

fn main() -> ExitCode {
    pairwell_cli::foreign::keep_quiet();
    let arguments: Vec<String> = std::env::args_os().skip(1).map(|it| it.to_string_lossy().into_owned()).collect();
    let verb = Cli::parse().verb;
    old_flags::notes(&arguments).iter().for_each(|note| say!("{note}"));
    let outcome = match verb {
        Verb::Look(args) => verbs::look::run(&args),
        Verb::Train(args) => verbs::train::run(&args),
        Verb::Evaluate(args) => verbs::evaluate::run(&args),
        Verb::Suggest(args) => verbs::suggest::run(&args),
        Verb::Explain(args) => verbs::explain::run(&args),
        Verb::Bundles(args) => verbs::bundles::run(&args),
        #[cfg(feature = "channels")]
        Verb::Export(args) => verbs::export::run(&args),
        #[cfg(feature = "channels")]
        Verb::Mail(args) => verbs::mail::run(&args),
        #[cfg(feature = "channels")]
        Verb::Mcp(args) => verbs::mcp::run(&args),
        Verb::Inspect(args) => verbs::inspect::run(&args),
        Verb::Plan(args) => verbs::plan::run(&args),
        Verb::Rehearse(args) => verbs::rehearse::run(&args),
        Verb::Report(args) => verbs::report::run(&args),
        Verb::Replay(args) => verbs::replay::run(&args),
        Verb::Interleave(args) => verbs::interleave::run(&args),
        Verb::Rules(args) => verbs::rules::run(&args),
        Verb::Experiments(args) => verbs::experiments::run(&args),
        Verb::Verify(args) => verbs::verify::run(&args),
        Verb::Diff(args) => verbs::diff::run(&args),
        Verb::Tags(args) => verbs::tags::run(&args),
    };
    match outcome {
        Ok(true) => ExitCode::SUCCESS,
        Ok(false) => ExitCode::from(1),
        Err(error) if reader_went_away(&error) => ExitCode::SUCCESS,
        Err(error) => {
            say!("pairwell: {}", screen(&format!("{error:#}")));
            ExitCode::from(if is_busy(&error) { 3 } else { 2 })
        }
    }
}

/// Whether another process keeps the directory that was to be written.
fn is_busy(error: &anyhow::Error) -> bool {
    matches!(error.downcast_ref(), Some(PublishError::Busy(_)))
}

/// Whether the program that reads our output, such as `head`, has closed it.
fn reader_went_away(error: &anyhow::Error) -> bool {
    let broken = Some(std::io::ErrorKind::BrokenPipe);
    error.chain().any(|cause| {
        let json = cause.downcast_ref::<serde_json::Error>().and_then(serde_json::Error::io_error_kind);
        cause.downcast_ref::<std::io::Error>().map(std::io::Error::kind).or(json) == broken
    })
}
