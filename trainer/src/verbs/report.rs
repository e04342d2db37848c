//! `pairwell report`: tells from events and orders what a shelf earned in an experiment, and writes the report.

use std::path::{Path, PathBuf};

use anyhow::{Context, bail, ensure};
use pairwell_cli::events::{self, Read};
use pairwell_cli::experiment::judge::Design;
use pairwell_cli::outcome::book::Book;
use pairwell_cli::outcome::definition::{self, Experiment};
use pairwell_cli::outcome::{self, Report, experiments, tables, tds};
use pairwell_cli::terminal::grouped;
use pairwell_cli::{catalog, directory, report};

use super::experiments_text::ExperimentsText;
use super::orders_args::OrdersArgs;
use super::{Threads, print, print_json};
use crate::Outcome;
use crate::progress::Bar;

/// Report on an experiment: did the shelf bring money?
///
/// Exit code 1 if an alarm stands in place of a verdict.
#[derive(clap::Args)]
#[command(after_long_help = HOW)]
pub struct Args {
    /// Events: JSON lines, server logs, CSV, Parquet or Google Analytics exports; files, folders, globs, or -
    #[arg(required = true, value_name = "EVENTS")]
    events: Vec<String>,
    #[command(flatten)]
    orders: OrdersArgs,
    /// Catalog: its costs give the margin, its categories and prices the cross-sells and upsells
    #[arg(long, value_name = "PATH")]
    catalog: Option<String>,
    /// The experiments' definitions
    #[arg(long, value_name = "FILE")]
    experiments: Option<PathBuf>,
    /// Which experiment, where there are several
    #[arg(long, value_name = "NAME")]
    experiment: Option<String>,
    /// The control, without --experiments [default: an arm called control, off or holdout]
    #[arg(long, value_name = "ARM", conflicts_with = "experiments")]
    control: Option<String>,
    /// Without --experiments: devices of all arms that are planned; the experiment is open-ended
    #[arg(long, value_name = "N", conflicts_with_all = ["experiments", "weeks"], value_parser = clap::value_parser!(u64).range(2..))]
    planned_devices: Option<u64>,
    /// Without --experiments: weeks after which the experiment ends, with a look after each
    #[arg(long, value_name = "N", conflicts_with = "experiments", value_parser = clap::value_parser!(u32).range(1..=520))]
    weeks: Option<u32>,
    /// Days for which customers are followed: a second order in them is a repeat purchase, and then returns are counted
    #[arg(long, value_name = "N", default_value_t = 30, value_parser = clap::value_parser!(u32).range(1..=3650))]
    follow_up_days: u32,
    /// Folder for report.html, report.json and the tables
    #[arg(long, value_name = "DIR")]
    out: Option<PathBuf>,
    #[command(flatten)]
    threads: Threads,
    /// Print JSON
    #[arg(long)]
    json: bool,
}

const HOW: &str = "\
Events are described in docs/events.md, what the figures mean in docs/experiments.md. Each event counts once, however often it comes \
and in whatever order. With --orders, an order is worth what the shop's own record says; else what its page told.\n\n\
How an experiment ends must be decided before it begins: it stands in --experiments, or is said by --planned-devices or --weeks as it \
was planned. Never choose it by the outcome.";

pub fn run(args: &Args) -> Outcome {
    args.threads.apply()?;
    let bar = Bar::new();
    let read = read_events(&args.events, &bar)?;
    let experiment = experiment(args, &read)?;
    let sales = if args.orders.is_given() { Some(args.orders.read_sales(&bar)?) } else { None };
    if let Some((_, report)) = &sales {
        say!("{report}");
    }
    let catalog = args.catalog.as_deref().map(catalog::read).transpose()?.unwrap_or_default();
    let book = Book::new(sales.map(|(sales, _)| sales), &catalog, &read.settled.names);
    let report = outcome::report(&read, experiment, &book, args.follow_up_days)?;
    if let Some(out) = &args.out {
        write(&report, out)?;
    }
    if args.json {
        print_json(&report)?;
    } else {
        print(&text(&report))?;
    }
    Ok(!report.comparisons.iter().any(|compared| compared.replaced))
}

/// Reads events and says what was taken in.
pub(super) fn read_events(paths: &[String], bar: &Bar) -> anyhow::Result<Read> {
    let read = events::read(paths, bar)?;
    bar.finish();
    say!("{}", taken_in(&read));
    Ok(read)
}

/// What was read, with what a shuffled or doubled log would change: it is not part of the report.
fn taken_in(read: &Read) -> String {
    let gap = |n: u64| grouped(n, ' ');
    let mut text = format!("{} events of {} devices", gap(read.settled.events), gap(read.settled.devices()));
    if read.settled.doubled.same > 0 {
        text += &format!("; {} copies left out", gap(read.settled.doubled.same));
    }
    for (reason, lines, example) in read.broken.reasons() {
        text += &format!("\n  {} lines are no events: {reason}, such as: {example}", gap(lines));
    }
    text
}

