//! Simulates eighteen months of orders, day by day, and writes them as CSV; never says what goes with what.

use crate::calendar::{self, DAYS, Minute};
use crate::catalog::money;
use crate::dice::Dice;
use crate::line::Line;
use crate::market::{Market, Number};
use crate::shopper::{Shopper, Visit};
use crate::warts;

const SEED: u64 = 0xF1_9C4;
const COLUMNS: [&str; 7] = ["order_id", "ordered_at", "customer_id", "sku", "quantity", "unit_price", "status"];

/// Orders a day by month, in percent.
const MONTHS: [u32; 12] = [105, 90, 88, 86, 84, 88, 92, 90, 92, 100, 135, 165];
/// Orders a day by weekday, Monday first, in percent.
const WEEKDAYS: [u32; 7] = [104, 92, 90, 94, 96, 108, 122];
/// When people order, by hour.
const HOURS: [u32; 24] = [3, 1, 1, 1, 1, 3, 12, 30, 44, 50, 54, 50, 58, 50, 42, 40, 42, 48, 58, 76, 90, 84, 48, 16];

/// Everything sold, as a shop would export it.
pub(crate) struct Sales {
    /// In the order of time.
    pub(crate) lines: Vec<Line>,
}

impl Sales {
    /// Plays through all days.
    pub(crate) fn simulate() -> Self {
        let market = Market::open();
        let mut desk = Desk { market: &market, dice: Dice::seeded(SEED), shoppers: Vec::new(), taken: 0 };
        let mut lines: Vec<Line> = (0..DAYS).flat_map(|day| desk.day(day)).collect();
        lines.extend(warts::wholesale(&market));
        lines.sort_by(|one, other| (one.at, &one.order).cmp(&(other.at, &other.order)));
        Self { lines }
    }

    /// The whole file.
    pub(crate) fn csv(&self) -> Result<Vec<u8>, Box<dyn std::error::Error>> {
        let mut out = csv::Writer::from_writer(Vec::new());
        out.write_record(COLUMNS)?;
        for line in &self.lines {
            let (at, quantity, price) = (calendar::timestamp(line.at), line.quantity.to_string(), money(line.pence));
            out.write_record([&line.order, &at, &line.customer, line.sku, &quantity, &price, line.status])?;
        }
        Ok(out.into_inner()?)
    }
}

/// Where orders are taken.
struct Desk<'a> {
    market: &'a Market,
    dice: Dice,
    shoppers: Vec<Shopper>,
    taken: u32,
}

impl Desk<'_> {
    /// All lines of one day's orders.
    fn day(&mut self, day: u32) -> Vec<Line> {
        let month = calendar::month(day);
        let growth = 85 + day * 35 / DAYS;
        let expected = 880 * MONTHS[month] / 100 * WEEKDAYS[calendar::weekday(day)] / 100 * growth / 100;
        let expected = expected * self.dice.between(70, 130) / 100;
        let orders = expected / 100 + u32::from(self.dice.percent(expected % 100));
        let mut minutes: Vec<Minute> = (0..orders).map(|_| day * 1440 + self.minute()).collect();
        minutes.sort_unstable();
        minutes.into_iter().flat_map(|at| self.order(at, day, month)).collect()
    }

    fn minute(&mut self) -> u32 {
        self.dice.weighted(&HOURS).unwrap_or(0) as u32 * 60 + self.dice.below(60)
    }

    /// One order, with its faults.
    fn order(&mut self, at: Minute, day: u32, month: usize) -> Vec<Line> {
        self.taken += 1;
        let who = self.customer();
        let shopper = &mut self.shoppers[who];
        let demand = self.market.demand(shopper.crowd, day, month);
        let basket = shopper.shop(&mut self.dice, &Visit { market: self.market, demand: &demand, month });
        let guest = self.dice.percent(8);
        let customer = if guest { String::new() } else { self.shoppers[who].id.clone() };
        let order = format!("A{}", 10_000 + self.taken);
        let mut lines = Vec::with_capacity(basket.len());
        for number in basket {
            let (quantity, pence) = (self.quantity(number), self.price(number, day));
            let sku = self.market.product(number).sku;
            lines.push(Line {
                at,
                order: order.clone(),
                customer: customer.clone(),
                sku,
                quantity,
                pence,
                status: "completed",
            });
        }
        warts::grow(&mut self.dice, &mut lines, month);
        lines
    }

    /// A new customer, or one who has been here before: early ones come more often.
    fn customer(&mut self) -> usize {
        let known = self.shoppers.len() as u32;
        if known < 20 || self.dice.percent(36) {
            self.shoppers.push(Shopper::new(&mut self.dice, known));
            return known as usize;
        }
        let (one, other) = (self.dice.below(known), self.dice.below(known));
        one.min(other) as usize
    }

    fn quantity(&mut self, number: Number) -> i32 {
        let section = self.market.section(number);
        let odds: &[u32] = match section.category {
            "Mugs & cups" => &[62, 26, 2, 10],
            _ if section.consumable => &[80, 14, 4, 2],
            _ => &[97, 3],
        };
        self.dice.weighted(odds).map_or(1, |index| index as i32 + 1)
    }

    /// Pence on the day: durable things are cheaper in the January sale, gift cards come in three values.
    fn price(&mut self, number: Number, day: u32) -> u32 {
        let pence = self.market.product(number).pence;
        if self.market.product(number).tags.contains("gift-card") {
            return self.dice.one_of(&[1000, 2500, 2500, 5000]).copied().unwrap_or(pence);
        }
        let reduced = calendar::in_sale(day) && !self.market.section(number).consumable;
        if reduced { pence * 85 / 100 } else { pence }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::shop::Crowd;

    #[test]
    fn orders_come_in_the_order_of_time_and_number_about_five_thousand() {
        let lines = Sales::simulate().lines;
        assert!(lines.is_sorted_by_key(|line| line.at));
        let orders: std::collections::BTreeSet<&str> = lines.iter().map(|line| line.order.as_str()).collect();
        assert!((4500..5800).contains(&orders.len()), "{} orders", orders.len());
    }

    #[test]
    fn crowds_want_their_own_things_more() {
        let market = Market::open();
        let (tea, brew) = (market.demand(Crowd::Tea, 0, 4), market.demand(Crowd::Brew, 0, 4));
        let teapot = market.catalog().find(|&number| market.product(number).sku == "KF-3101");
        assert!(teapot.is_some_and(|number| tea[number] > brew[number]));
    }
}
