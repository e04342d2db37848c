//! Compiles a rules file that was read into what the engine applies, for one shop.

mod actions;
pub(crate) mod build;
mod conditions;
pub(crate) mod explore;
mod locales;
pub(crate) mod numbers;
mod sections;
mod services;
mod settings;

pub use settings::{Overstock, Training};

use crate::file::{File, Rule};
use crate::finding::Notes;
use crate::shop::Index;
use build::Build;

/// Compiles a whole file. Also returns the settings for training.
pub(crate) fn file(file: &File, index: &Index<'_>, notes: &mut Notes<'_>) -> (Build, Training) {
    let mut build = Build::default();
    let training = settings::defaults(file.defaults.as_ref(), &mut build, notes);
    file.defaults.iter().for_each(|defaults| settings::without_effect(defaults, index.shop, notes));
    // First, so that "New" comes before the merchant's own benefits.
    explore::explore(file.defaults.as_ref(), index.shop, &mut build, notes);
    settings::quiet(file.quiet.as_ref(), &mut build);
    let mut sections = sections::Sections { build: &mut build, index, notes };
    sections.subscription(file.subscription.as_ref());
    services::services(&file.service.0, &mut sections);
    file.restricted.0.iter().for_each(|restricted| sections.restricted(restricted));
    file.partner.0.iter().for_each(|partner| sections.partner(partner));
    file.benefit.0.iter().for_each(|benefit| sections.benefit(benefit));
    file.bundle.0.iter().for_each(|bundle| sections.bundle(bundle));
    for (number, one) in (1..).zip(&file.rule.0) {
        rule(one, number, &mut build, index, notes);
    }
    (build, training)
}

fn rule(rule: &Rule, number: usize, build: &mut Build, index: &Index<'_>, notes: &mut Notes<'_>) {
    let name = rule.name.as_ref().map_or_else(|| format!("rule {number}"), |name| name.value.clone());
    if let Some(written) = &rule.name
        && build.has_rule(&name)
    {
        let remedy = "Reasons show the name: give each rule a different one.";
        notes.warning(written.place, format!("there is already a rule named {name:?}"), remedy);
    }
    let conditions = conditions::of(rule.when.as_ref(), actions::hides_items(rule), build, index, notes);
    let before = notes.len();
    let actions = actions::of(rule, build, index, notes);
    if actions.is_empty() {
        // If actions were skipped or could not be read, that is reported already.
        if notes.len() == before && !notes.has_errors() {
            let remedy = "Add an action, such as `boost` or `exclude`.";
            notes.warning(rule.place, format!("{name:?} has no effect: it has no action"), remedy);
        }
        return;
    }
    if let Some(conditions) = conditions {
        build.rule(&name, conditions, actions, (rule.place, true));
    }
}
