//! Assembles pkg/, the npm package, from wasm-pack's output and the shim in www/: what every shelf needs merged into core.js, the rest file by file, all minified.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result, bail};
use serde_json::json;

use crate::modules;
use crate::run::{self, Repo, Stamp};
use crate::tools::Tools;

pub(crate) const WASM: &str = "pairwell_wasm_bg.wasm";
pub(crate) const GLUE: &str = "pairwell_wasm.js";
/// Where a shelf's modules start.
pub(crate) const ENTRY: &str = "define.js";
/// Everything that `ENTRY` leads to, in one file: one request in place of a dozen, in place of four round trips one.
pub(crate) const CORE: &str = "core.js";
/// The file for shops that can only paste one tag: the whole package but the engine, which it expects beside it.
const CLASSIC: &str = "pairwell.iife.js";
const MODULE: [&str; 4] = [GLUE, WASM, "pairwell_wasm.d.ts", "pairwell_wasm_bg.wasm.d.ts"];
const TEMPLATE: &str = "package.template.json";
/// Merged modules that the package offers under their own names too.
const OFFERED: [&str; 3] = ["shelf.js", "texts.js", GLUE];
/// Modules that a shelf asks for later, and what is packed into each: on a slow line every request counts, and what is compressed
/// together is smaller. What is packed keeps no state, or nothing else loads it by itself, so a second copy does no harm.
const PACKED: [(&str, &[&str]); 4] = [
    ("ruling.js", &["advice.js", "question.js", "restraint.js", "consent.js", "reading.js", "reasons.js"]),
    ("taste.js", &["consent.js"]),
    ("fallback.js", &["fallback-file.js", "fallback-rows.js"]),
    (
        "fallback-rules.js",
        &[
            "fallback-rules-advisor.js",
            "fallback-rules-explain.js",
            "fallback-rules-file.js",
            "fallback-rules-moment.js",
            "fallback-rules-select.js",
        ],
    ),
];
/// The shim stands beside the glue in the package, but not in the source tree.
const IMPORT: [&str; 2] = ["'../pkg/pairwell_wasm.js'", "'./pairwell_wasm.js'"];
/// How the shim's types are read, for the declarations and for the type check.
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
/// As written, the shelf's comments and JSDoc types alone are over its byte budget; source maps show what was written.
const ESBUILD: [&str; 4] = ["--minify", "--sourcemap", "--target=es2022", "--log-level=warning"];

/// The package before it is minified: the shim beside the glue, as written.
fn staging(repo: &Repo) -> PathBuf {
    repo.target.join("pkg/staging")
}

/// Writes pkg/ from scratch when anything in it would change.
pub(crate) fn assemble(repo: &Repo, tools: &Tools, module: &Path) -> Result<PathBuf> {
    let (pkg, staging, stamp_file) = (repo.path("pkg"), staging(repo), repo.target.join("pkg/package.stamp"));
    let files = files(repo, module)?;
    let mut stamp = Stamp::default();
    stamp.add("settings", [&TSC[..], &ESBUILD[..]].concat().join(" ").as_bytes());
    stamp.add("assembly", include_bytes!("package.rs"));
    files.iter().for_each(|(name, content)| stamp.add(name, content));
    let whole = |(name, _): &(String, Vec<u8>)| name.ends_with(".js") || pkg.join(name).is_file();
    if stamp.is_in(&stamp_file) && pkg.join(CORE).is_file() && files.iter().all(whole) {
        return Ok(pkg);
    }
    run::empty_dir(&staging)?;
    files.iter().try_for_each(|(name, content)| run::write(&staging.join(name), content))?;
    run::empty_dir(&pkg)?;
    for (name, content) in files.iter().filter(|(name, _)| !name.ends_with(".js")) {
        run::write(&pkg.join(name), content)?;
    }
    declarations(tools, &staging, &pkg)?;
    scripts(tools, &staging, &pkg)?;
    run::write(&pkg.join("precache.json"), precache(&pkg)?)?;
    run::write(&stamp_file, stamp.hex())?;
    Ok(pkg)
}

/// Name and content of everything in the package that is not derived from the rest of it.
fn files(repo: &Repo, module: &Path) -> Result<Vec<(String, Vec<u8>)>> {
    let mut files = Vec::new();
    for name in MODULE {
        let content = run::read(&module.join(name))?;
        files.push((name.to_owned(), if name == GLUE { started_by_shim(content)? } else { content }));
    }
    files.extend(shim(&repo.path("www"))?);
    for name in ["README.md", "LICENSE-MIT", "LICENSE-APACHE"] {
        let path = repo.path(name);
        if path.is_file() {
            files.push((name.to_owned(), run::read(&path)?));
        }
    }
    files.push(("custom-elements.json".to_owned(), run::read(&repo.path("www/custom-elements.json"))?));
    let template = modules::text(&repo.path("www").join(TEMPLATE))
        .context("www/package.template.json becomes pkg/package.json")?;
    files.push(("package.json".to_owned(), versioned(&template)?.into_bytes()));
    Ok(files)
}

