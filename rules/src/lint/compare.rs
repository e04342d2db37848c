//! Compares each action of a rule with those that can concern it, and reports the most serious findings.

use pairwell::rules::parts::Action;

use super::overlap::Overlap;
use super::related::{Actions, At, Key, Merged, View};
use super::rules::{Lint, RuleAction};
use super::shadows::Shadows;
use crate::finding::Notes;

/// How many findings are reported for one action: they often share a cause.
pub(super) const MOST: usize = 3;
/// Up to this many actions are compared one by one. With more, it is worth finding out first which always apply.
const FEW: usize = if cfg!(test) { 1 } else { 64 };

/// Reports what other rules do to the actions of this one, the most serious findings first.
pub(super) fn check(lint: &Lint<'_>, view: &View<'_>, notes: &mut Notes<'_>) {
    for action in lint.actions(view.number) {
        let mut shadows = Shadows::new(lint, action);
        let comparing = Comparing { lint, view, action };
        for lists in comparing.concerning() {
            comparing.with(&lists, &mut shadows);
        }
        for (severity, text, remedy) in shadows.worst().take(MOST) {
            notes.add(severity, action.origin.place, &text, remedy);
        }
    }
}

struct Comparing<'l, 'a> {
    lint: &'l Lint<'a>,
    view: &'l View<'l>,
    action: RuleAction<'a>,
}

impl<'l> Comparing<'l, '_> {
    /// The actions that can concern this one, kind by kind. Within a kind, all that apply always are equally serious, and so
    /// are all that apply sometimes.
    fn concerning(&self) -> Vec<Vec<&'l Actions>> {
        let (lint, related) = (self.lint, &self.lint.related);
        let of = |keys: &mut dyn Iterator<Item = Key>| keys.filter_map(|key| related.actions(key)).collect::<Vec<_>>();
        let excluded = |sets: &[u32]| of(&mut sets.iter().map(|set| Key::Excluded(*set)));
        let any = |key: Key| of(&mut [key].into_iter());
        match self.action.action {
            Action::Pin { item, .. } => vec![excluded(related.excluding_item(*item)), any(Key::AnyRequirement)],
            Action::Boost { set, factor } => {
                let named = &self.action.origin.named;
                let mut sets = related.excluding(&lint.sets, *set);
                sets.extend(named.iter().flat_map(|item| related.excluding_item(*item)));
                sets.sort_unstable();
                sets.dedup();
                let against = named.iter().map(|item| Key::Named(*item, *factor < 256));
                let against = of(&mut against.chain([Key::Weighed(*set, *factor < 256)]));
                vec![excluded(&sets), any(Key::AnyRequirement), against]
            }
            Action::Require(set) => {
                vec![excluded(&related.excluding(&lint.sets, *set)), any(Key::AnyRequirement)]
            }
            Action::Exclude(set) => vec![excluded(&related.excluding(&lint.sets, *set))],
            Action::MinScore(_) => vec![any(Key::AnyMinScore)],
            Action::Most(_) => vec![any(Key::AnyMost)],
            Action::SourceOrder(_) => vec![any(Key::AnySourceOrder)],
            Action::CloseGap { .. } => vec![any(Key::AnyGap)],
            _ => Vec::new(),
        }
    }

    /// Compares with the actions of one kind, as far as their findings can be among those reported.
    fn with(&self, lists: &[&Actions], shadows: &mut Shadows<'_>) {
        let always = Merged(lists.iter().map(|list| list.always.as_slice()).collect());
        self.until_enough(always, shadows);
        let sometimes: Vec<&[At]> = lists.iter().map(|list| list.sometimes.as_slice()).collect();
        if sometimes.iter().map(|list| list.len()).sum::<usize>() <= FEW {
            Merged(sometimes).for_each(|at| self.one(at, shadows));
            return;
        }
        self.until_enough(self.view.always_of(&sometimes), shadows);
        // These have no finding with what applies only sometimes.
        let limits = matches!(self.action.action, Action::MinScore(_) | Action::Most(_) | Action::SourceOrder(_));
        let mut left = if limits || matches!(self.action.action, Action::Exclude(_)) { 0 } else { MOST };
        for at in Merged(sometimes) {
            if left == 0 {
                break;
            }
            let (before, by) = (shadows.count(), self.lint.action(at));
            // Comparing conditions takes longest.
            if shadows.can_matter(by) && self.lint.overlap(at.0, self.view.number) == Overlap::Sometimes {
                shadows.check(by, Overlap::Sometimes);
            }
            left -= shadows.count() - before;
        }
    }

    /// Compares with actions that apply always, until there are as many findings of them as are reported.
    fn until_enough(&self, always: impl Iterator<Item = At>, shadows: &mut Shadows<'_>) {
        let enough = shadows.count() + MOST;
        for at in always.filter(|at| *at != self.action.at) {
            if shadows.count() >= enough {
                break;
            }
            shadows.check(self.lint.action(at), Overlap::Always);
        }
    }

    fn one(&self, at: At, shadows: &mut Shadows<'_>) {
        let overlap = self.lint.overlap(at.0, self.view.number);
        if at != self.action.at && overlap != Overlap::Never {
            shadows.check(self.lint.action(at), overlap);
        }
    }
}
