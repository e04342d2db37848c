//! Writes a model directory so that a reader sees either the old one or the new one.

use std::fs::{self, File};
use std::io::{self, Write};
use std::path::{Path, PathBuf};

use pairwell::model::{Card, Catalog, DecodeError, EncodeError, Model, Parts, encode_catalog, layout};
use pairwell::rules::RuleParts;
use pairwell::rules::parts::{ItemRelations, MerchantRules};

use super::manifest::{Counts, Defaults, FileEntry, MANIFEST, Manifest};
use super::open::read_manifest;
use crate::train::TrainOptions;

/// The contents of a model directory.
pub struct Contents<'a> {
    /// The model.
    pub parts: &'a Parts,
    /// Product cards; empty without a catalog.
    pub cards: &'a [Card],
    /// What training found out for rules.
    pub relations: ItemRelations,
    /// What the merchant says.
    pub merchant: MerchantRules,
    /// Orders trained on.
    pub orders: u64,
    /// Distinct items over all those orders.
    pub lines: u64,
    /// The training options.
    pub training: TrainOptions,
    /// Further files beside the model, by name.
    pub beside: Vec<(&'static str, Vec<u8>)>,
}

/// Why a directory could not be written. The directory is unchanged.
#[derive(Debug)]
pub enum PublishError {
    /// The parts break a rule of the format.
    Encode(EncodeError),
    /// The encoded file does not read back: a bug here, not in the input.
    Unreadable(DecodeError),
    /// A file could not be written: which, and why.
    Write(PathBuf, io::Error),
}

impl std::fmt::Display for PublishError {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Encode(error) => write!(f, "the model cannot be written: {error}"),
            Self::Unreadable(error) => {
                write!(f, "the new model does not read back; please report this: {error}")
            }
            Self::Write(path, error) => {
                write!(
                    f,
                    "{}: cannot write: {error}\n  The directory is unchanged. Free disk space, or choose another --out.",
                    path.display()
                )
            }
        }
    }
}

impl std::error::Error for PublishError {}

/// Writes all files under temporary names and syncs them, then renames them, the manifest last. Files of the previous
/// manifest stay, for pages that still have it; older ones are removed.
///
/// # Errors
/// When the contents cannot be encoded or a file cannot be written. The directory is then unchanged.
pub fn publish(directory: &Path, contents: &Contents<'_>) -> Result<Manifest, PublishError> {
    let model_bytes = contents.parts.encode().map_err(PublishError::Encode)?;
    let model = Model::decode(&model_bytes).map_err(PublishError::Unreadable)?;
    let rules =
        RuleParts { model: model.digest(), relations: contents.relations.clone(), merchant: contents.merchant.clone() };
    let rules = rules_file(&rules)?;
    let catalog = if contents.cards.is_empty() { None } else { Some(catalog_file(contents.cards)?) };
    let manifest = Manifest {
        format: layout::VERSION,
        generator: concat!("pairwell ", env!("CARGO_PKG_VERSION")).into(),
        model: FileEntry::of("model", &model_bytes, model.digest()),
        catalog: catalog.as_ref().map(|(entry, _)| entry.clone()),
        rules: Some(rules.0.clone()),
        counts: Counts {
            orders: contents.orders,
            lines: contents.lines,
            items: model.items() as u64,
            weights: model.weights() as u64,
        },
        training: contents.training,
        defaults: Defaults::default(),
    };
    let mut files: Vec<(&str, &[u8])> = vec![(&manifest.model.file, &model_bytes)];
    files.extend(catalog.iter().chain([&rules]).map(|(entry, bytes)| (entry.file.as_str(), bytes.as_slice())));
    files.extend(contents.beside.iter().map(|(name, bytes)| (*name, bytes.as_slice())));
    let before = read_manifest(directory).ok();
    write(directory, &files, &manifest, before.as_ref())?;
    Ok(manifest)
}

/// Replaces the rules of a directory: the new file first, then the manifest.
///
/// # Errors
/// As [`publish`].
pub fn publish_rules(directory: &Path, manifest: &Manifest, rules: &RuleParts) -> Result<Manifest, PublishError> {
    let (entry, bytes) = rules_file(rules)?;
    let now = Manifest { rules: Some(entry.clone()), ..manifest.clone() };
    write(directory, &[(&entry.file, &bytes)], &now, Some(manifest))?;
    Ok(now)
}

