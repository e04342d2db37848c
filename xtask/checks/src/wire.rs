//! Writes the JavaScript tables that the engine's Rust declares, into www/; leaves a file alone that is current.

use std::fs;
use std::path::PathBuf;

use anyhow::{Context, Result};
use pairwell::rules::javascript;

/// The generated files and what they should hold.
fn files() -> [(PathBuf, String); 2] {
    let root = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../..");
    [
        (root.join("www/engine/wire.js"), javascript::wire()),
        (root.join("www/devtools/reasons.js"), javascript::reasons()),
    ]
}

/// Writes those that are not current.
pub(crate) fn write() -> Result<()> {
    for (path, text) in files() {
        if fs::read_to_string(&path).ok().as_ref() != Some(&text) {
            fs::write(&path, &text).with_context(|| format!("cannot write {}", path.display()))?;
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_tables_in_www_are_those_of_the_engine() {
        for (path, text) in files() {
            let found = fs::read_to_string(&path).unwrap_or_default();
            assert!(found == text, "{} is not what src/rules/ declares: run `cargo xtask wire`", path.display());
        }
    }
}
