//! Adds the faults of a real export: cancellations, returns, repeated lines, blank SKUs, lines that are not products.

use crate::calendar::DAYS;
use crate::dice::Dice;
use crate::line::Line;
use crate::market::Market;

/// SKUs of lines that are not products.
pub(crate) const NON_PRODUCTS: [&str; 2] = ["SHIPPING", "GIFT-WRAP"];

/// Gives an order at most one fault, about as often as in a real shop.
pub(crate) fn grow(dice: &mut Dice, lines: &mut Vec<Line>, month: usize) {
    let Some(first) = lines.first().cloned() else { return };
    let wraps = if month >= 10 { 140 } else { 25 };
    match dice.below(1000) {
        0..25 => lines.iter_mut().for_each(|line| line.status = "cancelled"),
        25..45 => lines.extend(returned(dice, &first)),
        45..60 => lines.push(first),
        60..68 => lines.push(Line { sku: "", quantity: 1, ..first }),
        68..130 => lines.push(Line { sku: NON_PRODUCTS[0], quantity: 1, pence: 595, ..first }),
        fate if fate < 130 + wraps => lines.push(Line { sku: NON_PRODUCTS[1], quantity: 1, pence: 350, ..first }),
        _ => {}
    }
}

/// The line that takes the order's first line back some days later, if that is still in the sample.
fn returned(dice: &mut Dice, line: &Line) -> Option<Line> {
    let at = line.at + dice.between(3 * 1440, 21 * 1440);
    let order = format!("R-{}", line.order);
    (at < DAYS * 1440).then(|| Line { at, order, quantity: -line.quantity, status: "returned", ..line.clone() })
}

/// One café that orders one of everything: an order that says nothing about what goes with what.
pub(crate) fn wholesale(market: &Market) -> impl Iterator<Item = Line> {
    market.catalog().map(|number| {
        let product = market.product(number);
        Line {
            at: 260 * 1440 + 615,
            order: "W70001".into(),
            customer: "C99901".into(),
            sku: product.sku,
            quantity: 6,
            pence: product.pence * 80 / 100,
            status: "completed",
        }
    })
}
