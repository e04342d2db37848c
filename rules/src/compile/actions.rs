//! Compiles a rule's actions, noting those that select nothing; never looks at when the rule holds.

use pairwell::rules::parts::{Action, Capped, Source};

use super::build::{Act, Build};
use super::numbers::{factor, score, within};
use super::settings::MOST_FACTOR;
use crate::file::{Cap, Fill, Filler, Gap, Per, Pin, Rule, Selector, Weight};
use crate::finding::{Notes, Place};
use crate::money::minor;
use crate::select::{Selected, is_blank, known_items, select, tell_blind};
use crate::shop::Index;

/// The last position that an item can be pinned to.
const MOST_POSITION: u32 = 64;

/// A rule's actions, and where each came from.
pub(super) fn of(rule: &Rule, build: &mut Build, index: &Index<'_>, notes: &mut Notes<'_>) -> Vec<(Action, Act)> {
    let mut acting = Acting { build, index, notes, actions: Vec::new() };
    rule.pin.0.iter().for_each(|pin| acting.pin(pin));
    rule.boost.0.iter().for_each(|boost| acting.weigh("boost", boost));
    rule.bury.0.iter().for_each(|bury| acting.weigh("bury", bury));
    rule.exclude.0.iter().for_each(|selector| acting.with_set("exclude", selector, Action::Exclude));
    rule.require.0.iter().for_each(|selector| acting.with_set("require", selector, Action::Require));
    rule.cap.0.iter().for_each(|cap| acting.cap(cap));
    if let Some(least) = &rule.min_score {
        let units = score(within("min_score", least, 0.0, 1.0, acting.notes));
        acting.add(Action::MinScore(units), least.place);
    }
    if let Some(most) = &rule.most {
        acting.add(Action::Most(most.value), most.place);
    }
    rule.fill.iter().for_each(|fill| acting.fill(fill));
    rule.free_shipping.iter().for_each(|gap| acting.gap(gap));
    acting.actions
}

/// Whether a rule keeps something back: such a one may not be skipped in silence.
pub(super) fn suppresses(rule: &Rule) -> bool {
    let Rule { exclude, require, cap, min_score, most, .. } = rule;
    let sets = [!exclude.0.is_empty(), !require.0.is_empty(), !cap.0.is_empty()];
    sets.contains(&true) || min_score.is_some() || most.is_some()
}

/// Actions of one rule, on their way.
struct Acting<'a, 's, 't> {
    build: &'a mut Build,
    index: &'a Index<'s>,
    notes: &'a mut Notes<'t>,
    actions: Vec<(Action, Act)>,
}

impl Acting<'_, '_, '_> {
    fn add(&mut self, action: Action, place: Place) {
        self.actions.push((action, Act { place, named: Vec::new() }));
    }

    fn pin(&mut self, pin: &Pin) {
        let position = pin.position.as_ref().map_or(1, |position| position.value);
        if !(1..=MOST_POSITION).contains(&position) {
            let text = format!("`position`: expected 1 to {MOST_POSITION}, found {position}");
            self.notes.error(pin.place, text, "1 is first.");
        }
        if pin.items.0.len() > MOST_POSITION as usize {
            let text = format!("`pin`: expected at most {MOST_POSITION} items, found {}", pin.items.0.len());
            self.notes.error(pin.place, text, "Boost them instead.");
        }
        let items = known_items(&pin.items, self.index, self.notes);
        for (item, position) in items.into_iter().zip(position.max(1) - 1..) {
            self.actions.push((Action::Pin { item, position }, Act { place: pin.place, named: vec![item] }));
        }
    }

    fn weigh(&mut self, verb: &str, weight: &Weight) {
        let by = within("by", &weight.by, 1.0 / 256.0, MOST_FACTOR, self.notes);
        let lifts = verb == "boost";
        if (by < 1.0) == lifts && by != 1.0 {
            let (does, other) = if lifts { ("lowers", "bury") } else { ("lifts", "boost") };
            let text = format!("`{verb}` by {by} {does} these items");
            self.notes.warning(weight.by.place, text, format!("Write `{other}` if that is meant."));
        }
        self.with_set(verb, &weight.of, |set| Action::Boost { set, factor: factor(by) });
    }

    /// An action on selected items; none when they are none.
    fn with_set(&mut self, verb: &str, selector: &Selector, action: impl Fn(u32) -> Action) {
        let Some(selected) = self.some(verb, selector) else { return };
        let act = Act { place: selected.place, named: selected.named.clone() };
        let set = self.build.set(&selected);
        self.actions.push((action(set), act));
    }

    fn some(&mut self, verb: &str, selector: &Selector) -> Option<Selected> {
        if is_blank(selector) {
            let text = format!("`{verb}` does not say which items");
            let remedy = "Name items, categories, tags, brands or a price band.";
            self.notes.error(selector.place, text, remedy);
            return None;
        }
        let selected = select(selector, self.index, self.notes);
        if let Some(kind) = selected.blind {
            let suppresses = matches!(verb, "exclude" | "require" | "cap");
            tell_blind(verb, kind, suppresses, selector.place, self.index, self.notes);
            return None;
        }
        if selected.items.is_empty() {
            let text = format!("`{verb}` has no effect: no item of the model is selected by {}", selected.name);
            self.notes.warning(selector.place, text, "It is skipped; correct it or take it out.");
            return None;
        }
        Some(selected)
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
                let remedy = "Write per = \"category\", per = \"brand\", or which items.";
                self.notes.error(cap.place, "`cap` needs either `per` or items, and not both", remedy);
            }
        }
    }

    fn fill(&mut self, fill: &Fill) {
        let mut sources = Vec::new();
        for filler in &fill.0.value {
            let source = match filler {
                Filler::Pinned => Source::Pinned,
                Filler::Learned => Source::Learned,
                Filler::Complements => Source::Complement,
                Filler::Popular => Source::Popular,
            };
            if sources.contains(&source) {
                self.notes.warning(fill.0.place, "`fill` names a source twice: the first counts", "");
            } else {
                sources.push(source);
            }
        }
        if sources.is_empty() {
            let remedy = "Name at least one source, or write most = 0 to show nothing.";
            self.notes.error(fill.0.place, "`fill` is empty", remedy);
        }
        self.add(Action::SourceOrder(sources), fill.0.place);
    }

    fn gap(&mut self, gap: &Gap) {
        let threshold = u32::try_from(minor(gap.from.value, self.index.exponent)).unwrap_or(0);
        if threshold == 0 {
            let text = format!("`from`: expected what an order must cost at least, found {}", gap.from.value);
            self.notes.error(gap.from.place, text, "Give the amount from which shipping is free, such as 50.00.");
        }
        let by = gap.by.as_ref().map_or(1.5, |by| within("by", by, 1.0, MOST_FACTOR, self.notes));
        self.add(Action::CloseGap { threshold, factor: factor(by) }, gap.place);
    }
}
