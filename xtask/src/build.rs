//! Builds wasm modules, the engine and the playground's compiler, into target/ by wasm-pack and wasm-opt, then has the package assembled; never builds twice from the same sources.

use std::env;
use std::path::PathBuf;

use anyhow::{Context, Result};

use crate::package;
use crate::run::{self, Repo, Stamp};
use crate::tools::Tools;

/// `strip = true` and wasm-bindgen drop the section that tells wasm-opt which features the module uses, so they are named.
const WASM_OPT: [&str; 10] = [
    "-O3",
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

/// A crate that becomes a wasm module.
struct Module {
    /// Its directory in the repository.
    package: &'static str,
    /// What its glue and its wasm file are called.
    name: &'static str,
    /// wasm-pack's target: what kind of glue it writes.
    target: &'static str,
    /// Where it is built, within target/.
    out: &'static str,
    /// Directories of sources that it is made from.
    sources: &'static [&'static str],
}

/// Glue for bundlers: www/ starts the module itself, so glue that fetches and compiles one would be 300 bytes for nothing.
const ENGINE: Module =
    Module { package: "", name: "pairwell_wasm", target: "bundler", out: "pkg/module", sources: &["src"] };
const PLAYGROUND: Module = Module {
    package: "playground",
    name: "playground",
    target: "web",
    out: "playground",
    sources: &["src", "rules/src", "playground/src"],
};

/// Builds pkg/ and answers where it is.
pub(crate) fn build(repo: &Repo) -> Result<PathBuf> {
    let tools = Tools::locate()?;
    tools.ensure_npm()?;
    let module = module(repo, &tools, &ENGINE)?;
    package::assemble(repo, &tools, &module)
}

/// The shopper waits for every byte: functions are inlined only where that saves some, or hardly costs any. 40 kB instead of 44
/// (brotli); half as much again makes ranking 2 % quicker for 0.1 kB, the compiler's own measure hardly more.
const INLINING: &str = "-Cllvm-args=-inline-threshold=50";

/// The files of the playground's rules compiler, for the demo site alone.
pub(crate) fn playground(repo: &Repo) -> Result<Vec<PathBuf>> {
    let dir = module(repo, &Tools::locate()?, &PLAYGROUND)?;
    Ok([".js", "_bg.wasm"].map(|end| dir.join(format!("{}{end}", PLAYGROUND.name))).to_vec())
}

/// The directory with wasm-pack's output, its module optimised exactly once.
fn module(repo: &Repo, tools: &Tools, module: &Module) -> Result<PathBuf> {
    let (dir, stamp_file) = (repo.target.join(module.out), repo.target.join(format!("{}.stamp", module.out)));
    let raw = dir.join(format!("{}_bg.wasm", module.name));
    let stamp = sources(repo, module)?;
    if stamp.is_in(&stamp_file) && raw.is_file() {
        return Ok(dir);
    }
    tools.ensure_wasm(repo)?;
    eprintln!("xtask: building {} for browsers (its sources changed since the last build)", module.name);
    run::empty_dir(&dir)?;
    wasm_pack(repo, tools, module, &dir)?;
    let optimised = dir.join("optimised.wasm");
    let mut wasm_opt = tools.command("wasm-opt");
    wasm_opt.arg(&raw).arg("-o").arg(&optimised).args(WASM_OPT);
    run::run(&mut wasm_opt, "the wasm features it names must be in xtask/src/build.rs's list")?;
    std::fs::rename(&optimised, &raw).context("cannot put the optimised module in place")?;
    run::write(&stamp_file, stamp.hex())?;
    Ok(dir)
}

fn wasm_pack(repo: &Repo, tools: &Tools, module: &Module, out: &std::path::Path) -> Result<()> {
    let mut wasm_pack = tools.command("wasm-pack");
    wasm_pack.args(["--log-level", "warn", "build"]).arg(repo.path(module.package)).arg("--out-dir").arg(out);
    // Not its own wasm-opt step: it knows no flags for a custom profile. Not its own installs: they download binaries.
    wasm_pack.args([
        "--target",
        module.target,
        "--out-name",
        module.name,
        "--profile",
        "wasm",
        "--no-opt",
        "--no-pack",
    ]);
    wasm_pack.args(["--mode", "no-install"]);
    // Panic messages name source files: without this, the shopper downloads the paths of whoever built the package.
    let home = env::var_os("CARGO_HOME").map(PathBuf::from).or_else(|| env::home_dir().map(|home| home.join(".cargo")));
    let remap = |from: PathBuf, to: &str| format!("--remap-path-prefix={}={to}", from.display());
    let remaps = [remap(home.unwrap_or_default(), "cargo"), remap(repo.root.clone(), "pairwell")];
    wasm_pack.env("CARGO_ENCODED_RUSTFLAGS", [&remaps[0], &remaps[1], INLINING].join("\u{1f}"));
    run::run(&mut wasm_pack, "the compiler's messages above say why")
}

/// A digest of everything that the module is made from.
fn sources(repo: &Repo, module: &Module) -> Result<Stamp> {
    let mut stamp = Stamp::default();
    stamp.add("flags", [WASM_OPT.join(" ").as_str(), INLINING, module.target].concat().as_bytes());
    for file in ["Cargo.toml", "Cargo.lock"] {
        stamp.add_file(&repo.root, file)?;
    }
    for source in module.sources {
        let source = repo.path(source);
        run::walk(&source)?.iter().try_for_each(|file| stamp.add_file(&source, file))?;
    }
    Ok(stamp)
}
