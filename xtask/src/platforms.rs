//! Installs and builds the real shops that the tests use, with goods and orders, unless they are up to date.

use std::path::PathBuf;
use std::process::Command;

use anyhow::{Context, Result};

use crate::run::{self, Repo, Stamp};
use crate::tools::{self, Tools};

/// What the test shops are made of.
const PYTHON: &str = include_str!("../../tests/platforms/oscar/requirements.txt");
const NPM: &str = include_str!("../../tests/platforms/evershop/package.json");
/// Where their sources are.
const SOURCES: &str = "tests/platforms/";
const GOODS: &str = "sample/catalog.csv";

/// Installs and builds what is missing, and returns the variables by which the tests find it.
pub(crate) fn ensure(repo: &Repo, tools: &Tools) -> Result<Vec<(&'static str, PathBuf)>> {
    tools.ensure_npm()?;
    let chromium = tools.ensure_chromium()?;
    let python = ensure_python(tools)?;
    let modules = tools.ensure_packages(NPM, "evershop", "the tests shop in it")?.join("node_modules");
    tools.ensure_postgres()?;
    let mut found = vec![
        ("PAIRWELL_PYTHON", python),
        ("PAIRWELL_EVERSHOP_MODULES", modules),
        ("PAIRWELL_NODE_MODULES", tools.node_modules()),
        ("CHROMIUM", chromium),
    ];
    for (platform, variable) in [("oscar", "PAIRWELL_OSCAR"), ("evershop", "PAIRWELL_EVERSHOP")] {
        let shop = ensure_shop(repo, tools, platform, &found)?;
        found.push((variable, shop));
    }
    Ok(found)
}

/// The Python of a virtual environment with django-oscar in it.
fn ensure_python(tools: &Tools) -> Result<PathBuf> {
    let (place, stamp_file) = (tools.place("oscar/venv"), tools.place("oscar/venv.stamp"));
    let python = place.join("bin/python");
    let mut stamp = Stamp::default();
    stamp.add("requirements", PYTHON.as_bytes());
    if stamp.is_in(&stamp_file) && python.is_file() {
        return Ok(python);
    }
    tools.ensure_python()?;
    tools::announce("django-oscar and what it needs (pip)", "the tests shop in it", &place);
    run::empty_dir(&place)?;
    run::run(tools.command("python3").args(["-m", "venv"]).arg(&place), "Python 3.10 or newer is needed, with venv")?;
    let requirements = tools.place("oscar/requirements.txt");
    run::write(&requirements, PYTHON)?;
    let mut pip = Command::new(&python);
    pip.args(["-m", "pip", "install", "--quiet", "--disable-pip-version-check", "--requirement"]).arg(&requirements);
    run::run(&mut pip, "check that PyPI is reachable, then run the same command again")?;
    run::write(&stamp_file, stamp.hex())?;
    Ok(python)
}

/// A shop of that platform, with goods and past orders, built by tests/platforms/prepare.mjs.
fn ensure_shop(repo: &Repo, tools: &Tools, platform: &str, found: &[(&str, PathBuf)]) -> Result<PathBuf> {
    let (shop, stamp_file) = (tools.place(&format!("{platform}/shop")), tools.place(&format!("{platform}/shop.stamp")));
    let stamp = sources(repo, platform)?;
    if stamp.is_in(&stamp_file) && shop.is_dir() {
        return Ok(shop);
    }
    tools::announce(&format!("a shop of {platform} (a minute or two, once)"), "the tests shop in it", &shop);
    // An unfinished shop has no stamp.
    if stamp_file.is_file() {
        std::fs::remove_file(&stamp_file).with_context(|| format!("cannot remove {}", stamp_file.display()))?;
    }
    run::empty_dir(&shop)?;
    let mut node = tools.command("node");
    node.arg(repo.path(SOURCES).join("prepare.mjs")).arg(platform).arg(&shop).current_dir(&repo.root);
    node.envs(found.iter().map(|(name, value)| (name, value)));
    run::run(&mut node, "the shop's own messages above say why")?;
    run::write(&stamp_file, stamp.hex())?;
    Ok(shop)
}

/// A digest of everything that the shop is made from.
fn sources(repo: &Repo, platform: &str) -> Result<Stamp> {
    let mut stamp = Stamp::default();
    for file in repo.files()?.iter().filter(|file| makes(platform, file)) {
        stamp.add_file(&repo.root, file)?;
    }
    stamp.add("goods", &run::read(&repo.path(GOODS))?);
    Ok(stamp)
}

/// Whether a platform's shop is made from this file of the repository.
fn makes(platform: &str, file: &str) -> bool {
    let Some(name) = file.strip_prefix(SOURCES) else { return false };
    let (own, shared) = (format!("{platform}/"), ["goods.mjs", "prepare.mjs", "programs.mjs", "database.mjs"]);
    name.starts_with(&own) || name == format!("{platform}.mjs") || shared.contains(&name)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(platform: &str, file: &str, expected: bool) {
        assert_eq!(makes(platform, file), expected, "{platform} {file}");
    }

    #[test]
    fn a_shop_is_built_again_when_something_that_makes_it_has_changed() {
        check("oscar", "tests/platforms/oscar/shop/settings.py", true);
        check("oscar", "tests/platforms/oscar.mjs", true);
        check("oscar", "tests/platforms/goods.mjs", true);
        check("oscar", "tests/platforms/oscar.test.mjs", false);
        check("oscar", "tests/platforms/evershop/seed.mjs", false);
        check("oscar", "www/cart/oscar.js", false);
        check("evershop", "tests/platforms/evershop/seed.mjs", true);
        check("evershop", "tests/platforms/evershop.mjs", true);
    }
}