/// The experiment that the report is on.
fn experiment(args: &Args, read: &Read) -> anyhow::Result<Experiment> {
    match &args.experiments {
        Some(path) => defined(path, args.experiment.as_deref()),
        None => told(args, read),
    }
}

fn defined(path: &Path, name: Option<&str>) -> anyhow::Result<Experiment> {
    let all = ExperimentsText::definitions(path)?;
    let names = all.iter().map(|experiment| experiment.name.as_str()).collect::<Vec<_>>().join(", ");
    match name {
        Some(name) => match all.iter().position(|experiment| experiment.name == name) {
            Some(at) => definition::of(&all[at]),
            None => bail!("--experiment {name}: not in {}\n  It defines {names}.", path.display()),
        },
        None => {
            ensure!(
                all.len() == 1,
                "{} defines several experiments\n  Say --experiment with one of: {names}.",
                path.display()
            );
            definition::of(&all[0])
        }
    }
}

/// An experiment that only events tell of.
fn told(args: &Args, read: &Read) -> anyhow::Result<Experiment> {
    let mut all = experiments(&read.settled.names);
    let names = all.keys().cloned().collect::<Vec<_>>().join(", ");
    ensure!(
        !all.is_empty(),
        "no event names an arm of an experiment in \"arms\": {} events were read",
        read.settled.events
    );
    let name = match &args.experiment {
        Some(name) => name.clone(),
        None => {
            ensure!(all.len() == 1, "the events are of several experiments\n  Say --experiment with one of: {names}.");
            names.clone()
        }
    };
    let arms =
        all.remove(&name).with_context(|| format!("--experiment {name}: no event names it\n  Events name {names}."))?;
    let ending = match (args.planned_devices, args.weeks) {
        (Some(planned_devices), _) => Design::OpenEnded { planned_devices },
        (None, Some(weeks)) => Design::Weekly { weeks },
        (None, None) => bail!(
            "how does the experiment {name:?} end?\n  Say --experiments FILE, or as it was planned --planned-devices N (open-ended) or \
             --weeks N (with an end)."
        ),
    };
    say!("shares of the arms are taken to be equal; --experiments says others");
    Experiment::of_arms(&name, &arms, args.control.as_deref(), ending)
}

fn text(report: &Report) -> String {
    let mut text = format!(
        "Experiment {}, {} to {}, {} full weeks\n",
        report.experiment.name, report.days[0], report.days[1], report.full_weeks
    );
    for compared in &report.comparisons {
        text += &format!("\n{} against {}\n", compared.arm, report.arms[0].name);
        compared.alarms.iter().for_each(|alarm| text += &format!("  Alarm: {alarm}.\n"));
        compared.figures.iter().for_each(|figure| text += &format!("  {}\n", figure.sentence));
        if let (Some(effect), false) = (compared.incremental, compared.replaced) {
            text += &format!(
                "  Incremental revenue: {:.2} {}, between {:.2} and {:.2}; attributed: {:.2}.\n",
                effect.estimate, report.currency, effect.low, effect.high, compared.attributed
            );
        }
    }
    if !report.left.is_empty() {
        let arms = report.arms.iter().map(|arm| arm.name.as_str()).collect::<Vec<_>>().join(", ");
        text += &format!("\nLeft out or put right ({arms}, no arm)\n");
        for left in &report.left {
            let counts = left.counts.iter().map(|count| grouped(*count, ' ')).collect::<Vec<_>>().join(", ");
            text += &format!("  {}: {counts}\n", left.words);
        }
    }
    report.notes.iter().for_each(|note| text += &format!("\n{note}\n"));
    text
}

/// Writes all files of a report, each as a whole.
fn write(made: &Report, out: &Path) -> anyhow::Result<()> {
    let page = outcome::page(made).map_err(|error| anyhow::anyhow!("a chart cannot be drawn: {error}"))?;
    let mut json = serde_json::to_vec_pretty(made)?;
    json.push(b'\n');
    let mut files = vec![(report::REPORT_HTML.to_owned(), page.into_bytes()), (report::REPORT_JSON.to_owned(), json)];
    for table in tables(made) {
        files.push((format!("{}.csv", table.name), table.csv()?));
        files.push((format!("{}.tds", table.name), tds(&table).into_bytes()));
        #[cfg(feature = "tableau")]
        files.push((format!("{}.tdsx", table.name), table.tdsx()?));
        #[cfg(feature = "parquet")]
        files.push((format!("{}.parquet", table.name), table.parquet()?));
    }
    let whole: Vec<(&str, &[u8])> = files.iter().map(|(name, bytes)| (name.as_str(), bytes.as_slice())).collect();
    directory::write_whole(out, &whole)?;
    say!(
        "written to {}: {}",
        out.display(),
        files.iter().map(|(name, _)| name.as_str()).collect::<Vec<_>>().join(", ")
    );
    Ok(())
}
