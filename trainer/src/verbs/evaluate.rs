//! `pairwell evaluate`: measures how well each method guesses the hidden item of held-out orders; never writes a model.

use std::path::{Path, PathBuf};

use anyhow::bail;
use pairwell_cli::affinity::measure::{Affinity, Fitted, Seen, Unfit};
use pairwell_cli::catalog::CatalogItem;
use pairwell_cli::evaluate::{
    Accuracy, Band, Basis, Comparison, Decoded, Figures, HistoryGain, Holdout, HoldoutOptions, Interval, Measured,
    NAMES, Pairwell, Products, QuantizationLoss, RULED, Ranks, Ruled, Situation, Situations, Split, Unquantized,
    compared, named,
};
use pairwell_cli::report::rules_sentence;
use pairwell_cli::stages::Stages;
use serde::Serialize;

use super::cards;
use super::orders_args::OrdersArgs;
use super::rules_text::RulesText;
use super::ruling::Ruling;
use super::train_args::TrainArgs;
use super::{Threads, print, print_json, table};
use crate::Outcome;
use crate::progress::Bar;

/// Compare methods on held-out orders
///
/// One item of each held-out order is hidden; each method guesses it from the rest. HR@10 is the share of orders whose
/// hidden item is among the best ten.
#[derive(clap::Args)]
pub struct Args {
    /// What a method has to guess
    #[arg(long, value_enum, default_value_t = Protocol::LeaveOneOut, hide_possible_values = true)]
    protocol: Protocol,
    /// Test on the latest fifth of the orders, or on a fifth by CRC-32 of their ids
    ///
    /// [default: time if orders have dates, else crc32]
    #[arg(long, value_name = "time|crc32", value_parser = ["time", "crc32"], hide_possible_values = true)]
    split: Option<String>,
    /// Methods to compare [default: all]
    ///
    /// pairwell, popularity, cosine, conditional, lift, llr, sessions-100, sessions-500, ease
    #[arg(long, value_delimiter = ',', value_name = "NAME,…")]
    methods: Vec<String>,
    /// Also measure pairwell with a rules file, or with the default rules
    #[arg(long, value_name = "FILE|default")]
    rules: Option<PathBuf>,
    /// Product catalog: for rules, and for which items are variants of one product
    #[arg(long, value_name = "PATH")]
    catalog: Option<String>,
    /// Also measure product pages of new items: every method learns once more, without one item in ten
    #[arg(long)]
    new_items: bool,
    /// Skip test orders with more than N items (time split only)
    #[arg(long, default_value_t = 100, value_name = "N")]
    max_test_items: usize,
    #[command(flatten)]
    threads: Threads,
    /// Print JSON
    #[arg(long)]
    json: bool,
    #[command(flatten, next_help_heading = "Orders")]
    orders: OrdersArgs,
    #[command(flatten, next_help_heading = "Training")]
    training: TrainArgs,
}

/// The name of our own method.
const OURS: &str = NAMES[0];

