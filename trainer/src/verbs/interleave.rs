//! `pairwell interleave`: tells which of two models shoppers prefer, from team-draft lists in a log.

use pairwell_cli::experiment::interleaving::Preference;
use pairwell_cli::outcome::{Interleaved, interleaved};
use pairwell_cli::terminal::grouped;

use super::report::read_events;
use super::{Threads, print, print_json};
use crate::Outcome;
use crate::progress::Bar;

/// Tell which of two models shoppers prefer, from interleaved lists
///
/// Exit code 1 if neither is shown to be preferred.
#[derive(clap::Args)]
pub struct Args {
    /// Events, as `pairwell report` reads them
    #[arg(required = true, value_name = "EVENTS")]
    events: Vec<String>,
    /// Devices that were planned to see interleaved lists
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u64).range(2..))]
    planned_devices: u64,
    #[command(flatten)]
    threads: Threads,
    /// Print JSON
    #[arg(long)]
    json: bool,
}

pub fn run(args: &Args) -> Outcome {
    args.threads.apply()?;
    let read = read_events(&args.events, &Bar::new())?;
    let found = interleaved(&read.settled, args.planned_devices)?;
    if args.json {
        print_json(&found)?;
    } else {
        print(&text(&found))?;
    }
    let preference = found.judged.map(|judged| judged.preference);
    Ok(matches!(preference, Some(Preference::New | Preference::Old)))
}

fn text(found: &Interleaved) -> String {
    let gap = |n: u64| grouped(n, ' ');
    let mut text = format!(
        "{}\n\nOld {}, new {}: {} lists of {} devices in {} full weeks; {} devices preferred the old, {} the new.\n",
        found.sentence,
        found.models[0],
        found.models[1],
        gap(found.lists),
        gap(found.devices),
        found.full_weeks,
        gap(found.wins[0]),
        gap(found.wins[1])
    );
    let left = [
        (found.bots, "bots"),
        (found.of_others, "lists of other models"),
        (found.broken, "lists whose teams are not those of their items"),
    ];
    left.iter()
        .filter(|(count, _)| *count > 0)
        .for_each(|(count, what)| text += &format!("Left out: {} {what}.\n", gap(*count)));
    text
}
