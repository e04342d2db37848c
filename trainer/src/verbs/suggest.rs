//! `pairwell suggest`: prints the engine's suggestions for one cart or for a file of carts.

use std::fs::File;
use std::io::{self, BufRead, BufReader, BufWriter, Write};
use std::path::PathBuf;

use anyhow::{Context, bail};
use pairwell::model::Model;
use pairwell::rank::{Ranker, Reason, Request};
use pairwell::rules::{Advisor, Kind, Pick, Rulebook, text_for};
use pairwell_cli::bounded::Lines;
use pairwell_cli::directory;
use pairwell_cli::question::{Asked, CartEntry, Completed, Context as PageContext, OneOrMany, Question, Words};
use rayon::prelude::*;
use serde::Serialize;

use super::Threads;
use crate::Outcome;

/// Suggest items for carts
///
/// Prints one JSON object per cart.
#[derive(clap::Args)]
pub struct Args {
    /// Model directory
    directory: PathBuf,
    /// SKUs in the cart; '' for an empty cart
    #[arg(
        long,
        value_delimiter = ',',
        value_name = "SKU,…",
        required_unless_present = "carts",
        conflicts_with = "carts"
    )]
    cart: Option<Vec<String>>,
    /// File with one cart per line as JSON; - for standard input
    ///
    /// Each line is an object such as {"cart":["A","B"]}.
    #[arg(long, value_name = "FILE")]
    carts: Option<String>,
    /// SKUs of one past order; repeat per order, the latest last
    #[arg(long, value_name = "SKU,…")]
    history: Vec<String>,
    /// SKUs not to suggest
    #[arg(long, value_delimiter = ',', value_name = "SKU,…")]
    exclude: Vec<String>,
    /// Most suggestions per cart
    #[arg(long, default_value_t = 4, value_name = "N")]
    limit: usize,
    /// Page that shows the suggestions
    ///
    /// One of product, cart, checkout, post-purchase and home.
    #[arg(long, value_name = "PLACEMENT")]
    placement: Option<String>,
    /// Other facts for the rules, as JSON
    ///
    /// For example {"region":"CH","now":"2026-11-24T10:00"}.
    #[arg(long, value_name = "JSON")]
    context: Option<String>,
    /// Ignore the model's rules
    #[arg(long)]
    no_rules: bool,
    #[command(flatten)]
    threads: Threads,
    /// Print JSON; suggest always does
    #[arg(long = "json")]
    _json: bool,
}

#[derive(Serialize)]
struct Answer<'a> {
    cart: &'a [CartEntry<'a>],
    suggestions: Vec<Suggested<'a>>,
    unknown: &'a [&'a str],
}

#[derive(Default, Serialize)]
struct Suggested<'a> {
    sku: &'a str,
    score: f64,
    because: Vec<Because<'a>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    taste: Option<f64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    rule: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    source: Option<&'static str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    evidence: Option<&'static str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    benefit: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    partner: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    bundle: Option<Completed<'a>>,
}

#[derive(Serialize)]
struct Because<'a> {
    sku: &'a str,
    share: f64,
}

pub fn run(args: &Args) -> Outcome {
    args.threads.apply()?;
    let opened = directory::open(&args.directory)?;
    let model = opened.model;
    let rules = opened.rules.filter(|_| !args.no_rules);
    let book = rules.map(|rules| Rulebook::new(&model, rules)).transpose()?;
    let exclude: Vec<u32> = args.exclude.iter().filter_map(|sku| model.item(sku)).collect();
    let mut out = BufWriter::with_capacity(1 << 18, io::stdout().lock());
    let nothing = Rulebook::default();
    let words = Words { model: &model, book: book.as_ref().unwrap_or(&nothing) };
    let context = page_context(args)?;
    let given = (context != PageContext::default()).then_some(&context);
    let batches = Batches { words, ruled: book.is_some(), context: given, exclude: &exclude, limit: args.limit };
    match (&args.cart, &args.carts) {
        (Some(cart), _) => {
            let named = cart.iter().filter(|sku| !sku.is_empty());
            let cart = named.map(|sku| CartEntry::of(sku.as_str())).collect();
            let mut worker = Worker::new(&batches);
            worker.answer(&batches, &Question { cart, ..Question::default() })?;
            out.write_all(&worker.answers)?;
        }
        (None, Some(source)) if source == "-" => batches.answer_all("standard input", io::stdin().lock(), &mut out)?,
        (None, Some(source)) => {
            let file = File::open(source).with_context(|| format!("{source}: cannot read"))?;
            batches.answer_all(source, BufReader::with_capacity(1 << 18, file), &mut out)?;
        }
        (None, None) => bail!("no cart: give --cart SKU,… or --carts FILE"),
    }
    out.flush()?;
    Ok(true)
}

/// The context that the arguments give.
fn page_context(args: &Args) -> anyhow::Result<PageContext> {
    let mut context = super::page_context(args.context.as_deref())?;
    context.placement = args.placement.clone().or(context.placement);
    let order = |skus: &String| OneOrMany(skus.split(',').map(str::to_owned).collect());
    context.history.extend(args.history.iter().map(order));
    Ok(context)
}

/// What all carts share.
struct Batches<'a> {
    words: Words<'a>,
    /// Whether there are rules.
    ruled: bool,
    /// The context that the arguments give, if any.
    context: Option<&'a PageContext>,
    exclude: &'a [u32],
    limit: usize,
}

