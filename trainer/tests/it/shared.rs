//! Finds the reference data sets, which are not part of the repository.

use std::path::PathBuf;

/// A file of the shared folder: beside the repository, or where PAIRWELL_SHARED says. `None` if it is missing, with a line that says so.
pub fn file(folder: &str, name: &str) -> Option<PathBuf> {
    let beside = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../../shared");
    let path = std::env::var_os("PAIRWELL_SHARED").map_or(beside, PathBuf::from).join(folder).join(name);
    if !path.exists() {
        eprintln!("skipped: {} is missing; set PAIRWELL_SHARED to the folder with {folder}/", path.display());
        return None;
    }
    Some(path)
}

/// A data set, as [`file`].
pub fn data(name: &str) -> Option<String> {
    file("data", name)?.to_str().map(str::to_owned)
}
