//! `pairwell evaluate`: how well each method guesses the hidden item of past orders; never writes a model.

use std::path::{Path, PathBuf};

use anyhow::{Context, bail};
use comfy_table::{CellAlignment, Table, presets};
use pairwell_cli::affinity::measure::{Seen, Unfit};
use pairwell_cli::catalog::CatalogItem;
use pairwell_cli::evaluate::{
    Band, Basis, Comparison, Decoded, Exam, ExamOptions, Figures, Interval, NAMES, Pairwell, RULED, Ranks, Remembering,
    Rounding, Ruled, Split, Unrounded, compared, named,
};
use pairwell_cli::report::said_of_rules;
use pairwell_cli::train::Stages;
use serde::Serialize;

use super::cards;
use super::orders_args::OrdersArgs;
use super::rules_text::RulesText;
use super::ruling::Ruling;
use super::train_args::TrainArgs;
use super::{print, print_json};
use crate::Outcome;
use crate::progress::Bar;

/// Compare methods on past orders: hide an item of each order, guess it from the rest
#[derive(clap::Args)]
pub struct Args {
    #[command(flatten)]
    orders: OrdersArgs,
    /// What is asked of a method
    #[arg(long, value_enum, default_value_t = Protocol::LeaveOneOut)]
    protocol: Protocol,
    /// Which orders to test on: the last fifth, or a fifth by the CRC-32 of their ids; time where there are dates
    #[arg(long, value_name = "time|crc32", value_parser = ["time", "crc32"])]
    split: Option<String>,
    /// The methods, out of pairwell, popularity, cosine, conditional, lift, llr, sessions-100, sessions-500, ease
    #[arg(long, value_delimiter = ',', value_name = "NAME,…")]
    methods: Vec<String>,
    /// Show our method with these rules beside itself without: a rules.toml, or default for what holds without any
    #[arg(long, value_name = "FILE|default")]
    rules: Option<PathBuf>,
    /// Product catalog: what rules know of the items
    #[arg(long, value_name = "PATH")]
    catalog: Option<String>,
    /// Do not test on orders of more distinct items than this (split by time)
    #[arg(long, default_value_t = 100, value_name = "N")]
    max_test_items: usize,
    /// Threads to use; all cores without it
    #[arg(long, value_name = "N")]
    threads: Option<usize>,
    #[command(flatten)]
    training: TrainArgs,
    /// Print JSON
    #[arg(long)]
    json: bool,
}

/// What our own method is called.
const OURS: &str = NAMES[0];

