//! Takes `cargo xtask demo` from sources and orders to a served storefront; never trains or builds what is already there.

use std::path::PathBuf;

use anyhow::{Result, bail};

use crate::run::Repo;
use crate::train::{self, Training};
use crate::{build, serve, site};

#[derive(clap::Args, Default)]
pub(crate) struct Options {
    /// Train on this order export instead of the sample shop's
    #[arg(long, value_name = "FILE")]
    orders: Option<PathBuf>,
    /// Product cards for those orders (CSV: sku,title,url,image,price,currency,…)
    #[arg(long, value_name = "FILE")]
    catalog: Option<PathBuf>,
    /// Serve here, or on the next free port
    #[arg(long, default_value_t = 8080)]
    port: u16,
    /// Do everything but serve
    #[arg(long)]
    no_serve: bool,
}

pub(crate) fn demo(repo: &Repo, options: &Options) -> Result<()> {
    let training = training(repo, options)?;
    let pkg = build::build(repo)?;
    let model = model(repo);
    train::train(&train::trainer(repo)?, &training, &model)?;
    let site = site::assemble(repo, &pkg, &model, training.catalog.as_deref())?;
    match options.no_serve {
        true => println!("the demo site is ready: {}", site.display()),
        false => serve::serve(&site, options.port)?,
    }
    Ok(())
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
        bail!("{} is not there; --orders and --catalog name other files", absent.display());
    }
    Ok(training)
}
