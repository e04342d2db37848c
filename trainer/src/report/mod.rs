//! Says of a published model how good it is, what it was made from and what changed; never decides anything.
//!
//! It carries no date and no path: the same input makes the same report.

mod changes;
mod charts;
mod page;
mod weights;

use serde::{Deserialize, Serialize};

use crate::evaluate::{Comparison, Figures, Judged, Remembering, Split, Try};
use crate::orders::{Dropped, Orders, ReadReport};
use crate::train::TrainOptions;
pub use changes::{Change, Changes, Moved, changes};
pub use charts::ChartError;
pub use page::{page, said_of_rules, sentence};
pub use weights::{Bin, histogram};

/// File name of the report for programs.
pub const REPORT_JSON: &str = "report.json";
/// File name of the report for people.
pub const REPORT_HTML: &str = "report.html";

/// What is said of a published model.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Report {
    /// Digest of the model it is about, 16 hex digits.
    pub model: String,
    /// What was read.
    pub read: Read,
    /// Time of the newest order, in seconds since 1970, when the orders have dates.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub newest_order: Option<i64>,
    /// How the model was trained.
    pub training: TrainOptions,
    /// The settings that were tried, with their figures on an inner split.
    pub tried: Vec<Try>,
    /// How it was judged.
    pub held_out: HeldOut,
    /// The judged model, first, and others beside it.
    pub methods: Vec<Figures>,
    /// What it was compared with before it was published.
    pub comparisons: Vec<Comparison>,
    /// The judged model with the shop's rules against itself without any.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub rules: Option<Comparison>,
    /// What devices that remember their shoppers would bring, where orders name customers.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub remembering: Option<Remembering>,
    /// Whether it was published against the outcome of a comparison.
    pub forced: bool,
    /// How large the kept weights are.
    pub weights: Vec<Bin>,
    /// What is new since the model before, when there was one.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub changes: Option<Changes>,
}

/// What was read and what was dropped.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Read {
    /// Lines read.
    pub lines: u64,
    /// Lines kept.
    pub kept: u64,
    /// Orders kept.
    pub orders: u64,
    /// Items kept.
    pub items: u64,
    /// Lines dropped, by reason.
    pub dropped: Vec<DroppedLines>,
}

/// Lines dropped for one reason.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct DroppedLines {
    /// A stable word for the reason.
    pub reason: String,
    /// The reason in words.
    pub words: String,
    /// How many.
    pub lines: u64,
}

/// How the orders to judge by were held out.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct HeldOut {
    /// How they were chosen.
    pub split: Split,
    /// How many of them were tried, each with one item hidden.
    pub trials: usize,
    /// How many orders the judged model learned from.
    pub learned_from: usize,
}

impl Read {
    /// From the reader's account.
    pub fn of(report: &ReadReport) -> Self {
        let dropped = Dropped::ALL.iter().filter(|why| report.dropped(**why) > 0).map(|why| DroppedLines {
            reason: why.key().into(),
            words: why.words().into(),
            lines: report.dropped(*why),
        });
        Self {
            lines: report.lines,
            kept: report.kept,
            orders: report.orders,
            items: report.items,
            dropped: dropped.collect(),
        }
    }
}

impl HeldOut {
    /// From the judgement.
    pub fn of(judged: &Judged) -> Self {
        Self { split: judged.split, trials: judged.trials, learned_from: judged.learned_from }
    }
}

/// Time of the newest order, when the orders have dates.
pub fn newest(orders: &Orders) -> Option<i64> {
    orders.times.as_ref()?.iter().copied().filter(|time| *time != i64::MIN).max()
}
