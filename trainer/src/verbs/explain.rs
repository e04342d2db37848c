//! `pairwell explain`: shows how an item is scored for a cart, and why it is shown or not.

use std::io::Write;
use std::path::PathBuf;

use pairwell::model::layout;
use pairwell::rules::{Advisor, Dropped, Explanation, Kind, Pinned, Query, RuleParts, Rulebook};
use pairwell_cli::directory::{self, OpenModel};
use pairwell_cli::question::{Asked, CartEntry, Words};
use pairwell_cli::terminal::{Out, quoted};
use serde::Serialize;

use super::{named_item, page_context, print_json, table};
use crate::Outcome;

/// Explain why an item is suggested for a cart, or why not
///
/// Shows the parts of its score, the rules that apply, and the reason if it is not shown.
#[derive(clap::Args)]
pub struct Args {
    /// Model directory
    directory: PathBuf,
    /// SKUs in the cart; without it, an empty cart
    #[arg(long, value_delimiter = ',', value_name = "SKU,…")]
    cart: Vec<String>,
    /// Item to explain [default: all suggested items]
    #[arg(long, value_name = "SKU")]
    item: Option<String>,
    /// Most suggestions
    #[arg(long, default_value_t = 4, value_name = "N")]
    limit: usize,
    /// Facts for the rules, as JSON
    ///
    /// For example {"placement":"cart","region":"CH"}.
    #[arg(long, value_name = "JSON")]
    context: Option<String>,
    /// Print JSON
    #[arg(long)]
    json: bool,
}

/// An explanation in names and probabilities.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Explained {
    sku: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    title: Option<String>,
    /// From 1.
    #[serde(skip_serializing_if = "Option::is_none")]
    position: Option<usize>,
    #[serde(skip_serializing_if = "Option::is_none")]
    dropped: Option<String>,
    /// What pins it, shown or not.
    #[serde(skip_serializing_if = "Option::is_none")]
    pin: Option<Pin>,
    source: &'static str,
    prior: f64,
    parts: Vec<Part>,
    /// What the shopper's history adds.
    taste: f64,
    added: Vec<Part>,
    score: f64,
    /// Whether what follows applies: a score of 0 or less is not multiplied.
    multiplied: bool,
    class_factor: f64,
    factors: Vec<Factor>,
    /// The factor as an upsell.
    likeness: f64,
    /// The factor after other suggestions of its category.
    diversity: f64,
    worth: f64,
}

/// The rule and position, from 1; neither for a pin by the shop's curation.
#[derive(Serialize)]
struct Pin {
    #[serde(skip_serializing_if = "Option::is_none")]
    rule: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    position: Option<u32>,
}

#[derive(Serialize)]
struct Part {
    from: String,
    adds: f64,
}

#[derive(Serialize)]
struct Factor {
    rule: String,
    times: f64,
}

pub fn run(args: &Args) -> Outcome {
    let opened = directory::open(&args.directory)?;
    let rules = opened.rules.clone().unwrap_or_else(|| RuleParts::none(&opened.model));
    let book = Rulebook::new(&opened.model, rules)?;
    let words = Words { model: &opened.model, book: &book };
    let context = page_context(args.context.as_deref())?;
    let named = args.cart.iter().filter(|sku| !sku.is_empty());
    let cart: Vec<CartEntry<'_>> = named.map(|sku| CartEntry::of(sku.as_str())).collect();
    let (mut asked, mut unknown) = (Asked::default(), Vec::new());
    asked.take_cart(words, &cart, &mut unknown);
    asked.take_context(words, &context)?;
    asked.take_past(words, &context);
    if !unknown.is_empty() {
        let unknown: Vec<String> = unknown.iter().map(|sku| quoted(sku)).collect();
        say!("not in the model, ignored: {}", unknown.join(", "));
    }
    let ask = asked.ask(args.limit);
    let mut advisor = Advisor::new(words.model, words.book);
    let items: Vec<u32> = match &args.item {
        Some(sku) => vec![named_item(words.model, sku, &args.directory)?],
        None => advisor.picks(words.model, words.book, &ask).iter().map(|pick| pick.item).collect(),
    };
    let suppression = advisor.suppression(words.model, words.book, &ask);
    let all = items.iter().map(|item| {
        let explanation = advisor.explain(words.model, words.book, &ask, *item);
        explained(&opened, words, ask.kind, *item, &explanation)
    });
    let all: Vec<Explained> = all.collect();
    if args.json {
        print_json(&all)?;
    } else {
        print(&all, &nothing(words, &ask, suppression))?;
    }
    Ok(true)
}

/// The message when nothing is suggested.
fn nothing(words: Words<'_>, ask: &Query<'_>, suppression: Option<Dropped>) -> String {
    match suppression {
        Some(suppression) => format!("nothing is suggested: {}", suppression.text(words.model, words.book)),
        None => format!("nothing is suggested for this cart of {}\n  Explain one item with --item.", ask.cart.len()),
    }
}

