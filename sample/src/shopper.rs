//! Lets one customer fill one basket, by need, by habit and by whim; never knows about dates or prices.

use crate::dice::Dice;
use crate::market::{Market, Number};
use crate::shop::Crowd;

/// Percent of orders with 0, 1, 2, … items beside the reason for the order.
const EXTRAS: [u32; 5] = [33, 35, 19, 9, 4];
/// No basket of a household grows larger.
const FULL: usize = 9;

/// A customer and their past purchases.
pub(crate) struct Shopper {
    pub(crate) id: String,
    pub(crate) crowd: Crowd,
    bought: Vec<Number>,
}

/// A shop visit: what this shopper wants in this month.
pub(crate) struct Visit<'a> {
    pub(crate) market: &'a Market,
    /// Demand of the shopper's crowd.
    pub(crate) demand: &'a [u32],
    pub(crate) month: usize,
}

impl Shopper {
    /// A new customer with a taste, and an id that says nothing about them.
    pub(crate) fn new(dice: &mut Dice, serial: u32) -> Self {
        let crowds = [Crowd::Brew, Crowd::Espresso, Crowd::Tea, Crowd::Everyone];
        let crowd = dice.weighted(&[38, 20, 26, 16]).map_or(Crowd::Everyone, |index| crowds[index]);
        Self { id: format!("C{:05}", (serial * 7919 + 40_013) % 100_000), crowd, bought: Vec::new() }
    }

    /// Fills a basket, and adds it to the past purchases.
    pub(crate) fn shop(&mut self, dice: &mut Dice, visit: &Visit) -> Vec<Number> {
        let mut basket = Vec::new();
        let reason = self.refill(dice, visit, 55).or_else(|| dice.weighted(visit.demand));
        self.put(dice, visit, &mut basket, reason);
        for _ in 0..dice.weighted(&EXTRAS).unwrap_or(0) {
            let extra = self.refill(dice, visit, 30).or_else(|| dice.weighted(visit.demand));
            self.put(dice, visit, &mut basket, extra);
        }
        self.follow(dice, visit, &mut basket);
        self.bought.extend(&basket);
        basket
    }

    /// Something used up: bought before, or needed by what was bought; in `percent` of cases.
    fn refill(&self, dice: &mut Dice, visit: &Visit, percent: u32) -> Option<Number> {
        if !dice.percent(percent) {
            return None;
        }
        let needs = self.bought.iter().flat_map(|&owned| visit.market.complements[owned].iter().map(|&(to, _)| to));
        let consumables: Vec<Number> =
            self.bought.iter().copied().chain(needs).filter(|&n| visit.market.section(n).consumable).collect();
        let choice = *dice.one_of(&consumables)?;
        dice.percent(visit.market.season(choice, visit.month)).then_some(choice)
    }

    /// Adds what each thing in the basket leads to, and what that leads to.
    fn follow(&self, dice: &mut Dice, visit: &Visit, basket: &mut Vec<Number>) {
        let mut next = 0;
        while next < basket.len() {
            for &(to, percent) in &visit.market.complements[basket[next]] {
                if dice.percent(percent) {
                    self.put(dice, visit, basket, Some(to));
                }
            }
            next += 1;
        }
    }

    /// Puts a thing into the basket, unless it is there, owned for good, or its job is done by another.
    fn put(&self, dice: &mut Dice, visit: &Visit, basket: &mut Vec<Number>, thing: Option<Number>) {
        let Some(thing) = thing else { return };
        let section = visit.market.section(thing);
        let owned = !section.consumable && section.category != "Mugs & cups" && self.bought.contains(&thing);
        let rivalled = basket.iter().any(|other| visit.market.rivals[thing].contains(other));
        if basket.len() < FULL && !basket.contains(&thing) && !owned && (!rivalled || dice.percent(3)) {
            basket.push(thing);
        }
    }
}
