//! Measures files compressed by brotli, as a CDN serves them: one size a line, in the order of the files.

use std::ffi::OsString;
use std::fs;
use std::path::PathBuf;

use anyhow::{Context, Result};

pub(crate) fn print_sizes(files: impl Iterator<Item = OsString>) -> Result<()> {
    for file in files.map(PathBuf::from) {
        let content = fs::read(&file).with_context(|| format!("cannot read {}", file.display()))?;
        println!("{}", size(&content)?);
    }
    Ok(())
}

/// The size of `content` at brotli quality 11 with its largest usual window, as a CDN compresses static files.
fn size(content: &[u8]) -> Result<usize> {
    let mut packed = Vec::new();
    let parameters = brotli::enc::BrotliEncoderParams { quality: 11, lgwin: 22, ..Default::default() };
    brotli::BrotliCompress(&mut &content[..], &mut packed, &parameters).context("cannot compress")?;
    Ok(packed.len())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn compression_is_that_of_the_brotli_tool() {
        assert!(size("a shelf, ".repeat(1000).as_bytes()).unwrap() < 40);
    }
}
