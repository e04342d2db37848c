//! `pairwell suggest`: the engine's own answers, for one cart or for a file of them.

use std::borrow::Cow;
use std::fs::File;
use std::io::{self, BufRead, BufReader, BufWriter, Write};
use std::path::PathBuf;

use anyhow::{Context, bail};
use pairwell::model::Model;
use pairwell::rank::{Ranker, Request};
use pairwell_cli::directory;
use rayon::prelude::*;
use serde::{Deserialize, Serialize};

use crate::Outcome;

/// Carts answered at a time: enough to keep all threads busy, few enough to answer as they come.
const BATCH: usize = 8192;

/// Suggest add-ons for carts
#[derive(clap::Args)]
pub struct Args {
    /// Model directory
    directory: PathBuf,
    /// SKUs in the cart
    #[arg(
        long,
        value_delimiter = ',',
        value_name = "SKU,…",
        required_unless_present = "carts",
        conflicts_with = "carts"
    )]
    cart: Option<Vec<String>>,
    /// A file with one JSON object a line, such as {"cart":["A","B"]}; - is standard input
    #[arg(long, value_name = "FILE")]
    carts: Option<String>,
    /// SKUs not to suggest
    #[arg(long, value_delimiter = ',', value_name = "SKU,…")]
    exclude: Vec<String>,
    /// The most suggestions per cart
    #[arg(long, default_value_t = 4, value_name = "N")]
    limit: usize,
    /// Threads to use; all cores without it
    #[arg(long, value_name = "N")]
    threads: Option<usize>,
}

#[derive(Deserialize)]
struct CartLine<'a> {
    #[serde(borrow)]
    cart: Vec<Sku<'a>>,
    #[serde(borrow, default)]
    exclude: Vec<Sku<'a>>,
    limit: Option<usize>,
}

/// A SKU that stays where the line has it, unless it is written with escapes.
#[derive(Deserialize, Serialize)]
struct Sku<'a>(#[serde(borrow)] Cow<'a, str>);

#[derive(Serialize)]
struct Answer<'a> {
    cart: &'a [Sku<'a>],
    suggestions: Vec<Pick<'a>>,
    unknown: &'a [&'a str],
}

#[derive(Serialize)]
struct Pick<'a> {
    sku: &'a str,
    score: f64,
    because: Vec<Because<'a>>,
}

#[derive(Serialize)]
struct Because<'a> {
    sku: &'a str,
    share: f64,
}

pub fn run(args: &Args) -> Outcome {
    if let Some(threads) = args.threads {
        rayon::ThreadPoolBuilder::new().num_threads(threads).build_global().context("--threads")?;
    }
    let model = directory::open(&args.directory)?.model;
    let exclude: Vec<u32> = args.exclude.iter().filter_map(|sku| model.item(sku)).collect();
    let mut out = BufWriter::with_capacity(1 << 18, io::stdout().lock());
    let batches = Batches { model: &model, exclude: &exclude, limit: args.limit };
    match (&args.cart, &args.carts) {
        (Some(cart), _) => {
            let skus = cart.iter().map(|sku| Sku(Cow::Borrowed(sku)));
            let line = CartLine { cart: skus.collect(), exclude: Vec::new(), limit: None };
            let mut desk = Desk::new(&model);
            desk.answer(&batches, &line)?;
            out.write_all(&desk.answers)?;
        }
        (None, Some(source)) if source == "-" => batches.answer_all("standard input", io::stdin().lock(), &mut out)?,
        (None, Some(source)) => {
            let file = File::open(source).with_context(|| format!("{source}: cannot read"))?;
            batches.answer_all(source, BufReader::with_capacity(1 << 18, file), &mut out)?;
        }
        (None, None) => bail!("give --cart SKU,… or --carts FILE"),
    }
    out.flush()?;
    Ok(true)
}

/// What is the same for all carts.
struct Batches<'a> {
    model: &'a Model,
    exclude: &'a [u32],
    limit: usize,
}

