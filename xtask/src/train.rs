//! Trains model directories for the demo, the tests and the size budgets, from orders to target/; never twice from the same files.

use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Result, bail};

use crate::run::{self, Repo, Stamp};

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

    pub(crate) fn files(&self) -> impl Iterator<Item = &Path> {
        std::iter::once(self.orders.as_path()).chain(self.catalog.as_deref()).chain(self.rules.as_deref())
    }
}

/// Builds the trainer and answers where it is. Its database drivers are left out: they take minutes to compile, and files need none.
pub(crate) fn trainer(repo: &Repo) -> Result<PathBuf> {
    let mut cargo =
        repo.cargo(&["build", "--quiet", "--release", "--package", "pairwell-cli", "--no-default-features"]);
    cargo.args(["--bin", "pairwell"]);
    run::run(&mut cargo, "the compiler's messages above say why")?;
    Ok(repo.target.join("release/pairwell"))
}

/// Where the trainer is that the workspace's tests were run with. Asked for as they ask for it, so that its dependencies are
/// not compiled again with other features.
pub(crate) fn tested_trainer(repo: &Repo) -> Result<PathBuf> {
    let mut cargo = repo.cargo(&["test", "--quiet", "--workspace", "--release", "--no-run"]);
    run::run(&mut cargo, "the compiler's messages above say why")?;
    Ok(repo.target.join("release/pairwell"))
}

/// Trains `model` unless the same trainer has made it from the same files already.
pub(crate) fn train(trainer: &Path, training: &Training<'_>, model: &Path) -> Result<()> {
    let stamp_file = model.with_extension("stamp");
    let mut stamp = Stamp::default();
    stamp.add("trainer", &run::read(trainer)?);
    stamp.add("arguments", training.arguments.join(" ").as_bytes());
    training
        .files()
        .try_for_each(|file| run::read(file).map(|content| stamp.add(&file.to_string_lossy(), &content)))?;
    if stamp.is_in(&stamp_file) && model.join("pairwell.json").is_file() {
        return Ok(());
    }
    eprintln!("xtask: training on {}", training.orders.display());
    run::empty_dir(model)?;
    let mut command = Command::new(trainer);
    command.arg("train").arg("--orders").arg(&training.orders).args(training.arguments).arg("--out").arg(model);
    if let Some(catalog) = &training.catalog {
        command.arg("--catalog").arg(catalog);
    }
    if let Some(rules) = &training.rules {
        command.arg("--rules").arg(rules);
    }
    run::run(&mut command, "the trainer's message above says what to change")?;
    if !model.join("pairwell.json").is_file() {
        bail!("`pairwell train` wrote no pairwell.json into {}", model.display());
    }
    run::write(&stamp_file, stamp.hex())
}
