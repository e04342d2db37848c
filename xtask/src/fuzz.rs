//! Runs the fuzz targets with cargo-fuzz on the stable toolchain, from the inputs in fuzz/corpus on; findings go to target/fuzz.

use std::path::PathBuf;

use anyhow::{Result, bail};

use crate::run::{self, Repo};
use crate::tools::Tools;

/// The formats whose targets need a feature of the same name.
const FEATURES: [&str; 2] = ["parquet", "excel"];

/// What one input may take, in MB and seconds: a machine that does other things too is slow. The figures come at the end.
const LIMITS: [&str; 3] = ["-rss_limit_mb=2048", "-timeout=20", "-print_final_stats=1"];

#[derive(clap::Args)]
pub(crate) struct Options {
    /// The target to run; all of fuzz/fuzz_targets/ without it
    target: Option<String>,
    /// How many seconds to run each target
    #[arg(long, default_value_t = 60)]
    seconds: u32,
    /// What watches memory: `none` runs several times quicker, and no code of ours is unsafe; `address` watches the code of the libraries, too
    #[arg(long, default_value = "none", value_parser = ["none", "address"])]
    sanitizer: String,
}

pub(crate) fn fuzz(repo: &Repo, options: &Options) -> Result<()> {
    let known = targets(repo)?;
    let wanted = match &options.target {
        None => known.clone(),
        Some(name) if known.contains(name) => vec![name.clone()],
        Some(name) => bail!("unknown fuzz target {name}; known: {}", known.join(", ")),
    };
    let tools = Tools::locate()?;
    tools.ensure_fuzz()?;
    wanted.iter().try_for_each(|target| fuzz_one(repo, &tools, target, options))
}

/// Where a target's first inputs are: those that are kept, and real files.
fn seeds(repo: &Repo, target: &str) -> Vec<PathBuf> {
    let real = match target {
        "decode" | "catalog" | "rules" | "shard" => vec![repo.path("tests/fixtures"), repo.target.join("demo/model")],
        _ => Vec::new(),
    };
    [vec![repo.path("fuzz/corpus").join(target)], real].concat()
}

fn targets(repo: &Repo) -> Result<Vec<String>> {
    let dir = repo.path("fuzz/fuzz_targets");
    if !dir.is_dir() {
        bail!("fuzz/fuzz_targets/ does not exist");
    }
    Ok(run::walk(&dir)?.iter().filter_map(|file| file.strip_suffix(".rs")).map(str::to_owned).collect())
}

fn fuzz_one(repo: &Repo, tools: &Tools, target: &str, options: &Options) -> Result<()> {
    let place = repo.target.join("fuzz");
    let (corpus, artifacts) = (place.join("corpus").join(target), place.join("artifacts").join(target));
    for dir in [&corpus, &artifacts] {
        std::fs::create_dir_all(dir)?;
    }
    let mut fuzz = tools.command("cargo-fuzz");
    fuzz.args(["run", "--fuzz-dir"]).arg(repo.path("fuzz")).arg("--target-dir").arg(place.join("build"));
    fuzz.args(["--sanitizer", &options.sanitizer]);
    // Two formats are features, because their readers take minutes to compile.
    if let Some(feature) = target.strip_prefix("orders_").filter(|format| FEATURES.contains(format)) {
        fuzz.args(["--features", feature]);
    }
    fuzz.arg(target).arg(&corpus);
    // The seeds: libFuzzer reads all directories and writes only to the first.
    fuzz.args(seeds(repo, target).into_iter().filter(|seeds| seeds.is_dir()));
    fuzz.arg("--")
        .arg(format!("-max_total_time={}", options.seconds))
        .arg(format!("-artifact_prefix={}/", artifacts.display()));
    fuzz.args(LIMITS);
    // Sanitizer coverage is an unstable flag; with this, the stable compiler accepts it.
    fuzz.env("RUSTC_BOOTSTRAP", "1").current_dir(&repo.root);
    run::run(&mut fuzz, &format!("inputs that fail are in {}", artifacts.display()))
}
