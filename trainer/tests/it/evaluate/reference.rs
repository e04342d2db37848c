//! Reproduces the counts and figures of the reference program on both of its sets, where these are at hand.

use pairwell_cli::affinity::baseline::Ease;
use pairwell_cli::affinity::measure::{Affinity, Seen};
use pairwell_cli::evaluate::{Figures, Holdout, HoldoutOptions, Measured, NAMES, Open, Pairwell, Split, named};
use pairwell_cli::orders::{Format, Quiet, ReadOptions, pattern, read};
use pairwell_cli::train::TrainOptions;

use crate::shared::data;

/// Method, and its HR@10, MRR@10 and NDCG@10 in `reference/quality.md`.
type Row = (&'static str, [f64; 3]);

const AGREE: f64 = 0.002;

const ONLINE_RETAIL: [Row; 8] = [
    ("popularity", [0.0287, 0.0111, 0.0152]),
    ("cosine", [0.2525, 0.1284, 0.1574]),
    ("conditional", [0.1816, 0.0832, 0.1060]),
    ("lift", [0.0455, 0.0198, 0.0257]),
    ("llr", [0.2482, 0.1198, 0.1499]),
    ("sessions-100", [0.2539, 0.1292, 0.1586]),
    ("sessions-500", [0.2440, 0.1258, 0.1536]),
    ("ease", [0.3166, 0.1601, 0.1966]),
];

const BELGIAN_RETAIL: [Row; 7] = [
    ("popularity", [0.2892, 0.2007, 0.2223]),
    ("cosine", [0.2828, 0.1840, 0.2077]),
    ("conditional", [0.3252, 0.2157, 0.2420]),
    ("lift", [0.0049, 0.0014, 0.0022]),
    ("llr", [0.2404, 0.1582, 0.1778]),
    ("sessions-100", [0.3474, 0.2292, 0.2576]),
    ("sessions-500", [0.3531, 0.2334, 0.2620]),
];

fn holdout(path: &str, options: ReadOptions, split: Split) -> Holdout {
    let options = ReadOptions { max_order_items: None, ..options };
    let (orders, _) = read(&[path.to_owned()], &options, &Quiet).unwrap();
    Holdout::of(&orders, &HoldoutOptions::new(split))
}

fn online_retail() -> Option<Holdout> {
    let products = Some(pattern("--products", r"^\d{5}").unwrap());
    Some(holdout(&data("online-retail.csv.gz")?, ReadOptions { products, ..ReadOptions::default() }, Split::Time))
}

fn belgian_retail() -> Option<Holdout> {
    let options = ReadOptions { format: Format::Basket, ..ReadOptions::default() };
    Some(holdout(&data("belgian-retail.dat.gz")?, options, Split::Crc32))
}

fn counts(holdout: &Holdout) -> [usize; 5] {
    [holdout.train.len(), holdout.train.items.len(), holdout.train.skus.len(), holdout.cases.len(), holdout.unknown()]
}

fn examined(holdout: &Holdout, name: &str, split: Split, open: Open) -> Figures {
    let options = HoldoutOptions::new(split);
    let ours = Pairwell { options: TrainOptions::default(), open, holdout: options };
    let method = named(&[name], ours, options).pop().unwrap();
    let seen = Seen::new(&holdout.train);
    let fitted = method.fit(&seen).unwrap();
    Figures::of(name, fitted.note(), holdout, &Measured::of(holdout, &*fitted, &|_| ()))
}

/// EASE with the penalty that is best for whole orders, as the reference has it; ours chooses it by live carts.
fn best_ease(holdout: &Holdout) -> Figures {
    let seen = Seen::new(&holdout.train);
    let figures = [20.0, 50.0, 100.0].map(|lambda| {
        let fitted = Ease { lambda }.fit(&seen).unwrap();
        Figures::of("ease", None, holdout, &Measured::of(holdout, &*fitted, &|_| ()))
    });
    figures.into_iter().max_by(|a, b| a.whole.ndcg.value.total_cmp(&b.whole.ndcg.value)).unwrap()
}

fn check(holdout: &Holdout, split: Split, rows: &[Row]) {
    for (name, expected) in rows {
        let figures = match *name {
            "ease" => best_ease(holdout),
            name => examined(holdout, name, split, Open::NONE),
        };
        let found = [figures.whole.hr.value, figures.whole.mrr.value, figures.whole.ndcg.value];
        let agree = found.iter().zip(expected).all(|(found, expected)| (found - expected).abs() <= AGREE);
        assert!(agree, "{name}: found {found:.4?}, the reference has {expected:?}");
    }
    assert!(rows.iter().all(|(name, _)| NAMES.contains(name)));
}

#[test]
fn online_retail_is_split_as_the_reference_splits_it() {
    let Some(holdout) = online_retail() else { return };
    assert_eq!(counts(&holdout), [15_642, 345_970, 3_768, 3_557, 64]);
}

#[test]
fn belgian_retail_is_split_as_the_reference_splits_it() {
    let Some(holdout) = belgian_retail() else { return };
    assert_eq!(counts(&holdout), [70_521, 726_375, 15_939, 17_022, 49]);
}

#[test]
fn the_baselines_agree_with_the_reference_on_online_retail() {
    let Some(holdout) = online_retail() else { return };
    check(&holdout, Split::Time, &ONLINE_RETAIL);
}

#[test]
fn the_baselines_agree_with_the_reference_on_belgian_retail() {
    let Some(holdout) = belgian_retail() else { return };
    check(&holdout, Split::Crc32, &BELGIAN_RETAIL);
}

#[test]
fn ours_is_above_every_peer_on_online_retail() {
    let Some(holdout) = online_retail() else { return };
    let ours = examined(&holdout, "pairwell", Split::Time, Open::ALL);
    let best = ONLINE_RETAIL.iter().map(|row| row.1[0]).fold(0.0, f64::max);
    assert!(ours.whole.hr.value > best, "{:?} {:?}", ours.note, ours.whole.hr);
}

#[test]
fn ours_is_above_every_peer_on_belgian_retail() {
    let Some(holdout) = belgian_retail() else { return };
    let ours = examined(&holdout, "pairwell", Split::Crc32, Open::NONE);
    let best = BELGIAN_RETAIL.iter().map(|row| row.1[0]).fold(0.0, f64::max);
    assert!(ours.whole.hr.value > best, "{:?} {:?}", ours.note, ours.whole.hr);
}
