//! Prices a set and computes its largest discount; never reads a catalog.

use crate::catalog::CatalogItem;

/// The price and cost of a set, in the currency's smallest unit.
#[derive(Debug, Clone, PartialEq)]
pub struct Offer {
    /// The sum of its items' prices.
    pub price: i64,
    /// ISO 4217; empty when the catalog has none.
    pub currency: String,
    /// The sum of its items' costs, when all are known.
    pub cost: Option<i64>,
}

impl Offer {
    /// The sum over a set; `None` unless the catalog knows the price of every item, all in one currency.
    pub fn of(items: &[Option<&CatalogItem>]) -> Option<Self> {
        let currency = items.first().copied().flatten()?.currency.clone();
        let mut offer = Self { price: 0, currency: currency.clone().unwrap_or_default(), cost: Some(0) };
        for item in items {
            let item = (*item)?;
            if item.currency != currency {
                return None;
            }
            offer.price += item.price_minor.filter(|price| *price > 0)?;
            offer.cost = offer.cost.zip(item.cost_minor).map(|(sum, cost)| sum + cost);
        }
        Some(offer)
    }

    /// The margin at the full price, 0 to 1; `None` when the cost is not known.
    pub fn margin(&self) -> Option<f64> {
        Some(1.0 - self.cost? as f64 / self.price as f64)
    }

    /// The largest discount, in hundredths of a percent, that leaves a margin; `None` when the cost is not known or the
    /// full price leaves less.
    pub fn discount(&self, margin: f64) -> Option<u32> {
        largest_discount(self.price, self.cost?, margin)
    }
}

/// The largest discount, in whole hundredths of a percent, that leaves `margin` (0 to 1) of the price paid:
/// paid ≥ cost ÷ (1 − margin). `None` where the full price leaves less.
pub fn largest_discount(price: i64, cost: i64, margin: f64) -> Option<u32> {
    if price <= 0 || !(0.0..1.0).contains(&margin) {
        return None;
    }
    let least = cost.max(0) as f64 / (1.0 - margin);
    let room = (1.0 - least / price as f64) * 10_000.0;
    // Rounds 29.999… up to 30.
    let room = (room + 1e-6).floor();
    (room >= 0.0).then(|| room.min(10_000.0) as u32)
}

#[cfg(test)]
mod tests {
    use super::largest_discount;

    #[test]
    fn the_largest_discount_leaves_the_margin_and_no_more() {
        assert_eq!(largest_discount(10_000, 4_900, 0.3), Some(3000));
        assert_eq!(largest_discount(10_000, 5_000, 0.0), Some(5000));
        assert_eq!(largest_discount(10_000, 0, 0.3), Some(10_000));
        for cost in 0..120 {
            let margin = |discount: f64| 1.0 - cost as f64 / (100.0 * (1.0 - discount));
            let Some(discount) = largest_discount(100, cost, 0.3) else {
                assert!(margin(0.0) < 0.3, "{cost}");
                continue;
            };
            let discount = f64::from(discount) / 10_000.0;
            assert!(discount == 1.0 || margin(discount) >= 0.3 - 1e-9, "{cost}");
            assert!(discount == 1.0 || margin(discount + 0.0001) < 0.3, "{cost} leaves more than it must");
        }
    }

    #[test]
    fn a_price_without_room_has_no_discount_and_nonsense_has_no_answer() {
        assert_eq!(largest_discount(10_000, 7_000, 0.3), Some(0));
        assert_eq!(largest_discount(10_000, 9_000, 0.3), None, "even the full price leaves a tenth only");
        assert_eq!(largest_discount(0, 10, 0.3), None);
        assert_eq!(largest_discount(100, 10, 1.0), None);
    }
}
