//! The table "a line knows its room" and the other line rules, from pattern and place to complaint; never looks across lines.

use anyhow::Result;
use regex::Regex;

use super::{Complaint, Source};

/// A pattern that code may hold only in some places.
struct Rule {
    name: &'static str,
    reason: &'static str,
    pattern: &'static str,
    /// Which part of a file is looked at.
    part: Part,
    /// Whether the rule looks at the file of this path at all.
    covers: fn(&str) -> bool,
}

enum Part {
    /// Code before the file's own tests.
    Code,
    /// Every line.
    All,
}

const ENGINE: fn(&str) -> bool = |path| path.starts_with("src/");
const RUST: fn(&str) -> bool = |path| path.ends_with(".rs");
const SCRIPT: fn(&str) -> bool = |path| path.ends_with(".js") || path.ends_with(".mjs");

/// Patterns hold a bracket somewhere, so that this file does not break its own rules.
const RULES: &[Rule] = &[
    Rule {
        name: "wasm_bindgen and JsValue stay in src/wasm.rs or src/wasm/, and in the playground",
        reason: "the engine is the same natively and in the browser; the boundary only forwards",
        pattern: r"\b(wasm_bindgen|JsValue|js_sys|web_sys|serde_wasm_bindgen)\b",
        part: Part::Code,
        covers: |path| {
            let boundary = ["src/wasm", "playground/src/lib.rs", "xtask/"];
            RUST(path) && !boundary.iter().any(|room| path.starts_with(room))
        },
    },
    Rule {
        name: "offsets, widths and magic numbers are named in src/model/layout.rs",
        reason: "one layout for writer and reader: two constants that are equal by luck rot",
        pattern: r"\bconst \w*(MAGIC|OFFSET|WIDTH|HEADER|SECTION|VERSION|ENTRY)\w*\s*:",
        part: Part::Code,
        covers: |path| ENGINE(path) && path != "src/model/layout.rs",
    },
    Rule {
        name: "bytes become meaning, or come from it, in src/model/ alone",
        reason: "decoding checks everything once, in one place, so that lookups afterwards cannot fail",
        pattern: r"\b(from|to)_(le|be|ne)_bytes\b",
        part: Part::Code,
        covers: |path| RUST(path) && ENGINE(path) && !path.starts_with("src/model/"),
    },
    Rule {
        name: "two scores are compared in src/top.rs alone",
        reason: "ties have one answer (the smaller id); a second comparison would find another",
        pattern: r"\b(total|partial)_cmp\b",
        part: Part::Code,
        covers: |path| ENGINE(path) && path != "src/top.rs",
    },
    Rule {
        name: "weights are computed from counts in trainer/src/affinity/",
        reason: "adding an affinity measure is one file and one table row",
        pattern: r"\bfn \w*(cholesky|covariance|cosine|ridge|log_likelihood|jaccard)\w*",
        part: Part::Code,
        covers: |path| path.starts_with("trainer/src/") && !path.starts_with("trainer/src/affinity") || ENGINE(path),
    },
    Rule {
        name: "the engine opens no file, prints nothing, reads no clock, no argument and no randomness",
        reason: "same input, same answer, on every machine and in every browser",
        pattern: r"\bstd::(fs|io|env|net|process|thread|time)\b|\be?print(ln)?!|\b(Instant|SystemTime)\b|\brand::",
        part: Part::Code,
        covers: |path| RUST(path) && ENGINE(path),
    },
    Rule {
        name: "the trainer prints by terminal.rs: the macro say, or Out",
        reason: "standard error may be closed, and names of strangers may hold control characters or have no end",
        pattern: r"\be?print(ln)?!",
        part: Part::Code,
        covers: |path| path.starts_with("trainer/src/") && path != "trainer/src/terminal.rs",
    },
    Rule {
        name: "the engine's wrapper touches no DOM",
        reason: "it runs in Node and in workers too; only elements know a page",
        pattern: r"\b(querySelector|HTMLElement|customElements|attachShadow|addEventListener)\b|\bdocument\.(?:create|body|head)",
        part: Part::Code,
        covers: |path| path.starts_with("www/engine/") || path == "www/index.js",
    },
    Rule {
        name: "only www/engine/glue.js and shards-glue.js import ../pkg",
        reason: "one file starts each module of the engine; the others do not know what it is made of",
        pattern: r"\.\./pkg[/]",
        part: Part::Code,
        covers: |path| {
            let is_glue = path == "www/engine/glue.js" || path == "www/engine/shards-glue.js";
            SCRIPT(path) && path.starts_with("www/") && !path.starts_with("www/store/") && !is_glue
        },
    },
    Rule {
        name: "no markup from strings in www/",
        reason: "titles come from a catalog, and a catalog is a stranger: use textContent",
        pattern: r"\b(innerHTML|outerHTML|insertAdjacentHTML|document\.write)\b",
        part: Part::Code,
        covers: |path| SCRIPT(path) && path.starts_with("www/"),
    },
    Rule {
        name: "what is found by a stranger's word is in a Map, or in an object without a prototype",
        reason: "an item may be called constructor, and every object has one",
        pattern: r"\b(let|const) \w+ = \{\}[;]",
        part: Part::Code,
        covers: |path| SCRIPT(path) && path.starts_with("www/"),
    },
    Rule {
        name: "a shop platform is known by its adapter's file, in the trainer's rooms for orders, catalogs and channels or in www/cart/",
        reason: "adding a platform is one file and one table row; engine, shim and method never hear of it",
        pattern: r"(?i)\b(shopify|woocommerce|magento|bigcommerce|prestashop)\b",
        part: Part::Code,
        covers: |path| {
            let within = |rooms: &[&str]| rooms.iter().any(|room| path.starts_with(room));
            let adapters = ["trainer/src/orders/", "trainer/src/catalog/", "trainer/src/channels/", "www/cart/"];
            within(&["src/", "www/", "trainer/src/"]) && !within(&adapters)
        },
    },
    Rule {
        name: "no machine's paths",
        reason: "the project must work on every machine, and tells nothing about ours",
        pattern: r"/(?:root|work)/|/(?:home|Users)/[a-z]+/",
        part: Part::All,
        covers: |_| true,
    },
    Rule {
        name: "no registry hosts and no mirrors",
        reason: "which registry serves a build is the machine's business",
        pattern: r#"registry\.npmjs[.]|(static|index)\.crates[.]io|pypi[.]org|pythonhosted[.]|deb\.debian[.]|"resolved"[:]|sparse[+]|(?:^source = "registry\+https://(?:[^g]|g[^i]))"#,
        part: Part::All,
        covers: |_| true,
    },
    Rule {
        name: "no marks for later",
        reason: "what is not done is an issue, not a line that everyone reads past",
        pattern: r"\b(TO[D]O|FIX[M]E|X[X]X|HA[C]K)\b|\b(to[d]o|unimplemen[t]ed)!\(",
        part: Part::All,
        covers: |path| {
            RUST(path) || SCRIPT(path) || path.ends_with(".css") || path.ends_with(".html") || path.ends_with(".toml")
        },
    },
    Rule {
        name: "no test is skipped or singled out",
        reason: "a test that does not run tells nothing; delete it or make it pass",
        pattern: r"#\[ignor[e]|\b(test|it|describe|suite)\.(skip|only|to[d]o)\b|\bt\.skip[(]",
        part: Part::All,
        covers: |path| RUST(path) || SCRIPT(path),
    },
    Rule {
        name: "one word per idea: no get_, and no type or module called data, info, manager or utils",
        reason: "such names say nothing; style.md lists the project's words",
        pattern: r"\bfn get_|\b(struct|enum|trait|class) \w*(Manager|Utils?|Helpers?|Info|Data)\b|\bmod (utils?|helpers?|common|misc|info|data|manager)\b|\bfunction get[A-Z]",
        part: Part::All,
        covers: |path| RUST(path) || SCRIPT(path),
    },
];