#[derive(Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
enum Protocol {
    /// One item of each order is hidden
    LeaveOneOut,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Report {
    protocol: &'static str,
    split: Split,
    train_orders: usize,
    train_lines: usize,
    items: usize,
    test_orders: usize,
    hidden_unknown: usize,
    methods: Vec<Figures>,
    /// Our method with rules against itself without.
    #[serde(skip_serializing_if = "Option::is_none")]
    rules: Option<Comparison>,
    left_out: Vec<LeftOut>,
    #[serde(skip_serializing_if = "Option::is_none")]
    rounding: Option<Rounding>,
    /// Our method with what shoppers' devices remember, where orders name customers.
    #[serde(skip_serializing_if = "Option::is_none")]
    remembering: Option<Remembering>,
}

#[derive(Serialize)]
struct LeftOut {
    method: &'static str,
    why: String,
}

pub fn run(args: &Args) -> Outcome {
    let names = chosen(&args.methods)?;
    if let Some(threads) = args.threads {
        rayon::ThreadPoolBuilder::new().num_threads(threads).build_global().context("--threads")?;
    }
    let bar = Bar::new();
    let shop = cards::read(args.catalog.as_deref())?;
    let rules = args.rules.as_deref().map(|path| rules_text(path, &shop.items)).transpose()?;
    if rules.is_some() && !names.contains(&OURS) {
        bail!("--rules: they are shown beside the method {OURS}\n  Add it to --methods.");
    }
    let (mut orders, read) = args.orders.read(false, shop.aliases, &bar)?;
    cards::name_kinds(&mut orders, &shop.items);
    let split = match args.split.as_deref() {
        Some("crc32") => Split::Crc32,
        Some(_) => Split::Time,
        None => Split::for_orders(&orders),
    };
    let options = ExamOptions {
        max_train_items: args.orders.max_order_items(),
        max_test_items: args.max_test_items,
        ..ExamOptions::new(split)
    };
    let exam = Exam::of(&orders, &options);
    drop(orders);
    if exam.trials.is_empty() || exam.train.is_empty() {
        bail!("no order of two or more items is left to test on, or none to learn from\n  Give more orders.");
    }
    let ruling = rules.as_ref().map(|text| {
        let min_orders = args.training.min_orders();
        Ruling { text, returned: &read.returned, catalog: &shop.items, min_orders }
    });
    let report = examined(args, &names, &exam, &options, ruling.as_ref(), &bar)?;
    bar.finish();
    if args.json {
        print_json(&report)?;
    } else {
        print(&text(&report))?;
    }
    Ok(true)
}

fn chosen(methods: &[String]) -> anyhow::Result<Vec<&str>> {
    if let Some(stranger) = methods.iter().find(|name| !NAMES.contains(&name.as_str())) {
        bail!("--methods {stranger}: no such method\n  Known: {}", NAMES.join(", "));
    }
    Ok(if methods.is_empty() { NAMES.to_vec() } else { methods.iter().map(String::as_str).collect() })
}

/// A rules file, or the defaults.
fn rules_text(path: &Path, catalog: &[CatalogItem]) -> anyhow::Result<RulesText> {
    if path == Path::new("default") {
        return Ok(RulesText::default());
    }
    let text = RulesText::read(path)?;
    text.check_wording(catalog)?;
    Ok(text)
}

fn examined(
    args: &Args,
    names: &[&str],
    exam: &Exam,
    options: &ExamOptions,
    ruling: Option<&Ruling<'_>>,
    bar: &Bar,
) -> anyhow::Result<Report> {
    let (training, open) = args.training.options(exam.train.items.len())?;
    let ours = || Pairwell { options: training, open, exam: *options };
    let seen = Seen::new(&exam.train);
    let mut report = Report {
        protocol: "leave-one-out",
        split: options.split,
        train_orders: exam.train.len(),
        train_lines: exam.train.items.len(),
        items: exam.train.skus.len(),
        test_orders: exam.trials.len(),
        hidden_unknown: exam.unknown(),
        methods: Vec::new(),
        rules: None,
        left_out: Vec::new(),
        rounding: None,
        remembering: None,
    };
    for method in named(names, ours(), *options) {
        bar.begin(method.name(), exam.trials.len() as u64);
        if let Some(ruling) = ruling.filter(|_| method.name() == OURS) {
            beside_itself(&ours(), ruling, &seen, exam, bar, &mut report)?;
            continue;
        }
        match method.fit(&seen) {
            Ok(fitted) => {
                let ranks = Ranks::of(exam, &*fitted, &|trials| bar.advance(trials));
                report.methods.push(Figures::of(method.name(), fitted.note(), exam, &ranks));
                if let Some((bits, exact)) = fitted.unrounded() {
                    report.rounding = Some(Rounding::of(bits, &ranks, &Ranks::of(exam, exact, &|_| ())));
                    report.remembering = Remembering::of(exam, &*fitted);
                }
            }
            Err(unfit) => report.left_out.push(LeftOut { method: method.name(), why: unfit.to_string() }),
        }
    }
    Ok(report)
}

/// Our method without rules and with them: one model.
fn beside_itself(
    ours: &Pairwell,
    ruling: &Ruling<'_>,
    seen: &Seen<'_>,
    exam: &Exam,
    bar: &Bar,
    report: &mut Report,
) -> Result<(), Unfit> {
    let trained = ours.train(seen)?;
    let decoded = Decoded::new(trained.model.clone(), seen.orders);
    let plain = Ranks::of(exam, &decoded, &|trials| bar.advance(trials));
    report.remembering = Remembering::of(exam, &decoded);
    report.methods.push(Figures::of(OURS, Some(trained.note), exam, &plain));
    let exact = Unrounded::new(&trained.parts, seen.orders);
    report.rounding = Some(Rounding::of(trained.model.weight_bits(), &plain, &Ranks::of(exam, &exact, &|_| ())));
    let rules = ruling.quietly(seen.orders, &trained.parts, &trained.model)?;
    bar.begin(RULED, exam.trials.len() as u64);
    let ruled = Ruled::new(&trained.model, rules, seen.orders);
    let ruled = Ranks::of(exam, &ruled, &|trials| bar.advance(trials));
    report.methods.push(Figures::of(RULED, None, exam, &ruled));
    report.rules = Some(compared("no rules", &ruled, &plain, Basis::UnseenByBoth));
    Ok(())
}

fn text(report: &Report) -> String {
    let split = if report.split == Split::Time { "the last fifth" } else { "a fifth by CRC-32" };
    let mut text = format!(
        "trained on {} orders, {} lines, {} items\ntested on {} orders ({split}), one item of each hidden; training never saw {} of these\n\n{}\n",
        report.train_orders,
        report.train_lines,
        report.items,
        report.test_orders,
        report.hidden_unknown,
        quality(&report.methods)
    );
    text += &bands("HR@10 by cart size", &report.methods, |figures| &figures.by_size);
    text += &bands("HR@10 by popularity of the hidden item", &report.methods, |figures| &figures.by_popularity);
    for figures in &report.methods {
        if let Some(note) = &figures.note {
            text += &format!("{}: {note}\n", figures.method);
        }
    }
    if let Some(rounding) = &report.rounding {
        text += &format!("pairwell: {rounding}\n");
    }
    if let Some(remembering) = &report.remembering {
        text += &format!("pairwell: {remembering}\n");
    }
    if let (Some(rules), Some(plain)) = (&report.rules, report.methods.iter().find(|f| f.method == OURS)) {
        text += &format!("{}\n", said_of_rules(rules, plain));
    }
    for left_out in &report.left_out {
        text += &format!("{}: left out, {}\n", left_out.method, left_out.why);
    }
    text
}

fn quality(methods: &[Figures]) -> String {
    let mut table = table(["method", "HR@10", "95 %", "MRR@10", "95 %", "NDCG@10", "95 %", "coverage", "long tail"]);
    for f in methods {
        let mut row = vec![f.method.clone()];
        for figure in [f.hr, f.mrr, f.ndcg] {
            row.extend([format!("{:.4}", figure.value), span(figure)]);
        }
        row.extend([f.coverage, f.long_tail].map(|share| format!("{:.1} %", share * 100.0)));
        table.add_row(row);
    }
    lines(&aligned(table))
}

fn bands(title: &str, methods: &[Figures], of: fn(&Figures) -> &Vec<Band>) -> String {
    let Some(first) = methods.first() else { return String::new() };
    let names = of(first).iter().map(|band| format!("{}\nn = {}", band.band, band.trials));
    let mut table = table([title.to_owned()].into_iter().chain(names));
    for figures in methods {
        let rates = of(figures).iter().map(|b| if b.trials == 0 { "–".into() } else { format!("{:.3}", b.hr.value) });
        table.add_row([figures.method.clone()].into_iter().chain(rates));
    }
    format!("{}\n", lines(&aligned(table)))
}

fn span(interval: Interval) -> String {
    format!("{:.4}–{:.4}", interval.low, interval.high)
}

fn table<S: Into<String>>(header: impl IntoIterator<Item = S>) -> Table {
    let mut table = Table::new();
    let style = presets::UTF8_HORIZONTAL_ONLY;
    table.load_style(style.row_separator(presets::NOTHING.row_separator).header_separator(style.top_border));
    table.set_header(header.into_iter().map(Into::<String>::into));
    table
}

/// Figures to the right, names to the left.
fn aligned(mut table: Table) -> Table {
    for column in table.column_iter_mut().skip(1) {
        column.set_cell_alignment(CellAlignment::Right);
    }
    table
}

fn lines(table: &Table) -> String {
    table.lines().map(|line| format!("{}\n", line.trim_end())).collect()
}
