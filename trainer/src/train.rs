//! Trains a model on orders: counts pairs, computes weights, numbers items by popularity; never reads or writes a file.

use pairwell::model::layout::{MAX_SKU, USUAL_WEIGHT_BITS};
use pairwell::model::{HistoryParts, ItemRow, Parts};

use crate::affinity::bought_once::bought_once;
use crate::affinity::counts::Counts;
use crate::affinity::order_weights::OrderWeights;
use crate::affinity::repeats::Repeats;
use crate::affinity::ridge::{Known, RidgeOptions, ridge};
use crate::affinity::still_sold::still_sold;
use crate::affinity::weights::Weights;
use crate::kin::{Kin, KinRow, Newcomers};
use crate::orders::Orders;
use crate::stages::Stages;

/// In a large shop, pairs of a single order are dropped before weights are computed: little is lost, and the solves
/// get ten times faster. They never become weights in any shop.
const PAIR_FLOOR: u32 = 2;
/// A shop with no more pairs than this keeps them all: exact covariances are a little better.
const FEW_PAIRS: usize = 20_000_000;
/// The default history weight, where customers' next orders cannot show a better one.
const HISTORY_WEIGHT: f64 = 0.125;
/// The most neighbours of an item that no order holds.
const NEW_NEIGHBOURS: usize = 10;
/// How the weights of such an item change with the cart's size: what is known of its kin alone says less beside other items.
const NEW_TILT: f64 = -0.5;
/// What is added to alpha for small carts: short orders tell more of them.
const SHORT: f64 = 0.5;
/// How much weights favour rare candidates.
const LEAN: f64 = 0.05;

/// How a model is trained.
#[derive(Debug, Clone, Copy, PartialEq, serde::Serialize, serde::Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct TrainOptions {
    /// An order of n items counts n^−alpha, scaled to a mean of 1.
    pub alpha: f64,
    /// Ridge penalty λ, in orders.
    pub lambda: f64,
    /// Probability that an item of an order is seen in a small cart, for the weights of small carts.
    #[serde(default = "all")]
    pub seen: f64,
    /// Weighted orders that an attribute of an item needs to count as much as all coarser ones.
    #[serde(default)]
    pub kin_orders: f64,
    /// The most items that predict one candidate.
    pub m: usize,
    /// The most weights kept per cart item.
    pub k: usize,
    /// A weight needs this many orders with both items, and as many customers where known.
    pub min_orders: u32,
    /// Days in which an order's weight halves; without it all orders count alike.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub half_life: Option<f64>,
    /// Days for which an item is sold on average: what has not sold for long fades. Without it nothing does.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub item_lifetime: Option<f64>,
    /// The most that one customer's orders may weigh, as a share of all.
    #[serde(default = "all")]
    pub customer_share: f64,
    /// Bits per weight in the file.
    #[serde(default = "usual_bits")]
    pub weight_bits: u32,
    /// Score added to an item of the shopper's last order, where the device keeps a history.
    #[serde(rename = "again", default)]
    pub repurchase_boost: f64,
    /// Weight of an item of that order for other items while the cart is empty; an item in a cart has 1.
    #[serde(rename = "with", default)]
    pub history_weight: f64,
}

/// The shares and chances of manifests without them.
fn all() -> f64 {
    1.0
}

/// The weight bits of manifests without any.
fn usual_bits() -> u32 {
    USUAL_WEIGHT_BITS
}

impl Default for TrainOptions {
    fn default() -> Self {
        Self {
            alpha: 0.5,
            lambda: 5.0,
            seen: 0.1,
            kin_orders: 400.0,
            m: 150,
            k: 16,
            min_orders: 3,
            half_life: None,
            item_lifetime: None,
            customer_share: 0.01,
            weight_bits: USUAL_WEIGHT_BITS,
            repurchase_boost: 0.0,
            history_weight: HISTORY_WEIGHT,
        }
    }
}

impl std::fmt::Display for TrainOptions {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(
            f,
            "λ {}, α {}, p {}, m {}, k {}, {} bits",
            self.lambda, self.alpha, self.seen, self.m, self.k, self.weight_bits
        )?;
        if let Some(days) = self.half_life {
            write!(f, ", half-life {days} days")?;
        }
        if let Some(days) = self.item_lifetime {
            write!(f, ", item lifetime {days} days")?;
        }
        write!(f, ", repurchase boost {}, history weight {}", self.repurchase_boost, self.history_weight)
    }
}

/// What training finds.
#[derive(Debug)]
pub struct Learned {
    /// The model.
    pub parts: Parts,
    /// Items that hardly any order holds, by what they have in common. Which of them are in no order at all is not told.
    pub newcomers: Vec<Newcomers>,
}

/// Trains on all orders. Deterministic: the same orders give the same parts on any number of threads.
pub fn train(orders: &Orders, options: &TrainOptions, stages: &dyn Stages) -> Parts {
    learn(orders, options, stages, false).parts
}

/// The same, with what is known of items that hardly any order holds.
pub fn train_all(orders: &Orders, options: &TrainOptions, stages: &dyn Stages) -> Learned {
    learn(orders, options, stages, true)
}

