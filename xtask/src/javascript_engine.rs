//! Turns the engine's wasm module into JavaScript, for pages without WebAssembly, by binaryen's wasm2js; never builds the module.

use std::path::{Path, PathBuf};

use anyhow::Result;

use crate::run::{self, Repo, Stamp};
use crate::tools::{self, Tools};

/// The file of the package, which only pages without WebAssembly load.
pub(crate) const NAME: &str = "javascript-engine.js";
/// What the module uses, as cargo builds it, without the section that says so.
const FEATURES: [&str; 5] = [
    "--enable-bulk-memory",
    "--enable-nontrapping-float-to-int",
    "--enable-sign-ext",
    "--enable-mutable-globals",
    "--enable-multivalue",
];
/// wasm2js knows only the instructions of the first WebAssembly: the lowerings express later ones by these.
const WASM_OPT: [&str; 8] = [
    "-O3",
    "--strip-debug",
    "--strip-producers",
    "--signext-lowering",
    "--llvm-nontrapping-fptoint-lowering",
    "--llvm-memory-copy-fill-lowering",
    "--remove-unused-module-elements",
    // Once more, for what the lowerings have written.
    "-O3",
];
const BUNDLER: [&str; 2] = ["xtask/npm/javascript-engine.mjs", "xtask/npm/glue.mjs"];
const REMEDY: &str = "what binaryen or wasm-bindgen writes is not what xtask/src/javascript_engine.rs expects";

/// The file, made from the module that wasm-pack had cargo build, or as it was if nothing has changed.
pub(crate) fn build(repo: &Repo, tools: &Tools) -> Result<PathBuf> {
    let (dir, stamp_file) = (repo.target.join("pkg/javascript"), repo.target.join("pkg/javascript.stamp"));
    let (raw, made) = (repo.target.join("wasm32-unknown-unknown/wasm/pairwell.wasm"), dir.join(NAME));
    let mut stamp = Stamp::default();
    stamp.add("flags", include_bytes!("javascript_engine.rs"));
    stamp.add("tools", tools::NPM.as_bytes());
    BUNDLER.iter().try_for_each(|name| stamp.add_file(&repo.root, name))?;
    stamp.add("module", &run::read(&raw)?);
    if stamp.is_in(&stamp_file) && made.is_file() {
        return Ok(made);
    }
    eprintln!("xtask: turning the engine into JavaScript, for pages without WebAssembly");
    run::empty_dir(&dir)?;
    convert(tools, &raw, &dir)?;
    let mut node = tools.command("node");
    node.env("PAIRWELL_NODE_MODULES", tools.node_modules()).arg(repo.path(BUNDLER[0]));
    node.args(["core.js", "engine_bg.js", NAME]).current_dir(&dir);
    run::run(&mut node, REMEDY)?;
    run::write(&stamp_file, stamp.hex())?;
    Ok(made)
}

/// Writes the module as `core.js`, and its glue as `engine_bg.js`. Without the section that names the target's features, wasm-bindgen
/// asks for no table of references beside that of functions: wasm2js can do with one table alone.
fn convert(tools: &Tools, raw: &Path, dir: &Path) -> Result<()> {
    let run =
        |program: &str, arguments: &[&str]| run::run(tools.command(program).args(arguments).current_dir(dir), REMEDY);
    let mut strip = tools.command("wasm-opt");
    strip.arg(raw).args(["--strip-target-features", "-o", "plain.wasm"]).current_dir(dir);
    run::run(&mut strip, REMEDY)?;
    let names = ["plain.wasm", "--target", "bundler", "--no-typescript", "--out-name", "engine", "--out-dir", "."];
    run("wasm-bindgen", &names)?;
    run("wasm-opt", &[&["engine_bg.wasm", "-o", "lowered.wasm"], &FEATURES[..], &WASM_OPT].concat())?;
    // Level 4 is .5 % smaller than 3, compressed; wasm-opt at 4 is larger.
    run("wasm2js", &["-O4", "lowered.wasm", "-o", "core.js"])
}
