//! Reads a rules file and prints the compiler's findings by file and line.

use std::fs::File;
use std::path::{Path, PathBuf};

use anyhow::{Context, bail};
use pairwell::rules::parts::MerchantRules;
use pairwell_cli::bounded::{LARGEST, read_all};
use pairwell_cli::catalog::CatalogItem;
use pairwell_cli::rules::of_catalog;
use pairwell_rules::{Compiled, Finding, Severity, Shop, compile};

/// The most bytes of a rules file: some hundred thousand rules.
const LARGEST_FILE: usize = 4 * LARGEST;

/// A rules file's text; empty, for the defaults, without a file.
#[derive(Default)]
pub struct RulesText {
    pub path: PathBuf,
    pub text: String,
}

impl RulesText {
    /// Reads a file; `-` is standard input.
    pub fn read(path: &Path) -> anyhow::Result<Self> {
        Self::of(path, "rules")
    }

    /// Reads a file of some kind of statements.
    pub fn of(path: &Path, what: &str) -> anyhow::Result<Self> {
        let bytes = if path == Path::new("-") {
            read_all(std::io::stdin().lock(), LARGEST_FILE)
        } else {
            File::open(path).and_then(|file| read_all(file, LARGEST_FILE))
        };
        let bytes = bytes.with_context(|| format!("{}: cannot read the {what}", path.display()))?;
        let Ok(text) = String::from_utf8(bytes) else {
            bail!("{}: not text in UTF-8\n  Save the file as UTF-8.", path.display());
        };
        Ok(Self { path: path.into(), text })
    }

    /// Compiles for a shop and prints errors and warnings; fails if the file cannot be used.
    pub fn compiled(&self, shop: &Shop) -> anyhow::Result<(MerchantRules, Compiled)> {
        let compiled = compile(&self.text, shop, None);
        // Only `rules check` prints notes.
        let printed = |finding: &&Finding| finding.severity != Severity::Note;
        self.say(compiled.findings.iter().filter(printed));
        match compiled.merchant.clone() {
            Some(merchant) => Ok((merchant, compiled)),
            None => bail!("{}: {}", self.path.display(), counted(&compiled.findings)),
        }
    }

    /// Fails if the file cannot be used, before any orders are read.
    pub fn check_wording(&self, catalog: &[CatalogItem]) -> anyhow::Result<()> {
        let mut findings = compile(&self.text, &of_catalog(std::iter::empty(), catalog), None).findings;
        findings.retain(|finding| finding.severity == Severity::Error);
        self.say(findings.iter());
        if findings.is_empty() { Ok(()) } else { bail!("{}: {}", self.path.display(), counted(&findings)) }
    }

    /// Prints findings by file and line.
    pub fn say<'f>(&self, findings: impl Iterator<Item = &'f Finding>) {
        for finding in findings {
            say!("{}:{finding}", self.path.display());
        }
    }
}

/// `2 errors, 1 warning, 0 notes`.
pub fn counted(findings: &[Finding]) -> String {
    let count = |severity: Severity| findings.iter().filter(|finding| finding.severity == severity).count();
    let parts = [(Severity::Error, "error"), (Severity::Warning, "warning"), (Severity::Note, "note")];
    parts.map(|(severity, one)| many(count(severity), one)).join(", ")
}

/// `1 rule`, `2 rules`.
pub fn many(count: usize, one: &str) -> String {
    format!("{count} {one}{}", if count == 1 { "" } else { "s" })
}
