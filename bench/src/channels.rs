//! Measures `pairwell export` of 100 000 items and `pairwell mail` to customers, on a made-up model.

use std::fs::File;
use std::io::{BufWriter, Write};
use std::path::Path;
use std::process::Command;

use pairwell::model::{Card, ItemRow, Model, Parts};
use pairwell::rules::parts::ItemRelations;
use pairwell_cli::directory::{Contents, WhenSharded, publish};
use pairwell_cli::train::TrainOptions;

use crate::child::{Cost, measured, pairwell, work_directory};
use crate::dice::Dice;
use crate::report::{Report, Style, mib, seconds};
use crate::rules::rules;

/// Write ten suggestions of each of 100 000 items in every format, and four to each of many customers
#[derive(clap::Args)]
pub struct Args {
    #[command(flatten)]
    style: Style,
    /// Items of the model
    #[arg(long, default_value_t = 100_000)]
    items: u32,
    /// Customers to write to
    #[arg(long, default_value_t = 400_000)]
    customers: u32,
}

const NEIGHBOURS: u32 = 16;
const PER_ITEM: &str = "10";

/// Formats of `export`, and what they need.
const EXPORTS: [&[&str]; 11] = [
    &["google-tsv"],
    &["google-xml"],
    &["json-ld", "--site", "https://shop.example"],
    &["salesforce", "--catalog-id", "storefront"],
    &["personalize"],
    &["klaviyo-feed", "--site", "https://shop.example"],
    &["klaviyo-catalog"],
    &["shopify"],
    &["csv"],
    &["jsonl"],
    &["parquet"],
];

/// Formats of `mail`, and what they need.
const MAILS: [&[&str]; 3] = [
    &["csv", "--site", "https://shop.example"],
    &["html", "--site", "https://shop.example"],
    &["permalinks", "--cart-url", "https://shop.example/cart"],
];

pub fn run(args: &Args) -> anyhow::Result<bool> {
    let mut report = Report::new("channels");
    let directory = work_directory()?;
    let model = directory.join("channels.model");
    make(args.items, &model)?;
    for format in EXPORTS {
        let mut command = Command::new(pairwell()?);
        command
            .arg("export")
            .arg(&model)
            .arg("--out")
            .arg(directory.join("channels"))
            .args(["--limit", PER_ITEM, "--to"]);
        let cost = measured(command.args(format))?.1;
        let what = format!("{} items × {PER_ITEM}, {}", args.items, format[0]);
        report.goal(what, seconds(cost.wall), "≤ 5 s", cost.wall <= 5.0);
        report.goal("  peak memory", mib(cost.peak), "≤ 300 MiB", cost.peak <= 300 << 20);
    }
    let customers = directory.join("customers.jsonl");
    write_customers(args, &customers)?;
    for format in MAILS {
        let cost = mail(&model, &customers, &directory, format)?;
        let rate = f64::from(args.customers) / cost.cpu;
        report.goal(
            format!("customers a second and core, {}", format[0]),
            format!("{rate:.0}"),
            "≥ 50 000",
            rate >= 50_000.0,
        );
    }
    report.print(args.style)?;
    Ok(report.is_good())
}

fn mail(model: &Path, customers: &Path, directory: &Path, format: &[&str]) -> anyhow::Result<Cost> {
    let mut command = Command::new(pairwell()?);
    command.arg("mail").arg(model).arg("--customers").arg(customers).arg("--out").arg(directory.join("channels"));
    Ok(measured(command.args(["--threads", "1", "--to"]).args(format))?.1)
}

/// A model under 200 rules, with cards.
fn make(items: u32, directory: &Path) -> anyhow::Result<()> {
    let mut dice = Dice::new(19, 0);
    let parts = Parts { items: (0..items).map(|item| row(item, items, &mut dice)).collect(), ..Parts::default() };
    let cards: Vec<Card> = (0..items).map(card).collect();
    let made = rules(&Model::decode(&parts.encode()?)?);
    let relations = ItemRelations { ..made.relations };
    let contents = Contents {
        parts: &parts,
        cards: &cards,
        relations,
        merchant: made.merchant,
        orders: u64::from(items),
        lines: 0,
        training: TrainOptions::default(),
        experiments: None,
        shards: WhenSharded::Never,
        beside: Vec::new(),
    };
    publish(directory, &contents)?;
    Ok(())
}

fn row(item: u32, items: u32, dice: &mut Dice) -> ItemRow {
    let mut neighbours: Vec<u32> = (0..NEIGHBOURS).map(|_| dice.below(items)).filter(|other| *other != item).collect();
    neighbours.sort_unstable();
    neighbours.dedup();
    let neighbours = neighbours.into_iter().map(|other| (other, 0.01 + 0.3 * dice.unit())).collect();
    ItemRow { sku: sku(item), prior: 0.2 / (1.0 + f64::from(item)), neighbours, ..ItemRow::default() }
}

fn sku(item: u32) -> String {
    format!("SKU-{item:06}")
}

fn card(item: u32) -> Card {
    Card {
        sku: sku(item),
        title: format!("A product of the usual length, number {item}"),
        url: format!("/products/a-product-of-the-usual-length-{item}"),
        image: format!("/images/{item}.jpg"),
        category: format!("Category {}", item % 100),
        brand: format!("Brand {}", item % 70),
        price: Some(100 + item % 20_000),
        currency: "EUR".into(),
        rating: None,
        available: true,
    }
}

/// Customers with one to four orders of one to four items.
fn write_customers(args: &Args, path: &Path) -> anyhow::Result<()> {
    let mut dice = Dice::new(19, 1);
    let mut out = BufWriter::new(File::create(path)?);
    for customer in 0..args.customers {
        let orders: Vec<_> = (0..=dice.below(4))
            .map(|month| {
                let items: Vec<String> = (0..=dice.below(4)).map(|_| sku(dice.below(args.items))).collect();
                serde_json::json!({ "date": format!("2026-{:02}-01", month + 1), "items": items })
            })
            .collect();
        writeln!(out, "{}", serde_json::json!({ "id": format!("c-{customer}"), "orders": orders }))?;
    }
    out.flush()?;
    Ok(())
}
