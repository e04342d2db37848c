//! Writes files and, last, their manifest into a locked model directory: all of them or none.

use std::fs::{self, DirEntry, File};
use std::io::{self, Write};
use std::path::{Path, PathBuf};
use std::process;
use std::time::{Duration, SystemTime};

use rayon::prelude::*;

use super::error::PublishError;
use super::lock::Lock;
use super::manifest::{MANIFEST, Manifest, parsed};
use super::open::read_manifest;

/// How long readers with an older manifest, and programs that copy the directory, still find its files.
const SPARED: Duration = Duration::from_secs(10 * 60);
/// How the names of files end that are not whole yet.
const PARTIAL: &str = ".partial";

/// Writes files and their manifest. Everything that can run out of space is done before the first rename.
pub(super) fn write(lock: &Lock, files: &[(&str, &[u8])], manifest: &Manifest) -> Result<(), PublishError> {
    let directory = lock.directory();
    let mut json = serde_json::to_vec_pretty(manifest).expect("a manifest is plain data");
    json.push(b'\n');
    remove_partial(directory);
    let before = read_manifest(directory).ok();
    // A shard that did not change has its name already, and is not written again.
    let mut files: Vec<(&str, &[u8])> =
        files.iter().filter(|(name, bytes)| !is_there(directory, name, bytes)).copied().collect();
    files.push((MANIFEST, &json));
    write_whole(directory, &files)?;
    remove_stale(directory, manifest, before.as_ref());
    Ok(())
}

/// Writes files into a folder, which is made if it is missing, each under another name until all are whole; the last one comes into
/// place when all others are there for good.
///
/// # Errors
/// When the folder or a file cannot be written; the error names it. Before the first rename the folder's files are as they were.
pub fn write_whole(folder: &Path, files: &[(&str, &[u8])]) -> Result<(), PublishError> {
    let cannot = |error| PublishError::Write(folder.into(), error);
    fs::create_dir_all(folder).map_err(cannot)?;
    let aside = files.par_iter().enumerate().map(|(number, (name, bytes))| Aside::write(folder, name, number, bytes));
    let mut aside = aside.collect::<Result<Vec<_>, _>>()?;
    let last = aside.pop();
    // Renames are on disk once the folder is.
    aside.into_iter().try_for_each(Aside::rename)?;
    sync(folder).map_err(cannot)?;
    last.map_or(Ok(()), Aside::rename)?;
    sync(folder).map_err(cannot)
}

/// A file under a name of its own, until it is whole; removed if it never is.
struct Aside {
    path: PathBuf,
    whole: PathBuf,
    renamed: bool,
}

impl Aside {
    /// Writes a file under a name that no other process uses, and syncs it.
    fn write(directory: &Path, name: &str, number: usize, bytes: &[u8]) -> Result<Self, PublishError> {
        let whole = directory.join(name);
        let cannot = |error| PublishError::Write(whole.clone(), error);
        let now = SystemTime::now().duration_since(SystemTime::UNIX_EPOCH).map_or(0, |since| since.as_nanos());
        let path = directory.join(format!(".{name}-{:x}-{now:x}-{number}{PARTIAL}", process::id()));
        let mut file = File::create_new(&path).map_err(cannot)?;
        let aside = Self { path, whole: whole.clone(), renamed: false };
        file.write_all(bytes).and_then(|()| file.sync_all()).map_err(cannot)?;
        Ok(aside)
    }

    /// Renames it into place.
    fn rename(mut self) -> Result<(), PublishError> {
        let renamed = fs::rename(&self.path, &self.whole);
        self.renamed = renamed.is_ok();
        renamed.map_err(|error| PublishError::Write(self.whole.clone(), error))
    }
}

impl Drop for Aside {
    fn drop(&mut self) {
        if !self.renamed {
            let _ = fs::remove_file(&self.path);
        }
    }
}

fn sync(directory: &Path) -> io::Result<()> {
    // Elsewhere a directory cannot be opened as a file.
    if cfg!(unix) { File::open(directory)?.sync_all() } else { Ok(()) }
}

/// Removes hashed files that neither this manifest nor the one before names, once nobody can be reading them: for some minutes
/// after a manifest is replaced, a reader may still have it. A failure is harmless.
fn remove_stale(directory: &Path, now: &Manifest, before: Option<&Manifest>) {
    let replaced = |name: &str| before.is_some_and(|before| before.names(name)) && !now.names(name);
    for entry in entries(directory) {
        let name = entry.file_name().to_string_lossy().into_owned();
        if replaced(&name) {
            // Its minutes begin now.
            let _ = refreshed(&entry.path());
        } else if is_hashed(&name) && !now.names(&name) && !is_young(&entry.path()) {
            let _ = fs::remove_file(entry.path());
        }
    }
}

/// Removes what killed runs left. Those of earlier versions took no lock: their young files may be in use.
fn remove_partial(directory: &Path) {
    for entry in entries(directory) {
        let name = entry.file_name().to_string_lossy().into_owned();
        if name.ends_with(PARTIAL) && (name.starts_with('.') || !is_young(&entry.path())) {
            let _ = fs::remove_file(entry.path());
        }
    }
}

/// Whether a shard is there, byte for byte.
fn is_there(directory: &Path, name: &str, bytes: &[u8]) -> bool {
    let path = directory.join(name);
    let is_shard = parsed(name).is_some();
    is_shard && fs::read(&path).is_ok_and(|held| held == bytes) && refreshed(&path).is_ok()
}

/// Makes a file young, so that nobody who holds an older manifest removes it.
fn refreshed(path: &Path) -> io::Result<()> {
    File::options().write(true).open(path)?.set_modified(SystemTime::now())
}

fn entries(directory: &Path) -> impl Iterator<Item = DirEntry> {
    fs::read_dir(directory).into_iter().flatten().flatten()
}

/// Whether a file was written some minutes ago at most; a clock that was put back makes it young too.
fn is_young(path: &Path) -> bool {
    let written = fs::metadata(path).and_then(|metadata| metadata.modified());
    written.is_ok_and(|written| written.elapsed().is_ok_and(|age| age < SPARED) || written > SystemTime::now())
}

/// Whether a file's name has the form that `FileEntry` gives.
fn is_hashed(name: &str) -> bool {
    const KINDS: [(&str, &str); 5] =
        [("model-", ".pw"), ("catalog-", ".pw"), ("rules-", ".pw"), ("root-", ".pw"), ("experiments-", ".json")];
    let middle = KINDS.iter().find_map(|(kind, ending)| name.strip_suffix(ending)?.strip_prefix(kind));
    middle.is_some_and(|digest| digest.len() == 16 && digest.bytes().all(|b| b.is_ascii_hexdigit()))
        || parsed(name).is_some()
}
