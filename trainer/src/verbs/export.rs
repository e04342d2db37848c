//! `pairwell export`: writes the suggestions of every item for the shop's other systems.

use std::collections::HashMap;
use std::path::{Path, PathBuf};

use anyhow::bail;
use pairwell::rank::Past;
use pairwell::rules::{RuleParts, Rulebook};
use pairwell_cli::catalog::Catalog;
use pairwell_cli::channels::{
    Channel, Format, Ids, Items, Left, Parts, Sink, Table, Text, Written, each_customer, handles,
};
use pairwell_cli::directory::{self, OpenModel};
use pairwell_cli::question::{Asked, Words};
use pairwell_cli::terminal::{grouped, short};

use super::{Threads, batch, cards, page_context};
use crate::Outcome;

/// Write the suggestions of every item as another system takes them
///
/// Rules apply. Items that are hidden or not available are neither written nor suggested. Files that are too large for the
/// receiver are split.
#[derive(clap::Args)]
pub struct Args {
    /// Model directory
    directory: PathBuf,
    /// Who is to read it
    #[arg(long, value_enum, value_name = "FORMAT")]
    to: Format,
    /// Folder to write
    #[arg(long, value_name = "DIR")]
    out: PathBuf,
    /// Most suggestions per item
    #[arg(long, default_value_t = 10, value_name = "N", value_parser = clap::value_parser!(u16).range(1..=1000))]
    limit: u16,
    /// Product catalog: what is available now, and the receiver's ids
    #[arg(long, value_name = "PATH")]
    catalog: Option<String>,
    /// Column of the catalog with the receiver's ids [default: the SKU]
    #[arg(long, value_name = "COLUMN", requires = "catalog")]
    id: Option<String>,
    /// Address of the shop, for links that begin with /
    #[arg(long, value_name = "URL", value_parser = site)]
    site: Option<String>,
    /// Catalog of Salesforce that the recommendations belong to
    #[arg(long, value_name = "ID", required_if_eq("to", "salesforce"))]
    catalog_id: Option<String>,
    /// Batch input of Personalize: items, users or lists to rank, one JSON object a line [default: all items]
    #[arg(long, value_name = "FILE")]
    input: Option<PathBuf>,
    /// Customers' orders, for the users of the input; see `pairwell mail`
    #[arg(long, value_name = "FILE", requires = "input")]
    customers: Option<PathBuf>,
    /// Placement that the rules see
    #[arg(long, default_value = "product", value_name = "PLACEMENT")]
    placement: String,
    /// Other facts for the rules, as JSON
    #[arg(long, value_name = "JSON")]
    context: Option<String>,
    /// Ignore the model's rules
    #[arg(long)]
    no_rules: bool,
    #[command(flatten)]
    threads: Threads,
}

/// An address without a path's end.
pub fn site(url: &str) -> Result<String, String> {
    let rest = url.strip_prefix("https://").or_else(|| url.strip_prefix("http://"));
    match rest {
        Some(rest) if !rest.is_empty() && !rest.contains([' ', '"', '<', '>', '?', '#']) => Ok(url.to_owned()),
        _ => Err("expected an address such as https://shop.example".to_owned()),
    }
}

pub fn run(args: &Args) -> Outcome {
    args.threads.apply()?;
    if args.input.is_some() && !args.to.answers_batches() {
        bail!("--input: only --to personalize answers a batch input\n  Leave --input out.");
    }
    let opened = directory::open(&args.directory)?;
    let catalog = match &args.catalog {
        Some(path) => cards::read_with(path, args.id.as_deref())?,
        None => Catalog::default(),
    };
    let rules = opened.rules.clone().filter(|_| !args.no_rules).unwrap_or_else(|| RuleParts::none(&opened.model));
    let book = Rulebook::new(&opened.model, rules)?;
    let words = Words { model: &opened.model, book: &book };
    let asked = asked(args, words)?;
    let channel = args.to.channel(args.catalog_id.as_deref().unwrap_or_default(), args.limit.into());
    let limit = usize::from(args.limit).min(channel.most());
    let ids = ids(args, &opened, &catalog);
    let items = Items::new(&opened.model, opened.catalog.as_ref(), &ids, args.site.as_deref());
    let items = items.leave_out(&|item| channel.takes(item), &catalog.items);
    if let Some(input) = &args.input {
        let users = users(args, words)?;
        return batch::run(
            input,
            &args.out,
            &batch::From { words, items: &items, asked: &asked, limit, users: &users },
        );
    }
    check_some(&items, &args.directory)?;
    let mut sink = sink(args, channel)?;
    let left = Table { words, items: &items, asked: &asked, limit }.each(sink.as_mut())?;
    say_left(&items, &left);
    let written = sink.finish()?;
    say_written(args, &written);
    Ok(written.iter().any(|file| file.records > 0))
}

