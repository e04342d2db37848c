//! Runs one check by name, `tidy` or `brotli FILE…`, for `cargo xtask`, and writes the tables of the wire.

mod brotli;
mod tidy;
mod wire;

use std::process::ExitCode;

use anyhow::{Result, bail};

fn main() -> ExitCode {
    match check() {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("checks: {error:#}");
            ExitCode::FAILURE
        }
    }
}

fn check() -> Result<()> {
    let mut arguments = std::env::args_os().skip(1);
    match arguments.next().and_then(|name| name.into_string().ok()).as_deref() {
        Some("tidy") => tidy::tidy(),
        Some("wire") => wire::write(),
        Some("brotli") => brotli::print_sizes(arguments),
        _ => bail!("expected `tidy`, `wire` or `brotli FILE…`"),
    }
}
