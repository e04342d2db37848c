//! Opens a model directory: reads the manifest and its files and checks them against each other.

use std::fs::File;
use std::io;
use std::path::{Path, PathBuf};

use pairwell::model::{Catalog, DecodeError, Model, layout};
use pairwell::rules::RuleParts;
use pairwell_rules::experiments::Experiments;

use super::manifest::{FileEntry, MANIFEST, Manifest};
use super::unpack::unpack;
use crate::bounded::read_all;

/// The most bytes of a manifest.
const LARGEST_MANIFEST: usize = 1 << 20;

/// An opened model directory.
pub struct OpenModel {
    /// The manifest.
    pub manifest: Manifest,
    /// The model, checked.
    pub model: Model,
    /// The model file's bytes.
    pub model_bytes: Vec<u8>,
    /// The product cards, checked, if there are any.
    pub catalog: Option<Catalog>,
    /// The rules, checked, if there are any.
    pub rules: Option<RuleParts>,
    /// The experiments, checked, if there are any.
    pub experiments: Option<Experiments>,
}

/// Why a model directory could not be opened.
#[derive(Debug)]
pub enum OpenError {
    /// A file cannot be read.
    Unreadable(PathBuf, io::Error),
    /// The manifest cannot be parsed.
    Manifest(PathBuf, serde_json::Error),
    /// The manifest is of a format version that this program does not read.
    Version(PathBuf, u16),
    /// A file is not a valid model, catalog or rules file.
    Decode(PathBuf, DecodeError),
    /// A file differs from its entry in the manifest: in what.
    NotTheNamed(PathBuf, &'static str),
    /// A rules file was made for another model.
    OtherModel(PathBuf),
    /// The experiments cannot be parsed.
    Experiments(PathBuf, serde_json::Error),
}

impl std::fmt::Display for OpenError {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Unreadable(path, error) => {
                write!(
                    f,
                    "{}: cannot read: {error}\n  Expected a model directory made by `pairwell train --out DIR`.",
                    path.display()
                )
            }
            Self::Manifest(path, error) => {
                write!(f, "{}: not a Pairwell manifest: {error}\n  Train again, or restore the file.", path.display())
            }
            Self::Version(path, found) => write!(
                f,
                "{}: format version {found}, expected {}\n  Train again with this version of `pairwell`, or use the one that wrote it.",
                path.display(),
                layout::VERSION
            ),
            Self::Decode(path, error) => write!(f, "{}: {error}", path.display()),
            Self::NotTheNamed(path, what) => {
                write!(
                    f,
                    "{}: {what} does not match {MANIFEST}\n  Copy the whole directory again, or train again.",
                    path.display()
                )
            }
            Self::OtherModel(path) => {
                write!(f, "{}: made for another model\n  Run `pairwell rules apply`, or train again.", path.display())
            }
            Self::Experiments(path, error) => {
                write!(f, "{}: no experiments: {error}\n  Run `pairwell experiments apply`.", path.display())
            }
        }
    }
}

impl std::error::Error for OpenError {}

/// Reads a directory's manifest.
///
/// # Errors
/// When it is missing, is no manifest, or is of another format version.
pub fn read_manifest(directory: &Path) -> Result<Manifest, OpenError> {
    #[derive(serde::Deserialize)]
    struct Version {
        format: u16,
    }
    let path = directory.join(MANIFEST);
    let bytes = File::open(&path).and_then(|file| read_all(file, LARGEST_MANIFEST));
    let bytes = bytes.map_err(|e| OpenError::Unreadable(path.clone(), e))?;
    // The version first: another version's manifest may be of another shape.
    let version: Version = serde_json::from_slice(&bytes).map_err(|e| OpenError::Manifest(path.clone(), e))?;
    if version.format != layout::VERSION {
        return Err(OpenError::Version(path, version.format));
    }
    serde_json::from_slice(&bytes).map_err(|e| OpenError::Manifest(path, e))
}

/// Opens a model directory and checks every size and digest.
///
/// # Errors
/// Says which file is wrong and how.
pub fn open(directory: &Path) -> Result<OpenModel, OpenError> {
    let manifest = read_manifest(directory)?;
    let (path, model_bytes) = read_named(directory, &manifest.model)?;
    let model = Model::decode(&model_bytes).map_err(|e| OpenError::Decode(path.clone(), e))?;
    check_digest(&path, &manifest.model, model.digest())?;
    let catalog = manifest.catalog.as_ref().map(|entry| open_catalog(directory, entry)).transpose()?;
    let rules = manifest.rules.as_ref().map(|entry| open_rules(directory, entry, &model)).transpose()?;
    let experiments = open_experiments(directory, &manifest)?;
    for entry in &manifest.arm_rules {
        open_rules(directory, entry, &model)?;
    }
    Ok(OpenModel { manifest, model, model_bytes, catalog, rules, experiments })
}

/// Reads the experiments that a manifest names, and checks their size and digest.
///
/// # Errors
/// When the file is missing, or is not the one that the manifest names.
pub fn open_experiments(directory: &Path, manifest: &Manifest) -> Result<Option<Experiments>, OpenError> {
    let Some(entry) = &manifest.experiments else { return Ok(None) };
    let (path, bytes) = read_named(directory, entry)?;
    // Published experiments are in ASCII: other bytes are not those whose digest was taken.
    let digest = std::str::from_utf8(&bytes).map_or(0, pairwell_rules::experiments::digest);
    check_digest(&path, entry, digest)?;
    serde_json::from_slice(&bytes).map(Some).map_err(|e| OpenError::Experiments(path, e))
}

fn open_catalog(directory: &Path, entry: &FileEntry) -> Result<Catalog, OpenError> {
    let (path, bytes) = read_named(directory, entry)?;
    let catalog = Catalog::decode(&bytes).map_err(|e| OpenError::Decode(path.clone(), e))?;
    check_digest(&path, entry, catalog.digest())?;
    Ok(catalog)
}

fn open_rules(directory: &Path, entry: &FileEntry, model: &Model) -> Result<RuleParts, OpenError> {
    let (path, bytes) = read_named(directory, entry)?;
    let decode = |e| OpenError::Decode(path.clone(), e);
    let rules = RuleParts::decode(&bytes).map_err(decode)?;
    check_digest(&path, entry, RuleParts::digest(&bytes).map_err(decode)?)?;
    rules.check_model(model).map_err(|_| OpenError::OtherModel(path))?;
    Ok(rules)
}

fn read_named(directory: &Path, entry: &FileEntry) -> Result<(PathBuf, Vec<u8>), OpenError> {
    // The manifest is untrusted too: its names must not lead out of the directory.
    if entry.file.contains(['/', '\\']) || entry.file.starts_with('.') {
        return Err(OpenError::NotTheNamed(directory.join(MANIFEST), "file name"));
    }
    let path = directory.join(&entry.file);
    let unreadable = |e| OpenError::Unreadable(path.clone(), e);
    // The size before the bytes: what is not the named file is not read.
    let file = File::open(&path).map_err(unreadable)?;
    if file.metadata().map_err(unreadable)?.len() != entry.bytes {
        return Err(OpenError::NotTheNamed(path, "size"));
    }
    let bytes = unpack(read_all(file, entry.bytes as usize).map_err(unreadable)?).map_err(unreadable)?;
    Ok((path, bytes))
}

fn check_digest(path: &Path, entry: &FileEntry, digest: u64) -> Result<(), OpenError> {
    let digest = format!("{digest:016x}");
    if digest == entry.digest && entry.file.contains(&digest) {
        return Ok(());
    }
    Err(OpenError::NotTheNamed(path.into(), "digest"))
}
