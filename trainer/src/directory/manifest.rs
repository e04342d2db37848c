//! Describes `pairwell.json`, the only mutable file of a model directory; never touches a disk.

use pairwell::model::shards::Places;
use serde::{Deserialize, Serialize};

use crate::train::TrainOptions;

/// The manifest's file name.
pub const MANIFEST: &str = "pairwell.json";

/// The content of `pairwell.json`. It holds no date: the same input gives the same bytes.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Manifest {
    /// Format version of the files it names.
    pub format: u16,
    /// Program and version that wrote it.
    pub generator: String,
    /// The model.
    pub model: FileEntry,
    /// Product cards, if there was a catalog.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub catalog: Option<FileEntry>,
    /// The rules file; directories from before rules existed have none.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub rules: Option<FileEntry>,
    /// Which devices see which shelf, if the shop experiments.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub experiments: Option<FileEntry>,
    /// The rules files of arms that have their own.
    #[serde(skip_serializing_if = "Vec::is_empty", default, rename = "armRules")]
    pub arm_rules: Vec<FileEntry>,
    /// The same in shards, for pages that load only what their items need.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub shards: Option<ShardsEntry>,
    /// The numbers of orders, items and weights.
    pub counts: Counts,
    /// The training options.
    pub training: TrainOptions,
    /// A shelf's settings where its page sets none.
    pub defaults: Defaults,
}

impl Manifest {
    /// Whether one of its files has this name.
    pub fn names(&self, file: &str) -> bool {
        let others = self.catalog.iter().chain(&self.rules).chain(&self.experiments).chain(&self.arm_rules);
        self.model.file == file
            || others.into_iter().any(|entry| entry.file == file)
            || self.shards.as_ref().is_some_and(|shards| shards.names(file))
    }
}

/// One hashed file.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct FileEntry {
    /// Its name, beside the manifest.
    pub file: String,
    /// Its size.
    pub bytes: u64,
    /// Digest of its content (before gzip), 16 hex digits; also in its name.
    pub digest: String,
}

impl FileEntry {
    /// The entry of a file with these bytes: `<kind>-<digest>.pw`.
    pub fn of(kind: &str, bytes: &[u8], digest: u64) -> Self {
        Self::named(kind, "pw", bytes, digest)
    }

    /// The entry of a JSON file with these bytes: `<kind>-<digest>.json`.
    pub fn of_json(kind: &str, bytes: &[u8], digest: u64) -> Self {
        Self::named(kind, "json", bytes, digest)
    }

    fn named(kind: &str, ending: &str, bytes: &[u8], digest: u64) -> Self {
        let digest = format!("{digest:016x}");
        Self { file: format!("{kind}-{digest}.{ending}"), bytes: bytes.len() as u64, digest }
    }
}

/// Numbers of orders, items and weights.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Counts {
    /// Orders trained on.
    pub orders: u64,
    /// Distinct items over all those orders.
    pub lines: u64,
    /// Items of the model.
    pub items: u64,
    /// Weights kept.
    pub weights: u64,
}

/// A shelf's settings where its page sets none.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Defaults {
    /// Most suggestions shown.
    pub limit: u32,
    /// With fewer suggestions than this, the shelf stays hidden.
    pub min: u32,
}

impl Default for Defaults {
    fn default() -> Self {
        Self { limit: 4, min: 1 }
    }
}

/// Characters of a group's address.
const ADDRESS: usize = 8;

/// A manifest's entry of shards.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ShardsEntry {
    /// What every page needs.
    pub root: FileEntry,
    /// How many shards there are.
    pub count: u32,
    /// The addresses of the groups of shards, eight characters each; shard n is in group n modulo their number.
    pub rows: String,
    /// The same of the shards' product cards, if there are any.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub cards: Option<String>,
}

impl ShardsEntry {
    /// The shard that something is looked for in.
    pub fn place(&self, key: &str) -> u32 {
        Places { shards: self.count }.of(key)
    }

    /// The file of a shard.
    pub fn rows_file(&self, shard: u32) -> Option<String> {
        file("rows", &self.rows, shard)
    }

    /// The file of a shard's product cards.
    pub fn cards_file(&self, shard: u32) -> Option<String> {
        file("cards", self.cards.as_ref()?, shard)
    }

    /// Whether one of its files has this name.
    pub(super) fn names(&self, name: &str) -> bool {
        let shard = parsed(name).map(|(_, shard)| shard).filter(|shard| *shard < self.count);
        let is_one = |shard| [self.rows_file(shard), self.cards_file(shard)].iter().flatten().any(|file| file == name);
        self.root.file == name || shard.is_some_and(is_one)
    }
}

fn file(kind: &str, addresses: &str, shard: u32) -> Option<String> {
    let groups = addresses.len() / ADDRESS;
    let at = (shard as usize).checked_rem(groups)? * ADDRESS;
    Some(format!("{kind}-{}-{shard}.pw", addresses.get(at..at + ADDRESS)?))
}

/// Address and number of a shard, by its file's name.
pub(super) fn parsed(name: &str) -> Option<(&str, u32)> {
    let rest = ["rows-", "cards-"].iter().find_map(|kind| name.strip_prefix(kind))?.strip_suffix(".pw")?;
    let (address, shard) = rest.split_once('-')?;
    let is_address =
        address.len() == ADDRESS && address.bytes().all(|it| it.is_ascii_lowercase() || it.is_ascii_digit());
    Some((address, shard.parse().ok()?)).filter(|_| is_address)
}
