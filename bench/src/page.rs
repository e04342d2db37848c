//! Measures what a shelf costs a page, by a script that drives Chromium over the demo site; never opens a page itself.

use std::path::PathBuf;

use anyhow::bail;
use serde::Deserialize;

use crate::child::{measured, script, work_directory};
use crate::generate::cached;
use crate::report::{Report, Style};
use crate::train::train;
use crate::world::Size;

/// Load pages in Chromium: first suggestion on slow 4G, longest task, cold start
#[derive(clap::Args)]
pub struct Args {
    #[command(flatten)]
    style: Style,
    /// The demo site; `cargo xtask bench page` builds it
    #[arg(long, default_value = "target/demo/site")]
    site: PathBuf,
}

/// Milliseconds.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Figures {
    browser: String,
    empty: f64,
    preloaded: f64,
    again: f64,
    shelf_task: f64,
    storefront_task: f64,
    cold: f64,
}

pub fn run(args: &Args) -> anyhow::Result<bool> {
    if std::env::var_os("PAIRWELL_NODE_MODULES").is_none() {
        bail!(
            "PAIRWELL_NODE_MODULES is not set; run `cargo xtask bench page`, which sets what the browser's driver needs"
        );
    }
    let mut report = Report::new("page");
    let (printed, _) = measured(script("page.mjs").arg(&args.site).arg(large_model()?))?;
    rows(&serde_json::from_str(&printed)?, &mut report);
    report.print(args.style)?;
    Ok(report.is_good())
}

/// The model of an invented shop of 5 000 items.
fn large_model() -> anyhow::Result<PathBuf> {
    let directory = work_directory()?;
    let model = directory.join("page.model");
    train(&cached(Size::PAGE, &directory)?, &model)?;
    Ok(model)
}

fn rows(figures: &Figures, report: &mut Report) {
    report.note("browser", format!("Chromium {}", figures.browser));
    let rows = [
        ("first suggestion on slow 4G, empty cache, after the page is parsed", figures.empty, 600.0),
        ("the same with the tags that `pairwell tags` prints", figures.preloaded, 450.0),
        ("the same on the second visit", figures.again, 100.0),
        ("longest task of a page with a shelf, on a processor four times slower", figures.shelf_task, 50.0),
        ("longest task of the demo storefront's product page, alike", figures.storefront_task, 50.0),
        ("from import to first suggestion, 5 000 items, local server", figures.cold, 50.0),
    ];
    for (what, took, most) in rows {
        report.goal(what, format!("{took:.0} ms"), format!("≤ {most} ms"), took <= most);
    }
}
