//! One file per verb of the command line, and what several of them share.

pub mod bundles;
mod bundles_text;
mod cards;
pub mod evaluate;
pub mod explain;
pub mod inspect;
pub mod orders_args;
pub mod rules;
mod rules_text;
mod ruling;
pub mod suggest;
pub mod train;
pub mod train_args;
pub mod verify;

use std::io::Write;

/// Prints figures as one JSON object on standard output.
pub fn print_json(value: &impl serde::Serialize) -> anyhow::Result<()> {
    let mut out = std::io::stdout().lock();
    serde_json::to_writer_pretty(&mut out, value)?;
    writeln!(out)?;
    Ok(())
}

/// Prints text on standard output; an error where nobody reads it any more.
pub fn print(text: &str) -> anyhow::Result<()> {
    let mut out = std::io::stdout().lock();
    out.write_all(text.as_bytes())?;
    out.flush()?;
    Ok(())
}
