//! Encodes what a model directory holds, and writes it so that a reader sees either the old one or the new one.

use std::path::Path;

use pairwell::model::{Card, Catalog, Model, Parts, encode_catalog, layout};
use pairwell::rules::RuleParts;
use pairwell::rules::parts::{ItemRelations, MerchantRules};

use pairwell_rules::experiments::Experiments;

use super::error::PublishError;
use super::lock::Lock;
use super::manifest::{Counts, Defaults, FileEntry, Manifest};
use super::open::{OpenModel, read_manifest};
use super::packing::packed;
use super::shards::{Shards, ViewCost, WhenSharded};
use super::write::write;
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
    /// Experiments for pages; without, those that are published stay.
    pub experiments: Option<Experimental>,
    /// When to write shards, too.
    pub shards: WhenSharded,
    /// Further files beside the model, by name.
    pub beside: Vec<(&'static str, Vec<u8>)>,
}

/// Experiments, and the rules of arms that have their own, each by the path that experiments.toml names.
pub struct Experimental {
    /// The experiments as read.
    pub experiments: Experiments,
    /// The arms' rules, made for the model beside them.
    pub rules: Vec<(String, RuleParts)>,
}

/// Writes all files under temporary names and syncs them, then renames them, the manifest last; nobody else writes meanwhile.
/// Files of the previous manifest stay, for pages that still have it; older ones are removed.
///
/// # Errors
/// When the contents cannot be encoded, a file cannot be written, or another process writes. The directory is then unchanged.
pub fn publish(directory: &Path, contents: &Contents<'_>) -> Result<Published, PublishError> {
    let model_bytes = contents.parts.encode().map_err(PublishError::Encode)?;
    let model = Model::decode(&model_bytes).map_err(PublishError::Unreadable)?;
    let rules =
        RuleParts { model: model.digest(), relations: contents.relations.clone(), merchant: contents.merchant.clone() };
    let catalog = if contents.cards.is_empty() { None } else { Some(catalog_file(contents.cards)?) };
    let shards = match contents.shards {
        WhenSharded::Never => None,
        _ => Some(Shards::of(&model, &rules, catalog.as_ref().map(|(_, catalog)| catalog))?),
    };
    let catalog = catalog.map(|(file, _)| file);
    let rules = rules_file(&rules)?;
    let whole = model_bytes.len() as u64 + catalog.iter().chain([&rules]).map(|(entry, _)| entry.bytes).sum::<u64>();
    let shards = shards.filter(|shards| contents.shards == WhenSharded::Always || shards.pay(whole));
    let experimental = contents.experiments.as_ref().map(experiments_files).transpose()?;
    let lock = Lock::take(directory)?;
    let (experiments, arm_rules) = match &experimental {
        Some(files) => files.entries(),
        None => read_manifest(directory).map_or((None, Vec::new()), |before| (before.experiments, before.arm_rules)),
    };
    let manifest = Manifest {
        format: layout::VERSION,
        generator: concat!("pairwell ", env!("CARGO_PKG_VERSION")).into(),
        model: FileEntry::of("model", &model_bytes, model.digest()),
        catalog: catalog.as_ref().map(|(entry, _)| entry.clone()),
        rules: Some(rules.0.clone()),
        experiments,
        arm_rules,
        shards: shards.as_ref().map(|shards| shards.entry.clone()),
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
    files.extend(experimental.iter().flat_map(ExperimentsFiles::files));
    files.extend(contents.beside.iter().map(|(name, bytes)| (*name, bytes.as_slice())));
    files.extend(shards.iter().flat_map(Shards::named));
    write(&lock, &files, &manifest)?;
    Ok(Published { view: shards.as_ref().map(Shards::view_cost), whole, manifest })
}

/// What was published.
pub struct Published {
    /// The manifest.
    pub manifest: Manifest,
    /// Bytes that a page loads of whole files.
    pub whole: u64,
    /// What a product page costs by shards, where there are any.
    pub view: Option<ViewCost>,
}

/// Replaces the rules of a directory, and its shards, which say what the rules mean for their items: the new files first, then the
/// manifest. The directory must have been opened under the lock.
///
/// # Errors
/// As [`publish`].
pub fn publish_rules(lock: &Lock, opened: &OpenModel, rules: &RuleParts) -> Result<Manifest, PublishError> {
    let (entry, bytes) = rules_file(rules)?;
    let again = || Shards::of(&opened.model, rules, opened.catalog.as_ref());
    let shards = opened.manifest.shards.as_ref().map(|_| again()).transpose()?;
    let shards_entry = shards.as_ref().map(|shards| shards.entry.clone());
    let now = Manifest { rules: Some(entry.clone()), shards: shards_entry, ..opened.manifest.clone() };
    let mut files: Vec<(&str, &[u8])> = vec![(&entry.file, &bytes)];
    files.extend(shards.iter().flat_map(Shards::named));
    write(lock, &files, &now)?;
    Ok(now)
}

/// Replaces the experiments of a directory: their files first, then the manifest. `manifest` must have been read under the lock.
///
/// # Errors
/// As [`publish`].
pub fn publish_experiments(
    lock: &Lock,
    manifest: &Manifest,
    experimental: &Experimental,
) -> Result<Manifest, PublishError> {
    let files = experiments_files(experimental)?;
    let (experiments, arm_rules) = files.entries();
    let now = Manifest { experiments, arm_rules, ..manifest.clone() };
    write(lock, &files.files().collect::<Vec<_>>(), &now)?;
    Ok(now)
}

/// The files of experiments, with their entries.
struct ExperimentsFiles {
    experiments: (FileEntry, Vec<u8>),
    rules: Vec<(FileEntry, Vec<u8>)>,
}

impl ExperimentsFiles {
    fn entries(&self) -> (Option<FileEntry>, Vec<FileEntry>) {
        (Some(self.experiments.0.clone()), self.rules.iter().map(|(entry, _)| entry.clone()).collect())
    }

    fn files(&self) -> impl Iterator<Item = (&str, &[u8])> {
        let all = self.rules.iter().chain([&self.experiments]);
        all.map(|(entry, bytes)| (entry.file.as_str(), bytes.as_slice()))
    }
}

fn experiments_files(experimental: &Experimental) -> Result<ExperimentsFiles, PublishError> {
    let mut experiments = experimental.experiments.clone();
    let mut rules = Vec::new();
    for (source, parts) in &experimental.rules {
        let (entry, bytes) = rules_file(parts)?;
        let arms = experiments.experiments.iter_mut().flat_map(|experiment| &mut experiment.arms);
        for own in arms.filter_map(|arm| arm.rules.as_mut()).filter(|own| own.source == *source) {
            (own.file, own.bytes, own.digest) = (entry.file.clone(), entry.bytes, entry.digest.clone());
        }
        rules.push((entry, bytes));
    }
    let json = ascii(&serde_json::to_string(&experiments).expect("experiments are plain data")) + "\n";
    let digest = pairwell_rules::experiments::digest(&json);
    let json = json.into_bytes();
    Ok(ExperimentsFiles { experiments: (FileEntry::of_json("experiments", &json, digest), json), rules })
}

/// JSON in ASCII, whose letters and bytes are the same numbers: pages compute its digest from its letters.
fn ascii(json: &str) -> String {
    let mut text = String::with_capacity(json.len());
    for c in json.chars() {
        match c.is_ascii() {
            true => text.push(c),
            // Only texts have other letters.
            false => c.encode_utf16(&mut [0; 2]).iter().for_each(|unit| text += &format!("\\u{unit:04x}")),
        }
    }
    text
}

fn rules_file(rules: &RuleParts) -> Result<(FileEntry, Vec<u8>), PublishError> {
    let bytes = rules.encode().map_err(PublishError::Encode)?;
    RuleParts::decode(&bytes).map_err(PublishError::Unreadable)?;
    let digest = RuleParts::digest(&bytes).map_err(PublishError::Unreadable)?;
    packed("rules", &bytes, digest)
}

/// A packed file and its entry.
type Packed = (FileEntry, Vec<u8>);

fn catalog_file(cards: &[Card]) -> Result<(Packed, Catalog), PublishError> {
    let bytes = encode_catalog(cards).map_err(PublishError::Encode)?;
    let catalog = Catalog::decode(&bytes).map_err(PublishError::Unreadable)?;
    Ok((packed("catalog", &bytes, catalog.digest())?, catalog))
}