/// An explanation in names and probabilities.
pub(super) fn explained(opened: &OpenModel, words: Words<'_>, kind: Kind, item: u32, it: &Explanation) -> Explained {
    let points = |units: i64| units as f64 / f64::from(1 << layout::SCORE_BITS);
    let sku = words.model.sku(item).to_owned();
    let rule = |rule: u32| name(words, rule);
    let parts = it.parts.iter().map(|(from, units)| (words.model.sku(*from).to_owned(), i64::from(*units)));
    let added = it.added.iter().map(|(from, units)| (rule(*from), i64::from(*units)));
    let sum = i64::from(it.prior) + it.parts.iter().map(|part| i64::from(part.1)).sum::<i64>();
    let score = sum + it.history + it.added.iter().map(|part| i64::from(part.1)).sum::<i64>();
    let part = |(from, units): (String, i64)| Part { from, adds: points(units) };
    let times = |factor: u32| f64::from(factor) / 256.0;
    let pin = |pin: Pinned| Pin { rule: pin.rule.map(rule), position: pin.position.map(|at| at + 1) };
    Explained {
        title: opened.catalog.as_ref().and_then(|catalog| catalog.card(&sku)).map(|card| card.title),
        position: it.position.map(|at| at + 1),
        dropped: it.dropped.map(|dropped| dropped.text(words.model, words.book)),
        pin: it.pin.map(pin),
        source: kind.shown(it.source).name(),
        prior: points(i64::from(it.prior)),
        parts: parts.map(part).collect(),
        taste: points(it.history),
        added: added.map(part).collect(),
        score: points(score),
        multiplied: score > 0,
        class_factor: times(it.class_factor),
        factors: it.factors.iter().map(|(by, factor)| Factor { rule: rule(*by), times: times(*factor) }).collect(),
        likeness: times(it.likeness),
        diversity: it.diversity,
        worth: points(it.worth),
        sku,
    }
}

fn name(words: Words<'_>, rule: u32) -> String {
    words.book.parts().merchant.rules.get(rule as usize).map(|rule| rule.name.clone()).unwrap_or_default()
}

fn print(all: &[Explained], nothing: &str) -> anyhow::Result<()> {
    let mut out = Out::new();
    if all.is_empty() {
        writeln!(out, "{nothing}")?;
    }
    for it in all {
        let title = it.title.as_ref().map(|title| format!("  {title}")).unwrap_or_default();
        writeln!(out, "{}{title}", it.sku)?;
        match (it.position, &it.dropped) {
            (_, Some(why)) => writeln!(out, "  not shown: {why}")?,
            (Some(at), None) => writeln!(out, "  at position {at}, {}", it.source)?,
            (None, None) => writeln!(out, "  not shown: other items rank higher")?,
        }
        if let Some(pin) = &it.pin {
            writeln!(out, "  {}", pinned(pin))?;
        }
        writeln!(out, "{}", score(it))?;
    }
    out.flush()?;
    Ok(())
}

fn pinned(pin: &Pin) -> String {
    let at = pin.position.map(|at| format!(" at position {at}")).unwrap_or_default();
    match &pin.rule {
        Some(rule) => format!("pinned{at} by rule {rule:?}"),
        None => "pinned by the shop's curation".into(),
    }
}

/// The sum, then the factors.
fn score(it: &Explained) -> String {
    let adds = |points: f64| format!("{points:+.4}");
    let mut rows = vec![("prior (popularity)".to_owned(), adds(it.prior))];
    rows.extend(it.parts.iter().map(|part| (format!("{} in the cart", part.from), adds(part.adds))));
    if it.taste > 0.0 {
        rows.push(("shopper's history".to_owned(), adds(it.taste)));
    }
    rows.extend(it.added.iter().map(|part| (format!("rule {:?}", part.from), adds(part.adds))));
    rows.push(("score".to_owned(), format!("{:.4}", it.score)));
    if it.multiplied {
        rows.extend(factors(it).into_iter().map(|(what, factor)| (what, format!("× {factor:.2}"))));
    } else {
        rows.push(("factors do not apply to a score of 0 or less".to_owned(), String::new()));
    }
    rows.push(("ranked by".to_owned(), format!("{:.4}", it.worth)));
    let mut table = table::plain();
    for (what, figure) in rows {
        table.add_row([format!("  {what}"), figure]);
    }
    table::lines(table, 1..2)
}

/// The factors that change something.
fn factors(it: &Explained) -> Vec<(String, f64)> {
    let likeness = if it.likeness > 4.0 { "named as an upsell by the shop" } else { "bought as an alternative" };
    let mut factors = vec![("value class".to_owned(), it.class_factor)];
    factors.extend(it.factors.iter().map(|factor| (format!("rule {:?}", factor.rule), factor.times)));
    factors.push((likeness.to_owned(), it.likeness));
    factors.push(("others of its category before it".to_owned(), it.diversity));
    factors.retain(|(_, factor)| *factor != 1.0);
    factors
}
