//! Finds circles between the files of one crate, and steps upward between the engine's floors, from the paths in their code.

use std::collections::{BTreeMap, BTreeSet};

use anyhow::Result;
use regex::Regex;

use super::{Complaint, Source};

/// The source folders of the crates.
const CRATES: [&str; 8] = [
    "src/",
    "rules/src/",
    "trainer/src/",
    "playground/src/",
    "sample/src/",
    "bench/src/",
    "xtask/src/",
    "xtask/checks/src/",
];

/// The engine's floors: a folder or file, and what it may import from the crate.
const FLOORS: [(&str, &[&str]); 5] = [
    ("src/top", &[]),
    ("src/model", &[]),
    ("src/rank", &["model", "top"]),
    ("src/rules", &["model", "rank", "top"]),
    ("src/wasm", &["model", "rank", "rules"]),
];

/// Which module a file is, as path segments; none for the crate's root.
type Module = Vec<String>;

/// The files of one crate by module, and what each imports.
struct Crate<'a> {
    files: BTreeMap<Module, &'a Source>,
}

pub(super) fn broken(sources: &[Source]) -> Result<Vec<Complaint>> {
    let paths = Regex::new(r"\b(?:(?:crate|self|super|[a-z_][a-z0-9_]*)::)+(?:\w+|\{)")?;
    let mut complaints = Vec::new();
    for root in CRATES {
        let of = |source: &&Source| source.path.starts_with(root) && source.is(&[".rs"]);
        let files = sources.iter().filter(of).map(|source| (module(&source.path[root.len()..]), source)).collect();
        complaints.extend(circles(&Crate { files }, &paths));
    }
    complaints.extend(sources.iter().flat_map(upward));
    Ok(complaints)
}

/// `a/b.rs` and `a/b/mod.rs` are the module a::b; `lib.rs` and `main.rs` are the root.
fn module(path: &str) -> Module {
    let path = path.trim_end_matches(".rs").trim_end_matches("/mod");
    let root = ["lib", "main"].contains(&path);
    path.split('/').filter(|_| !root).map(str::to_owned).collect()
}

/// One complaint for each file that reaches itself through others.
fn circles(files: &Crate<'_>, paths: &Regex) -> Vec<Complaint> {
    let edges: Edges<'_> =
        files.files.iter().map(|(module, source)| (module, files.imports(module, source, paths))).collect();
    let all: Edges<'_> = edges.keys().map(|module| (*module, reached(module, &edges))).collect();
    let turns = all.iter().filter(|(module, reached)| reached.contains(**module));
    let complaint = |(module, _): (&&Module, _)| {
        let back = |other: &&&Module| all.get(**other).is_some_and(|reached| reached.contains(*module));
        let others = edges[*module].iter().filter(|other| **other != *module).filter(back);
        let others: Vec<&str> = others.map(|other| files.files[*other].path.as_str()).collect();
        Complaint {
            file: files.files[*module].path.clone(),
            line: 1,
            rule: "the files of a crate import each other in one direction",
            reason: "a file in a circle cannot be understood, tested or moved alone",
            found: format!("imports {}, and is imported back", others.join(", ")),
        }
    };
    turns.map(complaint).collect()
}

/// For each module, others that it leads to.
type Edges<'m> = BTreeMap<&'m Module, BTreeSet<&'m Module>>;

/// The modules that one imports, directly or through others.
fn reached<'m>(from: &'m Module, edges: &Edges<'m>) -> BTreeSet<&'m Module> {
    let (mut seen, mut next) = (BTreeSet::new(), vec![from]);
    while let Some(at) = next.pop() {
        let new = edges.get(at).into_iter().flatten().filter(|to| seen.insert(**to));
        next.extend(new.copied().collect::<Vec<_>>());
    }
    seen
}

impl Crate<'_> {
    /// The files that a file's code names. What the door of its own room defines is not counted: a room is one thing.
    fn imports(&self, module: &Module, source: &Source, paths: &Regex) -> BTreeSet<&Module> {
        let named = expanded(source, paths).into_iter().filter_map(|path| self.owner(module, &path, paths));
        named.filter(|file| !module.starts_with(file)).collect()
    }

    /// The file that a path leads into, through what the door of a room re-exports.
    fn owner(&self, module: &Module, path: &[String], paths: &Regex) -> Option<&Module> {
        let (file, rest) = self.resolve(module, path)?;
        let [name] = rest else { return Some(file) };
        let door = self.files.get(file)?;
        let exports = expanded(door, paths).into_iter().filter(|path| path.last() == Some(name));
        let mut others = exports.filter_map(|path| Some(self.resolve(file, &path)?.0)).filter(|other| *other != file);
        others.find(|other| other.starts_with(file)).or(Some(file))
    }

    /// The module that the first name of a path means.
    fn beginning(&self, module: &Module, first: &str) -> Option<Module> {
        match first {
            "crate" => Some(Module::new()),
            "self" => Some(module.clone()),
            "super" => above(module),
            child => Some(below(module, child)).filter(|child| self.files.contains_key(child)),
        }
    }

    /// The file that a path leads into, the longest part of it that is a module; and what is left of the path.
    fn resolve<'p>(&self, module: &Module, path: &'p [String]) -> Option<(&Module, &'p [String])> {
        let (first, mut rest) = path.split_first()?;
        let mut at = self.beginning(module, first)?;
        while let Some((next, after)) = rest.split_first() {
            let below = if next == "super" { above(&at)? } else { below(&at, next) };
            if !self.files.contains_key(&below) && next != "super" {
                break;
            }
            (at, rest) = (below, after);
        }
        self.files.get_key_value(&at).map(|(module, _)| (module, rest))
    }
}

