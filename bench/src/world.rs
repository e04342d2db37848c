//! Generates a synthetic shop's orders: Zipf popularity, items bought in clusters, baskets of lognormal size.

use rayon::prelude::*;

use crate::dice::{Alias, Dice};

/// Orders are generated this many at a time, each chunk from its own dice: any number of threads gives the same shop.
pub const CHUNK: u64 = 1 << 16;

const MEAN_SIZE: f64 = 10.0;
const LARGEST: usize = 80;
/// Standard deviation of the logarithm of a basket's size.
const SIGMA: f64 = 0.8;
/// Items of one cluster are often bought together.
const CLUSTER: usize = 40;
/// How often the next item comes from the basket's clusters and not from the whole shop.
const LOYALTY: f64 = 0.7;
/// Flattens the top of the Zipf distribution: no item is in half of all orders.
const OFFSET: f64 = 10.0;

/// The size of a shop, and its seed.
#[derive(Debug, Clone, Copy, clap::Args, serde::Serialize)]
pub struct Size {
    /// Orders, of 10 lines on average
    #[arg(long, default_value_t = 3_200_000)]
    pub orders: u64,
    /// Items
    #[arg(long, default_value_t = 50_000)]
    pub items: u32,
    /// Another seed gives another shop
    #[arg(long, default_value_t = 1)]
    pub seed: u64,
}

impl Size {
    /// 3.2 million orders of 50 000 items: the size that the targets are about.
    pub const L: Self = Self { orders: 3_200_000, items: 50_000, seed: 1 };
    /// 200 000 orders of 20 000 items: small enough to compare every single count.
    pub const S: Self = Self { orders: 200_000, items: 20_000, seed: 1 };
    /// 100 000 orders of 5 000 items: the shop for the time from import to first suggestion.
    pub const PAGE: Self = Self { orders: 100_000, items: 5_000, seed: 1 };
}

/// Some orders: their sizes, and their items one after another, distinct within an order.
pub struct Chunk {
    /// Number of the first order.
    pub first: u64,
    pub sizes: Vec<u32>,
    pub items: Vec<u32>,
}

/// A shop that can generate its orders.
pub struct World {
    size: Size,
    all: Alias,
    clusters: Vec<Alias>,
    /// The item number of each popularity rank.
    number: Vec<u32>,
}

impl World {
    pub fn new(size: Size) -> Self {
        let ranks = size.items.max(1) as usize;
        let popularity: Vec<f64> = (0..ranks).map(|rank| 1.0 / (rank as f64 + OFFSET)).collect();
        let count = ranks.div_ceil(CLUSTER);
        let of_cluster = |c: usize| popularity[c..].iter().step_by(count).map(|p| p.sqrt()).collect::<Vec<f64>>();
        let clusters = (0..count).map(|c| Alias::new(&of_cluster(c))).collect();
        Self { size, all: Alias::new(&popularity), clusters, number: shuffled(ranks as u32, size.seed) }
    }

    /// The SKU of every item, by number.
    pub fn skus(&self) -> Vec<String> {
        (0..self.number.len()).map(|n| format!("SKU-{:06}", n + 1)).collect()
    }

    pub fn chunks(&self) -> u64 {
        self.size.orders.div_ceil(CHUNK)
    }

    /// Generates one chunk of the orders.
    pub fn chunk(&self, n: u64) -> Chunk {
        let mut dice = Dice::new(self.size.seed, n + 1);
        let first = n * CHUNK;
        let orders = CHUNK.min(self.size.orders - first);
        let mut chunk = Chunk { first, sizes: Vec::with_capacity(orders as usize), items: Vec::new() };
        for _ in 0..orders {
            let start = chunk.items.len();
            self.basket(&mut dice, &mut chunk.items);
            chunk.sizes.push((chunk.items.len() - start) as u32);
        }
        chunk
    }

    /// Calls `take` with all chunks in order; they are generated on all threads, a few at a time.
    pub fn each_chunk<E>(&self, mut take: impl FnMut(Chunk) -> Result<(), E>) -> Result<(), E> {
        let batch = rayon::current_num_threads() as u64 * 2;
        for from in (0..self.chunks()).step_by(batch as usize) {
            let until = (from + batch).min(self.chunks());
            let chunks: Vec<Chunk> = (from..until).into_par_iter().map(|n| self.chunk(n)).collect();
            for chunk in chunks {
                take(chunk)?;
            }
        }
        Ok(())
    }

    fn basket(&self, dice: &mut Dice, items: &mut Vec<u32>) {
        let size = (MEAN_SIZE.ln() - SIGMA * SIGMA / 2.0 + SIGMA * dice.normal()).exp().round() as usize;
        let size = size.clamp(1, LARGEST);
        let start = items.len();
        let mut cluster = self.any_cluster(dice);
        for _ in 0..size * 4 {
            if items.len() - start == size {
                return;
            }
            let item = self.number[self.rank(dice, cluster)];
            if !items[start..].contains(&item) {
                items.push(item);
            }
            if dice.below(8) == 0 {
                cluster = self.any_cluster(dice);
            }
        }
    }

    fn any_cluster(&self, dice: &mut Dice) -> usize {
        self.all.draw(dice) as usize % self.clusters.len()
    }

    fn rank(&self, dice: &mut Dice, cluster: usize) -> usize {
        if dice.unit() < LOYALTY {
            self.clusters[cluster].draw(dice) as usize * self.clusters.len() + cluster
        } else {
            self.all.draw(dice) as usize
        }
    }
}

/// The numbers below `count` in random order.
fn shuffled(count: u32, seed: u64) -> Vec<u32> {
    let mut numbers: Vec<u32> = (0..count).collect();
    let mut dice = Dice::new(seed, 0);
    for n in (1..numbers.len()).rev() {
        numbers.swap(n, dice.below(n as u32 + 1) as usize);
    }
    numbers
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn baskets_are_distinct_capped_and_ten_items_on_average() {
        let world = World::new(Size { orders: 20_000, items: 3_000, seed: 7 });
        let chunk = world.chunk(0);
        let mut rest = chunk.items.as_slice();
        for &size in &chunk.sizes {
            let (basket, after) = rest.split_at(size as usize);
            rest = after;
            let distinct: std::collections::BTreeSet<&u32> = basket.iter().collect();
            assert!(distinct.len() == basket.len() && (1..=LARGEST).contains(&basket.len()));
        }
        let mean = chunk.items.len() as f64 / chunk.sizes.len() as f64;
        assert!((9.5..10.5).contains(&mean), "{mean}");
    }

    #[test]
    fn the_same_seed_gives_the_same_shop() {
        let world = |seed| World::new(Size { orders: 100, items: 500, seed }).chunk(0).items;
        assert_eq!(world(1), world(1));
        assert_ne!(world(1), world(2));
    }
}
