//! Assembles pkg/, the npm package, from wasm-pack's output and the modules in www/: bundled, minified, with declarations and a list for service workers.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result, bail};
use serde_json::{Value, json};

use crate::javascript_engine;
use crate::notice;
use crate::run::{self, Repo, Stamp};
use crate::tools::{self, Tools};

pub(crate) const WASM: &str = "pairwell_wasm_bg.wasm";
/// The engine's glue, as wasm-pack writes it, and its types, which www/engine/engine.js reads in the package.
const GLUE: &str = "pairwell_wasm_bg.js";
const GLUE_TYPES: [&str; 2] = ["pairwell_wasm.d.ts", "pairwell_wasm_bg.d.ts"];
/// The same for pages that load shards.
pub(crate) const SHARDS_WASM: &str = "pairwell_shards_bg.wasm";
const SHARDS_GLUE: &str = "pairwell_shards_bg.js";
const SHARDS_TYPES: [&str; 2] = ["pairwell_shards.d.ts", "pairwell_shards_bg.d.ts"];
/// wasm-bindgen declares what the engine offers, but not how a module is put behind it.
const SET_WASM: &str = "export function __wbg_set_wasm(wasm: WebAssembly.Exports): void;\n";
/// The engine for pages without WebAssembly offers the same classes as the glue.
const JAVASCRIPT_TYPES: &str = "javascript-engine.d.ts";
const JAVASCRIPT_DECLARATION: &str = "export { Catalog, Engine } from './pairwell_wasm_bg.js';\n";
/// What servers' bundlers make of an import of the module.
const WASM_DECLARATION: &str = "declare const module: WebAssembly.Module;\nexport default module;\n";
/// Where a shelf's modules start.
pub(crate) const ENTRY: &str = "define.js";
/// And those of a shelf that loads shards.
pub(crate) const SHARDED_ENTRY: &str = "define-sharded.js";
/// The file for shops that can only paste one tag: the whole package but the engine, which it expects beside it.
const CLASSIC: &str = "pairwell.iife.js";
/// The same for hosts that refuse `import.meta`, which are no pages.
const PORTABLE: &str = "portable.js";
/// What is committed in pkg/; everything else there is built.
const COMMITTED: [&str; 2] = ["README.md", "package.json"];
const BUNDLER: [&str; 3] = ["xtask/npm/bundle.mjs", "xtask/npm/glue.mjs", "xtask/npm/names.mjs"];
/// How the types in www/ are read, for the declarations and for the type check.
const TSC: [&str; 9] = [
    "--allowJs",
    "--strict",
    "--skipLibCheck",
    "--target",
    "es2022",
    "--module",
    "esnext",
    "--moduleResolution",
    "bundler",
];

/// What the package is made from besides www/.
pub(crate) struct Made {
    /// Where the engine's module was built.
    pub(crate) module: PathBuf,
    /// Where that for shards was.
    pub(crate) sharded: PathBuf,
    /// The engine for pages without WebAssembly.
    pub(crate) javascript: PathBuf,
}

/// Writes pkg/ from scratch when anything in it would change.
pub(crate) fn assemble(repo: &Repo, tools: &Tools, made: &Made) -> Result<PathBuf> {
    let (pkg, stamp_file) = (repo.path("pkg"), repo.target.join("pkg/package.stamp"));
    let stamp = stamp(repo, made)?;
    if stamp.is_in(&stamp_file) && is_whole(&pkg) {
        return Ok(pkg);
    }
    clear(&pkg)?;
    engines(made, &pkg)?;
    run::write(&pkg.join("custom-elements.json"), run::read(&repo.path("www/custom-elements.json"))?)?;
    for name in ["LICENSE-MIT", "LICENSE-APACHE"] {
        run::write(&pkg.join(name), run::read(&repo.path(name))?)?;
    }
    // Its code is in the package too.
    run::write(&pkg.join("LICENSE-fflate"), run::read(&tools.node_modules().join("fflate/LICENSE"))?)?;
    run::write(&pkg.join(notice::NAME), notice::of_engine(repo)?)?;
    declarations(repo, tools, &pkg)?;
    bundle(repo, tools, made, &pkg)?;
    run::write(&pkg.join("precache.json"), precache(&pkg)?)?;
    run::write(&stamp_file, stamp.hex())?;
    Ok(pkg)
}

