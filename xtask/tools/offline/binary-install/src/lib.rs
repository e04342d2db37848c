//! Finds programs that are installed, behind the part of binary-install's interface that wasm-pack compiles against; never downloads one.

use std::env;
use std::path::{Path, PathBuf};

use anyhow::{Result, bail};

/// The directory where wasm-pack would keep what it downloads.
#[derive(Debug)]
pub struct Cache {
    pub destination: PathBuf,
}

impl Cache {
    /// # Errors
    /// None.
    pub fn new(name: &str) -> Result<Cache> {
        Ok(Cache::at(&env::temp_dir().join(name)))
    }

    pub fn at(path: &Path) -> Cache {
        Cache { destination: path.to_path_buf() }
    }

    pub fn join(&self, path: &Path) -> PathBuf {
        self.destination.join(path)
    }

    /// # Errors
    /// When a download is asked for.
    pub fn download(&self, permitted: bool, name: &str, _: &[&str], _: &str) -> Result<Option<Download>> {
        if permitted {
            bail!("this wasm-pack was built by `cargo xtask` and downloads nothing: install {name}");
        }
        Ok(None)
    }
}

/// The directory of a program.
#[derive(Debug, Clone)]
pub struct Download {
    root: PathBuf,
}

impl Download {
    pub fn at(path: &Path) -> Download {
        Download { root: path.to_path_buf() }
    }

    /// # Errors
    /// When the program is not there.
    pub fn binary(&self, name: &str) -> Result<PathBuf> {
        let file = self.root.join(name).with_extension(env::consts::EXE_EXTENSION);
        if !file.is_file() {
            bail!("{} is not there", file.display());
        }
        Ok(file)
    }

    pub fn path(&self) -> PathBuf {
        self.root.clone()
    }
}
