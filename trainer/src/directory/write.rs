//! Writes files and, last, their manifest into a locked model directory: all of them or none.

use std::fs::{self, DirEntry, File};
use std::io::{self, BufWriter, Write};
use std::path::{Path, PathBuf};
use std::process;
use std::sync::atomic::{AtomicU64, Ordering};
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
    let aside = files.par_iter().map(|(name, bytes)| {
        let mut aside = Aside::create(folder, name)?;
        aside.write(bytes)?;
        aside.finish()?;
        Ok(aside)
    });
    let mut aside = aside.collect::<Result<Vec<_>, _>>()?.into_iter().zip(files);
    let last = aside.next_back();
    // Renames are on disk once the folder is.
    aside.try_for_each(|(mut aside, (name, _))| aside.put(name))?;
    sync(folder).map_err(cannot)?;
    last.map_or(Ok(()), |(aside, (name, _))| aside.rename(name))
}

/// A file under a name of its own, until it is whole; removed if it never is.
pub struct Aside {
    /// Open until all of it is on the disk: there may be more files than a process may have open.
    file: Option<BufWriter<File>>,
    path: PathBuf,
    /// What it is called in messages.
    named: PathBuf,
    renamed: bool,
}

impl Aside {
    /// Begins a file under a name that no other writer uses; `name` is what it will probably be called.
    ///
    /// # Errors
    /// When it cannot be made; the error names it.
    pub fn create(folder: &Path, name: &str) -> Result<Self, PublishError> {
        static NUMBER: AtomicU64 = AtomicU64::new(0);
        let named = folder.join(name);
        let now = SystemTime::now().duration_since(SystemTime::UNIX_EPOCH).map_or(0, |since| since.as_nanos());
        let number = NUMBER.fetch_add(1, Ordering::Relaxed);
        let path = folder.join(format!(".{name}-{:x}-{now:x}-{number}{PARTIAL}", process::id()));
        let file = File::create_new(&path).map_err(|error| PublishError::Write(named.clone(), error))?;
        Ok(Self { file: Some(BufWriter::with_capacity(1 << 18, file)), path, named, renamed: false })
    }

    /// Adds bytes.
    ///
    /// # Errors
    /// When they cannot be written; the error names the file.
    pub fn write(&mut self, bytes: &[u8]) -> Result<(), PublishError> {
        let written = self.file.as_mut().map_or(Err(io::ErrorKind::BrokenPipe.into()), |file| file.write_all(bytes));
        written.map_err(|error| self.cannot(error))
    }

    /// Puts all of it on the disk. Call it before [`Self::rename`], of all files that belong together.
    ///
    /// # Errors
    /// When it cannot be written; the error names the file.
    pub fn finish(&mut self) -> Result<(), PublishError> {
        let Some(mut file) = self.file.take() else { return Ok(()) };
        file.flush().and_then(|()| file.get_ref().sync_all()).map_err(|error| self.cannot(error))
    }

    /// Gives it its name, in its folder.
    ///
    /// # Errors
    /// When it cannot be renamed; the error names the file.
    pub fn rename(mut self, name: &str) -> Result<(), PublishError> {
        self.put(name)?;
        // The rename itself is on disk once the directory is.
        self.named.parent().map_or(Ok(()), sync).map_err(|error| self.cannot(error))
    }

    fn put(&mut self, name: &str) -> Result<(), PublishError> {
        self.named = self.named.with_file_name(name);
        let renamed = fs::rename(&self.path, &self.named);
        self.renamed = renamed.is_ok();
        renamed.map_err(|error| self.cannot(error))
    }

    fn cannot(&self, error: io::Error) -> PublishError {
        PublishError::Write(self.named.clone(), error)
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
