//! Finds what other actions do to one: contradict it, weaken it, or leave it without effect.

use pairwell::rules::parts::Action;

use super::overlap::Overlap;
use super::related::At;
use super::rules::{Lint, RuleAction};
use crate::finding::Severity;

/// What to do about rules that contradict each other.
const ORDER: &str =
    "See the order of resolution. Change one of the rules, or give them conditions that exclude each other.";

/// What a factor, in 1/256, does to items.
fn weighed(factor: u16) -> &'static str {
    if factor < 256 { "buried" } else { "boosted" }
}

/// A finding about one action: how serious, the text, the remedy.
type Shadow = (Severity, String, &'static str);

/// Findings about one action.
pub(super) struct Shadows<'a> {
    lint: &'a Lint<'a>,
    action: RuleAction<'a>,
    /// With the action that makes each.
    found: Vec<(At, Shadow)>,
}

impl<'a> Shadows<'a> {
    pub(super) fn new(lint: &'a Lint<'a>, action: RuleAction<'a>) -> Self {
        Self { lint, action, found: Vec::new() }
    }

    /// The findings, the most serious first, then by the actions that make them.
    pub(super) fn worst(mut self) -> impl Iterator<Item = Shadow> {
        self.found.sort_by_key(|(at, (severity, _, _))| (*severity, *at));
        self.found.into_iter().map(|(_, shadow)| shadow)
    }

    /// How many findings there are.
    pub(super) fn count(&self) -> usize {
        self.found.len()
    }

    /// Whether another action can do anything to this one, whatever the conditions.
    pub(super) fn can_matter(&self, by: RuleAction<'_>) -> bool {
        let sets = &self.lint.sets;
        match (by.action, self.action.action) {
            (Action::Require(required), Action::Pin { item, .. }) => !sets.holds(*required, *item),
            (Action::Require(required), Action::Boost { set, factor }) => *factor > 256 && !sets.meet(*set, *required),
            (Action::Require(required), Action::Require(set)) => by.at < self.action.at && !sets.meet(*set, *required),
            (Action::Require(_), _) => false,
            (Action::Boost { .. }, Action::Boost { .. }) => by.at < self.action.at,
            (Action::CloseGap { .. }, Action::CloseGap { .. }) => by.at > self.action.at,
            _ => true,
        }
    }

    /// Compares the action with another one, `by`. `overlap` is how often the rule of `by` applies while this rule does.
    pub(super) fn check(&mut self, by: RuleAction<'_>, overlap: Overlap) {
        match by.action {
            Action::Exclude(set) => self.excluded(by, *set, overlap),
            Action::Require(set) => self.not_required(by, *set, overlap),
            Action::Boost { .. } => self.reversed(by),
            Action::MinScore(_) | Action::Most(_) | Action::SourceOrder(_) if overlap == Overlap::Always => {
                self.overruled(by);
            }
            Action::CloseGap { .. }
                if matches!(self.action.action, Action::CloseGap { .. }) && by.at > self.action.at =>
            {
                self.report(by, overlap, "with several `free_shipping`, the last counts: this one is overruled by");
            }
            _ => {}
        }
    }

    /// Adds a warning if it is always so, or a note if only sometimes. Settings are expected to have an effect sometimes.
    fn report(&mut self, by: RuleAction<'_>, overlap: Overlap, what: &str) {
        let rule = self.lint.rule_name(by.at.0);
        match overlap {
            Overlap::Always => self.found.push((by.at, (Severity::Warning, format!("{what} {rule}"), ORDER))),
            Overlap::Sometimes if by.written => {
                self.found.push((by.at, (Severity::Note, format!("sometimes {what} {rule}"), ORDER)));
            }
            _ => {}
        }
    }