/// Looks for newcomers only if asked: models that are only compared need none.
fn learn(orders: &Orders, options: &TrainOptions, stages: &dyn Stages, with_newcomers: bool) -> Learned {
    stages.begin("counting pairs", 1);
    let TrainOptions { alpha, half_life, customer_share, .. } = *options;
    let by_size = |alpha| OrderWeights { alpha, half_life, customer_share }.of(orders);
    let [counts, small] = Counts::all(orders, [&by_size(alpha), &by_size(alpha + SHORT)], pair_floor(orders));
    let repeats = Repeats::of(orders);
    stages.advance(1);
    stages.begin("computing weights", counts.items() as u64);
    let kinship = orders.kinship.as_deref();
    let kin = kinship.map(|kinship| Kin::of(kinship, &orders.skus, &small, options.kin_orders));
    let columns = kin.as_ref().map(Kin::columns);
    let done = |done| stages.advance(done as u64);
    let products = kinship.map(|kinship| kinship.products(&orders.skus));
    let known = Known { repeats: repeats.as_ref(), kin: columns.as_ref(), products: products.as_deref() };
    let weights = ridge(&counts, &small, known, &options.solving(), &done);
    let still_sold = options.item_lifetime.map_or(Vec::new(), |days| still_sold(orders, days));
    let weights = if still_sold.is_empty() { weights } else { weights.faded(&still_sold) };
    let numbers = Numbers::of(orders, &counts);
    let mut parts = parts(orders, &numbers, &weights, &bought_once(orders));
    let mut newcomers = Vec::new();
    if let Some(kin) = kin {
        add_new(&mut parts, &kin.new_items(options.k.min(NEW_NEIGHBOURS)), &numbers);
        if with_newcomers {
            let has_few = |number: usize| {
                let item = numbers.by_popularity.get(number);
                item.is_none_or(|item| counts.item_support()[*item as usize] < options.min_orders)
            };
            let few = parts.items.iter().enumerate().filter(|(number, _)| has_few(*number));
            newcomers = kin.newcomers(&few.map(|(_, item)| item.sku.as_str()).collect::<Vec<_>>());
        }
    }
    options.finish(&mut parts);
    Learned { parts, newcomers }
}

impl TrainOptions {
    /// How the weights are solved for.
    fn solving(&self) -> RidgeOptions {
        RidgeOptions {
            predictors: self.m,
            lambda: self.lambda,
            seen: self.seen,
            neighbours: self.k,
            min_orders: self.min_orders.max(PAIR_FLOOR),
            lean: LEAN,
        }
    }

    /// Sets the options that need no training.
    pub fn finish(&self, parts: &mut Parts) {
        parts.weight_bits = self.weight_bits;
        parts.history = HistoryParts { repurchase_boost: self.repurchase_boost, history_weight: self.history_weight };
    }
}

/// The fewest orders with a pair for the pair to be counted.
fn pair_floor(orders: &Orders) -> u32 {
    let pairs: usize = orders.iter().map(|items| items.len() * items.len() / 2).sum();
    if pairs <= FEW_PAIRS { 1 } else { PAIR_FLOOR }
}

/// The items by falling support, ties by SKU: small numbers for popular items make small gaps in the file.
struct Numbers {
    by_popularity: Vec<u32>,
    /// By item of the orders: its number in the model.
    number: Vec<u32>,
}

impl Numbers {
    fn of(orders: &Orders, counts: &Counts) -> Self {
        let mut by_popularity: Vec<u32> = (0..counts.items() as u32).collect();
        let support = |item: &u32| std::cmp::Reverse(counts.item_support()[*item as usize]);
        by_popularity.sort_by(|a, b| {
            support(a).cmp(&support(b)).then_with(|| orders.skus[*a as usize].cmp(&orders.skus[*b as usize]))
        });
        let mut number = vec![0u32; counts.items()];
        for (n, item) in (0..).zip(&by_popularity) {
            number[*item as usize] = n;
        }
        Self { by_popularity, number }
    }
}

/// Adds items that no order holds: what they say of others is what their kin say.
fn add_new(parts: &mut Parts, items: &[(&str, KinRow)], numbers: &Numbers) {
    for (sku, row) in items.iter().filter(|(sku, row)| (1..=MAX_SKU).contains(&sku.len()) && !row.is_empty()) {
        let weight = |&(candidate, gain): &(u32, f32)| {
            (numbers.number[candidate as usize], (f64::from(gain) / (1.0 - NEW_TILT)).clamp(f64::MIN_POSITIVE, 1.0))
        };
        let mut neighbours: Vec<(u32, f64)> = row.iter().map(weight).collect();
        neighbours.sort_unstable_by_key(|neighbour| neighbour.0);
        let tilts = vec![NEW_TILT; neighbours.len()];
        parts.items.push(ItemRow { sku: (*sku).into(), neighbours, tilts, ..ItemRow::default() });
    }
}

/// Puts items, priors and weights together, in the order of their numbers.
fn parts(orders: &Orders, numbers: &Numbers, weights: &Weights, once: &[bool]) -> Parts {
    let Numbers { by_popularity, number } = numbers;
    let row = |&item: &u32| {
        let pair = |(j, weight, tilt)| ((number[j as usize], f64::from(weight).min(1.0)), f64::from(tilt));
        let mut pairs: Vec<((u32, f64), f64)> = weights.row(item as usize).map(pair).collect();
        pairs.sort_unstable_by_key(|pair| pair.0.0);
        let (neighbours, tilts) = pairs.into_iter().unzip();
        ItemRow {
            sku: orders.skus[item as usize].clone(),
            prior: weights.prior[item as usize],
            neighbours,
            tilts,
            hidden: false,
            once: once.get(item as usize).copied().unwrap_or(false),
        }
    };
    Parts { items: by_popularity.iter().map(row).collect(), tilts: weights.tilts, ..Parts::default() }
}
