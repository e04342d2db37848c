//! `pairwell rules`: checks a rules file, applies it to a model directory without training, prints the schema.

use std::io::Write;
use std::path::PathBuf;

use anyhow::{Context, bail};
use clap::Subcommand;
use pairwell::rules::RuleParts;
use pairwell::rules::parts::{ItemRelations, MerchantRules};
use pairwell_cli::directory::{self, Lock, OpenModel, publish_rules};
use pairwell_cli::relations::traits;
use pairwell_cli::rules::of_catalog;
use pairwell_cli::terminal::Out;
use pairwell_rules::{Compiled, Finding, RESOLUTION, Shop, Training, compile, schema};
use serde::Serialize;

use super::rules_text::{RulesText, counted, many};
use super::{cards, print_json};
use crate::Outcome;

/// Check or apply a rules file, or print its schema
#[derive(clap::Args)]
pub struct Args {
    #[command(subcommand)]
    what: What,
}

#[derive(Subcommand)]
enum What {
    /// Check a rules file; exit code 1 if it cannot be used
    Check(CheckArgs),
    /// Replace the rules of a model directory, without training
    Apply(ApplyArgs),
    /// Print the JSON Schema of rules files
    Schema,
}

/// A rules file and its shop.
#[derive(clap::Args)]
struct For {
    /// Rules file (rules.toml); - for standard input
    file: PathBuf,
    /// Model directory
    #[arg(long, value_name = "DIR")]
    model: PathBuf,
    /// Product catalog, for rules on tags or on items without orders
    #[arg(long, value_name = "PATH")]
    catalog: Option<String>,
}

#[derive(clap::Args)]
struct CheckArgs {
    #[command(flatten)]
    of: For,
    /// Day that dates are compared with, such as 2026-11-24 [default: today]
    #[arg(long, value_name = "DATE")]
    today: Option<String>,
    /// Print JSON
    #[arg(long)]
    json: bool,
}

#[derive(clap::Args)]
struct ApplyArgs {
    #[command(flatten)]
    of: For,
    /// Print JSON
    #[arg(long)]
    json: bool,
}

pub fn run(args: &Args) -> Outcome {
    match &args.what {
        What::Check(args) => check(args),
        What::Apply(args) => apply(args),
        What::Schema => {
            std::io::stdout().lock().write_all(schema().as_bytes())?;
            Ok(true)
        }
    }
}

impl For {
    /// Reads the rules and the catalog, both of which may take their time.
    fn read(&self) -> anyhow::Result<(RulesText, Option<cards::Shop>)> {
        let rules = RulesText::read(&self.file)?;
        Ok((rules, self.catalog.as_deref().map(|path| cards::read(Some(path))).transpose()?))
    }
}

/// What is known about the shop of a model.
fn shop(opened: &OpenModel, catalog: Option<&cards::Shop>) -> Shop {
    let skus = (0..opened.model.items() as u32).map(|item| opened.model.sku(item));
    let relations = opened.rules.as_ref().map(|rules| &rules.relations);
    let shop = match catalog {
        Some(catalog) => of_catalog(skus, &catalog.items).of_model(&opened.model, relations),
        None => Shop::of_cards(&opened.model, opened.catalog.as_ref(), relations),
    };
    match &opened.rules {
        Some(rules) => shop.with_newcomers_of(&rules.merchant),
        None => shop,
    }
}

#[derive(Serialize)]
struct Checked<'a> {
    good: bool,
    findings: &'a [Finding],
    resolution: &'a [&'a str],
}

fn check(args: &CheckArgs) -> Outcome {
    let today = minutes(args.today.as_deref())?;
    let (rules, catalog) = args.of.read()?;
    let shop = shop(&directory::open(&args.of.model)?, catalog.as_ref());
    let compiled = compile(&rules.text, &shop, Some(today));
    let good = compiled.merchant.is_some();
    if args.json {
        print_json(&Checked { good, findings: &compiled.findings, resolution: &RESOLUTION })?;
        return Ok(good);
    }
    let mut out = Out::new();
    let path = args.of.file.display();
    for finding in &compiled.findings {
        writeln!(out, "{path}:{finding}")?;
    }
    let count =
        compiled.merchant.map_or(String::new(), |merchant| format!("{}; ", rules_of(&merchant, compiled.written)));
    writeln!(out, "{path}: {count}{}", counted(&compiled.findings))?;
    writeln!(out, "When rules contradict each other, the first of these wins:")?;
    for (number, words) in (1..).zip(RESOLUTION) {
        writeln!(out, "  {number}. {words}")?;
    }
    out.flush()?;
    Ok(good)
}

/// A day, by default today, in minutes since 1970-01-01.
fn minutes(day: Option<&str>) -> anyhow::Result<i64> {
    let date: jiff::civil::Date = match day {
        Some(day) => day.parse().with_context(|| format!("--today {day}: expected a day such as 2026-11-24"))?,
        None => jiff::Zoned::now().date(),
    };
    Ok(i64::from(date.since(jiff::civil::date(1970, 1, 1))?.get_days()) * 24 * 60)
}

/// `15 rules, and 5 that other sections make`.
fn rules_of(merchant: &MerchantRules, written: usize) -> String {
    match merchant.rules.len() - written {
        0 => many(written, "rule"),
        made => format!("{}, and {made} that other sections make", many(written, "rule")),
    }
}

/// Compiles rules for a model that is trained: what items are to each other stays as it is.
pub(super) fn ruled(
    rules: &RulesText,
    opened: &OpenModel,
    catalog: Option<&cards::Shop>,
) -> anyhow::Result<(RuleParts, Compiled)> {
    let (merchant, compiled) = rules.compiled(&shop(opened, catalog))?;
    let relations = match &opened.rules {
        Some(rules) => rules.relations.clone(),
        None => {
            let skus = (0..opened.model.items() as u32).map(|item| opened.model.sku(item));
            let items = catalog.map_or(&[][..], |catalog| &catalog.items);
            ItemRelations { traits: traits(skus, items), ..ItemRelations::default() }
        }
    };
    Ok((RuleParts { model: opened.model.digest(), relations, merchant }, compiled))
}

fn apply(args: &ApplyArgs) -> Outcome {
    let (json, args) = (args.json, &args.of);
    let (rules, catalog) = args.read()?;
    // A lock makes the directory, if it is not there; what is not there has no model.
    directory::read_manifest(&args.model)?;
    let lock = Lock::take(&args.model)?;
    // From here on no training replaces the model under these rules.
    let opened = directory::open(&args.model)?;
    let (parts, compiled) = ruled(&rules, &opened, catalog.as_ref())?;
    if compiled.training != Training::default() {
        say!("{}: value, overstock and curation take effect at the next training", args.file.display());
    }
    let manifest = publish_rules(&lock, &opened, &parts)?;
    drop(lock);
    let Some(entry) = manifest.rules else { bail!("{}: the rules were not written", args.model.display()) };
    let (path, rules) = (args.model.join(&entry.file), rules_of(&parts.merchant, compiled.written));
    say!("wrote {}: {rules}, {} bytes", path.display(), entry.bytes);
    if json {
        print_json(&serde_json::json!({ "file": path, "bytes": entry.bytes, "rules": parts.merchant.rules.len() }))?;
    }
    Ok(true)
}
