//! Checks the house rules of style.md, from the files that git knows to complaints that name rule and reason; never changes a file.

mod circles;
mod lengths;
mod rules;

use std::fmt;
use std::fs;
use std::path::Path;
use std::process::Command;

use anyhow::{Context, Result, bail};

/// Files whose lines are looked at; everything else (pictures, models, compressed orders) is no text of ours.
const TEXT: [&str; 11] = [".rs", ".js", ".mjs", ".css", ".html", ".toml", ".md", ".json", ".lock", ".yml", "run"];

/// One broken rule.
#[derive(Debug)]
pub(crate) struct Complaint {
    file: String,
    line: usize,
    rule: &'static str,
    reason: &'static str,
    found: String,
}

impl fmt::Display for Complaint {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Complaint { file, line, rule, reason, found } = self;
        write!(out, "{file}:{line}: {found}\n    rule: {rule}\n    why:  {reason}")
    }
}

/// A text file of the tree, relative to the root.
pub(crate) struct Source {
    pub(crate) path: String,
    pub(crate) text: String,
}

impl Source {
    /// Lines with their numbers from one.
    pub(crate) fn lines(&self) -> impl Iterator<Item = (usize, &str)> {
        self.text.lines().enumerate().map(|(index, line)| (index + 1, line))
    }

    /// Lines of code before the file's own tests: no blank lines and no comments.
    pub(crate) fn code(&self) -> impl Iterator<Item = (usize, &str)> {
        let comment = |line: &str| ["//", "/*", "* ", "*/"].iter().any(|mark| line.starts_with(mark)) || line == "*";
        self.lines()
            .take_while(|(_, line)| !line.starts_with("#[cfg(test)]"))
            .filter(move |(_, line)| !line.trim().is_empty() && !comment(line.trim()))
    }

    /// How many lines come before the file's own tests.
    pub(crate) fn length(&self) -> usize {
        self.lines().take_while(|(_, line)| !line.starts_with("#[cfg(test)]")).count()
    }

    pub(crate) fn is(&self, endings: &[&str]) -> bool {
        endings.iter().any(|ending| self.path.ends_with(ending))
    }
}

/// Prints what breaks a rule; an error if anything does.
pub(crate) fn tidy() -> Result<()> {
    let complaints = complaints(&sources()?)?;
    for complaint in &complaints {
        println!("{complaint}");
    }
    match complaints.len() {
        0 => println!("tidy: every line is in its room"),
        broken => bail!("{broken} places break a house rule"),
    }
    Ok(())
}

/// The text files that git tracks or would track.
fn sources() -> Result<Vec<Source>> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../..");
    let listed = listed(&root)?;
    let text = |path: &&str| TEXT.iter().any(|ending| path.ends_with(ending)) && root.join(path).is_file();
    let mut paths: Vec<_> = listed.split('\0').filter(text).collect();
    paths.sort_unstable();
    paths.dedup();
    let read = |path: &str| -> Result<Source> {
        let content = fs::read(root.join(path)).with_context(|| format!("cannot read {path}"))?;
        Ok(Source { path: path.to_owned(), text: String::from_utf8_lossy(&content).into_owned() })
    };
    paths.into_iter().map(read).collect()
}

/// The names of these files, each ended by a zero byte.
fn listed(root: &Path) -> Result<String> {
    let mut git = Command::new("git");
    git.args(["ls-files", "-z", "--cached", "--others", "--exclude-standard"]).current_dir(root);
    let listed = git.output().context("cannot run git, which lists the files to check")?;
    if !listed.status.success() {
        bail!("`git ls-files` failed: {}", String::from_utf8_lossy(&listed.stderr).trim());
    }
    String::from_utf8(listed.stdout).context("git lists a file whose name is not UTF-8")
}

fn complaints(sources: &[Source]) -> Result<Vec<Complaint>> {
    let mut complaints = rules::broken(sources)?;
    complaints.extend(lengths::broken(sources)?);
    complaints.extend(circles::broken(sources)?);
    complaints.sort_by(|a, b| (&a.file, a.line).cmp(&(&b.file, b.line)));
    Ok(complaints)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_tree_is_tidy() {
        let broken = complaints(&sources().unwrap()).unwrap();
        let list: Vec<_> = broken.iter().map(ToString::to_string).collect();
        assert!(list.is_empty(), "{} places break a house rule:\n{}", list.len(), list.join("\n"));
    }
}