    fn excluded(&mut self, by: RuleAction<'_>, excluded: u32, overlap: Overlap) {
        let lint = self.lint;
        let is_excluded = |item: &u32| lint.sets.holds(excluded, *item);
        match self.action.action {
            Action::Pin { item, .. } if is_excluded(item) => {
                self.report(by, overlap, &format!("{:?} is pinned here, but excluded by", lint.sku(*item)));
            }
            Action::Boost { set, factor } => {
                if lint.sets.is_within(*set, excluded) {
                    self.report(by, overlap, "all of these items are excluded by");
                } else if let Some(item) = self.action.origin.named.iter().find(|item| is_excluded(item)) {
                    let what = format!("{:?} is {} here, but excluded by", lint.sku(*item), weighed(*factor));
                    self.report(by, overlap, &what);
                }
            }
            Action::Require(set) if lint.sets.is_within(*set, excluded) => {
                self.report(by, overlap, "nothing can be shown: all items required here are excluded by");
            }
            Action::Exclude(set) if overlap == Overlap::Always && lint.sets.is_within(*set, excluded) => {
                // If each makes the other useless, report the later one.
                let mutual =
                    lint.sets.is_within(excluded, *set) && lint.overlap(self.action.at.0, by.at.0) == Overlap::Always;
                if !mutual || by.at < self.action.at {
                    self.without_effect(by, "these items are already excluded by");
                }
            }
            _ => {}
        }
    }

    fn not_required(&mut self, by: RuleAction<'_>, required: u32, overlap: Overlap) {
        let lint = self.lint;
        match self.action.action {
            Action::Pin { item, .. } if lint.set(required).items.binary_search(item).is_err() => {
                let what = format!("{:?} is pinned here, but is not among the items required by", lint.sku(*item));
                self.report(by, overlap, &what);
            }
            Action::Boost { set, factor } if *factor > 256 && !lint.sets.meet(*set, required) => {
                self.report(by, overlap, "none of these items is among those required by");
            }
            Action::Require(set) if by.at < self.action.at && !lint.sets.meet(*set, required) => {
                let what = "nothing can be shown: no item is also among those required by";
                self.report(by, overlap, what);
            }
            _ => {}
        }
    }

    /// Finds a boost and a bury of the same items.
    fn reversed(&mut self, by: RuleAction<'_>) {
        let lint = self.lint;
        let (Action::Boost { set: a, factor: up }, Action::Boost { set: b, factor: down }) =
            (by.action, self.action.action)
        else {
            return;
        };
        let against = (*up > 256 && *down < 256) || (*up < 256 && *down > 256);
        if !against || by.at > self.action.at {
            return;
        }
        let rule = lint.rule_name(by.at.0);
        let both = self.action.origin.named.iter().find(|item| by.origin.named.contains(item));
        let text = match both {
            Some(item) => format!("{:?} is {} by {rule}", lint.sku(*item), weighed(*up)),
            None if a == b => format!("these items are {} by {rule}", weighed(*up)),
            None => return,
        };
        self.found.push((by.at, (Severity::Warning, text, "The factors are multiplied. Remove one of the actions.")));
    }

    /// Finds a limit that a stricter one makes useless.
    fn overruled(&mut self, by: RuleAction<'_>) {
        let earlier = by.at < self.action.at;
        match (by.action, self.action.action) {
            (Action::MinScore(a), Action::MinScore(b)) if a > b || a == b && earlier => {
                self.without_effect(by, "at least the same score is required by");
            }
            (Action::Most(a), Action::Most(b)) if a < b || a == b && earlier => {
                self.without_effect(by, "no more are shown because of");
            }
            (Action::SourceOrder(_), Action::SourceOrder(_)) if !earlier => {
                self.without_effect(by, "with several `source_order`, the last counts: this one is replaced by");
            }
            _ => {}
        }
    }

    /// Notes that the action has no effect. Settings are not reported.
    fn without_effect(&mut self, by: RuleAction<'_>, why: &str) {
        if self.action.written {
            let text = format!("this has no effect: {why} {}", self.lint.rule_name(by.at.0));
            self.found.push((by.at, (Severity::Note, text, "")));
        }
    }
}
