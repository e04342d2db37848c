//! Computes one coarse value class per item from its value to the shop, its returns and its stock; hides exact margins.
//!
//! The engine ranks by P(item | cart)^a × value^b; only b/a matters for the order, so it is one number here, `weight`.
//! A value is rounded down to a power of two and compared with the shop's median, also a power of two. Two shops whose
//! margins differ within a power of two get the same classes, and so the same public file.

use std::collections::BTreeMap;

use pairwell::rules::parts::PLAIN_CLASS;

use crate::catalog::CatalogItem;

/// What counts in ranking beside probability.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum By {
    /// Nothing.
    #[default]
    Nothing,
    /// The item's price.
    Price,
    /// Price less cost.
    Margin,
    /// Price less cost, where returned items earn nothing.
    MarginAfterReturns,
}

/// How value and stock count.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub struct Money {
    /// Which value.
    pub by: By,
    /// The exponent b/a of the value.
    pub weight: f64,
    /// How overstock counts.
    pub overstock: Option<Overstock>,
}

/// Stock above a limit multiplies the score.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Overstock {
    /// Stock above this.
    pub above: i64,
    /// The factor, above 0.
    pub boost: f64,
}

/// How often an item was sold and returned.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Sold {
    /// Orders that kept it.
    pub kept: u32,
    /// Lines that returned it.
    pub returned: u32,
}

/// The shop's overall return rate counts like this many orders of each item, so that one return of one sale means little.
const RETURNS_PRIOR: f64 = 10.0;
/// Values further than this many powers of two from the median are treated alike.
const REACH: f64 = 4.0;

/// The class of each item. `items` are the catalog's entries by item number, `None` where it has none.
pub fn classes(items: &[Option<&CatalogItem>], sold: &[Sold], money: &Money) -> Vec<u8> {
    let rates = return_rates(sold);
    let usual = usual_rate(sold);
    let octaves: Vec<Option<f64>> =
        items.iter().zip(&rates).map(|(item, rate)| item.and_then(|item| octave(item, *rate, money.by))).collect();
    let median = median(octaves.iter().flatten().copied());
    let class = |((item, octave), rate): ((&Option<&CatalogItem>, &Option<f64>), &f64)| {
        let worth = octave.map_or(0.0, |octave| (octave - median).clamp(-REACH, REACH)) * money.weight;
        // Returns are in the margin after returns already.
        let kept = if money.by == By::MarginAfterReturns { 0.0 } else { heavy_returns(*rate, usual) };
        class(worth + kept + item.map_or(0.0, |item| stocked(item, money.overstock)))
    };
    items.iter().zip(&octaves).zip(&rates).map(class).collect()
}

/// Joins the orders that kept each item with the returns that the reader counted.
pub fn sold<'a>(skus: &[&'a str], kept: impl Iterator<Item = u32>, returned: &BTreeMap<String, u32>) -> Vec<Sold> {
    let back = |sku: &&'a str| returned.get(*sku).copied().unwrap_or(0);
    skus.iter().zip(kept).map(|(sku, kept)| Sold { kept, returned: back(sku) }).collect()
}

/// Lines returned by lines sold; items with few sales lean towards the shop's rate.
fn return_rates(sold: &[Sold]) -> Vec<f64> {
    let usual = usual_rate(sold);
    let rate = |sold: &Sold| {
        let returned = f64::from(sold.returned);
        (returned + RETURNS_PRIOR * usual) / (f64::from(sold.kept) + returned + RETURNS_PRIOR)
    };
    sold.iter().map(rate).collect()
}

fn usual_rate(sold: &[Sold]) -> f64 {
    let (kept, returned) =
        sold.iter().fold((0.0, 0.0), |(k, r), sold| (k + f64::from(sold.kept), r + f64::from(sold.returned)));
    if returned > 0.0 { returned / (kept + returned) } else { 0.0 }
}

/// The octaves that an item loses for more returns than usual.
fn heavy_returns(rate: f64, usual: f64) -> f64 {
    ((1.0 - rate) / (1.0 - usual).max(f64::EPSILON)).max(f64::EPSILON).log2().min(0.0)
}

/// The power of two of an item's value; `None` if it is not known, 0 for a loss.
fn octave(item: &CatalogItem, return_rate: f64, by: By) -> Option<f64> {
    let price = item.price_minor.filter(|price| *price > 0)? as f64;
    let margin = |cost: i64| price - cost as f64;
    let value = match by {
        By::Nothing => return None,
        By::Price => price,
        By::Margin => item.cost_minor.map(margin)?,
        By::MarginAfterReturns => item.cost_minor.map(margin)? * (1.0 - return_rate),
    };
    Some(value.max(1.0).log2().floor())
}

