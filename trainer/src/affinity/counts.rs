//! Counts items and pairs over weighted orders, item by item on all threads; never computes a weight.
//!
//! Every count is an integer (a fixed-point sum of order weights, and how many orders), so the result is the same
//! whatever the order of addition: same input, same counts, on any number of threads.

use rayon::prelude::*;

use crate::orders::Orders;

/// Bits after the point of a fixed-point order weight.
const FRACTION_BITS: u32 = 16;
/// Bits of an accumulator that hold the number of orders; the weight sum is above them.
const COUNT_BITS: u32 = 24;
const COUNT_MASK: u64 = (1 << COUNT_BITS) - 1;

/// The most orders that can be counted: what fits an accumulator's count.
pub const MAX_ORDERS: usize = COUNT_MASK as usize;

/// Item and pair counts of a set of orders.
///
/// A pair's two halves are both kept: row `i` lists every item `j` seen with `i` in at least the floor's number of
/// orders, by ascending `j`.
pub struct Counts {
    /// Sum of the order weights (about the number of orders).
    pub total: f64,
    /// Weighted number of orders that contain each item.
    pub item_weight: Vec<f64>,
    /// How many orders contain each item.
    pub item_support: Vec<u32>,
    starts: Vec<usize>,
    partner: Vec<u32>,
    weight: Vec<f32>,
    support: Vec<u32>,
}

/// One item's partners: parallel slices, by ascending partner.
#[derive(Clone, Copy)]
pub struct PairRow<'a> {
    /// The other item of each pair.
    pub partner: &'a [u32],
    /// Weighted number of orders with both.
    pub weight: &'a [f32],
    /// Number of orders with both.
    pub support: &'a [u32],
}

impl Counts {
    /// Counts items and pairs. `weights` has one positive weight per order (mean 1 is expected); pairs in fewer than
    /// `floor` orders are left out.
    pub fn of(orders: &Orders, weights: &[f64], floor: u32) -> Self {
        assert_eq!(orders.len(), weights.len(), "one weight per order");
        assert!(orders.len() <= MAX_ORDERS, "more than {MAX_ORDERS} orders");
        let steps: Vec<u64> = weights.iter().map(|w| fixed(*w) << COUNT_BITS | 1).collect();
        let containing = Containing::of(orders);
        let items = orders.skus.len();
        let sums: Vec<u64> = (0..items)
            .into_par_iter()
            .map(|i| containing.of_item(i).iter().map(|o| steps[*o as usize]).sum())
            .collect();
        let lower = lower_triangle(orders, &containing, &steps, floor);
        let mut counts = mirrored(&lower, items);
        counts.total = weights.iter().map(|w| from_fixed(fixed(*w))).sum();
        counts.item_weight = sums.iter().map(|s| from_fixed(s >> COUNT_BITS)).collect();
        counts.item_support = sums.iter().map(|s| (s & COUNT_MASK) as u32).collect();
        counts
    }

    /// How many items were counted.
    pub fn items(&self) -> usize {
        self.item_support.len()
    }

    /// How many distinct pairs were kept.
    pub fn pairs(&self) -> usize {
        self.partner.len() / 2
    }

    /// The partners of one item.
    pub fn row(&self, item: usize) -> PairRow<'_> {
        let span = self.starts[item]..self.starts[item + 1];
        PairRow {
            partner: &self.partner[span.clone()],
            weight: &self.weight[span.clone()],
            support: &self.support[span],
        }
    }
}

/// An order's weight by its size, `size^-alpha`, scaled so that the weights of all orders sum to their number.
///
/// Large orders say less about any one pair in them; alpha 0 counts all orders alike.
pub fn weights_by_size(orders: &Orders, alpha: f64) -> Vec<f64> {
    let raw: Vec<f64> = orders.iter().map(|items| (items.len().max(1) as f64).powf(-alpha)).collect();
    let scale = raw.len() as f64 / raw.iter().sum::<f64>();
    raw.iter().map(|w| w * scale).collect()
}

