//! Holds what every decision about one query reads and none changes: model, rulebook, query, active rules, scores.

use super::active::ActiveRules;
use super::book::Rulebook;
use super::few::{Counts, Few};
use super::query::Query;
use crate::model::Model;
use crate::rank::Ranker;
use crate::rank::slot::IN_CART;

/// One query in the light of model and rules; it does not change from candidate to candidate.
#[derive(Clone, Copy)]
pub(super) struct Context<'a> {
    pub(super) model: &'a Model,
    pub(super) book: &'a Rulebook,
    pub(super) query: &'a Query<'a>,
    pub(super) active: &'a ActiveRules,
    /// The scores of the cart's neighbours, and what is flagged of items.
    pub(super) ranker: &'a Ranker,
    pub(super) cart: &'a CartTraits,
}

impl Context<'_> {
    /// Those of some items that are not in the cart.
    pub(super) fn missing(&self, items: &[u32]) -> impl Iterator<Item = u32> {
        items.iter().copied().filter(|item| self.ranker.slot(*item).flags & IN_CART == 0)
    }
}

/// What the cart's items have in common with others.
#[derive(Debug, Default)]
pub(super) struct CartTraits {
    /// The groups that the cart has variants of.
    pub(super) groups: Few,
    /// Categories that complement the cart's.
    pub(super) complements: Vec<u32>,
    /// Option values that the shopper is likely to want, and how much.
    pub(super) wanted: Counts,
}

impl CartTraits {
    /// Forgets the last cart.
    pub(super) fn clear(&mut self) {
        self.complements.clear();
        self.groups.clear();
        self.wanted.clear();
    }
}