impl Batches<'_> {
    fn answer_all(&self, source: &str, mut carts: impl BufRead, out: &mut impl Write) -> anyhow::Result<()> {
        let mut desks: Vec<Desk> = (0..rayon::current_num_threads()).map(|_| Desk::new(self.model)).collect();
        let mut lines = Lines::default();
        let mut before = 0;
        loop {
            lines.read(&mut carts).with_context(|| format!("{source}: cannot read"))?;
            if lines.ends.is_empty() {
                return Ok(());
            }
            self.answer_batch(source, before, &lines, &mut desks)?;
            for desk in &desks {
                out.write_all(&desk.answers)?;
            }
            before += lines.ends.len();
        }
    }

    /// Answers lines on all threads: each desk takes its share of them, in order.
    fn answer_batch(&self, source: &str, before: usize, lines: &Lines, desks: &mut [Desk]) -> anyhow::Result<()> {
        let share = lines.ends.len().div_ceil(desks.len()).max(1);
        let answered = desks.par_iter_mut().enumerate().map(|(n, desk)| {
            desk.answers.clear();
            for at in (n * share..lines.ends.len()).take(share) {
                let line = lines.line(at);
                if line.trim_ascii().is_empty() {
                    continue;
                }
                let cart: CartLine<'_> = serde_json::from_slice(line).with_context(|| {
                    let number = before + at + 1;
                    format!("{source}, line {number}: expected a JSON object such as {{\"cart\":[\"A\",\"B\"]}}")
                })?;
                desk.answer(self, &cart)?;
            }
            Ok(())
        });
        // All outcomes are waited for: of several bad lines, the first is told.
        answered.collect::<Vec<anyhow::Result<()>>>().into_iter().collect()
    }
}

/// Some lines of a file, one after another.
#[derive(Default)]
struct Lines {
    text: Vec<u8>,
    ends: Vec<usize>,
}

impl Lines {
    /// Reads the next lines; none at the end of the file.
    fn read(&mut self, from: &mut impl BufRead) -> io::Result<()> {
        self.text.clear();
        self.ends.clear();
        while self.ends.len() < BATCH && from.read_until(b'\n', &mut self.text)? > 0 {
            self.ends.push(self.text.len());
        }
        Ok(())
    }

    fn line(&self, n: usize) -> &[u8] {
        let start = n.checked_sub(1).map_or(0, |before| self.ends[before]);
        &self.text[start..self.ends[n]]
    }
}

/// One thread's working memory, and its answers as text.
struct Desk {
    ranker: Ranker,
    cart: Vec<u32>,
    exclude: Vec<u32>,
    answers: Vec<u8>,
}

impl Desk {
    fn new(model: &Model) -> Self {
        Self { ranker: Ranker::new(model), cart: Vec::new(), exclude: Vec::new(), answers: Vec::new() }
    }

    fn answer(&mut self, all: &Batches<'_>, line: &CartLine<'_>) -> anyhow::Result<()> {
        let model = all.model;
        let mut unknown = Vec::new();
        self.cart.clear();
        for Sku(sku) in &line.cart {
            match model.item(sku) {
                Some(item) => self.cart.push(item),
                None => unknown.push(&**sku),
            }
        }
        self.exclude.clear();
        self.exclude
            .extend(line.exclude.iter().filter_map(|sku| model.item(&sku.0)).chain(all.exclude.iter().copied()));
        let limit = line.limit.unwrap_or(all.limit);
        let picks = self.ranker.rank(model, &Request { cart: &self.cart, exclude: &self.exclude, limit });
        let suggestions = picks.iter().map(|pick| Pick {
            sku: model.sku(pick.item),
            score: pick.score,
            because: pick.because.iter().map(|r| Because { sku: model.sku(r.item), share: r.share }).collect(),
        });
        let answer = Answer { cart: &line.cart, suggestions: suggestions.collect(), unknown: &unknown };
        serde_json::to_writer(&mut self.answers, &answer)?;
        self.answers.push(b'\n');
        Ok(())
    }
}
