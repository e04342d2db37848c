//! Runs one check by name, `tidy` or `brotli FILE…`, for `cargo xtask`; prints what it found.

mod brotli;
mod tidy;

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
        Some("brotli") => brotli::print_sizes(arguments),
        _ => bail!("expected `tidy` or `brotli FILE…`"),
    }
}
