//! Decides whether a trained model may be published without --force, apart from how good it is.

use pairwell::model::Parts;
use pairwell_cli::affinity::why_none::why_none;
use pairwell_cli::catalog::{CatalogItem, strangers};
use pairwell_cli::evaluate::Published;
use pairwell_cli::orders::Orders;

/// Why a model should not be published: it can suggest nothing, or could not be compared with one that has weights.
pub fn objection(
    parts: &Parts,
    cases: usize,
    orders: &Orders,
    min_orders: u32,
    published: Option<&Published>,
) -> Option<String> {
    if parts.items.is_empty() {
        return Some(format!("it can suggest nothing: no item is in {min_orders} orders or in a catalog"));
    }
    if parts.items.iter().all(|item| item.hidden) {
        return Some("it can suggest nothing: no item of the orders is for sale in the catalog".to_owned());
    }
    let weights = published.map_or(0, |published| published.model.weights());
    if weights == 0 {
        return None;
    }
    if parts.items.iter().all(|item| item.neighbours.is_empty()) {
        let why = why_none(orders, min_orders);
        return Some(format!("it has no weights, the model in --out has {weights}: {why}"));
    }
    (cases == 0).then(|| {
        format!("no order could be held out to compare it with the model in --out, which has {weights} weights")
    })
}

/// Warns if orders and catalog do not use the same codes; an error if `strict`.
pub fn check_codes(orders: &Orders, catalog: &[CatalogItem], strict: bool) -> anyhow::Result<()> {
    match strangers(orders, catalog) {
        Some(strangers) if strict => anyhow::bail!("{strangers}"),
        Some(strangers) => {
            say!("warning: {strangers}");
            Ok(())
        }
        None => Ok(()),
    }
}