fn fixed(weight: f64) -> u64 {
    ((weight * f64::from(1u32 << FRACTION_BITS)).round() as u64).clamp(1, 1 << (64 - COUNT_BITS - 1))
}

fn from_fixed(sum: u64) -> f64 {
    sum as f64 / f64::from(1u32 << FRACTION_BITS)
}

/// For each item, the orders that contain it, ascending.
struct Containing {
    starts: Vec<usize>,
    orders: Vec<u32>,
}

impl Containing {
    fn of(orders: &Orders) -> Self {
        let mut starts = vec![0usize; orders.skus.len() + 1];
        for &item in &orders.items {
            starts[item as usize + 1] += 1;
        }
        for i in 1..starts.len() {
            starts[i] += starts[i - 1];
        }
        let mut next = starts.clone();
        let mut containing = vec![0u32; orders.items.len()];
        for (n, items) in orders.iter().enumerate() {
            for &item in items {
                containing[next[item as usize]] = n as u32;
                next[item as usize] += 1;
            }
        }
        Self { starts, orders: containing }
    }

    fn of_item(&self, item: usize) -> &[u32] {
        &self.orders[self.starts[item]..self.starts[item + 1]]
    }
}

/// Sums of one accumulation row, still packed.
type PackedRow = Vec<(u32, u64)>;

/// Row `i`: the pairs (j, i) with j < i that reach the floor, by ascending j.
fn lower_triangle(orders: &Orders, containing: &Containing, steps: &[u64], floor: u32) -> Vec<PackedRow> {
    let items = orders.skus.len();
    (0..items)
        .into_par_iter()
        .with_min_len(64)
        .map_init(
            || (vec![0u64; items], Vec::new()),
            |(sums, touched), i| accumulate(orders, containing.of_item(i), i as u32, steps, floor, sums, touched),
        )
        .collect()
}

fn accumulate(
    orders: &Orders,
    containing: &[u32],
    item: u32,
    steps: &[u64],
    floor: u32,
    sums: &mut [u64],
    touched: &mut Vec<u32>,
) -> PackedRow {
    for &o in containing {
        let step = steps[o as usize];
        for &j in orders.order(o as usize) {
            if j < item {
                let sum = &mut sums[j as usize];
                if *sum == 0 {
                    touched.push(j);
                }
                *sum += step;
            }
        }
    }
    touched.sort_unstable();
    let mut row = Vec::new();
    for &j in touched.iter() {
        let sum = std::mem::take(&mut sums[j as usize]);
        if sum & COUNT_MASK >= u64::from(floor) {
            row.push((j, sum));
        }
    }
    touched.clear();
    row.shrink_to_fit();
    row
}

/// Both halves of every pair, from the lower one.
fn mirrored(lower: &[PackedRow], items: usize) -> Counts {
    let mut starts = vec![0usize; items + 1];
    for (i, row) in lower.iter().enumerate() {
        starts[i + 1] += row.len();
        for (j, _) in row {
            starts[*j as usize + 1] += 1;
        }
    }
    for i in 1..starts.len() {
        starts[i] += starts[i - 1];
    }
    let size = starts[items];
    let mut next = starts.clone();
    let (mut partner, mut weight, mut support) = (vec![0u32; size], vec![0f32; size], vec![0u32; size]);
    let mut put = |row: usize, other: u32, sum: u64| {
        let at = next[row];
        next[row] += 1;
        partner[at] = other;
        weight[at] = from_fixed(sum >> COUNT_BITS) as f32;
        support[at] = (sum & COUNT_MASK) as u32;
    };
    // Row by row, each row gets its smaller partners first and then, from later rows, its larger ones: sorted.
    for (i, row) in lower.iter().enumerate() {
        for &(j, sum) in row {
            put(i, j, sum);
            put(j as usize, i as u32, sum);
        }
    }
    Counts { total: 0.0, item_weight: Vec::new(), item_support: Vec::new(), starts, partner, weight, support }
}
