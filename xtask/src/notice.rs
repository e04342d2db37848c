//! Writes the notice of other people's code in the package: the crates that are compiled into the engine, with their licences.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::Path;

use anyhow::{Context, Result};
use serde_json::Value;

use crate::run::{self, Repo};
use crate::tools;

pub(crate) const NAME: &str = "THIRD-PARTY-NOTICES.txt";

const OPENING: &str = "The engine (pairwell_wasm_bg.wasm, javascript-engine.js) and its glue contain code of these projects.\n\n\
    Rust's standard library: MIT OR Apache-2.0, https://github.com/rust-lang/rust\n";

/// One crate per name, with its licence's text as it comes with it.
pub(crate) fn of_engine(repo: &Repo) -> Result<String> {
    let mut cargo = repo.cargo(&["metadata", "--format-version", "1", "--filter-platform", tools::WASM_TARGET]);
    let metadata = run::capture(&mut cargo, "run it in the project's root")?;
    let metadata: Value =
        serde_json::from_str(&metadata).context("cargo metadata printed something that is not JSON")?;
    let mut notice = OPENING.to_owned();
    for package in compiled_in(&metadata) {
        let text = |key: &str| package[key].as_str().unwrap_or_default();
        notice += &format!("\n{}\n{} {}: {}, ", "-".repeat(80), text("name"), text("version"), text("license"));
        notice += text("repository");
        notice += "\n\n";
        notice += &licence(Path::new(text("manifest_path")))?;
    }
    Ok(notice)
}

/// The packages behind the engine's normal dependencies. What runs in the compiler, a procedural macro with all behind it, is not in the file.
fn compiled_in(metadata: &Value) -> Vec<&Value> {
    let by_id = |list: &'_ Value| -> BTreeMap<String, Value> {
        let entries = list.as_array().into_iter().flatten();
        entries.map(|entry| (entry["id"].as_str().unwrap_or_default().to_owned(), entry.clone())).collect()
    };
    let nodes = by_id(&metadata["resolve"]["nodes"]);
    let packages = metadata["packages"].as_array().map(Vec::as_slice).unwrap_or_default();
    let package = |id: &str| packages.iter().find(|package| package["id"] == id);
    let engine = packages.iter().find(|package| package["name"] == "pairwell" && package["source"].is_null());
    let mut open: Vec<&str> = engine.and_then(|engine| engine["id"].as_str()).into_iter().collect();
    let mut found = BTreeSet::new();
    while let Some(id) = open.pop() {
        for dependency in nodes.get(id).and_then(|node| node["deps"].as_array()).into_iter().flatten() {
            let is_normal = dependency["dep_kinds"].as_array().into_iter().flatten().any(|kind| kind["kind"].is_null());
            let Some(other) = dependency["pkg"].as_str() else { continue };
            if is_normal && package(other).is_some_and(|it| !is_macro(it)) && found.insert(other) {
                open.push(other);
            }
        }
    }
    let mut list: Vec<_> = found.into_iter().filter_map(package).collect();
    list.sort_by_key(|package| package["name"].as_str().map(str::to_owned));
    list
}

fn is_macro(package: &Value) -> bool {
    let targets = package["targets"].as_array().into_iter().flatten();
    targets.flat_map(|target| target["kind"].as_array().into_iter().flatten()).any(|kind| kind == "proc-macro")
}

/// The shortest text that a crate brings, which of two licences is MIT; without one, the notice names the licence alone.
fn licence(manifest: &Path) -> Result<String> {
    let directory = manifest.parent().unwrap_or(Path::new("."));
    let mut texts = Vec::new();
    for entry in fs::read_dir(directory).with_context(|| format!("cannot read {}", directory.display()))? {
        let path = entry?.path();
        let name = path.file_name().unwrap_or_default().to_string_lossy().to_uppercase();
        if path.is_file() && (name.starts_with("LICENSE") || name.starts_with("COPYING")) {
            texts.push(String::from_utf8_lossy(&run::read(&path)?).trim().to_owned() + "\n");
        }
    }
    texts.sort_by_key(String::len);
    Ok(texts.into_iter().next().unwrap_or_default())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_notice_names_what_is_compiled_in_and_nothing_that_runs_in_the_compiler() {
        let notice = of_engine(&Repo::here()).unwrap();
        for name in ["wasm-bindgen ", "js-sys ", "rlsf "] {
            assert!(notice.contains(&format!("\n{name}")), "{name} is missing");
        }
        for name in ["syn ", "quote ", "wasm-bindgen-macro "] {
            assert!(!notice.contains(&format!("\n{name}")), "{name} is in no file");
        }
        assert!(notice.contains("Permission is hereby granted"));
    }
}
