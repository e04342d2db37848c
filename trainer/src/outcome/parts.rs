//! Puts figures by week, placement, list, item and place in an order that no thread chose; judges placements and items by the same bounds.

use std::collections::BTreeMap;

use anyhow::Result;

use super::figures::{Effect, Judging, estimate};
use super::making::{Making, day};
use super::measure::{Form, Measure};
use super::report::{
    ItemCompared, ItemFigures, ItemOfArm, ListFigures, Metric, PlaceFigures, Placement, PlacementCompared, Rates,
    Sorted, Week, WeekOfArm,
};
use super::tally::{Cohort, Engaged, Where, grown};
use super::{DAY, WEEK};
use crate::experiment::ALPHA;
use crate::experiment::alarms::{Alarm, sample_ratio};
use crate::experiment::comparison::Comparison;
use crate::experiment::estimate::Estimate;
use crate::experiment::judge::{Design, FEWEST_BUYERS};
use crate::experiment::sequence::Sequence;

/// The most items whose revenue is compared: those with the highest.
const MOST_ITEMS: usize = 50;

impl Making<'_> {
    /// The metrics that the log, the orders and the catalog can tell.
    pub(super) fn measures(&self) -> impl Iterator<Item = Measure> {
        let (book, goods) = (self.book, &self.book.goods);
        Measure::ALL.into_iter().filter(move |measure| match measure {
            Measure::Margin => book.has_costs(),
            Measure::CrossSell => goods.has_categories,
            Measure::Upsell => goods.has_prices,
            Measure::Returns | Measure::ReturnRate => book.is_shops(),
            Measure::Repeat => book.has_customers(),
            Measure::Lifetime => book.has_customers() && book.has_costs(),
            _ => true,
        })
    }

    pub(super) fn weeks(&self) -> Result<Vec<Week>> {
        let shares: Vec<f64> = self.experiment.arms.iter().map(|arm| arm.share).collect();
        let count = self.tally.weekly.iter().map(Vec::len).max().unwrap_or(0);
        let week = |week: usize| {
            let triggered: Vec<u64> =
                self.tally.weekly.iter().map(|weeks| weeks.get(week).copied().unwrap_or(0)).collect();
            let of_arm = |arm: usize| {
                let cohort = self.tally.cohorts[arm].get(week).cloned().unwrap_or_default();
                WeekOfArm {
                    triggered: triggered[arm],
                    counted: cohort.devices,
                    buyers: cohort.buyers,
                    revenue: cohort.sums(Measure::Revenue).y() as f64 / 100.0,
                    metrics: self.measures().map(|measure| metric(measure, &cohort)).collect(),
                }
            };
            Ok(Week {
                from: day(self.survey.start + week as i64 * WEEK),
                split_p: sample_ratio(&triggered, &shares)?.p,
                arms: (0..shares.len()).map(of_arm).collect(),
            })
        };
        (0..count).map(week).collect()
    }

    pub(super) fn lists(&self) -> Vec<ListFigures> {
        let figures = |(&(arm, placement, model), engaged): (&Where, &Engaged)| ListFigures {
            arm: self.arm(arm.into()),
            placement: self.name(placement),
            model: self.name(model),
            rates: Rates::of(engaged),
        };
        let mut lists: Vec<ListFigures> = self.tally.engaged.iter().map(figures).collect();
        lists.sort_by(|a, b| (&a.placement, &a.model, &a.arm).cmp(&(&b.placement, &b.model, &b.arm)));
        lists
    }

    pub(super) fn places(&self) -> Vec<PlaceFigures> {
        let arms = self.tally.places.iter().enumerate();
        let figures = arms.flat_map(|(arm, places)| {
            let figure = move |(place, engaged)| PlaceFigures { arm: self.arm(arm), place, rates: Rates::of(engaged) };
            (1..).zip(places).map(figure)
        });
        figures.filter(|figure| figure.rates.views > 0).collect()
    }

    /// All metrics by the placement where devices met the shelf first.
    pub(super) fn placements(&self, alarms: &[Vec<Alarm>], currency: &str) -> Result<Vec<Placement>> {
        let arms = self.experiment.arms.len();
        let mut placements: BTreeMap<&str, Vec<Vec<Cohort>>> = BTreeMap::new();
        for (&(at, arm, placement), cohort) in &self.tally.days {
            let week = (at * DAY - self.survey.start).max(0) / WEEK;
            let own = placements.entry(self.settled.names.name(placement)).or_insert_with(|| vec![Vec::new(); arms]);
            grown(&mut own[usize::from(arm)], week as usize).merge(cohort);
        }
        let compared = |arm: usize, cohorts: &[Vec<Cohort>]| -> Result<PlacementCompared> {
            let alarms = &alarms[arm - 1];
            let judging =
                Judging::new(self.experiment, self.tally, self.survey, arm, alarms, currency).of_part(cohorts);
            let figures = self.measures().map(|measure| judging.figure(measure)).collect::<Result<_>>()?;
            Ok(PlacementCompared { arm: self.arm(arm), figures })
        };
        let placement = |(placement, cohorts): (&str, Vec<Vec<Cohort>>)| {
            let comparisons = (1..arms).map(|arm| compared(arm, &cohorts)).collect::<Result<_>>()?;
            Ok(Placement { placement: placement.to_owned(), comparisons })
        };
        placements.into_iter().map(placement).collect()
    }

    /// Revenue by item, of those with the highest that enough devices bought in every arm. Nothing while an alarm stands.
    pub(super) fn items(&self, is_replaced: bool) -> Result<Vec<ItemFigures>> {
        let of_arms = |item: usize| self.tally.items.iter().map(move |items| items.get(item));
        let is_bought = |item: &usize| of_arms(*item).flatten().all(|engaged| engaged.sold.x() >= FEWEST_BUYERS.into());
        let common = self.tally.items.iter().map(Vec::len).min().unwrap_or(0);
        let revenue = |item: usize| of_arms(item).flatten().map(|engaged| engaged.sold.y()).sum::<i128>();
        let mut items: Vec<(i128, &str, usize)> = (1..common)
            .filter(is_bought)
            .map(|item| (-revenue(item), self.settled.names.name(item as u32), item))
            .collect();
        items.sort_unstable();
        items.truncate(MOST_ITEMS);
        if is_replaced || items.is_empty() {
            return Ok(Vec::new());
        }
        let sequence = self.sequence(items.len())?;
        Ok(items.iter().map(|(_, sku, item)| self.item(sku, *item, &sequence)).collect())
    }

    /// A boundary that holds for this number of items together, at any time.
    fn sequence(&self, items: usize) -> Result<Sequence> {
        let comparisons = items * (self.experiment.arms.len() - 1);
        let planned = match self.experiment.ending {
            Design::OpenEnded { planned_devices } => planned_devices,
            // Counts of devices tell nothing of what they bought.
            Design::Weekly { .. } | Design::Fixed { .. } => self.tally.triggered.iter().sum(),
        };
        Sequence::new(ALPHA / comparisons as f64, (planned / 2).max(1))
    }

    fn item(&self, sku: &str, item: usize, sequence: &Sequence) -> ItemFigures {
        let devices = |arm: usize| self.tally.cohorts[arm].iter().map(|cohort| cohort.devices).sum::<u64>();
        let engaged = |arm: usize| self.tally.items[arm].get(item).copied().unwrap_or_default();
        let estimate = |arm: usize| Estimate::mean(&engaged(arm).sold.among(devices(arm)), 100.0).ok();
        let of_arm = |arm: usize| {
            let sold = engaged(arm).sold;
            ItemOfArm { buyers: sold.x() as u64, revenue: sold.y() as f64 / 100.0, rates: Rates::of(&engaged(arm)) }
        };
        let compared = |arm: usize| {
            let comparison = Comparison { control: estimate(0)?, treatment: estimate(arm)? };
            let reach = sequence.reach(comparison.devices() as f64);
            let effect = (comparison.difference(), comparison.absolute().interval(reach));
            Some(ItemCompared { arm: self.arm(arm), per_device: Effect::of(effect) })
        };
        let arms = self.experiment.arms.len();
        ItemFigures {
            sku: sku.to_owned(),
            arms: (0..arms).map(of_arm).collect(),
            comparisons: (1..arms).filter_map(compared).collect(),
        }
    }

    /// Names in place of numbers.
    pub(super) fn sorted(&self) -> Sorted {
        let mut sorted = Sorted::default();
        for (&(at, arm, placement), cohort) in &self.tally.days {
            sorted.days.push((day(at * DAY), self.arm(arm.into()), self.name(placement), cohort.clone()));
        }
        for (&(at, (arm, placement, model)), counts) in &self.tally.lists {
            sorted.lists.push((
                day(at * DAY),
                self.arm(arm.into()),
                [placement, model].map(|name| self.name(name)),
                *counts,
            ));
        }
        for (arm, items) in self.tally.items.iter().enumerate() {
            let told = (0..).zip(items).filter(|(_, engaged)| engaged.clicks.x() > 0 || engaged.sold.x() > 0);
            sorted.items.extend(told.map(|(item, engaged)| (self.arm(arm), self.name(item), *engaged)));
        }
        sorted.days.sort_by(|a, b| (&a.0, &a.1, &a.2).cmp(&(&b.0, &b.1, &b.2)));
        sorted.lists.sort_by(|a, b| (&a.0, &a.1, &a.2).cmp(&(&b.0, &b.1, &b.2)));
        sorted.items.sort_by(|a, b| (&a.1, &a.0).cmp(&(&b.1, &b.0)));
        sorted
    }
}

/// A metric of some devices.
fn metric(measure: Measure, cohort: &Cohort) -> Metric {
    let (described, sums) = (measure.described(), cohort.sums(measure));
    let denominator = match described.form {
        Form::Mean => cohort.devices as f64,
        Form::Ratio => sums.x() as f64,
    };
    let numerator = sums.y() as f64 / described.unit;
    Metric {
        key: described.key,
        numerator,
        denominator,
        value: (denominator > 0.0).then(|| numerator / denominator),
        error: estimate(measure, cohort).map(|estimate| estimate.squared_error().sqrt()),
    }
}

impl Rates {
    fn of(engaged: &Engaged) -> Self {
        let error = |sums| {
            let estimate = Estimate::ratio(sums, 1.0).ok()?;
            Some(estimate.squared_error().sqrt())
        };
        Self {
            views: engaged.clicks.x() as u64,
            clicks: engaged.clicks.y() as u64,
            adds: engaged.adds.y() as u64,
            click_error: error(&engaged.clicks),
            add_error: error(&engaged.adds),
            units: engaged.units,
            revenue: engaged.cents as f64 / 100.0,
        }
    }
}
