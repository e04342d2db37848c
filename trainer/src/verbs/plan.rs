//! `pairwell plan`: tells before an experiment begins how long it must run to find a lift, and what it can find.

use std::ops::Range;

use anyhow::ensure;
use pairwell_cli::experiment::power::{Ending, LONGEST, Need, Shop};
use pairwell_cli::terminal::grouped;
use serde::Serialize;

use super::{print, print_json, table};
use crate::Outcome;

/// Plan an experiment: how long must it run, and what can it find?
///
/// Exit code 1 if no ending finds the lift within two years.
#[derive(clap::Args)]
#[command(after_long_help = HOW)]
pub struct Args {
    /// Devices a week that meet the shelf for the first time
    #[arg(long, value_name = "N")]
    new_devices: f64,
    /// Devices that buy within their window, in percent
    #[arg(long, value_name = "PERCENT")]
    conversion: f64,
    /// Lift of revenue per device to find, in percent
    #[arg(long, value_name = "PERCENT", allow_negative_numbers = true)]
    lift: f64,
    /// Standard deviation of order values, divided by their mean
    #[arg(long, default_value_t = 1.0, value_name = "X", allow_negative_numbers = true)]
    basket_spread: f64,
    /// Devices that get the shelf, in percent; the others are the control
    #[arg(long, default_value_t = 50.0, value_name = "PERCENT")]
    treated: f64,
    /// Correlation of revenue with what devices remembered before they met the shelf
    #[arg(long, default_value_t = 0.0, value_name = "R", allow_negative_numbers = true)]
    correlation: f64,
    /// Probability of finding a true lift of this size, in percent
    #[arg(long, default_value_t = 80.0, value_name = "PERCENT")]
    power: f64,
    /// Print JSON
    #[arg(long)]
    json: bool,
}

const HOW: &str = "\
A device is triggered when it meets the shelf, or in the control would have. It counts once, when its window of 7 days has closed. \
So --new-devices counts devices that are new in a week: weekly unique visitors do not add up.\n\n\
One look: one test at an end fixed beforehand; whoever looks earlier is fooled in up to a quarter of experiments without an effect. \
Weekly: a look after every full week up to a fixed end (error spending). Open-ended: a look at any time (always-valid interval, \
tightest at half the planned devices). Write down which one before you start, and do not change it. At 5 % significance, two-sided.\n\n\
The spread of revenue per device is computed from --conversion and --basket-spread: (1 + spread²) / conversion − 1 is its squared \
coefficient of variation. docs/experiments.md says how the methods work.";

/// The weeks for which the smallest lifts are told.
const WEEKS: [u32; 5] = [2, 4, 8, 13, 26];

/// What is printed as JSON; shares, not percent.
#[derive(Serialize)]
struct Planned {
    lift: f64,
    shop: Shop,
    squared_variation: f64,
    needs: [Need; 3],
    finds: Vec<Finds>,
}

/// The smallest lifts that can be found within a number of full weeks.
#[derive(Serialize)]
struct Finds {
    weeks: u32,
    one_look: f64,
    weekly: f64,
    open_ended: f64,
}

pub fn run(args: &Args) -> Outcome {
    let planned = planned(args)?;
    if args.json {
        print_json(&planned)?;
    } else {
        print(&text(&planned))?;
    }
    Ok(planned.needs.iter().any(|need| need.weeks.is_some()))
}

