//! Counts a file's pairs with our own counting and prints checksums and costs as JSON: the child that `scale` measures.

use std::fs::File;
use std::io::{BufWriter, Write};
use std::path::{Path, PathBuf};
use std::time::Instant;

use pairwell_cli::affinity::counts::{Counts, weights_by_size};
use pairwell_cli::orders::{Orders, Quiet, ReadOptions, read};
use serde::{Deserialize, Serialize};

/// Count the pairs of a file of orders; prints JSON
#[derive(clap::Args)]
pub struct Args {
    orders: PathBuf,
    /// Leave out pairs in fewer orders than this
    #[arg(long, default_value_t = 3)]
    floor: u32,
    /// Write the pairs to a CSV file: both items, numbered from 0 by SKU, and the number of orders
    #[arg(long)]
    out: Option<PathBuf>,
}

/// The cost of a stage.
#[derive(Debug, Clone, Copy, Serialize, Deserialize)]
pub struct Stage {
    pub wall: f64,
    pub cpu: f64,
}

/// The counts, ours or a peer's.
#[derive(Debug, Serialize, Deserialize)]
pub struct Counted {
    pub read: Stage,
    pub count: Stage,
    pub pairs: u64,
    pub together: u64,
    pub checksum: String,
    /// Whether the counts are possible: no item has more pairs than its orders can hold.
    #[serde(default)]
    pub guarded: bool,
}

/// Writes pairs and their counts, sorted.
fn write(mut pairs: Vec<(u32, u32, u32)>, out: &Path) -> anyhow::Result<()> {
    pairs.sort_unstable();
    let mut out = BufWriter::new(File::create(out)?);
    pairs.iter().try_for_each(|(a, b, n)| writeln!(out, "{a},{b},{n}"))?;
    Ok(out.flush()?)
}

pub fn run(args: &Args) -> anyhow::Result<()> {
    let (orders, reading) = staged(|| read(&[args.orders.display().to_string()], &ReadOptions::default(), &Quiet));
    let (orders, _) = orders?;
    let weights = weights_by_size(&orders, 0.25);
    let (counts, counting) = staged(|| Counts::of(&orders, &weights, args.floor));
    let number = by_sku(&orders);
    let counted = Counted {
        read: reading,
        count: counting,
        pairs: counts.pairs() as u64,
        together: halves(&counts, &number).map(|(_, _, n)| u64::from(n)).sum(),
        checksum: checksum(halves(&counts, &number)).to_string(),
        guarded: is_possible(&orders, &counts, args.floor),
    };
    if let Some(out) = &args.out {
        write(halves(&counts, &number).collect(), out)?;
    }
    println!("{}", serde_json::to_string(&counted)?);
    Ok(())
}

/// Runs a stage; returns its result and cost.
fn staged<T>(work: impl FnOnce() -> T) -> (T, Stage) {
    let (start, before) = (Instant::now(), processor_seconds());
    let answer = work();
    (answer, Stage { wall: start.elapsed().as_secs_f64(), cpu: processor_seconds() - before })
}

/// Processor time of this program so far, over all threads, in steps of 1/100 s.
fn processor_seconds() -> f64 {
    let stat = std::fs::read_to_string("/proc/self/stat").unwrap_or_default();
    let fields = stat.rsplit(')').next().unwrap_or_default().split_whitespace();
    fields.skip(11).take(2).filter_map(|ticks| ticks.parse::<f64>().ok()).sum::<f64>() / 100.0
}

/// Each item's place among the sorted SKUs: a number that a peer can compute too.
fn by_sku(orders: &Orders) -> Vec<u32> {
    let mut sorted: Vec<u32> = (0..orders.skus.len() as u32).collect();
    sorted.sort_unstable_by_key(|item| &orders.skus[*item as usize]);
    let mut number = vec![0; sorted.len()];
    for (n, item) in (0..).zip(sorted) {
        number[item as usize] = n;
    }
    number
}

/// Every pair once: smaller number, larger number, support.
fn halves<'a>(counts: &'a Counts, number: &'a [u32]) -> impl Iterator<Item = (u32, u32, u32)> + 'a {
    (0..counts.items()).flat_map(move |item| {
        let row = counts.row_before(item);
        let own = number[item];
        row.partner.iter().zip(row.support).map(move |(partner, support)| {
            let other = number[*partner as usize];
            (own.min(other), own.max(other), *support)
        })
    })
}

/// A checksum over all pairs; duckdb_pairs.py computes the same.
fn checksum(pairs: impl Iterator<Item = (u32, u32, u32)>) -> u128 {
    let mix = |(a, b, n): (u32, u32, u32)| {
        let pair = u128::from(a) * 1_000_003 + u128::from(b) * 7_919 + u128::from(n);
        pair * 2_654_435_761 % 4_294_967_291
    };
    pairs.map(mix).sum()
}

/// Whether each item has as many pairs as its orders hold other items, or fewer with a floor above 1.
fn is_possible(orders: &Orders, counts: &Counts, floor: u32) -> bool {
    let mut others = vec![0u64; counts.items()];
    for order in orders.iter() {
        order.iter().for_each(|item| others[*item as usize] += order.len() as u64 - 1);
    }
    others.iter().enumerate().all(|(item, others)| {
        let sum: u64 = counts.row(item).support.iter().map(|n| u64::from(*n)).sum();
        if floor <= 1 { sum == *others } else { sum <= *others }
    })
}
