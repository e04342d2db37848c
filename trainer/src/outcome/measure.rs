//! Lists the metrics: names, numerators, denominators, scales; never a figure.

use serde::Serialize;

use crate::experiment::judge::Scale::{self, Absolute, Relative};

/// A metric (`docs/experiments.md` says what each means).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Measure {
    /// Net revenue per triggered device.
    Revenue,
    /// Net revenue less cost, per triggered device.
    Margin,
    /// Devices with an order, of triggered devices.
    Conversion,
    /// Revenue per order.
    OrderValue,
    /// Pieces per order.
    OrderSize,
    /// Orders with an item that stood in a list before, or would have.
    Attach,
    /// Orders with an item that was added from a list.
    Added,
    /// Orders with an item added from a list, of whose category nothing was in the cart before.
    CrossSell,
    /// Orders with a suggested item that is dearer than a viewed one of its category, which was not bought.
    Upsell,
    /// Lists with a select, of lists in view.
    ClickRate,
    /// Lists with an addition, of lists in view.
    AddRate,
    /// Items selected or added that were then ordered.
    Suggested,
    /// Revenue of lines whose item was added from a list, or selected in the day before; per triggered device.
    Attributed,
    /// Pieces taken back per triggered device.
    Returns,
    /// Pieces taken back of attributed lines that are old enough.
    ReturnRate,
    /// Customers who bought again in the days after their first order.
    Repeat,
    /// Margin of all orders of a device and its customer in the days after the first exposure.
    Lifetime,
}

/// How a metric is made of two sums over devices.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Form {
    /// A mean per device.
    Mean,
    /// A quotient of two sums.
    Ratio,
}

/// What a metric is called and how it is judged.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Described {
    /// In reports for programs.
    pub key: &'static str,
    /// In sentences.
    pub name: &'static str,
    /// What is counted.
    pub numerator: &'static str,
    /// By what it is divided.
    pub denominator: &'static str,
    /// How it is made.
    pub form: Form,
    /// On which scale it is judged.
    pub scale: Scale,
    /// How many of the counted units make one: 100 for money.
    pub unit: f64,
    /// Whether it decides.
    pub decides: bool,
}

/// One device's figures: `y` and `x` of every metric.
pub type Values = [(i64, i64); MEASURES];

/// How many metrics there are.
pub const MEASURES: usize = 17;

impl Measure {
    /// All of them, those that decide first.
    pub const ALL: [Self; MEASURES] = [
        Self::Revenue,
        Self::Margin,
        Self::Conversion,
        Self::OrderValue,
        Self::OrderSize,
        Self::Attach,
        Self::Added,
        Self::CrossSell,
        Self::Upsell,
        Self::ClickRate,
        Self::AddRate,
        Self::Suggested,
        Self::Attributed,
        Self::Returns,
        Self::ReturnRate,
        Self::Repeat,
        Self::Lifetime,
    ];

    /// What it is.
    pub fn described(self) -> &'static Described {
        &DESCRIBED[self as usize]
    }
}

const DEVICES: &str = "devices that met the shelf";

/// A mean per device.
const fn mean(key: &'static str, name: &'static str, numerator: &'static str, scale: Scale, unit: f64) -> Described {
    Described { key, name, numerator, denominator: DEVICES, form: Form::Mean, scale, unit, decides: false }
}

/// A quotient of two sums.
const fn ratio(
    key: &'static str,
    name: &'static str,
    [numerator, denominator]: [&'static str; 2],
    scale: Scale,
    unit: f64,
) -> Described {
    Described { key, name, numerator, denominator, form: Form::Ratio, scale, unit, decides: false }
}

/// The same, and it decides.
const fn deciding(described: Described) -> Described {
    Described { decides: true, ..described }
}

/// All of them, in the order of [`Measure::ALL`].
const DESCRIBED: [Described; MEASURES] = [
    deciding(mean("revenue", "Revenue per shopper who would have seen the shelf", "net revenue", Relative, 100.0)),
    deciding(mean(
        "margin",
        "Margin per shopper who would have seen the shelf",
        "net revenue less cost",
        Absolute,
        100.0,
    )),
    mean("conversion", "Shoppers who buy", "devices with an order", Relative, 1.0),
    ratio("order_value", "Revenue per order", ["net revenue", "orders"], Relative, 100.0),
    ratio("order_size", "Pieces per order", ["pieces", "orders"], Relative, 1.0),
    ratio(
        "attach",
        "Orders with an item that was in a list, or would have been",
        ["orders with such an item", "orders"],
        Relative,
        1.0,
    ),
    ratio(
        "added_orders",
        "Orders with an item that was added from a list",
        ["orders with such an item", "orders"],
        Absolute,
        1.0,
    ),
    ratio(
        "cross_sell",
        "Orders with an added suggestion of a category that was not in the cart",
        ["orders with such an item", "orders"],
        Absolute,
        1.0,
    ),
    ratio(
        "upsell",
        "Orders with a suggestion in place of a cheaper item that was viewed",
        ["orders with such an item", "orders"],
        Absolute,
        1.0,
    ),
    ratio("click_rate", "Lists with a click", ["lists with a select", "lists in view"], Relative, 1.0),
    ratio("add_rate", "Lists with an addition to the cart", ["lists with an addition", "lists in view"], Relative, 1.0),
    ratio(
        "suggested_conversion",
        "Clicked or added suggestions that are ordered",
        ["items of these that were ordered", "items selected or added, per device"],
        Relative,
        1.0,
    ),
    mean("attributed", "Attributed revenue per shopper", "attributed revenue", Absolute, 100.0),
    mean("returns", "Pieces taken back per shopper", "pieces taken back", Absolute, 1.0),
    ratio(
        "return_rate",
        "Attributed pieces taken back",
        ["attributed pieces taken back", "attributed pieces that are old enough"],
        Absolute,
        1.0,
    ),
    ratio(
        "repeat_purchase",
        "Customers who buy again",
        ["customers with a second order", "customers whose days after the first order have passed"],
        Relative,
        1.0,
    ),
    ratio(
        "lifetime_margin",
        "Margin per shopper over the days after the first exposure",
        ["margin of all orders in these days", "devices whose days have passed"],
        Absolute,
        100.0,
    ),
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_measure_stands_at_its_own_place_and_has_its_own_key() {
        for (at, measure) in Measure::ALL.into_iter().enumerate() {
            assert_eq!(measure as usize, at);
            let same = Measure::ALL.into_iter().filter(|other| other.described().key == measure.described().key);
            assert_eq!(same.count(), 1);
        }
    }
}
