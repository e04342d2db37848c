//! `pairwell experiments`: checks an experiments file, publishes it in a model directory, tells a device's arm.

use std::io::Write;
use std::path::{Path, PathBuf};

use anyhow::{Context, bail};
use clap::Subcommand;
use pairwell_cli::directory::{self, Lock, publish_experiments};
use pairwell_cli::terminal::{Out, quoted};
use pairwell_rules::experiments::{Experiment, Experiments, WHOLE};

use super::experiments_text::ExperimentsText;
use super::rules::ruled;
use super::rules_text::many;
use super::{print, print_json};
use crate::Outcome;

/// Publish experiments for pages, or tell a device's arm
#[derive(clap::Args)]
pub struct Args {
    #[command(subcommand)]
    what: What,
}

#[derive(Subcommand)]
enum What {
    /// Check an experiments file; with a directory, also that no published experiment changes
    Check(CheckArgs),
    /// Replace the experiments of a model directory, without training
    Apply(ApplyArgs),
    /// Print the arms of a device
    Arm(ArmArgs),
}

#[derive(clap::Args)]
struct CheckArgs {
    /// Experiments file (experiments.toml); - for standard input
    file: PathBuf,
    /// Model directory
    #[arg(long, value_name = "DIR")]
    model: Option<PathBuf>,
}

#[derive(clap::Args)]
struct ApplyArgs {
    /// Model directory
    directory: PathBuf,
    /// Experiments file (experiments.toml); - for standard input
    #[arg(long, value_name = "FILE")]
    experiments: PathBuf,
    /// Print JSON
    #[arg(long)]
    json: bool,
}

#[derive(clap::Args)]
struct ArmArgs {
    /// Model directory
    directory: PathBuf,
    /// The device's id, or the customer's where the page gives one; may be repeated
    #[arg(long, value_name = "ID", required = true)]
    device: Vec<String>,
    /// Print JSON
    #[arg(long)]
    json: bool,
}

pub fn run(args: &Args) -> Outcome {
    match &args.what {
        What::Check(args) => check(args),
        What::Apply(args) => apply(args),
        What::Arm(args) => arm(args),
    }
}

fn check(args: &CheckArgs) -> Outcome {
    let text = ExperimentsText::read(&args.file)?;
    let experiments = match &args.model {
        Some(model) => text.experiments(published(model)?.as_ref())?,
        None => text.experiments(None)?,
    };
    print(&described(&experiments))?;
    Ok(true)
}

fn published(directory: &Path) -> anyhow::Result<Option<Experiments>> {
    Ok(directory::open_experiments(directory, &directory::read_manifest(directory)?)?)
}

/// Each experiment in a line: how many devices take part, and the arms.
fn described(experiments: &Experiments) -> String {
    experiments.experiments.iter().map(line).collect()
}

fn line(experiment: &Experiment) -> String {
    let traffic = percent(experiment.to - experiment.from);
    let mut before = 0;
    let arms = experiment.arms.iter().map(|arm| {
        let width = arm.upto - std::mem::replace(&mut before, arm.upto);
        let control = if arm.name == experiment.control { " (control)" } else { "" };
        let shown = if arm.shown { "" } else { ", not shown" };
        format!("{} {}{control}{shown}", arm.name, percent(width))
    });
    let arms = arms.collect::<Vec<_>>().join("; ");
    format!("{}: {traffic} of devices; {arms}\n", experiment.name)
}

fn percent(width: u64) -> String {
    format!("{} %", (width as f64 / WHOLE as f64 * 1e4).round() / 1e2)
}

fn apply(args: &ApplyArgs) -> Outcome {
    let text = ExperimentsText::read(&args.experiments)?;
    // A lock makes the directory, if it is not there; what is not there has no model.
    directory::read_manifest(&args.directory)?;
    let lock = Lock::take(&args.directory)?;
    // From here on no training replaces the model under an arm's rules.
    let opened = directory::open(&args.directory)?;
    let experimental = text.experimental(&args.directory, |rules| Ok(ruled(rules, &opened, None)?.0))?;
    let manifest = publish_experiments(&lock, &opened.manifest, &experimental)?;
    drop(lock);
    let Some(entry) = manifest.experiments else { bail!("{}: nothing was written", args.directory.display()) };
    let path = args.directory.join(&entry.file);
    let count = experimental.experiments.experiments.len();
    say!("wrote {}: {}, {} bytes", path.display(), many(count, "experiment"), entry.bytes);
    if args.json {
        print_json(&serde_json::json!({ "file": path, "bytes": entry.bytes, "experiments": count }))?;
        return Ok(true);
    }
    print(&described(&experimental.experiments))?;
    Ok(true)
}

fn arm(args: &ArmArgs) -> Outcome {
    let experiments = published(&args.directory)?.with_context(|| {
        format!("{}: no experiments\n  Run `pairwell experiments apply`.", args.directory.display())
    })?;
    args.device.iter().try_for_each(|id| check_id(id))?;
    let arms = |id: &str| -> serde_json::Map<String, serde_json::Value> {
        let arms = experiments.arms_of(id).into_iter();
        arms.map(|(experiment, arm)| (experiment.name.clone(), arm.name.clone().into())).collect()
    };
    if args.json {
        let all = args.device.iter().map(|id| serde_json::json!({ "device": id, "arms": arms(id) }));
        print_json(&all.collect::<Vec<_>>())?;
        return Ok(true);
    }
    let mut out = Out::new();
    for id in &args.device {
        let arms: Vec<String> =
            arms(id).iter().map(|(name, arm)| format!("{name}={}", arm.as_str().unwrap_or_default())).collect();
        let arms = if arms.is_empty() { "in no experiment".to_owned() } else { arms.join(" ") };
        writeln!(out, "{id}: {arms}")?;
    }
    out.flush()?;
    Ok(true)
}

/// A page ignores other ids too.
fn check_id(id: &str) -> anyhow::Result<()> {
    let is_plain = |c: char| c.is_ascii_alphanumeric() || c == '-' || c == '_';
    if id.is_empty() || id.len() > 64 || !id.chars().all(is_plain) {
        bail!("--device {}: expected 1 to 64 letters of a to z, digits, - and _", quoted(id));
    }
    Ok(())
}