fn asked(args: &Args, words: Words<'_>) -> anyhow::Result<Asked> {
    let mut context = page_context(args.context.as_deref())?;
    context.placement = context.placement.or_else(|| Some(args.placement.clone()));
    let mut asked = Asked::default();
    asked.take_context(words, &context)?;
    asked.take_past(words, &context);
    Ok(asked)
}

fn sink(args: &Args, channel: Box<dyn Channel>) -> anyhow::Result<Box<dyn Sink>> {
    #[cfg(feature = "parquet")]
    if args.to.is_parquet() {
        return Ok(Box::new(pairwell_cli::channels::Columns::new(&args.out)?));
    }
    let parts = Parts::new(&args.out, channel.shape())?;
    Ok(Box::new(Text::new(channel, parts)))
}

/// What the users of a batch input bought before.
fn users(args: &Args, words: Words<'_>) -> anyhow::Result<HashMap<String, Vec<Past>>> {
    let mut users = HashMap::new();
    let Some(path) = &args.customers else { return Ok(users) };
    let intake = each_customer(path, |customer| {
        users.insert(customer.id.to_string(), customer.past(words.model));
    })?;
    intake.note_of(path).iter().for_each(|note| say!("{note}"));
    Ok(users)
}

fn ids(args: &Args, opened: &OpenModel, catalog: &Catalog) -> Ids {
    match (&args.id, args.to.knows_handles()) {
        (Some(_), _) => named_ids(catalog),
        (None, true) => handles(&catalog.items, &opened.model, opened.catalog.as_ref()),
        (None, false) => Ids::Skus,
    }
}

/// The ids of the further column of a catalog.
pub fn named_ids(catalog: &Catalog) -> Ids {
    let named = catalog.items.iter().zip(&catalog.further).filter(|(_, id)| !id.is_empty());
    Ids::Other(named.map(|(item, id)| (item.sku.clone(), id.clone())).collect())
}

/// An error that says what to give, where the receiver takes no item at all.
pub fn check_some(items: &Items<'_>, directory: &Path) -> anyhow::Result<()> {
    use pairwell_cli::channels::Refusal;
    let most = items.refused.iter().max_by_key(|(_, (count, _))| *count).filter(|_| items.taken() == 0);
    let Some((refusal, (count, first))) = most else { return Ok(()) };
    let remedy = match refusal {
        Refusal::RelativeLink => "Give the shop's address with --site https://….",
        Refusal::NoLink | Refusal::NoTitle => "Train with a --catalog that has titles and addresses.",
        Refusal::NoId | Refusal::Characters | Refusal::TooLong => {
            "Name the column of the receiver's ids with --catalog FILE --id COLUMN."
        }
    };
    let directory = directory.display();
    bail!("{directory}: no item can be written; {count} are {refusal}, such as {}\n  {remedy}", short(first))
}

fn say_count(count: u64, what: &str) {
    if count > 0 {
        say!("  left out: {} {what}", grouped(count, ' '));
    }
}

/// Says which items were left out before anything was asked.
pub fn say_refused(items: &Items<'_>) {
    say_count(items.hidden, "items that the model hides");
    say_count(items.unavailable, "items that are not available in the catalog");
    for (refusal, (count, first)) in &items.refused {
        say_count(*count, &format!("items {refusal}, such as {}", short(first)));
    }
}

/// Says what was left out.
fn say_left(items: &Items<'_>, left: &Left) {
    say_refused(items);
    say_count(left.same_id, "items of an id that is written already, such as variants of a product");
    say_count(left.without, "items for which there is nothing to suggest");
}

fn say_written(args: &Args, written: &[Written]) {
    for file in written {
        let (records, bytes) = (grouped(file.records, ' '), grouped(file.bytes, ' '));
        say!("wrote {}: {records} items, {bytes} bytes", args.out.join(&file.name).display());
    }
    if written.len() > 1 && args.to.is_feed() {
        say!("  each file is a web feed of its own; the first has the items that are bought most");
    }
}

#[cfg(test)]
mod tests {
    use super::site;

    #[test]
    fn an_address_has_a_scheme_and_a_host() {
        assert!(site("https://shop.example").is_ok() && site("http://localhost:8080/de").is_ok());
        for bad in ["shop.example", "/shop", "https://", "javascript:alert(1)", "https://a b", "https://a?b"] {
            assert!(site(bad).is_err(), "{bad}");
        }
    }
}