impl Batches<'_> {
    fn answer_all(&self, source: &str, mut carts: impl BufRead, out: &mut impl Write) -> anyhow::Result<()> {
        let mut workers: Vec<Worker> = (0..rayon::current_num_threads()).map(|_| Worker::new(self)).collect();
        let mut lines = Lines::default();
        let mut before = 0;
        loop {
            let read = lines.read(&mut carts);
            read.with_context(|| format!("{source}, line {}: cannot be read", before + lines.len() + 1))?;
            if lines.is_empty() {
                return Ok(());
            }
            self.answer_batch(source, before, &lines, &mut workers)?;
            for worker in &workers {
                out.write_all(&worker.answers)?;
            }
            before += lines.len();
        }
    }

    /// Answers lines on all threads: each worker takes its share of them, in order.
    fn answer_batch(&self, source: &str, before: usize, lines: &Lines, workers: &mut [Worker]) -> anyhow::Result<()> {
        let share = lines.len().div_ceil(workers.len()).max(1);
        let answered = workers.par_iter_mut().enumerate().map(|(n, worker)| {
            worker.answers.clear();
            for at in (n * share..lines.len()).take(share) {
                let line = lines.line(at);
                if line.trim_ascii().is_empty() {
                    continue;
                }
                let question = Question::read(line).with_context(|| {
                    let number = before + at + 1;
                    format!("{source}, line {number}: expected a JSON object such as {{\"cart\":[\"A\",\"B\"]}}")
                })?;
                worker.answer(self, &question)?;
            }
            Ok(())
        });
        // Waits for all threads, so that of several bad lines the first is reported.
        answered.collect::<Vec<anyhow::Result<()>>>().into_iter().collect()
    }
}

/// One thread's working memory, and its answers as text.
struct Worker {
    ranker: Ranker,
    advisor: Option<Advisor>,
    cart: Vec<u32>,
    asked: Asked,
    answers: Vec<u8>,
}

impl Worker {
    fn new(all: &Batches<'_>) -> Self {
        let Words { model, book } = all.words;
        Self {
            ranker: if all.ruled { Ranker::default() } else { Ranker::new(model) },
            advisor: all.ruled.then(|| Advisor::new(model, book)),
            cart: Vec::new(),
            asked: Asked::default(),
            answers: Vec::new(),
        }
    }

    fn answer(&mut self, all: &Batches<'_>, question: &Question<'_>) -> anyhow::Result<()> {
        let mut unknown = Vec::new();
        self.asked.take_cart(all.words, &question.cart, &mut unknown);
        let known = question.exclude.iter().filter_map(|sku| all.words.model.item(&sku.0));
        self.asked.numbers.exclude.clear();
        self.asked.numbers.exclude.extend(known.chain(all.exclude.iter().copied()));
        let limit = question.limit.unwrap_or(all.limit);
        let context = question.context.as_ref().or(all.context);
        if let Some(context) = context {
            self.asked.take_past(all.words, context);
        }
        let suggestions = match &mut self.advisor {
            None => self.plain(all, limit),
            Some(advisor) => {
                if let Some(context) = context {
                    self.asked.take_context(all.words, context)?;
                }
                let language = context.and_then(|context| context.locale.as_deref()).unwrap_or_default();
                let picks = advisor.picks(all.words.model, all.words.book, &self.asked.ask(limit));
                let wanted = self.asked.numbers.kind;
                picks.iter().map(|pick| suggested(all.words, pick, wanted, language)).collect()
            }
        };
        let answer = Answer { cart: &question.cart, suggestions, unknown: &unknown };
        serde_json::to_writer(&mut self.answers, &answer)?;
        self.answers.push(b'\n');
        Ok(())
    }

    /// The suggestions without rules.
    fn plain<'a>(&mut self, all: &Batches<'a>, limit: usize) -> Vec<Suggested<'a>> {
        let model = all.words.model;
        self.cart.clear();
        self.cart.extend(self.asked.ask(limit).cart.iter().map(|line| line.item));
        let asked = &self.asked.numbers;
        let request = Request { cart: &self.cart, exclude: &asked.exclude, past: &asked.past, limit };
        let picks = self.ranker.rank(model, &request);
        let suggestion = |pick: &pairwell::rank::Suggestion| Suggested {
            sku: model.sku(pick.item),
            score: pick.score,
            because: because(model, &pick.because),
            taste: taste(pick.history),
            ..Suggested::default()
        };
        picks.iter().map(suggestion).collect()
    }
}

fn suggested<'a>(words: Words<'a>, pick: &Pick, wanted: Kind, language: &str) -> Suggested<'a> {
    let Words { model, book } = words;
    let merchant = &book.parts().merchant;
    let benefit = pick.benefit.and_then(|benefit| merchant.benefits.get(benefit as usize));
    Suggested {
        sku: model.sku(pick.item),
        score: pick.score,
        because: because(model, &pick.because),
        taste: taste(pick.history),
        rule: pick.rule.and_then(|rule| merchant.rules.get(rule as usize)).map(|rule| rule.name.as_str()),
        source: Some(wanted.shown(pick.source).name()),
        evidence: pick.evidence.map(|evidence| evidence.name()),
        benefit: benefit.and_then(|benefit| text_for(&benefit.texts, language)),
        partner: pick.partner.and_then(|partner| merchant.partners.get(partner as usize)).map(|it| it.name.as_str()),
        bundle: pick.bundle.and_then(|bundle| Completed::of(words, bundle, language)),
    }
}

/// The history's share of the score, if it has any.
fn taste(share: f64) -> Option<f64> {
    (share > 0.0).then_some(share)
}

fn because<'a>(model: &'a Model, reasons: &[Reason]) -> Vec<Because<'a>> {
    reasons.iter().map(|reason| Because { sku: model.sku(reason.item), share: reason.share }).collect()
}
