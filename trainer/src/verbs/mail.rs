//! `pairwell mail`: writes what to offer each customer, for the systems that mail them.

use std::path::PathBuf;

use anyhow::bail;
use clap::ValueEnum;
use jiff::civil::Date;
use pairwell::rules::{RuleParts, Rulebook};
use pairwell_cli::catalog::Catalog;
use pairwell_cli::channels::mail::{
    Flat, Html, Letters, Mailed, Mailing, Mandrill, Naming, Permalinks, Profiles, Wishes,
};
use pairwell_cli::channels::{Ids, Items};
use pairwell_cli::directory;
use pairwell_cli::question::{Asked, Words};
use pairwell_cli::terminal::grouped;
use pairwell_cli::windows::Windows;

use super::export::{check_some, named_ids, say_refused, site};
use super::{Threads, cards, page_context};
use crate::Outcome;

/// Write what to offer each customer, as the system takes it that mails them
///
/// Each customer is a line such as {"id":"c-1","orders":[{"date":"2026-11-01","items":["A","B"]}],"mailed":["C"]}, the latest
/// order last. The id is the shop's own: no address goes in or out. What they own and what was mailed to them is left out.
#[derive(clap::Args)]
pub struct Args {
    /// Model directory
    directory: PathBuf,
    /// Customers and their orders, JSON lines
    #[arg(long, value_name = "FILE")]
    customers: PathBuf,
    /// Who is to read it
    #[arg(long, value_enum, value_name = "FORMAT")]
    to: Format,
    /// Folder to write
    #[arg(long, value_name = "DIR")]
    out: PathBuf,
    /// Most suggestions per customer
    #[arg(long, default_value_t = 4, value_name = "N", value_parser = clap::value_parser!(u16).range(1..=100))]
    limit: u16,
    /// With fewer suggestions there is no list
    #[arg(long, default_value_t = 1, value_name = "N", value_parser = clap::value_parser!(u16).range(1..=100))]
    min: u16,
    /// Leave out suggestions of a lower score
    #[arg(long, default_value_t = 0.0, value_name = "SCORE")]
    min_score: f64,
    /// Day of the mail: leaves out what is wanted later, as past orders tell
    #[arg(long, value_name = "DAY")]
    on: Option<Date>,
    /// Days for which an item that was mailed rests
    #[arg(long, default_value_t = 30, value_name = "DAYS", requires = "on")]
    rest: u16,
    /// Offer again what people buy again
    #[arg(long)]
    repurchases: bool,
    /// Product catalog: what is available now, and the receiver's ids
    #[arg(long, value_name = "PATH", required_if_eq("to", "klaviyo"))]
    catalog: Option<String>,
    /// Column of the catalog with the receiver's ids [default: the SKU]
    #[arg(long, value_name = "COLUMN", requires = "catalog")]
    id: Option<String>,
    /// Address of the shop, for links that begin with /
    #[arg(long, value_name = "URL", value_parser = site)]
    site: Option<String>,
    /// Address of the cart, for a link that adds all suggestions, such as https://shop.example/cart
    #[arg(long, value_name = "URL", value_parser = site, required_if_eq("to", "permalinks"))]
    cart_url: Option<String>,
    /// Property of Klaviyo's profiles that holds the list
    #[arg(long, default_value = "Recommended Products", value_name = "NAME")]
    property: String,
    /// What the first column of a table is called; for HubSpot a property whose values are unique
    #[arg(long, default_value = "id", value_name = "NAME")]
    id_column: String,
    /// Placement that the rules see
    #[arg(long, default_value = "mail", value_name = "PLACEMENT")]
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

/// Systems that mail.
#[derive(Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Format {
    /// Klaviyo's bulk import of profiles, requests
    Klaviyo,
    /// A table with slots: rec_1_title, rec_1_url …
    Csv,
    /// The same under Mailchimp's merge tags: REC1, REC1URL …
    Mailchimp,
    /// The same under HubSpot's properties, with the request that imports it
    Hubspot,
    /// Mandrill's merge_vars, arrays of up to 1000 recipients
    Mandrill,
    /// Fragments of HTML, one JSON line a customer
    Html,
    /// A link to a cart with all suggestions
    Permalinks,
}

