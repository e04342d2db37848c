//! `pairwell tags`: prints the tags, or the `Link` header, by which a page asks for all that its shelf needs in one round trip.

use std::collections::BTreeSet;
use std::path::PathBuf;

use anyhow::bail;
use clap::ValueEnum;
use pairwell_cli::directory::{self, MANIFEST, Manifest, ShardsEntry};
use pairwell_cli::terminal::quoted;

use super::print;
use crate::Outcome;

/// Print tags for a page's head, so that it asks for all files of its shelf at once
#[derive(clap::Args)]
#[command(after_long_help = HOW)]
pub struct Args {
    /// Model directory
    directory: PathBuf,
    /// Item of the product page; may be repeated
    #[arg(long, value_name = "SKU")]
    sku: Vec<String>,
    /// Address of the package on the host
    #[arg(long, value_name = "URL", default_value = "/pairwell/")]
    script_url: String,
    /// Address of the model directory on the host, as in the shelf's attribute `model`
    #[arg(long, value_name = "URL", default_value = "/pairwell-model/")]
    model_url: String,
    /// The page has a <pairwell-bundle>, too
    #[arg(long)]
    bundle: bool,
    /// What to print
    #[arg(long, value_enum, default_value_t = Format::Html)]
    format: Format,
}

const HOW: &str = "\
Print them again after each training: the names of model files change. A page with old tags still works, and loads some files in vain.\n\n\
For pages whose shelf is in the first window. A shelf further down loads when the shopper comes near it, and tags would load it for all.";

#[derive(Clone, Copy, ValueEnum)]
enum Format {
    /// Elements for the page's head
    Html,
    /// The value of a `Link` header, also of a 103 (Early Hints) answer
    LinkHeader,
}

/// What the package calls its files: what tags name, what these import, and the engine.
const SHELF: (&str, &str) = ("define.js", "core.js");
const BUNDLE: (&str, &str) = ("define-bundle.js", "bundle-core.js");
const RULES: &str = "rules.js";
const WASM: &str = "pairwell_wasm_bg.wasm";
/// The same of pages that load a model in shards.
const SHARDED: (&str, &str) = ("define-sharded.js", "core.js");
const LOADER: &str = "sharded-core.js";
const SHARDED_WASM: &str = "pairwell_shards_bg.wasm";

pub fn run(args: &Args) -> Outcome {
    check_address("--script-url", &args.script_url)?;
    check_address("--model-url", &args.model_url)?;
    let opened = directory::open(&args.directory)?;
    for sku in args.sku.iter().filter(|sku| opened.model.item(sku).is_none()) {
        say!("note: --sku {}: not in the model; its page suggests what is bought most", quoted(sku));
    }
    let links = links(args, &opened.manifest)?;
    print(&match args.format {
        Format::Html => links.iter().map(Link::html).collect::<String>(),
        Format::LinkHeader => links.iter().map(Link::header).collect::<Vec<_>>().join(", ") + "\n",
    })?;
    Ok(true)
}

/// How a file is asked for.
enum Kind {
    /// A script that the page runs.
    Script,
    /// A script that another imports.
    Module,
    /// What a script fetches.
    Fetched,
}

struct Link {
    kind: Kind,
    address: String,
}

impl Link {
    fn html(&self) -> String {
        let address = self.address.replace('&', "&amp;").replace('\'', "&#39;");
        match self.kind {
            Kind::Script => format!("<script type=\"module\" src=\"{address}\"></script>\n"),
            Kind::Module => format!("<link rel=\"modulepreload\" href=\"{address}\">\n"),
            Kind::Fetched => format!("<link rel=\"preload\" href=\"{address}\" as=\"fetch\" crossorigin>\n"),
        }
    }

    fn header(&self) -> String {
        let address = &self.address;
        match self.kind {
            Kind::Script | Kind::Module => format!("<{address}>; rel=modulepreload"),
            Kind::Fetched => format!("<{address}>; rel=preload; as=fetch; crossorigin"),
        }
    }
}

/// All that the page needs, what others wait for first. A bundle is offered from whole files.
fn links(args: &Args, manifest: &Manifest) -> anyhow::Result<Vec<Link>> {
    let shards = manifest.shards.as_ref().filter(|_| !args.bundle);
    let shelf = if shards.is_some() { SHARDED } else { SHELF };
    let elements = [Some(shelf), args.bundle.then_some(BUNDLE)];
    let package = |kind, file| Link { kind, address: address(&args.script_url, file) };
    let fetched = |file: &str| Link { kind: Kind::Fetched, address: address(&args.model_url, file) };
    let mut links: Vec<Link> = elements.iter().flatten().map(|element| package(Kind::Script, element.0)).collect();
    links.extend(elements.iter().flatten().map(|element| package(Kind::Module, element.1)));
    links.extend(shards.map(|_| package(Kind::Module, LOADER)));
    links.extend([fetched(MANIFEST), package(Kind::Fetched, if shards.is_some() { SHARDED_WASM } else { WASM })]);
    for file in shards.map_or_else(|| whole(manifest), |shards| needed(shards, &args.sku)) {
        check_name(&file)?;
        links.push(fetched(&file));
    }
    links.extend(manifest.rules.as_ref().map(|_| package(Kind::Module, RULES)));
    Ok(links)
}

