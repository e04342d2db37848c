//! Adds up what rules do beside what they do to sets; never knows whether they are active.

use crate::model::rules::parts::{Action, Capped, Source};

/// What all active rules say of pins, caps, sources and prices.
#[derive(Debug)]
pub(super) struct Totals {
    /// (set, rule): all must be met.
    pub(super) required: Vec<(u32, u32)>,
    /// (position, item, rule), in the order of the file.
    pub(super) pins: Vec<(u32, u32, u32)>,
    /// The most picks of each category, each brand and in all, each with the rule that says so.
    pub(super) per_category: Option<(u32, u32)>,
    pub(super) per_brand: Option<(u32, u32)>,
    pub(super) most: Option<(u32, u32)>,
    pub(super) min_score: i32,
    /// The rule that says so.
    pub(super) min_score_by: u32,
    sources: Vec<Source>,
    /// The rule whose source order holds, if one has one.
    pub(super) sources_by: Option<u32>,
    /// Prices that close a gap: from, to, factor, rule.
    pub(super) gap: Option<(u64, u64, u32, u32)>,
    /// Prices that are out of proportion: above, factor, rule.
    pub(super) proportion: Option<(u64, u32, u32)>,
}

impl Totals {
    pub(super) fn new() -> Self {
        Self {
            required: Vec::new(),
            pins: Vec::new(),
            per_category: None,
            per_brand: None,
            most: None,
            min_score: i32::MIN,
            min_score_by: 0,
            sources: Vec::new(),
            sources_by: None,
            gap: None,
            proportion: None,
        }
    }

    /// The merchant's source order, if there is one.
    pub(super) fn sources(&self) -> Option<&[Source]> {
        self.sources_by.map(|_| self.sources.as_slice())
    }

    pub(super) fn reset(&mut self) {
        self.required.clear();
        self.pins.clear();
        (self.per_category, self.per_brand, self.most) = (None, None, None);
        (self.gap, self.proportion, self.min_score) = (None, None, i32::MIN);
        self.sources_by = None;
    }

    /// Adds what a rule does beside what it does to sets.
    pub(super) fn add(&mut self, action: &Action, rule: u32, value: i64) {
        match *action {
            Action::Require(set) => self.required.push((set, rule)),
            Action::Pin { item, position } => self.pins.push((position, item, rule)),
            Action::Cap { of: Capped::Category, most } => lower(&mut self.per_category, most, rule),
            Action::Cap { of: Capped::Brand, most } => lower(&mut self.per_brand, most, rule),
            Action::MinScore(units) => {
                if units as i32 > self.min_score {
                    (self.min_score, self.min_score_by) = (units as i32, rule);
                }
            }
            Action::Most(most) => lower(&mut self.most, most, rule),
            Action::SourceOrder(ref sources) => {
                self.sources.clone_from(sources);
                self.sources_by = Some(rule);
            }
            Action::CloseGap { threshold, factor } => {
                let gap = i64::from(threshold).saturating_sub(value);
                if gap > 0 && value > 0 {
                    let gap = gap as u64;
                    // Hardly anything costs what closes a small gap: then what goes a quarter of the threshold beyond it.
                    let beyond = (gap * 6 / 10).max(u64::from(threshold) / 4);
                    self.gap = Some((gap, gap + beyond, u32::from(factor), rule));
                }
            }
            Action::PriceSanity { share, factor } => {
                if value > 0 {
                    self.proportion =
                        Some(((value as u64).saturating_mul(u64::from(share)) >> 8, u32::from(factor), rule));
                }
            }
            Action::Exclude(_) | Action::Boost { .. } | Action::Add { .. } | Action::Cap { of: Capped::Set(_), .. } => {
            }
        }
    }
}

/// Of several limits the smallest counts, and of those the first rule's.
fn lower(limit: &mut Option<(u32, u32)>, most: u32, rule: u32) {
    if limit.is_none_or(|(limit, _)| most < limit) {
        *limit = Some((most, rule));
    }
}