#[derive(Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
enum Protocol {
    /// One hidden item per order
    LeaveOneOut,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Report {
    protocol: &'static str,
    split: Split,
    /// Whether the orders have dates; without, their place in the file stands for them.
    dated: bool,
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
    #[serde(rename = "rounding", skip_serializing_if = "Option::is_none")]
    quantization_loss: Option<QuantizationLoss>,
    /// Our method with the shopper's history, where orders name customers.
    #[serde(rename = "remembering", skip_serializing_if = "Option::is_none")]
    history_gain: Option<HistoryGain>,
}

#[derive(Serialize)]
struct LeftOut {
    method: &'static str,
    why: String,
}

pub fn run(args: &Args) -> Outcome {
    let names = chosen(&args.methods)?;
    args.threads.apply()?;
    args.training.check()?;
    let bar = Bar::new();
    let shop = cards::read(args.catalog.as_deref())?;
    let rules = args.rules.as_deref().map(|path| rules_text(path, &shop.items)).transpose()?;
    if rules.is_some() && !names.contains(&OURS) {
        bail!("--rules: needs the method {OURS}\n  Add it to --methods.");
    }
    let (mut orders, read) = args.orders.read(false, shop.aliases, &bar)?;
    cards::name_kinds(&mut orders, &shop.items);
    let split = match args.split.as_deref() {
        Some("crc32") => Split::Crc32,
        Some(_) => Split::Time,
        None => Split::for_orders(&orders),
    };
    let options = HoldoutOptions {
        max_train_items: args.orders.max_order_items(),
        max_test_items: args.max_test_items,
        ..HoldoutOptions::new(split)
    };
    let holdout = Holdout::of(&orders, &options);
    let new_items = args.new_items.then(|| Holdout::of_new_items(&orders, &options));
    drop(orders);
    if holdout.cases.is_empty() || holdout.train.is_empty() {
        bail!(
            "too few orders: none with two or more items is left to test on, or none to train on\n  Give more orders."
        );
    }
    let ruling = rules.as_ref().map(|text| {
        let min_orders = args.training.min_orders();
        Ruling { text, returned: &read.returned, catalog: &shop.items, min_orders }
    });
    let (training, open) = args.training.options(holdout.train.items.len())?;
    let products = Products::of(&holdout.train.skus, &cards::product_of(&shop.items));
    let setup = Setup {
        holdout: &holdout,
        seen: Seen::new(&holdout.train),
        situations: Situations::of(&holdout, products.as_ref())?,
        new_items: new_items.as_ref().map(NewItems::of).transpose()?,
        ours: Pairwell { options: training, open, holdout: options },
        ruling: ruling.as_ref(),
        bar: &bar,
    };
    let report = setup.report(&names)?;
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
        bail!("--methods {stranger}: unknown method\n  Known: {}", NAMES.join(", "));
    }
    Ok(if methods.is_empty() { NAMES.to_vec() } else { methods.iter().map(String::as_str).collect() })
}

/// The rules of a file, or the default rules.
fn rules_text(path: &Path, catalog: &[CatalogItem]) -> anyhow::Result<RulesText> {
    if path == Path::new("default") {
        return Ok(RulesText::default());
    }
    let text = RulesText::read(path)?;
    text.check_wording(catalog)?;
    Ok(text)
}

/// What the methods are measured with.
struct Setup<'a> {
    holdout: &'a Holdout,
    seen: Seen<'a>,
    situations: Situations<'a>,
    new_items: Option<NewItems<'a>>,
    ours: Pairwell,
    ruling: Option<&'a Ruling<'a>>,
    bar: &'a Bar,
}

/// Product pages of new items, and what methods learn from for them.
struct NewItems<'a> {
    seen: Seen<'a>,
    situations: Situations<'a>,
}

impl<'a> NewItems<'a> {
    fn of(holdout: &'a Holdout) -> Result<Self, Unfit> {
        Ok(Self { seen: Seen::new(&holdout.train), situations: Situations::of_new_items(holdout)? })
    }
}