/// The engines, and the types of what www/ imports of them.
fn engines(made: &Made, pkg: &Path) -> Result<()> {
    let both = [(&made.module, WASM, GLUE_TYPES), (&made.sharded, SHARDS_WASM, SHARDS_TYPES)];
    for (module, wasm, [written, types]) in both {
        run::write(&pkg.join(wasm), run::read(&module.join(wasm))?)?;
        run::write(&pkg.join(types), glue_types(&run::read(&module.join(written))?))?;
        run::write(&pkg.join(format!("{wasm}.d.ts")), WASM_DECLARATION)?;
    }
    run::write(&pkg.join(javascript_engine::NAME), run::read(&made.javascript)?)?;
    run::write(&pkg.join(JAVASCRIPT_TYPES), JAVASCRIPT_DECLARATION)
}

/// The glue's types, without what the bundler leaves out.
fn glue_types(written: &[u8]) -> String {
    let text = String::from_utf8_lossy(written);
    let lines = text.lines().filter(|line| !line.contains("[Symbol.dispose]") && !line.contains("free(): void"));
    lines.flat_map(|line| [line, "\n"]).chain([SET_WASM]).collect()
}

/// A digest of everything that the package is made from.
fn stamp(repo: &Repo, made: &Made) -> Result<Stamp> {
    let mut stamp = Stamp::default();
    stamp.add("assembly", include_bytes!("package.rs"));
    stamp.add("notice", include_bytes!("notice.rs"));
    stamp.add_file(&repo.root, "Cargo.lock")?;
    stamp.add("tools", tools::NPM.as_bytes());
    BUNDLER.iter().try_for_each(|name| stamp.add_file(&repo.root, name))?;
    stamp.add(javascript_engine::NAME, &run::read(&made.javascript)?);
    for name in [WASM, GLUE, GLUE_TYPES[0]] {
        stamp.add_file(&made.module, name)?;
    }
    for name in [SHARDS_WASM, SHARDS_GLUE, SHARDS_TYPES[0]] {
        stamp.add_file(&made.sharded, name)?;
    }
    for name in modules(repo)?.iter().map(String::as_str).chain(["www/custom-elements.json"]) {
        stamp.add_file(&repo.root, name)?;
    }
    Ok(stamp)
}

/// Whether the package has every file that it says it has.
fn is_whole(pkg: &Path) -> bool {
    let list = fs::read(pkg.join("precache.json")).unwrap_or_default();
    let entries: Vec<BTreeMap<String, String>> = serde_json::from_slice(&list).unwrap_or_default();
    !entries.is_empty() && entries.iter().all(|entry| entry.get("url").is_some_and(|url| pkg.join(url).is_file()))
}

/// Removes what a build has put into pkg/.
fn clear(pkg: &Path) -> Result<()> {
    for entry in fs::read_dir(pkg).with_context(|| format!("cannot read {}", pkg.display()))? {
        let path = entry?.path();
        if path.file_name().is_some_and(|name| COMMITTED.iter().any(|kept| name == *kept)) {
            continue;
        }
        let removed = if path.is_dir() { fs::remove_dir_all(&path) } else { fs::remove_file(&path) };
        removed.with_context(|| format!("cannot remove {}", path.display()))?;
    }
    Ok(())
}

/// Every module under www/ but the demo storefront's, as a path from the root.
fn modules(repo: &Repo) -> Result<Vec<String>> {
    let modules = run::walk(&repo.path("www"))?.into_iter();
    let modules = modules.filter(|name| name.ends_with(".js") && !name.starts_with("store/"));
    Ok(modules.map(|name| format!("www/{name}")).collect())
}

/// Type declarations, from the JSDoc in www/.
fn declarations(repo: &Repo, tools: &Tools, pkg: &Path) -> Result<()> {
    let mut tsc = tools.command("tsc");
    tsc.args(TSC).args(["--declaration", "--emitDeclarationOnly", "--rootDir", "www", "--outDir"]).arg(pkg);
    // The classic script offers a global, which no module imports.
    tsc.args(modules(repo)?.iter().filter(|name| *name != "www/classic.js")).current_dir(&repo.root);
    run::run(&mut tsc, "the messages above name the file in www/ that TypeScript cannot read")?;
    // In the source tree www/ stands beside pkg/; in the package its rooms stand in it.
    let glue = pkg.join("engine/glue.d.ts");
    let text = String::from_utf8(run::read(&glue)?).context("engine/glue.d.ts is not UTF-8")?;
    run::write(&glue, text.replace("'../../pkg/", "'../"))
}

