//! Compiles the trainer, and trains the models of the demo, the tests and the size budgets, unless they are up to date.

use std::fs::File;
use std::io::Read;
use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context, Result, bail};

use crate::run::{self, Repo, Stamp};

/// The trainer's package.
const TRAINER: &str = "pairwell-cli";

/// What a model is trained on, and how.
#[derive(Default)]
pub(crate) struct Training<'a> {
    pub(crate) orders: PathBuf,
    pub(crate) catalog: Option<PathBuf>,
    pub(crate) rules: Option<PathBuf>,
    pub(crate) arguments: &'a [&'a str],
}

impl Training<'_> {
    /// The sample shop of the repository.
    pub(crate) fn sample(repo: &Repo) -> Self {
        Training {
            orders: repo.path("sample/orders.csv"),
            catalog: Some(repo.path("sample/catalog.csv")),
            rules: Some(repo.path("sample/rules.toml")),
            arguments: &[],
        }
    }

    /// Of all that decides about the model.
    fn stamp(&self, trainer: &Path) -> Result<Stamp> {
        let mut stamp = Stamp::default();
        stamp.add("trainer", &run::read(trainer)?);
        stamp.add("arguments", self.arguments.join(" ").as_bytes());
        self.files()
            .try_for_each(|file| run::read(file).map(|content| stamp.add(&file.to_string_lossy(), &content)))?;
        Ok(stamp)
    }

    fn command(&self, trainer: &Path, model: &Path) -> Command {
        let mut command = Command::new(trainer);
        command.arg("train").arg("--orders").arg(&self.orders).args(self.arguments).arg("--out").arg(model);
        for (flag, file) in [("--catalog", &self.catalog), ("--rules", &self.rules)] {
            if let Some(file) = file {
                command.arg(flag).arg(file);
            }
        }
        command
    }

    pub(crate) fn files(&self) -> impl Iterator<Item = &Path> {
        std::iter::once(self.orders.as_path()).chain(self.catalog.as_deref()).chain(self.rules.as_deref())
    }
}

/// Compiles the trainer without the readers that these orders do not need, which take minutes, and returns its path.
pub(crate) fn trainer_for(repo: &Repo, orders: &Path) -> Result<PathBuf> {
    let features: Vec<_> = reader(orders)?.iter().flat_map(|feature| ["--features", feature]).collect();
    repo.build(TRAINER, "pairwell", &[&["--no-default-features"], &features[..]].concat())
}

/// Compiles the trainer with all its features and returns its path.
pub(crate) fn trainer(repo: &Repo) -> Result<PathBuf> {
    repo.build(TRAINER, "pairwell", &[])
}

/// The feature of the trainer that these orders need, judged by the file's first bytes; None for text.
fn reader(orders: &Path) -> Result<Option<&'static str>> {
    let mut start = [0; 4];
    let mut file = File::open(orders).with_context(|| format!("cannot read {}", orders.display()))?;
    let read = file.read(&mut start).with_context(|| format!("cannot read {}", orders.display()))?;
    Ok(match start.get(..read) {
        Some(b"PAR1") => Some("pairwell-cli/parquet"),
        Some([0x28, 0xb5, 0x2f, 0xfd]) => Some("pairwell-cli/zstd"),
        Some(b"PK\x03\x04" | b"\xd0\xcf\x11\xe0") => Some("pairwell-cli/excel"),
        _ => None,
    })
}

/// Trains `model`, unless the same trainer has made it from the same files.
pub(crate) fn train(trainer: &Path, training: &Training<'_>, model: &Path) -> Result<()> {
    let stamp_file = model.with_extension("stamp");
    let stamp = training.stamp(trainer)?;
    if stamp.is_in(&stamp_file) && model.join("pairwell.json").is_file() {
        return Ok(());
    }
    eprintln!("xtask: training on {}", training.orders.display());
    run::empty_dir(model)?;
    run::run(&mut training.command(trainer, model), "the trainer's message above says what to change")?;
    if !model.join("pairwell.json").is_file() {
        bail!("`pairwell train` wrote no pairwell.json into {}", model.display());
    }
    run::write(&stamp_file, stamp.hex())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_reader_that_orders_need_is_known_from_their_first_bytes() {
        let dir = tempfile::tempdir().unwrap();
        let told = |content: &[u8]| {
            let file = dir.path().join("orders");
            run::write(&file, content).unwrap();
            reader(&file).unwrap()
        };
        assert_eq!(told(b"PAR1\x15\x04"), Some("pairwell-cli/parquet"));
        assert_eq!(told(b"\x28\xb5\x2f\xfd\x24"), Some("pairwell-cli/zstd"));
        assert_eq!(told(b"PK\x03\x04xl/"), Some("pairwell-cli/excel"));
        assert_eq!((told(b"order_id,sku\n"), told(b"PA"), told(b"")), (None, None, None));
        assert!(reader(Path::new("no/such/file")).unwrap_err().to_string().contains("no/such/file"));
    }
}
