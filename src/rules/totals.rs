//! Adds up what rules do beside what they do to sets; never knows whether they hold.

use super::parts::{Action, Capped, Source};

/// What all holding rules say of pins, caps, sources and prices.
#[derive(Debug)]
pub(super) struct Totals {
    /// (set, rule): all must be met.
    pub(super) required: Vec<(u32, u32)>,
    /// (position, item, rule), in the order of the file.
    pub(super) pins: Vec<(u32, u32, u32)>,
    pub(super) per_category: Option<u32>,
    pub(super) per_brand: Option<u32>,
    pub(super) min_score: i32,
    pub(super) most: Option<u32>,
    fill: Vec<Source>,
    is_filled: bool,
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
            min_score: i32::MIN,
            most: None,
            fill: Vec::new(),
            is_filled: false,
            gap: None,
            proportion: None,
        }
    }

    /// The sources that picks come from, if the merchant says.
    pub(super) fn fill(&self) -> Option<&[Source]> {
        self.is_filled.then_some(&self.fill)
    }

    pub(super) fn reset(&mut self) {
        self.required.clear();
        self.pins.clear();
        (self.per_category, self.per_brand, self.most) = (None, None, None);
        (self.gap, self.proportion, self.min_score) = (None, None, i32::MIN);
        self.is_filled = false;
    }

    /// Does what a rule does beside what it does to sets.
    pub(super) fn act(&mut self, action: &Action, rule: u32, value: i64) {
        match *action {
            Action::Require(set) => self.required.push((set, rule)),
            Action::Pin { item, position } => self.pins.push((position, item, rule)),
            Action::Cap { of: Capped::Category, most } => lower(&mut self.per_category, most),
            Action::Cap { of: Capped::Brand, most } => lower(&mut self.per_brand, most),
            Action::MinScore(units) => self.min_score = self.min_score.max(units as i32),
            Action::Most(most) => lower(&mut self.most, most),
            Action::Fill(ref sources) => {
                self.fill.clone_from(sources);
                self.is_filled = true;
            }
            Action::CloseGap { threshold, factor } => {
                let gap = i64::from(threshold) - value;
                if gap > 0 && value > 0 {
                    let gap = gap as u64;
                    self.gap = Some((gap, gap + gap * 6 / 10, u32::from(factor), rule));
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

fn lower(limit: &mut Option<u32>, most: u32) {
    *limit = Some(limit.map_or(most, |limit| limit.min(most)));
}
