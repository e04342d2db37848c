//! Assembles the demo site, a directory for any static host, from the store, the package and a trained model; never serves it.

use std::path::{Path, PathBuf};

use anyhow::{Context, Result, bail};
use serde_json::{Map, Value, json};

use crate::build;
use crate::run::{self, Repo, Stamp};

const REDIRECT: &str = r#"<!doctype html>
<html lang="en">
<meta charset="utf-8">
<meta http-equiv="refresh" content="0; url=./store/">
<title>Pairwell demo</title>
<p><a href="./store/">To the demo storefront</a></p>
</html>
"#;

/// Copies the rules compiler, and the rules that the playground begins with.
fn copy_playground(repo: &Repo, store: &Path) -> Result<()> {
    for file in build::playground(repo)? {
        let name = file.file_name().context("a file has a name")?;
        run::write(&store.join(name), run::read(&file)?)?;
    }
    run::write(&store.join("rules.toml"), run::read(&repo.path("sample/rules.toml"))?)
}

/// A service worker rules over its own directory and below: in the root it covers store, package and model.
fn move_worker(site: &Path) -> Result<()> {
    let worker = site.join("store/sw.js");
    if worker.is_file() {
        std::fs::rename(&worker, site.join("sw.js")).context("cannot move store/sw.js to the site's root")?;
    }
    Ok(())
}

/// Writes target/demo/site from scratch and answers where it is.
pub(crate) fn assemble(
    repo: &Repo,
    pkg: &Path,
    model: &Path,
    experiment: &Path,
    catalog: Option<&Path>,
) -> Result<PathBuf> {
    let site = repo.target.join("demo/site");
    let store = repo.path("www/store");
    if !store.join("index.html").is_file() {
        bail!("www/store/index.html is not there yet, so there is no storefront to assemble");
    }
    run::empty_dir(&site)?;
    run::copy_tree(&store, &site.join("store"))?;
    let pictures = repo.path("sample/pictures");
    if pictures.is_dir() {
        run::copy_tree(&pictures, &site.join("store/pictures"))?;
    }
    copy_playground(repo, &site.join("store"))?;
    run::copy_tree(pkg, &site.join("pkg"))?;
    run::copy_tree(model, &site.join("model"))?;
    run::copy_tree(experiment, &site.join("store/experiment"))?;
    run::write(&site.join("store/catalog.json"), cards(catalog)?)?;
    run::write(&site.join("index.html"), REDIRECT)?;
    move_worker(&site)?;
    run::write(&site.join("store/precache.json"), precache(&site)?)?;
    Ok(site)
}

/// The columns that the storefront reads. What an item costs the shop is nobody else's business.
const PUBLIC: [&str; 12] = [
    "sku",
    "title",
    "url",
    "image",
    "price",
    "currency",
    "category",
    "brand",
    "rating",
    "available",
    "tags",
    "description",
];

/// The catalog as the storefront reads it: an array of objects keyed by column, all values strings.
fn cards(catalog: Option<&Path>) -> Result<String> {
    let Some(catalog) = catalog else {
        eprintln!("xtask: without --catalog the storefront shows SKUs in place of titles and pictures");
        return Ok("[]\n".to_owned());
    };
    let mut reader = csv::Reader::from_path(catalog).with_context(|| format!("cannot read {}", catalog.display()))?;
    let columns = reader.headers()?.clone();
    let mut cards = Vec::new();
    for row in reader.records() {
        let row = row.with_context(|| format!("{} is not the CSV that its first line promises", catalog.display()))?;
        let public = columns.iter().zip(&row).filter(|(column, _)| PUBLIC.contains(column));
        let card = public.map(|(column, cell)| (column.to_owned(), cell.into()));
        cards.push(Value::Object(card.collect::<Map<_, _>>()));
    }
    Ok(serde_json::to_string(&cards)?)
}

/// What the service worker stores for the time without a server: every file that a browser may ask for.
fn precache(site: &Path) -> Result<String> {
    let wanted =
        |file: &String| ![".d.ts", ".js.map", ".md"].iter().any(|end| file.ends_with(end)) && !file.contains("LICENSE");
    let files: Vec<_> = run::walk(site)?.into_iter().filter(wanted).filter(|file| file != "pkg/package.json").collect();
    let mut stamp = Stamp::default();
    files.iter().try_for_each(|file| stamp.add_file(site, file))?;
    stamp.add_file(site, "sw.js").or_else(|error| if site.join("sw.js").exists() { Err(error) } else { Ok(()) })?;
    let files: Vec<_> = files.iter().map(|file| format!("./{file}")).collect();
    Ok(serde_json::to_string_pretty(&json!({ "version": stamp.hex(), "files": files }))?)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn cards_are_objects_keyed_by_column() {
        let dir = tempfile::tempdir().unwrap();
        let file = dir.path().join("catalog.csv");
        std::fs::write(&file, "sku,title,price,cost,stock,margin\nA-1,\"Tea, black\",4.50,2.10,7,53\n").unwrap();
        let cards: Value = serde_json::from_str(&cards(Some(&file)).unwrap()).unwrap();
        assert_eq!(cards, json!([{ "sku": "A-1", "title": "Tea, black", "price": "4.50" }]));
    }

    #[test]
    fn the_precache_list_changes_its_version_with_any_file() {
        let dir = tempfile::tempdir().unwrap();
        let list = || serde_json::from_str::<Value>(&precache(dir.path()).unwrap()).unwrap();
        run::write(&dir.path().join("store/index.html"), "a").unwrap();
        run::write(&dir.path().join("pkg/index.d.ts"), "types are for editors").unwrap();
        let before = list();
        assert_eq!(before["files"], json!(["./store/index.html"]));
        run::write(&dir.path().join("store/index.html"), "b").unwrap();
        assert_ne!(before["version"], list()["version"]);
    }
}
