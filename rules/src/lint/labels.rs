//! Finds benefits and partners that are never shown because an earlier one covers their items.

use super::rules::Lint;
use crate::finding::{Notes, Place};

/// Reports benefits that an earlier one always precedes, and items of two partners.
pub(super) fn check(lint: &Lint<'_>, benefits: &[Place], partners: &[Place], notes: &mut Notes<'_>) {
    let merchant = lint.merchant;
    for (n, (benefit, place)) in merchant.benefits.iter().zip(benefits).enumerate() {
        let covers = |with: Option<u32>| match (with, benefit.with) {
            (None, _) => true,
            (Some(wide), Some(with)) => lint.sets.is_within(with, wide),
            (Some(_), None) => false,
        };
        let earlier = merchant.benefits.iter().zip(benefits).take(n);
        let mut before = earlier.filter(|(other, _)| lint.sets.is_within(benefit.set, other.set) && covers(other.with));
        if let Some((_, first)) = before.next() {
            let text = format!("this benefit is never shown: the one of line {} always precedes it", first.line);
            notes.warning(*place, text, "The first one that matches is shown: put specific ones before general ones.");
        }
    }
    for (n, (partner, place)) in merchant.partners.iter().zip(partners).enumerate() {
        for (other, first) in merchant.partners.iter().zip(partners).take(n) {
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
