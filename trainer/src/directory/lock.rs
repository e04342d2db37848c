//! Locks a model directory for one writer at a time, across processes; never waits for longer than some seconds.

use std::fs::{self, File, TryLockError};
use std::io;
use std::path::{Path, PathBuf};
use std::thread::sleep;
use std::time::{Duration, Instant};

use super::error::PublishError;

/// The file that is locked. It is there only while somebody writes, or after a run that was killed.
const NAME: &str = ".pairwell.lock";
/// How long to wait for another writer. Writing takes milliseconds; a large rules file takes seconds to compile.
const PATIENCE: Duration = Duration::from_secs(10);
const PAUSE: Duration = Duration::from_millis(20);

/// The right to write a directory. It ends when this is dropped, or when the process ends in whatever way.
pub struct Lock {
    directory: PathBuf,
    /// Whether this made the directory.
    is_new: bool,
    _file: File,
}

impl Lock {
    /// Takes the lock of a directory, and makes the directory if it is not there.
    ///
    /// # Errors
    /// [`PublishError::Busy`] if another process keeps the lock; [`PublishError::Write`] if there can be no lock.
    pub fn take(directory: &Path) -> Result<Self, PublishError> {
        let cannot = |error| PublishError::Write(directory.into(), error);
        let start = Instant::now();
        let mut is_new = false;
        loop {
            is_new |= !directory.exists();
            match try_take(directory).map_err(cannot)? {
                Some(file) => return Ok(Self { directory: directory.into(), is_new, _file: file }),
                None if start.elapsed() > PATIENCE => return Err(PublishError::Busy(directory.into())),
                None => sleep(PAUSE),
            }
        }
    }

    /// The directory.
    pub fn directory(&self) -> &Path {
        &self.directory
    }
}

impl Drop for Lock {
    fn drop(&mut self) {
        // Elsewhere a file that others have open cannot be removed for good.
        if cfg!(unix) {
            let _ = fs::remove_file(self.directory.join(NAME));
        }
        if self.is_new {
            // It only goes if nothing was written.
            let _ = fs::remove_dir(&self.directory);
        }
    }
}

/// The locked file; `None` while another process has it.
fn try_take(directory: &Path) -> io::Result<Option<File>> {
    fs::create_dir_all(directory)?;
    let path = directory.join(NAME);
    let file = match File::options().create(true).truncate(false).write(true).open(&path) {
        // A writer that failed has just removed the directory that it had made.
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(None),
        opened => opened?,
    };
    match file.try_lock() {
        Err(TryLockError::WouldBlock) => Ok(None),
        Err(TryLockError::Error(error)) => Err(error),
        // The writer before may have removed the file after this opened it: then its lock keeps nobody out.
        Ok(()) => Ok(is_at(&file, &path).then_some(file)),
    }
}

/// Whether an open file is the one that a path names now.
#[cfg(unix)]
fn is_at(file: &File, path: &Path) -> bool {
    use std::os::unix::fs::MetadataExt;
    let identity = |metadata: io::Result<fs::Metadata>| metadata.map(|it| (it.dev(), it.ino())).ok();
    let own = identity(file.metadata());
    own.is_some() && own == identity(fs::metadata(path))
}

/// Where lock files are never removed, it is.
#[cfg(not(unix))]
fn is_at(_file: &File, _path: &Path) -> bool {
    true
}
