//! Tells what puts items on a shelf: pairs of the shop's own orders, their kin, or that they are popular; never trains.

use hashbrown::HashMap;
use pairwell::model::Model;
use pairwell::rank::{Ranker, Request, Suggestion};
use pairwell::rules::Line;
use rayon::prelude::*;

use super::holdout::{Holdout, TestCase};
use super::ranks::CUT;
use crate::affinity::containing::Containing;
use crate::orders::Orders;

/// The most carts that are asked for suggestions.
const CARTS: usize = 1000;
/// Carts that one thread asks for in one task.
const CHUNK: usize = 64;

/// What the first ten suggestions rest on: shares of all places, which sum to 1 where there are any.
///
/// A suggestion that an empty cart gets too rests on popularity. Any other is there because of the cart: the weights of pairs
/// that enough orders hold are one part of its score, those that only kin speak for another, and the larger part decides.
#[derive(Debug, Clone, Copy, Default, PartialEq, serde::Serialize, serde::Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Grounds {
    /// On pairs that the shop's own orders hold often enough.
    pub own_pairs: f64,
    /// On what items have in common by the catalog.
    pub kin: f64,
    /// On popularity.
    pub popularity: f64,
}

impl Grounds {
    /// Looks at the suggestions for the carts of a holdout, of a model trained on `orders`. A pair needs `min_orders` orders,
    /// and as many customers where known.
    pub fn of(holdout: &Holdout, model: &Model, orders: &Orders, min_orders: u32) -> Self {
        let holdout = holdout.clone().at_most(CARTS);
        let pairs = Pairs::of(model, orders, min_orders.max(1) as usize);
        let count = |ranker: &mut Ranker, cases: &[TestCase]| {
            cases.iter().fold([0; 3], |sums, case| added(sums, pairs.places(ranker, model, &holdout, case)))
        };
        let chunks = holdout.cases.par_chunks(CHUNK).map_init(|| Ranker::new(model), count);
        let places: [u64; 3] = chunks.reduce(|| [0; 3], added);
        let all = places.iter().sum::<u64>().max(1) as f64;
        let [own_pairs, kin, popularity] = places.map(|places| places as f64 / all);
        Self { own_pairs, kin, popularity }
    }
}

fn added(a: [u64; 3], b: [u64; 3]) -> [u64; 3] {
    std::array::from_fn(|n| a[n] + b[n])
}

/// Tells which pairs enough orders hold.
struct Pairs<'a> {
    orders: &'a Orders,
    containing: Containing,
    /// By item of the model: its number in the orders, `u32::MAX` for an item that no order holds.
    number: Vec<u32>,
    min_orders: usize,
}

impl<'a> Pairs<'a> {
    fn of(model: &Model, orders: &'a Orders, min_orders: usize) -> Self {
        let numbers: HashMap<&str, u32> = orders.skus.iter().map(String::as_str).zip(0..).collect();
        let number = |item| numbers.get(model.sku(item)).copied().unwrap_or(u32::MAX);
        let number = (0..model.items() as u32).map(number).collect();
        Self { orders, containing: Containing::of(orders), number, min_orders }
    }

    /// How many of the suggestions for a cart rest on own pairs, on kin, and on popularity.
    fn places(&self, ranker: &mut Ranker, model: &Model, holdout: &Holdout, case: &TestCase) -> [u64; 3] {
        let skus = case.cart().map(|item| holdout.train.skus[item as usize].as_str());
        let cart: Vec<u32> =
            skus.chain(holdout.strangers(case)).map(|sku| model.item(sku).unwrap_or(Line::UNKNOWN)).collect();
        let popular = ranker.rank(model, &Request { exclude: &cart, limit: CUT, ..Request::default() });
        let picks = ranker.rank(model, &Request { cart: &cart, limit: CUT, ..Request::default() });
        picks.iter().fold([0; 3], |mut places, pick| {
            let is_popular = popular.iter().any(|other| other.item == pick.item);
            places[if is_popular { 2 } else { self.of_cart(pick) }] += 1;
            places
        })
    }

    /// What a suggestion rests on that is there because of the cart: 0 for own pairs, 1 for kin, 2 if nothing in the cart speaks for it.
    fn of_cart(&self, pick: &Suggestion) -> usize {
        let (mut own, mut kin) = (0.0, 0.0);
        for reason in &pick.because {
            *if self.is_own(reason.item, pick.item) { &mut own } else { &mut kin } += reason.share;
        }
        match own + kin > 0.0 {
            true => usize::from(kin > own),
            false => 2,
        }
    }

    /// Whether enough orders hold both items of the model.
    fn is_own(&self, a: u32, b: u32) -> bool {
        let [a, b] = [a, b].map(|item| self.number[item as usize]);
        if a == u32::MAX || b == u32::MAX {
            return false;
        }
        let with_b = self.containing.of_item(b);
        let mut customers: Vec<u32> = Vec::new();
        for order in self.containing.of_item(a).iter().filter(|order| with_b.binary_search(order).is_ok()) {
            let customer = self.orders.customers.as_ref().map_or(u32::MAX, |all| all[*order as usize]);
            if customer == u32::MAX || !customers.contains(&customer) {
                customers.push(customer);
            }
            if customers.len() == self.min_orders {
                return true;
            }
        }
        false
    }
}
