//! Formats Rust by rustfmt and JavaScript by Biome, and has Biome check what biome.json names.

use anyhow::Result;

use crate::run::{self, Repo};
use crate::tools::Tools;

/// Formats every file.
pub(crate) fn format(repo: &Repo) -> Result<()> {
    run::run(&mut repo.cargo(&["fmt", "--all"]), "the messages above name the file that is not Rust")?;
    biome(repo, &Tools::locate()?, &["format", "--write"], "the messages above name the file that is not JavaScript")
}

/// Fails where JavaScript is not formatted.
pub(crate) fn check_format(repo: &Repo, tools: &Tools) -> Result<()> {
    biome(repo, tools, &["format"], "run `cargo xtask format`")
}

/// Fails where a lint finds something in JavaScript.
pub(crate) fn lint(repo: &Repo, tools: &Tools) -> Result<()> {
    biome(repo, tools, &["lint", "--error-on-warnings"], "an exception needs `biome-ignore` with its reason")
}

fn biome(repo: &Repo, tools: &Tools, arguments: &[&str], remedy: &str) -> Result<()> {
    let mut biome = tools.command("node");
    biome.arg(tools.ensure_biome()?).args(arguments).current_dir(&repo.root);
    run::run(&mut biome, remedy)
}
