//! Rewrites the committed sample shop from its tables and a seed, or checks it with `--check`; never reads a clock.

mod bonds;
mod calendar;
mod catalog;
mod dice;
mod files;
mod market;
mod orders;
mod pictures;
mod shop;
mod shopper;
mod truth;
mod warts;

use std::process::ExitCode;

const USAGE: &str = "usage: pairwell-sample [--check]
Writes catalog.csv, orders.csv, truth.json and pictures/ of the sample shop into sample/.
--check writes nothing, and exits 1 naming the files that differ from what would be written.";

fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let checking = match arguments.iter().map(String::as_str).collect::<Vec<_>>()[..] {
        [] => false,
        ["--check"] => true,
        ["--help" | "-h"] => {
            println!("{USAGE}");
            return ExitCode::SUCCESS;
        }
        _ => {
            eprintln!("pairwell-sample: expected nothing or --check, got {}\n{USAGE}", arguments.join(" "));
            return ExitCode::from(2);
        }
    };
    match run(checking) {
        Ok(code) => code,
        Err(problem) => {
            eprintln!("pairwell-sample: {problem}");
            ExitCode::from(2)
        }
    }
}

fn run(checking: bool) -> Result<ExitCode, Box<dyn std::error::Error>> {
    let wanted = files::render()?;
    if !checking {
        files::write(&wanted)?;
        println!("wrote {} files to {}", wanted.len(), files::folder().display());
        return Ok(ExitCode::SUCCESS);
    }
    let stale = files::differences(&wanted)?;
    for name in &stale {
        eprintln!("sample/{name} differs from what the generator makes; run `cargo run -p pairwell-sample`");
    }
    Ok(if stale.is_empty() { ExitCode::SUCCESS } else { ExitCode::from(1) })
}
