//! Compiles `explore`: at a share of page views, one place of a set goes to an item that hardly any order holds.
//!
//! What is never shown is never learned. The share is drawn at random, as in Li, Chu, Langford and Schapire, "A contextual-bandit
//! approach to personalized news article recommendation", WWW 2010, <https://doi.org/10.1145/1772690.1772758>.

use pairwell::rules::facts::{DRAW, NEWCOMERS, WHOLE_SHARE};
use pairwell::rules::parts::{Action, Atom, Benefit, Capped, Clause, MerchantRules, Range};

use super::build::{ActionOrigin, Build, Conditions};
use super::numbers::{factor, probability, score, within};
use super::settings::MOST_FACTOR;
use crate::file::Defaults;
use crate::finding::{Notes, Place};
use crate::select::{Selected, ascending};
use crate::shop::{Newcomers, Shop};

/// The share of page views without a setting.
const USUAL_SHARE: f64 = 0.05;
/// The most parts that a group is split into. At each page view only one part competes, so that its items take turns.
const TURNS: usize = 8;
/// The most parts of all groups together, so that the rules of a thousand newcomers stay small.
const MOST_PARTS: usize = 64;

/// What shoppers read beside a newcomer, by language.
const LABELS: [(&str, &str); 6] =
    [("", "New"), ("de", "Neu"), ("fr", "Nouveau"), ("es", "Nuevo"), ("ja", "新着"), ("ar", "جديد")];

/// Compiles the share, if there is anything to explore.
pub(super) fn explore(defaults: Option<&Defaults>, shop: &Shop, build: &mut Build, notes: &mut Notes<'_>) {
    let written = defaults.and_then(|defaults| defaults.explore.as_ref());
    let share = written.map_or(USUAL_SHARE, |share| within("explore", share, 0.0, 1.0, notes));
    let place = written.map_or_else(Place::default, |share| share.place);
    // A page draws a whole number below WHOLE_SHARE.
    let units = (share * f64::from(WHOLE_SHARE)).ceil() as usize;
    let groups = &shop.newcomers[..shop.newcomers.len().min(MOST_PARTS)];
    if units == 0 || groups.is_empty() {
        if written.is_some() && units > 0 && shop.kept.is_some() {
            let text = "`explore` has no effect: no item that hardly any order holds is like others that are bought";
            notes.note(place, text, "Newcomers are found by training with a catalog.");
        }
        return;
    }
    let all = groups.iter().flat_map(|group| &group.items);
    let set = build.set(&selected(all, NEWCOMERS));
    let texts = LABELS.map(|(language, text)| (language.to_owned(), text.to_owned())).to_vec();
    build.merchant.benefits.push(Benefit { set, with: None, texts });
    build.benefits.push(place);
    build.drawn((0, units), Vec::new(), vec![Action::Cap { of: Capped::Set(set), most: 1 }], place);
    for group in groups {
        let turns = group.items.len().min(TURNS).min(MOST_PARTS / groups.len()).min(units);
        let beside = build.in_cart(&selected(&group.brought_by, "what newcomers go with"), false);
        for turn in 0..turns {
            let part = |whole: usize| (whole * turn / turns, whole * (turn + 1) / turns);
            let (from, end) = part(group.items.len());
            let set = build.set(&selected(&group.items[from..end], "newcomers alike"));
            let shown = Action::Boost { set, factor: factor(MOST_FACTOR) };
            let added = Action::Add { set, units: score(group.gain).max(1) };
            build.drawn(part(units), vec![beside.clone()], vec![added, shown], place);
        }
    }
}

/// Items that training chose, under a name.
fn selected<'a>(items: impl IntoIterator<Item = &'a u32>, name: &str) -> Selected {
    let items = ascending(items.into_iter().copied().collect());
    Selected { items, name: name.to_owned(), ..Selected::default() }
}

impl Build {
    /// Adds a rule for page views that draw a number from a range, its end left out.
    fn drawn(&mut self, (from, end): (usize, usize), when: Vec<Clause>, actions: Vec<Action>, place: Place) {
        let range = Range { measure: self.measure(DRAW.to_owned()), from: from as i64, to: end as i64 - 1 };
        let actions = actions.into_iter().map(|action| (action, ActionOrigin { place, named: Vec::new() })).collect();
        self.rule(NEWCOMERS, Conditions { when, ranges: vec![range] }, actions, (place, false));
    }
}

/// The newcomers that compiled rules know, so that rules can be compiled anew without training.
pub(crate) fn newcomers(merchant: &MerchantRules) -> Vec<Newcomers> {
    let items = |set: u32| merchant.sets.get(set as usize).map_or(&[][..], |set| &set.items);
    // The rules of a group follow one another: they name what brings it, and add the same.
    let mut groups: Vec<((u32, u32), Newcomers)> = Vec::new();
    for rule in merchant.rules.iter().filter(|rule| rule.name.starts_with(NEWCOMERS)) {
        let beside = rule.when.first().and_then(|clause| clause.any.first());
        if let (Some(Atom::Cart(beside)), [Action::Add { set, units }, _]) = (beside, rule.actions.as_slice()) {
            match groups.last_mut() {
                Some((of, group)) if *of == (*beside, *units) => group.items.extend(items(*set)),
                _ => {
                    let (items, brought_by) = (items(*set).to_vec(), items(*beside).to_vec());
                    groups.push(((*beside, *units), Newcomers { items, brought_by, gain: probability(*units) }));
                }
            }
        }
    }
    groups.into_iter().map(|(_, group)| group).collect()
}