fn rules_file(rules: &RuleParts) -> Result<(FileEntry, Vec<u8>), PublishError> {
    let bytes = rules.encode().map_err(PublishError::Encode)?;
    RuleParts::decode(&bytes).map_err(PublishError::Unreadable)?;
    let digest = RuleParts::digest(&bytes).map_err(PublishError::Unreadable)?;
    packed("rules", &bytes, digest)
}

fn catalog_file(cards: &[Card]) -> Result<(FileEntry, Vec<u8>), PublishError> {
    let bytes = encode_catalog(cards).map_err(PublishError::Encode)?;
    let catalog = Catalog::decode(&bytes).map_err(PublishError::Unreadable)?;
    packed("catalog", &bytes, catalog.digest())
}

/// Packs a file with gzip: texts shrink to a quarter, and few hosts compress unknown file types. Which compressor flate2
/// uses depends on features that other crates turn on; the same model must be the same bytes in every build.
fn packed(kind: &str, bytes: &[u8], digest: u64) -> Result<(FileEntry, Vec<u8>), PublishError> {
    const BEST: u8 = 9;
    // No time, the highest level, no particular system.
    let mut packed = vec![0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 2, 255];
    packed.extend(miniz_oxide::deflate::compress_to_vec(bytes, BEST));
    packed.extend(crc32fast::hash(bytes).to_le_bytes());
    packed.extend((bytes.len() as u32).to_le_bytes());
    Ok((FileEntry::of(kind, &packed, digest), packed))
}

/// Writes files and, last, their manifest into a directory: all of them or none. Everything that can run out of space is
/// done before the first rename.
fn write(
    directory: &Path,
    files: &[(&str, &[u8])],
    manifest: &Manifest,
    before: Option<&Manifest>,
) -> Result<(), PublishError> {
    let mut json = serde_json::to_vec_pretty(manifest).expect("a manifest is plain data");
    json.push(b'\n');
    let files = [files, &[(MANIFEST, json.as_slice())]].concat();
    let is_new = !directory.exists();
    let written = fs::create_dir_all(directory)
        .map_err(|error| PublishError::Write(directory.into(), error))
        .and_then(|()| files.iter().try_for_each(|(name, bytes)| write_aside(&directory.join(name), bytes)))
        .and_then(|()| files.iter().try_for_each(|(name, _)| rename(&directory.join(name))));
    if written.is_ok() {
        remove_stale(directory, manifest, before);
        return Ok(());
    }
    // Remove the temporary files.
    files.iter().for_each(|(name, _)| drop(fs::remove_file(aside(&directory.join(name)))));
    if is_new {
        let _ = fs::remove_dir(directory);
    }
    written
}

fn aside(path: &Path) -> PathBuf {
    let mut aside = path.as_os_str().to_owned();
    aside.push(".partial");
    aside.into()
}

/// Writes a file under its temporary name and syncs it.
fn write_aside(path: &Path, bytes: &[u8]) -> Result<(), PublishError> {
    let written = File::create(aside(path)).and_then(|mut file| {
        file.write_all(bytes)?;
        file.sync_all()
    });
    written.map_err(|error| PublishError::Write(path.into(), error))
}

/// Renames a temporary file into place.
fn rename(path: &Path) -> Result<(), PublishError> {
    // The rename itself is on disk once the directory is.
    let renamed = fs::rename(aside(path), path)
        .and_then(|()| path.parent().map_or(Ok(()), |parent| File::open(parent)?.sync_all()));
    renamed.map_err(|error| PublishError::Write(path.into(), error))
}

/// Removes hashed files that neither this manifest nor the previous one names. A failure is harmless.
fn remove_stale(directory: &Path, now: &Manifest, before: Option<&Manifest>) {
    let Ok(entries) = fs::read_dir(directory) else { return };
    let named = |name: &str| {
        let files =
            |m: &Manifest| m.model.file == name || m.catalog.iter().chain(&m.rules).any(|entry| entry.file == name);
        files(now) || before.is_some_and(files)
    };
    for entry in entries.flatten() {
        let name = entry.file_name().to_string_lossy().into_owned();
        if is_hashed(&name) && !named(&name) {
            let _ = fs::remove_file(entry.path());
        }
    }
}

/// Whether a file's name has the form that `FileEntry::of` gives.
fn is_hashed(name: &str) -> bool {
    let middle = ["model-", "catalog-", "rules-"].iter().find_map(|kind| name.strip_suffix(".pw")?.strip_prefix(kind));
    middle.is_some_and(|digest| digest.len() == 16 && digest.bytes().all(|b| b.is_ascii_hexdigit()))
}
