//! Runs wasm-pack's library as its own main function does; never looks for a newer version.

use clap::Parser;
use wasm_pack::command::run_wasm_pack;
use wasm_pack::{Cli, PBAR};

fn main() -> anyhow::Result<()> {
    let cli = Cli::parse();
    PBAR.set_log_level(cli.log_level);
    PBAR.set_quiet(cli.quiet);
    run_wasm_pack(cli.cmd)
}
