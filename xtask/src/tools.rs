//! Installs the tools that the other verbs need, from package registries into one cache directory, unless the right version is there.

use std::env;
use std::ffi::OsString;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use anyhow::{Context, Result, bail};
use serde_json::Value;

use crate::run::{self, Repo};

pub(crate) const WASM_TARGET: &str = "wasm32-unknown-unknown";
/// The package that compiles wasm-pack and wasm-bindgen from their libraries, and wasm-pack's version there.
const BROWSER_TOOLS: &str = "xtask/tools/Cargo.toml";
const WASM_PACK: &str = "0.15.1";
/// What to do when cargo could not install a program.
const CARGO_INSTALL: &str = "check that crates.io is reachable, then run the same command again";
const CARGO_FUZZ: &str = "0.13.2";
/// The oldest Node that the browser driver runs on (Debian 12 has 18), and the version that is installed instead of an older one.
const NODE_AT_LEAST: u32 = 20;
const NODE: &str = "22.23.3";
/// npm packages and their exact versions.
pub(crate) const NPM: &str = include_str!("../npm/package.json");
/// The JavaScript formatter and linter, apart from the rest: a build needs neither.
const LINT: &str = include_str!("../npm/lint/package.json");
/// Bundlers and frameworks that build applications from the packed package, in a directory of their own: they are large.
const CONSUMERS: &str = include_str!("../npm/consumers/package.json");
const CHROMIUM: [&str; 4] = ["chromium", "chromium-browser", "google-chrome-stable", "google-chrome"];
/// Chromium without windows: the same engine of pages, the same version, and 33 processor seconds in place of 79 for 30 pages.
const HEADLESS: [&str; 2] = ["chromium-headless-shell", "chrome-headless-shell"];
const FIREFOX: [&str; 2] = ["firefox-esr", "firefox"];
/// Programs, each with its Debian package: WebKit's driver, and the virtual screen that it needs.
const WEBKIT: [(&str, &str); 3] = [("WebKitWebDriver", "webkit2gtk-driver"), ("xvfb-run", "xvfb"), ("xauth", "xauth")];
/// Where Debian puts a PostgreSQL of each version.
const POSTGRES: &str = "/usr/lib/postgresql";

/// The directory that keeps the tools, and the PATH that finds them first.
pub(crate) struct Tools {
    dir: PathBuf,
    path: OsString,
}

impl Tools {
    pub(crate) fn locate() -> Result<Tools> {
        let cache = || env::var_os("XDG_CACHE_HOME").map(PathBuf::from).filter(|dir| dir.is_absolute());
        let home = || env::home_dir().map(|home| home.join(".cache"));
        let named = env::var_os("PAIRWELL_TOOLS").map(PathBuf::from);
        let dir = named.or_else(|| cache().or_else(home).map(|dir| dir.join("pairwell-tools")));
        let dir = dir.context("no home directory; name a directory for the tools in PAIRWELL_TOOLS")?;
        let dir = std::path::absolute(dir)?;
        let node = dir.join("node/node_modules").join(node_package()).join("bin");
        let mut path = vec![dir.join("bin"), dir.join("npm/node_modules/.bin"), node];
        path.extend(env::split_paths(&env::var_os("PATH").unwrap_or_default()));
        Ok(Tools { path: env::join_paths(path)?, dir })
    }

    /// A command that finds the tools of this directory before those of the system.
    pub(crate) fn command(&self, program: &str) -> Command {
        let mut command = Command::new(self.find(program).unwrap_or_else(|| program.into()));
        command.env("PATH", &self.path);
        command
    }

    pub(crate) fn node_modules(&self) -> PathBuf {
        self.dir.join("npm/node_modules")
    }

    /// A directory of the cache for another module's files.
    pub(crate) fn place(&self, name: &str) -> PathBuf {
        self.dir.join(name)
    }

