//! Expands folders and patterns into files.

use super::error::{Problem, ReadError};
use std::path::Path;

/// Every file that the sources name, in the order given, and by name within a directory or a pattern.
pub(crate) fn expand(sources: &[String]) -> Result<Vec<String>, ReadError> {
    let mut files = Vec::new();
    for source in sources {
        if source == "-" || is_database(source) {
            files.push(source.clone());
        } else if Path::new(source).is_dir() {
            files.extend(directory(source)?);
        } else if source.contains(['*', '?', '[']) && !Path::new(source).exists() {
            files.extend(pattern(source)?);
        } else {
            files.push(source.clone());
        }
    }
    Ok(files)
}

/// Whether a source is a database's address.
pub(super) fn is_database(source: &str) -> bool {
    ["postgres://", "postgresql://", "mysql://", "mariadb://", "sqlite:"]
        .iter()
        .any(|scheme| source.starts_with(scheme))
}

/// The address as it may be shown and written down.
pub(super) fn without_password(source: &str) -> String {
    let shown = source.split('?').next().unwrap_or(source);
    let Some((scheme, rest)) = shown.split_once("://") else { return shown.to_owned() };
    let Some((user, host)) = rest.rsplit_once('@') else { return shown.to_owned() };
    let user = user.split(':').next().unwrap_or_default();
    format!("{scheme}://{user}@{host}")
}

/// The files of a directory and of those within it; hidden ones and markers such as `_SUCCESS` are not data.
fn directory(source: &str) -> Result<Vec<String>, ReadError> {
    let mut files = Vec::new();
    let mut waiting = vec![Path::new(source).to_path_buf()];
    while let Some(directory) = waiting.pop() {
        let unreadable = |e: std::io::Error| super::source::unreadable(&directory.to_string_lossy(), &e);
        for entry in std::fs::read_dir(&directory).map_err(unreadable)? {
            let path = entry.map_err(unreadable)?.path();
            match path.is_dir() {
                _ if is_hidden(&path) => {}
                true => waiting.push(path),
                false => files.push(path.to_string_lossy().into_owned()),
            }
        }
    }
    files.sort();
    if files.is_empty() { Err(nothing(source, "the directory holds no file")) } else { Ok(files) }
}

fn is_hidden(path: &Path) -> bool {
    path.file_name().is_some_and(|name| name.to_string_lossy().starts_with(['.', '_']))
}

fn pattern(source: &str) -> Result<Vec<String>, ReadError> {
    let paths = glob::glob(source).map_err(|e| nothing(source, &format!("is not a pattern: {e}")))?;
    // A marker such as `_SUCCESS` is meant only by a pattern that begins as it does.
    let markers = Path::new(source).file_name().is_some_and(|name| name.to_string_lossy().starts_with(['.', '_']));
    let files = paths.flatten().filter(|path| path.is_file() && (markers || !is_hidden(path)));
    let mut files: Vec<String> = files.map(|path| path.to_string_lossy().into_owned()).collect();
    files.sort();
    if files.is_empty() { Err(nothing(source, "no file matches")) } else { Ok(files) }
}

fn nothing(source: &str, what: &str) -> ReadError {
    ReadError::new(Problem::Unreadable, source, what, "Check the path given with --orders.")
}
