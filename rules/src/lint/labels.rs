//! Finds benefits and partners that are never shown because an earlier one covers their items.

use super::rules::Lint;
use crate::finding::{Notes, Place};

/// Reports benefits that an earlier one always precedes, and items of two partners.
pub(super) fn check(lint: &Lint<'_>, benefits: &[Place], partners: &[Place], notes: &mut Notes<'_>) {
    preceded_benefits(lint, benefits, notes);
    shared_items(lint, partners, notes);
}

fn preceded_benefits(lint: &Lint<'_>, places: &[Place], notes: &mut Notes<'_>) {
    let benefits = || lint.merchant.benefits.iter().zip(places);
    for (n, (benefit, place)) in benefits().enumerate() {
        let covers = |with: Option<u32>| match (with, benefit.with) {
            (None, _) => true,
            (Some(wide), Some(with)) => lint.sets.is_within(with, wide),
            (Some(_), None) => false,
        };
        let mut before =
            benefits().take(n).filter(|(other, _)| lint.sets.is_within(benefit.set, other.set) && covers(other.with));
        if let Some((_, first)) = before.next() {
            let text = format!("this benefit is never shown: the one of line {} always precedes it", first.line);
            notes.warning(*place, text, "The first one that matches is shown: put specific ones before general ones.");
        }
    }
}

fn shared_items(lint: &Lint<'_>, places: &[Place], notes: &mut Notes<'_>) {
    let partners = || lint.merchant.partners.iter().zip(places);
    for (n, (partner, place)) in partners().enumerate() {
        for (other, first) in partners().take(n) {
            let items = &lint.set(other.set).items;
            let both = lint.set(partner.set).items.iter().find(|item| items.binary_search(item).is_ok());
            if let Some(item) = both.filter(|_| other.name != partner.name) {
                let sku = lint.sku(*item);
                let text = format!("{sku:?} already belongs to partner {:?} (line {})", other.name, first.line);
                notes.warning(*place, text, "The first partner counts: name each item only once.");
            }
        }
    }
}