fn planned(args: &Args) -> anyhow::Result<Planned> {
    let shop = Shop {
        new_devices_a_week: within("--new-devices", args.new_devices, 1.0..1e12, "a number of at least 1")?,
        conversion: share("--conversion", args.conversion)?,
        basket_spread: within("--basket-spread", args.basket_spread, 0.0..1e6, "a number of at least 0")?,
        treated: share("--treated", args.treated)?,
        correlation: within("--correlation", args.correlation, -0.999..1.0, "a number between -1 and 1")?,
        power: within("--power", args.power, 50.0..100.0, "a percentage from 50 to less than 100")? / 100.0,
    };
    let lift = within("--lift", args.lift, -99.9..1e6, "a percentage above -100")? / 100.0;
    ensure!(lift != 0.0, "--lift 0: expected a percentage other than 0, such as 5");
    let needs = shop.needs(lift)?;
    let finds = WEEKS.iter().map(|weeks| finds(&shop, *weeks)).collect::<anyhow::Result<_>>()?;
    Ok(Planned { lift, shop, squared_variation: shop.squared_variation(), needs, finds })
}

/// A percentage as a share.
fn share(flag: &str, percent: f64) -> anyhow::Result<f64> {
    Ok(within(flag, percent, 0.001..99.9995, "a percentage above 0 and below 100")? / 100.0)
}

fn within(flag: &str, figure: f64, range: Range<f64>, expected: &str) -> anyhow::Result<f64> {
    ensure!(range.contains(&figure), "{flag} {figure}: expected {expected}");
    Ok(figure)
}

fn finds(shop: &Shop, weeks: u32) -> anyhow::Result<Finds> {
    let [(_, one_look), (_, weekly), (_, open_ended)] = shop.lifts(weeks)?;
    Ok(Finds { weeks, one_look, weekly, open_ended })
}

fn text(planned: &Planned) -> String {
    let (lift, power) = (percent(planned.lift), percent(planned.shop.power));
    let unlikely = match planned.needs.iter().all(|need| need.weeks.is_none()) {
        true => {
            "This lift is out of reach for this shop. Look at the last table for what can be found, or measure clicks.\n\n"
        }
        false => "",
    };
    format!(
        "To find a true lift of {lift} in revenue per device with a probability of {power}:\n\n{}\nAdd a week at the end: a device \
         counts when its window of 7 days has closed.\n\n{unlikely}The smallest lift that can be found within some full weeks, with \
         the same probability:\n\n{}\n{}",
        needs(&planned.needs),
        smallest(&planned.finds),
        assumed(&planned.shop, planned.squared_variation),
    )
}

fn needs(needs: &[Need]) -> String {
    let mut rows = table::with_header(["ending", "devices, both arms", "full weeks"]);
    for need in needs {
        let weeks = need.weeks.map_or_else(|| format!("over {LONGEST}"), |weeks| weeks.to_string());
        rows.add_row([name(need.ending).to_owned(), grouped(need.devices, ' '), weeks]);
    }
    table::lines(rows, 1..3)
}

fn name(ending: Ending) -> &'static str {
    match ending {
        Ending::OneLook => "one look, at an end fixed beforehand",
        Ending::Weekly => "a look every week, to an end fixed beforehand",
        Ending::OpenEnded => "a look at any time, without an end",
    }
}

fn smallest(finds: &[Finds]) -> String {
    let mut rows = table::with_header(["full weeks", "one look", "weekly", "open-ended"]);
    for Finds { weeks, one_look, weekly, open_ended } in finds {
        rows.add_row([weeks.to_string(), percent(*one_look), percent(*weekly), percent(*open_ended)]);
    }
    table::lines(rows, 0..4)
}

fn assumed(shop: &Shop, squared_variation: f64) -> String {
    let Shop { new_devices_a_week, conversion, basket_spread, treated, correlation, .. } = *shop;
    let covariate = match correlation {
        0.0 => String::new(),
        r => format!(", correlation {r} with what was known before"),
    };
    format!(
        "Assumed: {} new devices a week, {} of them with the shelf, {} buy, order values with a spread of {basket_spread} times their \
         mean{covariate}. The squared variation of revenue per device is then {squared_variation:.1}.\n",
        grouped(new_devices_a_week as u64, ' '),
        percent(treated),
        percent(conversion),
    )
}

fn percent(share: f64) -> String {
    format!("{} %", format!("{:.1}", 100.0 * share).trim_end_matches(".0"))
}
