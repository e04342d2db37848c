//! Runs a program and measures its time, processor seconds and peak memory.

use std::io::Read;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::Instant;

use anyhow::{Context, bail};
use serde::Serialize;
use wait4::Wait4;

/// What a finished program cost.
#[derive(Debug, Clone, Copy, Serialize)]
pub struct Cost {
    /// Seconds on the clock.
    pub wall: f64,
    /// Seconds of processor time, of all threads.
    pub cpu: f64,
    /// Largest resident memory, in bytes.
    pub peak: u64,
}

/// Runs a command to its end; its standard output and its cost.
pub fn measured(command: &mut Command) -> anyhow::Result<(String, Cost)> {
    let name = command.get_program().to_string_lossy().into_owned();
    let start = Instant::now();
    let mut child = command.stdout(Stdio::piped()).spawn().with_context(|| format!("{name}: cannot start"))?;
    let mut output = String::new();
    child.stdout.take().context("no output")?.read_to_string(&mut output)?;
    let used = child.wait4()?;
    let wall = start.elapsed().as_secs_f64();
    if !used.status.success() {
        bail!("{name} failed: {}", used.status);
    }
    let cpu = (used.rusage.utime + used.rusage.stime).as_secs_f64();
    Ok((output, Cost { wall, cpu, peak: used.rusage.maxrss }))
}

/// The `pairwell` binary beside this program, built first.
pub fn pairwell() -> anyhow::Result<PathBuf> {
    let path = std::env::current_exe()?.with_file_name("pairwell");
    // With xtask, as `cargo xtask` itself builds it: otherwise everything would be compiled again, with other features.
    let packages = ["--package", "xtask", "--package", "pairwell-cli", "--bin", "pairwell"];
    let built = Command::new("cargo").args(["build", "--quiet", "--release"]).args(packages).status();
    match built {
        Ok(status) if status.success() && path.exists() => Ok(path),
        _ => bail!("{}: cannot be built; try `cargo build --release -p pairwell-cli`", path.display()),
    }
}

/// Node, with a script of `bench/js`. It runs where it lies, since it imports modules of `www/`.
pub fn script(name: &str) -> Command {
    let mut node = Command::new("node");
    node.arg(Path::new(env!("CARGO_MANIFEST_DIR")).join("js").join(name));
    node
}

/// The folder for synthetic shops, models and other files that can be made again.
pub fn work_directory() -> anyhow::Result<PathBuf> {
    let directory = std::env::current_exe()?;
    let target = directory.ancestors().nth(2).unwrap_or(Path::new("target"));
    let directory = target.join("bench");
    std::fs::create_dir_all(&directory)?;
    Ok(directory)
}

/// The path of a reference data set, or why it is missing.
pub fn reference(file: &str) -> Result<PathBuf, String> {
    let folder = std::env::var_os("PAIRWELL_DATA").map_or_else(|| PathBuf::from("../shared/data"), PathBuf::from);
    let path = folder.join(file);
    match path.exists() {
        true => Ok(path),
        false => Err(format!("{} is missing; set PAIRWELL_DATA to its folder", path.display())),
    }
}