pub(super) fn broken(sources: &[Source]) -> Result<Vec<Complaint>> {
    let mut complaints: Vec<_> = sources.iter().filter_map(job).collect();
    for rule in RULES {
        let pattern = Regex::new(rule.pattern)?;
        for source in sources.iter().filter(|source| (rule.covers)(&source.path)) {
            match rule.part {
                Part::Code => complaints.extend(source.code().filter_map(|line| found(rule, &pattern, source, line))),
                Part::All => complaints.extend(source.lines().filter_map(|line| found(rule, &pattern, source, line))),
            }
        }
    }
    Ok(complaints)
}

fn found(rule: &Rule, pattern: &Regex, source: &Source, (line, text): (usize, &str)) -> Option<Complaint> {
    let found = pattern.is_match(text).then(|| text.trim().to_owned())?;
    Some(Complaint { file: source.path.clone(), line, rule: rule.name, reason: rule.reason, found })
}

/// The first line of a source file says the file's job.
fn job(source: &Source) -> Option<Complaint> {
    let mark = match () {
        () if source.is(&[".rs"]) => "//! ",
        () if source.is(&[".js", ".mjs", ".css"]) => "/",
        () => return None,
    };
    let mut lines = source.text.lines().filter(|line| !line.starts_with("#!"));
    let first = lines.next().unwrap_or_default();
    let second = if first.trim() == "/**" { lines.next().unwrap_or_default() } else { "" };
    let words =
        first.split_whitespace().chain(second.split_whitespace()).filter(|word| word.starts_with(char::is_alphabetic));
    let says = first.starts_with(mark) && words.count() >= 4;
    (!says).then(|| Complaint {
        file: source.path.clone(),
        line: 1,
        rule: "the first line says the file's job: verb … from … to …; never …",
        reason: "reading all first lines is reading the architecture",
        found: first.trim().to_owned(),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(path: &str, line: &str, breaks: Option<&str>) {
        let first = if RUST(path) { "//! Says what this file is for." } else { "// Says what this file is for." };
        let broken = broken(&[Source { path: path.to_owned(), text: format!("{first}\n{line}\n") }]).unwrap();
        let rules: Vec<_> = broken.iter().map(|complaint| complaint.rule).collect();
        assert_eq!(rules.len(), breaks.iter().count(), "{path}: {line}: {rules:?}");
        assert!(breaks.is_none_or(|words| rules[0].contains(words)), "{path}: {line}: {rules:?}");
    }

    #[test]
    fn the_boundary_is_one_room() {
        check("src/rank/mod.rs", "use wasm_bindgen::prelude::*;", Some("wasm_bindgen"));
        check("src/wasm.rs", "use wasm_bindgen::prelude::*;", None);
        check("src/rank/mod.rs", "/// Called through wasm_bindgen.", None);
    }

    #[test]
    fn the_engine_is_pure() {
        check("src/lib.rs", "use std::fs::File;", Some("no file"));
        check("src/lib.rs", "    println!(\"{score}\");", Some("prints nothing"));
        check("src/lib.rs", "#[cfg(test)]\nuse std::fs::File;", None);
        check("trainer/src/main.rs", "use std::fs::File;", None);
    }

    #[test]
    fn layout_bytes_and_scores_have_their_files() {
        check("src/model/decode.rs", "const MAGIC: [u8; 4] = *b\"PAIR\";", Some("layout.rs"));
        check("src/model/layout.rs", "const MAGIC: [u8; 4] = *b\"PAIR\";", None);
        check("src/rank/mod.rs", "u32::from_le_bytes(word)", Some("src/model/"));
        check("src/rank/mod.rs", "a.total_cmp(&b)", Some("top.rs"));
        check("src/top.rs", "a.total_cmp(&b)", None);
        check("trainer/src/count.rs", "fn cosine(a: f64) -> f64 { a }", Some("affinity"));
    }

    #[test]
    fn platforms_stay_with_their_adapters() {
        check("trainer/src/affinity/mod.rs", "if shopify {}", Some("platform"));
        check("trainer/src/orders/mod.rs", "mod shopify;", None);
        check("www/element/shelf.js", "if (store === 'shopify') return;", Some("platform"));
        check("www/cart/signs.js", "if (store === 'shopify') return;", None);
        check("src/lib.rs", "//! Unlike Shopify's own, it runs in the browser.", None);
    }

    #[test]
    fn scripts_have_rooms_too() {
        check("www/engine/files.js", "document.createElement('div');", Some("no DOM"));
        check("www/element/shelf.js", "document.createElement('div');", None);
        check("www/engine/engine.js", "import * as glue from '../../pkg/pairwell_wasm_bg.js';", Some("glue.js"));
        check("www/engine/glue.js", "import * as glue from '../../pkg/pairwell_wasm_bg.js';", None);
        check("www/engine/shards-glue.js", "import * as glue from '../../pkg/pairwell_shards_bg.js';", None);
        check("www/engine/sharded.js", "import * as glue from '../../pkg/pairwell_shards_bg.js';", Some("glue.js"));
        check("www/card.js", "card.innerHTML = title;", Some("no markup"));
        check("www/shopper/caps.js", "let seen = {};", Some("without a prototype"));
        check("www/shopper/caps.js", "let seen = new Map();", None);
        check("www/engine/query.js", "const PLAIN = Object.freeze({});", None);
    }

    #[test]
    fn nothing_of_a_machine_and_nothing_for_later() {
        check("README.md", &["see /", "root/.cargo"].concat(), Some("machine"));
        check("Cargo.lock", &["source = \"registry+https://", "mirror.example/index\""].concat(), Some("registry"));
        check("Cargo.lock", "source = \"registry+https://github.com/rust-lang/crates.io-index\"", None);
        check("src/lib.rs", &["// TO", "DO later"].concat(), Some("for later"));
        check("tests/browser/a.test.mjs", &["test.sk", "ip('x', () => {});"].concat(), Some("skipped"));
        check("src/lib.rs", &["#[igno", "re]"].concat(), Some("skipped"));
    }

    #[test]
    fn names_say_something() {
        check("trainer/src/main.rs", &["fn ge", "t_orders() {}"].concat(), Some("one word per idea"));
        check("trainer/src/main.rs", &["struct Order", "Manager;"].concat(), Some("one word per idea"));
        check("www/card.js", "get items() {", None);
    }

    #[test]
    fn every_file_says_its_job() {
        let says = |path: &str, text: &str| job(&Source { path: path.to_owned(), text: text.to_owned() }).is_none();
        assert!(says("src/lib.rs", "//! Ranks scored items; never computes a score."));
        assert!(says("www/card.js", "/** Draws one card from a product; never loads one. */"));
        assert!(says("www/card.js", "/**\n * Draws one card from a product.\n */"));
        assert!(!says("src/lib.rs", "use std::fmt;"));
        assert!(!says("src/lib.rs", "//! Placeholder."));
        assert!(!says("www/card.js", "import './money.js';"));
    }
}
