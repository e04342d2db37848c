//! `pairwell mcp`: answers an agent's questions by the Model Context Protocol, over standard input and output.

use std::io::{self, Write};
use std::path::PathBuf;

use pairwell::rules::{RuleParts, Rulebook};
use pairwell_cli::agents::{Received, Server, receive};
use pairwell_cli::directory;
use pairwell_cli::question::Words;

use super::mcp_tools::{Bundle, Explain, Shop, Suggest};
use crate::Outcome;

/// Answer an agent by the Model Context Protocol, over standard input and output
///
/// Tools: suggest, explain, bundle. They only read. An agent starts the program itself: name it and its arguments in the
/// agent's settings.
#[derive(clap::Args)]
pub struct Args {
    /// Model directory
    directory: PathBuf,
    /// Ignore the model's rules
    #[arg(long)]
    no_rules: bool,
}

pub fn run(args: &Args) -> Outcome {
    let opened = directory::open(&args.directory)?;
    let rules = opened.rules.clone().filter(|_| !args.no_rules).unwrap_or_else(|| RuleParts::none(&opened.model));
    let book = Rulebook::new(&opened.model, rules)?;
    let words = Words { model: &opened.model, book: &book };
    let shop = Shop { words, opened: &opened };
    let tools = vec![Suggest::boxed(shop), Explain::boxed(shop), Bundle::boxed(shop)];
    serve(&mut Server::new(tools))?;
    Ok(true)
}

/// Answers line by line until the agent closes its end.
fn serve(server: &mut Server<'_>) -> anyhow::Result<()> {
    let (mut lines, mut out) = (io::stdin().lock(), io::stdout().lock());
    loop {
        let answer = match receive(&mut lines)? {
            Received::End => return Ok(()),
            Received::Line(line) if line.trim_ascii().is_empty() => None,
            Received::Line(line) => server.answer(&line),
            Received::TooLong { ends, bytes } => Some(Server::refuse(&ends, bytes)),
        };
        if let Some(answer) = answer {
            serde_json::to_writer(&mut out, &answer)?;
            out.write_all(b"\n")?;
            out.flush()?;
        }
    }
}