pub fn run(args: &Args) -> Outcome {
    args.threads.apply()?;
    if args.min > args.limit {
        bail!("--min {} is more than --limit {}\n  Give a smaller minimum.", args.min, args.limit);
    }
    let opened = directory::open(&args.directory)?;
    let catalog = match &args.catalog {
        Some(path) => cards::read_with(path, args.id.as_deref())?,
        None => Catalog::default(),
    };
    let rules = opened.rules.clone().filter(|_| !args.no_rules).unwrap_or_else(|| RuleParts::none(&opened.model));
    let book = Rulebook::new(&opened.model, rules)?;
    let words = Words { model: &opened.model, book: &book };
    let mut asked = Asked::default();
    let mut context = page_context(args.context.as_deref())?;
    context.placement = context.placement.or_else(|| Some(args.placement.clone()));
    asked.take_context(words, &context)?;
    let mailing = mailing(args);
    let ids = args.id.as_ref().map_or(Ids::Skus, |_| named_ids(&catalog));
    let items = Items::new(&opened.model, opened.catalog.as_ref(), &ids, args.site.as_deref());
    let items = items.leave_out(&|item| mailing.takes(item), &catalog.items);
    check_some(&items, &args.directory)?;
    let windows = Windows::read(&args.directory, &opened.model)?;
    if windows.is_none() && args.on.is_some() {
        say!(
            "note: --on: {} has no send windows of this model: nothing waits\n  Train again.",
            args.directory.display()
        );
    }
    let (windows, wishes) = (windows.unwrap_or_default(), wishes(args, mailing.as_ref()));
    let letters =
        Letters { words, items: &items, asked: &asked, windows: &windows, wishes: &wishes, mailing: mailing.as_ref() };
    let mailed = letters.write(&args.customers, &args.out)?;
    say_refused(&items);
    say(args, &mailed)?;
    Ok(mailed.letters > 0)
}

fn wishes(args: &Args, mailing: &dyn Mailing) -> Wishes {
    Wishes {
        limit: usize::from(args.limit).min(mailing.most()),
        min: args.min.into(),
        min_score: args.min_score,
        on: args.on,
        rest: args.rest,
        repurchases: args.repurchases,
        cart_url: args.cart_url.clone(),
    }
}

fn flat(args: &Args, naming: Naming) -> Flat {
    let slots = usize::from(args.limit);
    let mut flat = Flat { naming, slots, cart_link: args.cart_url.is_some(), id_column: args.id_column.clone() };
    flat.slots = slots.min(flat.most());
    flat
}

fn mailing(args: &Args) -> Box<dyn Mailing> {
    match args.to {
        Format::Klaviyo => Box::new(Profiles { property: args.property.clone() }),
        Format::Csv => Box::new(flat(args, Naming::Plain)),
        Format::Mailchimp => Box::new(flat(args, Naming::Mailchimp)),
        Format::Hubspot => Box::new(flat(args, Naming::HubSpot)),
        Format::Mandrill => Box::new(Mandrill),
        Format::Html => Box::new(Html),
        Format::Permalinks => Box::new(Permalinks),
    }
}

/// Says what was written; writes HubSpot's request beside its files.
fn say(args: &Args, mailed: &Mailed) -> anyhow::Result<()> {
    mailed.intake.note_of(&args.customers).iter().for_each(|note| say!("{note}"));
    say!("{} customers have a list, {} have none", grouped(mailed.letters, ' '), grouped(mailed.without, ' '));
    for file in &mailed.written {
        say!("wrote {}: {} bytes", args.out.join(&file.name).display(), grouped(file.bytes, ' '));
    }
    if args.to == Format::Hubspot {
        const REQUEST: &str = "hubspot-import.json";
        let names: Vec<String> = mailed.written.iter().map(|file| file.name.clone()).collect();
        let request = serde_json::to_vec_pretty(&flat(args, Naming::HubSpot).import_request(&names))?;
        directory::write_whole(&args.out, &[(REQUEST, &request)])?;
        say!("wrote {}: the request that imports them", args.out.join(REQUEST).display());
    }
    Ok(())
}
