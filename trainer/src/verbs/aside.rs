//! Writes files into a folder, each under another name until it is whole; never half a file under its own name.

use std::fs;
use std::path::Path;

use anyhow::Context;

/// Writes all files, then renames each into place. The folder is made if it is missing.
///
/// # Errors
/// A folder or a file that cannot be written; the message names it.
pub fn write(folder: &Path, files: &[(String, Vec<u8>)]) -> anyhow::Result<()> {
    fs::create_dir_all(folder).with_context(|| format!("{}: cannot be made", folder.display()))?;
    let aside = |name: &str| folder.join(format!(".{name}-{:x}.partial", std::process::id()));
    let written = files.iter().try_for_each(|(name, bytes)| {
        fs::write(aside(name), bytes).with_context(|| format!("{}: cannot be written", folder.join(name).display()))
    });
    let renamed = written.and_then(|()| {
        files.iter().try_for_each(|(name, _)| {
            fs::rename(aside(name), folder.join(name))
                .with_context(|| format!("{}: cannot be written", folder.join(name).display()))
        })
    });
    if renamed.is_err() {
        files.iter().for_each(|(name, _)| drop(fs::remove_file(aside(name))));
    }
    renamed
}
