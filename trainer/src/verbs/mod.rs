//! Holds one file per verb of the command line, and what several of them share.

#[cfg(feature = "channels")]
mod batch;
mod bundle_lines;
pub mod bundles;
mod bundles_text;
mod cards;
pub mod diff;
pub mod evaluate;
pub mod experiments;
mod experiments_text;
pub mod explain;
#[cfg(feature = "channels")]
pub mod export;
pub mod inspect;
pub mod interleave;
pub mod look;
#[cfg(feature = "channels")]
pub mod mail;
#[cfg(feature = "channels")]
pub mod mcp;
#[cfg(feature = "channels")]
mod mcp_tools;
pub mod orders_args;
pub mod plan;
mod publishable;
pub mod rehearse;
pub mod replay;
pub mod report;
pub mod rules;
mod rules_text;
mod ruling;
pub mod suggest;
mod table;
pub mod tags;
pub mod train;
pub mod train_args;
pub mod verify;

use std::io::Write;
use std::path::Path;

use anyhow::Context as _;
use pairwell::model::Model;
use pairwell_cli::question::Context;
use pairwell_cli::terminal::Out;

/// How many threads a verb uses.
#[derive(clap::Args)]
pub struct Threads {
    /// Threads to use, 1 to 1024 [default: all cores]
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u16).range(1..=1024))]
    threads: Option<u16>,
}

impl Threads {
    /// Sets the number of threads; call it once.
    pub fn apply(&self) -> anyhow::Result<()> {
        match self.threads {
            Some(threads) => {
                rayon::ThreadPoolBuilder::new().num_threads(threads.into()).build_global().context("--threads")
            }
            None => Ok(()),
        }
    }
}

/// The number of the item that --item names.
pub fn named_item(model: &Model, sku: &str, directory: &Path) -> anyhow::Result<u32> {
    model.item(sku).with_context(|| format!("--item {sku:?}: not in the model {}", directory.display()))
}

/// Reads --context; notes an old value.
pub fn page_context(json: Option<&str>) -> anyhow::Result<Context> {
    let context = Context::read(json)?;
    if context.kind.as_deref() == Some("upgrade") {
        say!("note: kind \"upgrade\" is now \"upsell\"");
    }
    Ok(context)
}

/// Prints figures as one JSON object on standard output.
pub fn print_json(value: &impl serde::Serialize) -> anyhow::Result<()> {
    let mut out = std::io::stdout().lock();
    serde_json::to_writer_pretty(&mut out, value)?;
    writeln!(out)?;
    Ok(())
}

/// Prints text on standard output; fails when the reader is gone.
pub fn print(text: &str) -> anyhow::Result<()> {
    let mut out = Out::new();
    out.write_all(text.as_bytes())?;
    out.flush()?;
    Ok(())
}