/// All paths in code, those in braces one by one.
fn expanded(source: &Source, paths: &Regex) -> Vec<Vec<String>> {
    let code = source.code().map(|(_, line)| line).collect::<Vec<_>>().join("\n");
    let mut found = Vec::new();
    for path in paths.find_iter(&code) {
        let mut head: Vec<String> = path.as_str().split("::").map(str::to_owned).collect();
        if head.last().is_some_and(|last| last == "{") {
            head.pop();
            let inner = &code[path.end()..];
            for one in braced(inner) {
                let words = one.split("::").map(|word| word.trim().to_owned());
                found.push(head.iter().cloned().chain(words).collect());
            }
        } else {
            found.push(head);
        }
    }
    found
}

/// The parts of a list in braces, up to its end, each without what its own braces hold. What these hold is found by itself
/// only where it is a path: `use super::{a::{b, c}}` names a, which is enough to find the file.
fn braced(code: &str) -> Vec<String> {
    let (mut parts, mut depth) = (vec![String::new()], 0usize);
    for c in code.chars() {
        match c {
            '{' => depth += 1,
            '}' if depth == 0 => break,
            '}' => depth -= 1,
            ',' if depth == 0 => parts.push(String::new()),
            c if depth == 0 => parts.last_mut().into_iter().for_each(|part| part.push(c)),
            _ => {}
        }
    }
    parts.iter().map(|part| part.trim().trim_end_matches("::").to_owned()).filter(|part| !part.is_empty()).collect()
}

fn above(module: &Module) -> Option<Module> {
    module.split_last().map(|(_, above)| above.to_vec())
}

fn below(module: &Module, child: &str) -> Module {
    [module.as_slice(), &[child.to_owned()]].concat()
}

/// Imports of the engine that go up a floor.
fn upward(source: &Source) -> Vec<Complaint> {
    let inside = |room: &str| source.path == format!("{room}.rs") || source.path.starts_with(&format!("{room}/"));
    let Some((_, allowed)) = FLOORS.iter().find(|(room, _)| inside(room)) else { return Vec::new() };
    let own = source.path.trim_start_matches("src/").split(['/', '.']).next().unwrap_or_default();
    let goes_up = |line: &str| {
        line.split("crate::").skip(1).any(|path| {
            let room = path.split(|c: char| !c.is_alphanumeric() && c != '_').next().unwrap_or_default();
            room != own && !allowed.contains(&room)
        })
    };
    let complaint = |(line, text): (usize, &str)| Complaint {
        file: source.path.clone(),
        line,
        rule: "the engine's floors: wasm, rules, rank, model, each imports those below it; top is a leaf",
        reason: "a room that imports what stands on it cannot be read or tested without it",
        found: text.trim().to_owned(),
    };
    source.code().filter(|(_, line)| goes_up(line)).map(complaint).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(files: &[(&str, &str)], complaints: usize) {
        let source = |(path, text): &(&str, &str)| Source { path: (*path).to_owned(), text: (*text).to_owned() };
        let sources: Vec<Source> = files.iter().map(source).collect();
        let broken: Vec<String> = broken(&sources).unwrap().iter().map(ToString::to_string).collect();
        assert_eq!(broken.len(), complaints, "{broken:#?}");
    }

    #[test]
    fn two_files_that_import_each_other_are_a_circle() {
        check(&[("bench/src/a.rs", "use super::b::B;"), ("bench/src/b.rs", "use crate::a::A;")], 2);
        check(&[("bench/src/a.rs", "use super::b::B;"), ("bench/src/b.rs", "fn b() {}")], 0);
    }

    #[test]
    fn a_circle_may_be_long_or_lead_through_braces_and_plain_paths() {
        let long = [
            ("bench/src/a/mod.rs", "mod x;\nmod y;\nmod z;"),
            ("bench/src/a/x.rs", "use super::{y::{Y, Z}, w::W};"),
            ("bench/src/a/y.rs", "fn y() { super::z::z(); }"),
            ("bench/src/a/z.rs", "use crate::a::{v, x::X};"),
        ];
        check(&long, 3);
        check(&long[..3], 0);
    }

    #[test]
    fn a_door_shows_who_is_behind_it() {
        let door = ("bench/src/a/mod.rs", "mod b;\nmod c;\npub use b::B;\npub struct A;");
        check(&[door, ("bench/src/a/b.rs", "use super::c::C;"), ("bench/src/a/c.rs", "use super::B;")], 2);
        check(&[door, ("bench/src/a/b.rs", "use super::A;"), ("bench/src/a/c.rs", "use super::B;")], 0);
    }

    #[test]
    fn tests_and_comments_do_not_count() {
        let tests = "//! See super::a::A.\n#[cfg(test)]\nuse super::a::A;";
        check(&[("bench/src/a.rs", "use super::b::B;"), ("bench/src/b.rs", tests)], 0);
    }

    #[test]
    fn the_engine_imports_downward() {
        check(&[("src/model/decode.rs", "use crate::rank::Top;")], 1);
        check(&[("src/rank/mod.rs", "use crate::model::Model;\nuse crate::top::Top;")], 0);
        check(&[("src/top.rs", "use crate::model::Model;")], 1);
        check(&[("src/wasm.rs", "use crate::rules::{Advisor, wire};")], 0);
    }
}
