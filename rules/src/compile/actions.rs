//! Compiles a rule's actions, and reports those that select no items.

use pairwell::rules::parts::{Action, Capped, Source};

use super::build::{ActionOrigin, Build};
use super::numbers::{factor, score, within};
use super::settings::MOST_FACTOR;
use crate::file::{Cap, Gap, Per, Pin, Rule, Selector, SourceName, SourceOrder, Weight};
use crate::finding::{Notes, Place};
use crate::money::minor;
use crate::select::{is_blank, known_items, some};
use crate::shop::Index;

/// The last position that an item can be pinned to.
const MOST_POSITION: u32 = 64;

/// A rule's actions, and where each comes from.
pub(super) fn of(
    rule: &Rule,
    build: &mut Build,
    index: &Index<'_>,
    notes: &mut Notes<'_>,
) -> Vec<(Action, ActionOrigin)> {
    let mut compiling = Actions { build, index, notes, actions: Vec::new() };
    compiling.all(rule);
    compiling.actions
}

/// Whether a rule hides items. Skipping such a rule would show them, so that is an error.
pub(super) fn hides_items(rule: &Rule) -> bool {
    let Rule { exclude, require, cap, min_score, most, .. } = rule;
    let sets = [!exclude.0.is_empty(), !require.0.is_empty(), !cap.0.is_empty()];
    sets.contains(&true) || min_score.is_some() || most.is_some()
}

/// The actions of one rule while they are compiled.
struct Actions<'a, 's, 't> {
    build: &'a mut Build,
    index: &'a Index<'s>,
    notes: &'a mut Notes<'t>,
    actions: Vec<(Action, ActionOrigin)>,
}

impl Actions<'_, '_, '_> {
    fn all(&mut self, rule: &Rule) {
        rule.pin.0.iter().for_each(|pin| self.pin(pin));
        rule.boost.0.iter().for_each(|boost| self.weigh("boost", boost));
        rule.bury.0.iter().for_each(|bury| self.weigh("bury", bury));
        rule.exclude.0.iter().for_each(|selector| self.with_set("exclude", selector, Action::Exclude));
        rule.require.0.iter().for_each(|selector| self.with_set("require", selector, Action::Require));
        rule.cap.0.iter().for_each(|cap| self.cap(cap));
        if let Some(least) = &rule.min_score {
            let units = score(within("min_score", least, 0.0, 1.0, self.notes));
            self.add(Action::MinScore(units), least.place);
        }
        if let Some(most) = &rule.most {
            self.add(Action::Most(most.value), most.place);
        }
        rule.source_order.iter().for_each(|order| self.source_order(order));
        rule.free_shipping.iter().for_each(|gap| self.gap(gap));
    }

    fn add(&mut self, action: Action, place: Place) {
        self.actions.push((action, ActionOrigin { place, named: Vec::new() }));
    }

    fn pin(&mut self, pin: &Pin) {
        let position = pin.position.as_ref().map_or(1, |position| position.value);
        if !(1..=MOST_POSITION).contains(&position) {
            let text = format!("`position`: expected 1 to {MOST_POSITION}, found {position}");
            self.notes.error(pin.place, text, "1 is first.");
        }
        if pin.items.0.len() > MOST_POSITION as usize {
            let text = format!("`pin`: expected at most {MOST_POSITION} items, found {}", pin.items.0.len());
            self.notes.error(pin.place, text, "Use `boost` instead.");
        }
        let items = known_items(&pin.items, self.index, self.notes);
        for (item, position) in items.into_iter().zip(position.max(1) - 1..) {
            self.actions.push((Action::Pin { item, position }, ActionOrigin { place: pin.place, named: vec![item] }));
        }
    }

    fn weigh(&mut self, verb: &str, weight: &Weight) {
        let by = within("by", &weight.by, 1.0 / 256.0, MOST_FACTOR, self.notes);
        let raises = verb == "boost";
        if (by < 1.0) == raises && by != 1.0 {
            let (does, other) = if raises { ("lowers", "bury") } else { ("raises", "boost") };
            let text = format!("`{verb}` by {by} {does} the scores of these items");
            self.notes.warning(weight.by.place, text, format!("Use `{other}` if you mean that."));
        }
        self.with_set(verb, &weight.of, |set| Action::Boost { set, factor: factor(by) });
    }

    /// An action on selected items; nothing if no items are selected.
    fn with_set(&mut self, verb: &str, selector: &Selector, action: impl Fn(u32) -> Action) {
        let Some(selected) = some(verb, selector, self.index, self.notes) else { return };
        let origin = ActionOrigin { place: selected.place, named: selected.named.clone() };
        let set = self.build.set(&selected);
        self.actions.push((action(set), origin));
    }

    fn cap(&mut self, cap: &Cap) {
        let most = cap.most.value;
        let each = cap.per.map(|per| match per {
            Per::Category => Capped::Category,
            Per::Brand => Capped::Brand,
        });
        match (each, is_blank(&cap.of)) {
            (Some(of), true) => self.add(Action::Cap { of, most }, cap.place),
            (None, false) => self.with_set("cap", &cap.of, |set| Action::Cap { of: Capped::Set(set), most }),
            (None, true) | (Some(_), false) => {
                let remedy = "Use per = \"category\", per = \"brand\", or select items.";
                self.notes.error(cap.place, "`cap` needs either `per` or items, not both", remedy);
            }
        }
    }

    fn source_order(&mut self, order: &SourceOrder) {
        let mut sources = Vec::new();
        for source in order.0.value.iter().map(|name| source(*name)) {
            if sources.contains(&source) {
                self.notes.warning(order.0.place, "`source_order` names a source twice: the first counts", "");
            } else {
                sources.push(source);
            }
        }
        if sources.is_empty() {
            let remedy = "Name at least one source, or use most = 0 to show nothing.";
            self.notes.error(order.0.place, "`source_order` is empty", remedy);
        }
        self.add(Action::SourceOrder(sources), order.0.place);
    }

    fn gap(&mut self, gap: &Gap) {
        let threshold = u32::try_from(minor(gap.from.value, self.index.exponent)).unwrap_or(0);
        if threshold == 0 {
            let text = format!("`from`: expected an amount above 0, found {}", gap.from.value);
            self.notes.error(gap.from.place, text, "Set the amount from which shipping is free, such as 50.00.");
        }
        let by = gap.by.as_ref().map_or(1.5, |by| within("by", by, 1.0, MOST_FACTOR, self.notes));
        self.add(Action::CloseGap { threshold, factor: factor(by) }, gap.place);
    }
}

fn source(name: SourceName) -> Source {
    match name {
        SourceName::Pinned => Source::Pinned,
        SourceName::Learned => Source::Learned,
        SourceName::Complements => Source::Complement,
        SourceName::Popular => Source::Popular,
    }
}
