//! `pairwell replay`: tells from a randomised log what another model's lists would have earned in clicks.

use std::path::PathBuf;

use pairwell::model::Model;
use pairwell::rank::{Ranker, Request};
use pairwell::rules::{Advisor, Rulebook};
use pairwell_cli::outcome::{ReplayedLists, replayed};
use pairwell_cli::question::{Asked, CartEntry, Context, Words};
use pairwell_cli::terminal::grouped;
use pairwell_cli::{directory, outcome};

use super::report::read_events;
use super::{Threads, print, print_json};
use crate::Outcome;
use crate::progress::Bar;

/// Estimate what another model's lists would have earned, from a randomised log
///
/// A sanity check before an experiment: it is about clicks, never revenue. Exit code 1 if it cannot tell.
#[derive(clap::Args)]
pub struct Args {
    /// Events, as `pairwell report` reads them; exposures with "cart" and "policy"
    #[arg(required = true, value_name = "EVENTS")]
    events: Vec<String>,
    /// Directory of the other model
    #[arg(long, value_name = "DIR")]
    model: PathBuf,
    /// Ignore the model's rules
    #[arg(long)]
    no_rules: bool,
    #[command(flatten)]
    threads: Threads,
    /// Print JSON
    #[arg(long)]
    json: bool,
}

pub fn run(args: &Args) -> Outcome {
    args.threads.apply()?;
    let opened = directory::open(&args.model)?;
    let (model, rules) = (opened.model, opened.rules.filter(|_| !args.no_rules));
    let book = rules.map(|rules| Rulebook::new(&model, rules)).transpose()?;
    let read = read_events(&args.events, &Bar::new())?;
    let nothing = Rulebook::default();
    let words = Words { model: &model, book: book.as_ref().unwrap_or(&nothing) };
    let found = replayed(&read.settled, || Ok(answering(words, book.is_some())))?;
    if args.json {
        print_json(&found)?;
    } else {
        print(&text(&found))?;
    }
    Ok(found.told.is_some_and(|told| told.value.is_ok()))
}

/// Answers as the model does for a page.
fn answering(words: Words<'_>, ruled: bool) -> impl FnMut(&outcome::Asked<'_>) -> anyhow::Result<Vec<String>> {
    let model: &Model = words.model;
    let mut ranker = if ruled { Ranker::default() } else { Ranker::new(model) };
    let mut advisor = ruled.then(|| Advisor::new(model, words.book));
    let mut asked = Asked::default();
    move |question| {
        let cart: Vec<CartEntry<'_>> = question.cart.iter().map(|sku| CartEntry::of(*sku)).collect();
        asked.take_cart(words, &cart, &mut Vec::new());
        let sku = |item: u32| model.sku(item).to_owned();
        if let Some(advisor) = &mut advisor {
            let context = Context { placement: Some(question.placement.to_owned()), ..Context::default() };
            asked.take_context(words, &context)?;
            let picks = advisor.picks(model, words.book, &asked.ask(question.limit));
            return Ok(picks.iter().map(|pick| sku(pick.item)).collect());
        }
        let cart: Vec<u32> = asked.ask(question.limit).cart.iter().map(|line| line.item).collect();
        let request = Request { cart: &cart, exclude: &[], past: &asked.numbers.past, limit: question.limit };
        Ok(ranker.rank(model, &request).iter().map(|pick| sku(pick.item)).collect())
    }
}

fn text(found: &ReplayedLists) -> String {
    let gap = |n: u64| grouped(n, ' ');
    let mut text = format!(
        "{}\n\n{} lists of {} items were replayed; {} of these might have been shuffled.\n",
        found.sentence,
        gap(found.replayed),
        found.slots,
        gap(found.randomised)
    );
    let left = [
        (found.withheld, "were not shown"),
        (found.without_cart, "have no \"cart\""),
        (found.of_other_lengths, "are of other lengths"),
        (found.too_few, "would be shorter with this model"),
        (found.other_policies, "are of another policy, or of one that cannot be"),
        (found.of_bots, "are of bots"),
    ];
    left.iter()
        .filter(|(count, _)| *count > 0)
        .for_each(|(count, what)| text += &format!("Left out: {} lists that {what}.\n", gap(*count)));
    text
}
