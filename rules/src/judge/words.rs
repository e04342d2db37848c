//! Judges benefits and partners against those before them: which are never read; never looks at a rule.

use super::Court;
use crate::finding::{Notes, Place};

/// Notes the benefits that an earlier one always goes before, and items of two partners.
pub(super) fn judge(court: &Court<'_>, benefits: &[Place], partners: &[Place], notes: &mut Notes<'_>) {
    let merchant = court.merchant;
    for (n, (benefit, place)) in merchant.benefits.iter().zip(benefits).enumerate() {
        let covers = |with: Option<u32>| match (with, benefit.with) {
            (None, _) => true,
            (Some(wide), Some(with)) => court.known.is_within(with, wide),
            (Some(_), None) => false,
        };
        let earlier = merchant.benefits.iter().zip(benefits).take(n);
        let mut before =
            earlier.filter(|(other, _)| court.known.is_within(benefit.set, other.set) && covers(other.with));
        if let Some((_, first)) = before.next() {
            let text = format!("this benefit is never said: the one of line {} fits wherever it does", first.line);
            notes.warning(*place, text, "The first that fits is said: put the special one before the general one.");
        }
    }
    for (n, (partner, place)) in merchant.partners.iter().zip(partners).enumerate() {
        for (other, first) in merchant.partners.iter().zip(partners).take(n) {
            let items = &court.set(other.set).items;
            let both = court.set(partner.set).items.iter().find(|item| items.binary_search(item).is_ok());
            if let Some(item) = both.filter(|_| other.name != partner.name) {
                let text = format!("{:?} is of partner {:?} (line {}) too", court.sku(*item), other.name, first.line);
                notes.warning(*place, text, "The first counts: say of each item whose it is once.");
            }
        }
    }
}
