//! Reports how good a published model is, what it was made from and what changed; never decides anything.
//!
//! It holds no date and no path: the same input makes the same report.

mod changes;
pub(crate) mod charts;
mod curve;
pub(crate) mod page;
mod recency;
mod weights;
pub(crate) mod words;

use serde::{Deserialize, Serialize};

use crate::evaluate::{Comparison, Figures, GateReport, HistoryGain, LearningCurve, Split, Try};
use crate::orders::{Dropped, Orders, ReadReport, Shown};
use crate::train::TrainOptions;
pub use changes::{Change, Changes, Moved, changes};
pub use charts::ChartError;
pub use curve::curve_sentences;
pub use page::{page, rules_sentence, sentence};
pub use recency::{Faded, Recency, Shifted, recency};
pub use weights::{Bin, histogram};

/// File name of the report for programs.
pub const REPORT_JSON: &str = "report.json";
/// File name of the report for people.
pub const REPORT_HTML: &str = "report.html";

/// The report on a published model.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Report {
    /// The model's digest, 16 hex digits.
    pub model: String,
    /// What was read.
    pub read: Read,
    /// Time of the newest order in seconds since 1970, where orders have dates.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub newest_order: Option<i64>,
    /// How the model was trained.
    pub training: TrainOptions,
    /// The settings that were tried, with their figures on an inner split.
    pub tried: Vec<Try>,
    /// The orders it was evaluated on.
    pub held_out: HeldOut,
    /// The evaluated model first, then the methods beside it.
    pub methods: Vec<Figures>,
    /// What it was compared with before it was published.
    pub comparisons: Vec<Comparison>,
    /// The evaluated model with the shop's rules against itself without.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub rules: Option<Comparison>,
    /// What the shopper's history adds, where orders name customers.
    #[serde(rename = "remembering", skip_serializing_if = "Option::is_none", default)]
    pub history_gain: Option<HistoryGain>,
    /// How well ever more of the orders do; not measured on large sets of orders, nor on very few.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub learning_curve: Option<LearningCurve>,
    /// What the age of orders changes, where they have dates.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub recency: Option<Recency>,
    /// Whether it was published with --force although a comparison refused it.
    pub forced: bool,
    /// How large the kept weights are.
    pub weights: Vec<Bin>,
    /// What changed since the previous model, if there was one.
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
    /// The columns of the first source, by field.
    #[serde(default)]
    pub columns: Vec<[String; 2]>,
    /// What was chosen against the columns' names, and why.
    #[serde(default)]
    pub notes: Vec<String>,
    /// The first lines as understood, without the order's id.
    #[serde(default)]
    pub rows: Vec<String>,
    /// Warnings about what may have to be changed.
    #[serde(default)]
    pub warnings: Vec<String>,
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

/// How test orders were held out.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct HeldOut {
    /// How they were chosen.
    pub split: Split,
    /// How many test cases were made of them.
    #[serde(rename = "trials")]
    pub cases: usize,
    /// How many orders the evaluated model was trained on.
    pub learned_from: usize,
}

impl Read {
    /// From the reader's report.
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
            columns: report.columns.iter().map(|(field, column)| [field.clone(), column.clone()]).collect(),
            notes: report.notes.clone(),
            rows: report.shown.iter().map(Shown::bought).collect(),
            warnings: report.warnings(false),
        }
    }
}

impl HeldOut {
    /// From the gate's report.
    pub fn of(gate: &GateReport) -> Self {
        Self { split: gate.split, cases: gate.cases, learned_from: gate.learned_from }
    }
}

/// Time of the newest order, where orders have dates.
pub fn newest(orders: &Orders) -> Option<i64> {
    orders.times.as_ref()?.iter().copied().filter(|time| *time != i64::MIN).max()
}
