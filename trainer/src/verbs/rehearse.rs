//! `pairwell rehearse`: writes the events of an invented experiment on a shop's own model, to try reports before there is a real one.

use std::io::Write;
use std::path::PathBuf;

use anyhow::{Context as _, ensure};
use jiff::civil::Date;
use jiff::tz::TimeZone;
use pairwell::model::{Catalog, Model};
use pairwell::rank::{Ranker, Request};
use pairwell_cli::catalog::exponent;
use pairwell_cli::directory;
use pairwell_cli::experiment::rehearsal::{Assortment, Rehearsal, Sold};
use pairwell_cli::terminal::Out;

use crate::Outcome;

/// Invent the events of an experiment, to try `report` before there is a real one
///
/// Prints JSON lines as docs/events.md describes them. Nothing in them is real but items, prices and suggestions. The effect is planted
/// in the share of devices that buy; baskets are alike in both arms, so the true lift of revenue per device is --lift.
#[derive(clap::Args)]
pub struct Args {
    /// Model directory
    directory: PathBuf,
    /// Name of the experiment
    #[arg(long, default_value = "rehearsal", value_name = "NAME")]
    experiment: String,
    /// Names of its arms: the control, which shows nothing, and the one with the shelf
    #[arg(long, num_args = 2, value_delimiter = ',', default_value = "off,on", value_name = "OFF,ON")]
    arms: Vec<String>,
    /// First day, in UTC
    #[arg(long, default_value = "2026-09-07", value_name = "YYYY-MM-DD")]
    start: Date,
    /// Days on which new devices come
    #[arg(long, default_value_t = 28, value_name = "N", value_parser = clap::value_parser!(u32).range(1..=1000))]
    days: u32,
    /// New devices a day, of both arms
    #[arg(long, default_value_t = 500, value_name = "N", value_parser = clap::value_parser!(u32).range(1..=1_000_000))]
    devices: u32,
    /// Devices of the control that buy, in percent
    #[arg(long, default_value_t = 8.0, value_name = "PERCENT")]
    conversion: f64,
    /// How many more buy with the shelf, in percent
    #[arg(long, default_value_t = 0.0, value_name = "PERCENT", allow_negative_numbers = true)]
    lift: f64,
    /// The same seed gives the same events
    #[arg(long, default_value_t = 1, value_name = "N")]
    seed: u64,
}

/// Suggestions of a list.
const LIMIT: usize = 4;
/// Price of an item without one, in minor units.
const PRICE: i64 = 2_000;

pub fn run(args: &Args) -> Outcome {
    let Args { conversion, lift, .. } = *args;
    ensure!((0.0..=25.0).contains(&conversion), "--conversion {conversion}: expected 0 to 25 percent");
    ensure!((-100.0..=100.0).contains(&lift), "--lift {lift}: expected -100 to 100 percent");
    let [control, treatment] = args.arms.as_slice() else { anyhow::bail!("--arms: expected two names") };
    ensure!(control != treatment, "--arms {control},{treatment}: expected two different names");
    let opened = directory::open(&args.directory)?;
    let start = args.start.to_zoned(TimeZone::UTC).context("--start")?.timestamp().as_millisecond();
    let (items, currency) = sold(&opened.model, opened.catalog.as_ref());
    ensure!(!items.is_empty(), "{}: the model has no item to sell; train on more orders", args.directory.display());
    let rehearsal = Rehearsal {
        experiment: args.experiment.clone(),
        arms: [control.clone(), treatment.clone()],
        start,
        days: args.days,
        devices: args.devices,
        conversion: conversion / 100.0,
        lift: lift / 100.0,
        minor_units: 10_f64.powi(exponent(&currency) as i32),
        currency,
        model: opened.manifest.model.digest.clone(),
        seed: args.seed,
    };
    let mut out = Out::new();
    for event in rehearsal.events(&Assortment::new(items)) {
        serde_json::to_writer(&mut out, &event)?;
        out.write_all(b"\n")?;
    }
    out.flush()?;
    Ok(true)
}

/// The items that are sold, with what a shelf on their page shows; and the currency of most prices.
fn sold(model: &Model, catalog: Option<&Catalog>) -> (Vec<Sold>, String) {
    let cards: Vec<_> =
        (0..model.items() as u32).map(|item| catalog.and_then(|catalog| catalog.card(model.sku(item)))).collect();
    let known = || cards.iter().flatten().filter(|card| card.price.is_some()).map(|card| card.currency.as_str());
    let currency = known().max_by_key(|one| known().filter(|other| other == one).count()).unwrap_or("EUR").to_owned();
    let is_sold = |item: &u32| !model.is_hidden(*item) && model.prior(*item) > 0;
    let items: Vec<u32> = (0..model.items() as u32).filter(is_sold).collect();
    let mut ranker = Ranker::new(model);
    let item = |&item: &u32| {
        let request = Request { cart: &[item], exclude: &[], past: &[], limit: LIMIT };
        let picks = ranker.rank(model, &request);
        let list = picks.iter().filter_map(|pick| items.binary_search(&pick.item).ok()).map(|at| at as u32).collect();
        let card = cards.get(item as usize).and_then(Option::as_ref).filter(|card| card.currency == currency);
        Sold {
            sku: model.sku(item).into(),
            prior: f64::from(model.prior(item)),
            price: card.and_then(|card| card.price).map_or(PRICE, i64::from).max(1),
            list,
        }
    };
    (items.iter().map(item).collect(), currency)
}
