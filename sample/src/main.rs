//! Writes the sample shop's files from its tables and a seed, or checks them with `--check`; never reads a clock.

mod bonds;
mod calendar;
mod catalog;
mod dice;
mod files;
mod line;
mod market;
mod orders;
mod shop;
mod shopper;
mod truth;
mod warts;

use std::process::ExitCode;

const USAGE: &str = "usage: pairwell-sample [--check]
Writes the sample shop's catalog.csv, orders.csv and truth.json into sample/.
--check writes nothing. It names each file that differs, and each picture that is missing or not in the catalog, and exits 1.";

fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let done = match arguments.iter().map(String::as_str).collect::<Vec<_>>()[..] {
        [] => run(false),
        ["--check"] => run(true),
        ["--help" | "-h"] => {
            println!("{USAGE}");
            return ExitCode::SUCCESS;
        }
        _ => Err(format!("expected no argument or --check, got {}\n{USAGE}", arguments.join(" ")).into()),
    };
    done.unwrap_or_else(|problem| {
        eprintln!("pairwell-sample: {problem}");
        ExitCode::from(2)
    })
}

fn run(checking: bool) -> Result<ExitCode, Box<dyn std::error::Error>> {
    let wanted = files::render()?;
    if !checking {
        files::write(&wanted)?;
        println!("wrote {} files to {}", wanted.len(), files::folder().display());
        return Ok(ExitCode::SUCCESS);
    }
    let (stale, stray) = (files::differences(&wanted), files::picture_differences()?);
    for name in &stale {
        eprintln!("sample/{name} differs from what the generator makes; run `cargo run -p pairwell-sample`");
    }
    for name in &stray {
        eprintln!("sample/{name} is missing, or the catalog does not name it");
    }
    Ok(ExitCode::from(u8::from(!stale.is_empty() || !stray.is_empty())))
}
