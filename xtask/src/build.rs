//! Builds the engine's wasm module from src/ into target/ by wasm-pack and wasm-opt, then has the package assembled; never builds twice from the same sources.

use std::env;
use std::path::PathBuf;

use anyhow::{Context, Result};

use crate::package;
use crate::run::{self, Repo, Stamp};
use crate::tools::Tools;

/// `strip = true` and wasm-bindgen drop the section that tells wasm-opt which features the module uses, so they are named.
const WASM_OPT: [&str; 10] = [
    "-Oz",
    "--strip-debug",
    "--strip-producers",
    "--strip-target-features",
    "--enable-bulk-memory",
    "--enable-nontrapping-float-to-int",
    "--enable-sign-ext",
    "--enable-mutable-globals",
    "--enable-reference-types",
    "--enable-multivalue",
];

/// Builds pkg/ and answers where it is.
pub(crate) fn build(repo: &Repo) -> Result<PathBuf> {
    let tools = Tools::locate()?;
    tools.ensure_npm()?;
    let module = module(repo, &tools)?;
    package::assemble(repo, &tools, &module)
}

/// The directory with wasm-pack's output, its module optimised exactly once.
fn module(repo: &Repo, tools: &Tools) -> Result<PathBuf> {
    let (dir, stamp_file) = (repo.target.join("pkg/module"), repo.target.join("pkg/module.stamp"));
    let stamp = sources(repo)?;
    if stamp.is_in(&stamp_file) && dir.join(package::WASM).is_file() {
        return Ok(dir);
    }
    tools.ensure_wasm(repo)?;
    eprintln!("xtask: building the engine for browsers (src/ changed since the last build)");
    run::empty_dir(&dir)?;
    wasm_pack(repo, tools, &dir)?;
    let raw = dir.join(package::WASM);
    let optimised = dir.join("optimised.wasm");
    let mut wasm_opt = tools.command("wasm-opt");
    wasm_opt.arg(&raw).arg("-o").arg(&optimised).args(WASM_OPT);
    run::run(&mut wasm_opt, "the wasm features it names must be in xtask/src/build.rs's list")?;
    std::fs::rename(&optimised, &raw).context("cannot put the optimised module in place")?;
    run::write(&stamp_file, stamp.hex())?;
    Ok(dir)
}

fn wasm_pack(repo: &Repo, tools: &Tools, out: &std::path::Path) -> Result<()> {
    let mut wasm_pack = tools.command("wasm-pack");
    wasm_pack.args(["--log-level", "warn", "build"]).arg(&repo.root).arg("--out-dir").arg(out);
    // Not its own wasm-opt step: it knows no flags for a custom profile. Not its own installs: they download binaries.
    wasm_pack.args(["--target", "web", "--out-name", "pairwell_wasm", "--profile", "wasm", "--no-opt", "--no-pack"]);
    wasm_pack.args(["--mode", "no-install"]);
    // Panic messages name source files: without this, the shopper downloads the paths of whoever built the package.
    let home = env::var_os("CARGO_HOME").map(PathBuf::from).or_else(|| env::home_dir().map(|home| home.join(".cargo")));
    let remap = |from: PathBuf, to: &str| format!("--remap-path-prefix={}={to}", from.display());
    let flags = [remap(home.unwrap_or_default(), "cargo"), remap(repo.root.clone(), "pairwell")];
    wasm_pack.env("CARGO_ENCODED_RUSTFLAGS", flags.join("\u{1f}"));
    run::run(&mut wasm_pack, "the compiler's messages above say why")
}

/// A digest of everything that the module is made from.
fn sources(repo: &Repo) -> Result<Stamp> {
    let mut stamp = Stamp::default();
    stamp.add("wasm-opt", WASM_OPT.join(" ").as_bytes());
    for file in ["Cargo.toml", "Cargo.lock"] {
        stamp.add_file(&repo.root, file)?;
    }
    let src = repo.path("src");
    run::walk(&src)?.iter().try_for_each(|file| stamp.add_file(&src, file))?;
    Ok(stamp)
}