/// How the shim starts the engine: with a module that is compiled, or bytes. The glue's own ways to fetch and compile one, which
/// nothing calls, are 300 bytes to download.
const START: &str = "\
function initSync({ module }) {
    if (wasm !== undefined) return wasm;
    if (!(module instanceof WebAssembly.Module)) module = new WebAssembly.Module(module);
    return __wbg_finalize_init(new WebAssembly.Instance(module, __wbg_get_imports()), module);
}

async function __wbg_init({ module_or_path }) {
    if (wasm !== undefined) return wasm;
    return __wbg_finalize_init(await WebAssembly.instantiate(module_or_path, __wbg_get_imports()), module_or_path);
}

";

/// wasm-bindgen's glue, with `START` in place of what starts it.
fn started_by_shim(glue: Vec<u8>) -> Result<Vec<u8>> {
    let glue = String::from_utf8(glue).context("the glue is not UTF-8")?;
    let (from, to) = glue
        .find("async function __wbg_load(")
        .zip(glue.find("export { initSync, __wbg_init as default };"))
        .filter(|(from, to)| from < to)
        .context("the glue does not end as expected: look what wasm-bindgen writes, and correct started_by_shim")?;
    Ok([&glue[..from], START, &glue[to..]].concat().into_bytes())
}

/// Every module under www/ but the demo storefront's.
fn shim(www: &Path) -> Result<Vec<(String, Vec<u8>)>> {
    let mut shim = Vec::new();
    for name in run::walk(www)?.into_iter().filter(|name| name.ends_with(".js") && !name.starts_with("store/")) {
        let text = modules::text(&www.join(&name))?;
        shim.push((name, text.replace(IMPORT[0], IMPORT[1]).into_bytes()));
    }
    if shim.is_empty() {
        bail!("www/ holds no .js file yet, so there is no shim to package");
    }
    Ok(shim)
}

/// The workspace has one version; the template's is replaced by it.
fn versioned(template: &str) -> Result<String> {
    let (before, rest) =
        template.split_once("\"version\": \"").context("www/package.template.json has no \"version\": \"…\"")?;
    let (_, after) = rest.split_once('"').context("www/package.template.json: the version is not closed")?;
    Ok(format!("{before}\"version\": \"{}\"{after}", env!("CARGO_PKG_VERSION")))
}

/// Type declarations of the shim, from its JSDoc.
fn declarations(tools: &Tools, staging: &Path, pkg: &Path) -> Result<()> {
    let mut tsc = tools.command("tsc");
    tsc.args(TSC).args(["--declaration", "--emitDeclarationOnly", "--outDir"]).arg(pkg).args(offered(staging)?);
    run::run(tsc.current_dir(staging), "the messages above name the file in www/ that TypeScript cannot read")
}

/// All of the package's JavaScript, from `staging`.
fn scripts(tools: &Tools, staging: &Path, pkg: &Path) -> Result<()> {
    let mut merged = modules::graph(staging, ENTRY)?;
    merged.remove(ENTRY);
    if !merged.contains(GLUE) {
        bail!("www/{ENTRY} does not lead to {GLUE}: a shelf without its engine is no shelf");
    }
    let loose: Vec<_> = offered(staging)?.into_iter().filter(|name| !merged.contains(name)).collect();
    let core = modules::gather(staging, &merged, &OFFERED, &loose)?
        + &format!("export {{ default as startWasm }} from './{GLUE}';\n");
    run::write(&staging.join(CORE), core)?;
    let externals = loose.iter().map(|name| format!("--external:./{name}"));
    esbuild(tools, staging, |it| {
        it.args([CORE, "--bundle", "--format=esm"])
            .args(externals)
            .arg(format!("--outfile={}", pkg.join(CORE).display()))
    })?;
    separate(tools, staging, pkg, &merged, &loose)?;
    esbuild(tools, staging, |it| {
        // A classic script has no import.meta: it notes where it came from before anything else runs.
        it.args([&format!("classic/{CLASSIC}"), "--bundle", "--format=iife", "--global-name=pairwell"]);
        it.args(["--define:import.meta.url=scriptUrl", "--inject:classic/script-url.js"]);
        it.arg(format!("--outfile={}", pkg.join(CLASSIC).display()))
    })
}

