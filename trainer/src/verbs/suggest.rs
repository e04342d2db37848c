//! `pairwell suggest`: the engine's own answers, for one cart or for a file of them.

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
}

#[derive(Deserialize)]
struct CartLine {
    cart: Vec<String>,
    #[serde(default)]
    exclude: Vec<String>,
    limit: Option<usize>,
}

#[derive(Serialize)]
struct Answer<'a> {
    cart: &'a [String],
    suggestions: Vec<Pick<'a>>,
    unknown: Vec<&'a str>,
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
    let model = directory::open(&args.directory)?.model;
    let mut out = BufWriter::with_capacity(1 << 18, io::stdout().lock());
    match (&args.cart, &args.carts) {
        (Some(cart), _) => {
            let line = CartLine { cart: cart.clone(), exclude: args.exclude.clone(), limit: None };
            let mut answer = Vec::new();
            write_answer(&model, &mut Ranker::new(&model), &line, args.limit, &mut answer)?;
            out.write_all(&answer)?;
        }
        (None, Some(source)) if source == "-" => {
            answer_all(&model, args, "standard input", io::stdin().lock(), &mut out)?;
        }
        (None, Some(source)) => {
            let file = File::open(source).with_context(|| format!("{source}: cannot read"))?;
            answer_all(&model, args, source, BufReader::with_capacity(1 << 18, file), &mut out)?;
        }
        (None, None) => bail!("give --cart SKU,… or --carts FILE"),
    }
    out.flush()?;
    Ok(true)
}

fn answer_all(
    model: &Model,
    args: &Args,
    source: &str,
    mut carts: impl BufRead,
    out: &mut impl Write,
) -> anyhow::Result<()> {
    let mut lines: Vec<Vec<u8>> = Vec::new();
    let mut before = 0;
    loop {
        lines.clear();
        while lines.len() < BATCH {
            let mut line = Vec::new();
            if carts.read_until(b'\n', &mut line).with_context(|| format!("{source}: cannot read"))? == 0 {
                break;
            }
            lines.push(line);
        }
        if lines.is_empty() {
            return Ok(());
        }
        answer_batch(model, args, source, before, &lines, out)?;
        before += lines.len();
    }
}

/// Answers lines on all threads, and writes the answers in the lines' order.
fn answer_batch(
    model: &Model,
    args: &Args,
    source: &str,
    before: usize,
    lines: &[Vec<u8>],
    out: &mut impl Write,
) -> anyhow::Result<()> {
    let share = lines.len().div_ceil(rayon::current_num_threads()).max(1);
    let answered: Vec<anyhow::Result<Vec<u8>>> = lines
        .par_chunks(share)
        .enumerate()
        .map(|(n, lines)| {
            let mut ranker = Ranker::new(model);
            let mut answers = Vec::new();
            for (at, line) in lines.iter().enumerate() {
                if line.trim_ascii().is_empty() {
                    continue;
                }
                let mut cart: CartLine = serde_json::from_slice(line).with_context(|| {
                    let number = before + n * share + at + 1;
                    format!("{source}, line {number}: expected a JSON object such as {{\"cart\":[\"A\",\"B\"]}}")
                })?;
                cart.exclude.extend(args.exclude.iter().cloned());
                write_answer(model, &mut ranker, &cart, args.limit, &mut answers)?;
            }
            Ok(answers)
        })
        .collect();
    for answers in answered {
        out.write_all(&answers?)?;
    }
    Ok(())
}

fn write_answer(
    model: &Model,
    ranker: &mut Ranker,
    line: &CartLine,
    limit: usize,
    out: &mut Vec<u8>,
) -> anyhow::Result<()> {
    let known = |skus: &[String]| skus.iter().filter_map(|sku| model.item(sku)).collect::<Vec<u32>>();
    let (cart, exclude) = (known(&line.cart), known(&line.exclude));
    let request = Request { cart: &cart, exclude: &exclude, limit: line.limit.unwrap_or(limit) };
    let picks = ranker.rank(model, &request);
    let suggestions = picks.iter().map(|pick| Pick {
        sku: model.sku(pick.item),
        score: pick.score,
        because: pick.because.iter().map(|r| Because { sku: model.sku(r.item), share: r.share }).collect(),
    });
    let unknown = line.cart.iter().map(String::as_str).filter(|sku| model.item(sku).is_none());
    let answer = Answer { cart: &line.cart, suggestions: suggestions.collect(), unknown: unknown.collect() };
    serde_json::to_writer(&mut *out, &answer)?;
    out.push(b'\n');
    Ok(())
}
