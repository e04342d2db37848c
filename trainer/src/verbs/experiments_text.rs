//! Reads an experiments file with the rules files of its arms, and prints the compiler's findings by file and line.

use std::path::Path;

use anyhow::bail;
use pairwell::rules::RuleParts;
use pairwell_cli::directory::{self, Experimental, MANIFEST};
use pairwell_rules::experiments::{Experiment, Experiments, read};

use super::rules_text::{RulesText, counted};

/// An experiments file, and the rules files that its arms name.
pub struct ExperimentsText {
    text: RulesText,
    rules: Vec<(String, RulesText)>,
}

impl ExperimentsText {
    /// Reads a file; `-` is standard input. Rules files lie beside it. Fails if the file cannot be used even for a new directory.
    pub fn read(path: &Path) -> anyhow::Result<Self> {
        let text = RulesText::of(path, "experiments")?;
        let mut it = Self { text, rules: Vec::new() };
        let experiments = it.experiments(None)?;
        let arms = experiments.experiments.iter().flat_map(|experiment| &experiment.arms);
        let mut sources: Vec<_> = arms.filter_map(|arm| Some(arm.rules.as_ref()?.source.clone())).collect();
        sources.sort();
        sources.dedup();
        let beside = path.parent().unwrap_or(Path::new(""));
        for source in sources {
            it.rules.push((source.clone(), RulesText::read(&beside.join(&source))?));
        }
        Ok(it)
    }

    /// The experiments of a file as it stands, without its arms' rules: for reports.
    pub fn definitions(path: &Path) -> anyhow::Result<Vec<Experiment>> {
        let text = Self { text: RulesText::of(path, "experiments")?, rules: Vec::new() };
        Ok(text.experiments(None)?.experiments)
    }

    /// The file for a training, if one is given. Without one, published experiments stay, unless a new model makes their rules useless.
    pub fn for_training(path: Option<&Path>, out: &Path) -> anyhow::Result<Option<Self>> {
        let before = directory::read_manifest(out).ok();
        match path {
            Some(path) => Self::read(path).map(Some),
            None if before.is_some_and(|before| !before.arm_rules.is_empty()) => bail!(
                "{}: an arm of an experiment has its own rules, which are made for one model\n  \
                 Train with --experiments FILE, the file that the experiments come from.",
                out.join(MANIFEST).display()
            ),
            None => Ok(None),
        }
    }

    /// Compiles everything for a directory. `compiled` compiles an arm's rules for its model.
    pub fn experimental(
        &self,
        directory: &Path,
        mut compiled: impl FnMut(&RulesText) -> anyhow::Result<RuleParts>,
    ) -> anyhow::Result<Experimental> {
        let published = match directory::read_manifest(directory) {
            Ok(manifest) => directory::open_experiments(directory, &manifest)?,
            Err(_) => None,
        };
        let experiments = self.experiments(published.as_ref())?;
        let rules = self.rules.iter().map(|(source, text)| Ok((source.clone(), compiled(text)?)));
        Ok(Experimental { experiments, rules: rules.collect::<anyhow::Result<_>>()? })
    }

    /// The experiments, beside those that are published; prints what is wrong.
    pub fn experiments(&self, published: Option<&Experiments>) -> anyhow::Result<Experiments> {
        let read = read(&self.text.text, published);
        self.text.say(read.findings.iter());
        match read.experiments {
            Some(experiments) => Ok(experiments),
            None => bail!("{}: {}", self.text.path.display(), counted(&read.findings)),
        }
    }
}
