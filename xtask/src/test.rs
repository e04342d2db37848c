//! Runs every test of the project, from formatting to real browsers, and ends with one line of counts; a failure does not stop it.

use std::path::{Path, PathBuf};
use std::process::Command;
use std::thread;

use anyhow::{Result, bail};

use crate::parity::{self, Fixtures};
use crate::run::{self, Repo};
use crate::stages::{Aside, Stages};
use crate::steps::Plan;
use crate::tools::{self, Tools};
use crate::train::{self, Training};
use crate::{build, demo, format, package, platforms, prepare, rehearsal, site, size};

const FORMATTING: &str = "formatting";
const SCRIPT_FORMAT: &str = "JavaScript formatting";
const SCRIPT_LINTS: &str = "JavaScript lints";
const LINTS: &str = "lints, native";
const LINTS_WASM: &str = "lints, wasm32";
const LINTS_FUZZ: &str = "lints, fuzz targets";
const CARGO_TEST: &str = "cargo test (tidy rules included)";
const PACKAGE: &str = "build pkg/";
const TYPES: &str = "types of the shim";
const NPM: &str = "npm package: publint, npm pack";
const TRAIN: &str = "train on the sample shop";
const SITE: &str = "assemble the demo site";
const PARITY: &str = "parity fixtures";
const BROWSER: &str = "browser tests";
const WITHOUT_WASM: &str = "without WebAssembly: Node, Chromium";
const ENGINES: &str = "every engine: Chromium, Firefox, WebKitGTK";
const CONSUMERS: &str = "applications built from the packed package";
const SHOPS: &str = "real shops: django-oscar, EverShop";
const SIZE: &str = "size budgets";

/// The stages in their order, and their shares of a first run in percent, on two cores.
const PLAN: &Plan = &[
    (FORMATTING, 0),
    (SCRIPT_FORMAT, 0),
    (SCRIPT_LINTS, 0),
    (LINTS, 11),
    (LINTS_WASM, 1),
    (LINTS_FUZZ, 2),
    (CARGO_TEST, 52),
    (PACKAGE, 1),
    (TYPES, 0),
    (NPM, 0),
    (TRAIN, 0),
    (SITE, 0),
    (PARITY, 1),
    (BROWSER, 20),
    (WITHOUT_WASM, 6),
    (ENGINES, 2),
    (CONSUMERS, 1),
    (SHOPS, 1),
    (SIZE, 2),
];

#[derive(clap::Args)]
pub(crate) struct Options {
    /// Run only formatting, lints and `cargo test`: no browsers, no package
    #[arg(long)]
    quick: bool,
    /// Run only the tests in real shops, django-oscar and EverShop; the first run installs and builds them
    #[arg(long, conflicts_with = "quick")]
    shops: bool,
}

pub(crate) fn test(repo: &Repo, options: &Options) -> Result<()> {
    let tools = Tools::locate()?;
    let mut stages = Stages::new(PLAN);
    if options.shops {
        let demo = shop(repo, &tools, &mut stages);
        shops(repo, &tools, demo.as_ref(), &mut stages);
        return stages.finish();
    }
    prepare::first(&tools);
    thread::scope(|scope| {
        let aside = scope.spawn(|| match options.quick {
            true => prepare::databases(&tools),
            false => ahead(repo),
        });
        // A panic there has been printed, and the stages do its work.
        rust(repo, &tools, &mut stages, || drop(aside.join()));
    });
    if options.quick {
        stages.skip("package, browsers, real shops, size", "--quick was given");
    } else {
        let demo = shop(repo, &tools, &mut stages);
        browsers(repo, &tools, demo.as_ref(), &mut stages);
        stages.counted(SIZE, || Ok(size::size(repo, &train::trainer(repo)?)?.counts()));
    }
    stages.finish()
}

/// Has all made that later stages need, and prints what was said about it.
fn ahead(repo: &Repo) {
    let said = prepare::aside(repo).unwrap_or_else(|error| format!("{error:#}"));
    println!("\n== tools, package, browsers, real shops\n{}", said.trim_end());
}

/// All that needs no browser; `ready` waits for what the tests need besides.
fn rust(repo: &Repo, tools: &Tools, stages: &mut Stages, ready: impl FnOnce()) {
    let cargo = |arguments: &[&str], remedy| run::run(&mut repo.cargo(arguments), remedy);
    stages.check(FORMATTING, || cargo(&["fmt", "--all", "--check"], "run `cargo fmt --all`"));
    stages.check(SCRIPT_FORMAT, || format::check_format(repo, tools));
    stages.check(SCRIPT_LINTS, || format::lint(repo, tools));
    lints(repo, stages);
    // In the release profile: it is what users get, real orders take seconds, and the demo has compiled most of it.
    let tests = ["test", "--workspace", "--no-fail-fast", "--release"];
    stages.runner(CARGO_TEST, || {
        let compiled = run::run(repo.cargo(&tests).arg("--no-run"), run::COMPILER);
        ready();
        compiled?;
        run::tee(repo.cargo(&tests).args(["--", "--quiet"]), "is cargo on PATH?")
    });
}

