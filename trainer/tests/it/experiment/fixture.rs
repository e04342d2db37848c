//! Reads the reference experiment of 40 000 devices into sums per arm, and collects figures by the names of the reference values.

use std::collections::BTreeMap;
use std::io::Read;
use std::path::PathBuf;

use pairwell_cli::experiment::comparison::{Comparison, Interval};
use pairwell_cli::experiment::estimate::Estimate;
use pairwell_cli::experiment::sums::Sums;

use crate::shared;

/// A file of the folder with the reference values, as [`shared::file`].
pub fn reference(name: &str) -> Option<PathBuf> {
    shared::file("reference/proof", name)
}

/// The rows of a packed table of the reference folder, as text.
pub fn rows(name: &str) -> Option<Vec<csv::StringRecord>> {
    let mut text = String::new();
    let packed = std::fs::File::open(reference(name)?).unwrap();
    flate2::read::GzDecoder::new(packed).read_to_string(&mut text).unwrap();
    Some(csv::Reader::from_reader(text.as_bytes()).records().map(Result::unwrap).collect())
}

/// Figures by the names of the reference values.
#[derive(Default)]
pub struct Figures(pub BTreeMap<String, f64>);

impl Figures {
    pub fn put(&mut self, name: impl Into<String>, value: f64) {
        let name = name.into();
        assert!(self.0.insert(name.clone(), value).is_none(), "{name} is computed twice");
    }

    pub fn interval(&mut self, name: &str, ends: [&str; 2], interval: Interval) {
        self.put(format!("{name}{}", ends[0]), interval.low);
        self.put(format!("{name}{}", ends[1]), interval.high);
    }
}

pub const ENDS: [&str; 2] = [".ci_low", ".ci_high"];
pub const Z: f64 = 1.959_963_984_540_054;

/// One device of the reference experiment.
pub struct Device {
    pub arm: usize,
    pub week: u32,
    columns: [i64; 10],
}

impl Device {
    /// A column by its name; `conv` is 1 for a buyer, `0` is 0.
    pub fn column(&self, name: &str) -> i64 {
        match name {
            "conv" => i64::from(self.column("orders") > 0),
            "0" => 0,
            name => self.columns[COLUMNS.iter().position(|column| *column == name).unwrap()],
        }
    }
}

/// The columns behind device, arm and week.
pub const COLUMNS: [&str; 10] = [
    "pre_cents",
    "pre_orders",
    "views",
    "clicks",
    "adds",
    "orders",
    "attached",
    "items",
    "revenue_cents",
    "margin_cents",
];

pub struct Fixture {
    pub devices: Vec<Device>,
}

/// A metric of the reference values: its name, `y`, `x`, and how many units of `y` make one.
pub type Metric = (&'static str, &'static str, &'static str, f64);

/// All metrics; `x` is the denominator of a ratio, the covariate of `rpv_cuped`, or nothing.
pub const METRICS: [Metric; 9] = [
    ("conv", "conv", "0", 1.0),
    ("rpv", "revenue_cents", "0", 100.0),
    ("rpv_cuped", "revenue_cents", "pre_cents", 100.0),
    ("mpv", "margin_cents", "0", 100.0),
    ("aov", "revenue_cents", "orders", 100.0),
    ("ctr", "clicks", "views", 1.0),
    ("attach", "attached", "orders", 1.0),
    ("ipo", "items", "orders", 1.0),
    ("add_rate", "adds", "views", 1.0),
];

/// The metric of this name.
pub fn metric(name: &str) -> Metric {
    *METRICS.iter().find(|(known, ..)| *known == name).unwrap()
}

impl Fixture {
    pub fn read() -> Option<Self> {
        let device = |row: csv::StringRecord| Device {
            arm: row[1].parse().unwrap(),
            week: row[2].parse().unwrap(),
            columns: std::array::from_fn(|column| row[3 + column].parse().unwrap()),
        };
        Some(Self { devices: rows("reference.csv.gz")?.into_iter().map(device).collect() })
    }

    /// Sums of both arms over devices of the first weeks.
    pub fn sums(&self, (_, y, x, _): Metric, weeks: u32) -> [Sums; 2] {
        let mut sums = [Sums::default(); 2];
        for device in self.devices.iter().filter(|device| device.week <= weeks) {
            sums[device.arm].add(device.column(y), device.column(x)).unwrap();
        }
        sums
    }

    /// The metric in both arms, over the first weeks.
    pub fn compare(&self, metric: Metric, weeks: u32) -> Comparison {
        let [a, b] = self.sums(metric, weeks);
        let (name, _, x, unit) = metric;
        let [control, treatment] = match (name, x) {
            ("rpv_cuped", _) => pairwell_cli::experiment::cuped::adjust([&a, &b], unit).unwrap().arms,
            (_, "0") => [a, b].map(|arm| Estimate::mean(&arm, unit).unwrap()),
            _ => [a, b].map(|arm| Estimate::ratio(&arm, unit).unwrap()),
        };
        Comparison { control, treatment }
    }

    /// The sum of a column in one arm.
    pub fn sum(&self, arm: usize, column: &str) -> i64 {
        self.devices.iter().filter(|device| device.arm == arm).map(|device| device.column(column)).sum()
    }

    /// Devices of control and treatment.
    pub fn sizes(&self) -> [u64; 2] {
        [0, 1].map(|arm| self.devices.iter().filter(|device| device.arm == arm).count() as u64)
    }
}
