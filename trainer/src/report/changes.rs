//! Compares a new model with the previous one, item by item; never says which is better.

use hashbrown::HashMap;
use pairwell::model::{Model, layout};
use serde::{Deserialize, Serialize};

/// What changed since the previous model.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Changes {
    /// Items that the previous model did not have.
    pub new_items: usize,
    /// Items that only the previous model had.
    pub gone_items: usize,
    /// Pairs with a weight now, not before.
    pub new_pairs: usize,
    /// Pairs with a weight before, not now.
    pub gone_pairs: usize,
    /// The items whose suggestions change most, counted by how often they are bought.
    pub most: Vec<Change>,
}

/// What changed around one item.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Change {
    /// The item in the cart.
    pub sku: String,
    /// The candidates whose weight changed most, up or down.
    pub moved: Vec<Moved>,
}

/// A weight that changed.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Moved {
    /// The candidate.
    pub sku: String,
    /// Its weight before; 0 for none.
    pub before: f64,
    /// Its weight now; 0 for none.
    pub now: f64,
}

/// How many items are listed, and how many candidates of each.
const ITEMS: usize = 12;
const CANDIDATES: usize = 4;

/// Compares two models. `bought` says for each item of the new one in how many orders it is.
pub fn changes(before: &Model, now: &Model, bought: &dyn Fn(&str) -> u32) -> Changes {
    let known = (0..now.items() as u32).filter(|item| before.item(now.sku(*item)).is_some()).count();
    let mut changes = Changes {
        new_items: now.items() - known,
        gone_items: before.items() - known,
        new_pairs: 0,
        gone_pairs: 0,
        most: Vec::new(),
    };
    let mut ranked: Vec<(f64, u32)> = Vec::new();
    for item in 0..now.items() as u32 {
        let moved = moved(before, now, item);
        changes.new_pairs += moved.iter().filter(|moved| moved.before == 0.0).count();
        changes.gone_pairs += moved.iter().filter(|moved| moved.now == 0.0).count();
        let distance: f64 = moved.iter().map(|moved| (moved.now - moved.before).abs()).sum();
        let often = bought(now.sku(item));
        if before.item(now.sku(item)).is_some() && distance > 0.0 {
            ranked.push((distance * f64::from(often), item));
        }
    }
    ranked.sort_by(|a, b| b.0.total_cmp(&a.0).then(a.1.cmp(&b.1)));
    changes.most = ranked.iter().take(ITEMS).map(|(_, item)| change(before, now, *item)).collect();
    changes
}

fn change(before: &Model, now: &Model, item: u32) -> Change {
    let mut moved = moved(before, now, item);
    moved.sort_by(|a, b| {
        let by = |moved: &Moved| (moved.now - moved.before).abs();
        by(b).total_cmp(&by(a)).then_with(|| a.sku.cmp(&b.sku))
    });
    moved.truncate(CANDIDATES);
    Change { sku: now.sku(item).to_owned(), moved }
}

/// Every weight of an item that is not what it was.
fn moved(before: &Model, now: &Model, item: u32) -> Vec<Moved> {
    let mut weights: HashMap<&str, (f64, f64)> = HashMap::new();
    if let Some(item) = before.item(now.sku(item)) {
        for (candidate, units) in before.neighbours(item) {
            weights.entry(before.sku(candidate)).or_default().0 = probability(units);
        }
    }
    for (candidate, units) in now.neighbours(item) {
        weights.entry(now.sku(candidate)).or_default().1 = probability(units);
    }
    let moved = weights.into_iter().filter(|(_, (before, now))| before != now);
    moved.map(|(sku, (before, now))| Moved { sku: sku.to_owned(), before, now }).collect()
}

fn probability(units: i32) -> f64 {
    f64::from(units) / f64::from(1 << layout::SCORE_BITS)
}