    /// wasm-pack, and wasm-bindgen in exactly the crate's version. They are compiled from their libraries, without optimisation and
    /// without wasm-pack's downloader: they run for a second, and `cargo install` takes six times as long.
    pub(crate) fn ensure_wasm(&self, repo: &Repo) -> Result<()> {
        let bindgen = locked_version(repo, "wasm-bindgen")?;
        let wanted = [("wasm-pack", WASM_PACK), ("wasm-bindgen", &*bindgen)];
        let missing = || wanted.iter().find(|(program, version)| !self.has(program, version));
        if missing().is_none() {
            return Ok(());
        }
        announce(&format!("wasm-pack {WASM_PACK}, wasm-bindgen {bindgen}"), "they build pkg/", &self.dir);
        let target = repo.target.join("tools");
        let mut cargo = repo.cargo(&["build", "--release", "--locked", "--manifest-path", BROWSER_TOOLS]);
        run::run(cargo.arg("--target-dir").arg(&target), CARGO_INSTALL)?;
        for (program, _) in wanted {
            // Renamed into place: another xtask may be running the old program.
            let (new, place) = (self.dir.join(format!("bin/{program}.new")), self.dir.join("bin").join(program));
            run::copy_program(&target.join("release").join(program), &new)?;
            std::fs::rename(&new, &place).with_context(|| format!("cannot write {}", place.display()))?;
        }
        match missing() {
            None => Ok(()),
            Some((program, version)) => {
                bail!(
                    "expected {program} {version}, found another version in {BROWSER_TOOLS}: set it to {version} there"
                )
            }
        }
    }

    pub(crate) fn ensure_fuzz(&self) -> Result<()> {
        if self.has("cargo-fuzz", CARGO_FUZZ) {
            return Ok(());
        }
        announce(&format!("cargo-fuzz {CARGO_FUZZ}"), "it runs the fuzz targets", &self.dir);
        let mut cargo = Command::new("cargo");
        cargo.args(["install", "cargo-fuzz", "--version", CARGO_FUZZ, "--locked", "--root"]).arg(&self.dir);
        // Not into the project's target directory.
        run::run(cargo.env_remove("CARGO_TARGET_DIR"), CARGO_INSTALL)
    }

    /// Whether a program is installed in exactly this version.
    fn has(&self, program: &str, version: &str) -> bool {
        let said = self.find(program).and_then(|_| self.version(program)).unwrap_or_default();
        said.split_whitespace().any(|word| word == version)
    }

    /// wasm-opt, the TypeScript compiler, publint and the browser driver, from npm.
    pub(crate) fn ensure_npm(&self) -> Result<()> {
        self.ensure_packages(NPM, "npm", "wasm-opt, type declarations, package checks, browser tests").map(|_| ())
    }

    /// Biome, which formats and lints JavaScript; returns its program.
    pub(crate) fn ensure_biome(&self) -> Result<PathBuf> {
        let place = self.ensure_packages(LINT, "lint", "it formats and lints JavaScript")?;
        Ok(place.join("node_modules/.bin/biome"))
    }

    /// Vite, webpack, Next, Workbox and what they build with; returns the directory that holds their node_modules.
    pub(crate) fn ensure_consumers(&self) -> Result<PathBuf> {
        self.ensure_packages(CONSUMERS, "consumers", "the tests build applications with them")
    }

    /// The npm packages that a package.json names, in a separate directory; returns the directory that holds node_modules.
    pub(crate) fn ensure_packages(&self, manifest: &str, place: &str, why: &str) -> Result<PathBuf> {
        self.ensure_node()?;
        let dir = self.dir.join(place);
        let wanted: Value = serde_json::from_str(manifest).context("a package.json of tools is not JSON")?;
        let packages = wanted["dependencies"].as_object().context("a package.json of tools has no dependencies")?;
        let missing =
            |name: &str, version: &Value| npm_version(&dir.join("node_modules"), name).as_ref() != Some(version);
        let missing: Vec<_> = packages.iter().filter(|(name, version)| missing(name, version)).collect();
        if missing.is_empty() {
            return Ok(dir);
        }
        let names: Vec<_> =
            missing.iter().map(|(name, version)| format!("{name} {}", version.as_str().unwrap_or("?"))).collect();
        announce(&names.join(", "), why, &dir);
        run::write(&dir.join("package.json"), manifest)?;
        self.npm_install(&dir, &[])?;
        Ok(dir)
    }

    /// A Python that can make virtual environments; on Debian that needs python3-venv.
    pub(crate) fn ensure_python(&self) -> Result<()> {
        let makes = |python: &mut Command| {
            let asked = python.args(["-c", "import venv, ensurepip"]).stderr(Stdio::null()).status();
            asked.is_ok_and(|status| status.success())
        };
        if makes(&mut self.command("python3")) {
            return Ok(());
        }
        self.apt(&["python3", "python3-venv"], "django-oscar runs on it")
    }

