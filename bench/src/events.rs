//! Writes the events of a synthetic experiment as JSON lines, interleaved as a log has them and some of them twice, and its orders.

use std::collections::VecDeque;
use std::fmt::Write as _;
use std::fs::File;
use std::io::{BufWriter, Write};
use std::path::{Path, PathBuf};

use crate::dice::Dice;

/// Midnight of a Monday, milliseconds since 1970; and a day.
const START: u64 = 1_767_571_200_000;
const DAY: u64 = 86_400_000;
/// Days in which devices meet the shelf for the first time.
const DAYS: u64 = 28;
/// Events per device on average, a quarter of a device's chance to order, and devices that are at the shop at a time.
const ITEMS: f64 = 9_000.0;
const TOGETHER: usize = 4_096;

/// A log and the shop's orders.
pub struct Log {
    /// Events, a line each.
    pub events: PathBuf,
    /// The shop's own record of its orders.
    pub orders: PathBuf,
}

/// The files of a log with this number of events in `directory`, written if they are not there yet.
pub fn cached(events: u64, directory: &Path) -> anyhow::Result<Log> {
    let log = Log {
        events: directory.join(format!("events-{events}.jsonl")),
        orders: directory.join(format!("events-{events}-orders.csv")),
    };
    if !(log.events.exists() && log.orders.exists()) {
        eprintln!("generating {events} events: {}", log.events.display());
        let (unfinished, unfinished_orders) =
            (log.events.with_extension("unfinished"), log.orders.with_extension("unfinished"));
        write(events, &unfinished, &unfinished_orders)?;
        std::fs::rename(&unfinished_orders, &log.orders)?;
        std::fs::rename(&unfinished, &log.events)?;
    }
    Ok(log)
}

fn write(events: u64, path: &Path, orders: &Path) -> anyhow::Result<()> {
    let file = |path: &Path| anyhow::Ok(BufWriter::with_capacity(1 << 20, File::create(path)?));
    let (mut out, mut orders) = (file(path)?, file(orders)?);
    writeln!(orders, "order_id,sku,quantity,unit_price,ordered_at")?;
    let mut dice = Dice::new(7, 0);
    let mut active: Vec<VecDeque<String>> = vec![VecDeque::new(); TOGETHER];
    let (mut written, mut device) = (0, 0);
    while written < events {
        let at = dice.below(TOGETHER as u32) as usize;
        if active[at].is_empty() {
            active[at] = visits(device, &mut orders)?;
            device += 1;
        }
        let Some(event) = active[at].pop_front() else { continue };
        out.write_all(event.as_bytes())?;
        written += 1;
        if dice.unit() < 0.02 {
            // A beacon that was sent again.
            active[at].push_back(event);
        }
    }
    Ok(out.flush()?)
}

/// All events of a device, and a line for each item of its orders.
fn visits(device: u64, orders: &mut impl Write) -> anyhow::Result<VecDeque<String>> {
    let mut dice = Dice::new(26, device);
    let with = device % 2 == 1;
    let start = START + (dice.unit() * (DAYS * DAY) as f64) as u64;
    let mut visits = Visits { id: dice.next(), arm: if with { "on" } else { "off" }, start, events: VecDeque::new() };
    let mut items = Vec::new();
    let lists = 1 + (-4.0 * dice.unit().max(1e-9).ln()) as u64;
    for list in 0..lists {
        items = (0..6).map(|_| (ITEMS * dice.unit().powi(3)) as u32).collect::<Vec<u32>>();
        let quoted = items.iter().map(|item| format!("\"sku-{item:05}\"")).collect::<Vec<_>>().join(",");
        let place = format!(
            "\"list\":\"{:012x}\",\"placement\":\"{}\"",
            dice.next() >> 16,
            ["product", "cart", "home"][dice.below(3) as usize]
        );
        let exposure = format!(
            "\"shown\":{with},\"experiments\":[\"autumn\"],{place},\"items\":[{quoted}],\"model\":\"0123456789abcdef\",\"before\":{{\"orders\":1,\"value\":{}.5}}",
            device % 50
        );
        visits.push("exposure", list * 60_000, &exposure);
        if with {
            visits.push("view", list * 60_000 + 1_500, &format!("{place},\"items\":[{quoted}]"));
            if dice.unit() < 0.08 {
                let at = dice.below(6) as usize;
                let touch = format!("{place},\"sku\":\"sku-{:05}\",\"position\":{}", items[at], at + 1);
                visits.push("select", list * 60_000 + 5_000, &touch);
                visits.push("add", list * 60_000 + 9_000, &format!("{touch},\"quantity\":1"));
            }
        }
    }
    if dice.unit() < if with { 0.26 } else { 0.25 } {
        let price = 500 + dice.below(9_500);
        let line =
            format!("{{\"sku\":\"sku-{:05}\",\"quantity\":1,\"price\":{}.{:02}}}", items[0], price / 100, price % 100);
        visits.push("order", 3_600_000, &format!("\"order\":\"o{device}\",\"currency\":\"EUR\",\"lines\":[{line}]"));
        let day = 1 + (start - START) / DAY;
        writeln!(
            orders,
            "o{device},sku-{:05},1,{}.{:02},2026-01-{:02}",
            items[0],
            price / 100,
            price % 100,
            4 + day.min(27)
        )?;
    }
    Ok(visits.events)
}

struct Visits {
    id: u64,
    arm: &'static str,
    start: u64,
    events: VecDeque<String>,
}

impl Visits {
    fn push(&mut self, kind: &str, after: u64, fields: &str) {
        let (time, seq) = (self.start + after, self.events.len() + 1);
        let mut line = String::with_capacity(400);
        // Writing into a string cannot fail.
        let _ = writeln!(
            line,
            "{{\"v\":1,\"type\":\"{kind}\",\"device\":\"{:016x}\",\"seq\":{seq},\"time\":{time},\"received\":{},\"arms\":{{\"autumn\":\"{}\"}},{fields}}}",
            self.id,
            time + 700,
            self.arm
        );
        self.events.push_back(line);
    }
}