/// The whole files that a page needs for its first list, as `www/engine/needed.js` says.
fn whole(manifest: &Manifest) -> Vec<String> {
    let entries = [&manifest.model].into_iter().chain(&manifest.rules).chain(&manifest.catalog);
    entries.map(|entry| entry.file.clone()).collect()
}

/// The shards that a page about these items needs for its first list.
fn needed(shards: &ShardsEntry, skus: &[String]) -> Vec<String> {
    let numbers: BTreeSet<u32> = skus.iter().map(|sku| shards.place(sku)).collect();
    let of_items = numbers.iter().flat_map(|shard| [shards.rows_file(*shard), shards.cards_file(*shard)]);
    [Some(shards.root.file.clone())].into_iter().chain(of_items).flatten().collect()
}

/// A page refuses other names too.
fn check_name(file: &str) -> anyhow::Result<()> {
    let is_plain = |c: char| c.is_ascii_alphanumeric() || "_.-".contains(c);
    if file.is_empty() || file.starts_with('.') || !file.chars().all(is_plain) {
        bail!("{MANIFEST}: {} is no file name that a page accepts\n  Train again.", quoted(file));
    }
    Ok(())
}

fn check_address(flag: &str, url: &str) -> anyhow::Result<()> {
    let scheme = url.split(['/', '?', '#']).next().and_then(|start| start.split_once(':')).map(|parts| parts.0);
    if scheme.is_some_and(|name| !["http", "https"].iter().any(|known| name.eq_ignore_ascii_case(known))) {
        bail!("{flag} {}: expected a path such as /pairwell/, or an address with https:", quoted(url));
    }
    if url.is_empty() || url.chars().any(|c| c.is_control() || c == '\\') {
        bail!("{flag} {}: expected an address without control characters and backslashes", quoted(url));
    }
    Ok(())
}

/// A file beside others, as the page's script finds it: a query stays, where hosts put versions.
fn address(directory: &str, file: &str) -> String {
    let directory = directory.split('#').next().unwrap_or_default();
    let (path, query) = directory.split_at(directory.find('?').unwrap_or(directory.len()));
    let slash = if path.ends_with('/') { "" } else { "/" };
    encoded(&format!("{path}{slash}{file}{query}"))
}

/// With all bytes encoded that an address cannot hold, as browsers do: no quote, angle bracket, space or letter beyond ASCII is left.
fn encoded(url: &str) -> String {
    let is_kept = |byte: &u8| byte.is_ascii_alphanumeric() || b"-._~:/?#[]@!$&'()*+,;=%".contains(byte);
    url.bytes().map(|byte| if is_kept(&byte) { char::from(byte).to_string() } else { format!("%{byte:02X}") }).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_keeps_its_query_and_has_one_slash() {
        for directory in ["/m", "/m/"] {
            assert_eq!(address(directory, "a.pw"), "/m/a.pw");
        }
        assert_eq!(address("https://cdn.example/m?v=2&w#x", "a.pw"), "https://cdn.example/m/a.pw?v=2&w");
        assert_eq!(address("/ü <\">/", "a.pw"), "/%C3%BC%20%3C%22%3E/a.pw");
    }

    #[test]
    fn markup_in_an_address_stays_text() {
        let link = Link { kind: Kind::Fetched, address: address("/a'b&c\"><script>/", "f") };
        assert_eq!(
            link.html(),
            "<link rel=\"preload\" href=\"/a&#39;b&amp;c%22%3E%3Cscript%3E/f\" as=\"fetch\" crossorigin>\n"
        );
        assert_eq!(link.header(), "</a'b&c%22%3E%3Cscript%3E/f>; rel=preload; as=fetch; crossorigin");
    }

    #[test]
    fn names_that_lead_elsewhere_are_refused() {
        for name in ["", ".a", "../a", "a/b", "https://x", "a%2fb", "a b", "ü"] {
            assert!(check_name(name).is_err(), "{name}");
        }
        assert!(check_name("model-0123456789abcdef.pw").is_ok());
    }

    #[test]
    fn only_addresses_of_pages_are_taken() {
        for url in ["javascript:alert(1)", "data:,", "ftp://a/", "", "/a\nb", "\\\\a"] {
            assert!(check_address("--script-url", url).is_err(), "{url}");
        }
        for url in ["/p/", "p", "./p/", "HTTPS://cdn.example/p", "//cdn.example/p", "/p?at=10:30"] {
            assert!(check_address("--script-url", url).is_ok(), "{url}");
        }
    }
}
