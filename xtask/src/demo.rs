//! Takes `cargo xtask demo` from sources and orders to a served storefront; never trains or builds what is already there.

use std::path::{Path, PathBuf};

use anyhow::{Result, bail};

use crate::run::{self, Repo, Stamp};
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
    let pkg = build::build(repo)?;
    let binary = trainer(repo)?;
    let shop = Shop::of(repo, options)?;
    let model = train(repo, &binary, &shop)?;
    let site = site::assemble(repo, &pkg, &model, shop.catalog.as_deref())?;
    match options.no_serve {
        true => println!("the demo site is ready: {}", site.display()),
        false => serve::serve(&site, options.port)?,
    }
    Ok(())
}

/// The files that a demo's model is trained on.
pub(crate) struct Shop {
    pub(crate) orders: PathBuf,
    pub(crate) catalog: Option<PathBuf>,
}

impl Shop {
    pub(crate) fn sample(repo: &Repo) -> Shop {
        Shop { orders: repo.path("sample/orders.csv"), catalog: Some(repo.path("sample/catalog.csv")) }
    }

    fn of(repo: &Repo, options: &Options) -> Result<Shop> {
        let shop = match &options.orders {
            None => Shop { catalog: options.catalog.clone().or(Shop::sample(repo).catalog), ..Shop::sample(repo) },
            Some(orders) => Shop { orders: orders.clone(), catalog: options.catalog.clone() },
        };
        if let Some(absent) = shop.files().find(|file| !file.is_file()) {
            bail!("{} is not there; --orders and --catalog name other files", absent.display());
        }
        Ok(shop)
    }

    fn files(&self) -> impl Iterator<Item = &Path> {
        std::iter::once(self.orders.as_path()).chain(self.catalog.as_deref())
    }
}

/// Builds the trainer as its users run it and answers where it is.
pub(crate) fn trainer(repo: &Repo) -> Result<PathBuf> {
    let mut cargo = repo.cargo(&["build", "--quiet", "--release", "--package", "pairwell-cli", "--bin", "pairwell"]);
    run::run(&mut cargo, "the compiler's messages above say why")?;
    Ok(repo.target.join("release/pairwell"))
}

/// Trains a model directory unless the same trainer has made it from the same files already.
pub(crate) fn train(repo: &Repo, trainer: &Path, shop: &Shop) -> Result<PathBuf> {
    let (model, stamp_file) = (repo.target.join("demo/model"), repo.target.join("demo/model.stamp"));
    let mut stamp = Stamp::default();
    stamp.add("trainer", &run::read(trainer)?);
    shop.files().try_for_each(|file| run::read(file).map(|content| stamp.add(&file.to_string_lossy(), &content)))?;
    if stamp.is_in(&stamp_file) && model.join("pairwell.json").is_file() {
        return Ok(model);
    }
    eprintln!("xtask: training on {}", shop.orders.display());
    run::empty_dir(&model)?;
    let mut command = std::process::Command::new(trainer);
    command.arg("train").arg("--orders").arg(&shop.orders).arg("--out").arg(&model);
    if let Some(catalog) = &shop.catalog {
        command.arg("--catalog").arg(catalog);
    }
    run::run(&mut command, "the trainer's message above says what to change")?;
    if !model.join("pairwell.json").is_file() {
        bail!("`pairwell train` wrote no pairwell.json into {}", model.display());
    }
    run::write(&stamp_file, stamp.hex())?;
    Ok(model)
}
