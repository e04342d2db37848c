//! Judges whether what rules pin, and what they ask for, can be at all: items that are never shown, carts that never are;
//! never looks at a second rule.

use pairwell::rules::parts::{Action, Atom, Clause, Measure, Rule};

use super::{Court, Deed};
use crate::finding::Notes;
use crate::shop::Sale;

/// What 1 is in score units.
const ONE: f64 = (1u32 << 24) as f64;

/// Notes what of one rule can never come about.
pub(super) fn judge(court: &Court<'_>, number: usize, notes: &mut Notes<'_>) {
    let rule = court.rule(number);
    impossible_cart(court, number, notes);
    for deed in court.deeds(number).filter(|deed| deed.written) {
        match deed.action {
            Action::Pin { item, .. } => pinned(court, rule, deed, *item, notes),
            Action::Most(0) if rule.when.is_empty() && rule.ranges.is_empty() => {
                let text = "most = 0 without `when`: nothing is ever shown";
                notes.warning(deed.act.place, text, "Say when, or take the rule out.");
            }
            Action::MinScore(units) => too_high(court, *units, deed, notes),
            _ => {}
        }
    }
}

fn pinned(court: &Court<'_>, rule: &Rule, deed: Deed<'_>, item: u32, notes: &mut Notes<'_>) {
    let (sku, place) = (court.sku(item), deed.act.place);
    let sale = court.index.described(item).map(|item| item.sale).unwrap_or_default();
    if sale == Sale::SoldOut {
        notes.note(
            place,
            format!("{sku:?} is pinned here, but sold out"),
            "It is shown once the page says there is some.",
        );
    } else if let Some(why) = sale.against() {
        notes.warning(place, format!("{sku:?} is pinned here, but {why}: it is never shown"), "Pin another item.");
    }
    for clause in rule.when.iter().filter(|clause| !clause.negated) {
        let Some(items) = asked(court, clause) else { continue };
        let bars: Vec<Option<&str>> = items.iter().map(|beside| court.bar(item, *beside)).collect();
        let Some(first) = bars.iter().position(Option::is_some) else { continue };
        let (why, beside) = (bars[first].unwrap_or_default(), court.sku(items[first]));
        let of = if item == items[first] { String::new() } else { format!(" {beside:?}") };
        if bars.iter().all(Option::is_some) {
            let text = format!("{sku:?} is pinned here, but {why}{of}: it is never shown then");
            notes.warning(place, text, "Pin another item, or change `cart`.");
            return;
        } else if item != items[first] {
            notes.note(place, format!("{sku:?} is pinned here, but {why}{of}: it is not shown beside it"), "");
            return;
        }
    }
}

/// The items that a clause asks for, if it asks for nothing else.
fn asked(court: &Court<'_>, clause: &Clause) -> Option<Vec<u32>> {
    let mut items = Vec::new();
    for atom in &clause.any {
        let Atom::Cart(set) = atom else { return None };
        items.extend(&court.set(*set).items);
    }
    Some(items)
}

impl Court<'_> {
    /// What keeps a pinned item from being shown beside another, in words.
    fn bar(&self, item: u32, beside: u32) -> Option<&'static str> {
        if item == beside {
            return Some("is in the cart itself");
        }
        let (one, other) = (self.index.described(item)?, self.index.described(beside)?);
        if !one.group.is_empty() && one.group == other.group {
            return Some("is a variant of");
        }
        let near = &self.index.shop.substitutes;
        let at = near.binary_search_by_key(&beside, |near| near.item).ok()?;
        // What is dearer a rule may pin.
        (near[at].others.contains(&item) && one.price_minor <= other.price_minor).then_some("would replace")
    }
}

/// A score that nothing reaches.
fn too_high(court: &Court<'_>, units: u32, deed: Deed<'_>, notes: &mut Notes<'_>) {
    let Some(best) = court.index.shop.best else { return };
    let added = court.merchant.rules.iter().flat_map(|rule| &rule.actions).filter_map(|action| match action {
        Action::Add { units, .. } => Some(f64::from(*units) / ONE),
        _ => None,
    });
    let best = best + added.fold(0.0, f64::max);
    if f64::from(units) / ONE > best {
        let text = format!("no item scores so high beside any one item of the cart: the best score is {best:.3}");
        notes.warning(
            deed.act.place,
            text,
            "Ask for less: else few carts, or none, get a suggestion that is not pinned.",
        );
    }
}

/// Items in the cart, and a cart too small or too cheap for them.
fn impossible_cart(court: &Court<'_>, number: usize, notes: &mut Notes<'_>) {
    let (rule, place) = (court.rule(number), court.origins[number].place);
    let most = |measure: Measure| {
        rule.ranges.iter().filter(|range| range.measure == measure as u32).map(|range| range.to).min()
    };
    for items in rule.when.iter().filter(|clause| !clause.negated).filter_map(|clause| asked(court, clause)) {
        if most(Measure::Size).is_some_and(|most| most < 1) {
            let text =
                format!("{:?} can never fire: `size` lets no piece be in the cart that `cart` asks for", rule.name);
            notes.warning(place, text, "Correct the conditions, or take the rule out.");
            return;
        }
        let prices = items.iter().map(|item| court.index.described(*item).and_then(|item| item.price_minor));
        let cheapest = prices.collect::<Option<Vec<i64>>>().and_then(|prices| prices.into_iter().min());
        if let (Some(most), Some(cheapest)) = (most(Measure::Value), cheapest)
            && most < cheapest
        {
            let price = cheapest as f64 / 10f64.powi(court.index.exponent as i32);
            let text = format!(
                "{:?} can never fire: what `cart` asks for costs {price} at least, more than `value`",
                rule.name
            );
            notes.warning(place, text, "Correct the conditions, or take the rule out.");
            return;
        }
    }
}
