//! Assembles pkg/, the npm package, from wasm-pack's output and the shim in www/, minified; never bundles: one source, one file.

use std::path::{Path, PathBuf};

use anyhow::{Context, Result, bail};

use crate::run::{self, Repo, Stamp};
use crate::tools::Tools;

pub(crate) const WASM: &str = "pairwell_wasm_bg.wasm";
pub(crate) const GLUE: &str = "pairwell_wasm.js";
const MODULE: [&str; 4] = [GLUE, WASM, "pairwell_wasm.d.ts", "pairwell_wasm_bg.wasm.d.ts"];
const TEMPLATE: &str = "package.template.json";
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
const ESBUILD: [&str; 5] = ["--minify", "--sourcemap", "--format=esm", "--target=es2022", "--log-level=warning"];

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
    files.iter().for_each(|(name, content)| stamp.add(name, content));
    if stamp.is_in(&stamp_file) && files.iter().all(|(name, _)| pkg.join(name).is_file()) {
        return Ok(pkg);
    }
    run::empty_dir(&staging)?;
    files.iter().try_for_each(|(name, content)| run::write(&staging.join(name), content))?;
    run::empty_dir(&pkg)?;
    for (name, content) in files.iter().filter(|(name, _)| !name.ends_with(".js")) {
        run::write(&pkg.join(name), content)?;
    }
    declarations(tools, &staging, &pkg)?;
    minify(tools, &staging, &pkg)?;
    run::write(&stamp_file, stamp.hex())?;
    Ok(pkg)
}

/// Name and content of everything in the package that is not derived from the rest of it.
fn files(repo: &Repo, module: &Path) -> Result<Vec<(String, Vec<u8>)>> {
    let mut files = Vec::new();
    for name in MODULE {
        files.push((name.to_owned(), run::read(&module.join(name))?));
    }
    files.extend(shim(&repo.path("www"))?);
    for name in ["README.md", "LICENSE-MIT", "LICENSE-APACHE"] {
        let path = repo.path(name);
        if path.is_file() {
            files.push((name.to_owned(), run::read(&path)?));
        }
    }
    let template = repo.path("www").join(TEMPLATE);
    let template = run::read(&template).context("www/package.template.json becomes pkg/package.json")?;
    files.push(("package.json".to_owned(), versioned(&String::from_utf8(template)?)?.into_bytes()));
    Ok(files)
}

fn shim(www: &Path) -> Result<Vec<(String, Vec<u8>)>> {
    let mut shim = Vec::new();
    for name in run::walk(www)?.into_iter().filter(|name| name.ends_with(".js") && !name.contains('/')) {
        let text =
            String::from_utf8(run::read(&www.join(&name))?).with_context(|| format!("www/{name} is not UTF-8"))?;
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
    tsc.args(TSC).args(["--declaration", "--emitDeclarationOnly", "--outDir"]).arg(pkg).args(shim_names(staging)?);
    run::run(tsc.current_dir(staging), "the messages above name the file in www/ that TypeScript cannot read")
}

fn minify(tools: &Tools, staging: &Path, pkg: &Path) -> Result<()> {
    let mut esbuild = tools.command("esbuild");
    esbuild.args(ESBUILD).arg(format!("--outdir={}", pkg.display())).arg(GLUE).args(shim_names(staging)?);
    run::run(esbuild.current_dir(staging), "the messages above name the file in www/ that is no JavaScript")
}

/// Checks the shim's JSDoc types, strictly.
pub(crate) fn check_types(repo: &Repo, tools: &Tools) -> Result<()> {
    let staging = staging(repo);
    let mut tsc = tools.command("tsc");
    tsc.args(TSC).args(["--checkJs", "--noEmit"]).args(shim_names(&staging)?).current_dir(&staging);
    run::run(&mut tsc, "correct the JSDoc types in www/")
}

/// The package's own JavaScript: all of it but the generated glue.
fn shim_names(staging: &Path) -> Result<Vec<String>> {
    Ok(run::walk(staging)?.into_iter().filter(|name| name.ends_with(".js") && name != GLUE).collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_version_of_the_workspace_replaces_the_templates() {
        let text =
            versioned("{\n  \"name\": \"pairwell\",\n  \"version\": \"0.0.0\",\n  \"type\": \"module\"\n}").unwrap();
        assert!(text.contains(&format!("\"version\": \"{}\",", env!("CARGO_PKG_VERSION"))), "{text}");
        assert!(versioned("{}").is_err());
    }
}
