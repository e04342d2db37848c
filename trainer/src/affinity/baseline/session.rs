//! Scores candidates by the past orders nearest to the cart (session kNN); never looks at pairs.

use crate::affinity::best::keep_best;
use crate::affinity::containing::Containing;
use crate::affinity::measure::{Affinity, Cart, Fitted, Scorer, Seen, Unfit};
use crate::orders::Orders;

/// Scores items by the past orders most similar to the cart.
pub struct Sessions {
    /// Its name.
    pub name: &'static str,
    /// How many past orders count.
    pub neighbours: usize,
}

impl Affinity for Sessions {
    fn name(&self) -> &'static str {
        self.name
    }

    fn fit<'a>(&self, seen: &'a Seen<'a>) -> Result<Box<dyn Fitted + 'a>, Unfit> {
        let orders = seen.orders.len() as f64;
        let rarity = (0..seen.items() as u32).map(|item| (orders / seen.support(item).max(1.0)).ln()).collect();
        let containing = seen.containing();
        Ok(Box::new(Past { orders: seen.orders, containing, rarity, neighbours: self.neighbours }))
    }
}

/// All past orders, by item.
struct Past<'a> {
    orders: &'a Orders,
    containing: &'a Containing,
    /// ln(orders / support): how much a shared item counts.
    rarity: Vec<f64>,
    neighbours: usize,
}

impl Fitted for Past<'_> {
    fn scorer(&self) -> Box<dyn Scorer + '_> {
        Box::new(SessionScorer { past: self, nearness: vec![0.0; self.orders.len()], touched: Vec::new() })
    }
}

struct SessionScorer<'a> {
    past: &'a Past<'a>,
    /// Rarity shared with the cart, by order; 0 for orders that share nothing.
    nearness: Vec<f64>,
    touched: Vec<(f64, u32)>,
}

impl Scorer for SessionScorer<'_> {
    fn score(&mut self, cart: Cart<'_>, scores: &mut [f64]) {
        self.find(cart.items);
        scores.fill(0.0);
        let past = self.past;
        for &(nearness, order) in &self.touched {
            for &item in past.orders.order(order as usize) {
                scores[item as usize] += nearness;
            }
        }
        for (score, rarity) in scores.iter_mut().zip(&past.rarity) {
            *score *= rarity.sqrt();
        }
    }
}

impl SessionScorer<'_> {
    /// Leaves the nearest orders in `touched`: shared rarity over the root of the size, ties by later order.
    fn find(&mut self, cart: &[u32]) {
        let past = self.past;
        self.touched.clear();
        for &item in cart {
            for &order in past.containing.of_item(item) {
                let nearness = &mut self.nearness[order as usize];
                if *nearness == 0.0 {
                    self.touched.push((0.0, order));
                }
                *nearness += past.rarity[item as usize];
            }
        }
        for (nearness, order) in &mut self.touched {
            let size = past.orders.order(*order as usize).len() as f64;
            *nearness = std::mem::take(&mut self.nearness[*order as usize]) / size.sqrt();
        }
        keep_best(&mut self.touched, past.neighbours, |a, b| b.0.total_cmp(&a.0).then(b.1.cmp(&a.1)));
    }
}
