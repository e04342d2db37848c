//! Follows JavaScript modules from an entry through their static imports, and points imports elsewhere; never runs one.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use anyhow::{Context, Result, bail};
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

/// A module that offers everything that the `offered` of the modules `merged` do, and of the others what `loose` modules import:
/// every name costs bytes. Two that offer one name would hide each other, so that is refused.
pub(crate) fn gather(dir: &Path, merged: &BTreeSet<String>, offered: &[&str], loose: &[String]) -> Result<String> {
    let export = Regex::new(r"(?m)^export (?:async )?(?:class|const|function\*?|let) (\w+)")?;
    let mut wanted = wanted(dir, merged, loose)?;
    let mut owners: BTreeMap<String, &str> = BTreeMap::new();
    let mut lines = String::from("/** Everything that one shelf needs, in one file; made by `cargo xtask build`. */\n");
    for module in merged {
        let mut names = wanted.remove(module).unwrap_or_default();
        let all = names.iter().map(String::as_str).collect::<Vec<_>>().join(", ");
        if offered.contains(&module.as_str()) {
            let text = text(&dir.join(module))?;
            names.extend(export.captures_iter(&text).map(|found| found[1].to_owned()));
            lines.push_str(&format!("export * from './{module}';\n"));
        } else if !names.is_empty() {
            lines.push_str(&format!("export {{ {all} }} from './{module}';\n"));
        }
        for name in names {
            if let Some(other) = owners.insert(name.clone(), module) {
                bail!("www/{other} and www/{module} both export `{name}`; rename one of them");
            }
        }
    }
    Ok(lines)
}

/// What `loose` modules import by name from each of the `merged`.
fn wanted(dir: &Path, merged: &BTreeSet<String>, loose: &[String]) -> Result<BTreeMap<String, BTreeSet<String>>> {
    let (import, named) = (Regex::new(IMPORT)?, Regex::new(&format!(r"\{{(?P<names>[^{{}}]*)\}}\s*{IMPORT}"))?);
    let mut wanted: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
    for name in loose {
        let text = text(&dir.join(name))?;
        let of_merged =
            |found: &Captures<'_>| Some(resolve(name, &found["specifier"])).filter(|it| merged.contains(it));
        let mut imports = import.captures_iter(&text).filter(|found| of_merged(found).is_some()).count();
        for found in named.captures_iter(&text) {
            let Some(module) = of_merged(&found) else { continue };
            let names = found["names"].split(',').filter_map(|name| name.split_whitespace().next());
            wanted.entry(module).or_default().extend(names.map(str::to_owned));
            imports -= 1;
        }
        if imports > 0 {
            bail!("www/{name} imports a module of the core other than by `import {{ names }}`; name what it needs");
        }
    }
    Ok(wanted)
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
        let gather = |dir: &Path| gather(dir, &modules, &["a.js", "b.js"], &[]);
        let sound = world(&[("a.js", "export class A {}"), ("b.js", "export const B = 1;")]);
        assert!(gather(sound.path()).unwrap().contains("export * from './b.js';"));
        let torn = world(&[("a.js", "export class A {}"), ("b.js", "export function A() {}")]);
        assert!(gather(torn.path()).unwrap_err().to_string().contains("both export `A`"));
    }

    #[test]
    fn the_core_offers_what_others_import_and_no_more() {
        let merged = BTreeSet::from(["a.js".to_owned(), "b.js".to_owned()]);
        let gathered = |later: &str| {
            let dir =
                world(&[("a.js", "export const A = 1, B = 2;"), ("b.js", "export class C {}"), ("cart/x.js", later)]);
            gather(dir.path(), &merged, &[], &["cart/x.js".to_owned()])
        };
        let lines = gathered("import {\n  B as D,\n} from '../a.js';\nimport './y.js';").unwrap();
        assert!(lines.ends_with("*/\nexport { B } from './a.js';\n"), "{lines}");
        let refusal = gathered("import * as all from '../b.js';").unwrap_err().to_string();
        assert!(refusal.contains("www/cart/x.js"), "{refusal}");
    }
}
