//! Builds the demo storefront from sources and orders, and serves it; skips what is up to date.

use std::path::PathBuf;
use std::thread;

use anyhow::{Result, anyhow, bail};

use crate::run::Repo;
use crate::steps::{Plan, Steps};
use crate::tools::Tools;
use crate::train::{self, Training};
use crate::{build, rehearsal, serve, site};

/// The steps, and their shares on two cores.
const PLAN: &Plan = &[
    ("Compile the trainer; in the background: npm packages, the engine for browsers", 64),
    ("Train a model on the orders; report on a simulated experiment", 4),
    ("Compile wasm-pack and wasm-bindgen", 18),
    ("Finish the background work of step 1", 2),
    ("Build pkg/, the npm package, and the demo site", 12),
];

#[derive(clap::Args, Default)]
pub(crate) struct Options {
    /// Train on this order export instead of the sample shop's
    #[arg(long, value_name = "FILE")]
    orders: Option<PathBuf>,
    /// Product cards for those orders (CSV: sku,title,url,image,price,currency,…)
    #[arg(long, value_name = "FILE")]
    catalog: Option<PathBuf>,
    /// The port to serve on; the next free one if it is taken
    #[arg(long, default_value_t = 8080)]
    port: u16,
    /// Build the site, but do not serve it
    #[arg(long)]
    no_serve: bool,
}

pub(crate) fn demo(repo: &Repo, options: &Options) -> Result<()> {
    let site = site(repo, options)?;
    match options.no_serve {
        true => println!("the demo site is ready: {}", site.display()),
        false => serve::serve(&site, options.port)?,
    }
    Ok(())
}

/// Builds the demo site and returns its directory.
pub(crate) fn site(repo: &Repo, options: &Options) -> Result<PathBuf> {
    let training = training(repo, options)?;
    let (tools, model) = (Tools::locate()?, model(repo));
    let mut steps = Steps::new(PLAN, !model.is_dir());
    let experiment = thread::scope(|scope| {
        let aside = scope.spawn(|| tools.ensure_npm().and_then(|()| build::compile(repo)));
        steps.next();
        let trainer = train::trainer_for(repo, &training.orders)?;
        steps.next();
        train::train(&trainer, &training, &model)?;
        let experiment = rehearsal::rehearse(repo, &trainer, &model)?;
        steps.next();
        tools.ensure_wasm(repo)?;
        steps.next();
        aside.join().map_err(|_| anyhow!("the background work of step 1 panicked"))??;
        Ok::<_, anyhow::Error>(experiment)
    })?;
    steps.next();
    let pkg = build::build(repo)?;
    site::assemble(repo, &pkg, &model, &experiment, training.catalog.as_deref())
}

/// Where the demo's model directory is.
pub(crate) fn model(repo: &Repo) -> PathBuf {
    repo.target.join("demo/model")
}

fn training(repo: &Repo, options: &Options) -> Result<Training<'static>> {
    let sample = Training::sample(repo);
    let training = match &options.orders {
        None => Training { catalog: options.catalog.clone().or(sample.catalog), ..sample },
        Some(orders) => Training { orders: orders.clone(), catalog: options.catalog.clone(), rules: None, ..sample },
    };
    if let Some(absent) = training.files().find(|file| !file.is_file()) {
        bail!("{} is not a file; check --orders and --catalog", absent.display());
    }
    Ok(training)
}