impl Setup<'_> {
    /// Measures the methods of these names.
    fn report(&self, names: &[&str]) -> anyhow::Result<Report> {
        let (holdout, options) = (self.holdout, self.ours.holdout);
        let mut report = Report {
            protocol: "leave-one-out",
            split: options.split,
            dated: holdout.train.times.is_some(),
            train_orders: holdout.train.len(),
            train_lines: holdout.train.items.len(),
            items: holdout.train.skus.len(),
            test_orders: holdout.cases.len(),
            hidden_unknown: holdout.unknown(),
            methods: Vec::new(),
            rules: None,
            left_out: Vec::new(),
            quantization_loss: None,
            history_gain: None,
        };
        for method in named(names, self.ours, options) {
            self.bar.begin(method.name(), self.cases());
            let measured = match method.name() {
                OURS => self.measure_ours(&mut report),
                _ => self.measure(&*method).map(|figures| report.methods.push(figures)),
            };
            match measured {
                Err(unfit) if method.name() == OURS && self.ruling.is_some() => return Err(unfit.into()),
                Err(unfit) => report.left_out.push(LeftOut { method: method.name(), why: unfit.to_string() }),
                Ok(()) => {}
            }
        }
        Ok(report)
    }

    fn ranks(&self, fitted: &dyn Fitted) -> Measured {
        Measured::of(self.holdout, fitted, &|cases| self.bar.advance(cases))
    }

    fn measure(&self, method: &dyn Affinity) -> Result<Figures, Unfit> {
        let fitted = method.fit(&self.seen)?;
        let figures = Figures::of(method.name(), fitted.note(), self.holdout, &self.ranks(&*fitted));
        Ok(figures.with_situations(self.situations(method, &*fitted)?))
    }

    /// Measures where little is known. For new items the method learns once more.
    fn situations(&self, method: &dyn Affinity, fitted: &dyn Fitted) -> Result<Vec<Situation>, Unfit> {
        let done = |cases| self.bar.advance(cases);
        let mut found = self.situations.measure(fitted, &done);
        if let Some(new_items) = &self.new_items {
            found.extend(new_items.situations.measure(&*method.fit(&new_items.seen)?, &done));
        }
        Ok(found)
    }

    /// How many test cases a method ranks.
    fn cases(&self) -> u64 {
        let new_items = self.new_items.as_ref().map_or(0, |new_items| new_items.situations.cases());
        (self.holdout.cases.len() * Measured::TIMES + self.situations.cases() + new_items) as u64
    }

    /// Measures our method: as it is, without quantization, with history, and with the rules if there are any.
    fn measure_ours(&self, report: &mut Report) -> Result<(), Unfit> {
        let trained = self.ours.train(&self.seen)?;
        let decoded = Decoded::new(trained.model.clone(), self.seen.orders);
        let plain = self.ranks(&decoded);
        let figures = Figures::of(OURS, Some(trained.note), self.holdout, &plain);
        report.methods.push(figures.with_situations(self.situations(&self.ours, &decoded)?));
        let exact = Ranks::of(self.holdout, &Unquantized::new(&trained.parts, self.seen.orders), &|_| ());
        report.quantization_loss = Some(QuantizationLoss::of(trained.model.weight_bits(), &plain.whole, &exact));
        report.history_gain = HistoryGain::of(self.holdout, &decoded);
        if let Some(ruling) = self.ruling {
            let rules = ruling.quietly(self.seen.orders, &trained.parts, &trained.model)?;
            self.bar.begin(RULED, (self.holdout.cases.len() * Measured::TIMES) as u64);
            let ruled = self.ranks(&Ruled::new(&trained.model, rules, self.seen.orders)?);
            report.methods.push(Figures::of(RULED, None, self.holdout, &ruled));
            report.rules = Some(compared("no rules", &ruled, &plain, Basis::UnseenByBoth));
        }
        Ok(())
    }
}

fn text(report: &Report) -> String {
    let split = match (report.split, report.dated) {
        (Split::Time, true) => "the latest fifth",
        (Split::Time, false) => "the last fifth in file order: the orders have no dates",
        (Split::Crc32, true) => "a fifth, by CRC-32 of the id",
        (Split::Crc32, false) => "a fifth, by CRC-32 of the id: the orders have no dates",
    };
    let mut text = format!(
        "trained on {} orders, {} lines, {} items\ntested on {} orders ({split}), one hidden item each; {} of the hidden items are in no training order\n\n{}",
        report.train_orders,
        report.train_lines,
        report.items,
        report.test_orders,
        report.hidden_unknown,
        quality(&report.methods)
    );
    text += &situations(&report.methods);
    text += &bands("HR@10 by order size, whole orders", &report.methods, |figures| &figures.by_size);
    text += &bands("HR@10 by popularity of the hidden item, whole orders", &report.methods, |figures| {
        &figures.by_popularity
    });
    for figures in &report.methods {
        if let Some(note) = &figures.note {
            text += &format!("{}: {note}\n", figures.method);
        }
    }
    for ours in report.methods.iter().filter(|figures| figures.method == OURS && !figures.situations.is_empty()) {
        text += &against_popularity(ours);
    }
    if let Some(quantization_loss) = &report.quantization_loss {
        text += &format!("pairwell: {quantization_loss}\n");
    }
    if let Some(history_gain) = &report.history_gain {
        text += &format!("pairwell: {history_gain}\n");
    }
    if let (Some(rules), Some(plain)) = (&report.rules, report.methods.iter().find(|f| f.method == OURS)) {
        text += &format!("{}\n", rules_sentence(rules, plain));
    }
    for left_out in &report.left_out {
        text += &format!("{}: left out: {}\n", left_out.method, left_out.why);
    }
    text
}