/// All of the package's JavaScript.
fn bundle(repo: &Repo, tools: &Tools, made: &Made, pkg: &Path) -> Result<()> {
    let mut node = tools.command("node");
    node.env("PAIRWELL_NODE_MODULES", tools.node_modules()).arg(repo.path(BUNDLER[0]));
    node.args([&repo.path("www"), &made.module, &made.sharded, pkg, &chunks(repo)]);
    run::run(&mut node, "the messages above name the file in www/ that cannot be bundled")
}

/// Where the bundler lists its chunks.
fn chunks(repo: &Repo) -> PathBuf {
    repo.target.join("pkg/chunks.json")
}

/// Every file of the package that `entry` imports statically, directly or not, itself included.
pub(crate) fn graph(repo: &Repo, entry: &str) -> Result<BTreeSet<String>> {
    let chunks: Value = serde_json::from_slice(&run::read(&chunks(repo))?)?;
    let (mut graph, mut open) = (BTreeSet::new(), vec![entry]);
    while let Some(name) = open.pop() {
        let Some(imports) = chunks[name]["imports"].as_array() else { bail!("the package has no {name}") };
        if graph.insert(name.to_owned()) {
            open.extend(imports.iter().filter_map(Value::as_str));
        }
    }
    Ok(graph)
}

/// What a service worker stores so that shelves work offline, as Workbox's precache entries.
fn precache(pkg: &Path) -> Result<String> {
    // Few pages need the JavaScript engine, or the one for shards, and a service worker would fetch them for all. Without the latter
    // a page loads the whole model.
    let left_out = [CLASSIC, PORTABLE, javascript_engine::NAME, SHARDS_WASM];
    let wanted =
        |name: &String| (name.ends_with(".js") || name.ends_with(".wasm")) && !left_out.contains(&name.as_str());
    let mut entries = Vec::new();
    for name in run::walk(pkg)?.into_iter().filter(wanted) {
        let mut stamp = Stamp::default();
        stamp.add_file(pkg, &name)?;
        entries.push(json!({ "url": name, "revision": stamp.hex() }));
    }
    Ok(serde_json::to_string_pretty(&entries)? + "\n")
}

/// Checks the JSDoc types in www/, strictly.
pub(crate) fn check_types(repo: &Repo, tools: &Tools) -> Result<()> {
    let mut tsc = tools.command("tsc");
    tsc.args(TSC).args(["--checkJs", "--noEmit"]).args(modules(repo)?).current_dir(&repo.root);
    run::run(&mut tsc, "correct the JSDoc types in www/")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_package_has_the_version_of_the_workspace() {
        let package = run::read(&Repo::here().path("pkg/package.json")).unwrap();
        let package: Value = serde_json::from_slice(&package).unwrap();
        assert_eq!(
            package["version"],
            env!("CARGO_PKG_VERSION"),
            "write the workspace's version into pkg/package.json"
        );
    }

    #[test]
    fn precache_entries_have_a_revision_that_follows_the_content() {
        let dir = tempfile::tempdir().unwrap();
        run::write(&dir.path().join("a.js"), "1").unwrap();
        run::write(&dir.path().join("a.js.map"), "{}").unwrap();
        run::write(&dir.path().join(CLASSIC), "1").unwrap();
        run::write(&dir.path().join(javascript_engine::NAME), "1").unwrap();
        let before = precache(dir.path()).unwrap();
        assert_eq!(before.matches("\"url\"").count(), 1, "{before}");
        assert!(is_whole_after(dir.path(), &before));
        run::write(&dir.path().join("a.js"), "2").unwrap();
        assert_ne!(before, precache(dir.path()).unwrap());
    }

    fn is_whole_after(pkg: &Path, list: &str) -> bool {
        run::write(&pkg.join("precache.json"), list).unwrap();
        is_whole(pkg)
    }

    #[test]
    fn a_build_keeps_what_is_committed() {
        let dir = tempfile::tempdir().unwrap();
        for name in ["README.md", "package.json", "core.js", "cart/hub.js"] {
            run::write(&dir.path().join(name), "").unwrap();
        }
        clear(dir.path()).unwrap();
        assert_eq!(run::walk(dir.path()).unwrap(), ["README.md", "package.json"]);
    }
}