/// The modules that are not in the core, each in its own file, with their imports of merged ones pointed at the core.
fn separate(tools: &Tools, staging: &Path, pkg: &Path, merged: &BTreeSet<String>, loose: &[String]) -> Result<()> {
    let dir = staging.with_file_name("separate");
    run::empty_dir(&dir)?;
    for name in loose {
        let text = modules::text(&staging.join(name))?;
        run::write(&dir.join(name), modules::point_at(CORE, merged, name, &text)?)?;
    }
    for name in OFFERED {
        let default =
            if name == GLUE { format!("export {{ startWasm as default }} from './{CORE}';\n") } else { String::new() };
        run::write(&dir.join(name), format!("export * from './{CORE}';\n{default}"))?;
    }
    esbuild(tools, &dir, |it| {
        it.args(loose).args(OFFERED).args(["--format=esm", "--outbase=."]).arg(format!("--outdir={}", pkg.display()))
    })?;
    let stays = |name: &&String| !PACKED.iter().any(|(_, packed)| packed.contains(&name.as_str()));
    let externals = loose.iter().filter(stays).map(String::as_str).chain([CORE]);
    esbuild(tools, &dir, |it| {
        it.args(PACKED.map(|(name, _)| name)).args(["--bundle", "--format=esm"]);
        it.args(externals.map(|name| format!("--external:./{name}"))).arg(format!("--outdir={}", pkg.display()))
    })
}

fn esbuild(
    tools: &Tools,
    dir: &Path,
    arguments: impl FnOnce(&mut std::process::Command) -> &mut std::process::Command,
) -> Result<()> {
    let mut esbuild = tools.command("esbuild");
    arguments(esbuild.args(ESBUILD).current_dir(dir));
    run::run(&mut esbuild, "the messages above name the file in www/ that is no JavaScript")
}

/// What a service worker stores so that shelves work offline, as Workbox's precache entries.
fn precache(pkg: &Path) -> Result<String> {
    let wanted = |name: &String| (name.ends_with(".js") || name.ends_with(".wasm")) && name != CLASSIC;
    let mut entries = Vec::new();
    for name in run::walk(pkg)?.into_iter().filter(wanted) {
        let mut stamp = Stamp::default();
        stamp.add_file(pkg, &name)?;
        entries.push(json!({ "url": name, "revision": stamp.hex() }));
    }
    Ok(serde_json::to_string_pretty(&entries)? + "\n")
}

/// Checks the shim's JSDoc types, strictly.
pub(crate) fn check_types(repo: &Repo, tools: &Tools) -> Result<()> {
    let staging = staging(repo);
    let mut tsc = tools.command("tsc");
    tsc.args(TSC).args(["--checkJs", "--noEmit"]).args(shim_names(&staging)?).current_dir(&staging);
    run::run(&mut tsc, "correct the JSDoc types in www/")
}

/// The package's own JavaScript: all of it but what is generated.
fn shim_names(staging: &Path) -> Result<Vec<String>> {
    let own = |name: &String| name.ends_with(".js") && name != GLUE && name != CORE;
    Ok(run::walk(staging)?.into_iter().filter(own).collect())
}

/// The shim's modules; the classic script's sources are none.
fn offered(staging: &Path) -> Result<Vec<String>> {
    Ok(shim_names(staging)?.into_iter().filter(|name| !name.starts_with("classic/")).collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_glue_is_started_in_the_shims_way_or_refused() {
        let glue = "let wasm;\nasync function __wbg_load(module) { fetch(module) }\nexport { initSync, __wbg_init as default };\n";
        let started = String::from_utf8(started_by_shim(glue.into()).unwrap()).unwrap();
        assert!(started.starts_with("let wasm;\nfunction initSync(") && !started.contains("fetch"), "{started}");
        assert!(started.ends_with("export { initSync, __wbg_init as default };\n"));
        assert!(started_by_shim("export { initSync, __wbg_init as default };".into()).is_err());
    }

    #[test]
    fn the_version_of_the_workspace_replaces_the_templates() {
        let text =
            versioned("{\n  \"name\": \"pairwell\",\n  \"version\": \"0.0.0\",\n  \"type\": \"module\"\n}").unwrap();
        assert!(text.contains(&format!("\"version\": \"{}\",", env!("CARGO_PKG_VERSION"))), "{text}");
        assert!(versioned("{}").is_err());
    }
}
