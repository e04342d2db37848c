//! Defines the report on an experiment, as programs read it; never computes a figure.

use serde::Serialize;

use super::definition::Experiment;
use super::figures::{Effect, Figure, Point};
use super::tally::{Cohort, Day, Engaged};

/// The report on an experiment.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Report {
    /// What was defined.
    pub experiment: Experiment,
    /// Its first and its last day.
    pub days: [String; 2],
    /// Full weeks whose devices' windows have closed.
    pub full_weeks: u32,
    /// The currency of all amounts; "" if no order says.
    pub currency: String,
    /// The arms, the control first.
    pub arms: Vec<ArmFigures>,
    /// Each other arm against the control.
    pub comparisons: Vec<Compared>,
    /// Devices by week of first exposure.
    pub weeks: Vec<Week>,
    /// All metrics by the placement where devices met the shelf first.
    pub placements: Vec<Placement>,
    /// Revenue by item, in all arms: of those that are bought often enough.
    pub items: Vec<ItemFigures>,
    /// Days after an order, or after the first exposure, for which customers are followed.
    pub follow_up_days: u32,
    /// Lists by placement and model.
    pub lists: Vec<ListFigures>,
    /// Lists by place.
    pub places: Vec<PlaceFigures>,
    /// What was left out or put right, by arm, and at last of no arm.
    pub left: Vec<Left>,
    /// Lines that are no events.
    pub broken: Vec<BrokenLines>,
    /// Events whose count their device had used before for something else.
    pub conflicting: u64,
    /// What to know of the figures.
    pub notes: Vec<String>,
    /// The sums behind it, for the tables.
    #[serde(skip)]
    pub(super) tally: Sorted,
}

/// An arm.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct ArmFigures {
    /// Its name.
    pub name: String,
    /// Its planned share, of 1.
    pub share: f64,
    /// Devices that any event assigns to it.
    pub assigned: u64,
    /// Of these, devices that met the shelf or would have, without bots.
    pub triggered: u64,
    /// Of these, devices whose window has closed.
    pub counted: u64,
    /// Of these, devices with an order.
    pub buyers: u64,
    /// Assigned devices that never met the shelf.
    pub untriggered: u64,
    /// Of these, devices with an order.
    pub untriggered_buyers: u64,
    /// Days between the first and the last event, of the median device that met the shelf.
    pub median_days: Option<f64>,
    /// Share of the devices that met the shelf whose events are all of one visit.
    pub one_visit: Option<f64>,
}

/// An arm against the control.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Compared {
    /// The arm.
    pub arm: String,
    /// Alarms in words; those that replace verdicts first.
    pub alarms: Vec<String>,
    /// Whether an alarm stands in place of all verdicts.
    pub replaced: bool,
    /// How probable the split of assigned and of triggered devices is by chance.
    pub split_p: [f64; 2],
    /// How probable it is by chance that devices which never met the shelf buy as differently as they do in the two arms.
    pub untriggered_p: f64,
    /// All metrics, those that decide first.
    pub figures: Vec<Figure>,
    /// Revenue that would not be there without the shelf, over all devices of the arm; with its interval.
    pub incremental: Option<Effect>,
    /// Revenue of items that came from a list, in the arm.
    pub attributed: f64,
    /// Incremental by attributed.
    pub incremental_by_attributed: Option<f64>,
    /// The effect per assigned device: what the shop's books show.
    pub per_assigned: Option<Effect>,
    /// The relative effect on revenue with bots.
    pub with_bots: Option<f64>,
    /// The same without devices that share an order with another arm.
    pub without_shared: Option<f64>,
    /// The relative effect on revenue at every look.
    pub over_time: Vec<Point>,
}

/// Devices that met the shelf in one week.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Week {
    /// Its first day.
    pub from: String,
    /// How probable its split over the arms is by chance.
    pub split_p: f64,
    /// By arm: devices, those whose window has closed, buyers, and revenue of the latter.
    pub arms: Vec<WeekOfArm>,
}

/// One arm in one week.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct WeekOfArm {
    /// Devices that met the shelf.
    pub triggered: u64,
    /// Of these, devices whose window has closed.
    pub counted: u64,
    /// Of these, devices with an order.
    pub buyers: u64,
    /// Their revenue.
    pub revenue: f64,
    /// All metrics of these devices.
    pub metrics: Vec<Metric>,
}

/// A metric of some devices, not compared.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct Metric {
    /// The same word as in comparisons.
    pub key: &'static str,
    /// What was counted.
    pub numerator: f64,
    /// By what it is divided.
    pub denominator: f64,
    /// The quotient; `None` of nothing.
    pub value: Option<f64>,
    /// Its standard error, with devices as units.
    pub error: Option<f64>,
}

/// Devices that met the shelf first in one placement.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Placement {
    /// Where the shelf stands.
    pub placement: String,
    /// Each other arm against the control.
    pub comparisons: Vec<PlacementCompared>,
}

/// An arm against the control in one placement.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct PlacementCompared {
    /// The arm.
    pub arm: String,
    /// All metrics. They explain.
    pub figures: Vec<Figure>,
}

/// Revenue of one item, from a list or not.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct ItemFigures {
    /// The item.
    pub sku: String,
    /// By arm.
    pub arms: Vec<ItemOfArm>,
    /// Each other arm against the control.
    pub comparisons: Vec<ItemCompared>,
}

/// An item in one arm.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct ItemOfArm {
    /// Devices that bought it.
    pub buyers: u64,
    /// What they paid for it.
    pub revenue: f64,
    /// Its views in lists, and what came of them.
    pub rates: Rates,
}

/// An item's revenue in an arm against the control.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct ItemCompared {
    /// The arm.
    pub arm: String,
    /// The difference of its revenue per device. The intervals of all items hold together.
    pub per_device: Effect,
}

/// Lists of one placement and model in one arm.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct ListFigures {
    /// The arm.
    pub arm: String,
    /// Where the shelf stands.
    pub placement: String,
    /// The model's digest.
    pub model: String,
    /// What came of them.
    #[serde(flatten)]
    pub rates: Rates,
}

/// Lists by one place, from 1.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct PlaceFigures {
    /// The arm.
    pub arm: String,
    /// The place.
    pub place: usize,
    /// What came of it.
    #[serde(flatten)]
    pub rates: Rates,
}

/// Views and what came of them. Errors are of rates, with devices as units.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct Rates {
    /// In view.
    pub views: u64,
    /// Of these, selected.
    pub clicks: u64,
    /// Of these, added from.
    pub adds: u64,
    /// Standard error of clicks by views.
    pub click_error: Option<f64>,
    /// Standard error of additions by views.
    pub add_error: Option<f64>,
    /// Attributed pieces, less those taken back.
    pub units: u64,
    /// Attributed revenue.
    pub revenue: f64,
}

/// What was left out or put right for one reason.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Left {
    /// A stable word.
    pub reason: &'static str,
    /// In words.
    pub words: &'static str,
    /// By arm, and at last of no arm.
    pub counts: Vec<u64>,
}

/// Lines that are no events, for one reason.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct BrokenLines {
    /// Why.
    pub reason: String,
    /// Different lines.
    pub lines: u64,
    /// What one of them is like.
    pub example: String,
}

/// The tally with names in place of numbers, in alphabetical order.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Sorted {
    /// By day, arm and placement of first exposure.
    pub(super) days: Vec<(String, String, String, Cohort)>,
    /// By day, arm, placement and model of lists.
    pub(super) lists: Vec<(String, String, [String; 2], Day)>,
    /// By arm and item.
    pub(super) items: Vec<(String, String, Engaged)>,
}