/// One table for each kind of carts, the headline first.
fn quality(methods: &[Figures]) -> String {
    let tables = [
        accuracies("live carts: the first 1 to 8 items", methods, |f| f.live_cart),
        accuracies("carts of one item", methods, |f| f.one_item),
        accuracies("whole orders", methods, |f| Some(f.whole)),
        shelves(methods),
    ];
    tables.concat()
}

fn accuracies(title: &str, methods: &[Figures], of: fn(&Figures) -> Option<Accuracy>) -> String {
    let header = [title, "HR@10", "95 %", "MRR@10", "95 %", "NDCG@10", "95 %"];
    let mut table = table::with_header(header);
    for (method, accuracy) in methods.iter().filter_map(|f| Some((&f.method, of(f)?))) {
        let figures = [accuracy.hr, accuracy.mrr, accuracy.ndcg];
        let cells = figures.iter().flat_map(|figure| [format!("{:.4}", figure.value), span(*figure)]);
        table.add_row([method.clone()].into_iter().chain(cells));
    }
    format!("{}\n", table::lines(table, 1..header.len()))
}

/// Hit rates where little is known.
fn situations(methods: &[Figures]) -> String {
    let Some(first) = methods.first() else { return String::new() };
    let names = first.situations.iter().map(|it| format!("{}\nn = {}", it.situation.name(), it.cases));
    let mut table = table::with_header(["HR@10 where little is known".to_owned()].into_iter().chain(names));
    for figures in methods.iter().filter(|figures| !figures.situations.is_empty()) {
        let rate = |it: &Situation| format!("{:.4}\n{}", it.accuracy.hr.value, span(it.accuracy.hr));
        table.add_row([figures.method.clone()].into_iter().chain(figures.situations.iter().map(rate)));
    }
    format!("{}\n", table::lines(table, 1..first.situations.len() + 1))
}

/// How our method does against popularity where little is known.
fn against_popularity(figures: &Figures) -> String {
    let one = |it: &Situation| {
        let Interval { value, low, high } = it.against_popularity;
        format!("{} {value:+.4} ({low:+.4} to {high:+.4})", it.situation.name())
    };
    format!(
        "{}: HR@10 less that of popularity: {}\n",
        figures.method,
        figures.situations.iter().map(one).collect::<Vec<_>>().join(", ")
    )
}

/// How much of the catalog is suggested.
fn shelves(methods: &[Figures]) -> String {
    let mut table = table::with_header(["whole orders", "coverage", "long tail"]);
    for figures in methods {
        let shares = [figures.coverage, figures.long_tail].map(|share| format!("{:.1} %", share * 100.0));
        table.add_row([figures.method.clone()].into_iter().chain(shares));
    }
    format!("{}\n", table::lines(table, 1..3))
}

fn bands(title: &str, methods: &[Figures], of: fn(&Figures) -> &Vec<Band>) -> String {
    let Some(first) = methods.first() else { return String::new() };
    let names = of(first).iter().map(|band| format!("{}\nn = {}", band.band, band.cases));
    let mut table = table::with_header([title.to_owned()].into_iter().chain(names));
    for figures in methods {
        let rates = of(figures).iter().map(|b| if b.cases == 0 { "–".into() } else { format!("{:.3}", b.hr.value) });
        table.add_row([figures.method.clone()].into_iter().chain(rates));
    }
    format!("{}\n", table::lines(table, 1..of(first).len() + 1))
}

fn span(interval: Interval) -> String {
    format!("{:.4}–{:.4}", interval.low, interval.high)
}
