//! Finds parts of one rule that can never take effect: items that are never shown, scores that are never reached, carts
//! that cannot exist.

use pairwell::rules::parts::{Action, Atom, Clause, Measure, Rule};

use super::rules::{Lint, RuleAction};
use crate::finding::Notes;
use crate::shop::Sale;

/// 1 in score units.
const ONE: f64 = (1u32 << 24) as f64;

/// Reports the parts of one rule that can never take effect.
pub(super) fn check(lint: &Lint<'_>, number: usize, notes: &mut Notes<'_>) {
    let rule = lint.rule(number);
    impossible_cart(lint, number, notes);
    for one in lint.actions(number).filter(|one| one.written) {
        match one.action {
            Action::Pin { item, .. } => pinned(lint, rule, one, *item, notes),
            Action::Most(0) if rule.when.is_empty() && rule.ranges.is_empty() => {
                let text = "most = 0 without `when`: nothing is ever shown";
                notes.warning(one.origin.place, text, "Add a `when`, or remove the rule.");
            }
            Action::MinScore(units) => too_high(lint, *units, one, notes),
            _ => {}
        }
    }
}

fn pinned(lint: &Lint<'_>, rule: &Rule, pin: RuleAction<'_>, item: u32, notes: &mut Notes<'_>) {
    let (sku, place) = (lint.sku(item), pin.origin.place);
    let sale = lint.index.described(item).map(|item| item.sale).unwrap_or_default();
    if sale == Sale::SoldOut {
        let text = format!("{sku:?} is pinned here, but is sold out");
        notes.note(place, text, "It is shown as soon as the page says that it is in stock.");
    } else if let Some(why) = sale.against() {
        notes.warning(place, format!("{sku:?} is pinned here, but {why}: it is never shown"), "Pin another item.");
    }
    pinned_beside(lint, rule, pin, item, notes);
}

/// Reports an item that is not shown beside the items that its rule requires in the cart.
fn pinned_beside(lint: &Lint<'_>, rule: &Rule, pin: RuleAction<'_>, item: u32, notes: &mut Notes<'_>) {
    let (sku, place) = (lint.sku(item), pin.origin.place);
    for items in required(lint, rule) {
        let reasons: Vec<Option<&str>> = items.iter().map(|beside| hidden_beside(lint, item, *beside)).collect();
        let Some(first) = reasons.iter().position(Option::is_some) else { continue };
        let (why, beside) = (reasons[first].unwrap_or_default(), lint.sku(items[first]));
        let of = if item == items[first] { String::new() } else { format!(" {beside:?}") };
        if reasons.iter().all(Option::is_some) {
            let text = format!("{sku:?} is pinned here, but {why}{of}: it is never shown then");
            notes.warning(place, text, "Pin another item, or change `cart`.");
            return;
        } else if item != items[first] {
            let text = format!("{sku:?} is pinned here, but {why}{of}: the two are not shown together");
            notes.note(place, text, "");
            return;
        }
    }
}

/// The items of each clause that requires some in the cart.
fn required<'l>(lint: &'l Lint<'_>, rule: &'l Rule) -> impl Iterator<Item = Vec<u32>> {
    rule.when.iter().filter(|clause| !clause.negated).filter_map(|clause| items_of(lint, clause))
}

/// The items that a clause requires in the cart, if it requires nothing else.
fn items_of(lint: &Lint<'_>, clause: &Clause) -> Option<Vec<u32>> {
    let mut items = Vec::new();
    for atom in &clause.any {
        let Atom::Cart(set) = atom else { return None };
        items.extend(&lint.set(*set).items);
    }
    Some(items)
}

/// Why a pinned item is not shown with another in the cart.
fn hidden_beside(lint: &Lint<'_>, item: u32, beside: u32) -> Option<&'static str> {
    if item == beside {
        return Some("is in the cart itself");
    }
    let (one, other) = (lint.index.described(item)?, lint.index.described(beside)?);
    if !one.group.is_empty() && one.group == other.group {
        return Some("is a variant of");
    }
    let near = &lint.index.shop.substitutes;
    let at = near.binary_search_by_key(&beside, |near| near.item).ok()?;
    // A rule may pin a more expensive substitute.
    (near[at].others.contains(&item) && one.price_minor <= other.price_minor).then_some("is a substitute of")
}

/// Reports a minimum score that no item reaches.
fn too_high(lint: &Lint<'_>, units: u32, limit: RuleAction<'_>, notes: &mut Notes<'_>) {
    let Some(best) = lint.index.shop.best else { return };
    let best = best + f64::from(lint.most_added) / ONE;
    if f64::from(units) / ONE > best {
        let text = format!("no item reaches this score with one item in the cart: the best score is {best:.3}");
        let remedy = "Use a lower score, or few carts, if any, get suggestions that are not pinned.";
        notes.warning(limit.origin.place, text, remedy);
    }
}

/// Reports conditions that require items in the cart, but a cart too small or too cheap for them.
fn impossible_cart(lint: &Lint<'_>, number: usize, notes: &mut Notes<'_>) {
    let (rule, place) = (lint.rule(number), lint.place(number));
    let most = |measure: Measure| {
        rule.ranges.iter().filter(|range| range.measure == measure as u32).map(|range| range.to).min()
    };
    let mut never = |why: &str| {
        let text = format!("{:?} never applies: {why}", rule.name);
        notes.warning(place, text, "Change the conditions, or remove the rule.");
    };
    for items in required(lint, rule) {
        if most(Measure::Size).is_some_and(|most| most < 1) {
            return never("`cart` requires an item, but `size` allows none");
        }
        let dear = cheapest(lint, &items).filter(|price| most(Measure::Value).is_some_and(|most| most < *price));
        if let Some(price) = dear {
            let price = price as f64 / 10f64.powi(lint.index.exponent as i32);
            return never(&format!("the items of `cart` cost at least {price}, more than `value`"));
        }
    }
}

/// The smallest price of these items in minor units, if all have one.
fn cheapest(lint: &Lint<'_>, items: &[u32]) -> Option<i64> {
    let prices = items.iter().map(|item| lint.index.described(*item).and_then(|item| item.price_minor));
    prices.collect::<Option<Vec<i64>>>()?.into_iter().min()
}
