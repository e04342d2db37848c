//! Finds what the merchant says of a pick: a benefit, a partner, the bundle that it completes; never chooses a pick.

use super::book::Rulebook;
use super::context::Context;
use crate::model::rules::parts::Bundle;

/// The merchant's words for an item beside this cart, and whose item it is: positions among benefits and partners.
pub(super) fn of(context: &Context<'_>, item: u32) -> (Option<u32>, Option<u32>) {
    let Rulebook { sets_of, benefits, parts, .. } = context.book;
    let (sets, merchant) = (sets_of.list(item), &parts.merchant);
    let holds = |benefit: &u32| {
        let with = merchant.benefits.get(*benefit as usize).and_then(|benefit| benefit.with);
        with.is_none_or(|with| context.active.cart_has(with))
    };
    let benefits = sets.iter().flat_map(|set| benefits.list(*set)).copied();
    let partner = merchant.partners.iter().position(|partner| sets.contains(&partner.set));
    (benefits.filter(holds).min(), partner.map(|at| at as u32))
}

/// The first bundle that an item completes, by position. That the item may be shown says that the bundle can be had.
pub(super) fn completed(context: &Context<'_>, item: u32) -> Option<u32> {
    let completes = |bundle: &Bundle| context.missing(&bundle.items).eq([item]);
    context.book.bundles().position(completes).map(|at| at as u32)
}