    /// A PostgreSQL server, and the programs that fill and dump a database.
    pub(crate) fn ensure_postgres(&self) -> Result<()> {
        let client = ["psql", "pg_dump"].iter().all(|program| self.find(program).is_some());
        let mut absent = self.absent(&[("initdb", "postgresql")]);
        absent.extend((!client).then_some("postgresql-client"));
        if absent.is_empty() { Ok(()) } else { self.apt(&absent, "EverShop keeps its shop in it") }
    }

    /// The Chromium for the many small pages of the browser tests: without windows; the whole one where `CHROMIUM` names it, or where
    /// nothing offers another.
    pub(crate) fn ensure_headless(&self) -> Result<PathBuf> {
        self.ensure_browser("CHROMIUM", &HEADLESS).or_else(|absent| {
            eprintln!("xtask: {absent:#}; the browser tests run in the whole Chromium, which takes twice the time");
            self.ensure_chromium()
        })
    }

    /// The whole Chromium, windows and all.
    pub(crate) fn ensure_chromium(&self) -> Result<PathBuf> {
        self.ensure_browser("CHROMIUM", &CHROMIUM)
    }

    pub(crate) fn ensure_firefox(&self) -> Result<PathBuf> {
        self.ensure_browser("FIREFOX", &FIREFOX)
    }

    /// WebKitGTK with its driver, which the tests find on PATH.
    pub(crate) fn ensure_webkit(&self) -> Result<()> {
        let absent = WEBKIT.into_iter().filter(|(program, _)| self.find(program).is_none());
        let absent: Vec<_> = absent.map(|(_, package)| package).collect();
        match absent.is_empty() {
            true => Ok(()),
            false => self.apt(&absent, "the elements are tested in WebKit too"),
        }
    }

    /// A browser by any of its names, or as `variable` names it; the first name is its Debian package too.
    fn ensure_browser(&self, variable: &str, names: &[&str]) -> Result<PathBuf> {
        if let Some(named) = env::var_os(variable) {
            return Ok(named.into());
        }
        let found = || names.iter().find_map(|name| self.find(name));
        if let Some(browser) = found() {
            return Ok(browser);
        }
        let package = names.first().context("a browser without a name")?;
        self.apt(&[package], "the browser tests drive it")?;
        found().with_context(|| {
            format!("apt installed {package}, but it is not on PATH; set {variable} to its executable")
        })
    }

    /// Servers of PostgreSQL and MariaDB, which the trainer's tests start for themselves.
    pub(crate) fn ensure_databases(&self) -> Result<()> {
        let absent = self.absent(&[("initdb", "postgresql"), ("mariadbd", "mariadb-server")]);
        if absent.is_empty() { Ok(()) } else { self.apt(&absent, "the trainer's tests read orders from them") }
    }

    /// nginx, which the recipe for receiving events is tested in.
    pub(crate) fn ensure_nginx(&self) -> Result<PathBuf> {
        let there =
            || self.find("nginx").or_else(|| Some("/usr/sbin/nginx".into()).filter(|path: &PathBuf| path.is_file()));
        if let Some(nginx) = env::var_os("NGINX").map(PathBuf::from).or_else(there) {
            return Ok(nginx);
        }
        self.apt(&["nginx-light"], "the recipe for receiving events is tested in it")?;
        there().context("apt installed nginx-light, but there is no nginx; set NGINX to its executable")
    }