/// The suites that run a second time over the engine for pages without WebAssembly: those of its answers, of a page's start, and of
/// what can fail in it. What pages and elements make of rules is the same JavaScript over the same answers.
const SUITES_WITHOUT_WASM: [&str; 8] = [
    "tests/browser/bundle.",
    "tests/browser/engine.",
    "tests/browser/failures.",
    "tests/browser/parity.",
    "tests/browser/questions.",
    "tests/browser/rules.",
    "tests/browser/shelf.",
    "tests/browser/worlds.",
];

/// What the browser tests need.
struct Demo {
    pkg: PathBuf,
    site: PathBuf,
    trainer: PathBuf,
    fixtures: Fixtures,
}

/// Clippy over the workspace, the engine's module, and the fuzz targets: in the profile and the folder of the tests, so that
/// procedural macros and what build scripts compile, such as SQLite, are made once for all.
fn lints(repo: &Repo, stages: &mut Stages) {
    let clippy = |command: &mut Command| {
        let remedy = "every lint is an error; an exception needs `#[expect(…, reason = \"…\")]`";
        run::run(command.args(["--release", "--", "-D", "warnings"]), remedy)
    };
    stages.check(LINTS, || clippy(&mut repo.cargo(&["clippy", "--workspace", "--all-targets"])));
    stages.check(LINTS_WASM, || {
        tools::ensure_target()?;
        clippy(&mut repo.cargo(&["clippy", "--target", tools::WASM_TARGET, "--package", "pairwell", "--lib"]))
    });
    stages.check(LINTS_FUZZ, || {
        let build = repo.target.display().to_string();
        let manifest = ["clippy", "--locked", "--manifest-path", "fuzz/Cargo.toml", "--target-dir", &build];
        // Nothing is linked, so the fuzzer itself, which needs a C++ compiler, is not built.
        clippy(repo.cargo(&manifest).env("CUSTOM_LIBFUZZER_PATH", "none/libfuzzer.a"))
    });
}

fn shop(repo: &Repo, tools: &Tools, stages: &mut Stages) -> Option<Demo> {
    let pkg = stages.check(PACKAGE, || build::build(repo));
    match &pkg {
        Some(pkg) => {
            stages.check(TYPES, || package::check_types(repo, tools));
            stages.check(NPM, || npm_package(tools, pkg));
        }
        None => [TYPES, NPM].iter().for_each(|name| stages.blocked(name, PACKAGE)),
    }
    let (training, model) = (Training::sample(repo), demo::model(repo));
    let trained = stages.check(TRAIN, || {
        let trainer = train::trainer(repo)?;
        train::train(&trainer, &training, &model).map(|()| trainer)
    });
    let (Some(pkg), Some(trainer)) = (pkg, trained) else {
        [SITE, PARITY].iter().for_each(|name| stages.blocked(name, &format!("{PACKAGE} and {TRAIN}")));
        return None;
    };
    let site = stages.check(SITE, || {
        let experiment = rehearsal::rehearse(repo, &trainer, &model)?;
        site::assemble(repo, &pkg, &model, &experiment, training.catalog.as_deref())
    })?;
    let fixtures = stages.check(PARITY, || parity::fixtures(repo, &trainer, &model, &training.orders))?;
    Some(Demo { pkg, site, trainer, fixtures })
}

fn npm_package(tools: &Tools, pkg: &Path) -> Result<()> {
    run::run(tools.command("publint").args(["run", "--strict"]).arg(pkg), "correct pkg/package.json")?;
    let mut pack = tools.command("npm");
    pack.args(["pack", "--dry-run", "--loglevel=error"]).current_dir(pkg);
    run::run(&mut pack, "correct pkg/package.json")
}

/// The stages whose test files run one after another, beside the browser tests, and the names of their logs.
const BESIDE: [(&str, &str); 3] = [(ENGINES, "engines"), (CONSUMERS, "applications"), (SHOPS, "shops")];

fn browsers(repo: &Repo, tools: &Tools, demo: Option<&Demo>, stages: &mut Stages) {
    let Some(demo) = demo else {
        let beside = BESIDE.map(|(name, _)| name);
        return [BROWSER, WITHOUT_WASM].iter().chain(&beside).for_each(|name| stages.blocked(name, SITE));
    };
    // Each waits much: for pages, for servers, for bundlers.
    thread::scope(|scope| {
        let ran =
            |(name, log)| Aside::of(|| run::hush(&mut alone(name, repo, tools, demo)?, &run::log(repo, log), NODE));
        let beside = scope.spawn(move || BESIDE.map(ran));
        in_chromium(repo, tools, demo, stages);
        // A panic there goes on here.
        let told = beside.join().unwrap_or_else(|panic| std::panic::resume_unwind(panic));
        BESIDE.iter().zip(told).for_each(|((name, _), aside)| stages.report(name, aside));
    });
}

