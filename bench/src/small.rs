//! Measures how well shops of few orders do: cuts a shop's history into short ones and lets Pairwell learn from each.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use pairwell_cli::affinity::baseline::Popularity;
use pairwell_cli::affinity::measure::{Affinity, Seen};
use pairwell_cli::catalog;
use pairwell_cli::evaluate::{
    Carts, Decoded, Grounds, Holdout, HoldoutOptions, Open, Pairwell, Ranks, Split, proportion, rate_difference,
};
use pairwell_cli::kin::Kinship;
use pairwell_cli::orders::{Orders, Quiet, ReadOptions, pattern, read};
use pairwell_cli::train::TrainOptions;

use crate::child::reference;
use crate::report::{Report, Style};

/// Measure shops of 50 to 1000 orders, cut from the history of the sample shop and of Online Retail, or of yours
#[derive(clap::Args)]
pub struct Args {
    #[command(flatten)]
    style: Style,
    /// Cut these orders instead
    #[arg(long, value_name = "PATH")]
    orders: Option<PathBuf>,
    /// Their catalog
    #[arg(long, value_name = "PATH", requires = "orders")]
    catalog: Option<PathBuf>,
}

/// How many orders the shops have.
const SIZES: [usize; 5] = [50, 100, 214, 500, 1000];
/// The most shops of one size.
const SHOPS: usize = 60;

pub fn run(args: &Args) -> anyhow::Result<bool> {
    let mut report = Report::new("small");
    if let Some(orders) = &args.orders {
        measure(&mut report, "orders", orders, args.catalog.as_deref())?;
    } else {
        let sample = Path::new(env!("CARGO_MANIFEST_DIR")).join("../sample");
        measure(&mut report, "sample shop", &sample.join("orders.csv"), Some(&sample.join("catalog.csv")))?;
        match reference("online-retail.csv.gz") {
            Ok(orders) => measure(&mut report, "Online Retail", &orders, None)?,
            Err(missing) => report.note("Online Retail", missing),
        }
    }
    report.print(args.style)?;
    Ok(report.is_good())
}

/// Measures shops of every size, without a catalog and, where there is one, with it.
fn measure(report: &mut Report, name: &str, orders: &Path, catalog: Option<&Path>) -> anyhow::Result<()> {
    // Postage and the like in Online Retail; codes of other shops do not begin so.
    let products = (name == "Online Retail").then(|| pattern("--products", r"^\d{5}")).transpose()?;
    let options = ReadOptions { products, ..ReadOptions::default() };
    let (mut orders, _) = read(&[orders.display().to_string()], &options, &Quiet)?;
    let all = orders.len();
    let sizes = || SIZES.into_iter().filter(|size| *size <= all);
    for size in sizes() {
        row(report, &format!("{name}, {size} orders, no catalog"), &orders, size)?;
    }
    let Some(catalog) = catalog else { return Ok(()) };
    orders.kinship = Some(Arc::new(Kinship::of(&catalog::read(&catalog.display().to_string())?)));
    for size in sizes() {
        row(report, &format!("{name}, {size} orders, catalog"), &orders, size)?;
    }
    Ok(())
}

/// Measures shops of one size. Ours must not be below popularity beyond chance.
fn row(report: &mut Report, what: &str, orders: &Orders, size: usize) -> anyhow::Result<()> {
    let (mut ours, mut popularity, mut grounds) = (Vec::new(), Vec::new(), [0.0; 3]);
    for shop in shops(orders, size) {
        let options = HoldoutOptions::new(Split::for_orders(&shop));
        let holdout = Holdout::of(&shop, &options).carts(Carts::Live);
        let seen = Seen::new(&holdout.train);
        let trained = Pairwell { options: TrainOptions::default(), open: Open::ALL, holdout: options }.train(&seen)?;
        let min_orders = TrainOptions::default().min_orders;
        let Grounds { own_pairs, kin, popularity: popular } =
            Grounds::of(&holdout, &trained.model, seen.orders, min_orders);
        let cases = holdout.cases.len() as f64;
        grounds.iter_mut().zip([own_pairs, kin, popular]).for_each(|(sum, share)| *sum += share * cases);
        ours.extend(Ranks::of(&holdout, &Decoded::new(trained.model, seen.orders), &|_| ()).hit_values());
        popularity.extend(Ranks::of(&holdout, &*Popularity.fit(&seen)?, &|_| ()).hit_values());
    }
    let rate = |hits: &[f64]| proportion(hits.iter().filter(|hit| **hit > 0.0).count(), hits.len());
    let [mine, other] = [&ours, &popularity].map(|hits| rate(hits));
    let gain = rate_difference(ours.iter().copied(), popularity.iter().copied());
    let [own, kin, popular] = grounds.map(|sum| sum / ours.len().max(1) as f64 * 100.0);
    let figure = format!(
        "{:.3} ({:.3}–{:.3}), popularity {:.3}, {} carts; of 100 suggestions {own:.0} rest on own pairs, {kin:.0} on the catalog, {popular:.0} on popularity",
        mine.value,
        mine.low,
        mine.high,
        other.value,
        ours.len()
    );
    report.goal(format!("{what}, HR@10"), figure, "not below popularity beyond chance", gain.high >= 0.0);
    Ok(())
}

/// Shops of this many orders: stretches of the history that do not overlap, evenly chosen.
fn shops(orders: &Orders, size: usize) -> impl Iterator<Item = Orders> {
    let (sequence, all) = (orders.in_time(), orders.len() / size);
    let count = all.min(SHOPS);
    (0..count).map(move |n| {
        let from = n * all / count * size;
        let mut wanted = vec![false; orders.len()];
        sequence[from..from + size].iter().for_each(|order| wanted[*order as usize] = true);
        orders.clone().only(&wanted)
    })
}
