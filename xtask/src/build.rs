//! Builds the wasm modules (the engine, the playground's compiler) by wasm-pack and wasm-opt, unless they are up to date, and the package.

use std::env;
use std::path::PathBuf;

use anyhow::{Context, Result};

use crate::package::Made;
use crate::run::{self, Repo, Stamp};
use crate::tools::{self, Tools};
use crate::{javascript_engine, package};

/// `strip = true` and wasm-bindgen drop the section that tells wasm-opt which features the module uses, so they are named.
/// The stack lies at the bottom of memory and nothing points into its last kilobyte, so offsets may be folded into loads and stores:
/// .15 kB (brotli).
const WASM_OPT: [&str; 12] = [
    "-O3",
    "--converge",
    "--low-memory-unused",
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

/// The modules' profile in the root Cargo.toml, and the variable with the compiler's flags, separated by U+001F.
const PROFILE: &str = "wasm";
const RUSTFLAGS: &str = "CARGO_ENCODED_RUSTFLAGS";

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
    /// The features that it is compiled with, in a target directory of its own, so that no other module is compiled again.
    features: &'static [&'static str],
}

impl Module {
    fn dir(&self, repo: &Repo) -> PathBuf {
        repo.target.join(self.out)
    }

    fn wasm(&self, repo: &Repo) -> PathBuf {
        self.dir(repo).join(format!("{}_bg.wasm", self.name))
    }

    fn stamp(&self, repo: &Repo) -> PathBuf {
        repo.target.join(format!("{}.stamp", self.out))
    }

    fn is_built(&self, repo: &Repo, sources: &Stamp) -> bool {
        sources.is_in(&self.stamp(repo)) && self.wasm(repo).is_file()
    }
}

/// Glue for bundlers: www/ starts the module itself, so glue that fetches and compiles one would be 300 bytes for nothing.
const ENGINE: Module = Module {
    package: "",
    name: "pairwell_wasm",
    target: "bundler",
    out: "pkg/module",
    sources: &["src"],
    features: &[],
};
/// The engine for pages that load a model in shards. Others would pay a fifth more for it.
const SHARDED: Module = Module {
    package: "",
    name: "pairwell_shards",
    target: "bundler",
    out: "pkg/sharded",
    sources: &["src"],
    features: &["shards"],
};
const PLAYGROUND: Module = Module {
    package: "playground",
    name: "playground",
    target: "web",
    out: "playground",
    sources: &["src", "rules/src", "playground/src"],
    features: &[],
};

/// Builds pkg/ and returns its directory.
pub(crate) fn build(repo: &Repo) -> Result<PathBuf> {
    let tools = Tools::locate()?;
    tools.ensure_npm()?;
    let sharded = module(repo, &tools, &SHARDED)?;
    let module = module(repo, &tools, &ENGINE)?;
    let javascript = javascript_engine::build(repo, &tools)?;
    package::assemble(repo, &tools, &Made { module, sharded, javascript })
}

/// Compiles all modules in one run of cargo, quietly, if one has changed. This keeps more cores busy than wasm-pack, which compiles
/// one after another, and leaves it nothing to compile.
pub(crate) fn compile(repo: &Repo) -> Result<()> {
    let mut stale = false;
    for module in [&ENGINE, &PLAYGROUND] {
        stale |= !module.is_built(repo, &sources(repo, module)?);
    }
    if !stale {
        return Ok(());
    }
    tools::ensure_target()?;
    let mut cargo = repo.cargo(&["build", "--quiet", "--lib", "--profile", PROFILE, "--target", tools::WASM_TARGET]);
    cargo.args(["--package", "pairwell", "--package", "pairwell-playground"]).env(RUSTFLAGS, rustflags(repo));
    run::run(&mut cargo, run::COMPILER)
}

/// The shopper waits for every byte: functions are inlined only where that saves some, or hardly costs any. 41.0 kB (brotli); 41.3 with
/// 60, which ranked no quicker in the same run.
const INLINING: &str = "-Cllvm-args=-inline-threshold=45";

/// The files of the playground's rules compiler, for the demo site alone.
pub(crate) fn playground(repo: &Repo) -> Result<Vec<PathBuf>> {
    let dir = module(repo, &Tools::locate()?, &PLAYGROUND)?;
    Ok([".js", "_bg.wasm"].map(|end| dir.join(format!("{}{end}", PLAYGROUND.name))).to_vec())
}

/// The directory with wasm-pack's output, its module optimised exactly once.
fn module(repo: &Repo, tools: &Tools, module: &Module) -> Result<PathBuf> {
    let (dir, raw) = (module.dir(repo), module.wasm(repo));
    let stamp = sources(repo, module)?;
    if module.is_built(repo, &stamp) {
        return Ok(dir);
    }
    tools::ensure_target()?;
    tools.ensure_wasm(repo)?;
    eprintln!("xtask: building the module {} (not built yet, or its sources changed)", module.name);
    run::empty_dir(&dir)?;
    wasm_pack(repo, tools, module, &dir)?;
    let optimised = dir.join("optimised.wasm");
    let mut wasm_opt = tools.command("wasm-opt");
    wasm_opt.arg(&raw).arg("-o").arg(&optimised).args(WASM_OPT);
    run::run(&mut wasm_opt, "add the wasm feature that it names to WASM_OPT in xtask/src/build.rs")?;
    std::fs::rename(&optimised, &raw).context("cannot put the optimised module in place")?;
    run::write(&module.stamp(repo), stamp.hex())?;
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
        PROFILE,
        "--no-opt",
        "--no-pack",
    ]);
    wasm_pack.args(["--mode", "no-install"]);
    if !module.features.is_empty() {
        wasm_pack.arg("--").arg("--features").arg(module.features.join(","));
        wasm_pack.env("CARGO_TARGET_DIR", repo.target.join("featured"));
    }
    run::run(wasm_pack.env(RUSTFLAGS, rustflags(repo)), run::COMPILER)
}

/// The compiler's flags for a module. Panic messages name source files: without the remapping, the shopper downloads the paths of
/// whoever built the package.
fn rustflags(repo: &Repo) -> String {
    let home = env::var_os("CARGO_HOME").map(PathBuf::from).or_else(|| env::home_dir().map(|home| home.join(".cargo")));
    let remap = |from: PathBuf, to: &str| format!("--remap-path-prefix={}={to}", from.display());
    [remap(home.unwrap_or_default(), "cargo"), remap(repo.root.clone(), "pairwell"), INLINING.to_owned()].join("\u{1f}")
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