/// The browser tests, with WebAssembly and without.
fn in_chromium(repo: &Repo, tools: &Tools, demo: &Demo, stages: &mut Stages) {
    stages.runner(BROWSER, || {
        let mut node = node_tests(repo, tools, demo, AT_ONCE, &["tests/browser/"])?;
        if let Some(orders) = repo.shared("online-retail.csv.gz") {
            node.env("PAIRWELL_ONLINE_RETAIL", size::online_retail(repo, &demo.trainer, &orders)?);
        }
        run::tee(node.env("CHROMIUM", tools.ensure_headless()?), NODE)
    });
    stages.runner(WITHOUT_WASM, || {
        let mut node = node_tests(repo, tools, demo, AT_ONCE, &SUITES_WITHOUT_WASM)?;
        node.env("PAIRWELL_WITHOUT_WASM", "1");
        run::tee(node.env("CHROMIUM", tools.ensure_headless()?), NODE)
    });
}

/// The test runner of one of `BESIDE`, with what its tests need.
fn alone(name: &str, repo: &Repo, tools: &Tools, demo: &Demo) -> Result<Command> {
    let node = |files| node_tests(repo, tools, demo, ALONE, &[files]);
    match name {
        ENGINES => {
            tools.ensure_webkit()?;
            let mut node = node("tests/engines/")?;
            node.env("FIREFOX", tools.ensure_firefox()?);
            Ok(node)
        }
        CONSUMERS => {
            let mut node = node("tests/consumers/")?;
            node.env("PAIRWELL_CONSUMERS", tools.ensure_consumers()?).env("NGINX", tools.ensure_nginx()?);
            Ok(node)
        }
        _ => {
            let found = platforms::ensure(repo, tools)?;
            let mut node = node("tests/platforms/")?;
            node.envs(found);
            Ok(node)
        }
    }
}

fn shops(repo: &Repo, tools: &Tools, demo: Option<&Demo>, stages: &mut Stages) {
    let Some(demo) = demo else { return stages.blocked(SHOPS, SITE) };
    stages.runner(SHOPS, || run::tee(&mut alone(SHOPS, repo, tools, demo)?, NODE));
}

/// What to do when Node did not start.
const NODE: &str = "is Node on PATH?";

/// How many test files with a browser run at once: Node's own measure, one less than there are cores, leaves half of two cores idle.
const AT_ONCE: &str = "--test-concurrency=2";
/// Those that install applications, or start shops, share folders and ports.
const ALONE: &str = "--test-concurrency=1";

/// Node's test runner for the test files whose paths begin in one of these ways.
fn node_tests(repo: &Repo, tools: &Tools, demo: &Demo, at_once: &str, prefixes: &[&str]) -> Result<Command> {
    tools.ensure_npm()?;
    let files = test_files(repo, prefixes)?;
    let mut node = tools.command("node");
    // A test that hangs must not stop the run. Node counts a whole file as one test, and a busy machine takes its time.
    node.args(["--enable-source-maps", "--test", "--test-reporter=spec", "--test-timeout=3600000", at_once])
        .args(files)
        .current_dir(&repo.root);
    node.env("PAIRWELL_SITE", &demo.site).env("PAIRWELL_PKG", &demo.pkg).env("PAIRWELL_BIN", &demo.trainer);
    node.env("PAIRWELL_CARTS", &demo.fixtures.carts).env("PAIRWELL_EXPECTED", &demo.fixtures.expected);
    node.env("PAIRWELL_EXPECTED_ALONE", &demo.fixtures.alone);
    node.env("PAIRWELL_WORLDS", &demo.fixtures.worlds);
    node.env("PAIRWELL_OTHER_MODEL", &demo.fixtures.other_model).env("PAIRWELL_EXPECTED_OTHER", &demo.fixtures.other);
    node.env("PAIRWELL_NODE_MODULES", tools.node_modules()).env("CHROMIUM", tools.ensure_chromium()?);
    Ok(node)
}

fn test_files(repo: &Repo, prefixes: &[&str]) -> Result<Vec<String>> {
    let mut files = repo.files()?;
    files.retain(|file| file.ends_with(".test.mjs"));
    if let Some(empty) = prefixes.iter().find(|prefix| !files.iter().any(|file| file.starts_with(**prefix))) {
        bail!("no .test.mjs file begins with {empty}");
    }
    files.retain(|file| prefixes.iter().any(|prefix| file.starts_with(prefix)));
    Ok(files)
}