    /// The packages of those programs that are neither on PATH nor where Debian puts servers.
    fn absent<'a>(&self, wanted: &[(&str, &'a str)]) -> Vec<&'a str> {
        let versions = std::fs::read_dir(POSTGRES).into_iter().flatten().flatten();
        let places: Vec<_> = versions.map(|version| version.path().join("bin")).chain(["/usr/sbin".into()]).collect();
        let there =
            |program: &str| self.find(program).is_some() || places.iter().any(|place| place.join(program).is_file());
        wanted.iter().filter(|(program, _)| !there(program)).map(|(_, package)| *package).collect()
    }

    fn ensure_node(&self) -> Result<()> {
        let absent =
            [("node", "nodejs"), ("npm", "npm")].into_iter().filter(|(program, _)| self.find(program).is_none());
        let absent: Vec<_> = absent.map(|(_, package)| package).collect();
        let why = "wasm-opt, tsc and the browser tests run on Node";
        if !absent.is_empty() {
            self.apt(&absent, why)?;
        }
        let version = self.version("node").unwrap_or_default();
        let major = version.trim_start_matches('v').split('.').next().and_then(|major| major.parse::<u32>().ok());
        if major.is_some_and(|major| major >= NODE_AT_LEAST) {
            return Ok(());
        }
        let place = self.dir.join("node");
        announce(&format!("Node {NODE} (found {})", version.trim()), why, &place);
        run::write(&place.join("package.json"), "{ \"private\": true }\n")?;
        self.npm_install(&place, &[&format!("{}@{NODE}", node_package())])
    }

    fn npm_install(&self, place: &Path, packages: &[&str]) -> Result<()> {
        let mut npm = self.command("npm");
        npm.args(["install", "--no-audit", "--no-fund", "--no-package-lock", "--ignore-scripts", "--loglevel=error"]);
        npm.args(packages).current_dir(place).stdout(Stdio::null());
        run::run(&mut npm, "check that the npm registry is reachable, then run the same command again")
    }

    fn version(&self, program: &str) -> Option<String> {
        let output = self.command(program).arg("--version").stderr(Stdio::null()).output().ok()?;
        String::from_utf8(output.stdout).ok()
    }

    fn find(&self, program: &str) -> Option<PathBuf> {
        env::split_paths(&self.path).map(|dir| dir.join(program)).find(|path| path.is_file())
    }

    fn apt(&self, packages: &[&str], why: &str) -> Result<()> {
        let list = packages.join(" ");
        let root = run::capture(Command::new("id").arg("-u"), "run it on Linux").is_ok_and(|id| id.trim() == "0");
        if !root || self.find("apt-get").is_none() {
            bail!("{list} is not installed ({why}); run `sudo apt-get install {list}`, then the same command again");
        }
        announce(&format!("{list} (apt)"), why, Path::new("/usr"));
        let apt = |arguments: &[&str]| {
            let mut command = Command::new("apt-get");
            command.args(["-qq", "-o", "DPkg::Lock::Timeout=600"]).args(arguments);
            command.env("DEBIAN_FRONTEND", "noninteractive").stdout(Stdio::null());
            run::run(&mut command, "check that Debian's package servers are reachable, then run the same command again")
        };
        apt(&["update"])?;
        apt(&[&["install", "-y", "--no-install-recommends"], packages].concat())
    }
}

/// The standard library for WebAssembly.
pub(crate) fn ensure_target() -> Result<()> {
    let sysroot = run::capture(Command::new("rustc").args(["--print", "sysroot"]), "install Rust with rustup")?;
    if Path::new(sysroot.trim()).join("lib/rustlib").join(WASM_TARGET).is_dir() {
        return Ok(());
    }
    announce(&format!("the Rust target {WASM_TARGET}"), "the engine runs in browsers", Path::new(sysroot.trim()));
    run::run(
        Command::new("rustup").args(["target", "add", WASM_TARGET]),
        "install the target's standard library by hand",
    )
}

/// The version of a crate in Cargo.lock. A tool that must have the same version then follows every upgrade.
fn locked_version(repo: &Repo, name: &str) -> Result<String> {
    let lock = String::from_utf8(run::read(&repo.path("Cargo.lock"))?)?;
    let entry = lock.split_once(&format!("name = \"{name}\"\nversion = \"")).and_then(|(_, rest)| rest.split_once('"'));
    let (version, _) = entry.with_context(|| format!("Cargo.lock has no {name}; run `cargo generate-lockfile`"))?;
    Ok(version.to_owned())
}

/// The npm package that contains Node for this machine's architecture.
fn node_package() -> String {
    let machine = if env::consts::ARCH == "aarch64" { "arm64" } else { "x64" };
    format!("node-linux-{machine}")
}

fn npm_version(modules: &Path, name: &str) -> Option<Value> {
    let package = run::read(&modules.join(name).join("package.json")).ok()?;
    serde_json::from_slice::<Value>(&package).ok().map(|package| package["version"].clone())
}

pub(crate) fn announce(what: &str, why: &str, place: &Path) {
    eprintln!("xtask: installing {what} into {}: {why}", place.display());
}
