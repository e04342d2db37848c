//! Measures functions and files, from source text to complaints about long ones; never counts a file's own tests against it.

use anyhow::{Context, Result};
use regex::Regex;
use syn::spanned::Spanned;
use syn::visit::{self, Visit};

use super::{Complaint, Source};

const FUNCTION: usize = 60;
const NINTH_DECILE: usize = 25;
const FILE: usize = 400;

/// Files that may be longer, each with its reason: a flat list of same-shaped things, for example.
const LONG_FILES: &[(&str, &str)] = &[];

/// A function: where it starts and how many lines it takes, from its signature to its closing brace.
struct Function {
    line: usize,
    length: usize,
    name: String,
}

pub(super) fn broken(sources: &[Source]) -> Result<Vec<Complaint>> {
    let mut complaints: Vec<_> = sources.iter().filter_map(long_file).collect();
    let mut lengths = Vec::new();
    for source in sources.iter().filter(|source| source.is(&[".rs", ".js", ".mjs"])) {
        let functions = if source.is(&[".rs"]) { rust(source)? } else { script(source)? };
        let shipped = |function: &&Function| function.line <= source.length() && !source.path.contains("tests/");
        lengths.extend(functions.iter().filter(shipped).map(|function| function.length));
        complaints.extend(functions.iter().filter_map(|function| long_function(source, function)));
    }
    complaints.extend(long_on_the_whole(lengths));
    Ok(complaints)
}

fn long_file(source: &Source) -> Option<Complaint> {
    // A file of tests is a flat list of same-shaped things.
    let code = source.is(&[".rs", ".js", ".mjs", ".css"]) && !source.path.contains("tests/");
    let allowed = LONG_FILES.iter().any(|(path, _)| *path == source.path);
    (code && !allowed && source.length() > FILE).then(|| Complaint {
        file: source.path.clone(),
        line: FILE,
        rule: "a file has at most 400 lines before its tests, unless xtask/checks/src/tidy/lengths.rs lists it with a reason",
        reason: "a longer file has more than one job",
        found: format!("{} lines", source.length()),
    })
}

fn long_function(source: &Source, function: &Function) -> Option<Complaint> {
    (function.length > FUNCTION).then(|| Complaint {
        file: source.path.clone(),
        line: function.line,
        rule: "a function has at most 60 lines",
        reason: "function length is what separates the codebases that engineers hold up from the others",
        found: format!("{} has {} lines", function.name, function.length),
    })
}

fn long_on_the_whole(mut lengths: Vec<usize>) -> Option<Complaint> {
    lengths.sort_unstable();
    let ninth_decile = *lengths.get(lengths.len() * 9 / 10)?;
    (ninth_decile > NINTH_DECILE).then(|| Complaint {
        file: "the tree".to_owned(),
        line: 0,
        rule: "nine functions of ten have at most 25 lines",
        reason: "function length is what separates the codebases that engineers hold up from the others",
        found: format!("one in ten has {ninth_decile} lines or more"),
    })
}

fn rust(source: &Source) -> Result<Vec<Function>> {
    let file =
        syn::parse_file(&source.text).with_context(|| format!("{} is not Rust that syn can read", source.path))?;
    let mut functions = Functions(Vec::new());
    functions.visit_file(&file);
    Ok(functions.0)
}

struct Functions(Vec<Function>);

impl Functions {
    fn add(&mut self, signature: &syn::Signature, block: &syn::Block) {
        let (start, end) = (signature.span().start().line, block.span().end().line);
        self.0.push(Function { line: start, length: end + 1 - start, name: signature.ident.to_string() });
    }
}

impl<'ast> Visit<'ast> for Functions {
    fn visit_item_fn(&mut self, function: &'ast syn::ItemFn) {
        self.add(&function.sig, &function.block);
        visit::visit_item_fn(self, function);
    }

    fn visit_impl_item_fn(&mut self, function: &'ast syn::ImplItemFn) {
        self.add(&function.sig, &function.block);
        visit::visit_impl_item_fn(self, function);
    }

    fn visit_trait_item_fn(&mut self, function: &'ast syn::TraitItemFn) {
        if let Some(block) = &function.default {
            self.add(&function.sig, block);
        }
        visit::visit_trait_item_fn(self, function);
    }
}

/// Functions of a script, found by how they are set out: a line that opens one, and the next closing brace as far in.
fn script(source: &Source) -> Result<Vec<Function>> {
    let opens = Regex::new(r"^\s*(.*\bfunction\b.*|.*=>|(static |async |get |set |\*)*#?\w+\(.*\)) \{$")?;
    let other = Regex::new(r"^\s*(if|else|for|while|switch|catch|describe|suite)\b")?;
    let lines: Vec<_> = source.text.lines().collect();
    let indent = |line: &str| line.len() - line.trim_start().len();
    let mut functions = Vec::new();
    for (start, line) in lines.iter().enumerate().filter(|(_, line)| opens.is_match(line) && !other.is_match(line)) {
        let closes = |later: &&str| later.trim_start().starts_with('}') && indent(later) <= indent(line);
        let length = lines[start + 1..].iter().position(closes).map_or(1, |distance| distance + 2);
        functions.push(Function { line: start + 1, length, name: line.trim().to_owned() });
    }
    Ok(functions)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(path: &str, text: &str, lengths: &[usize]) {
        let source = Source { path: path.to_owned(), text: text.to_owned() };
        let functions = if source.is(&[".rs"]) { rust(&source) } else { script(&source) };
        let found: Vec<_> = functions.unwrap().iter().map(|function| function.length).collect();
        assert_eq!(found, lengths, "{text}");
    }

    #[test]
    fn functions_are_measured_from_signature_to_closing_brace() {
        check("a.rs", "/// Doc.\n#[inline]\nfn one() {}\n", &[1]);
        check("a.rs", "impl A {\n    fn two(\n        &self,\n    ) {\n        ()\n    }\n}\n", &[5]);
        check("a.js", "export function one() {\n  if (a) {\n    b();\n  }\n}\n", &[5]);
        check("a.js", "class A {\n  get items() {\n    return 1;\n  }\n  async #load(url) {\n  }\n}\n", &[3, 2]);
        check("a.mjs", "describe('x', () => {\n  test('y', async () => {\n    a();\n  });\n});\n", &[3]);
    }

    #[test]
    fn long_ones_are_named_with_rule_and_reason() {
        let body = "    step();\n".repeat(FUNCTION);
        let source = Source { path: "src/a.rs".to_owned(), text: format!("fn story() {{\n{body}}}\n") };
        let complaints = broken(&[source]).unwrap();
        assert!(
            complaints[0].to_string().contains("most 25 lines") || complaints[1].to_string().contains("most 25 lines")
        );
        assert!(complaints.iter().any(|complaint| complaint.to_string().contains("story has 62 lines")));
    }

    #[test]
    fn a_files_own_tests_do_not_count() {
        let text = format!("fn a() {{}}\n#[cfg(test)]\n{}", "// line\n".repeat(FILE));
        assert!(long_file(&Source { path: "src/a.rs".to_owned(), text: text.clone() }).is_none());
        assert!(long_file(&Source { path: "src/a.rs".to_owned(), text: text.replace("#[cfg(test)]", "//") }).is_some());
    }
}