fn median(octaves: impl Iterator<Item = f64>) -> f64 {
    let mut octaves: Vec<f64> = octaves.collect();
    octaves.sort_by(f64::total_cmp);
    octaves.get(octaves.len() / 2).copied().unwrap_or(0.0)
}

fn stocked(item: &CatalogItem, overstock: Option<Overstock>) -> f64 {
    match (overstock, item.stock) {
        (Some(Overstock { above, boost }), Some(stock)) if stock > above && boost > 0.0 => boost.log2(),
        _ => 0.0,
    }
}

/// The class of a factor, given by its logarithm to base 2: four classes to the octave.
fn class(octaves: f64) -> u8 {
    (f64::from(PLAIN_CLASS) + (octaves * 4.0).round()).clamp(0.0, 15.0) as u8
}

#[cfg(test)]
mod tests {
    use super::*;

    fn item(price: i64, cost: i64, stock: i64) -> CatalogItem {
        CatalogItem { price_minor: Some(price), cost_minor: Some(cost), stock: Some(stock), ..CatalogItem::default() }
    }

    fn check(items: &[CatalogItem], sold: &[Sold], money: Money, expected: &[u8]) {
        let items: Vec<Option<&CatalogItem>> = items.iter().map(Some).collect();
        assert_eq!(classes(&items, sold, &money), expected);
    }

    const SOLD: [Sold; 3] = [Sold { kept: 100, returned: 0 }; 3];
    const PLAIN: Money = Money { by: By::Nothing, weight: 0.25, overstock: None };

    #[test]
    fn without_a_value_all_items_are_in_one_class() {
        check(&[item(100, 90, 1), item(100, 1, 999), item(9000, 1, 0)], &SOLD, PLAIN, &[8, 8, 8]);
    }

    #[test]
    fn twice_the_value_is_a_class_more_at_a_weight_of_a_quarter() {
        let items = [item(1000, 0, 0), item(2000, 0, 0), item(4000, 0, 0)];
        check(&items, &SOLD, Money { by: By::Price, ..PLAIN }, &[7, 8, 9]);
        check(&items, &SOLD, Money { by: By::Price, weight: 1.0, ..PLAIN }, &[4, 8, 12]);
    }

    #[test]
    fn margin_counts_where_it_is_known_and_a_loss_counts_least() {
        let items = [item(5000, 4000, 0), item(5000, 5600, 0), item(5000, 1000, 0)];
        check(&items, &SOLD, Money { by: By::Margin, ..PLAIN }, &[8, 4, 10]);
        let unknown = CatalogItem { cost_minor: None, ..item(5000, 0, 0) };
        let items = [unknown, item(5000, 4000, 0), item(5000, 1000, 0)];
        check(&items, &SOLD, Money { by: By::Margin, ..PLAIN }, &[8, 6, 8]);
    }

    #[test]
    fn many_returns_lower_the_class_and_one_return_of_one_sale_does_not() {
        let items = [item(100, 0, 0), item(100, 0, 0), item(100, 0, 0)];
        let sold =
            |returned| [Sold { kept: 1000, returned: 10 }, Sold { kept: 60, returned }, Sold { kept: 1, returned: 1 }];
        check(&items, &sold(0), PLAIN, &[8, 8, 8]);
        check(&items, &sold(40), PLAIN, &[8, 6, 8]);
    }

    #[test]
    fn margin_after_returns_counts_returns_once() {
        let items = [item(5000, 100, 0), item(5000, 100, 0), item(5000, 100, 0)];
        let sold =
            [Sold { kept: 1000, returned: 0 }, Sold { kept: 500, returned: 500 }, Sold { kept: 900, returned: 0 }];
        check(&items, &sold, Money { by: By::MarginAfterReturns, ..PLAIN }, &[8, 7, 8]);
    }

    #[test]
    fn overstock_raises_the_class() {
        let overstock = Some(Overstock { above: 500, boost: 1.2 });
        check(&[item(1, 0, 500), item(1, 0, 501), item(1, 0, 9)], &SOLD, Money { overstock, ..PLAIN }, &[8, 9, 8]);
    }

    #[test]
    fn a_margin_cannot_be_read_from_the_classes() {
        let shop = |costs: [i64; 3]| {
            let items = costs.map(|cost| item(10_000, cost, 0));
            let items: Vec<Option<&CatalogItem>> = items.iter().map(Some).collect();
            classes(&items, &SOLD, &Money { by: By::Margin, weight: 1.0, ..PLAIN })
        };
        // Margins of 41 to 81, 21 to 40 and 11 to 20 in the hundred.
        assert_eq!(shop([1900, 6000, 8000]), shop([5900, 7900, 8970]));
        assert_ne!(shop([1900, 6000, 8000]), shop([1900, 6000, 9000]));
    }
}
