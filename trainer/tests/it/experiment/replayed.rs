//! Computes the reference values of replay from the logged lists: ours, and the twins of other estimators at the first slot.

use std::collections::BTreeMap;

use pairwell_cli::experiment::logged::Weighted;
use pairwell_cli::experiment::replay::{By, Replay};

use super::fixture::{Figures, rows};

/// One row of the log.
struct Row {
    context: u32,
    shown: u32,
    wanted: u32,
    click: u32,
    propensities: [f64; 3],
}

impl Row {
    fn agrees(&self) -> bool {
        self.shown == self.wanted
    }
}

fn lists() -> Option<Vec<Vec<Row>>> {
    let row = |row: &csv::StringRecord| Row {
        context: row[1].parse().unwrap(),
        shown: row[3].parse().unwrap(),
        wanted: row[8].parse().unwrap(),
        click: row[4].parse().unwrap(),
        propensities: [5, 6, 7].map(|column| row[column].parse().unwrap()),
    };
    let rows = rows("replay-reference.csv.gz")?;
    Some(rows.chunks(3).map(|list| list.iter().map(row).collect()).collect())
}

fn weighted(list: &[Row]) -> Vec<Weighted> {
    let same = list.iter().take_while(|row| row.agrees()).count();
    let weight = |agrees: bool, propensity: f64| if agrees { 1.0 / propensity } else { 0.0 };
    let slot = |(at, row): (usize, &Row)| Weighted {
        item: weight(row.agrees(), row.propensities[0]),
        prefix: weight(at < same, row.propensities[1]),
        list: weight(same == list.len(), row.propensities[2]),
        reward: row.click,
        supported: true,
    };
    list.iter().enumerate().map(slot).collect()
}

pub fn figures(figures: &mut Figures) {
    let lists = lists().expect("it lies beside the other fixture");
    let mut replay = Replay::new(3).unwrap();
    lists.iter().for_each(|list| replay.add(&weighted(list)).unwrap());
    figures.put("ope.observed_mean_clicks", replay.logged());
    for (name, by) in [("SIPS", By::List), ("IIPS", By::Item), ("RIPS", By::Prefix)] {
        let (plain, normalised) = (replay.plain(by), replay.normalised(by));
        for prefix in ["ope.", "ope.own."] {
            figures.put(format!("{prefix}{name}"), plain.estimate);
            figures.put(format!("{prefix}SN{name}"), normalised.estimate);
        }
        figures.put(format!("ope.own.{name}.se"), plain.error);
        figures.put(format!("ope.own.SN{name}.se"), normalised.error);
        for (slot, lists) in replay.effective(by).into_iter().enumerate() {
            figures.put(format!("ope.own.{name}.ess.slot{slot}"), lists);
        }
        let of = |slot: &Weighted| [slot.item, slot.prefix, slot.list][by as usize];
        let with = lists.iter().flat_map(|list| weighted(list)).filter(|slot| of(slot) > 0.0).count();
        figures.put(format!("ope.own.{name}.share_rows_with_weight"), with as f64 / (3 * lists.len()) as f64);
    }
    first_slot(&lists, figures);
}

/// Estimators at the first slot, with q(context, item) = (clicks + mean)/(shown + 1).
fn first_slot(lists: &[Vec<Row>], figures: &mut Figures) {
    let (rows, n): (Vec<&Row>, _) = (lists.iter().map(|list| &list[0]).collect(), lists.len() as f64);
    let mut replay = Replay::new(1).unwrap();
    lists.iter().for_each(|list| replay.add(&weighted(&list[..1])).unwrap());
    let (plain, normalised) = (replay.plain(By::Item), replay.normalised(By::Item));
    for prefix in ["ope.slot0", "ope.slot0.own"] {
        figures.put(format!("{prefix}.ipw"), plain.estimate);
        figures.put(format!("{prefix}.snipw"), normalised.estimate);
    }
    figures.put("ope.slot0.own.snipw.se", normalised.error);
    let (hits, matched) = rows.iter().filter(|row| row.agrees()).fold((0, 0), |(h, m), row| (h + row.click, m + 1));
    figures.put("ope.slot0.rm", f64::from(hits) / f64::from(matched));
    let q = regression(&rows);
    let of = |row: &Row, item: u32| q[&(row.context, item)];
    let direct = rows.iter().map(|row| of(row, row.wanted)).sum::<f64>() / n;
    let weight = |row: &Row| if row.agrees() { 1.0 / row.propensities[0] } else { 0.0 };
    let rest = |change: &dyn Fn(f64) -> f64| -> f64 {
        rows.iter().map(|row| change(weight(row)) * (f64::from(row.click) - of(row, row.shown))).sum()
    };
    let total: f64 = rows.iter().map(|row| weight(row)).sum();
    let robust = direct + rest(&|w| w) / n;
    figures.put("ope.slot0.dm", direct);
    figures.put("ope.slot0.dr", robust);
    figures.put("ope.slot0.own.dr", robust);
    figures.put("ope.slot0.sndr", direct + rest(&|w| w) / total);
    figures.put("ope.slot0.switch-dr", direct + rest(&|w| if w <= 10.0 { w } else { 0.0 }) / n);
    figures.put("ope.slot0.dr-os", direct + rest(&|w| 10.0 * w / (w * w + 10.0)) / n);
    let influence =
        |row: &&Row| of(row, row.wanted) + weight(row) * (f64::from(row.click) - of(row, row.shown)) - robust;
    let squares: f64 = rows.iter().map(|row| influence(row).powi(2)).sum();
    figures.put("ope.slot0.own.dr.se", (squares / (n - 1.0) / n).sqrt());
}

fn regression(rows: &[&Row]) -> BTreeMap<(u32, u32), f64> {
    let mean = f64::from(rows.iter().map(|row| row.click).sum::<u32>()) / rows.len() as f64;
    let mut seen: BTreeMap<(u32, u32), (f64, f64)> = BTreeMap::new();
    for row in rows {
        let (clicks, shown) = seen.entry((row.context, row.shown)).or_default();
        *clicks += f64::from(row.click);
        *shown += 1.0;
    }
    seen.into_iter().map(|(key, (clicks, shown))| (key, (clicks + mean) / (shown + 1.0))).collect()
}
