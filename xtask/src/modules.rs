//! Follows JavaScript modules from an entry through their static imports, and points imports elsewhere; never runs one.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use anyhow::{Context, Result};
use regex::{Captures, Regex};

use crate::run;

/// A static import or re-export, as written or minified; `import(…)`, in code or in a JSDoc type, is none.
const IMPORT: &str = r#"(?P<before>\b(?:from|import)\s*)(?P<quote>['"])(?P<specifier>\.{1,2}/[^'"]+\.js)['"]"#;

/// Every module under `dir` that `entry` imports statically, directly or not, itself included.
pub(crate) fn graph(dir: &Path, entry: &str) -> Result<BTreeSet<String>> {
    let import = Regex::new(IMPORT)?;
    let (mut graph, mut open) = (BTreeSet::new(), vec![entry.to_owned()]);
    while let Some(name) = open.pop() {
        let text = String::from_utf8(run::read(&dir.join(&name))?)?;
        let imported = import.captures_iter(&text).map(|found| resolve(&name, &found["specifier"]));
        open.extend(imported.filter(|found| !graph.contains(found)));
        graph.insert(name);
    }
    Ok(graph)
}

/// The text of module `name` with its static imports of `merged` modules pointed at the module `core`.
pub(crate) fn point_at(core: &str, merged: &BTreeSet<String>, name: &str, text: &str) -> Result<String> {
    let pointed = |found: &Captures<'_>| match merged.contains(&resolve(name, &found["specifier"])) {
        true => format!("{}{2}{}{2}", &found["before"], relative(name, core), &found["quote"]),
        false => found[0].to_owned(),
    };
    Ok(Regex::new(IMPORT)?.replace_all(text, pointed).into_owned())
}

/// A module that offers everything that `modules` do. Two that export one name would hide each other, so that is refused.
pub(crate) fn gather(dir: &Path, modules: &BTreeSet<String>) -> Result<String> {
    let export = Regex::new(r"(?m)^export (?:async )?(?:class|const|function\*?|let) (\w+)")?;
    let mut owners: BTreeMap<String, &str> = BTreeMap::new();
    let mut lines = String::from("/** Everything that one shelf needs, in one file; made by `cargo xtask build`. */\n");
    for module in modules {
        let text = String::from_utf8(run::read(&dir.join(module))?)?;
        for found in export.captures_iter(&text) {
            if let Some(other) = owners.insert(found[1].to_owned(), module) {
                anyhow::bail!("www/{other} and www/{module} both export `{}`; rename one of them", &found[1]);
            }
        }
        lines.push_str(&format!("export * from './{module}';\n"));
    }
    Ok(lines)
}

/// Where a specifier written in module `name` leads.
fn resolve(name: &str, specifier: &str) -> String {
    let mut parts: Vec<&str> = name.split('/').collect();
    parts.pop();
    for part in specifier.split('/') {
        match part {
            "." => (),
            ".." => drop(parts.pop()),
            part => parts.push(part),
        }
    }
    parts.join("/")
}

/// How module `name` writes the way to `target`, which stands at the top.
fn relative(name: &str, target: &str) -> String {
    match name.matches('/').count() {
        0 => format!("./{target}"),
        depth => format!("{}{target}", "../".repeat(depth)),
    }
}

/// The text of a file that must be there and be text.
pub(crate) fn text(path: &Path) -> Result<String> {
    String::from_utf8(run::read(path)?).with_context(|| format!("{} is not UTF-8", path.display()))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn world(files: &[(&str, &str)]) -> tempfile::TempDir {
        let dir = tempfile::tempdir().unwrap();
        files.iter().for_each(|(name, text)| run::write(&dir.path().join(name), text).unwrap());
        dir
    }

    #[test]
    fn the_graph_follows_static_imports_of_every_kind_and_no_others() {
        let dir = world(&[
            ("define.js", "import { A,\n  C } from './a.js';\n"),
            ("a.js", "export{b}from\"./cart/b.js\";import\"./define.js\";/** @type {import('./e.js').E} */"),
            ("cart/b.js", "import x from '../d.js'; const later = () => import('./c.js');\n"),
            ("d.js", ""),
        ]);
        let graph: Vec<_> = graph(dir.path(), "define.js").unwrap().into_iter().collect();
        assert_eq!(graph, ["a.js", "cart/b.js", "d.js", "define.js"]);
    }

    #[test]
    fn imports_of_merged_modules_lead_to_the_core_from_every_depth() {
        let merged = BTreeSet::from(["a.js".to_owned()]);
        let check = |name: &str, text: &str, expected: &str| {
            assert_eq!(point_at("core.js", &merged, name, text).unwrap(), expected);
        };
        check("x.js", "import { a } from './a.js'", "import { a } from './core.js'");
        check("cart/x.js", "export * from \"../a.js\";", "export * from \"../core.js\";");
        check("x.js", "import './b.js'; import('./a.js')", "import './b.js'; import('./a.js')");
    }

    #[test]
    fn two_modules_that_export_one_name_are_refused() {
        let modules = BTreeSet::from(["a.js".to_owned(), "b.js".to_owned()]);
        let sound = world(&[("a.js", "export class A {}"), ("b.js", "export const B = 1;")]);
        assert!(gather(sound.path(), &modules).unwrap().contains("export * from './b.js';"));
        let torn = world(&[("a.js", "export class A {}"), ("b.js", "export function A() {}")]);
        assert!(gather(torn.path(), &modules).unwrap_err().to_string().contains("both export `A`"));
    }
}
